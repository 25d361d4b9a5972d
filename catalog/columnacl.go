package catalog

import "context"

// columnACL is the privileges of one column, system columns included.
type columnACL struct {
	Relation uint32   `db:"relation"`
	Name     string   `db:"name"`
	ACL      []string `db:"acl"`
	Base     []string `db:"base"`
}

// A column without privileges of its own still counts if it had some when
// its extension was created (pg_init_privs with objsubid).
var columnACLQuery = &query{
	name: "column privileges",
	columns: []column{
		{"relation", all("a.attrelid")},
		{"name", all("a.attname")},
		{"acl", all("COALESCE(a.attacl, '{}')::text[]")},
		{"base", all("COALESCE(ip.initprivs, '{}')::text[]")},
	},
	from: all(`FROM pg_catalog.pg_attribute a
  LEFT JOIN pg_catalog.pg_init_privs ip
    ON ip.objoid = a.attrelid AND ip.objsubid = a.attnum
   AND ip.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
 WHERE (a.attacl IS NOT NULL OR ip.objoid IS NOT NULL) AND NOT a.attisdropped
 ORDER BY a.attrelid, a.attnum`),
}

// columnACLs gives the columns with privileges by their relation. Those of
// relations that are no objects (in information_schema) are passed over.
func (r *reader) columnACLs(ctx context.Context, find func(ID) Object) (map[Object][]*columnACL, error) {
	columns, err := load[columnACL](ctx, r.server, columnACLQuery)
	if err != nil {
		return nil, err
	}
	out := map[Object][]*columnACL{}
	for _, c := range columns {
		if o := find(ID{Class: classClass, OID: c.Relation}); o != nil {
			out[o] = append(out[o], c)
		}
	}
	return out, nil
}
