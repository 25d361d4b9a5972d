package catalog

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Membership in extensions: a member's definition comes with its extension,
// so that of a member only changed privileges are kept.

// membersQuery is not limited to one class: every kind can be a member.
const membersQuery = `
SELECT d.classid, d.objid, e.extname
  FROM pg_catalog.pg_depend d
  JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
 WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.deptype = 'e'`

// members gives the extension of every member row.
func (r *reader) members(ctx context.Context) (map[ID]string, error) {
	if r.memberOf != nil {
		return r.memberOf, nil
	}
	rows, err := r.server.Conn.Query(ctx, membersQuery)
	if err != nil {
		return nil, fmt.Errorf("read extension members: %w", err)
	}
	found := map[ID]string{}
	var id ID
	var extension string
	_, err = pgx.ForEachRow(rows, []any{&id.Class, &id.OID, &extension}, func() error {
		found[id] = extension
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read extension members: %w", err)
	}
	r.memberOf = found
	return found, nil
}

// markMembers fills Common.Extension. Membership is inherited along MemberOf,
// whose chain is short (policy, table), by all but what may be a user's.
func markMembers(objects []Object, members map[ID]string, find func(ID) Object) {
	for _, o := range objects {
		c := o.common()
		c.Extension = members[c.ID]
		if c.Extension != "" {
			continue
		}
		extension := ""
		for whole := c.MemberOf; extension == "" && whole != (ID{}); {
			extension = members[whole]
			owner := find(whole)
			if owner == nil {
				break
			}
			whole = owner.common().MemberOf
		}
		if extension == "" {
			continue
		}
		if hangs(o) == nil {
			c.Extension = extension
			continue
		}
		c.Hangs = extension
		detach(o)
	}
}

// extensionDependency is a pg_depend row of type x: ALTER ... DEPENDS ON
// EXTENSION.
type extensionDependency struct {
	Class     uint32 `db:"class"`
	OID       uint32 `db:"oid"`
	Extension string `db:"extension"`
	Index     string `db:"index"` // address, if it is an index: it may be a constraint's
}

var extensionDependencyQuery = &query{
	name: "dependencies on extensions",
	columns: []column{
		{"class", all("d.classid")},
		{"oid", all("d.objid")},
		{"extension", all("e.extname")},
		{"index", all(`CASE WHEN c.relkind IN ('i', 'I') THEN 'INDEX ' || pg_catalog.quote_ident(n.nspname)
          || '.' || pg_catalog.quote_ident(c.relname) ELSE '' END`)},
	},
	from: all(`FROM pg_catalog.pg_depend d
  JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
  LEFT JOIN pg_catalog.pg_class c
    ON c.oid = d.objid AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
  LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.deptype = 'x'
 ORDER BY d.ctid`),
}

// extensionDependencies gives the statements by object, as they were made: the
// order shows in the next dump. The definition of an
// object comes before them.
func (r *reader) extensionDependencies(ctx context.Context, find func(ID) Object) (map[Object][]string, error) {
	rows, err := load[extensionDependency](ctx, r.server, extensionDependencyQuery)
	if err != nil {
		return nil, err
	}
	out := map[Object][]string{}
	for _, d := range rows {
		o := find(ID{Class: d.Class, OID: d.OID})
		if o == nil {
			continue // the sweep reports it
		}
		address := d.Index
		if address == "" {
			address = o.Address()
		}
		out[o] = append(out[o], "ALTER "+address+" DEPENDS ON EXTENSION "+Ident(d.Extension))
	}
	return out, nil
}
