package catalog

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// DisabledTriggers keeps the states of the triggers of a table's constraints:
// a foreign key that is not checked in the source (ALTER TABLE ... DISABLE
// TRIGGER ALL) must not be checked in the copy, which may hold rows that
// violate it. These triggers are named by OIDs. If all are disabled, they are
// reached all together, and the table's other triggers then get their states
// again; otherwise each is looked for by its constraint and its function. It
// comes when all constraints and triggers are there.
type DisabledTriggers struct {
	Common
	Internal    []string `db:"internal"`    // states of the constraints' triggers, without doubles
	Constraints []uint32 `db:"constraints"` // OIDs of these constraints
	Names       []string `db:"names"`       // other triggers that are not disabled, by name
	States      []string `db:"states"`      // tgenabled of each
	odd         []oddTrigger
}

// oddTrigger is a trigger of a constraint that is not in the usual state.
type oddTrigger struct {
	Table      uint32 `db:"oid"`
	Constraint string `db:"name"`     // its name
	Relation   string `db:"relation"` // that has the constraint; qualified and quoted
	Referenced string `db:"referenced"`
	Function   string `db:"function"` // of the server
	Enabled    string `db:"enabled"`  // tgenabled
}

var oddTriggersQuery = &query{
	name: "states of triggers of constraints",
	columns: []column{
		{"oid", all("t.tgrelid")},
		{"name", all("o.conname")},
		{"relation", all(relationName("o.conrelid"))},
		{"referenced", all(relationName("o.confrelid"))},
		{"function", all("p.proname")},
		{"enabled", all("t.tgenabled::text")},
	},
	from: all(`FROM pg_catalog.pg_trigger t
  JOIN pg_catalog.pg_constraint o ON o.oid = t.tgconstraint AND o.contype <> 't'
  JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid
 WHERE t.tgenabled <> 'O' AND t.tgrelid >= 16384
 ORDER BY t.tgrelid, 3, 2, 4, p.proname`),
}

// relationName is SQL for the qualified name of the relation with an OID; ”
// for 0.
func relationName(oid string) string {
	return `COALESCE((SELECT pg_catalog.quote_ident(rn.nspname) || '.' || pg_catalog.quote_ident(rc.relname)
           FROM pg_catalog.pg_class rc JOIN pg_catalog.pg_namespace rn ON rn.oid = rc.relnamespace
          WHERE rc.oid = ` + oid + `), '')`
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
	odd, err := load[oddTrigger](ctx, r.server, oddTriggersQuery)
	if err != nil {
		return nil, err
	}
	members, err := r.members(ctx)
	if err != nil {
		return nil, err
	}
	for _, d := range list {
		if extension := members[ID{Class: classClass, OID: d.OID}]; extension != "" {
			r.notices = append(r.notices, fmt.Sprintf("triggers of constraints of table %s are not in the state "+
				"that the extension %s makes: they are not kept", Qualified(d.Schema, d.Name), extension))
		}
		d.ID = ID{Class: synDisabledTriggers, OID: d.OID}
		d.MemberOf = ID{Class: classClass, OID: d.OID}
		if slices.Equal(d.Internal, []string{"D"}) {
			continue
		}
		for _, t := range odd {
			if t.Table == d.OID {
				d.odd = append(d.odd, *t)
			}
		}
	}
	return objects(list), nil
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
	if len(d.odd) > 0 {
		return []string{d.one()}
	}
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

// one sets the states one by one. A foreign key that references a partitioned
// table has parts for its partitions, whose names follow the order in which
// they were made.
func (d *DisabledTriggers) one() string {
	rows := make([]string, len(d.odd))
	for i, t := range d.odd {
		rows[i] = fmt.Sprintf("(%s, %s, %s, %s, %s)", Literal(t.Relation), Literal(t.Referenced), Literal(t.Constraint),
			Literal(t.Function), Literal(enabledClause(t.Enabled)))
	}
	table := Qualified(d.Schema, d.Name)
	return "DO LANGUAGE plpgsql " + dollarQuote("DECLARE\n s record;\n trigger_name text;\nBEGIN\n"+
		" FOR s IN SELECT * FROM (VALUES\n  "+strings.Join(rows, ",\n  ")+"\n ) v (relation, referenced, name, function, state) LOOP\n"+
		"  trigger_name := (SELECT t.tgname\n    FROM pg_catalog.pg_trigger t\n"+
		"    JOIN pg_catalog.pg_constraint o ON o.oid = t.tgconstraint\n"+
		"    JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid AND p.pronamespace = 'pg_catalog'::pg_catalog.regnamespace\n"+
		"   WHERE t.tgrelid = pg_catalog.to_regclass("+Literal(table)+") AND p.proname = s.function\n"+
		"     AND o.conrelid = pg_catalog.to_regclass(s.relation) AND (o.conname = s.name OR o.conparentid <> 0)\n"+
		"     AND o.confrelid = COALESCE(pg_catalog.to_regclass(NULLIF(s.referenced, '')), 0::oid)\n"+
		"   ORDER BY o.conname <> s.name LIMIT 1);\n"+
		"  IF trigger_name IS NULL THEN\n"+
		"   RAISE WARNING 'a trigger of constraint % of % stays enabled: it is not there', s.name, s.relation;\n"+
		"  ELSE\n   EXECUTE "+Literal("ALTER TABLE ONLY "+table+" ")+" || s.state || ' TRIGGER ' || pg_catalog.quote_ident(trigger_name);\n"+
		"  END IF;\n END LOOP;\nEND")
}
