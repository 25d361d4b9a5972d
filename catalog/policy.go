package catalog

import (
	"context"
	"fmt"
	"strings"
)

// RowSecurity is the switch relrowsecurity of a table. It is set after the
// data, so that loading is not filtered; policies and FORCE are independent
// of it.
type RowSecurity struct {
	Common
}

var rowSecurityQuery = &query{
	name: "row security",
	columns: []column{
		{"oid", all("c.oid")},
		{"schema", all("n.nspname")},
		{"name", all("c.relname")},
	},
	from: all(`FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relrowsecurity AND ` + userRelation),
}

func readRowSecurity(ctx context.Context, r *reader) ([]Object, error) {
	switches, err := load[RowSecurity](ctx, r.server, rowSecurityQuery)
	for _, s := range switches {
		s.ID = ID{Class: synRowSecurity, OID: s.OID}
		s.MemberOf = ID{Class: classClass, OID: s.OID}
	}
	return objects(switches), err
}

// Address implements Object: a switch has none.
func (s *RowSecurity) Address() string { return "" }

func (s *RowSecurity) tableName() string { return s.Name }

func (s *RowSecurity) locks() []ID { return []ID{s.MemberOf} }

func (s *RowSecurity) needs() []ID { return []ID{s.MemberOf} }

// Drop implements dropper.
func (s *RowSecurity) Drop() string {
	return "ALTER TABLE " + Qualified(s.Schema, s.Name) + " DISABLE ROW LEVEL SECURITY"
}

// Define implements Object.
func (s *RowSecurity) Define() []string {
	return []string{"ALTER TABLE " + Qualified(s.Schema, s.Name) + " ENABLE ROW LEVEL SECURITY"}
}

// Policy is a row of pg_policy.
type Policy struct {
	Common
	Table      string   `db:"table"` // name; the schema is Common's
	TableID    uint32   `db:"table_oid"`
	Command    string   `db:"command"` // polcmd: * (all), r, a, w or d
	Permissive bool     `db:"permissive"`
	Roles      []string `db:"roles"` // by name; "" is PUBLIC
	Using      *string  `db:"using"`
	Check      *string  `db:"check"`
}

// The order of the roles has no meaning, so that they are sorted.
var policyQuery = &query{
	name: "policies",
	columns: []column{
		{"oid", all("p.oid")},
		{"schema", all("n.nspname")},
		{"name", all("p.polname")},
		{"table", all("c.relname")},
		{"table_oid", all("c.oid")},
		{"command", all("p.polcmd::text")},
		{"permissive", all("p.polpermissive")},
		{"roles", all(`ARRAY(SELECT CASE o WHEN 0 THEN '' ELSE pg_catalog.pg_get_userbyid(o) END
           FROM pg_catalog.unnest(p.polroles) o ORDER BY 1)`)},
		{"using", all("pg_catalog.pg_get_expr(p.polqual, p.polrelid)")},
		{"check", all("pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid)")},
	},
	from: all(`FROM pg_catalog.pg_policy p
  JOIN pg_catalog.pg_class c ON c.oid = p.polrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE ` + userRelation),
}

func readPolicies(ctx context.Context, r *reader) ([]Object, error) {
	policies, err := load[Policy](ctx, r.server, policyQuery)
	for _, p := range policies {
		p.MemberOf = ID{Class: classClass, OID: p.TableID}
	}
	return objects(policies), err
}

// Address implements Object.
func (p *Policy) Address() string {
	return fmt.Sprintf("POLICY %s ON %s", Ident(p.Name), Qualified(p.Schema, p.Table))
}

func (p *Policy) tableName() string { return p.Table }

func (p *Policy) locks() []ID { return []ID{p.MemberOf} }

func (p *Policy) needs() []ID { return []ID{p.MemberOf} }

// Define implements Object.
func (p *Policy) Define() []string {
	var b strings.Builder
	b.WriteString("CREATE " + p.Address())
	if !p.Permissive {
		b.WriteString(" AS RESTRICTIVE")
	}
	if command := policyCommand(p.Command); command != "" {
		b.WriteString(" FOR " + command)
	}
	if roles := policyRoles(p.Roles); roles != "" {
		b.WriteString(" TO " + roles)
	}
	if p.Using != nil {
		b.WriteString(" USING (" + *p.Using + ")")
	}
	if p.Check != nil {
		b.WriteString(" WITH CHECK (" + *p.Check + ")")
	}
	return []string{b.String()}
}

// policyCommand gives the command word for polcmd, "" for all commands.
func policyCommand(polcmd string) string {
	switch polcmd {
	case "r":
		return "SELECT"
	case "a":
		return "INSERT"
	case "w":
		return "UPDATE"
	case "d":
		return "DELETE"
	default:
		return ""
	}
}

// policyRoles lists the roles, "" for PUBLIC, which is the default and stands
// alone (src/backend/commands/policy.c, policy_role_list_to_array).
func policyRoles(roles []string) string {
	if len(roles) > 0 && roles[0] == "" {
		return ""
	}
	return Idents(roles)
}
