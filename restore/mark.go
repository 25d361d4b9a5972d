package restore

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"time"

	"promark/archive"
	"promark/catalog"
)

// A restore that was cut off leaves a database that may look whole: it is marked as unfinished from
// the first change to the last (catalog.Mark), with the phase that the restore is in.

// newMark describes the restore.
func (r *run) newMark() *catalog.Mark {
	m := &catalog.Mark{Run: 1, Choices: r.choices(),
		Archive: fmt.Sprintf("%x", r.manifest.ID), Tool: r.opts.Tool, Started: time.Now(),
		Application: r.config("", nil).RuntimeParams["application_name"],
		Own:         r.has(timescale) || r.opts.Selection.isAll() && !r.opts.Clean,
	}
	for _, e := range r.pick(isFinal) {
		m.Entries = append(m.Entries, listLine(e))
	}
	if r.opts.Create {
		m.Statements = r.databaseProperties()
	}
	return m
}

// listLine names an entry in a line that the list of a selection (-L) may have.
func listLine(e *archive.Entry) string {
	return fmt.Sprintf("%d; %s", e.ID, entryName(e))
}

// begin marks the target, unless a transaction of ours has done it with its own changes.
func (r *run) begin(ctx context.Context) error {
	if r.mark != nil || r.onlyGlobals() {
		return nil
	}
	in := r.inSession
	if r.replaces {
		in = r.inUnloaded
	}
	return in(ctx, func(s *session) error { return r.markIn(ctx, s) })
}

// markIn marks the target in a session, and in the transaction that it has open.
func (r *run) markIn(ctx context.Context, s *session) error {
	m := r.newMark()
	m.Phase = PhasePrepare.String()
	var err error
	if m.Ledger, err = r.freeLargeObject(ctx, s); err != nil {
		return err
	}
	sql, err := m.SQL()
	if err != nil {
		return err
	}
	sql += "; " + m.LedgerSQL()
	if r.replaced != nil {
		sql = r.replaced.UnmarkSQL() + "; " + sql
	}
	if err := mark(ctx, s, markLock+sql); err != nil {
		if s.conn.IsClosed() { // it may have been committed all the same
			r.changing()
		}
		return err
	}
	r.changing()
	r.mark, r.ledger = m, &ledger{object: m.Ledger}
	return nil
}

// freeLargeObject gives a number that neither the target nor the archive has. The server gives new
// ones from the other end.
func (r *run) freeLargeObject(ctx context.Context, s *session) (uint32, error) {
	taken := map[string]bool{}
	for _, e := range r.pick(func(e *archive.Entry) bool { return e.Kind == "LARGE OBJECT" }) {
		taken[e.Name] = true
	}
	for n := uint32(math.MaxUint32); ; n-- {
		if taken[strconv.FormatUint(uint64(n), 10)] {
			continue
		}
		var found bool
		err := s.pgx.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_catalog.pg_largeobject_metadata WHERE oid = $1::oid)", n).Scan(&found)
		if err != nil {
			return 0, fmt.Errorf("find a number for the ledger: %w", err)
		}
		if !found {
			return n, nil
		}
	}
}

// setMark sets the mark anew.
func setMark(ctx context.Context, s *session, m *catalog.Mark) error {
	sql, err := m.SQL()
	if err != nil {
		return err
	}
	return mark(ctx, s, sql)
}

func mark(ctx context.Context, s *session, sql string) error {
	if err := s.exec(ctx, unseen+sql); err != nil {
		return fmt.Errorf("mark the target as unfinished: %w", err)
	}
	return nil
}

func dropMark(ctx context.Context, s *session, m *catalog.Mark) error {
	if err := s.exec(ctx, unseen+m.UnmarkSQL()); err != nil {
		return fmt.Errorf("take the mark of an unfinished restore away: %w", err)
	}
	return nil
}

// unseen keeps event triggers, which may have been restored, from seeing the rest of a transaction:
// a log that they write would have rows that the source's has not.
const unseen = `SELECT pg_catalog.set_config(name, CASE name WHEN 'event_triggers' THEN 'off' ELSE 'replica' END, true)
  FROM pg_catalog.pg_settings
 WHERE name IN ('event_triggers', 'session_replication_role') AND pg_catalog.current_setting('is_superuser') = 'on';
`

// enter puts the phase into the mark before its first change. One that goes on with another has been
// in its first phases already.
func (r *run) enter(ctx context.Context, p Phase) error {
	if r.mark == nil || !p.after(r.mark.Phase) {
		return nil
	}
	r.mark.Phase = p.String()
	return r.inSession(ctx, func(s *session) error { return setMark(ctx, s, r.mark) })
}

// unfinished finds the mark of an earlier restore. One that cleans makes everything of its archive
// anew; the rest of an archive can be added with -L.
func (p *preflight) unfinished(ctx context.Context) error {
	m, err := catalog.ReadMark(ctx, p.s.pgx)
	if err != nil || m == nil {
		return err
	}
	severity, hint := Error, "drop the database, or see what promark repair says"
	if m.Archive == fmt.Sprintf("%x", p.r.manifest.ID) && m.Ledger != 0 {
		hint = "go on with it: promark restore --resume and the same options; or drop the database"
	}
	if p.r.opts.Clean && m.Archive == fmt.Sprintf("%x", p.r.manifest.ID) {
		severity = Caution
	}
	p.r.replaced = m
	p.add(severity, codeUnfinished, hint,
		"database %s has an unfinished %v, which was stopped in the phase %q", p.r.target.Database, m, m.Phase)
	return nil
}
