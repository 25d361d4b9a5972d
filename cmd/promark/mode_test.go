//go:build linux

package main_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"promark/catalog/pgtest"
	"promark/dump"
	"promark/restore"
)

// madeByTrigger says whether rows of Promscale's metrics have made tables, as they do in sessions
// that are not in restoring mode.
const madeByTrigger = "SELECT (to_regclass('prom_data.cpu_usage') IS NOT NULL)::text || (SELECT count(*) FROM _timescaledb_catalog.hypertable WHERE table_name = 'cpu_usage')"

// A session from before the pre-restore call, which a pool may hand out, makes hypertables of the
// metrics that are loaded.
func TestSessionBeforePreRestore(t *testing.T) {
	db := promscaleServers(t)["17"].NewDatabase(t)
	db.Exec(t, "CREATE EXTENSION timescaledb")
	early := db.Conn(t)
	if _, err := early.Exec(t.Context(), "SELECT 1"); err != nil {
		t.Fatal(err)
	}
	db.Exec(t, "SELECT timescaledb_pre_restore()", "CREATE EXTENSION promscale VERSION '0.9.0'")
	for _, c := range []struct {
		conn *pgx.Conn
		want string
	}{{db.Conn(t), "false0"}, {early, "true1"}} {
		var got string
		_, err := c.conn.Exec(t.Context(), "DELETE FROM _prom_catalog.metric")
		if err == nil {
			_, err = c.conn.Exec(t.Context(), "INSERT INTO _prom_catalog.metric (metric_name, table_name, series_table) VALUES ('cpu_usage', 'cpu_usage', 'cpu_usage')")
		}
		if err == nil {
			err = c.conn.QueryRow(t.Context(), madeByTrigger).Scan(&got)
		}
		if err != nil || got != c.want {
			t.Errorf("tables that were made: %s, %v, want %s", got, err, c.want)
		}
	}
}

// What keeps sessions out of restoring mode is found before the first change; what comes later,
// before the first row.
func TestSessionsOutOfRestoringMode(t *testing.T) {
	server := promscaleServers(t)["17"]
	source, admin, role := server.NewDatabase(t), server.DB("postgres"), pgtest.UniqueName("out_of_mode")
	load(t, source, "promscale")
	data := dumped(t, dump.Options{Config: config(t, source)})
	admin.Exec(t, "CREATE ROLE "+role+" SUPERUSER LOGIN")
	t.Cleanup(func() { admin.Exec(t, "DROP ROLE "+role) })
	set, reset := "ALTER ROLE "+role+" SET timescaledb.restoring = false", "ALTER ROLE "+role+" RESET ALL"
	t.Cleanup(func() { admin.Exec(t, reset) })
	setWhenChecked := func(e restore.Event) {
		if p, ok := e.(restore.PhaseStarted); ok && p.Phase == restore.PhasePrepare {
			admin.Exec(t, set)
		}
	}
	for _, c := range []struct {
		name, before, options string
		progress              func(restore.Event)
		want                  string
		state                 restore.State
	}{
		{"role", set, "", nil, "ALTER ROLE " + role + " RESET timescaledb.restoring", restore.Untouched},
		{"connection", reset, "-c timescaledb.restoring=off", nil, "PGOPTIONS", restore.Untouched},
		{"later", reset, "", setWhenChecked, "timescaledb.restoring is not on in a new session", restore.Restoring},
	} {
		t.Run(c.name, func(t *testing.T) {
			admin.Exec(t, c.before)
			target := server.NewDatabase(t)
			o := restore.Options{Config: config(t, target), Progress: c.progress}
			o.Config.User = role
			if c.options != "" {
				o.Config.RuntimeParams["options"] = c.options
			}
			result, err := restored(t, data, o)
			if result.State != c.state || err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("state %v, error %v, want %q", result.State, err, c.want)
			}
			var found *restore.PreflightError
			if errors.As(err, &found) != (c.state == restore.Untouched) {
				t.Errorf("%v is found at the wrong time", err)
			}
			if c.state == restore.Restoring {
				if got := target.Text(t, "SELECT count(*) FROM pg_extension WHERE extname = 'promscale'"); got != "0" {
					t.Error("Promscale's extension was made outside of restoring mode")
				}
			}
		})
	}
}

// So does a script.
func TestScriptOutOfRestoringMode(t *testing.T) {
	server := promscaleServers(t)["17"]
	source, target := server.NewDatabase(t), server.NewDatabase(t)
	source.Exec(t, "CREATE EXTENSION timescaledb")
	server.DB("postgres").Exec(t, "ALTER ROLE postgres IN DATABASE "+target.Name+" SET timescaledb.restoring = off")
	script := scriptOf(t, source, false, restore.ScriptOptions{})
	out, _, err := target.Psql(t, server.Major, script)
	if err == nil || !strings.Contains(err.Error()+out, "timescaledb.restoring is not on in a new session") {
		t.Errorf("psql said %v\n%s", err, out)
	}
}

// With disabled triggers those of TimescaleDB's own tables fire all the same: rows of its metadata
// collide otherwise, as they do in any session whose triggers do not fire.
func TestDisabledTriggersOfTimescale(t *testing.T) {
	t.Parallel()
	server := pgtest.NewerTimescale(t)
	source, target := server.NewDatabase(t), server.NewDatabase(t)
	load(t, source, "timescaledb")
	data := dumped(t, dump.Options{Config: config(t, source)})
	if _, err := restored(t, data, restore.Options{Config: config(t, target), DisableTriggers: true, Workers: 2}); err != nil {
		t.Fatal(err)
	}
	same(t, source, target)
	again := "INSERT INTO _timescaledb_catalog.metadata TABLE _timescaledb_catalog.metadata"
	for role, collides := range map[string]bool{"replica": true, "origin": false} {
		if err := target.Try("SET session_replication_role = " + role + ";" + again); (err != nil) != collides {
			t.Errorf("the same rows of metadata again, as %s: %v", role, err)
		}
	}
}
