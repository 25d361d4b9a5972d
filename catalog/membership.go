package catalog

import (
	"context"
	"fmt"
	"strings"
)

// RoleMembership is a row of pg_auth_members. Since 16 there may be several
// for a role and a member, of different grantors.
type RoleMembership struct {
	Common
	RoleOID    uint32 `db:"role_oid"`
	MemberOID  uint32 `db:"member_oid"`
	Role       string `db:"role"`
	Member     string `db:"member"`
	GrantorOID uint32 `db:"grantor_oid"`
	Grantor    string `db:"grantor"` // "" for the bootstrap superuser, who needs no option, and until 15
	Admin      bool   `db:"admin"`
	Inherit    *bool  `db:"inherit"` // nil until 15: the member's own attribute decides
	Set        *bool  `db:"set"`

	waits     bool // for an extension that makes one of the roles
	extension ID
	before    []ID // memberships that the grantor must have
}

// Dangling OIDs occur: the joins drop such rows, and such grantors. Until 15
// the grantor means nothing. The bootstrap superuser has OID 10
// (src/include/catalog/pg_authid.dat).
var membershipQuery = &query{
	name: "memberships",
	columns: []column{
		{"role_oid", all("m.roleid")},
		{"member_oid", all("m.member")},
		{"role", all("r.rolname")},
		{"member", all("u.rolname")},
		{"grantor_oid", all("COALESCE(g.oid, 0)")},
		{"grantor", from(16, "CASE WHEN g.oid IS NULL OR g.oid = 10 THEN '' ELSE g.rolname END", 0, "''")},
		{"admin", all("m.admin_option")},
		{"inherit", from(16, "m.inherit_option", 0, "NULL::boolean")},
		{"set", from(16, "m.set_option", 0, "NULL::boolean")},
	},
	from: all(`FROM pg_catalog.pg_auth_members m
  JOIN pg_catalog.pg_roles r ON r.oid = m.roleid
  JOIN pg_catalog.pg_roles u ON u.oid = m.member
  LEFT JOIN pg_catalog.pg_roles g ON g.oid = m.grantor
 WHERE NOT (r.rolname ~ '^pg_' AND u.rolname ~ '^pg_')
 ORDER BY r.rolname, u.rolname, g.rolname`),
}

func readMemberships(ctx context.Context, r *reader, roles map[uint32]*Role) ([]*RoleMembership, error) {
	list, err := load[RoleMembership](ctx, r.server, membershipQuery)
	if err != nil {
		return nil, err
	}
	admins := map[[2]uint32][]ID{} // by role and member
	for i, m := range list {
		m.Name = m.Member
		m.ID = ID{Class: synRoleMembership, OID: m.RoleOID, Sub: int32(i + 1)}
		if m.Admin {
			key := [2]uint32{m.RoleOID, m.MemberOID}
			admins[key] = append(admins[key], m.ID)
		}
	}
	for _, m := range list {
		if m.Grantor != "" {
			m.before = admins[[2]uint32{m.RoleOID, m.GrantorOID}]
		}
	}
	return list, nil
}

// grantorOID is 0 if it does not matter who has granted.
func (m *RoleMembership) grantorOID() uint32 {
	if m.Grantor == "" {
		return 0
	}
	return m.GrantorOID
}

// Address implements Object: a membership has none.
func (m *RoleMembership) Address() string { return "" }

func (m *RoleMembership) tableName() string { return m.Role }

// global leaves memberships in the roles of an extension to the time when it
// has been created.
func (m *RoleMembership) global() bool { return !m.waits }

func (m *RoleMembership) needs() []ID {
	ids := append([]ID{{Class: classAuthID, OID: m.RoleOID}, {Class: classAuthID, OID: m.MemberOID},
		{Class: classAuthID, OID: m.grantorOID()}}, m.before...)
	if m.waits {
		ids = append(ids, m.extension)
	}
	return ids
}

// Drop implements dropper: a membership stays.
func (m *RoleMembership) Drop() string { return "" }

// unless finds out whether the membership exists (the grantor and the options
// are the target's, then), and whether it can be made.
func (m *RoleMembership) unless() string {
	grant := "membership of " + Ident(m.Member) + " in " + Ident(m.Role) + " is not granted: "
	older := fmt.Sprintf("pg_catalog.current_setting('server_version_num')::integer < %d", GrantOptions.versionNum())
	anybody := older // a grantor of the source who can be named counts as one of several
	if m.Grantor == "" {
		anybody = "true"
	}
	replace := strings.NewReplacer(":role", Literal(m.Role), ":member", Literal(m.Member), ":anybody", anybody,
		":older", older, ":grantor", Literal(m.Grantor), ":what", Literal(grant))
	return replace.Replace(`SELECT CASE
 WHEN r.oid IS NULL OR u.oid IS NULL THEN
   :what || 'role ' || CASE WHEN r.oid IS NULL THEN :role ELSE :member END || ' does not exist'
 WHEN EXISTS (SELECT FROM pg_catalog.pg_auth_members m WHERE m.roleid = r.oid AND m.member = u.oid AND (:anybody
      OR m.grantor IN (SELECT g.oid FROM pg_catalog.pg_roles g WHERE g.rolname = :grantor))) THEN '='
 WHEN NOT (me.rolsuper OR pg_catalog.pg_has_role(r.oid, 'USAGE WITH ADMIN OPTION')
      OR me.rolcreaterole AND NOT r.rolsuper AND :older) THEN
   :what || 'user ' || me.rolname || ' may not grant it'
 END::text
  FROM pg_catalog.pg_roles me
  LEFT JOIN pg_catalog.pg_roles r ON r.rolname = :role
  LEFT JOIN pg_catalog.pg_roles u ON u.rolname = :member
 WHERE me.rolname = current_user`)
}

// Define implements Object. Only a superuser may name another grantor, and
// only one who has the right to grant: since the role may have been there
// before, this is looked up.
func (m *RoleMembership) Define() []string {
	grant := "GRANT " + Ident(m.Role) + " TO " + Ident(m.Member) + m.options()
	if m.Grantor == "" {
		return []string{grant}
	}
	return []string{"DO LANGUAGE plpgsql " + dollarQuote("BEGIN\n"+
		" IF EXISTS (SELECT FROM pg_catalog.pg_roles r, pg_catalog.pg_roles g, pg_catalog.pg_roles me\n"+
		"     WHERE me.rolname = current_user AND me.rolsuper AND r.rolname = "+Literal(m.Role)+" AND g.rolname = "+Literal(m.Grantor)+"\n"+
		"       AND pg_catalog.pg_has_role(g.oid, r.oid, 'USAGE WITH ADMIN OPTION')) THEN\n"+
		"  "+grant+" GRANTED BY "+Ident(m.Grantor)+";\n"+
		" ELSE\n  "+grant+";\n END IF;\nEND")}
}

// options: from 16 on all three are named. Sources before that have only the
// first; a newer target takes the rest from the member's attributes.
func (m *RoleMembership) options() string {
	if m.Inherit == nil || m.Set == nil {
		if m.Admin {
			return " WITH ADMIN OPTION"
		}
		return ""
	}
	word := func(on bool) string {
		if on {
			return "TRUE"
		}
		return "FALSE"
	}
	return " WITH ADMIN " + word(m.Admin) + ", INHERIT " + word(*m.Inherit) + ", SET " + word(*m.Set)
}
