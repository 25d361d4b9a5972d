package catalog

import (
	"context"
	"fmt"
)

// LargeObject is a row of pg_largeobject_metadata: the object as such. Its
// bytes are data. OIDs of large objects are kept, since columns hold them.
type LargeObject struct {
	Common
}

var largeObjectQuery = &query{
	name: "large objects",
	columns: append([]column{
		{"oid", all("l.oid")},
		{"name", all("l.oid::text")},
		{"owner", all("pg_catalog.pg_get_userbyid(l.lomowner)")},
	}, aclColumns('L', "l.lomacl", "l.lomowner", "pg_largeobject", "l.oid")...),
	from: all("FROM pg_catalog.pg_largeobject_metadata l"),
}

func readLargeObjects(ctx context.Context, r *reader) ([]Object, error) {
	found, err := load[LargeObject](ctx, r.server, largeObjectQuery)
	return objects(found), err
}

// Address implements Object.
func (l *LargeObject) Address() string { return fmt.Sprintf("LARGE OBJECT %d", l.OID) }

// Drop implements dropper: SQL has no statement for it.
func (l *LargeObject) Drop() string {
	return fmt.Sprintf("SELECT pg_catalog.lo_unlink(%d)", l.OID)
}

// Define implements Object.
func (l *LargeObject) Define() []string {
	return []string{fmt.Sprintf("SELECT pg_catalog.lo_create(%d)", l.OID)}
}
