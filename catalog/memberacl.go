package catalog

import (
	"fmt"
	"strings"
)

// Privileges on members of extensions are made only where the target has others: whoever made the
// extension there may have granted them already, and an ordinary user could not.

// memberCatalogs tells, by class of object, where a target has its owner and
// privileges, and how it is found: %s is its quoted name, as a literal. beside
// is a condition for grantees who may have more in the target than in the
// source: whoever restores, and where definitions need USAGE, all roles.
var memberCatalogs = map[uint32]struct{ catalog, prefix, letter, find, beside string }{
	classClass:     {"pg_class", "rel", "r", "pg_catalog.to_regclass(%s)", restorer},
	classNamespace: {"pg_namespace", "nsp", "n", "pg_catalog.to_regnamespace(%s)", restorer},
	classProc:      {"pg_proc", "pro", "f", "pg_catalog.to_regprocedure(%s)", restorer},
	classType:      {"pg_type", "typ", "T", "pg_catalog.to_regtype(%s)", restorer},

	classLanguage:       {"pg_language", "lan", "l", "(SELECT x.oid FROM pg_catalog.pg_language x WHERE x.lanname = %s)", anyRole},
	classForeignWrapper: {"pg_foreign_data_wrapper", "fdw", "F", "(SELECT x.oid FROM pg_catalog.pg_foreign_data_wrapper x WHERE x.fdwname = %s)", anyRole},
	classForeignServer:  {"pg_foreign_server", "srv", "S", "(SELECT x.oid FROM pg_catalog.pg_foreign_server x WHERE x.srvname = %s)", anyRole},
}

const (
	restorer = "h.grantee = current_user"
	anyRole  = "h.grantee <> ''" // but not PUBLIC
)

// memberPrivileges asks whether the target's member has the privileges of the
// source's. Those of the owner count on neither side, nor does what the
// user who asks has beside. It is "" where that cannot be asked.
func (d *ddl) memberPrivileges(o Object) (string, error) {
	c := o.common()
	m, ok := memberCatalogs[c.ID.Class]
	if !ok || len(d.columnACLs[o]) > 0 {
		return "", nil
	}
	name := Qualified(c.Schema, c.Name)
	switch {
	case c.ID.Class == classNamespace:
		name = Ident(c.Name)
	case c.Schema == "":
		name = c.Name // to compare with
	case c.ID.Class == classProc:
		name = d.signatures[c.OID]
	case c.Kind.Name == "SEQUENCE":
		m.letter = "s"
	}
	want := []string{"(NULL::text, NULL::text, NULL::boolean)"} // no list of VALUES is empty
	for _, text := range d.roles.known(c.ACL, o) {
		item, err := parseACLItem(text)
		if err != nil {
			return "", err
		}
		if item.grantee == c.Owner {
			continue
		}
		for i, privilege := range append(item.plain, item.grantable...) {
			want = append(want, fmt.Sprintf("(%s, %s, %t)", Literal(item.grantee), Literal(privilege), i >= len(item.plain)))
		}
	}
	return fmt.Sprintf(`WITH want (grantee, privilege, grantable) AS (
  SELECT * FROM (VALUES %s) v (grantee, privilege, grantable) WHERE grantee IS NOT NULL),
has AS (
  SELECT COALESCE(r.rolname::text, ''), x.privilege_type::text, x.is_grantable
    FROM pg_catalog.%s o
   CROSS JOIN LATERAL pg_catalog.aclexplode(COALESCE(o.%[3]sacl, pg_catalog.acldefault('%[4]s', o.%[3]sowner))) x
    LEFT JOIN pg_catalog.pg_roles r ON r.oid = x.grantee
   WHERE o.oid = %[5]s AND x.grantee <> o.%[3]sowner)
SELECT CASE WHEN NOT EXISTS (SELECT * FROM want EXCEPT SELECT * FROM has)
  AND NOT EXISTS ((SELECT * FROM has EXCEPT SELECT * FROM want) EXCEPT SELECT h.* FROM has h (grantee) WHERE %[6]s)
 THEN '=' END`, strings.Join(want, ", "), m.catalog, m.prefix, m.letter, fmt.Sprintf(m.find, Literal(name)), m.beside), nil
}
