package catalog

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Constraint is a row of pg_constraint that belongs to a table. Checks and
// named NOT NULL constraints stand inside CREATE TABLE unless they are not
// valid or part of a loop; the others are added when the rows are there.
type Constraint struct {
	Common
	Type           byte    `db:"type"` // c: check, n: NOT NULL, p, u, x, f
	TableOID       uint32  `db:"table_oid"`
	Text           *string `db:"definition"` // pg_get_constraintdef
	Validated      bool    `db:"validated"`
	IsLocal        bool    `db:"is_local"`
	NoInherit      bool    `db:"no_inherit"`
	Deferrable     bool    `db:"deferrable"`
	Deferred       bool    `db:"deferred"`
	Period         bool    `db:"period"`     // the last column WITHOUT OVERLAPS, since 18
	ColumnNum      int16   `db:"column_num"` // of a NOT NULL constraint
	Columns        []int16 `db:"columns"`    // of a primary key
	IndexOID       uint32  `db:"index_oid"`  // own index (p, u, x) or the referenced table's (f)
	ParentOID      uint32  `db:"parent_oid"` // the partitioned table's constraint
	ReferencedOID  uint32  `db:"referenced_oid"`
	table          *Relation
	referenced     *Relation
	parent         *Constraint // of a foreign key's part
	parts          []*Constraint
	index          *Index
	apart          bool // has a statement of its own
	usualName      bool // the name that the server gives by itself
	referencedUses []*Index
	final          bool // added after the extensions' post-restore calls, see timescaledb.go
}

var constraintQuery = &query{
	name: "constraints",
	columns: []column{
		{"oid", all("o.oid")},
		{"schema", all("n.nspname")},
		{"name", all("o.conname")},
		{"type", all("o.contype")},
		{"table_oid", all("o.conrelid")},
		{"definition", all(`CASE WHEN o.contype IN ('c', 'x', 'f')
         THEN pg_catalog.pg_get_constraintdef(o.oid) ELSE '' END`)},
		{"validated", all("o.convalidated")},
		{"is_local", all("o.conislocal")},
		{"no_inherit", all("o.connoinherit")},
		{"deferrable", all("o.condeferrable")},
		{"deferred", all("o.condeferred")},
		{"period", from(18, "o.conperiod", 0, "false")},
		{"column_num", all("CASE WHEN o.contype = 'n' THEN o.conkey[1] ELSE 0 END::smallint")},
		{"columns", all("CASE WHEN o.contype = 'p' THEN o.conkey END")},
		{"index_oid", all("o.conindid")},
		{"parent_oid", all("o.conparentid")},
		{"referenced_oid", all("o.confrelid")},
	},
	from: all(`FROM pg_catalog.pg_constraint o
  JOIN pg_catalog.pg_class c ON c.oid = o.conrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE o.contype IN ('c', 'n', 'p', 'u', 'x', 'f') AND c.relkind IN ('r', 'p', 'f') AND ` + userRelation + `
 ORDER BY o.conrelid, o.conname`),
}

// constraints loads those of all tables, once, and gives the tables theirs.
func (r *reader) constraints(ctx context.Context) ([]*Constraint, error) {
	if r.constraintList != nil {
		return r.constraintList, nil
	}
	rels, err := r.relations(ctx)
	if err != nil {
		return nil, err
	}
	list, err := load[Constraint](ctx, r.server, constraintQuery)
	if err != nil {
		return nil, err
	}
	hypertables, err := r.hypertables(ctx)
	if err != nil {
		return nil, err
	}
	if err := rels.take(list, hypertables); err != nil {
		return nil, err
	}
	r.constraintList = append([]*Constraint{}, list...)
	return r.constraintList, nil
}

// take ties constraints to their tables and decides where they are written.
func (rels *relations) take(list []*Constraint, hypertables map[uint32]bool) error {
	named, byOID := map[string]int{}, map[uint32]*Constraint{}
	for _, c := range list {
		byOID[c.OID] = c
		c.MemberOf = ID{Class: classClass, OID: c.TableOID}
		c.table, c.referenced = rels.byOID[c.TableOID], rels.byOID[c.ReferencedOID]
		if c.table == nil || c.Text == nil || c.ReferencedOID != 0 && c.referenced == nil {
			return fmt.Errorf("read constraints: %s: its table was %w", c.Address(), ErrChanged)
		}
		c.final = c.Type == 'f' && hypertables[c.ReferencedOID]
		c.table.adopt(c)
		if c.IsLocal || c.table.standsAlone() {
			named[Qualified(c.Schema, c.Name)]++
		}
	}
	for _, c := range list {
		if c.Type == 'f' && byOID[c.ParentOID] != nil {
			c.parent = byOID[c.ParentOID]
			c.parent.parts = append(c.parent.parts, c)
		}
		c.place(named[Qualified(c.Schema, c.Name)] == 1)
	}
	return nil
}

// adopt files a constraint that may stand in its table's definition.
func (rel *Relation) adopt(c *Constraint) {
	switch c.Type {
	case 'c':
		rel.checks = append(rel.checks, c)
	case 'n':
		if rel.notNulls == nil {
			rel.notNulls = map[int16]*Constraint{}
		}
		rel.notNulls[c.ColumnNum] = c
	case 'f':
		rel.foreignKeys = append(rel.foreignKeys, c)
	case 'p':
		rel.primaryKey = map[int16]bool{}
		for _, num := range c.Columns {
			rel.primaryKey[num] = true
		}
	}
}

// place decides where a constraint is written, when all of them are known.
func (c *Constraint) place(unique bool) {
	switch c.Type {
	case 'c':
		c.apart = !c.Validated || c.provedAlone()
	case 'n':
		c.apart = !c.Validated || c.provedAlone()
		// The server looks for a free name in the whole schema.
		c.usualName = unique && c.Name == c.table.Name+"_"+c.columnName()+"_not_null"
	default:
		c.apart = true
	}
}

// constraintReader gives the reader of the constraints of some types.
func constraintReader(types string) func(context.Context, *reader) ([]Object, error) {
	return func(ctx context.Context, r *reader) ([]Object, error) {
		list, err := r.constraints(ctx)
		if err != nil {
			return nil, err
		}
		if _, err := r.indexes(ctx); err != nil {
			return nil, err
		}
		var out []Object
		for _, c := range list {
			if strings.IndexByte(types, c.Type) >= 0 {
				out = append(out, c)
			}
		}
		return out, nil
	}
}

// isElement is true for what CREATE TABLE says: valid checks and NOT NULL
// constraints that do not come from a parent. A table that is made on its own
// says all of them.
func (c *Constraint) isElement() bool {
	return !c.apart && (c.IsLocal || c.table.standsAlone())
}

// constraintElements are what CREATE TABLE says beside the columns: checks,
// and NOT NULL constraints of columns that it does not list.
func (t *Table) constraintElements() []string {
	var out []string
	for _, col := range t.Columns {
		if n := t.notNulls[col.Num]; n != nil && n.isElement() && !t.isPrinted(col) {
			out = append(out, n.element())
		}
	}
	for _, c := range t.checks {
		if c.isElement() {
			out = append(out, c.element())
		}
	}
	return out
}

// element is the constraint in CREATE TABLE or behind ADD.
func (c *Constraint) element() string {
	return "CONSTRAINT " + Ident(c.Name) + " " + c.clause()
}

func (c *Constraint) clause() string {
	switch c.Type {
	case 'p':
		return "PRIMARY KEY " + c.index.constraintClauses(c)
	case 'u':
		return "UNIQUE " + c.index.constraintClauses(c)
	case 'n':
		return c.notNull()
	}
	return *c.Text
}

// timing says when the constraint is checked.
func (c *Constraint) timing() string {
	switch {
	case c.Deferred:
		return " DEFERRABLE INITIALLY DEFERRED"
	case c.Deferrable:
		return " DEFERRABLE"
	}
	return ""
}

// Address implements Object.
func (c *Constraint) Address() string {
	table := ""
	if c.table != nil {
		table = c.table.qualified()
	}
	return "CONSTRAINT " + Ident(c.Name) + " ON " + table
}

// Drop implements dropper.
func (c *Constraint) Drop() string {
	if !c.isMade() || c.provedAlone() || c.index != nil && c.index.parent != nil {
		return "" // goes with the table, or with the partitioned table's constraint
	}
	return c.table.alterWords() + c.table.qualified() + " DROP CONSTRAINT " + Ident(c.Name)
}

// inline and separate implement inliner.
func (c *Constraint) inline() bool { return !c.apart }
func (c *Constraint) separate()    { c.apart = true }

// section implements sectioner: what stands in CREATE TABLE comes before the
// rows.
func (c *Constraint) section() Section {
	if c.apart {
		return PostData
	}
	return PreData
}

func (c *Constraint) tableName() string { return c.table.Name }

// needs implements needer.
func (c *Constraint) needs() []ID {
	ids := []ID{c.MemberOf}
	if c.index != nil {
		ids = append(ids, c.index.foreignPartitions()...)
	}
	if c.Type == 'f' {
		ids = append(ids, c.needsOfKey()...)
	}
	if c.apart && (c.Type == 'c' || c.Type == 'n') {
		ids = c.table.foreignAttaches(append(ids, c.needsOfKin()...))
	}
	return ids
}

// locks implements locker.
func (c *Constraint) locks() []ID {
	if !c.isMade() {
		return nil
	}
	ids := c.table.lockIDs(nil, c.only() == "")
	if c.referenced != nil && c.referenced != c.table {
		ids = c.referenced.lockIDs(ids, c.referenced.Relkind == 'p')
	}
	return ids
}

// lockIDs are the relation and, for a statement that reaches them, all its
// children.
func (rel *Relation) lockIDs(ids []ID, children bool) []ID {
	ids = append(ids, ID{Class: classClass, OID: rel.OID})
	if children {
		for _, child := range rel.Children {
			ids = child.lockIDs(ids, true)
		}
	}
	return ids
}

// isMade is true for a constraint that has a statement of its own. Others
// stand in CREATE TABLE or come with the parent's.
func (c *Constraint) isMade() bool {
	switch c.Type {
	case 'f':
		return !c.isPart()
	case 'c', 'n':
		return c.apart && (c.IsLocal || c.provedAlone() || !slices.ContainsFunc(c.inheritedFrom(),
			func(p *Constraint) bool { return p.apart }))
	}
	return true
}

// builds implements builder: it makes its index.
func (c *Constraint) builds() bool {
	return c.Type != 'f' && c.index != nil && c.table.Relkind != 'p'
}

// validates implements validator. Of partitioned tables, 18 is the first that
// knows keys that are not valid, and VALIDATE does not reach the parts for
// partitions of the referenced table.
func (c *Constraint) validates() string {
	if c.Type != 'f' || !c.Validated || !c.isMade() || c.isFinal() || c.table.Relkind != 'r' || c.referenced.Relkind != 'r' {
		return ""
	}
	return "ALTER TABLE ONLY " + c.table.qualified() + " VALIDATE CONSTRAINT " + Ident(c.Name)
}

// Define implements Object.
func (c *Constraint) Define() []string {
	if !c.isMade() {
		return nil
	}
	if c.provedAlone() {
		return []string{c.table.alterWords() + c.table.qualified() + " VALIDATE CONSTRAINT " + Ident(c.Name)}
	}
	return append(c.namedParts(), c.add())
}

func (c *Constraint) add() string {
	return c.table.alterWords() + c.only() + c.table.qualified() + " ADD " + c.element()
}

// only keeps a statement from the table's children. Checks and NOT NULL
// constraints must reach them and merge with theirs, and a foreign key of a
// partitioned table makes those of its partitions.
func (c *Constraint) only() string {
	switch {
	case c.Type == 'c' || c.Type == 'n', c.Type == 'f' && c.table.Relkind == 'p':
		return ""
	}
	return "ONLY "
}

// tablespaceName implements tablespacer.
func (c *Constraint) tablespaceName() string {
	if c.index == nil {
		return ""
	}
	return c.index.Tablespace
}
