package catalog

import (
	"context"
	"slices"
	"strings"
)

// Composite is a row of pg_type with typtype c that is not the row type of a
// table. Its attributes are the columns of a relation of its own; dropped
// ones are left out.
type Composite struct {
	userType
	RelationOID uint32   `db:"relation_oid"` // pg_class row that holds the attributes
	Numbers     []int16  `db:"numbers"`      // attnum of each attribute
	Columns     []string `db:"columns"`      // names
	Types       []string `db:"types"`        // with typmod
	Collations  []string `db:"collations"`   // "" where it is the type's own
}

// attributes gives an array over the attributes of a composite type.
func attributes(value string) []expr {
	return all(`ARRAY(SELECT ` + value + `
           FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type at ON at.oid = a.atttypid
          WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum)`)
}

var compositeQuery = &query{
	name: "composite types",
	columns: typeColumns([]column{
		{"relation_oid", all("t.typrelid")},
		{"numbers", attributes("a.attnum")},
		{"columns", attributes("a.attname::text")},
		{"types", attributes("pg_catalog.format_type(a.atttypid, a.atttypmod)")},
		{"collations", attributes("COALESCE(" + collationName("a.attcollation", "at.typcollation") + ", '')")},
	}...),
	from: all(typeFrom + `t.typtype = 'c'
   AND EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.oid = t.typrelid AND c.relkind = 'c')`),
}

func readComposites(ctx context.Context, r *reader) ([]Object, error) {
	types, err := load[Composite](ctx, r.server, compositeQuery)
	return objects(types), err
}

func (c *Composite) aliases() []ID {
	return append(c.userType.aliases(), ID{Class: classClass, OID: c.RelationOID})
}

func (c *Composite) partAddress(sub int32) string {
	i := slices.Index(c.Numbers, int16(sub))
	if i < 0 {
		return ""
	}
	return "COLUMN " + Qualified(c.Schema, c.Name) + "." + Ident(c.Columns[i])
}

// Define implements Object.
func (c *Composite) Define() []string {
	columns := make([]string, len(c.Columns))
	for i, name := range c.Columns {
		columns[i] = "\n    " + Ident(name) + " " + c.Types[i]
		if c.Collations[i] != "" {
			columns[i] += " COLLATE " + c.Collations[i]
		}
	}
	return []string{"CREATE TYPE " + Qualified(c.Schema, c.Name) + " AS (" + strings.Join(columns, ",") + ")"}
}
