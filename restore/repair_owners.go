package restore

import (
	"context"
	"fmt"
)

const (
	codePromscale Code = "promscale-post-restore"
	codeBlockers  Code = "insert-blockers"
)

// promscale finds what promscale_post_restore() would still change: it was not called, or after
// timescaledb_post_restore(), where it fails as a whole. In restoring mode its time has not gone by
// unless its triggers are there.
func (d *diagnosis) promscale(ctx context.Context) error {
	if d.schema == "" || d.p.result.Promscale == "" {
		return nil
	}
	owed, err := promscaleOwed(ctx, d.s)
	if err != nil {
		return err
	}
	called, err := d.s.text(ctx, `SELECT EXISTS (SELECT FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE t.tgname = 'ts_insert_blocker' AND n.nspname = '_ps_trace' AND c.relname IN ('span', 'event', 'link'))::text`)
	if err != nil || len(owed) == 0 && (called == "true" || !d.inMode()) {
		return err
	}
	t := Trouble{Code: codePromscale, Text: "promscale_post_restore() was not called, or failed",
		Remedy: "give Promscale's chunks the owner, privileges and triggers that promscale_post_restore() gives",
		Advice: "as a superuser, in one session: SET timescaledb.restoring = on; " + promscaleCall}
	if len(owed) > 0 {
		t.Text += fmt.Sprintf(": owners, privileges or triggers of %d relations of metrics and traces are wrong; missing is: %s",
			len(owed), firstNames(owed))
	}
	d.add(t, func(ctx context.Context) error { return d.p.promscaleSteps(ctx, called == "true") })
	return nil
}

// promscaleSteps makes the call, if it was not made. A superuser does one by one what is still to
// do afterwards, also where the call fails, for want of locks for all chunks at once.
func (p *repairer) promscaleSteps(ctx context.Context, called bool) error {
	return p.inert(ctx, func(s *session) error {
		if !called {
			err := s.exec(ctx, callPromscaleSQL)
			if err != nil && !p.r.target.Superuser {
				return err
			}
		}
		return ownPromscale(ctx, s, defaultGroup)
	})
}

// blockersQuery gives the statements for triggers that are missing or too many. Until 2.22, every
// hypertable has ts_insert_blocker, which keeps rows out of its root (src/hypertable.c), and no
// chunk has it; later versions have no such function. On Promscale's own hypertables it is
// promscale_post_restore() that makes it.
const blockersQuery = `, blocker AS (
  SELECT p.oid::pg_catalog.regproc AS function FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
   WHERE p.proname = 'insert_blocker' AND n.nspname IN ('_timescaledb_functions', '_timescaledb_internal')
   ORDER BY n.nspname LIMIT 1)
SELECT pg_catalog.format('CREATE TRIGGER ts_insert_blocker BEFORE INSERT ON %s FOR EACH ROW EXECUTE FUNCTION %s()', r.name, b.function)
  FROM root r CROSS JOIN blocker b
 WHERE NOT ($1 AND r.schema_name = '_ps_trace')
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_trigger t WHERE t.tgrelid = r.oid AND t.tgname = 'ts_insert_blocker')
UNION ALL
SELECT pg_catalog.format('DROP TRIGGER ts_insert_blocker ON %s', t.tgrelid::pg_catalog.regclass)
  FROM pg_catalog.pg_trigger t
 WHERE t.tgname = 'ts_insert_blocker' AND NOT t.tgisinternal
   AND (NOT EXISTS (SELECT FROM blocker) OR EXISTS (SELECT FROM chunk k WHERE k.oid = t.tgrelid))`

func (d *diagnosis) blockers(ctx context.Context) error {
	if d.schema == "" {
		return nil
	}
	with, err := timescaleRows(ctx, d.s)
	if err != nil {
		return err
	}
	owed, err := d.s.texts(ctx, with+blockersQuery, d.p.result.Promscale != "")
	if err != nil || len(owed) == 0 {
		return err
	}
	d.add(Trouble{Code: codeBlockers,
		Text:   "the triggers that keep rows out of the roots of hypertables are not where they belong; missing is: " + firstNames(owed),
		Remedy: fmt.Sprintf("put %d triggers ts_insert_blocker right", len(owed)),
		Advice: "as a superuser, in one session: SET timescaledb.restoring = on; then each of these"}, d.p.statements(owed))
	return nil
}

// owners notes chunks that belong to somebody else than their hypertable. Which of the two is
// wrong cannot be told.
func (d *diagnosis) owners(ctx context.Context) error {
	if d.schema == "" {
		return nil
	}
	with, err := timescaleRows(ctx, d.s)
	if err != nil {
		return err
	}
	found, err := d.s.texts(ctx, with+`
SELECT pg_catalog.format('%s (of %s, %s is of %s)', k.name, kc.relowner::pg_catalog.regrole, r.name, rc.relowner::pg_catalog.regrole)
  FROM chunk k JOIN root r ON r.id = k.hypertable_id
  JOIN pg_catalog.pg_class kc ON kc.oid = k.oid JOIN pg_catalog.pg_class rc ON rc.oid = r.oid
 WHERE kc.relowner <> rc.relowner AND NOT ($1 AND r.schema_name IN ('prom_data', '_ps_trace')) ORDER BY 1`, d.p.result.Promscale != "")
	if err == nil && len(found) > 0 {
		d.p.note("%d chunks belong to somebody else than their hypertable: %s", len(found), firstNames(found))
	}
	return err
}
