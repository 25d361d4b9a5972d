package catalog

import "context"

// DefaultACL is a row of pg_default_acl: what ALTER DEFAULT PRIVILEGES set
// for objects that a role will make. It comes in the privileges pass:
// earlier it would change the privileges of what the restore makes.
//
// Its owner is the role that it is for, and the grantor of its items.
type DefaultACL struct {
	Common
	InSchema   string `db:"in_schema"` // "" for all schemas
	ObjectType string `db:"objtype"`   // r, S, f, T, n or L
}

// Entries for all schemas stand for the built-in defaults; entries for one
// schema are added to those, so that their base is empty
// (src/backend/catalog/aclchk.c, SetDefaultACL). acldefault calls sequences
// s, pg_default_acl S.
var defaultACLQuery = &query{
	name: "default privileges",
	columns: []column{
		{"oid", all("d.oid")},
		{"name", all("pg_catalog.pg_get_userbyid(d.defaclrole) || ' ' || COALESCE(n.nspname, '') || ' ' || d.defaclobjtype::text")},
		{"owner", all("pg_catalog.pg_get_userbyid(d.defaclrole)")},
		{"in_schema", all("COALESCE(n.nspname, '')")},
		{"objtype", all("d.defaclobjtype::text")},
		{"acl", all("d.defaclacl::text[]")},
		{"acl_base", all(`CASE WHEN d.defaclnamespace <> 0 THEN '{}' ELSE
          pg_catalog.acldefault(CASE d.defaclobjtype WHEN 'S' THEN 's'::"char" ELSE d.defaclobjtype END,
                                d.defaclrole)::text[] END`)},
	},
	from: all(`FROM pg_catalog.pg_default_acl d
  LEFT JOIN pg_catalog.pg_namespace n ON n.oid = d.defaclnamespace`),
}

// defaultACLWords names the object types of pg_default_acl.
var defaultACLWords = map[string]string{
	"r": "TABLES", "S": "SEQUENCES", "f": "FUNCTIONS", "T": "TYPES", "n": "SCHEMAS", "L": "LARGE OBJECTS",
}

func readDefaultACLs(ctx context.Context, r *reader) ([]Object, error) {
	acls, err := load[DefaultACL](ctx, r.server, defaultACLQuery)
	return objects(acls), err
}

// Address implements Object: default privileges have none.
func (d *DefaultACL) Address() string { return "" }

func (d *DefaultACL) roleNames() []string { return []string{d.Owner} }

// actsAs implements acting: who may act as a role sets its defaults.
func (d *DefaultACL) actsAs() []string { return []string{d.Owner} }

// Drop implements dropper: the entry goes with its role or schema.
func (d *DefaultACL) Drop() string { return "" }

// Define implements Object: all of it is privileges, see grantPrefix.
func (d *DefaultACL) Define() []string { return nil }

// grantAddress is what follows ON.
func (d *DefaultACL) grantAddress() string { return defaultACLWords[d.ObjectType] }

// grantPrefix comes before GRANT and REVOKE.
func (d *DefaultACL) grantPrefix() string {
	prefix := "ALTER DEFAULT PRIVILEGES FOR ROLE " + Ident(d.Owner) + " "
	if d.InSchema != "" {
		prefix += "IN SCHEMA " + Ident(d.InSchema) + " "
	}
	return prefix
}
