package catalog

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// ParameterACL is a row of pg_parameter_acl (since 15): who may set a
// parameter, or say ALTER SYSTEM for it. Parameters belong to the server, so
// that they are read with the roles ([Options.Roles]), and of the privileges
// only those of roles that are read, and of PUBLIC.
type ParameterACL struct {
	Common
	roles []ID // that are named
}

// Parameters have no owner: what superusers grant is granted by the role
// that the server was made with (OID 10, src/include/catalog/pg_authid.dat).
var parameterACLQuery = &query{
	name: "privileges on parameters",
	columns: []column{
		{"oid", all("p.oid")},
		{"name", all("p.parname")},
		{"owner", all("pg_catalog.pg_get_userbyid(10)")},
		{"acl", all("p.paracl::text[]")},
	},
	from: all("FROM pg_catalog.pg_parameter_acl p ORDER BY p.parname"),
}

func readParameterACLs(ctx context.Context, r *reader, c *roleClosure) ([]Object, error) {
	if !r.server.Has(ParameterPrivileges) {
		return nil, nil
	}
	list, err := load[ParameterACL](ctx, r.server, parameterACLQuery)
	if err != nil {
		return nil, err
	}
	for _, p := range list {
		p.ID = ID{Class: classParameterACL, OID: p.OID}
		p.keep(c)
	}
	return objects(slices.DeleteFunc(list, func(p *ParameterACL) bool { return len(p.ACL) == 0 })), nil
}

// keep leaves out the items of roles that are not read, and what superusers
// have anyway.
func (p *ParameterACL) keep(c *roleClosure) {
	known := func(name string) bool {
		role := c.byName[name]
		if role == nil || !c.taken[role.OID] {
			return name == "" || name == p.Owner || isPredefined(name)
		}
		p.roles = append(p.roles, ID{Class: classAuthID, OID: role.OID})
		return true
	}
	p.ACL = slices.DeleteFunc(p.ACL, func(text string) bool {
		item, err := parseACLItem(text)
		return err == nil && (item.grantee == p.Owner || !known(item.grantee) || !known(item.grantor))
	})
}

// Address implements Object: a parameter has no other statements.
func (p *ParameterACL) Address() string { return "" }

// grantAddress quotes the parts of a name: a custom parameter has two.
func (p *ParameterACL) grantAddress() string {
	parts := strings.Split(p.Name, ".")
	for i, part := range parts {
		parts[i] = Ident(part)
	}
	return "PARAMETER " + strings.Join(parts, ".")
}

func (p *ParameterACL) global() bool { return true }

func (p *ParameterACL) needs() []ID { return p.roles }

// unless finds out whether the privileges can be granted. Granting what is
// there already changes nothing.
func (p *ParameterACL) unless() string {
	return fmt.Sprintf(`SELECT %s || CASE
  WHEN pg_catalog.current_setting('is_superuser') <> 'on' THEN 'that takes a superuser' ELSE 'the server has no such parameter' END
 WHERE pg_catalog.current_setting('is_superuser') <> 'on'
    OR pg_catalog.strpos(%[2]s, '.') = 0 AND NOT EXISTS (
       SELECT FROM pg_catalog.pg_settings s WHERE pg_catalog.lower(s.name) = %[2]s)`,
		Literal("privileges on parameter "+p.Name+" are not granted: "), Literal(p.Name))
}

// Drop implements dropper.
func (p *ParameterACL) Drop() string { return "" }

// Define implements Object: there is nothing but privileges.
func (p *ParameterACL) Define() []string { return nil }
