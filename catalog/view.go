package catalog

import (
	"context"
	"fmt"
	"strings"
)

// View is a row of pg_class with relkind v.
type View struct {
	Common
	Options     []string `db:"options"`      // reloptions without check_option, "name=value"
	CheckOption string   `db:"check_option"` // LOCAL, CASCADED, or ""
	Query       *string  `db:"query"`        // pg_get_viewdef; nil if the server no longer knows the view
	Columns     []string `db:"columns"`      // names, by attnum
	Types       []string `db:"types"`        // of each column, with typmod
	Collations  []string `db:"collations"`   // of each column; "" where it is the type's own
	RuleOID     uint32   `db:"rule_oid"`     // of the _RETURN rule, which holds the query's dependencies
	TypeOID     uint32   `db:"type_oid"`     // of its row type
	ArrayOID    uint32   `db:"array_oid"`    // of its row type's array type

	postponed bool // Define gives a dummy; a ViewDefinition follows
}

// userRelation is a condition on pg_namespace n: contents of these schemas
// are read (the others belong to the server).
const userRelation = `n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`

// relationColumnNames gives the column names of pg_class c by attnum.
// Relations that are made by a query never have dropped columns.
const relationColumnNames = `ARRAY(SELECT a.attname::text FROM pg_catalog.pg_attribute a
          WHERE a.attrelid = c.oid AND a.attnum > 0 ORDER BY a.attnum)`

var viewQuery = &query{
	name: "views",
	columns: append([]column{
		{"oid", all("c.oid")},
		{"schema", all("n.nspname")},
		{"name", all("c.relname")},
		{"owner", all("pg_catalog.pg_get_userbyid(c.relowner)")},
		{"options", all(`ARRAY(SELECT o FROM pg_catalog.unnest(c.reloptions) WITH ORDINALITY u(o, i)
          WHERE o !~ '^check_option=' ORDER BY i)`)},
		{"check_option", all(`COALESCE((SELECT pg_catalog.upper(pg_catalog.substr(o, 14))
           FROM pg_catalog.unnest(c.reloptions) o WHERE o ~ '^check_option='), '')`)},
		{"query", all("pg_catalog.pg_get_viewdef(c.oid)")},
		{"columns", all(relationColumnNames)},
		{"types", all(`ARRAY(SELECT pg_catalog.format_type(a.atttypid, a.atttypmod)
           FROM pg_catalog.pg_attribute a
          WHERE a.attrelid = c.oid AND a.attnum > 0 ORDER BY a.attnum)`)},
		{"collations", all(`ARRAY(SELECT CASE WHEN a.attcollation <> t.typcollation
                  THEN pg_catalog.quote_ident(cn.nspname) || '.' || pg_catalog.quote_ident(co.collname)
                  ELSE '' END
           FROM pg_catalog.pg_attribute a
           JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
           LEFT JOIN pg_catalog.pg_collation co ON co.oid = a.attcollation
           LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace
          WHERE a.attrelid = c.oid AND a.attnum > 0 ORDER BY a.attnum)`)},
		{"rule_oid", all("r.oid")},
		{"type_oid", all("y.oid")},
		{"array_oid", all("y.typarray")},
	}, aclColumns('r', "c.relacl", "c.relowner", "pg_class", "c.oid")...),
	from: all(`FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_rewrite r ON r.ev_class = c.oid AND r.rulename = '_RETURN'
  JOIN pg_catalog.pg_type y ON y.oid = c.reltype
 WHERE c.relkind = 'v' AND ` + userRelation),
}

func readViews(ctx context.Context, r *reader) ([]Object, error) {
	views, err := load[View](ctx, r.server, viewQuery)
	if err != nil {
		return nil, err
	}
	for _, v := range views {
		if v.Query == nil {
			return nil, vanished(v)
		}
	}
	return objects(views), nil
}

// vanished is the error for an object whose definition the server could not
// give although its catalog row is in our snapshot: pg_get_viewdef and its
// siblings look at the current catalog.
func vanished(o Object) error {
	return fmt.Errorf("%s: its definition is gone: it was dropped or replaced meanwhile", o.Address())
}

// Address implements Object.
func (v *View) Address() string { return "VIEW " + Qualified(v.Schema, v.Name) }

func (v *View) grantAddress() string { return "TABLE " + Qualified(v.Schema, v.Name) }

func (v *View) partAddress(sub int32) string {
	return columnAddress(&v.Common, v.Columns, sub)
}

// columnAddress gives the address of a column by its number, "" if there is
// no such column.
func columnAddress(rel *Common, columns []string, sub int32) string {
	if sub < 1 || int(sub) > len(columns) {
		return ""
	}
	return "COLUMN " + Qualified(rel.Schema, rel.Name) + "." + Ident(columns[sub-1])
}

// aliases names the rule that holds the query, unless that comes later, and
// the row type.
func (v *View) aliases() []ID {
	types := []ID{{Class: classType, OID: v.TypeOID}, {Class: classType, OID: v.ArrayOID}}
	if v.postponed {
		return types
	}
	return append(types, ID{Class: classRewrite, OID: v.RuleOID})
}

// Define implements Object.
func (v *View) Define() []string {
	if v.postponed {
		return []string{v.dummy("CREATE VIEW ")}
	}
	return []string{v.create("CREATE VIEW ")}
}

func (v *View) create(verb string) string {
	var b strings.Builder
	b.WriteString(verb + Qualified(v.Schema, v.Name))
	if len(v.Options) > 0 {
		b.WriteString(" WITH (" + relationOptions(v.Options) + ")")
	}
	b.WriteString(" AS\n" + strings.TrimSuffix(*v.Query, ";"))
	if v.CheckOption != "" {
		b.WriteString("\n  WITH " + v.CheckOption + " CHECK OPTION")
	}
	return b.String()
}

// dummy defines a view with the same columns and no query. It stands in for
// a view whose query needs an object of the post-data section (GROUP BY of a
// primary key), until that exists. A column's collation belongs to it, since
// CREATE OR REPLACE VIEW may not change that.
func (v *View) dummy(verb string) string {
	columns := make([]string, len(v.Columns))
	for i, name := range v.Columns {
		columns[i] = "\n    NULL::" + v.Types[i]
		if v.Collations[i] != "" {
			columns[i] += " COLLATE " + v.Collations[i]
		}
		columns[i] += " AS " + Ident(name)
	}
	return verb + Qualified(v.Schema, v.Name) + " AS\n SELECT" + strings.Join(columns, ",")
}

func (v *View) postpone() Object {
	v.postponed = true
	d := &ViewDefinition{Common: Common{OID: v.OID, Schema: v.Schema, Name: v.Name}, view: v}
	d.ID = ID{Class: synViewDefinition, OID: v.OID}
	d.MemberOf = ID{Class: classClass, OID: v.OID}
	return d
}

// ViewDefinition puts the query into a view that was made as a dummy.
type ViewDefinition struct {
	Common
	view *View
}

// Address implements Object: the view has the address.
func (d *ViewDefinition) Address() string { return "" }

func (d *ViewDefinition) section() Section { return PostData }

func (d *ViewDefinition) tableName() string { return d.Name }

func (d *ViewDefinition) locks() []ID { return []ID{d.MemberOf} }

func (d *ViewDefinition) needs() []ID { return []ID{d.MemberOf} }

func (d *ViewDefinition) aliases() []ID {
	return []ID{{Class: classRewrite, OID: d.view.RuleOID}}
}

// Drop implements dropper: the view becomes a dummy again, so that what its
// query needs can be dropped.
func (d *ViewDefinition) Drop() string {
	return d.view.dummy("CREATE OR REPLACE VIEW ")
}

// Define implements Object.
func (d *ViewDefinition) Define() []string {
	return []string{d.view.create("CREATE OR REPLACE VIEW ")}
}

// relationOptions writes reloptions ("name=value") as a WITH list. Values
// are always quoted, which the server takes for every option.
func relationOptions(options []string) string {
	out := make([]string, len(options))
	for i, o := range options {
		name, value, _ := strings.Cut(o, "=")
		out[i] = Ident(name) + "=" + Literal(value)
	}
	return strings.Join(out, ", ")
}
