package dump

import (
	"cmp"
	"slices"
	"strconv"

	"promark/archive"
	"promark/catalog"
)

// Difference is an object that is not equal on both sides.
type Difference struct {
	Kind, Schema, Table, Name string
	// Only says on which side alone it is, as First or Second; else Both.
	Only int
	// Sides are, for an object that both have, the statements (between majors,
	// the columns) that only one side has, without secrets.
	Sides [2][]string
}

// compareDefinitions compares the entries of both sides: those with the same
// kind and name by their statements, between majors by their being there.
func (c *comparer) compareDefinitions(r *Comparison) {
	first, second := c.definitions(c.entries[First]), c.definitions(c.entries[Second])
	r.Definitions = len(first.order)
	for _, key := range first.order {
		r.Differences = append(r.Differences, c.compareNamed(key, first.of[key], second.of[key])...)
	}
	if !c.partial() {
		for _, key := range second.order {
			if first.of[key] == nil {
				r.Definitions++
				r.Differences = append(r.Differences, key.only(Second))
			}
		}
	}
	if !c.NoDefinitions {
		r.Differences = append(r.Differences, c.sets.columns...)
	}
	slices.SortStableFunc(r.Differences, func(a, b Difference) int {
		return cmp.Or(cmp.Compare(a.Schema, b.Schema), cmp.Compare(a.Table, b.Table), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name))
	})
}

// definitionKey is what two sides' entries for the same object have in common.
type definitionKey struct{ kind, schema, table, name string }

func (k definitionKey) only(side int) Difference {
	return Difference{Kind: k.kind, Schema: k.schema, Table: k.table, Name: k.name, Only: side}
}

// definitionsOf are the entries of one side that are compared.
type definitionsOf struct {
	order []definitionKey // of the first entry with a key
	of    map[definitionKey][]*archive.Entry
}

func (c *comparer) definitions(entries []archive.Entry) *definitionsOf {
	d := &definitionsOf{of: map[definitionKey][]*archive.Entry{}}
	for i := range entries {
		e := &entries[i]
		if !c.comparesEntry(e) {
			continue
		}
		key := definitionKey{e.Kind, e.Schema, e.Table, e.Name}
		if d.of[key] == nil {
			d.order = append(d.order, key)
		}
		d.of[key] = append(d.of[key], e)
	}
	return d
}

// indexNames is the kind of what puts the indexes' OIDs of a copy into its
// rows: it holds those of its database.
const indexNames = "INDEX NAMES"

// versionKinds are the kinds of which servers have entries of their own from
// some version on only, or in another way.
var versionKinds = map[string]bool{"NOT NULL CONSTRAINT": true, "EXTENSION CHANGES": true, "SYSTEM ACL": true,
	"DEFAULT ACL": true, "PARAMETER PRIVILEGES": true, "DISABLED TRIGGERS": true, "SHELL TYPE": true,
	"DOMAIN DEFAULT": true, "FUNCTION DEFINITION": true, "VIEW DEFINITION": true, "DEFAULT": true}

// comparesEntry says that an entry is compared: roles belong to the server,
// statistics to what it has seen, and values of sequences go with rows.
func (c *comparer) comparesEntry(e *archive.Entry) bool {
	switch {
	case e.Kind == indexNames, e.Facts[archive.FactGlobal] != "", e.Section == archive.SectionData && c.NoRows,
		e.Section != archive.SectionData && c.NoDefinitions, c.sets.byName && versionKinds[e.Kind]:
		return false
	case e.Section == archive.SectionData && slices.Contains(c.standby, catalog.Qualified(e.Schema, e.Name)):
		return false
	}
	return slices.ContainsFunc(e.Statements, c.comparesStatement)
}

// comparesStatement says that a statement is compared; between majors, that
// it makes an object to be looked for.
func (c *comparer) comparesStatement(s archive.Statement) bool {
	if c.sets.byName && s.Part != archive.PartDefinition {
		return false
	}
	return s.Part != archive.PartStatistic && !slices.Contains(c.Without, s.Part)
}

// compareNamed compares the entries of a key, of which there is mostly one.
func (c *comparer) compareNamed(key definitionKey, first, second []*archive.Entry) []Difference {
	if len(second) == 0 {
		return []Difference{key.only(First)}
	}
	if c.sets.byName && first[0].Section != archive.SectionData {
		return nil
	}
	a, b := c.statements(first), c.statements(second)
	d := key.only(Both)
	d.Sides = [2][]string{a.without(b), b.without(a)}
	if len(d.Sides[First])+len(d.Sides[Second]) == 0 {
		return nil
	}
	return []Difference{d}
}

// written are statements, and how they are shown.
type written struct {
	of    []archive.Statement
	shown []string
}

func (c *comparer) statements(entries []*archive.Entry) (w written) {
	for _, e := range entries {
		for i, s := range e.Statements {
			if !c.comparesStatement(s) {
				continue
			}
			shown := s.SQL
			if text, ok := e.Facts[archive.FactRedacted+strconv.Itoa(i)]; ok {
				shown = text
			}
			w.of, w.shown = append(w.of, s), append(w.shown, shown)
		}
	}
	return w
}

// without gives what w has and other has not.
func (w written) without(other written) []string {
	var out []string
	rest := slices.Clone(other.of)
	for i, s := range w.of {
		if at := slices.Index(rest, s); at >= 0 {
			rest = slices.Delete(rest, at, at+1)
		} else {
			out = append(out, w.shown[i])
		}
	}
	return out
}

// without gives the texts of a that are not in b.
func without(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(s string) bool { return slices.Contains(b, s) })
}
