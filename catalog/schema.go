package catalog

import (
	"context"
	"slices"
)

// Schema is a row of pg_namespace.
type Schema struct {
	Common
	Remark *string `db:"remark"` // the comment; nil if there is none
}

var schemaQuery = &query{
	name: "schemas",
	columns: append([]column{
		{"oid", all("n.oid")},
		{"name", all("n.nspname")},
		{"owner", all("pg_catalog.pg_get_userbyid(n.nspowner)")},
		{"remark", all("pg_catalog.obj_description(n.oid, 'pg_namespace')")},
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

// Define implements Object.
func (s *Schema) Define() []string {
	if s.stands() {
		return nil
	}
	return []string{"CREATE SCHEMA " + Ident(s.Name)}
}

// stands: the schema public is in every new database.
func (s *Schema) stands() bool { return s.Name == "public" && s.Extension == "" }

// keepsComment: the comment of public is among its adjustments.
func (s *Schema) keepsComment() bool { return !s.stands() }

// ownedByDatabase is the owner of the schema public since 15.
const ownedByDatabase = "pg_database_owner"

// since15 is the first server_version_num with pg_database_owner as the owner
// of public, and without CREATE for everybody.
const since15 = 150000

// publicSince15 is the ACL of public in a new database.
var publicSince15 = []string{ownedByDatabase + "=UC/" + ownedByDatabase, "=U/" + ownedByDatabase}

// adjust turns whatever public the target has into the source's: other
// servers have other owners and privileges of it. An untouched public of 12
// to 14 is what targets of those versions have; newer ones are told.
func (s *Schema) adjust(d *ddl) ([]Statement, error) {
	comment := s.publicComment()
	if s.Owner == ownedByDatabase && slices.Equal(s.ACL, publicSince15) {
		return comment, nil
	}
	since := 0
	if s.OID < 16384 && slices.Equal(s.ACL, s.ACLBase) {
		since = since15
	}
	var out []Statement
	if d.roles.use(s.Owner, s.Address()) {
		out = append(out, Statement{Part: Owner, SQL: "ALTER " + s.Address() + " OWNER TO " + Ident(s.Owner), Since: since})
	}
	target := grantTarget{address: s.Address(), owner: s.Owner}
	grants, err := aclStatements(target, d.roles.known(s.ACL, s), nil)
	if err != nil {
		return nil, err
	}
	for _, sql := range slices.Concat([]string{target.revokeAll(""), target.revokeAll(s.Owner)}, grants) {
		out = append(out, Statement{Part: Privilege, SQL: sql, Since: since})
	}
	return append(comment, out...), nil
}

// publicComment gives the comment if it is not the one that initdb sets.
func (s *Schema) publicComment() []Statement {
	switch {
	case s.Remark == nil:
		return []Statement{{Part: Comment, SQL: "COMMENT ON " + s.Address() + " IS NULL"}}
	case *s.Remark != "standard public schema":
		return []Statement{{Part: Comment, SQL: "COMMENT ON " + s.Address() + " IS " + Literal(*s.Remark)}}
	default:
		return nil
	}
}
