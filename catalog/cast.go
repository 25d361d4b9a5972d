package catalog

import "context"

// Cast is a row of pg_cast that a user has made, whatever its types are.
type Cast struct {
	Common
	Source   string `db:"source"` // types
	Target   string `db:"target"`
	Function string `db:"function"` // with argument types
	Method   byte   `db:"method"`   // f: a function, i: by I/O, b: none is needed
	Context  byte   `db:"context"`  // e: explicit, a: in assignments, i: implicit
	OwnType  bool   `db:"own_type"` // one of the types is neither the server's nor an extension's
}

// The cast of a range to its multirange (since 14) comes with the type.
var castQuery = &query{
	name: "casts",
	columns: []column{
		{"oid", all("c.oid")},
		{"name", all("pg_catalog.format_type(c.castsource, NULL)")},
		{"source", all("pg_catalog.format_type(c.castsource, NULL)")},
		{"target", all("pg_catalog.format_type(c.casttarget, NULL)")},
		{"function", all(functionSignature("c.castfunc"))},
		{"method", all("c.castmethod")},
		{"context", all("c.castcontext")},
		{"own_type", all(ownType("c.castsource") + " OR " + ownType("c.casttarget"))},
	},
	from: from(14, `FROM pg_catalog.pg_cast c
 WHERE c.oid >= 16384 AND NOT EXISTS (SELECT FROM pg_catalog.pg_range g
          WHERE g.rngtypid = c.castsource AND g.rngmultitypid = c.casttarget)`,
		0, "FROM pg_catalog.pg_cast c\n WHERE c.oid >= 16384"),
}

func readCasts(ctx context.Context, r *reader) ([]Object, error) {
	casts, err := load[Cast](ctx, r.server, castQuery)
	return objects(casts), err
}

// Address implements Object.
func (c *Cast) Address() string { return "CAST (" + c.Source + " AS " + c.Target + ")" }

// Define implements Object.
func (c *Cast) Define() []string {
	sql := "CREATE " + c.Address()
	switch c.Method {
	case 'b':
		sql += " WITHOUT FUNCTION"
	case 'i':
		sql += " WITH INOUT"
	default:
		sql += " WITH FUNCTION " + c.Function
	}
	switch c.Context {
	case 'a':
		sql += " AS ASSIGNMENT"
	case 'i':
		sql += " AS IMPLICIT"
	}
	return []string{sql}
}
