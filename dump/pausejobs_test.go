//go:build linux

package dump

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"promark/catalog/pgtest"
)

// alterJob gives alter_job() a body that does what it does for next_start. The licence of the
// server for tests refuses the function; the scheduler, its tables and how it learns of a change
// (the relcache entry of a table made for that) are the real ones.
const alterJob = `
CREATE FUNCTION wake_scheduler() RETURNS void LANGUAGE plpgsql AS $f$BEGIN
	EXECUTE format('ALTER TABLE _timescaledb_cache.cache_inval_bgw_job SET (fillfactor = %s)', 50 + (random() * 49)::int);
END$f$;
DO $do$ BEGIN
	EXECUTE regexp_replace(pg_get_functiondef('alter_job'::regproc), E'LANGUAGE c.*', $f$LANGUAGE sql AS $b$
		INSERT INTO _timescaledb_internal.bgw_job_stat SELECT $1, now(), '-infinity', $8, '-infinity', false, 0, '0', '0', 0, 0, 0, 0, 0, 0
		    ON CONFLICT (job_id) DO UPDATE SET next_start = EXCLUDED.next_start;
		SELECT public.wake_scheduler();
		SELECT $1, $2, $3, $4, $5, $6, $7, $8, '', $11, $12, $13 $b$ $f$);
END $do$`

// makeJob is what add_job() would do, with a procedure that this licence does not run: its starts
// are counted all the same.
func makeJob(id int, name string, start string) string {
	return fmt.Sprintf(`INSERT INTO _timescaledb_config.bgw_job (id, application_name, schedule_interval, max_runtime, max_retries,
		retry_period, proc_schema, proc_name, owner, scheduled, fixed_schedule)
		VALUES (%[1]d, %[2]s, '1 s', '0', -1, '1 s', 'public', 'job', 'postgres', true, false);
		INSERT INTO _timescaledb_internal.bgw_job_stat SELECT %[1]d, now(), now(), %[3]s, now(), true, 0, '0', '0', 0, 0, 0, 0, 0, 0;`,
		id, pgtest.Literal(name), start)
}

// jobDatabase has TimescaleDB and a table, and no scheduler before the jobs are made.
func jobDatabase(t *testing.T, sql ...string) *pgtest.DB {
	db := pgtest.Timescale(t).NewDatabase(t)
	db.Exec(t, "CREATE EXTENSION timescaledb; SELECT _timescaledb_functions.stop_background_workers()", "CREATE TABLE t AS SELECT 1 AS i")
	db.Exec(t, sql...)
	return db
}

const (
	startScheduler = "SELECT _timescaledb_functions.start_background_workers()"
	starts         = "SELECT next_start FROM _timescaledb_internal.bgw_job_stat WHERE job_id = %d"
	runs           = "SELECT total_runs FROM _timescaledb_internal.bgw_job_stat WHERE job_id = %d"
)

// While a dump runs no job starts that would have, whatever its next start was; what is due much
// later, or paused, is not touched. Afterwards everything is back.
func TestPauseJobs(t *testing.T) {
	db := jobDatabase(t, alterJob, makeJob(900, "control", "now()")+makeJob(1000, "every second", "now()")+
		makeJob(1001, "in 8 minutes", "now() + interval '8 min'")+makeJob(1002, "in 30 minutes", "now() + interval '30 min'")+
		makeJob(1003, "never", "now()")+"UPDATE _timescaledb_config.bgw_job SET scheduled = false WHERE id = 1003", startScheduler)
	text := func(query string, id int) string { return db.Text(t, fmt.Sprintf(query, id)) }
	first, paused := text(starts, 1001), text(starts, 1003)
	waitFor(t, db, fmt.Sprintf("SELECT (%s) > 0", fmt.Sprintf(runs, 1000)))
	var fired atomic.Bool
	o, _ := options(t, db)
	o.PauseJobs, o.PauseJobsWait, o.test.jobInterval = true, time.Minute, 50*time.Millisecond
	var soon string
	o.test.hook = func(p string) {
		if p != "copy" || fired.Swap(true) {
			return
		}
		before, control := text(runs, 1000), text(runs, 900)
		waitFor(t, db, fmt.Sprintf("SELECT (%s) >= %s + 2", fmt.Sprintf(runs, 900), control))
		if after := text(runs, 1000); after != before {
			t.Errorf("the job started while the dump ran: %s runs, then %s", before, after)
		}
		const late = "SELECT (%s) BETWEEN now() + interval '14 min' AND now() + interval '20 min'"
		for _, id := range []int{1000, 1001} {
			if text(fmt.Sprintf(late, starts), id) != "t" {
				t.Errorf("job %d starts %s", id, text(starts, id))
			}
		}
		// As if the dump had run for 25 minutes.
		soon = db.Text(t, "UPDATE _timescaledb_internal.bgw_job_stat SET next_start = now() + interval '5 min' WHERE job_id = 1002 RETURNING next_start")
		waitFor(t, db, fmt.Sprintf(fmt.Sprintf(late, starts), 1002))
	}
	if _, err := Run(context.Background(), o); err != nil {
		t.Fatal(err)
	}
	if !fired.Load() {
		t.Fatal("no rows were copied")
	}
	for id, want := range map[int]string{1001: first, 1002: soon, 1003: paused} {
		if got := text(starts, id); got != want {
			t.Errorf("job %d starts %s, want %s", id, got, want)
		}
	}
	if text("SELECT ("+starts+") < now() + interval '5 min'", 1000) != "t" {
		t.Errorf("job 1000 starts %s", text(starts, 1000))
	}
}

// What stops a dump stops the pause, too; what somebody else changed meanwhile stays changed.
func TestPauseJobsEnds(t *testing.T) {
	db := jobDatabase(t, alterJob, makeJob(1000, "a", "now() + interval '1 min'")+makeJob(1001, "b", "now() + interval '2 min'")+
		makeJob(1002, "c", "now() + interval '3 min'"))
	const all = "SELECT string_agg(job_id || ' ' || next_start, ' ' ORDER BY job_id) FROM _timescaledb_internal.bgw_job_stat WHERE job_id >= 1000"
	before := db.Text(t, all)
	ctx, cancel := context.WithCancelCause(context.Background())
	why := errors.New("because")
	o, _ := options(t, db)
	o.PauseJobs = true
	o.test.hook = func(p string) {
		if p == "catalog" {
			if db.Text(t, all) == before {
				t.Error("nothing was postponed")
			}
			cancel(why)
		}
	}
	if _, err := Run(ctx, o); !errors.Is(err, why) {
		t.Errorf("cancelled: %v", err)
	}
	if after := db.Text(t, all); after != before {
		t.Errorf("starts are %s, want %s", after, before)
	}
	o.test.hook = func(p string) {
		if p == "catalog" {
			db.Exec(t, "UPDATE _timescaledb_internal.bgw_job_stat SET next_start = '2100-01-01' WHERE job_id = 1000; DELETE FROM _timescaledb_config.bgw_job WHERE id = 1001")
		}
	}
	result, err := Run(context.Background(), o)
	if err != nil || len(result.Warnings) > 0 {
		t.Errorf("changed meanwhile: %v, %+v", err, result)
	}
	want := "1000 2100-01-01 00:00:00+00" + before[strings.Index(before, " 1002"):]
	if after := db.Text(t, all); after != want {
		t.Errorf("starts are %s, want %s", after, want)
	}
}

// A job that alter_job() rejects, as 2.19.3 rejects policies with drop_created_before, is named, once,
// and starts when it would have; the others are postponed and put back, and the dump goes on.
func TestPauseJobsRejected(t *testing.T) {
	db := jobDatabase(t, `CREATE FUNCTION reject(integer) RETURNS void LANGUAGE plpgsql AS $f$BEGIN
		IF $1 = 1001 THEN RAISE 'could not find drop_after in config for job' USING ERRCODE = 'XX000'; END IF; END$f$`,
		strings.Replace(alterJob, "INSERT INTO", "SELECT public.reject($1); INSERT INTO", 1),
		makeJob(1000, "a", "now() + interval '1 min'")+makeJob(1001, "b", "now() + interval '2 min'")+makeJob(1002, "c", "now() + interval '3 min'"))
	const all = "SELECT string_agg(job_id || ' ' || next_start, ' ' ORDER BY job_id) FROM _timescaledb_internal.bgw_job_stat WHERE job_id >= 1000"
	before := db.Text(t, all)
	var during string
	o, _ := options(t, db)
	o.PauseJobs, o.PauseJobsWait, o.test.jobInterval = true, time.Minute, 20*time.Millisecond
	o.test.hook = func(p string) {
		if p == "catalog" {
			during = db.Text(t, "SELECT string_agg((next_start > now() + interval '14 min')::text, ' ' ORDER BY job_id) FROM _timescaledb_internal.bgw_job_stat WHERE job_id >= 1000")
		}
	}
	result, err := Run(context.Background(), o)
	if err != nil || len(result.Warnings) != 1 || !strings.HasPrefix(result.Warnings[0], "job 1001 (public.job) cannot be postponed") ||
		!strings.Contains(result.Warnings[0], "could not find drop_after in config for job") {
		t.Errorf("%v, %+v", err, result)
	}
	if during != "true false true" {
		t.Errorf("postponed while the dump ran: %s", during)
	}
	if after := db.Text(t, all); after != before {
		t.Errorf("starts are %s, want %s", after, before)
	}
}

// The dump begins when no job runs any more. A job runs in a worker of its name: here it has the
// scheduler's.
func TestPauseJobsWaits(t *testing.T) {
	db := jobDatabase(t, makeJob(1000, "TimescaleDB Background Worker Scheduler", "'infinity'"), startScheduler)
	waitFor(t, db, "SELECT count(*) > 0 FROM pg_stat_activity WHERE backend_type ~ 'Scheduler' AND datname = current_database()")
	o, out := options(t, db)
	o.PauseJobs, o.PauseJobsWait, o.test.jobInterval = true, time.Millisecond, 20*time.Millisecond
	_, err := Run(context.Background(), o)
	if err == nil || !strings.Contains(err.Error(), "these still run: 1000 (public.job)") || out.Len() > 0 {
		t.Errorf("a job that does not end: %v, %d bytes", err, out.Len())
	}
	o.PauseJobsWait = 0
	result, err := Run(context.Background(), o)
	if err != nil || len(result.Warnings) != 1 || !strings.Contains(result.Warnings[0], "1000 (public.job)") {
		t.Errorf("no wait: %v, %+v", err, result)
	}
	var told []string
	o.PauseJobsWait = time.Minute
	o.Progress = func(e Event) {
		if e, ok := e.(JobsRunning); ok {
			told = append(told, e.Jobs)
			db.Exec(t, "SELECT _timescaledb_functions.stop_background_workers()")
		}
	}
	if _, err := Run(context.Background(), o); err != nil || len(told) != 1 {
		t.Errorf("waiting: %v, told %q", err, told)
	}
}

// Who may not alter every job is told so before anything is changed; so is who has the wrong licence.
func TestPauseJobsRefused(t *testing.T) {
	db := jobDatabase(t, makeJob(1000, "a", "now()")+makeJob(1001, "b", "now()"))
	role := pgtest.UniqueName("nobody")
	db.Exec(t, "CREATE ROLE "+role+" LOGIN; GRANT SELECT ON t TO "+role)
	t.Cleanup(func() { db.Exec(t, "DROP OWNED BY "+role+"; DROP ROLE "+role) })
	const all = "SELECT string_agg(job_id || ' ' || next_start, ' ' ORDER BY job_id) FROM _timescaledb_internal.bgw_job_stat WHERE job_id >= 1000"
	before := db.Text(t, all)
	for user, want := range map[string]string{
		role:             "user " + role + " may not alter 2 of 2 jobs, such as 1000 (public.job), whose owner is postgres",
		pgtest.Superuser: "without TimescaleDB's community licence",
	} {
		o, out := options(t, db)
		o.PauseJobs = true
		o.Config, _ = pgx.ParseConfig(db.URLAs(user, ""))
		_, err := Run(context.Background(), o)
		if err == nil || !strings.Contains(err.Error(), want) || out.Len() > 0 {
			t.Errorf("%s: %v, %d bytes", user, err, out.Len())
		}
	}
	// A check of the configuration runs whenever a job is altered.
	db.Exec(t, "CREATE FUNCTION peek(jsonb) RETURNS void LANGUAGE sql AS 'SELECT'; ALTER FUNCTION peek OWNER TO "+role,
		"UPDATE _timescaledb_config.bgw_job SET check_schema = 'public', check_name = 'peek' WHERE id = 1001")
	o, _ := options(t, db)
	o.PauseJobs = true
	if _, err := Run(context.Background(), o); err == nil || !strings.Contains(err.Error(), `altering job 1001 (public.job) would call "public"."peek"("jsonb")`) {
		t.Errorf("a check of somebody else: %v", err)
	}
	if after := db.Text(t, all); after != before {
		t.Errorf("starts are %s, want %s", after, before)
	}
	plain := pgtest.Get(t, 12).NewDatabase(t)
	o, _ = options(t, plain)
	o.PauseJobs = true
	if _, err := Run(context.Background(), o); err != nil {
		t.Errorf("without TimescaleDB: %v", err)
	}
}
