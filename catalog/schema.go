package catalog

import "context"

// Schema is a row of pg_namespace.
type Schema struct {
	Common
}

var schemaQuery = &query{
	name: "schemas",
	columns: append([]column{
		{"oid", all("n.oid")},
		{"name", all("n.nspname")},
		{"owner", all("pg_catalog.pg_get_userbyid(n.nspowner)")},
	}, aclColumns('n', "n.nspacl", "n.nspowner", "pg_namespace", "n.oid")...),
	from: all(`FROM pg_catalog.pg_namespace n
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`),
}

func readSchemas(ctx context.Context, r *reader) ([]Object, error) {
	schemas, err := load[Schema](ctx, r.server, schemaQuery)
	return objects(schemas), err
}

// Address implements Object.
func (s *Schema) Address() string { return "SCHEMA " + Ident(s.Name) }

// Define implements Object. The schema public is in every database already.
func (s *Schema) Define() []string {
	if s.Name == "public" {
		return nil
	}
	return []string{"CREATE SCHEMA " + Ident(s.Name)}
}
