package restore

import (
	"context"
	"fmt"
	"time"

	"promark/archive"
	"promark/catalog"
)

// The procedure of timescaledb.go and promscale.go as SQL: the same calls in the same order, each
// in a session of its own where that matters.

// createExtensions makes TimescaleDB and Promscale, and switches the restoring mode on in between.
func (s *scripter) createExtensions(context.Context) error {
	if !s.r.has(timescale) {
		return s.createFirst(promscale)
	}
	if err := s.createFirst(timescale); err != nil {
		return err
	}
	s.reconnect()
	if err := s.license(); err != nil {
		return err
	}
	if err := s.statement("SELECT " + s.r.timescaleFunction("timescaledb_pre_restore")); err != nil {
		return err
	}
	s.reconnect()
	if err := s.mode("on"); err != nil {
		return err
	}
	return s.createFirst(promscale)
}

// createFirst makes an extension, and before it what its entry needs.
func (s *scripter) createFirst(name string) error {
	if !s.r.has(name) {
		return nil
	}
	e := s.r.extensionEntry(name)
	if e == nil {
		return fmt.Errorf("the archive has no entry that creates the extension %s", name)
	}
	for _, e := range s.r.withNeeds(e) {
		if err := s.entry(e); err != nil {
			return err
		}
		s.r.created[e.ID] = true
	}
	return nil
}

// license refuses a target that cannot load compressed rows.
func (s *scripter) license() error {
	if s.r.compressedRows() == nil {
		return nil
	}
	return s.block(`
BEGIN
  IF pg_catalog.current_setting('timescaledb.license', true) = 'apache' THEN
    RAISE EXCEPTION 'timescaledb.license is apache on this server: compressed rows cannot be loaded';
  END IF;
END`)
}

// mode makes sure that the session is, or is not, in restoring mode.
func (s *scripter) mode(want string) error {
	return s.block(fmt.Sprintf(`
BEGIN
  IF COALESCE(pg_catalog.current_setting('timescaledb.restoring', true), 'off') <> '%s' THEN
    RAISE EXCEPTION 'timescaledb.restoring is not %s in a new session'
      USING HINT = 'A role setting or a connection pooler stands in between.';
  END IF;
END`, want, want))
}

// extensionData writes the rows of extensions' own tables, in the order of their foreign keys.
func (s *scripter) extensionData(ctx context.Context) error {
	entries := s.r.pick(isExtensionData)
	for _, e := range entries {
		if !comesEmpty(e) {
			continue
		}
		if err := s.assertEmpty(e); err != nil {
			return err
		}
	}
	for _, e := range entries {
		if err := s.extensionEntry(ctx, e); err != nil {
			return err
		}
	}
	if s.r.has(timescale) {
		return s.afterTimescaleRows()
	}
	return nil
}

func (s *scripter) assertEmpty(e *archive.Entry) error {
	return s.block(fmt.Sprintf(`
BEGIN
  IF EXISTS (SELECT FROM ONLY %s %s) THEN
    RAISE EXCEPTION 'a table of an extension has rows before its load'
      USING DETAIL = %s;
  END IF;
END`, relation(e.Data), e.Data.Condition, catalog.Literal(relation(e.Data))))
}

func (s *scripter) extensionEntry(ctx context.Context, e *archive.Entry) error {
	if e.Data == nil {
		return s.entry(e)
	}
	for _, id := range e.Data.Streams {
		if s.r.pipe == nil {
			if err := s.fileStream(ctx, e, id); err != nil {
				return err
			}
			continue
		}
		for !s.r.loadedStreams[id] {
			f, err := s.r.pipe.peek()
			if err != nil {
				return unexpectedEnd(err)
			}
			if x := s.r.streams[f.Stream]; f.Kind != archive.FramePack && (x == nil || x.Extension == "") && !s.r.skipsStream(f.Stream) {
				return fmt.Errorf("write %s: %w", describe(e), errOrder)
			}
			if err := s.frame(ctx); err != nil {
				return err
			}
		}
	}
	if s.r.pipe == nil {
		return s.entryRows(e)
	}
	return nil
}

// afterTimescaleRows sets the one sequence that no version of the extension has dumped.
func (s *scripter) afterTimescaleRows() error {
	return s.block(`
BEGIN
  IF pg_catalog.to_regclass('_timescaledb_catalog.tablespace_id_seq') IS NOT NULL THEN
    PERFORM pg_catalog.setval('_timescaledb_catalog.tablespace_id_seq', m)
       FROM (SELECT pg_catalog.max(id) AS m FROM _timescaledb_catalog.tablespace) t WHERE m IS NOT NULL;
  END IF;
END`)
}

// postRestore ends the restoring mode: Promscale's call first.
func (s *scripter) postRestore(context.Context) error {
	if !s.r.has(timescale) {
		return nil
	}
	s.reconnect()
	if s.r.has(promscale) {
		if err := s.block(callPromscale); err != nil {
			return err
		}
		s.reconnect()
	}
	if err := s.statement("SELECT " + s.r.timescaleFunction("timescaledb_post_restore")); err != nil {
		return err
	}
	s.reconnect()
	if err := s.mode("off"); err != nil {
		return err
	}
	return s.awaitScheduler()
}

// untilScheduler returns as soon as the job scheduler is there, or goes on after so long.
func untilScheduler(wait time.Duration) string {
	return fmt.Sprintf(`
  FOR i IN 1 .. %d LOOP
    PERFORM pg_catalog.pg_stat_clear_snapshot();
    IF EXISTS (SELECT FROM pg_catalog.pg_stat_activity
                WHERE datname = pg_catalog.current_database()
                  AND application_name LIKE 'TimescaleDB Background Worker Scheduler%%') THEN
      RETURN;
    END IF;
    PERFORM pg_catalog.pg_sleep(%v);
  END LOOP;`, wait/schedulerPause, schedulerPause.Seconds())
}

// awaitScheduler restarts the job scheduler if it does not come, and warns if it then does not come
// either: see run.awaitScheduler.
func (s *scripter) awaitScheduler() error {
	restart := `
DECLARE
  restart text;
BEGIN` + untilScheduler(schedulerWait) + `
  SELECT pg_catalog.format('SELECT %I.restart_background_workers()', n.nspname) INTO restart
    FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
   WHERE p.proname = 'restart_background_workers' AND n.nspname LIKE '\_timescaledb\_%'
   ORDER BY n.nspname LIMIT 1;
  IF restart IS NOT NULL THEN
    EXECUTE restart;
  END IF;
EXCEPTION WHEN insufficient_privilege THEN
  PERFORM ` + s.r.timescaleFunction("timescaledb_post_restore") + `;
END`
	if err := s.block(restart); err != nil {
		return err
	}
	return s.block(`
BEGIN` + untilScheduler(schedulerLastWait) + `
  RAISE WARNING 'TimescaleDB''s job scheduler does not run'
    USING HINT = 'Look at max_worker_processes and timescaledb.max_background_workers.';
END`)
}
