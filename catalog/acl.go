package catalog

import "fmt"

// aclColumns gives the columns acl and acl_base of a query. letter is
// acldefault's object type; acl and owner are expressions; catalogName and
// oid find the row of pg_init_privs, which is the base where there is one.
func aclColumns(letter byte, acl, owner, catalogName, oid string) []column {
	base := fmt.Sprintf(`COALESCE((SELECT ip.initprivs FROM pg_catalog.pg_init_privs ip
          WHERE ip.objoid = %s AND ip.classoid = 'pg_catalog.%s'::pg_catalog.regclass AND ip.objsubid = 0),
         pg_catalog.acldefault('%c', %s))::text[]`, oid, catalogName, letter, owner)
	return []column{
		{"acl", all(acl + "::text[]")},
		{"acl_base", all(base)},
	}
}
