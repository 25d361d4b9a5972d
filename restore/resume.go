package restore

import (
	"context"
	"fmt"
	"slices"

	"promark/archive"
	"promark/catalog"
)

// A restore that was cut off is gone on with (Options.Resume) by one that leaves out what the ledger
// of the target says is done. That is all: what is left out is not in any list of entries, no node of
// the graph, and no stream that is waited for.

// takeUp looks whether there is something to go on with. If so, what is done is left out from here
// on; if the target is as a restore would want it that has not begun, this one begins.
func (p *preflight) takeUp(ctx context.Context) error {
	if !p.r.opts.Create {
		return p.takeUpIn(ctx, p.s)
	}
	name := p.r.newName()
	if err := p.s.exec(ctx, p.r.nameLock("pg_advisory_lock")+"; "+p.r.nameLock("pg_advisory_unlock")); err != nil {
		return fmt.Errorf("wait for the creation of database %s: %w", name, err)
	}
	found, err := p.s.text(ctx, "SELECT datname::text FROM pg_catalog.pg_database WHERE datname = $1", name)
	if err != nil || found == "" {
		return err
	}
	s, err := p.r.dial(ctx, name, "", unloaded)
	if err != nil {
		return err
	}
	defer s.close()
	return p.takeUpIn(ctx, s)
}

func (p *preflight) takeUpIn(ctx context.Context, s *session) error {
	// A restore that was killed when it was about to set its mark may be setting it now.
	if err := s.exec(ctx, markLock); err != nil {
		return fmt.Errorf("look for the mark of a restore: %w", err)
	}
	m, err := catalog.ReadMark(ctx, s.pgx)
	if err != nil {
		return err
	}
	if m == nil {
		return p.notBegun(ctx, s)
	}
	if !p.sameRestore(m) {
		return nil
	}
	if err := p.takeOver(ctx, s, m); err != nil || p.err() != nil {
		return err
	}
	l := &ledger{object: m.Ledger}
	before, err := p.r.readLedger(ctx, s, l)
	if err != nil {
		return err
	}
	p.r.mark, p.r.ledger, p.r.before, p.r.resumes = m, l, before, true
	if err := p.afterCrash(ctx, s); err != nil {
		return err
	}
	if err := p.mode(ctx); err != nil {
		return err
	}
	p.r.leaveDone()
	p.add(Notice, codeResume, "", "the %v, goes on: it was stopped in the phase %q, with %d of %d entries restored",
		m, m.Phase, p.r.result.Before, p.r.result.Before+len(p.r.entries)-len(p.r.skip))
	return p.unchanged(ctx, s)
}

// notBegun judges a target without a mark: the restore was cut off before its first change, or after
// its last, or was never there.
func (p *preflight) notBegun(ctx context.Context, s *session) error {
	found, err := s.texts(ctx, emptyQuery)
	if err != nil {
		return err
	}
	name := p.r.target.Database
	if p.r.opts.Create {
		name = p.r.newName()
	}
	if len(found) > 0 || !p.r.opts.Selection.isAll() {
		p.add(Error, codeResume, "if it was cut off at its very end, it is whole; else restore without --resume",
			"database %s has no unfinished restore to go on with", name)
		return nil
	}
	p.r.isMade = p.r.opts.Create
	p.add(Notice, codeResume, "", "database %s is empty: the restore begins", name)
	if !p.r.opts.Create {
		return nil
	}
	want := p.r.manifest.Database
	same, err := s.text(ctx, `SELECT (pg_catalog.pg_encoding_to_char(encoding) = $1 AND $2::text IN ('', datcollate) AND $3::text IN ('', datctype))::text
  FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()`, want.Encoding, want.Collate, want.CType)
	if err == nil && same != "true" {
		p.add(Error, codeExists, "drop it", "database %s exists, with another encoding or locale than the source's", name)
	}
	return err
}

// sameRestore compares a mark with what this restore would do.
func (p *preflight) sameRestore(m *catalog.Mark) bool {
	const hint = "drop the database and restore again, or see what promark repair says"
	here := fmt.Sprintf("%x", p.r.manifest.ID)
	choices := p.r.choices()
	switch {
	case m.Archive != here:
		p.add(Error, codeResume, "take that archive", "the target has an unfinished %v; this is archive %s", m, here)
	case m.Ledger == 0:
		p.add(Error, codeResume, hint, "the %v, has left no ledger to go on from", m)
	case !slices.Equal(m.Choices, choices):
		p.add(Error, codeResume, "go on with the same options", "the %v, was begun with %s; this one has %s", m, optionList(m.Choices), optionList(choices))
	default:
		return true
	}
	return false
}

// leaveDone leaves out what is done.
func (r *run) leaveDone() {
	for i := range r.entries {
		e := &r.entries[i]
		if r.skip[e.ID] || isGlobal(e) {
			continue
		}
		left := 0
		if e.Data != nil {
			left = r.streamsLeft(e)
		}
		if r.before.entries[e.ID] || e.Data != nil && left == 0 {
			r.skip[e.ID], r.there[e.ID] = true, true
			r.result.Before++
		}
	}
	r.restoring = r.before.steps[stepPreRestore] && !r.before.steps[stepPostRestore]
	if r.result.State = Partial; r.restoring {
		r.result.State = Restoring
	}
}

// streamsLeft counts the streams of an entry that were not loaded before this restore. Those that
// were are known to the rest of it as loaded.
func (r *run) streamsLeft(e *archive.Entry) (left int) {
	for _, id := range e.Data.Streams {
		if blocks, some := r.before.blocks[id]; some && r.opts.File != nil {
			info, _ := r.opts.File.Info(id)
			r.before.streams[id] = r.before.streams[id] || blocks == info.Blocks
		}
		if r.before.streams[id] {
			r.loadedStreams[id] = true
		} else {
			left++
		}
	}
	return left
}

// resume takes up what belongs to entries that are done: privileges that were set aside, and failures.
func (r *run) resume(context.Context) error {
	for i := range r.entries {
		if e := &r.entries[i]; r.before.aside[e.ID] && !r.before.listed[e.ID] {
			r.listed = append(r.listed, unit{entry: e, statements: r.wanted(e)}.setAside())
		}
	}
	for _, failed := range r.before.failed {
		r.result.Failures = append(r.result.Failures, failed)
		r.emit(Failed{failed})
	}
	return nil
}

// mode looks whether somebody has ended TimescaleDB's restoring mode since: it is switched on again.
func (p *preflight) mode(ctx context.Context) error {
	steps := p.r.before.steps
	if !steps[stepPreRestore] || steps[stepPostRestore] {
		return nil
	}
	s, err := p.r.dial(ctx, p.r.newTarget(), "")
	if err != nil {
		return err
	}
	defer s.close()
	on, err := s.text(ctx, "SELECT pg_catalog.current_setting('timescaledb.restoring', true)")
	if err == nil && on != "on" {
		delete(steps, stepPreRestore)
		p.add(Caution, codeResume, "look at what has been written since",
			"somebody has ended TimescaleDB's restoring mode, which is switched on again")
	}
	return err
}

// newTarget is the name of the database that is restored into.
func (r *run) newTarget() string {
	if r.opts.Create {
		return r.newName()
	}
	return r.target.Database
}

// unchanged looks whether relations are gone that the restore had made or filled.
func (p *preflight) unchanged(ctx context.Context, s *session) error {
	var names []string
	for i := range p.r.entries {
		e := &p.r.entries[i]
		switch {
		case isRelation(e) && p.r.before.entries[e.ID]:
			names = append(names, catalog.Qualified(e.Schema, e.Name))
		case e.Data != nil && !e.Data.LargeObjects && p.r.skip[e.ID] && p.r.streamsLeft(e) == 0:
			names = append(names, relation(e.Data))
		}
	}
	gone, err := s.texts(ctx, "SELECT DISTINCT n FROM pg_catalog.unnest($1::text[]) n WHERE pg_catalog.to_regclass(n) IS NULL ORDER BY n", names)
	if err == nil && len(gone) > 0 {
		p.add(Error, codeResume, "drop the database and restore again",
			"somebody has changed the target since: what was restored is gone: %s", firstNames(gone))
	}
	return err
}
