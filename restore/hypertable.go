package restore

import (
	"fmt"
	"slices"
	"strings"

	"promark/archive"
	"promark/catalog"
)

// A selection takes all of a hypertable or nothing of it, as a filter of a dump does: who names its
// root gets all tables and views that it is made of, with all that hangs on them, the extension,
// and of TimescaleDB's own rows those about it.

// hypertable is the entries of one.
type hypertable struct {
	name   string           // quoted
	root   *archive.Entry   // what makes the table of that name, perhaps an extension; nil: nothing does
	tables []*archive.Entry // and views, the root among them
	parts  []*archive.Entry // everything that belongs to these, rows and themselves among it
}

// isRelation says that an entry makes a table or view.
func isRelation(e *archive.Entry) bool { return e.Kind == "TABLE" || e.Kind == "VIEW" }

// hypertables gathers the entries of each hypertable.
func (r *run) hypertables() []*hypertable {
	var list []*hypertable
	byName, byTable := map[string]*hypertable{}, map[archive.Relation]*hypertable{}
	for i := range r.entries {
		e := &r.entries[i]
		name := e.Facts[archive.FactHypertable]
		if name == "" || !isRelation(e) {
			continue
		}
		h := byName[name]
		if h == nil {
			h = &hypertable{name: name}
			byName[name], list = h, append(list, h)
		}
		if catalog.Qualified(e.Schema, e.Name) == name {
			h.root = e
		}
		if h.root == nil {
			h.root = r.extensionOf(e)
		}
		h.tables = append(h.tables, e)
		byTable[archive.Relation{Schema: e.Schema, Name: e.Name}] = h
	}
	for i := range r.entries {
		e := &r.entries[i]
		table := e.Table
		if e.Kind == "STATISTICS DATA" {
			table = e.Name
		}
		if h := byTable[archive.Relation{Schema: e.Schema, Name: table}]; h != nil && e.Extension == "" {
			h.parts = append(h.parts, e)
		}
	}
	return list
}

// extensionOf finds the extension whose hypertable a chunk is a part of: it needs that, then.
func (r *run) extensionOf(chunk *archive.Entry) *archive.Entry {
	for _, id := range chunk.Needs {
		if e := &r.entries[id-1]; e.Kind == "EXTENSION" && e.Name != timescale {
			return e
		}
	}
	return nil
}

// keepHypertablesWhole completes the choice of entries.
func (r *run) keepHypertablesWhole() error {
	if !r.has(timescale) {
		return nil
	}
	list := r.hypertables()
	var taken []*hypertable
	for _, h := range list {
		switch {
		case h.root != nil && !r.skip[h.root.ID]:
			taken = append(taken, h)
			if err := r.takeHypertable(h); err != nil {
				return err
			}
		default:
			if err := r.leaveHypertable(h); err != nil {
				return err
			}
		}
	}
	return r.keepTimescale(taken, len(taken) == len(list))
}

// takeHypertable takes everything of a hypertable.
func (r *run) takeHypertable(h *hypertable) error {
	s := &r.opts.Selection
	if !s.inAllSections() {
		return fmt.Errorf("hypertable %s cannot be restored in sections: what makes a hypertable of tables is in all of them", h.name)
	}
	for _, e := range h.parts {
		switch {
		case !r.skip[e.ID]:
			r.takeNeeds(e)
		case !s.keepsContents(e) || !s.keepsKind(e.Kind):
		case s.lacks(e):
			return fmt.Errorf("%s cannot be left out alone: it is a part of hypertable %s; leave out that", describe(e), h.name)
		default:
			r.take(e)
		}
	}
	return nil
}

// take takes an entry that was not named.
func (r *run) take(e *archive.Entry) {
	delete(r.skip, e.ID)
	r.takeNeeds(e)
}

// takeNeeds takes what of the needs of an entry nobody names: its schema, and sequences.
func (r *run) takeNeeds(e *archive.Entry) {
	for _, id := range e.Needs {
		need := &r.entries[id-1]
		if r.skip[id] && r.opts.Selection.List == nil && (need.Kind == "SCHEMA" || need.Kind == "SEQUENCE") {
			r.taken[id] = true
			r.take(need)
		}
	}
}

// leaveHypertable leaves out everything of a hypertable. What is named by itself is refused.
func (r *run) leaveHypertable(h *hypertable) error {
	s := &r.opts.Selection
	excluded := h.root != nil && s.leavesOut(h.root)
	for _, e := range h.parts {
		if r.skip[e.ID] || !isRelation(e) && e.Data == nil && !excluded {
			continue
		}
		switch {
		case excluded:
			r.skip[e.ID] = true
		case s.NoSchema:
			return fmt.Errorf("the rows of hypertable %s cannot be restored without definitions: they are in chunks, and "+
				"which of these the target has is its own affair; restore it with definitions, or select other tables", h.name)
		case !s.inAllSections():
			return fmt.Errorf("hypertable %s cannot be restored in sections: what makes a hypertable of tables is in all of them", h.name)
		default:
			return fmt.Errorf("%s cannot be restored alone: it is a part of hypertable %s; select that, and everything "+
				"that belongs to it comes along", describe(e), h.name)
		}
	}
	return nil
}

// lacks says that an entry is left out by name, or is not in a list.
func (s *Selection) lacks(e *archive.Entry) bool {
	return s.leavesOut(e) || s.List != nil && !slices.Contains(s.List, e.ID)
}

// isTimescale says that an entry is the extension's own.
func isTimescale(e *archive.Entry) bool {
	return e.Extension == timescale || strings.HasPrefix(e.Kind, "EXTENSION") && e.Name == timescale
}

// keepTimescale takes the extension with its rows, or leaves both out. If not all hypertables are
// taken, its rows are sifted while they are loaded.
func (r *run) keepTimescale(taken []*hypertable, all bool) error {
	s := &r.opts.Selection
	made := false
	for i := range r.entries {
		e := &r.entries[i]
		if len(taken) > 0 && isTimescale(e) && r.skip[e.ID] && s.keepsContents(e) {
			if s.lacks(e) {
				return fmt.Errorf("%s cannot be left out: hypertable %s needs it", describe(e), taken[0].name)
			}
			r.take(e)
		}
		made = made || e.Kind == "EXTENSION" && e.Name == timescale && !r.skip[e.ID]
	}
	if !made {
		for i := range r.entries {
			if e := &r.entries[i]; isTimescale(e) {
				r.skip[e.ID] = true
			}
		}
		return nil
	}
	named := s.named() || len(s.Schemas) > 0
	if all && !named {
		return nil
	}
	strays := "false"
	if !named {
		strays = strayJobs
	}
	return r.sift(taken, strays)
}

// noRows is a condition that holds for none. ("false" says that it is not known.)
const noRows = "true = false"

// detachTablespaces leaves out which tablespaces are attached to hypertables, if all are left out: new
// chunks go where the old ones are.
func (r *run) detachTablespaces() {
	for i := range r.entries {
		e := &r.entries[i]
		if !r.opts.NoTablespaces || e.Extension != timescale || e.Data == nil || e.Name != "tablespace" {
			continue
		}
		if r.sifted == nil {
			r.sifted = map[uint32]string{}
		}
		r.sifted[e.ID] = noRows
	}
}

// strayJobs is a condition for jobs that belong to no hypertable: those whose procedures are there.
const strayJobs = `EXISTS (SELECT FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
 WHERE n.nspname = proc_schema AND p.proname = proc_name)`

// sift makes conditions for TimescaleDB's own rows.
func (r *run) sift(taken []*hypertable, strays string) error {
	var names []string
	for _, h := range taken {
		for _, e := range h.tables {
			names = append(names, catalog.Literal(catalog.Qualified(e.Schema, e.Name)))
		}
	}
	replace := strings.NewReplacer(":relations", "ARRAY["+strings.Join(names, ", ")+"]::pg_catalog.text[]", ":strays", strays)
	sifted := map[archive.Relation]bool{}
	for i := range r.entries {
		e := &r.entries[i]
		if e.Kind == "STATISTICS DATA" && sifted[archive.Relation{Schema: e.Schema, Name: e.Name}] {
			r.skip[e.ID] = true // of all rows, with names of relations that are left out
		}
		if r.skip[e.ID] || e.Extension != timescale || e.Data == nil {
			continue
		}
		about := e.Facts[archive.FactAbout]
		if about == "" {
			return fmt.Errorf("the archive does not say which rows of %s are about which hypertables: "+
				"restore all of them", relation(e.Data))
		}
		if about != "true" {
			r.sifted[e.ID], sifted[e.Data.Relation] = replace.Replace(about), true
		}
	}
	return nil
}
