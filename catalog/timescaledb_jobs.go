package catalog

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Job is a background job of TimescaleDB that starts by itself: a policy or an
// action of a user, such as Promscale's maintenance.
type Job struct {
	ID        int    `db:"id"`
	Procedure string `db:"procedure"` // schema and name
	Owner     string `db:"owner"`
	Mine      bool   `db:"mine"`       // the session's user may alter it
	NextStart string `db:"next_start"` // "": as soon as it can
	Soon      bool   `db:"soon"`
	Running   bool   `db:"running"`
	Function  string `db:"function"` // alter_job, in the extension's schema
	// Check is a function of the job that alter_job calls, with the rights of
	// whoever alters the job, if it belongs neither to that user nor to a superuser.
	Check string `db:"check"`
}

// Where jobs are since TimescaleDB 2.25 (sql/updates/2.24.0--2.25.0.sql), and
// before that. The views of timescaledb_information would do for all, but our
// sessions read no views.
var jobTableQuery = &query{
	name: "table of jobs",
	columns: []column{{"name", all(`COALESCE(pg_catalog.to_regclass('_timescaledb_catalog.bgw_job'),
         pg_catalog.to_regclass('_timescaledb_config.bgw_job'))::text`)}},
	from: all(""),
}

// Numbers below 1000 are the extension's own jobs: telemetry, and tidying up
// its logs (sql/pre_install/tables.sql: bgw_job_id_seq starts with 1000).
//
// A job runs in a background worker that has the job's name. Its session's
// application_name would not do: Promscale's jobs change it while they run, so
// that timescaledb_information.job_stats calls them "Scheduled". A user who may
// alter a job may see its worker's name (pg_stat_get_activity).
//
// Until 2.10 the owner is a name, from 2.11 on a regrole, whose text is quoted.
// From 2.8 on a job may have a check of its configuration, which alter_job runs
// whatever is altered (src/bgw/job.c, bgw_job_tuple_update_by_id).
func jobQuery(table string) *query {
	return &query{
		name: "jobs of timescaledb",
		columns: []column{
			{"id", all("j.id")},
			{"procedure", all("j.proc_schema || '.' || j.proc_name")},
			{"owner", all("COALESCE(r.rolname, j.owner::text)")},
			{"mine", all("COALESCE(pg_catalog.pg_has_role(r.oid, 'USAGE'), false)")},
			{"next_start", all("COALESCE(NULLIF(s.next_start, '-infinity')::text, '')")},
			{"soon", all("COALESCE(s.next_start, '-infinity') < pg_catalog.clock_timestamp() + $1::interval")},
			{"running", all(`EXISTS (SELECT FROM pg_catalog.pg_stat_activity a
          WHERE a.datname = pg_catalog.current_database() AND a.backend_type = j.application_name::text)`)},
			{"function", all("pg_catalog.format('%I.alter_job', n.nspname)")},
			{"check", all(`COALESCE((SELECT p.oid::pg_catalog.regprocedure::text
           FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_roles o ON o.oid = p.proowner
          WHERE p.oid = pg_catalog.to_regprocedure(pg_catalog.quote_ident(pg_catalog.to_jsonb(j) ->> 'check_schema')
                  || '.' || pg_catalog.quote_ident(pg_catalog.to_jsonb(j) ->> 'check_name') || '(jsonb)')
            AND NOT o.rolsuper AND o.rolname <> current_user), '')`)},
		},
		from: all(`FROM ` + table + ` j
  LEFT JOIN _timescaledb_internal.bgw_job_stat s ON s.job_id = j.id
  JOIN pg_catalog.pg_extension e ON e.extname = 'timescaledb'
  JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
  LEFT JOIN pg_catalog.pg_roles r
    ON r.oid = pg_catalog.to_regrole(CASE pg_catalog.pg_typeof(j.owner)
         WHEN 'pg_catalog.regrole'::pg_catalog.regtype THEN j.owner::text ELSE pg_catalog.quote_ident(j.owner::text) END)
 WHERE j.id >= 1000 AND j.scheduled
 ORDER BY j.id`),
	}
}

// Jobs lists the jobs that start by themselves, none without TimescaleDB. Soon
// are those that start within a time. Each call wants a transaction of its
// own: what runs is read once in a transaction.
func Jobs(ctx context.Context, s *Server, within time.Duration) ([]*Job, error) {
	found, err := load[timescaleFound](ctx, s, timescaleFoundQuery)
	if err != nil || !found[0].Catalog {
		return nil, err
	}
	table, err := load[Common](ctx, s, jobTableQuery)
	if err != nil {
		return nil, err
	}
	return load[Job](ctx, s, jobQuery(table[0].Name), within)
}

func (j *Job) String() string { return fmt.Sprintf("%d (%s)", j.ID, j.Procedure) }

// Postpone lets a job start later than it would: from now after a time between
// two bounds. It gives the new start.
func (j *Job) Postpone(ctx context.Context, s *Server, from, to time.Duration) (start string, err error) {
	err = s.Conn.QueryRow(ctx, "SELECT a.next_start::text FROM "+j.Function+`($1, next_start =>
		pg_catalog.clock_timestamp() + $2::interval + pg_catalog.random() * ($3::interval - $2::interval)) a`,
		j.ID, from, to).Scan(&start)
	if err != nil {
		return "", fmt.Errorf("postpone job %s: %w", j, err)
	}
	return start, nil
}

// PutBack gives a job that still starts when Postpone has said the start that
// it had; if that has passed, one within a time from now. What somebody else
// has changed since, or deleted, stays as it is.
func (j *Job) PutBack(ctx context.Context, s *Server, postponed string, within time.Duration) error {
	// Without MATERIALIZED the planner may call the function before it looks at the condition.
	var start string
	err := s.Conn.QueryRow(ctx, `WITH ours AS MATERIALIZED (
		SELECT s.job_id, NULLIF($3, '')::timestamptz AS start FROM _timescaledb_internal.bgw_job_stat s
		 WHERE s.job_id = $1 AND s.next_start = $2::timestamptz)
		SELECT a.next_start::text FROM ours, `+j.Function+`(ours.job_id, next_start =>
		CASE WHEN ours.start > pg_catalog.clock_timestamp() THEN ours.start
		     ELSE pg_catalog.clock_timestamp() + pg_catalog.random() * $4::interval END) a`,
		j.ID, postponed, j.NextStart, within).Scan(&start)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return fmt.Errorf("put back the start of job %s: %w", j, err)
	}
	return nil
}
