package catalog

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Role is a row of pg_roles: a role that the database's objects name, a
// member of one, or what these are members of. Its password is not read.
type Role struct {
	Common
	Super       bool     `db:"super"`
	Inherit     bool     `db:"inherit"`
	CreateRole  bool     `db:"create_role"`
	CreateDB    bool     `db:"create_db"`
	Login       bool     `db:"login"`
	Replication bool     `db:"replication"`
	BypassRLS   bool     `db:"bypass_rls"`
	Limit       int32    `db:"connection_limit"` // -1: none
	ValidUntil  *string  `db:"valid_until"`
	Settings    []string `db:"settings"` // "name=value", in all databases
	Text        *string  `db:"text"`     // its comment
	Providers   []string `db:"providers"`
	Labels      []string `db:"labels"` // by provider
}

var globalRoleQuery = &query{
	name: "roles",
	columns: []column{
		{"oid", all("r.oid")},
		{"name", all("r.rolname")},
		{"super", all("r.rolsuper")},
		{"inherit", all("r.rolinherit")},
		{"create_role", all("r.rolcreaterole")},
		{"create_db", all("r.rolcreatedb")},
		{"login", all("r.rolcanlogin")},
		{"replication", all("r.rolreplication")},
		{"bypass_rls", all("r.rolbypassrls")},
		{"connection_limit", all("r.rolconnlimit")},
		{"valid_until", all("r.rolvaliduntil::text")},
		{"settings", all(`(SELECT s.setconfig FROM pg_catalog.pg_db_role_setting s
          WHERE s.setrole = r.oid AND s.setdatabase = 0)`)},
		{"text", all("pg_catalog.shobj_description(r.oid, 'pg_authid')")},
		{"providers", all(sharedLabels("l.provider", "pg_authid", "r.oid"))},
		{"labels", all(sharedLabels("l.label", "pg_authid", "r.oid"))},
	},
	from: all("FROM pg_catalog.pg_roles r"),
}

// sharedLabels gives a column of the security labels of what belongs to the whole server.
func sharedLabels(column, class, oid string) string {
	return "ARRAY(SELECT " + column + ` FROM pg_catalog.pg_shseclabel l
          WHERE l.classoid = 'pg_catalog.` + class + `'::pg_catalog.regclass AND l.objoid = ` + oid + ` ORDER BY l.provider)`
}

// roleClosure finds the roles that belong to those which objects name.
type roleClosure struct {
	byOID       map[uint32]*Role
	byName      map[string]*Role
	memberships []*RoleMembership
	taken       map[uint32]bool
	made        map[string]bool // by extensions
}

// globals reads what belongs to the server. Without the option these are the
// memberships that extensions' roles have been given.
func (r *reader) globals(ctx context.Context, objects []Object, members map[ID]string) ([]Object, error) {
	extension, made := rolesOfExtensions(objects)
	if !r.options.Roles && !r.options.RolesOnly && extension == nil {
		return nil, nil
	}
	roles, err := load[Role](ctx, r.server, globalRoleQuery)
	if err != nil {
		return nil, err
	}
	c := &roleClosure{byOID: map[uint32]*Role{}, byName: map[string]*Role{}, taken: map[uint32]bool{}, made: made}
	for _, role := range roles {
		c.byOID[role.OID], c.byName[role.Name] = role, role
	}
	if c.memberships, err = readMemberships(ctx, r, c.byOID); err != nil {
		return nil, err
	}
	var out []Object
	if r.options.Roles || r.options.RolesOnly {
		var names []string
		if r.selection.filter.Whole() {
			if names, err = loadNames(ctx, r.server, roleQuery); err != nil {
				return nil, err
			}
		}
		c.take(append(names, namedRoles(objects, members)...))
		if out, err = readRoleSettings(ctx, r); err != nil {
			return nil, err
		}
		parameters, err := readParameterACLs(ctx, r, c)
		if err != nil {
			return nil, err
		}
		out = append(out, parameters...)
	}
	out = append(out, c.objects(extension, r.options.RolesOnly)...)
	for _, o := range out {
		o.common().Kind = kindOfClass(o.common().ID.Class)
	}
	return out, nil
}

// namedRoles gives the names of roles that statements of objects name.
func namedRoles(objects []Object, members map[ID]string) []string {
	var out []string
	for _, o := range objects {
		c := o.common()
		if members[c.ID] == "" && c.Owner != "" {
			out = append(out, c.Owner)
		}
		if n, ok := o.(roleNamer); ok {
			out = append(out, n.roleNames()...)
		}
		for _, text := range c.ACL {
			if item, err := parseACLItem(text); err == nil && !slices.Contains(c.ACLBase, text) {
				out = append(out, item.grantee, item.grantor)
			}
		}
	}
	return out
}

// take marks the named roles, everybody who is a member of them, and then
// what all of these are members of, with the grantors. It does not go down
// again from there: others in the same groups have nothing to do with the
// database.
func (c *roleClosure) take(names []string) {
	for _, name := range names {
		if role := c.byName[name]; role != nil {
			c.taken[role.OID] = true
		}
	}
	for more := true; more; {
		more = false
		for _, m := range c.memberships {
			if role := c.byOID[m.RoleOID]; role != nil && !isPredefined(role.Name) && c.taken[m.RoleOID] && !c.taken[m.MemberOID] {
				c.taken[m.MemberOID], more = true, true
			}
		}
	}
	for more := true; more; {
		more = false
		for _, m := range c.memberships {
			if !c.taken[m.MemberOID] {
				continue
			}
			for _, oid := range []uint32{m.RoleOID, m.grantorOID()} {
				if oid != 0 && !c.taken[oid] {
					c.taken[oid], more = true, true
				}
			}
		}
	}
}

// isPredefined tells the roles of the server itself.
func isPredefined(name string) bool { return strings.HasPrefix(name, "pg_") }

// objects gives the roles and memberships that were taken, and in any case
// the memberships in an extension's roles, which wait for the extension.
func (c *roleClosure) objects(extension *Extension, alone bool) []Object {
	var out []Object
	for oid := range c.taken {
		if role := c.byOID[oid]; role != nil && !isPredefined(role.Name) && !c.made[role.Name] {
			role.ID = ID{Class: classAuthID, OID: oid}
			out = append(out, role)
		}
	}
	for _, m := range c.memberships {
		if c.made[m.Role] && c.made[m.Member] {
			continue // the extension's own
		}
		if m.waits = (c.made[m.Role] || c.made[m.Member]) && !alone; m.waits {
			m.extension = ID{Class: classExtension, OID: extension.OID}
		}
		if c.taken[m.MemberOID] || c.made[m.Role] {
			out = append(out, m)
		}
	}
	return out
}

// Address implements Object.
func (r *Role) Address() string { return "ROLE " + Ident(r.Name) }

func (r *Role) global() bool { return true }

func (r *Role) unless() string {
	return "SELECT '='::text FROM pg_catalog.pg_roles WHERE rolname = " + Literal(r.Name)
}

// stands implements standing: a role is never dropped, and has no owner.
func (r *Role) stands() bool { return true }

// Define implements Object.
func (r *Role) Define() []string { return nil }

// SuperuserAttributes lists the attributes that only a superuser may give.
// (Since 16, who has REPLICATION or BYPASSRLS and CREATEROLE may as well.)
func (r *Role) SuperuserAttributes() []string {
	var out []string
	for _, a := range []struct {
		has  bool
		word string
	}{{r.Super, "SUPERUSER"}, {r.Replication, "REPLICATION"}, {r.BypassRLS, "BYPASSRLS"}} {
		if a.has {
			out = append(out, a.word)
		}
	}
	return out
}

// adjust implements standing.
func (r *Role) adjust(*ddl) ([]Statement, error) {
	out := []Statement{{Part: Definition, SQL: r.create()}}
	for _, s := range r.Settings {
		out = append(out, Statement{Part: Definition, SQL: "ALTER ROLE " + Ident(r.Name) + " SET " + settingClause(s)})
	}
	if r.Text != nil {
		out = append(out, (&note{Text: *r.Text}).statement(r.Address()))
	}
	for i, provider := range r.Providers {
		out = append(out, (&note{Text: r.Labels[i], Provider: provider}).statement(r.Address()))
	}
	return out, nil
}

// create names only what differs from the defaults of CREATE ROLE, so that a
// user who may not give an attribute need not mention it.
func (r *Role) create() string {
	words := r.SuperuserAttributes()
	for _, a := range []struct {
		has  bool
		word string
	}{{r.Login, "LOGIN"}, {!r.Inherit, "NOINHERIT"}, {r.CreateRole, "CREATEROLE"}, {r.CreateDB, "CREATEDB"}} {
		if a.has {
			words = append(words, a.word)
		}
	}
	if r.Limit != -1 {
		words = append(words, fmt.Sprintf("CONNECTION LIMIT %d", r.Limit))
	}
	if r.ValidUntil != nil {
		words = append(words, "VALID UNTIL "+Literal(*r.ValidUntil))
	}
	return strings.Join(append([]string{"CREATE ROLE", Ident(r.Name)}, words...), " ")
}

// RoleSetting is a setting of all roles in all databases (ALTER ROLE ALL SET),
// which no tool of PostgreSQL dumps.
type RoleSetting struct {
	Common
	Value string `db:"value"`
}

var roleSettingQuery = &query{
	name: "settings of all roles",
	columns: []column{
		{"name", all("pg_catalog.split_part(u.setting, '=', 1)")},
		{"value", all("pg_catalog.substr(u.setting, pg_catalog.strpos(u.setting, '=') + 1)")},
	},
	from: all(`FROM pg_catalog.pg_db_role_setting s
 CROSS JOIN LATERAL pg_catalog.unnest(s.setconfig) WITH ORDINALITY u (setting, i)
 WHERE s.setdatabase = 0 AND s.setrole = 0 ORDER BY u.i`),
}

func readRoleSettings(ctx context.Context, r *reader) ([]Object, error) {
	settings, err := load[RoleSetting](ctx, r.server, roleSettingQuery)
	for i, s := range settings {
		s.ID = ID{Class: synRoleSetting, Sub: int32(i + 1)}
	}
	return objects(settings), err
}

// Address implements Object: a setting has none.
func (s *RoleSetting) Address() string { return "" }

func (s *RoleSetting) global() bool { return true }

func (s *RoleSetting) unless() string {
	return fmt.Sprintf(`SELECT CASE u.setting WHEN %s THEN '=' ELSE %s || u.setting END::text
  FROM pg_catalog.pg_db_role_setting s CROSS JOIN LATERAL pg_catalog.unnest(s.setconfig) u (setting)
 WHERE s.setdatabase = 0 AND s.setrole = 0 AND pg_catalog.lower(pg_catalog.split_part(u.setting, '=', 1)) = pg_catalog.lower(%s)`,
		Literal(s.Name+"="+s.Value), Literal("all roles of the target keep another setting than the source's "+
			s.Name+"="+s.Value+": "), Literal(s.Name))
}

// Drop implements dropper: nothing that was made goes with it.
func (s *RoleSetting) Drop() string { return "" }

// Define implements Object.
func (s *RoleSetting) Define() []string {
	return []string{"ALTER ROLE ALL SET " + settingClause(s.Name+"="+s.Value)}
}
