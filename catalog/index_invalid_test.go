//go:build linux

package catalog

import (
	"context"
	"slices"
	"strings"
	"testing"

	"promark/catalog/pgtest"
)

// Goal: an index that is left out, because it was never finished, is named.
// Method: a unique index that CREATE INDEX CONCURRENTLY could not build.
func TestInvalidIndexIsNamed(t *testing.T) {
	db := pgtest.Get(t, 16).NewDatabase(t)
	db.Exec(t, "CREATE TABLE t (a int)", "INSERT INTO t VALUES (1), (1)")
	if err := db.Try("CREATE UNIQUE INDEX CONCURRENTLY broken ON t (a)"); err == nil {
		t.Fatal("the index was built over equal values")
	}
	conn := db.Conn(t)
	server, err := Connect(context.Background(), conn)
	if err != nil {
		t.Fatal(err)
	}
	c, err := Read(context.Background(), server)
	if err != nil {
		t.Fatal(err)
	}
	named := func(n string) bool {
		return strings.Contains(n, `index "public"."broken" of table "public"."t" is not valid`)
	}
	if !slices.ContainsFunc(c.Notices, named) {
		t.Errorf("the notices do not name the index: %q", c.Notices)
	}
	for _, i := range c.Items {
		for _, s := range i.Statements {
			if strings.Contains(s.SQL, "broken") {
				t.Errorf("the index is dumped: %s", s.SQL)
			}
		}
	}
}
