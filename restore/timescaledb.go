package restore

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"promark/archive"
	"promark/catalog"
)

// TimescaleDB wants its own procedure. Its extension is created first, in a session that has not
// seen it. timescaledb_pre_restore() then makes its hooks inert for every session that connects
// from then on; a session that is not in that mode would create chunks and jobs of its own while
// rows are loaded, so each is asked. Rows of its catalog are loaded once all relations are there
// that they name. timescaledb_post_restore() ends the mode, for new sessions only.

const timescale = "timescaledb"

// has says that the archive has an extension.
func (r *run) has(name string) bool { return r.extension(name) != nil }

func (r *run) extension(name string) *archive.Extension {
	for i := range r.manifest.Extensions {
		if r.manifest.Extensions[i].Name == name {
			return &r.manifest.Extensions[i]
		}
	}
	return nil
}

// timescaleFunction gives the name of a function of the extension's schema.
func (r *run) timescaleFunction(name string) string {
	return catalog.Qualified(r.extension(timescale).Schema, name) + "()"
}

// endRestoringSQL ends the restoring mode: of the database, not of sessions that are open.
func endRestoringSQL(schema string) string {
	return "SELECT " + catalog.Qualified(schema, "timescaledb_post_restore") + "()"
}

// beginTimescale creates the extension and switches the restoring mode on.
func (r *run) beginTimescale(ctx context.Context) error {
	if !r.has(timescale) {
		return nil
	}
	if err := r.dropReplaced(ctx); err != nil {
		return err
	}
	if err := r.createFirst(ctx, timescale); err != nil {
		return err
	}
	return r.inSession(ctx, func(s *session) error {
		if err := r.checkLicense(ctx, s); err != nil {
			return err
		}
		r.changing()
		if err := r.step(ctx, s, stepPreRestore, "SELECT "+r.timescaleFunction("timescaledb_pre_restore")); err != nil {
			return newFailure("call timescaledb_pre_restore", nil, "", err)
		}
		if !r.before.steps[stepPostRestore] {
			r.restoring, r.result.State = true, Restoring
		}
		return nil
	})
}

// dropReplaced drops an extension of another version, which a database has from its template. A
// session that has loaded a library cannot create the extension anew, so this is one of its own.
func (r *run) dropReplaced(ctx context.Context) error {
	if !r.replaces {
		return nil
	}
	return r.inUnloaded(ctx, func(s *session) error {
		const sql = "DROP EXTENSION " + timescale
		if err := s.exec(ctx, sql); err != nil {
			return newFailure("drop the version of TimescaleDB that the target has", nil, sql, err)
		}
		return nil
	})
}

// inUnloaded runs f in a session that does not load TimescaleDB's library.
func (r *run) inUnloaded(ctx context.Context, f func(*session) error) error {
	s, err := r.dial(ctx, r.result.Database, "", unloaded)
	if err != nil {
		return err
	}
	defer s.close()
	if err := r.claim(ctx, s); err != nil {
		return err
	}
	return f(s)
}

// banner says that a warning is the welcome that CREATE EXTENSION timescaledb prints as one.
func banner(e *archive.Entry, n *pgconn.Notice) bool {
	return e != nil && e.Name == timescale && strings.Contains(n.Message, "WELCOME TO")
}

// checkLicense looks again, now that the setting is certain to exist.
func (r *run) checkLicense(ctx context.Context, s *session) error {
	license, err := s.text(ctx, "SELECT pg_catalog.current_setting('timescaledb.license', true)")
	if err != nil {
		return fmt.Errorf("read timescaledb.license: %w", err)
	}
	if e := r.compressedRows(); license == "apache" && e != nil && !r.accepted(codeLicense) {
		return fmt.Errorf("timescaledb.license is apache on the target: compressed rows, such as those of %s, "+
			"cannot be loaded", qualifiedName(e))
	}
	return nil
}

// compressedRows gives a table that has some, or may have, or nil.
func (r *run) compressedRows() *archive.Entry {
	for i := range r.entries {
		e := &r.entries[i]
		if e.Data == nil || e.Data.EstimatedBytes == 0 || r.skip[e.ID] {
			continue
		}
		for _, fact := range sortedFacts(e.Facts, archive.FactColumnShape) {
			if e.Facts[fact] == "compressed_data" {
				return e
			}
		}
	}
	return nil
}

// assertRestoring makes sure that TimescaleDB's hooks are inert in a session.
func assertRestoring(ctx context.Context, s *session) error {
	const query = "SELECT pg_catalog.current_setting('timescaledb.restoring', true)"
	switch on, err := s.text(ctx, query); {
	case err != nil:
		return fmt.Errorf("read timescaledb.restoring: %w", err)
	case on != "on":
		return errors.New("timescaledb.restoring is not on in a new session: " +
			"a role setting or a connection pooler stands in between")
	}
	return nil
}

// mergesRows says that a table takes rows without counting them: since 2.14 a trigger turns the
// insert of a known key of metadata into an update (sql/metadata.sql).
func mergesRows(e *archive.Entry) bool {
	return e.Extension == timescale && e.Data.Relation == archive.Relation{
		Schema: "_timescaledb_catalog", Name: "metadata"}
}

// isLog says that a table may have rows before its load: from 2.9 to 2.13 a job of the new
// extension that the pre-restore call ends leaves a row in job_errors (seen on 2.9.3). The table
// has no key that its rows could violate.
func isLog(e *archive.Entry) bool {
	return e.Extension == timescale && e.Data.Relation == archive.Relation{
		Schema: "_timescaledb_internal", Name: "job_errors"}
}

// comesEmpty says that a table of TimescaleDB's or Promscale's has no rows before its load.
func comesEmpty(e *archive.Entry) bool {
	return e.Data != nil && exact(e.Extension) && !mergesRows(e) && !isLog(e)
}

// begun says that some of an entry's rows were loaded by an earlier restore.
func (r *run) begun(e *archive.Entry) bool {
	return slices.ContainsFunc(e.Data.Streams, func(id uint32) bool { return r.before.streams[id] || r.before.blocks[id] > 0 })
}

// assertEmpty refuses to load into catalogs that have rows already: CREATE EXTENSION promscale
// outside of restoring mode, or a job that ran in between, would have made them.
func (r *run) assertEmpty(ctx context.Context, s *session, entries []*archive.Entry) error {
	for _, e := range entries {
		if !comesEmpty(e) || r.begun(e) {
			continue
		}
		has, err := hasRows(ctx, s, e)
		if err != nil {
			return err
		}
		if has {
			return newFailure("check", e, "", errors.New("the table has rows before its load"))
		}
	}
	return nil
}

// hasRows looks for rows as the archive has some. The condition is the extension's own, from
// pg_extension.extcondition: nothing or WHERE ...
func hasRows(ctx context.Context, s *session, e *archive.Entry) (bool, error) {
	query := fmt.Sprintf("SELECT EXISTS (SELECT FROM ONLY %s %s)::text", relation(e.Data), e.Data.Condition)
	has, err := s.text(ctx, query)
	if err != nil {
		return false, newFailure("check", e, query, err)
	}
	return has == "true", nil
}

// afterTimescaleRows sets the one sequence that no version of the extension has dumped:
// attach_tablespace() would take numbers that are in use.
func (r *run) afterTimescaleRows(ctx context.Context, s *session) error {
	if !r.has(timescale) {
		return nil
	}
	const sequence = "_timescaledb_catalog.tablespace_id_seq"
	found, err := s.text(ctx, "SELECT pg_catalog.to_regclass($1)::text", sequence)
	if err != nil || found == "" {
		return err
	}
	err = r.step(ctx, s, stepTimescaleRows, "SELECT pg_catalog.setval('"+sequence+"', m) FROM "+
		"(SELECT max(id) AS m FROM _timescaledb_catalog.tablespace) t WHERE m IS NOT NULL")
	if err != nil {
		return fmt.Errorf("set %s: %w", sequence, err)
	}
	return nil
}

// postRestore ends the restoring mode: Promscale's call first, since it changes owners of chunks,
// which TimescaleDB's hooks refuse once they work again.
func (r *run) postRestore(ctx context.Context) error {
	if !r.has(timescale) {
		return nil
	}
	r.emit(PhaseStarted{PhasePostRestore, 0})
	if err := r.endPromscale(ctx); err != nil {
		return err
	}
	err := r.inSession(ctx, func(s *session) error {
		if err := r.step(ctx, s, stepPostRestore, endRestoringSQL(r.extension(timescale).Schema)); err != nil {
			return newFailure("call timescaledb_post_restore", nil, "", err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	r.restoring, r.result.State = false, Partial
	return r.inSession(ctx, func(s *session) error {
		if err := assertNotRestoring(ctx, s); err != nil {
			return err
		}
		return r.awaitScheduler(ctx, s)
	})
}

func assertNotRestoring(ctx context.Context, s *session) error {
	on, err := s.text(ctx, "SELECT pg_catalog.current_setting('timescaledb.restoring', true)")
	if err == nil && on == "on" {
		err = errors.New("a new session still is in restoring mode")
	}
	return err
}

// How long to wait for the job scheduler. It starts within a second where it starts at all; a
// loaded machine gets more time only once there is nothing else left to try.
const (
	schedulerWait     = 2 * time.Second
	schedulerLastWait = 8 * time.Second
	schedulerPause    = 250 * time.Millisecond
)

// awaitScheduler makes sure that jobs run. Loaders before 2.26.4 and 2.27.0 may leave the scheduler
// dead: it starts inside of the transaction of timescaledb_post_restore(), reads the old setting
// and exits for good.
func (r *run) awaitScheduler(ctx context.Context, s *session) error {
	alive, err := schedulerAlive(ctx, s, schedulerWait)
	if alive || err != nil {
		return err
	}
	if err := restartScheduler(ctx, s, r.extension(timescale).Schema); err != nil {
		r.add(Caution, codeScheduler, "restart the server, or call the function as a superuser",
			"TimescaleDB's job scheduler does not run and cannot be restarted: %v", err)
		return nil
	}
	if alive, err = schedulerAlive(ctx, s, schedulerLastWait); alive || err != nil {
		return err
	}
	r.add(Caution, codeScheduler, "look at max_worker_processes and timescaledb.max_background_workers",
		"TimescaleDB's job scheduler does not run")
	return nil
}

// add notes a finding of the restore under way.
func (r *run) add(severity Severity, code Code, hint, format string, args ...any) {
	f := Finding{severity, code, fmt.Sprintf(format, args...), hint}
	r.mu.Lock()
	r.result.Findings = append(r.result.Findings, f)
	r.mu.Unlock()
	r.emit(Found{f})
}

// schedulerAlive waits so long for a scheduler of this database. Newer loaders add "for database N" to
// its name.
func schedulerAlive(ctx context.Context, s *session, wait time.Duration) (bool, error) {
	const query = `SELECT pg_catalog.count(*)::text FROM pg_catalog.pg_stat_activity
 WHERE datname = pg_catalog.current_database()
   AND application_name LIKE 'TimescaleDB Background Worker Scheduler%'`
	for range wait / schedulerPause {
		n, err := s.text(ctx, query)
		if err != nil {
			return false, fmt.Errorf("look for TimescaleDB's scheduler: %w", err)
		}
		if n != "0" {
			return true, nil
		}
		if err := pause(ctx, schedulerPause); err != nil {
			return false, err
		}
	}
	return false, nil
}

// pause waits, for what the server gives no other sign of.
func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// restartScheduler restarts it. That takes a superuser; who is none has been lent the call that ends
// the restoring mode, which does it as well, now without the race.
func restartScheduler(ctx context.Context, s *session, schema string) error {
	function, err := workersFunction(ctx, s)
	if err != nil {
		return err
	}
	err = s.exec(ctx, "SELECT "+function)
	if err != nil && s.exec(ctx, endRestoringSQL(schema)) == nil {
		return nil
	}
	return err
}

// workersFunction names the loader's function that restarts the scheduler, which moved to another
// schema in 2.12.
func workersFunction(ctx context.Context, s *session) (string, error) {
	schema, err := s.text(ctx, `SELECT n.nspname::text FROM pg_catalog.pg_proc p
  JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
 WHERE p.proname = 'restart_background_workers' AND n.nspname LIKE '\_timescaledb\_%'
 ORDER BY n.nspname LIMIT 1`)
	if err == nil && schema == "" {
		err = errors.New("there is no function restart_background_workers")
	}
	return catalog.Qualified(schema, "restart_background_workers") + "()", err
}

// timescaleGrants lists what a user who is no superuser must have been given, as statements.
func timescaleGrants(user string) string {
	var b strings.Builder
	who := catalog.Ident(user)
	for _, schema := range []string{"_timescaledb_internal", "_timescaledb_config",
		"_timescaledb_catalog", "_timescaledb_cache"} {
		fmt.Fprintf(&b, "GRANT USAGE, CREATE ON SCHEMA %[1]s TO %[2]s; "+
			"GRANT ALL ON ALL TABLES IN SCHEMA %[1]s TO %[2]s; "+
			"GRANT ALL ON ALL SEQUENCES IN SCHEMA %[1]s TO %[2]s; ", schema, who)
	}
	return strings.TrimSpace(b.String())
}
