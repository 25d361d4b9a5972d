package catalog

import (
	"fmt"
	"strings"
)

// What hangs on a member of an extension (the index of its table, a trigger)
// may be the extension's or a user's: the server does not record which. So
// each is written, on the condition that the target lacks it when CREATE
// EXTENSION is done. pg_dump loses what users have added.

// hanger is how the target finds an object of the same name: its definition
// as the server writes it, from where.
type hanger struct {
	source     string // definition of the source; "" if the name has to be enough
	definition string // SQL expression
	from       string // FROM ... WHERE
}

// hangs gives nil for what is not restored by itself: it comes with the
// extension, or, as far as a user made it, is lost.
func hangs(o Object) *hanger {
	c := o.common()
	table := regclass(c.Schema, tableOf(o))
	named := func(name string) string { return table + " AND x." + name + " = " + Literal(c.Name) }
	switch o := o.(type) {
	case *Index:
		if o.constraint != nil || !o.isMade() {
			return nil
		}
		return &hanger{*o.Text, "pg_catalog.pg_get_indexdef(x.oid)",
			"pg_catalog.pg_class x WHERE x.oid = " + regclass(c.Schema, c.Name)}
	case *Constraint:
		if o.Type == 'n' || o.apart == false && len(o.table.Children) > 0 || o.Text == nil {
			return nil
		}
		return &hanger{*o.Text, "pg_catalog.pg_get_constraintdef(x.oid)",
			"pg_catalog.pg_constraint x WHERE x.conrelid = " + named("conname")}
	case *Trigger:
		if o.RootOID != 0 || isBlocker(o) {
			return nil
		}
		return &hanger{*o.Text + o.Enabled, "pg_catalog.pg_get_triggerdef(x.oid, false) || x.tgenabled::text",
			"pg_catalog.pg_trigger x WHERE x.tgrelid = " + named("tgname")}
	case *Rule:
		return &hanger{*o.Text + o.Enabled, "pg_catalog.pg_get_ruledef(x.oid) || x.ev_enabled::text",
			"pg_catalog.pg_rewrite x WHERE x.ev_class = " + named("rulename")}
	case *Policy:
		return &hanger{"", "''", "pg_catalog.pg_policy x WHERE x.polrelid = " + named("polname")}
	case *RowSecurity:
		return &hanger{"", "''", "pg_catalog.pg_class x WHERE x.relrowsecurity AND x.oid = " + table}
	case *Statistics:
		return &hanger{*o.Text, "pg_catalog.pg_get_statisticsobjdef(x.oid)",
			"pg_catalog.pg_statistic_ext x JOIN pg_catalog.pg_namespace n ON n.oid = x.stxnamespace" +
				" WHERE n.nspname = " + Literal(c.Schema) + " AND x.stxname = " + Literal(c.Name)}
	case *Default:
		return defaultHanger(o)
	}
	return nil
}

// defaultHanger leaves generation expressions and views alone: they come with
// the column.
func defaultHanger(d *Default) *hanger {
	if d.column.Generated != 0 || d.rel.Relkind == 'v' {
		return nil
	}
	return &hanger{*d.column.Default, "pg_catalog.pg_get_expr(x.adbin, x.adrelid)",
		"pg_catalog.pg_attrdef x JOIN pg_catalog.pg_attribute a ON a.attrelid = x.adrelid AND a.attnum = x.adnum" +
			" WHERE x.adrelid = " + regclass(d.rel.Schema, d.rel.Name) + " AND a.attname = " + Literal(d.column.Name)}
}

func tableOf(o Object) string {
	if t, ok := o.(tabled); ok {
		return t.tableName()
	}
	return o.common().Name
}

// regclass finds a relation; NULL if there is none.
func regclass(schema, name string) string {
	return "pg_catalog.to_regclass(" + Literal(Qualified(schema, name)) + ")"
}

// unless asks whether the target has the object. Definitions are compared
// where the server writes them as the source did, and without their quotes,
// since the sessions of a dump quote everything.
func (h *hanger) unless(o Object, major int) string {
	c := o.common()
	what := strings.ToLower(c.Kind.Name) + " " + Ident(c.Name)
	table := Qualified(schemaOf(o), tableOf(o))
	plain := func(text string) string { return "pg_catalog.replace(" + text + `, '"', '')` }
	same := fmt.Sprintf("pg_catalog.current_setting('server_version_num')::integer / 10000 <> %d", major)
	if h.source == "" {
		same = "true"
	} else {
		same += " OR " + plain(h.definition) + " = " + plain(Literal(h.source))
	}
	return fmt.Sprintf("SELECT CASE WHEN pg_catalog.to_regclass(%s) IS NULL THEN %s ELSE (\n"+
		"SELECT CASE WHEN %s THEN '=' ELSE %s END\n  FROM %s LIMIT 1) END::text",
		Literal(table), Literal(what+" is left out: "+table+" of the extension "+c.Hangs+" does not exist in the target"),
		same, Literal(what+" of "+table+" stays as the extension "+c.Hangs+" of the target makes it: the source has another one"),
		h.from)
}

// schemaOf gives the schema of the table that an object hangs on: extended
// statistics may be in another one.
func schemaOf(o Object) string {
	if s, ok := o.(*Statistics); ok {
		return s.table.Schema
	}
	return o.common().Schema
}

// detach gives what hangs on members a statement of its own.
func detach(o Object) {
	if part, ok := o.(inliner); ok && o.common().Hangs != "" && part.inline() {
		part.separate()
	}
}
