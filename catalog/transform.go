package catalog

import (
	"context"
	"strings"
)

// Transform is a row of pg_transform: how a language sees values of a type.
type Transform struct {
	Common
	Type     string `db:"type"`
	Language string `db:"language"` // unquoted
	OwnType  bool   `db:"own_type"` // neither the server's nor an extension's
	FromSQL  string `db:"from_sql"` // function with argument types; "": none
	ToSQL    string `db:"to_sql"`
}

var transformQuery = &query{
	name: "transforms",
	columns: []column{
		{"oid", all("t.oid")},
		{"name", all("pg_catalog.format_type(t.trftype, NULL)")},
		{"type", all("pg_catalog.format_type(t.trftype, NULL)")},
		{"language", all("l.lanname")},
		{"own_type", all(ownType("t.trftype"))},
		{"from_sql", all(functionSignature("t.trffromsql"))},
		{"to_sql", all(functionSignature("t.trftosql"))},
	},
	from: all(`FROM pg_catalog.pg_transform t
  JOIN pg_catalog.pg_language l ON l.oid = t.trflang`),
}

func readTransforms(ctx context.Context, r *reader) ([]Object, error) {
	transforms, err := load[Transform](ctx, r.server, transformQuery)
	return objects(transforms), err
}

// Address implements Object.
func (t *Transform) Address() string {
	return "TRANSFORM FOR " + t.Type + " LANGUAGE " + Ident(t.Language)
}

// uses implements using.
func (t *Transform) uses() []Use { return []Use{{"LANGUAGE", t.Language, false}} }

// Define implements Object.
func (t *Transform) Define() []string {
	var functions []string
	if t.FromSQL != "" {
		functions = append(functions, "FROM SQL WITH FUNCTION "+t.FromSQL)
	}
	if t.ToSQL != "" {
		functions = append(functions, "TO SQL WITH FUNCTION "+t.ToSQL)
	}
	return []string{"CREATE " + t.Address() + " (\n    " + strings.Join(functions, ",\n    ") + "\n)"}
}
