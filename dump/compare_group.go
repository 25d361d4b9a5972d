package dump

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"promark/archive"
	"promark/catalog"
)

// RowsCompared is what was found of the rows of a relation, or of all
// partitions of a table that may have each other's rows in a copy.
type RowsCompared struct {
	Relation archive.Relation
	Large    bool // large objects
	Rows     [2]int64
	Digest   [2]archive.Digest
	Found    *FoundRows
	Why      string // why they cannot be equal, or be compared; "": they were compared
}

// Equal says that rows of the same number and contents are there.
func (r *RowsCompared) Equal() bool {
	return r.Why == "" && r.Rows[First] == r.Rows[Second] && r.Digest[First] == r.Digest[Second]
}

// rowSet is rows that are compared as one. The columns and their forms are
// those of the first relation of the first side.
type rowSet struct {
	RowsCompared
	data    *archive.Data
	members map[archive.Relation]*member
	types   []*archive.ValueType // of the columns, if their values hold OIDs
	pages   bool                 // pages of large objects, of which some side sees holes as zero bytes
	skip    string               // why they are left out
}

// member is one relation of a set.
type member struct {
	entry *archive.Entry // of the first side
	found bool           // on the second side
}

// rowSets are all rows of the first side.
type rowSets struct {
	list    []*rowSet
	of      map[archive.Relation]*rowSet
	extra   []archive.Relation // that only the second side has
	indexes map[string]uint32  // OIDs on the first side that rows have for indexes, by quoted name
	types   valueTypes
	byName  bool         // the sides have different majors
	columns []Difference // found by name, where texts are not compared
}

func newRowSets(first []archive.Entry, majors [2]int) *rowSets {
	g := &rowSets{of: map[archive.Relation]*rowSet{}, indexes: map[string]uint32{}, types: valueTypes{}, byName: majors[First] != majors[Second]}
	through := map[string]*rowSet{}
	for i := range first {
		e := &first[i]
		g.addIndexes(e.Facts)
		if e.Data == nil {
			continue
		}
		table := e.Facts[archive.FactThrough]
		to := through[table]
		if table == "" || to == nil {
			to = &rowSet{data: e.Data, members: map[archive.Relation]*member{}}
			to.Relation, to.Large = e.Data.Relation, e.Data.LargeObjects
			g.list = append(g.list, to)
			through[table] = to
		}
		to.members[e.Data.Relation] = &member{entry: e}
		g.of[e.Data.Relation] = to
	}
	return g
}

func (g *rowSets) addIndexes(facts map[string]string) {
	for name, index := range facts {
		if text, ok := strings.CutPrefix(name, archive.FactIndexName); ok {
			oid, _ := strconv.ParseUint(text, 10, 32) // what is no number is no index's
			g.indexes[index] = uint32(oid)
		}
	}
}

// arrange is an arranger for one side.
func (g *rowSets) arrange(side int, o catalog.Object) catalog.Object {
	var relation archive.Relation
	switch o := o.(type) {
	case *catalog.TableData:
		relation = archive.Relation{Schema: o.Schema, Name: o.Name}
	case *catalog.LargeObjectData:
		relation = largeObjects
	default:
		return o
	}
	to := g.of[relation]
	switch {
	case to == nil:
		g.extra = append(g.extra, relation)
		return nil
	case side == Second:
		to.members[relation].found = true
	}
	if pages, ok := o.(*catalog.LargeObjectData); ok {
		to.pages = to.pages || !pages.Readable
		return o
	}
	d := o.(*catalog.TableData)
	arranged, err := to.arrange(d, to.members[relation].entry.Data.Condition, g.indexes, g.types)
	if err != nil {
		to.Why = fmt.Sprintf("%s: %v", catalog.Qualified(relation.Schema, relation.Name), err)
		return nil
	}
	if g.byName && side == Second && to.data.Format == archive.FormatBinary {
		g.compareColumns(to.data, d)
	}
	return arranged
}

// arrange gives rows the form of the set's. condition is the first side's.
func (to *rowSet) arrange(d *catalog.TableData, condition string, indexes map[string]uint32, types valueTypes) (*catalog.TableData, error) {
	if d.IsLog() {
		to.skip = "a log that the extension's own jobs write"
	}
	if (d.Configof != "") != (to.data.Format == archive.FormatText) {
		return nil, fmt.Errorf("it belongs to an extension on one side only")
	}
	if d.Condition != condition {
		return nil, fmt.Errorf("the extension chooses its rows by %q and %q", condition, d.Condition)
	}
	wanted := make([]catalog.Wanted, len(to.data.Columns))
	for i, c := range to.data.Columns {
		wanted[i] = catalog.Wanted{Name: c.Name, Form: catalog.Form(c.Form)}
	}
	arranged, err := d.Arranged(wanted, indexes)
	if err == nil {
		to.types = types.of(arranged.Columns)
	}
	return arranged, err
}

// onStandby is why unlogged tables of a standby are left out.
const onStandby = "it is unlogged, and a standby has none of its rows"

// unreadable leaves out what a standby does not have.
func (g *rowSets) unreadable(names []string) {
	for _, to := range g.list {
		for relation := range to.members {
			if slices.Contains(names, catalog.Qualified(relation.Schema, relation.Name)) {
				to.skip = onStandby
			}
		}
	}
}

// settle finds what only one side has.
func (g *rowSets) settle(partial bool) {
	for _, to := range g.list {
		for relation, m := range to.members {
			if !m.found && to.skip == "" && to.Why == "" {
				to.Why = catalog.Qualified(relation.Schema, relation.Name) + " is not there"
			}
		}
	}
	if partial {
		return
	}
	for _, relation := range g.extra {
		to := &rowSet{}
		to.Relation, to.Large = relation, relation == largeObjects
		to.Why = catalog.Qualified(relation.Schema, relation.Name) + " is only there"
		g.list = append(g.list, to)
	}
}

// compared says that the rows of a relation are read.
func (g *rowSets) compared(r archive.Relation) bool {
	to := g.of[r]
	return to != nil && to.skip == "" && to.Why == ""
}

// compareColumns compares columns by name and type.
func (g *rowSets) compareColumns(first *archive.Data, second *catalog.TableData) {
	var a, b []string
	for _, c := range first.Columns {
		a = append(a, catalog.Ident(c.Name)+" "+plainType(c.Type))
	}
	for _, c := range second.Columns {
		b = append(b, catalog.Ident(c.Name)+" "+plainType(c.Type))
	}
	d := Difference{Kind: "COLUMNS", Schema: second.Schema, Name: second.Name, Only: Both, Sides: [2][]string{without(a, b), without(b, a)}}
	if len(d.Sides[First])+len(d.Sides[Second]) > 0 {
		g.columns = append(g.columns, d)
	}
}

var quotedWord = regexp.MustCompile(`"([a-z_][a-z0-9_]*)"`)

// plainType writes a type without quotes that need not be there: 17 gives json
// without them, older servers with them (format_type_extended).
func plainType(name string) string { return quotedWord.ReplaceAllString(name, "$1") }

// report puts into r what was found.
func (g *rowSets) report(r *Comparison, noRows bool) {
	for _, to := range g.list {
		switch {
		case to.skip != "":
			r.LeftOut = append(r.LeftOut, LeftOut{catalog.Qualified(to.Relation.Schema, to.Relation.Name), to.skip})
		case !noRows:
			r.Relations = append(r.Relations, to.RowsCompared)
			r.Rows += to.Rows[First]
		}
	}
}
