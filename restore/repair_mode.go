package restore

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"

	"promark/catalog"
)

const (
	codeMode           Code = "restoring-mode"
	codeRole           Code = "restoring-mode-of-roles"
	codeRoleEverywhere Code = "restoring-mode-everywhere"
	codeSession        Code = "restoring-mode-of-sessions"
	codeIdentity       Code = "exported-uuid"
)

// onRole is a stored setting that puts sessions into restoring mode.
type onRole struct {
	role     string // "" for all
	database bool   // in this database only
}

// findSettings finds where timescaledb.restoring is on.
func (d *diagnosis) findSettings(ctx context.Context) ([]onRole, error) {
	rows, err := d.s.pgx.Query(ctx, `SELECT CASE s.setrole WHEN 0 THEN '' ELSE pg_catalog.pg_get_userbyid(s.setrole)::text END, s.setdatabase <> 0
  FROM pg_catalog.pg_db_role_setting s
 CROSS JOIN LATERAL pg_catalog.unnest(s.setconfig) u (setting)
 WHERE s.setdatabase IN (0, (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()))
   AND CASE WHEN u.setting LIKE 'timescaledb.restoring=%' THEN pg_catalog.split_part(u.setting, '=', 2)::pg_catalog.bool END
 ORDER BY 1`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (o onRole, err error) {
		return o, row.Scan(&o.role, &o.database)
	})
}

// inMode says that every new session of the database is in restoring mode.
func (d *diagnosis) inMode() bool {
	for _, o := range d.settings {
		if o.role == "" && o.database {
			return true
		}
	}
	return false
}

// mode finds the database's own restoring mode. The call that ends it also tells TimescaleDB's
// launcher, and until 2.13 puts the installation's identity back.
func (d *diagnosis) mode(context.Context) error {
	if !d.inMode() {
		return nil
	}
	t := Trouble{Code: codeMode, Text: "the database is in restoring mode (timescaledb.restoring is on for it in pg_db_role_setting): " +
		"its hypertables do not work, and no job runs"}
	if d.schema == "" {
		sql := "ALTER DATABASE " + catalog.Ident(d.p.r.target.Database) + " RESET timescaledb.restoring"
		t.Remedy, t.Advice = "take the setting away: "+sql, "as the database's owner: "+sql
		d.add(t, d.p.statement(sql))
		return nil
	}
	t.Remedy = "end the mode with timescaledb_post_restore()"
	t.Advice = "as a superuser: " + endRestoringSQL(d.schema)
	d.add(t, func(ctx context.Context) error {
		err := d.p.statement(endRestoringSQL(d.schema))(ctx)
		d.p.ended = err == nil
		return err
	})
	if d.mark == nil {
		d.p.note("whoever switched the restoring mode on left no record of what was to be restored: " +
			"whether all rows are there cannot be told from the database")
	}
	return nil
}

// otherMode finds what else puts sessions into restoring mode. What reaches beyond this database
// is for somebody else to change.
func (d *diagnosis) otherMode(ctx context.Context) error {
	var here, everywhere []string
	for _, o := range d.settings {
		sql := "ALTER ROLE ALL"
		if o.role != "" {
			sql = "ALTER ROLE " + catalog.Ident(o.role)
		}
		switch {
		case !o.database:
			everywhere = append(everywhere, sql+" RESET timescaledb.restoring")
		case o.role != "":
			here = append(here, sql+" IN DATABASE "+catalog.Ident(d.p.r.target.Database)+" RESET timescaledb.restoring")
		}
	}
	if sql := strings.Join(here, "; "); sql != "" {
		d.add(Trouble{Code: codeRole, Text: "timescaledb.restoring is on for roles in this database",
			Remedy: "take the setting away: " + sql, Advice: "as a superuser: " + sql}, d.p.statement(sql))
	}
	if sql := strings.Join(everywhere, "; "); sql != "" {
		d.add(Trouble{Code: codeRoleEverywhere, Text: "timescaledb.restoring is on for roles in every database",
			Advice: "as a superuser: " + sql}, nil)
	}
	if len(d.settings) > 0 {
		return nil
	}
	source, err := d.s.text(ctx, `SELECT source || COALESCE(' ' || sourcefile, '') FROM pg_catalog.pg_settings
 WHERE name = 'timescaledb.restoring' AND setting = 'on'`)
	if err == nil && source != "" {
		d.add(Trouble{Code: codeSession, Text: "a new session is in restoring mode, although nothing in the database says so " +
			"(the source of the setting is: " + source + ")",
			Advice: "take timescaledb.restoring out of the server's configuration (ALTER SYSTEM RESET timescaledb.restoring; " +
				"SELECT pg_reload_conf()) or out of the connection's options, or close the server connections of a pooler"}, nil)
	}
	return err
}

// identity finds the name under which timescaledb_pre_restore() keeps the installation's identity
// until 2.13 (sql/restoring.sql). Who ended the mode without the call has left it there, and the
// next call would fail on its key.
func (d *diagnosis) identity(ctx context.Context) error {
	if d.schema == "" || d.inMode() {
		return nil
	}
	found, err := d.s.text(ctx, "SELECT value FROM _timescaledb_catalog.metadata WHERE key = 'exported_uuid_bak'")
	if err != nil || found == "" {
		return err
	}
	const sql = `INSERT INTO _timescaledb_catalog.metadata (key, value, include_in_telemetry)
  SELECT 'exported_uuid', value, include_in_telemetry FROM _timescaledb_catalog.metadata WHERE key = 'exported_uuid_bak'
  ON CONFLICT DO NOTHING;
DELETE FROM _timescaledb_catalog.metadata WHERE key = 'exported_uuid_bak'`
	d.add(Trouble{Code: codeIdentity, Text: "the restoring mode was ended without timescaledb_post_restore(): " +
		"the key exported_uuid_bak is left in _timescaledb_catalog.metadata, and the next restore would fail on it",
		Remedy: "put exported_uuid back in its place", Advice: "as a superuser: " + sql}, d.p.statement(sql))
	return nil
}

// scheduler finds that no job runs although they should. It may have died in the transaction of
// timescaledb_post_restore() (awaitScheduler), or have been told to stop by a
// timescaledb_pre_restore() whose transaction did not come to its end: messages to the launcher
// are not taken back.
func (d *diagnosis) scheduler(ctx context.Context) error {
	if d.schema == "" || d.inMode() {
		return nil
	}
	workers, err := d.s.text(ctx, `SELECT setting FROM pg_catalog.pg_settings WHERE name = 'timescaledb.max_background_workers'`)
	if err != nil || workers == "" || workers == "0" {
		return err // the server does not load TimescaleDB's launcher, or is to run no jobs
	}
	wait := schedulerWait
	if _, tried := d.p.failed[codeScheduler]; tried {
		wait = schedulerLastWait
	}
	alive, err := schedulerAlive(ctx, d.s, wait)
	if err != nil || alive {
		return err
	}
	function, err := workersFunction(ctx, d.s)
	if err != nil {
		return err
	}
	d.add(Trouble{Code: codeScheduler, Text: "TimescaleDB's job scheduler does not run in this database: no job does",
		Remedy: "restart the job scheduler",
		Advice: "as a superuser: SELECT " + function + "; if that does not help, look at max_worker_processes " +
			"and timescaledb.max_background_workers, or restart the server"}, func(ctx context.Context) error {
		return d.p.inSession(ctx, func(s *session) error { return restartScheduler(ctx, s, d.schema) })
	})
	return nil
}
