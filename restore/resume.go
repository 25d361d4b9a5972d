package restore

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"promark/archive"
	"promark/catalog"
)

// A restore that was cut off is gone on with (Options.Resume) by one that leaves out what the ledger
// of the target says is done. That is all: what is left out is not in any list of entries, no node of
// the graph, and no stream that is waited for.

// choices are the options that say what is restored and how, as far as who goes on must have made
// the same. They come before anything is left out because it is done.
func (r *run) choices() []string {
	o := &r.opts
	var out []string
	for _, flag := range []struct {
		name string
		set  bool
	}{
		{"--create", o.Create}, {"--disable-triggers", o.DisableTriggers}, {"--no-owner", o.NoOwner},
		{"--no-privileges", o.NoPrivileges}, {"--no-comments", o.NoComments}, {"--no-tablespaces", o.NoTablespaces},
		{"--no-table-access-method", o.NoAccessMethods}, {"--no-security-labels", o.NoSecurityLabels},
		{"--no-secrets", o.NoSecrets},
		{"--no-database-settings", o.NoDatabaseSettings}, {"--no-statistics", o.NoStatistics}, {"--role " + o.Role, o.Role != ""},
	} {
		if flag.set {
			out = append(out, flag.name)
		}
	}
	for name, version := range o.ExtensionVersions {
		out = append(out, "--extension-version "+name+"="+version)
	}
	if selected := r.selected(); selected != "" {
		out = append(out, selected)
	}
	for i, choice := range out { // the mark is read in other encodings than it is written in
		out[i] = strings.Trim(strconv.QuoteToASCII(choice), `"`)
	}
	slices.Sort(out)
	return out
}

// selected says which entries are selected, "" if all are. A list that is too long to be shown is
// told from others by its hash.
func (r *run) selected() string {
	if r.opts.Selection.isAll() {
		return ""
	}
	var whole, part []uint32
	for i := range r.entries {
		switch id := r.entries[i].ID; {
		case r.sifted[id] != "":
			part = append(part, id)
		case !r.skip[id]:
			whole = append(whole, id)
		}
	}
	text := strings.TrimSpace(idLine("a selection of the entries", whole) + " " + idLine("and parts of", part))
	if len(text) > optionChars {
		text = fmt.Sprintf("a selection of %d entries (SHA-256 %x)", len(whole)+len(part), sha256.Sum256([]byte(text)))
	}
	return text
}

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

// optionChars bounds how much is said of a selection.
const optionChars = 200

func optionList(list []string) string {
	if len(list) == 0 {
		return "no options"
	}
	return strings.Join(list, ", ")
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
			r.skip[e.ID] = true
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

// afterCrash finds out whether the server has recovered from a crash since: then unlogged tables have
// lost their rows, and unlogged sequences their values. Both are restored again.
func (p *preflight) afterCrash(ctx context.Context, s *session) error {
	unharmed, err := s.text(ctx, "SELECT pg_catalog.count(*)::text FROM "+catalog.Witness)
	if err != nil {
		return fmt.Errorf("look whether the server has crashed: %w", err)
	}
	if unharmed != "0" {
		return nil
	}
	relations, streams := p.lostStreams()
	entries, err := p.lostValues(ctx, s)
	if err != nil {
		return err
	}
	if err := p.keepTriggersOut(ctx, s, relations); err != nil {
		return err
	}
	lines := []string{idLine("undone streams", streams), idLine("undone entries", entries)}
	sql := "INSERT INTO " + catalog.Witness + " VALUES (true)"
	if err := s.exec(ctx, behind(sql, p.r.ledger.note(slices.Clone(lines)...))); err != nil {
		return fmt.Errorf("note that the server has crashed: %w", err)
	}
	for _, line := range lines {
		if line != "" {
			err = errors.Join(err, p.r.before.line(line, p.r.entries))
		}
	}
	if len(streams)+len(entries) > 0 {
		p.add(Notice, codeResume, "", "the server has recovered from a crash since: %d unlogged tables and %d unlogged sequences are restored again",
			len(relations), len(entries))
	}
	return err
}

// lostStreams gives the rows that were loaded into unlogged tables, and these by entry.
func (p *preflight) lostStreams() (relations map[string]uint32, streams []uint32) {
	relations = map[string]uint32{}
	for i := range p.r.entries {
		e := &p.r.entries[i]
		if e.Data == nil || !e.Data.Unlogged {
			continue
		}
		for _, id := range e.Data.Streams {
			if p.r.before.streams[id] || p.r.before.blocks[id] > 0 {
				streams = append(streams, id)
				relations[relation(e.Data)] = e.ID
			}
		}
	}
	return relations, streams
}

// lostValues gives the entries that have set unlogged sequences.
func (p *preflight) lostValues(ctx context.Context, s *session) ([]uint32, error) {
	names, err := s.texts(ctx, `SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname)
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind = 'S' AND c.relpersistence = 'u'`)
	if err != nil || len(names) == 0 {
		return nil, err
	}
	lost := map[string]bool{}
	for _, name := range names {
		lost[strings.ReplaceAll(name, `"`, "")] = true
	}
	var entries []uint32
	for i := range p.r.entries {
		e := &p.r.entries[i]
		if e.Section == archive.SectionData && p.r.before.entries[e.ID] && lost[strings.ReplaceAll(e.Schema+"."+e.Name, `"`, "")] {
			entries = append(entries, e.ID)
		}
	}
	return entries, nil
}

// keepTriggersOut makes sure that rows that are loaded again are not seen by triggers and foreign
// keys that were restored behind them.
func (p *preflight) keepTriggersOut(ctx context.Context, s *session, relations map[string]uint32) error {
	for name, id := range relations {
		kind, err := s.text(ctx, `SELECT CASE WHEN pg_catalog.bool_or(tgenabled IN ('A', 'R')) THEN 'always' ELSE 'some' END
  FROM pg_catalog.pg_trigger WHERE tgrelid = pg_catalog.to_regclass($1::text) HAVING pg_catalog.count(*) > 0`, name)
		if err != nil {
			return err
		}
		p.r.again[id] = kind != ""
		if kind == "always" {
			p.add(Error, codeResume, "drop the database and restore again", "the server has crashed since, and %s, an unlogged table, "+
				"has triggers that would see the rows that have to be loaded again", name)
		}
	}
	return nil
}
