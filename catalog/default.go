package catalog

import (
	"context"
)

// Default is a row of pg_attrdef: the default or the generation expression of
// a column. Most stand inside CREATE TABLE; views, inherited columns and
// loops (a serial column's sequence belongs to its table) need SET DEFAULT.
type Default struct {
	Common
	rel       *Relation
	column    *Column
	apart     bool // has a statement of its own
	inherited bool // a generation expression that comes from the parents
}

// defaults makes them from the columns, once.
func (r *reader) defaults(ctx context.Context) ([]*Default, error) {
	if r.defaultList != nil {
		return r.defaultList, nil
	}
	rels, err := r.relations(ctx)
	if err != nil {
		return nil, err
	}
	list := []*Default{}
	for _, rel := range rels.all {
		for _, c := range rel.Columns {
			if c.DefaultOID != 0 {
				list = append(list, newDefault(rel, c))
			}
		}
	}
	r.defaultList = list
	return list, nil
}

func newDefault(rel *Relation, c *Column) *Default {
	d := &Default{rel: rel, column: c}
	d.OID, d.Schema, d.Name = c.DefaultOID, rel.Schema, rel.Name+"."+c.Name
	d.MemberOf = ID{Class: classClass, OID: rel.OID}
	d.inherited = c.Generated != 0 && rel.inheritsGenerated(c)
	d.apart = !d.inherited && (rel.Relkind == 'v' || !rel.isPrinted(c))
	c.attrDefault = d
	return d
}

// inheritsGenerated is true if all parents that have the column generate it
// with the same expression. A table that is made on its own says it again.
func (rel *Relation) inheritsGenerated(c *Column) bool {
	if rel.standsAlone() {
		return false
	}
	found := false
	for _, p := range rel.Parents {
		pc := p.column(c.Name)
		if pc == nil {
			continue
		}
		if pc.Generated != c.Generated || pc.Default == nil || *pc.Default != *c.Default {
			return false
		}
		found = true
	}
	return found
}

func readDefaults(ctx context.Context, r *reader) ([]Object, error) {
	defaults, err := r.defaults(ctx)
	return objects(defaults), err
}

// Address implements Object. A default can be named by no COMMENT or OWNER.
func (d *Default) Address() string { return "" }

// inline and separate implement inliner. There is no statement that makes a
// column a generated one, so that a generation expression stays inside.
func (d *Default) inline() bool { return !d.apart }
func (d *Default) separate()    { d.apart = d.column.Generated == 0 }

func (d *Default) tableName() string { return d.rel.Name }

func (d *Default) needs() []ID { return []ID{d.MemberOf} }

func (d *Default) locks() []ID { return []ID{d.MemberOf} }

// Drop implements dropper.
func (d *Default) Drop() string {
	if !d.apart || d.column.Generated != 0 {
		return ""
	}
	return d.alter() + " DROP DEFAULT"
}

func (d *Default) alter() string {
	return d.rel.alterWords() + "ONLY " + d.rel.qualified() + " ALTER COLUMN " + Ident(d.column.Name)
}

// Define implements Object. A generation expression is apart only where a
// child changed an inherited one, which takes a server that has SET
// EXPRESSION (since 17).
func (d *Default) Define() []string {
	switch {
	case !d.apart:
		return nil
	case d.column.Generated != 0:
		return []string{d.alter() + " SET EXPRESSION AS (" + *d.column.Default + ")"}
	}
	return []string{d.alter() + " SET DEFAULT " + *d.column.Default}
}
