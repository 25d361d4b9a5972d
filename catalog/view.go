package catalog

import (
	"context"
	"fmt"
	"strings"
)

// View is a relation of kind v.
type View struct {
	*Relation
	query     viewQuery
	postponed bool // Define gives a dummy; a ViewDefinition follows
}

// apart implements aparter.
func (v *View) apart() string { return v.qualified() }

// viewQuery is the _RETURN rule of a view or materialized view, which is part
// of it and holds what its query depends on.
type viewQuery struct {
	View uint32  `db:"view"` // OID
	Rule uint32  `db:"rule"` // OID
	Text *string `db:"query"`
}

// userSchema is a condition on pg_namespace n: contents of these schemas
// are read (the others belong to the server).
const userSchema = `n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`

// userRelation is the same for what belongs to the relation of the pg_class
// row c, unless that is not selected.
const userRelation = userSchema + ` AND ` + readRelation

// readRelation stands for the condition of a selection, see Server.sql.
const readRelation = "c.oid = c.oid"

var viewQueryQuery = &query{
	name: "queries of views",
	columns: []column{
		{"view", all("c.oid")},
		{"rule", all("r.oid")},
		{"query", all("pg_catalog.pg_get_viewdef(c.oid)")},
	},
	from: all(`FROM pg_catalog.pg_rewrite r
  JOIN pg_catalog.pg_class c ON c.oid = r.ev_class
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE r.rulename = '_RETURN' AND c.relkind IN ('v', 'm') AND ` + userRelation),
}

// viewQueries loads the queries of all views and materialized views, once.
func (r *reader) viewQueries(ctx context.Context) (map[uint32]viewQuery, error) {
	if r.viewRules != nil {
		return r.viewRules, nil
	}
	list, err := loadRules[viewQuery](ctx, r, viewQueryQuery)
	if err != nil {
		return nil, err
	}
	byView := make(map[uint32]viewQuery, len(list))
	for _, q := range list {
		byView[q.View] = *q
	}
	r.viewRules = byView
	return byView, nil
}

// eachView calls a function for all relations of a kind that is made by a
// query, with that query.
func (r *reader) eachView(ctx context.Context, relkind byte, found func(*Relation, viewQuery)) error {
	rels, err := r.relations(ctx)
	if err != nil {
		return err
	}
	queries, err := r.viewQueries(ctx)
	if err != nil {
		return err
	}
	for _, rel := range rels.all {
		if rel.Relkind != relkind {
			continue
		}
		q := queries[rel.OID]
		if q.Text == nil {
			return fmt.Errorf("read views: %s was dropped or replaced meanwhile", rel.qualified())
		}
		found(rel, q)
	}
	return nil
}

func readViews(ctx context.Context, r *reader) ([]Object, error) {
	var views []Object
	err := r.eachView(ctx, 'v', func(rel *Relation, q viewQuery) {
		views = append(views, &View{Relation: rel, query: q})
	})
	return views, err
}

// vanished is the error for an object whose definition the server could not
// give although its catalog row is in our snapshot: pg_get_viewdef and its
// siblings look at the current catalog.
func vanished(o Object) error {
	return fmt.Errorf("%s: its definition is gone: it was %w", o.Address(), ErrChanged)
}

// Address implements Object.
func (v *View) Address() string { return "VIEW " + v.qualified() }

// aliases names the row type and the rule, unless that comes later.
func (v *View) aliases() []ID {
	if v.postponed {
		return v.Relation.aliases()
	}
	return append(v.Relation.aliases(), v.query.alias())
}

func (q viewQuery) alias() ID { return ID{Class: classRewrite, OID: q.Rule} }

// sql is the query as it stands in CREATE.
func (q viewQuery) sql() string { return strings.TrimSuffix(*q.Text, ";") }

// Define implements Object.
func (v *View) Define() []string {
	if v.postponed {
		return []string{v.dummy("CREATE VIEW ")}
	}
	return []string{v.create("CREATE VIEW ")}
}

func (v *View) create(verb string) string {
	options, check := splitCheckOption(v.Options)
	var b strings.Builder
	b.WriteString(verb + v.qualified())
	if len(options) > 0 {
		b.WriteString(" WITH (" + relationOptions(options) + ")")
	}
	b.WriteString(" AS\n" + v.query.sql())
	if check != "" {
		b.WriteString("\n  WITH " + strings.ToUpper(check) + " CHECK OPTION")
	}
	return b.String()
}

// splitCheckOption takes check_option, which has a syntax of its own, out of
// a view's reloptions.
func splitCheckOption(reloptions []string) (options []string, check string) {
	for _, o := range reloptions {
		if value, found := strings.CutPrefix(o, "check_option="); found {
			check = value
		} else {
			options = append(options, o)
		}
	}
	return options, check
}

// dummy defines a view with the same columns and no query. It stands in for
// a view whose query needs an object of the post-data section (GROUP BY of a
// primary key), until that exists. A column's collation belongs to it, since
// CREATE OR REPLACE VIEW may not change that.
func (v *View) dummy(verb string) string {
	columns := make([]string, len(v.Columns))
	for i, c := range v.Columns {
		columns[i] = "\n    NULL::" + c.Type
		if c.Collation != "" {
			columns[i] += " COLLATE " + c.Collation
		}
		columns[i] += " AS " + Ident(c.Name)
	}
	return verb + v.qualified() + " AS\n SELECT" + strings.Join(columns, ",")
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
	return []ID{d.view.query.alias()}
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
