package catalog

import (
	"context"
	"fmt"
	"strings"
)

// Trigger is a row of pg_trigger: a trigger that a user made, or the clone
// of one on a partition, of which only the state is kept.
type Trigger struct {
	Common
	Table   string  `db:"table"` // name; the schema is Common's
	Foreign bool    `db:"foreign"`
	TableID uint32  `db:"table_oid"`
	Text    *string `db:"definition"` // pg_get_triggerdef
	Enabled string  `db:"enabled"`    // tgenabled: O, D, R or A
	RootOID uint32  `db:"root_oid"`   // of the trigger that this one is a clone of; 0 if it is none

	ConstraintOID uint32 `db:"constraint_oid"` // pg_constraint row of a constraint trigger, or 0
}

// triggerQuery finds clones by their 'P' dependency: pg_trigger.tgparentid
// only exists since 13, and clones are tgisinternal before 15. A clone is
// made enabled by its parent's CREATE TRIGGER, so that only clones in another
// state, or with a comment, are objects. Internal triggers of foreign keys
// and deferrable unique constraints have clones as well; those bear the OID
// in their name and are left out.
var triggerQuery = &query{
	name: "triggers",
	columns: []column{
		{"oid", all("t.oid")},
		{"schema", all("n.nspname")},
		{"name", all("t.tgname")},
		{"table", all("c.relname")},
		{"table_oid", all("c.oid")},
		{"foreign", all("c.relkind = 'f'")},
		{"definition", all("pg_catalog.pg_get_triggerdef(t.oid, false)")},
		{"enabled", all("t.tgenabled::text")},
		{"root_oid", all("COALESCE(k.root, 0)")},
		{"constraint_oid", all("COALESCE(o.oid, 0)")},
	},
	from: all(`FROM pg_catalog.pg_trigger t
  JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN (
    WITH RECURSIVE link AS (
      SELECT d.objid AS child, d.refobjid AS parent
        FROM pg_catalog.pg_depend d
       WHERE d.classid = 'pg_catalog.pg_trigger'::pg_catalog.regclass
         AND d.refclassid = 'pg_catalog.pg_trigger'::pg_catalog.regclass AND d.deptype = 'P'
    ), clone AS (
      SELECT child, parent AS root FROM link
       WHERE parent NOT IN (SELECT child FROM link)
      UNION ALL
      SELECT l.child, k.root FROM link l JOIN clone k ON l.parent = k.child
    )
    SELECT child, root FROM clone
  ) k ON k.child = t.oid
  LEFT JOIN pg_catalog.pg_constraint o ON o.oid = t.tgconstraint
 WHERE ` + userRelation + ` AND (o.oid IS NULL OR o.contype = 't')
   AND CASE WHEN k.root IS NULL THEN NOT t.tgisinternal
            ELSE t.tgenabled <> 'O'
              OR EXISTS (SELECT FROM pg_catalog.pg_description s
                          WHERE s.classoid = 'pg_catalog.pg_trigger'::pg_catalog.regclass
                            AND s.objoid = t.oid) END`),
}

func readTriggers(ctx context.Context, r *reader) ([]Object, error) {
	triggers, err := load[Trigger](ctx, r.server, triggerQuery)
	if err != nil {
		return nil, err
	}
	for _, t := range triggers {
		if t.Text == nil {
			return nil, vanished(t)
		}
		t.MemberOf = ID{Class: classClass, OID: t.TableID}
	}
	return objects(triggers), nil
}

// Address implements Object.
func (t *Trigger) Address() string {
	return fmt.Sprintf("TRIGGER %s ON %s", Ident(t.Name), Qualified(t.Schema, t.Table))
}

func (t *Trigger) tableName() string { return t.Table }

func (t *Trigger) locks() []ID { return []ID{t.MemberOf} }

// needs names the table, and for a clone the trigger that makes it: the
// clones between the two are no objects if their state is the usual one.
func (t *Trigger) needs() []ID {
	if t.RootOID == 0 {
		return []ID{t.MemberOf}
	}
	return []ID{t.MemberOf, {Class: classTrigger, OID: t.RootOID}, {Class: synTableAttach, OID: t.TableID}}
}

func (t *Trigger) aliases() []ID {
	if t.ConstraintOID == 0 {
		return nil
	}
	return []ID{{Class: classConstraint, OID: t.ConstraintOID}}
}

// Drop implements dropper: a clone goes with its parent.
func (t *Trigger) Drop() string {
	if t.RootOID != 0 {
		return ""
	}
	return "DROP " + t.Address()
}

// Define implements Object. The state is set with ONLY: without it the
// statement would also reach the clones on partitions, which may be in
// another state and are set one by one.
func (t *Trigger) Define() []string {
	var statements []string
	if t.RootOID == 0 {
		statements = append(statements, strings.TrimSuffix(*t.Text, ";"))
	}
	if t.Enabled != "O" {
		kind := "TABLE"
		if t.Foreign {
			kind = "FOREIGN TABLE"
		}
		statements = append(statements, fmt.Sprintf("ALTER %s ONLY %s %s TRIGGER %s", kind,
			Qualified(t.Schema, t.Table), enabledClause(t.Enabled), Ident(t.Name)))
	}
	return statements
}

// enabledClause gives the words for a firing state of pg_trigger, pg_rewrite
// and pg_event_trigger ("tgenabled" and its siblings), "" for the usual one.
func enabledClause(state string) string {
	switch state {
	case "D":
		return "DISABLE"
	case "R":
		return "ENABLE REPLICA"
	case "A":
		return "ENABLE ALWAYS"
	default:
		return ""
	}
}
