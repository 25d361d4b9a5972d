package catalog

import (
	"context"
	"errors"
	"fmt"
)

// A filter takes all of a hypertable or nothing of it. Who names its root gets
// all tables and views that it is made of, the extension, and of the
// extension's rows those about it; without an error anything less would be
// tables that look like a hypertable and are none.

// hypertableFamily is a hypertable as users know it, with those that serve it.
type hypertableFamily struct {
	top  *hypertable
	all  []*hypertable // top first
	root *selected     // of top
}

// keepHypertablesWhole completes the choice of relations.
func (sel *selection) keepHypertablesWhole(ctx context.Context, s *Server) error {
	if sel.all {
		return nil
	}
	found, err := load[timescaleFound](ctx, s, timescaleFoundQuery)
	if err != nil || !found[0].Catalog {
		return err
	}
	hs, err := readHypertables(ctx, s, found[0])
	if err != nil {
		return err
	}
	families := sel.gather(hs)
	var refused refusals
	for _, f := range families {
		if sel.takes(f.root) {
			refused.add(sel.grow(f))
		} else {
			refused.add(sel.drop(f))
		}
	}
	if err := refused.err(); err != nil {
		return err
	}
	sel.spreadWithoutData(hs.pairs)
	if err := sel.takeTimescale(); err != nil {
		return err
	}
	if err := sel.checkAggregates(ctx, s); err != nil {
		return err
	}
	return sel.restrictTimescale(ctx, s, len(families))
}

// refusals is errors, of which the first few are told.
type refusals struct {
	errs []error
	more int
}

const refusalsMax = 5

func (r *refusals) add(err error) {
	switch {
	case err == nil:
	case len(r.errs) < refusalsMax:
		r.errs = append(r.errs, err)
	default:
		r.more++
	}
}

func (r *refusals) err() error {
	if r.more > 0 {
		return errors.Join(append(r.errs, fmt.Errorf("and %d more of this kind", r.more))...)
	}
	return errors.Join(r.errs...)
}

// gather puts the hypertables together that serve each other.
func (sel *selection) gather(hs *hypertables) []*hypertableFamily {
	var out []*hypertableFamily
	byTop := map[*hypertable]*hypertableFamily{}
	for _, h := range hs.list { // a top is older than all that serve it
		top := h.whole()
		f := byTop[top]
		if f == nil {
			f = &hypertableFamily{top: top, root: sel.relations[top.OID]}
			byTop[top] = f
			if f.root != nil {
				out = append(out, f)
			}
		}
		f.all = append(f.all, h)
	}
	return out
}

// takes reports whether a relation is dumped; members of extensions are if
// these are.
func (sel *selection) takes(rel *selected) bool {
	if rel.Extension != "" {
		return sel.extensions[rel.Extension]
	}
	return rel.chosen
}

// members gives everything of a family but its root.
func (sel *selection) members(f *hypertableFamily) []*selected {
	var out []*selected
	for _, h := range f.all {
		for _, oid := range h.relations() {
			if rel := sel.relations[oid]; rel != nil && rel != f.root {
				out = append(out, rel)
			}
		}
	}
	return out
}

// grow takes everything of a family.
func (sel *selection) grow(f *hypertableFamily) error {
	name := Qualified(f.top.Schema, f.top.Name)
	switch filter := sel.filter; {
	case filter.NoSchema:
		return fmt.Errorf("the rows of hypertable %s cannot be dumped without definitions: they are in chunks, and "+
			"which of these a target has is its own affair; dump it with definitions, or leave it out with -T", name)
	case !filter.inAllSections():
		return fmt.Errorf("hypertable %s cannot be dumped in sections: what makes a hypertable of tables is in all of "+
			"them; dump it without --section, or leave it out with -T", name)
	}
	sel.hypertables = append(sel.hypertables, f)
	sel.bring(f.root)
	for _, rel := range sel.members(f) {
		if rel.excluded {
			return fmt.Errorf("%s cannot be left out alone: it is a part of hypertable %s; leave out that, "+
				"or rows with --exclude-table-data", Qualified(rel.Schema, rel.Name), name)
		}
		if !rel.chosen {
			rel.chosen = true
			sel.brought.relations++
			sel.bring(rel)
		}
	}
	return nil
}

// drop leaves out everything of a family. What is named by itself is refused,
// unless the root is left out by name.
func (sel *selection) drop(f *hypertableFamily) error {
	for _, rel := range sel.members(f) {
		if rel.chosen && !f.root.excluded && f.root.Extension == "" {
			return fmt.Errorf("%s cannot be dumped alone: it is a part of hypertable %[2]s; select that (-t %[2]s), "+
				"and everything that belongs to it comes along, or leave out %[1]s with -T",
				Qualified(rel.Schema, rel.Name), Qualified(f.top.Schema, f.top.Name))
		}
		rel.chosen = false
	}
	return nil
}

// brought is what comes along although nobody named it.
type brought struct {
	relations int
	schemas   map[string]bool
}

// bring notes the schema of a relation: whoever names a table has its schema,
// perhaps, but not that of its chunks.
func (sel *selection) bring(rel *selected) {
	if sel.brought.schemas == nil {
		sel.brought.schemas = map[string]bool{}
	}
	sel.brought.schemas[rel.Schema] = true
}

// takeTimescale makes the extension come along.
func (sel *selection) takeTimescale() error {
	if len(sel.hypertables) == 0 {
		return nil
	}
	top := sel.hypertables[0].top
	if sel.noExtensions[timescaleName] {
		return fmt.Errorf("hypertable %s cannot be dumped without the extension timescaledb: "+
			"leave it out with -T as well", Qualified(top.Schema, top.Name))
	}
	for _, rel := range sel.order {
		if rel.Extension == timescaleName && rel.excluded && sel.config.entries[rel.OID] != nil {
			return fmt.Errorf("%s cannot be left out: it has rows about hypertable %s",
				Qualified(rel.Schema, rel.Name), Qualified(top.Schema, top.Name))
		}
	}
	if named := sel.extensions[timescaleName]; !named || sel.brought.relations > 0 {
		with := ""
		if !named {
			with = ", and the extension timescaledb"
		}
		sel.notices = append(sel.notices, fmt.Sprintf("with %s come %d tables and views that are parts of them%s",
			hypertablesCount(len(sel.hypertables)), sel.brought.relations, with))
	}
	sel.extensions[timescaleName] = true
	return nil
}

func hypertablesCount(n int) string {
	if n == 1 {
		return "one hypertable"
	}
	return fmt.Sprintf("%d hypertables", n)
}
