package catalog

import (
	"context"
	"fmt"
	"strings"
)

// Rule is a row of pg_rewrite, other than the _RETURN rules of views, which
// are part of them.
type Rule struct {
	Common
	Table   string  `db:"table"` // name; the schema is Common's
	TableID uint32  `db:"table_oid"`
	Text    *string `db:"definition"` // pg_get_ruledef
	Enabled string  `db:"enabled"`    // ev_enabled: O, D, R or A
}

var ruleQuery = &query{
	name: "rules",
	columns: []column{
		{"oid", all("r.oid")},
		{"schema", all("n.nspname")},
		{"name", all("r.rulename")},
		{"table", all("c.relname")},
		{"table_oid", all("c.oid")},
		{"definition", all("pg_catalog.pg_get_ruledef(r.oid)")},
		{"enabled", all("r.ev_enabled::text")},
	},
	from: all(`FROM pg_catalog.pg_rewrite r
  JOIN pg_catalog.pg_class c ON c.oid = r.ev_class
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE r.ev_type <> '1' AND ` + userRelation),
}

func readRules(ctx context.Context, r *reader) ([]Object, error) {
	rules, err := loadRules[Rule](ctx, r, ruleQuery)
	if err != nil {
		return nil, err
	}
	for _, o := range rules {
		if o.Text == nil {
			return nil, vanished(o)
		}
		o.MemberOf = ID{Class: classClass, OID: o.TableID}
	}
	return objects(rules), nil
}

// Address implements Object.
func (o *Rule) Address() string {
	return fmt.Sprintf("RULE %s ON %s", Ident(o.Name), Qualified(o.Schema, o.Table))
}

func (o *Rule) tableName() string { return o.Table }

func (o *Rule) locks() []ID { return []ID{o.MemberOf} }

func (o *Rule) needs() []ID { return []ID{o.MemberOf} }

// Define implements Object.
func (o *Rule) Define() []string {
	statements := []string{strings.TrimSuffix(*o.Text, ";")}
	if o.Enabled != "O" {
		statements = append(statements, fmt.Sprintf("ALTER TABLE %s %s RULE %s",
			Qualified(o.Schema, o.Table), enabledClause(o.Enabled), Ident(o.Name)))
	}
	return statements
}
