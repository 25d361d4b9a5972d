package restore

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"promark/archive"
	"promark/catalog"
)

// needs finds what a part of an archive needs of the rest, and the target has not: without it, the
// restore would fail in the middle.
func (p *preflight) needs(ctx context.Context) error {
	for _, check := range []func(context.Context) error{p.outside, p.functionsOfHypertables} {
		if err := check(ctx); err != nil {
			return err
		}
	}
	if p.r.opts.Selection.isAll() {
		return nil
	}
	missing, users := map[uint32]bool{}, map[uint32]*archive.Entry{}
	for _, e := range p.r.pick(func(e *archive.Entry) bool { return !isGlobal(e) && !isConditional(e) }) {
		for _, id := range e.Needs {
			if need := &p.r.entries[id-1]; p.r.skip[id] && !p.r.before.entries[id] && users[id] == nil && p.uses(e, need) {
				has, err := p.has(ctx, need)
				if err != nil {
					return err
				}
				users[id], missing[id] = e, !has
			}
		}
	}
	var names []string
	for _, e := range p.r.entries {
		if missing[e.ID] {
			names = append(names, fmt.Sprintf("%s (for %s)", entryName(&e), entryName(users[e.ID])))
		}
	}
	if len(names) > 0 {
		p.add(Error, codeMissing, "select these as well, or make them in the target",
			"what is selected needs what is neither selected nor in the target: %s", strings.Join(names, ", "))
	}
	return nil
}

// outside finds what the filter of the dump has left out, what is restored needs, and the target has
// not.
func (p *preflight) outside(ctx context.Context) error {
	facts := sortedFacts(p.r.manifest.Facts, archive.FactOutside)
	if len(facts) == 0 {
		return nil
	}
	restored, known := map[string]bool{}, map[string]bool{}
	for i := range p.r.entries {
		e := &p.r.entries[i]
		name := e.Kind + " " + catalog.Qualified(e.Schema, e.Name)
		known[name] = true
		restored[name] = restored[name] || !p.r.skip[e.ID]
	}
	var missing []string
	for _, fact := range facts {
		name, user := strings.TrimPrefix(fact, archive.FactOutside), p.r.manifest.Facts[fact]
		kind, quoted, _ := strings.Cut(name, ` "`)
		if known[user] && !restored[user] {
			continue
		}
		has, can, err := catalog.HasNamed(ctx, p.s.pgx, kind, `"`+quoted)
		if err != nil {
			return err
		}
		if can && (!has || p.r.opts.Create && kind != "EXTENSION") {
			missing = append(missing, fmt.Sprintf("%s (for %s)", name, user))
		}
	}
	if len(missing) > 0 {
		p.add(Error, codeMissing, "make them in the target, or select them when dumping",
			"the archive is a part that needs what is neither in it nor in the target: %s", strings.Join(missing, ", "))
	}
	return nil
}

// functionsOfHypertables finds functions that a hypertable names and that are neither restored nor
// there: its rows would stop at the first insert, and its jobs.
func (p *preflight) functionsOfHypertables(ctx context.Context) error {
	restored := map[string]bool{}
	for _, e := range p.r.pick(func(e *archive.Entry) bool { return catalog.IsRoutine(e.Kind) }) {
		restored[catalog.Qualified(e.Schema, e.Name)] = true
	}
	var missing []string
	for _, e := range p.r.pick(func(e *archive.Entry) bool { return e.Kind == "TABLE" }) {
		for _, fact := range sortedFacts(e.Facts, archive.FactFunction) {
			name := strings.TrimPrefix(fact, archive.FactFunction)
			if restored[name] {
				continue
			}
			has, err := catalog.HasFunction(ctx, p.s.pgx, name)
			if err != nil {
				return err
			}
			if !has || p.r.opts.Create {
				missing = append(missing, fmt.Sprintf("%s (for hypertable %s)", name, qualifiedName(e)))
			}
		}
	}
	if len(missing) > 0 {
		p.add(Error, codeMissing, "select these as well (-P, or none of -t and -n), or make them in the target",
			"hypertables name functions that are neither selected nor in the target: %s", strings.Join(missing, ", "))
	}
	return nil
}

// uses says that an entry fails without another one. Rows need the relation that they go into; of what
// else stands in Needs some is there for the order alone.
func (p *preflight) uses(e, need *archive.Entry) bool {
	switch {
	case !catalog.CanBeAsked(need.Kind) || isConditional(need) || !defines(need):
		return false
	case e.Data != nil:
		return catalog.IsRelation(need.Kind) && need.Schema == e.Data.Relation.Schema && need.Name == e.Data.Relation.Name
	}
	return slices.ContainsFunc(p.r.wanted(e), func(s archive.Statement) bool { return s.Part == archive.PartDefinition })
}

// has asks the target for an object. A new database has nothing but what template0 has.
func (p *preflight) has(ctx context.Context, e *archive.Entry) (bool, error) {
	if p.r.opts.Create && e.Kind != "EXTENSION" {
		return false, nil
	}
	_, signature, _ := strings.Cut(e.Drop, catalog.Qualified(e.Schema, e.Name))
	return catalog.Has(ctx, p.s.pgx, e.Kind, e.Schema, e.Name, signature)
}
