package catalog

import (
	"context"
	"fmt"
	"slices"
)

// DisabledTriggers keeps what ALTER TABLE ... DISABLE TRIGGER ALL did to the
// triggers of a table's constraints: a foreign key that is not checked in the
// source must not be checked in the copy, which may hold rows that violate
// it. These triggers are named by OIDs, so that they can only be reached all
// together; the table's other triggers then get their states again. It comes
// when all constraints and triggers are there.
type DisabledTriggers struct {
	Common
	Internal    []string `db:"internal"`    // states of the constraints' triggers, without doubles
	Constraints []uint32 `db:"constraints"` // OIDs of these constraints
	Names       []string `db:"names"`       // other triggers that are not disabled, by name
	States      []string `db:"states"`      // tgenabled of each
}

var disabledTriggersQuery = &query{
	name: "disabled triggers of constraints",
	columns: []column{
		{"oid", all("c.oid")},
		{"schema", all("n.nspname")},
		{"name", all("c.relname")},
		{"internal", all("i.states")},
		{"constraints", all("i.constraints")},
		{"names", all(`ARRAY(SELECT t.tgname` + otherTriggers)},
		{"states", all(`ARRAY(SELECT t.tgenabled` + otherTriggers)},
	},
	from: all(`FROM (SELECT t.tgrelid, pg_catalog.array_agg(DISTINCT t.tgenabled) AS states,
               pg_catalog.array_agg(DISTINCT o.oid) AS constraints
          FROM pg_catalog.pg_trigger t
          JOIN pg_catalog.pg_constraint o ON o.oid = t.tgconstraint AND o.contype <> 't'
         GROUP BY t.tgrelid) i
  JOIN pg_catalog.pg_class c ON c.oid = i.tgrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE i.states <> ARRAY['O'::"char"] AND ` + userRelation),
}

const otherTriggers = `
           FROM pg_catalog.pg_trigger t
           LEFT JOIN pg_catalog.pg_constraint o ON o.oid = t.tgconstraint
          WHERE t.tgrelid = c.oid AND t.tgenabled <> 'D' AND (o.oid IS NULL OR o.contype = 't')
          ORDER BY t.tgname)`

func readDisabledTriggers(ctx context.Context, r *reader) ([]Object, error) {
	list, err := load[DisabledTriggers](ctx, r.server, disabledTriggersQuery)
	if err != nil {
		return nil, err
	}
	var out []Object
	for _, d := range list {
		if !slices.Equal(d.Internal, []string{"D"}) {
			r.notices = append(r.notices, fmt.Sprintf("some triggers of constraints of table %s are disabled, "+
				"or enabled for replication, one by one: they will be enabled in the copy", Qualified(d.Schema, d.Name)))
			continue
		}
		d.ID = ID{Class: synDisabledTriggers, OID: d.OID}
		d.MemberOf = ID{Class: classClass, OID: d.OID}
		out = append(out, d)
	}
	return out, nil
}

// Address implements Object: states have none.
func (d *DisabledTriggers) Address() string { return "" }

// Drop implements dropper: there is nothing to drop.
func (d *DisabledTriggers) Drop() string { return "" }

func (d *DisabledTriggers) tableName() string { return d.Name }

func (d *DisabledTriggers) locks() []ID { return []ID{d.MemberOf} }

func (d *DisabledTriggers) needs() []ID {
	ids := []ID{d.MemberOf}
	for _, oid := range d.Constraints {
		ids = append(ids, ID{Class: classConstraint, OID: oid})
	}
	return ids
}

// Define implements Object. Internal triggers take a superuser, here as in
// the source.
func (d *DisabledTriggers) Define() []string {
	sql := "ALTER TABLE ONLY " + Qualified(d.Schema, d.Name) + " DISABLE TRIGGER ALL"
	for i, name := range d.Names {
		clause := enabledClause(d.States[i])
		if clause == "" {
			clause = "ENABLE"
		}
		sql += ",\n    " + clause + " TRIGGER " + Ident(name)
	}
	return []string{sql}
}
