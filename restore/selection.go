package restore

import (
	"fmt"
	"slices"
	"strings"

	"promark/archive"
	"promark/catalog"
)

// Selection says which entries of an archive are restored; its zero value is all. Names are exact,
// as pg_restore has them: no patterns, and no schema in front of a table. Tables, Indexes,
// Functions and Triggers select what they name and nothing that belongs to it; Schemas narrows
// them down.
type Selection struct {
	Schemas        []string // -n: what is in these; the schemas themselves are made if they are missing
	ExcludeSchemas []string // -N
	Tables         []string // -t: tables, views, materialized views, sequences, foreign tables
	ExcludeTables  []string // of --filter: with what belongs to them
	Indexes        []string // -I
	Functions      []string // -P: name, or name(types)
	Triggers       []string // -T
	Sections       []archive.Section
	NoSchema       bool // -a
	NoData         bool // -s
	SequenceData   bool // with NoData: the values of sequences all the same
	NoPublications bool
	NoSubscription bool
	NoPolicies     bool
	StrictNames    bool // every name must select something

	// List, unless it is nil, has the IDs of the entries to restore (-L), in any order: entries
	// come in the archive's, which is one that works.
	List []uint32
}

// named is true if objects are named by kind: nothing else is restored.
func (s *Selection) named() bool {
	return len(s.Tables)+len(s.Indexes)+len(s.Functions)+len(s.Triggers) > 0
}

// isAll is true if nothing is left out.
func (s *Selection) isAll() bool {
	return !s.named() && len(s.Schemas)+len(s.ExcludeSchemas)+len(s.ExcludeTables)+len(s.Sections) == 0 && !s.NoSchema && !s.NoData &&
		!s.NoPublications && !s.NoSubscription && !s.NoPolicies && s.List == nil
}

// keeps decides about an entry.
func (s *Selection) keeps(e *archive.Entry) bool {
	return s.keepsContents(e) && s.keepsSection(e) && s.keepsKind(e.Kind) && s.keepsName(e) &&
		(s.List == nil || slices.Contains(s.List, e.ID))
}

// isData says that an entry is the contents of something, whatever its section is.
func isData(e *archive.Entry) bool {
	return e.Section == archive.SectionData || e.Kind == "LARGE OBJECT"
}

// keepsContents decides by -a and -s. Rows that are definitions, such as those that make
// hypertables of tables, stay; TimescaleDB's mean nothing without them.
func (s *Selection) keepsContents(e *archive.Entry) bool {
	if s.NoSchema && (!isData(e) || e.Extension == timescale) {
		return false
	}
	switch {
	case !s.NoData:
		return true
	case e.Facts[archive.FactDefinition] != "":
		return true
	case e.Kind == "SEQUENCE SET":
		return s.SequenceData
	}
	return !isData(e) && e.Kind != "REFRESH MATERIALIZED VIEW" && e.Kind != "STATISTICS DATA"
}

// inAllSections says that --section leaves all of them in.
func (s *Selection) inAllSections() bool {
	return len(s.Sections) == 0 || slices.Contains(s.Sections, archive.SectionPreData) &&
		slices.Contains(s.Sections, archive.SectionData) && slices.Contains(s.Sections, archive.SectionPostData)
}

func (s *Selection) keepsSection(e *archive.Entry) bool {
	if len(s.Sections) == 0 {
		return true
	}
	if isData(e) {
		return slices.Contains(s.Sections, archive.SectionData)
	}
	return slices.Contains(s.Sections, e.Section)
}

func (s *Selection) keepsKind(kind string) bool {
	switch {
	case strings.HasPrefix(kind, "PUBLICATION"):
		return !s.NoPublications
	case strings.HasPrefix(kind, "SUBSCRIPTION"):
		return !s.NoSubscription
	case kind == "POLICY", kind == "ROW SECURITY":
		return !s.NoPolicies
	}
	return true
}

// relationKinds are what -t names, and what is a part of it in pg_restore's sense.
var relationKinds = []string{"TABLE", "VIEW", "MATERIALIZED VIEW", "SEQUENCE", "FOREIGN TABLE", "TABLE DATA",
	"INDEX NAMES", "SEQUENCE SET", "VIEW DEFINITION", "REFRESH MATERIALIZED VIEW", "STATISTICS DATA"}

// keepsName decides by the schema and the name.
func (s *Selection) keepsName(e *archive.Entry) bool {
	switch {
	case len(s.Schemas) > 0 && !slices.Contains(s.Schemas, schemaOf(e)):
		return false
	case s.leavesOut(e):
		return false
	case !s.named():
		return true
	}
	switch e.Kind {
	case "INDEX":
		return slices.Contains(s.Indexes, e.Name)
	case "TRIGGER":
		return slices.Contains(s.Triggers, e.Name)
	case "FUNCTION", "PROCEDURE", "AGGREGATE", "FUNCTION DEFINITION":
		return slices.ContainsFunc(s.Functions, func(name string) bool { return isFunction(e, name) })
	case "SEQUENCE OWNED BY":
		return slices.Contains(s.Tables, e.Name) && slices.Contains(s.Tables, e.Table)
	}
	return slices.Contains(relationKinds, e.Kind) && slices.Contains(s.Tables, e.Name)
}

// schemaOf gives the schema that an entry is in, or makes.
func schemaOf(e *archive.Entry) string {
	if e.Kind == "SCHEMA" {
		return e.Name
	}
	return e.Schema
}

// leavesOut says that a selection names what it leaves out.
func (s *Selection) leavesOut(e *archive.Entry) bool {
	schema := schemaOf(e)
	return schema != "" && slices.Contains(s.ExcludeSchemas, schema) || e.Table != "" && slices.Contains(s.ExcludeTables, e.Table)
}

// isFunction compares a function with name or name(types), blanks and quotes aside: its types
// stand in the statement that drops it.
func isFunction(e *archive.Entry, name string) bool {
	plain := strings.NewReplacer(" ", "", `"`, "").Replace
	if !strings.Contains(name, "(") {
		return e.Name == name
	}
	_, signature, _ := strings.Cut(e.Drop, catalog.Qualified(e.Schema, e.Name))
	return plain(name) == plain(e.Name+signature)
}

// strict finds a name that selects nothing.
func (s *Selection) strict(entries []archive.Entry) error {
	if !s.StrictNames {
		return nil
	}
	for _, list := range []struct {
		what  string
		names []string
		is    func(e *archive.Entry, name string) bool
	}{
		{"schema", s.Schemas, func(e *archive.Entry, n string) bool { return e.Schema == n || e.Kind == "SCHEMA" && e.Name == n }},
		{"table", s.Tables, func(e *archive.Entry, n string) bool { return e.Name == n && slices.Contains(relationKinds, e.Kind) }},
		{"index", s.Indexes, func(e *archive.Entry, n string) bool { return e.Name == n && e.Kind == "INDEX" }},
		{"function", s.Functions, func(e *archive.Entry, n string) bool { return isFunction(e, n) }},
		{"trigger", s.Triggers, func(e *archive.Entry, n string) bool { return e.Name == n && e.Kind == "TRIGGER" }},
	} {
		for _, name := range list.names {
			if !slices.ContainsFunc(entries, func(e archive.Entry) bool { return list.is(&e, name) }) {
				return fmt.Errorf("the archive has no %s %q", list.what, name)
			}
		}
	}
	return nil
}

// selectEntries decides what is restored. What is left out has no streams, and what is loaded into
// a relation that the restore does not make is added to what that has.
func (r *run) selectEntries() error {
	s := &r.opts.Selection
	if s.isAll() {
		return nil
	}
	if err := s.strict(r.entries); err != nil {
		return err
	}
	for _, id := range s.List {
		if id == 0 || int(id) > len(r.entries) {
			return fmt.Errorf("the list names entry %d, the archive has %d", id, len(r.entries))
		}
	}
	r.skip, r.taken, r.sifted = map[uint32]bool{}, map[uint32]bool{}, map[uint32]string{}
	for i := range r.entries {
		e := &r.entries[i]
		if !s.keeps(e) {
			r.skip[e.ID] = true
		}
		if d := e.Facts[archive.FactDefinition]; s.NoData && d != "" && d != "true" {
			r.sifted[e.ID] = d
		}
	}
	if err := r.keepPromscaleWhole(); err != nil {
		return err
	}
	if err := r.keepHypertablesWhole(); err != nil {
		return err
	}
	if len(r.skip) == len(r.entries) && len(r.entries) > 0 {
		return fmt.Errorf("nothing of the archive is selected")
	}
	r.withoutSkippedExtensions()
	r.appendToOthers()
	return nil
}

// withoutSkippedExtensions takes extensions that are not made out of the manifest, a copy of it.
func (r *run) withoutSkippedExtensions() {
	m := *r.manifest
	m.Extensions = slices.DeleteFunc(slices.Clone(m.Extensions), func(x archive.Extension) bool {
		return slices.ContainsFunc(r.entries, func(e archive.Entry) bool {
			return e.Kind == "EXTENSION" && e.Name == x.Name && r.skip[e.ID]
		})
	})
	r.manifest = &m
}

// appendToOthers makes sure that no relation is emptied that the restore did not make: rows of
// such a relation go in without COPY FREEZE, which needs an empty one.
func (r *run) appendToOthers() {
	r.entries = slices.Clone(r.entries)
	for i := range r.entries {
		e := &r.entries[i]
		if e.Data == nil || !e.Data.Freeze || r.makesRelation(e) {
			continue
		}
		d := *e.Data
		d.Freeze = false
		e.Data = &d
	}
}

// makesRelation says that the relation of an entry's rows is made by the restore.
func (r *run) makesRelation(e *archive.Entry) bool {
	return slices.ContainsFunc(e.Needs, func(id uint32) bool {
		made := &r.entries[id-1]
		return made.Kind == "TABLE" && made.Schema == e.Data.Relation.Schema && made.Name == e.Data.Relation.Name && !r.skip[id]
	})
}

// skipsStream says that the rows of a stream are left out, or were loaded by an earlier restore.
func (r *run) skipsStream(id uint32) bool {
	e := r.streams[id]
	return e != nil && (r.skip[e.ID] || r.before.streams[id])
}
