package catalog

import (
	"context"
	"fmt"
	"slices"
)

// Rights is what a user who is no superuser needs in a target to restore an
// item, beside being able to act as its owner. A restore asks for all of it
// before its first change.
type Rights struct {
	Roles      []string // whose privileges the statements use, the owner's aside
	Parameters []string // that the definition sets
	Uses       []Use    // what it needs USAGE on
	Providers  []string // of its security labels; superusers need these, too

	// OwnerCreates: the new owner must be allowed to create in the database.
	OwnerCreates bool
	// OwnerStrange: the owner may not create in the schema of the item, so that
	// only a superuser can give it to him there.
	OwnerStrange bool
	// OwnerRestricted: the owner has not all privileges on the item, and those
	// that are missing may be needed to fill it.
	OwnerRestricted bool
}

// Use is an object that others' definitions need USAGE on.
type Use struct {
	Kind, Name string // the words of GRANT, and unquoted
	Owner      bool   // the new owner needs it as well
}

// Optional abilities of objects that need rights.
type (
	// using needs USAGE on objects of the server or of extensions.
	using interface{ uses() []Use }

	// setter sets parameters for itself.
	setter interface{ parameters() []string }

	// acting makes statements with the privileges of roles that do not own it.
	acting interface{ actsAs() []string }

	// creating must belong to a role that may create in the database.
	creating interface{ ownerCreates() bool }
)

// rights gathers them from what an object is and has.
func (d *ddl) rights(o Object) Rights {
	c := o.common()
	var r Rights
	for _, n := range d.labels[o] {
		r.Providers = appendNew(r.Providers, n.Provider)
	}
	if role, ok := o.(*Role); ok {
		r.Providers = role.Providers
	}
	if a, ok := o.(acting); ok && !d.filter.NoPrivileges {
		r.Roles = a.actsAs()
	}
	r.Roles = append(r.Roles, d.grantors(o)...)
	if c.Extension != "" {
		return r
	}
	if u, ok := o.(using); ok {
		r.Uses = u.uses()
	}
	if s, ok := o.(setter); ok {
		r.Parameters = s.parameters()
	}
	if cr, ok := o.(creating); ok {
		r.OwnerCreates = cr.ownerCreates()
	}
	r.OwnerStrange = d.strangers[ownerIn{c.Owner, c.Schema}]
	r.OwnerRestricted = restricted(c)
	return r
}

// grantors gives the roles other than the owner that have granted something:
// their grants are made after SET ROLE.
func (d *ddl) grantors(o Object) []string {
	if d.filter.NoPrivileges {
		return nil
	}
	c := o.common()
	var out []string
	add := func(acl, base []string) {
		for _, text := range acl {
			if item, err := parseACLItem(text); err == nil && !slices.Contains(base, text) && c.Owner != "" && item.grantor != c.Owner {
				out = appendNew(out, item.grantor)
			}
		}
	}
	add(c.ACL, c.ACLBase)
	for _, column := range d.columnACLs[o] {
		add(column.ACL, column.Base)
	}
	return out
}

// restricted says that privileges of the owner have been revoked.
func restricted(c *Common) bool {
	return slices.ContainsFunc(c.ACLBase, func(text string) bool {
		item, err := parseACLItem(text)
		return err == nil && item.grantee == c.Owner && !slices.Contains(c.ACL, text)
	})
}

func appendNew(list []string, name string) []string {
	if slices.Contains(list, name) {
		return list
	}
	return append(list, name)
}

// ownerIn is a role that owns something in a schema.
type ownerIn struct{ owner, schema string }

// strangersQuery finds, of owners and schemas, those where the one may not
// create in the other (any more): only a superuser can give somebody an object
// in such a schema (src/backend/catalog/pg_shdepend.c and the ALTER ... OWNER
// of each kind).
var strangersQuery = &query{
	name:    "owners without CREATE",
	columns: []column{{"owner", all("u.owner")}, {"schema", all("u.schema")}},
	from: all(`FROM ROWS FROM (pg_catalog.unnest($1::text[]), pg_catalog.unnest($2::text[])) u (owner, schema)
  JOIN pg_catalog.pg_roles r ON r.rolname = u.owner
  JOIN pg_catalog.pg_namespace n ON n.nspname = u.schema
 WHERE NOT pg_catalog.has_schema_privilege(r.oid, n.oid, 'CREATE')`),
}

func (r *reader) strangers(ctx context.Context, objects []Object) (map[ownerIn]bool, error) {
	seen, out := map[ownerIn]bool{}, map[ownerIn]bool{}
	var owners, schemas []string
	for _, o := range objects {
		c := o.common()
		pair := ownerIn{c.Owner, c.Schema}
		if c.Owner == "" || c.Schema == "" || seen[pair] {
			continue
		}
		seen[pair] = true
		owners, schemas = append(owners, c.Owner), append(schemas, c.Schema)
	}
	rows, err := load[Common](ctx, r.server, strangersQuery, owners, schemas)
	if err != nil {
		return nil, fmt.Errorf("read privileges of owners: %w", err)
	}
	for _, row := range rows {
		out[ownerIn{row.Owner, row.Schema}] = true
	}
	return out, nil
}
