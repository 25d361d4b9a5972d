package catalog

import (
	"maps"
	"slices"
)

// Part says what a statement does for its object, so that a restore can
// leave parts out (no owners, no privileges, no comments).
type Part uint8

// Parts of an item's statements.
const (
	Definition Part = iota
	Owner
	Comment
	Label
	Privilege
	Setting   // of the database, or of a role in it
	Statistic // what ANALYZE found out

	// TablespacePart and AccessMethodPart statements stand around the definition,
	// and set where and how it stores its rows.
	TablespacePart
	AccessMethodPart
)

// Statement is one finished SQL statement, without a semicolon at its end.
type Statement struct {
	Part Part
	SQL  string
	// Redacted is the statement with its secrets (passwords, keys) left
	// blank, "" if it has none.
	Redacted string
	// Since and Until bound the targets that the statement is meant for, as
	// server_version_num, Since <= target < Until; 0 is open.
	Since, Until int
}

// Item is one object in its place in the order: what becomes an archive entry.
type Item struct {
	ID         int // 1-based position
	Object     Object
	Kind       *Kind
	Section    Section
	Pass       Pass
	Table      string // the relation that it belongs to, for messages
	Statements []Statement
	Drop       string
	Obstacles  []Obstacle
	Needs      []int // IDs of items that must be there before
	Locks      []int // IDs of relation items that its statements lock
	Alone      bool  // its statements want a transaction of their own

	// Unless is a query that says whether the target has the object already:
	// see archive.FactUnless. "": the statements run in any case.
	Unless string
	Global bool // of the server, not of the database; see archive.FactGlobal

	// Listed is how the object is named in its privilege statements, if these can name several at
	// once: see archive.FactListed. "": they cannot, or there are none.
	Listed string
	// Apart is set for objects that several sessions can make at once: see archive.FactApart.
	Apart string
	// Builds is set for what is built of all rows of a table: see archive.FactBuilds.
	Builds bool
	// Validates is the statement that checks a foreign key which was added without: see
	// archive.FactValidates. "": there is none.
	Validates string

	Rights Rights

	// Hypertable is the quoted name of the hypertable of TimescaleDB that the
	// table or view, or the table of the rows, is or is a part of; "": none.
	Hypertable string
	// Functions are the quoted names of those that rows of TimescaleDB about the
	// hypertable name.
	Functions []string
	// PartOf is the extension that has made the table or view, although it is
	// no member, and has rows about it; "": none.
	PartOf string
}

// items turns the ordered nodes of a graph into items. Objects without
// statements (unchanged members of extensions, parts that are written inside
// others) become none; what needs them needs what they need.
func (g *graph) items(order []int32, d *ddl, found func(*Item) error) error {
	last := 0
	needed := make([][]int, len(g.nodes)) // by node: itself, or what it stands in for
	for _, n := range order {
		v := &g.nodes[n]
		if v.object == nil {
			continue
		}
		if !d.filter.inSection(v.object) {
			needed[n] = g.neededItems(n, needed)
			continue
		}
		statements, err := d.statements(v.object)
		if err != nil {
			return err
		}
		needs := g.neededItems(n, needed)
		if len(statements) == 0 && sectionOf(v.object) != Data {
			needed[n] = needs
			continue
		}
		item := newItem(v.object, statements)
		item.Obstacles = d.obstaclesOf(v.object)
		item.Rights = d.rights(v.object)
		switch c := v.object.common(); {
		case c.Hangs != "":
			item.Unless = hangs(v.object).unless(v.object, d.major)
		case c.Extension != "" && len(statements) > 0:
			if item.Unless, err = d.memberPrivileges(v.object); err != nil {
				return err
			}
		}
		last++
		item.ID, item.Needs = last, needs
		needed[n] = []int{item.ID}
		item.Locks = g.lockedItems(item.Object, needed)
		delete(d.inlined, v.object)
		v.object = nil
		if err := found(item); err != nil {
			return err
		}
	}
	return nil
}

func newItem(o Object, statements []Statement) *Item {
	item := &Item{Object: o, Kind: o.common().Kind, Section: sectionOf(o), Pass: passOf(o),
		Statements: statements, Drop: dropOf(o)}
	_, item.Alone = o.(loner)
	if t, ok := o.(tabled); ok {
		item.Table = t.tableName()
	}
	if c, ok := o.(conditional); ok {
		item.Unless = c.unless()
	}
	if s, ok := o.(serverWide); ok {
		item.Global = s.global()
	}
	if a, ok := o.(aparter); ok && o.common().Extension == "" && o.common().Hangs == "" {
		item.Apart = a.apart()
	}
	if b, ok := o.(builder); ok {
		item.Builds = b.builds()
	}
	if v, ok := o.(validator); ok {
		item.Validates = v.validates()
	}
	if l, ok := o.(lister); ok && len(statements) > 0 && statements[len(statements)-1].Part == Privilege {
		item.Listed = l.listed()
	}
	return item
}

// onlyGlobal passes on what belongs to the server.
func onlyGlobal(found func(*Item) error) func(*Item) error {
	kept := map[int]int{}
	renumber := func(ids []int) []int {
		var out []int
		for _, id := range ids {
			if kept[id] != 0 {
				out = append(out, kept[id])
			}
		}
		return out
	}
	return func(item *Item) error {
		if !item.Global {
			return nil
		}
		kept[item.ID] = len(kept) + 1
		item.ID, item.Needs, item.Locks = len(kept), renumber(item.Needs), renumber(item.Locks)
		return found(item)
	}
}

func (g *graph) neededItems(n int32, needed [][]int) []int {
	set := map[int]bool{}
	for _, e := range g.nodes[n].edges {
		for _, id := range needed[e.to] {
			set[id] = true
		}
	}
	return slices.Sorted(maps.Keys(set))
}

func (g *graph) lockedItems(o Object, needed [][]int) []int {
	l, ok := o.(locker)
	if !ok {
		return nil
	}
	set := map[int]bool{}
	for _, id := range l.locks() {
		if n, ok := g.find(id); ok {
			for _, item := range needed[n] {
				set[item] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(set))
}
