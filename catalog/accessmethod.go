package catalog

import "context"

// AccessMethod is a row of pg_am that a user has made.
type AccessMethod struct {
	Common
	Type    byte   `db:"type"`    // i: indexes, t: tables
	Handler string `db:"handler"` // qualified name
}

var accessMethodQuery = &query{
	name: "access methods",
	columns: append([]column{
		{"oid", all("a.oid")},
		{"name", all("a.amname")},
		{"type", all("a.amtype")},
	}, functionColumns("handler", "a.amhandler")...),
	from: all("FROM pg_catalog.pg_am a\n WHERE a.oid >= 16384"),
}

func readAccessMethods(ctx context.Context, r *reader) ([]Object, error) {
	methods, err := load[AccessMethod](ctx, r.server, accessMethodQuery)
	return objects(methods), err
}

// Address implements Object.
func (a *AccessMethod) Address() string { return "ACCESS METHOD " + Ident(a.Name) }

// Define implements Object.
func (a *AccessMethod) Define() []string {
	what := "INDEX"
	if a.Type == 't' {
		what = "TABLE"
	}
	return []string{"CREATE " + a.Address() + " TYPE " + what + " HANDLER " + a.Handler}
}
