//go:build linux

package main_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"promark/catalog/pgtest"
	"promark/restore"
)

// damages are what no statement puts right, each made with inert hooks after those before, and what
// a repair says of it.
var damages = []struct{ sql, want string }{
	{"DELETE FROM _timescaledb_catalog.dimension WHERE hypertable_id = (SELECT id FROM _timescaledb_catalog.hypertable WHERE table_name = 'empty')",
		"1 hypertables without all of their dimensions: prom_data.empty"},
	{`DO $$ BEGIN IF (SELECT relkind = 'r' FROM pg_class WHERE oid = '_timescaledb_catalog.chunk_constraint'::regclass) THEN
		DELETE FROM _timescaledb_catalog.chunk_constraint WHERE chunk_id = 1; ELSE DELETE FROM _timescaledb_catalog.dimension_slice WHERE chunk_id = 1; END IF; END $$`,
		"1 chunks without all of their ranges"},
	{"DO $$ BEGIN EXECUTE 'DROP TABLE ' || (SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = '_ps_trace.link'::regclass LIMIT 1); END $$",
		"1 chunks without their table"},
	{"INSERT INTO _prom_catalog.metric (metric_name, table_name, series_table) VALUES ('lost', 'lost', 'lost')",
		"1 metrics without their hypertable: lost"},
	{"DROP TABLE prom_data.empty CASCADE", "1 hypertables without their table: prom_data.empty"},
	{"UPDATE _timescaledb_catalog.metadata SET value = '2.1.0' WHERE key = 'timescaledb_version'", "catalog are of version 2.1.0"},
	{"SET session_replication_role = replica; DELETE FROM _timescaledb_catalog.hypertable; DELETE FROM _timescaledb_catalog.chunk",
		"chunks without a row in TimescaleDB's catalog: _timescaledb_internal."},
}

// Where rows or tables are missing, the database must be dropped, is said to be, and stays as it
// is: restoring mode, triggers and all.
func TestRepairLost(t *testing.T) {
	for name, server := range promscaleServers(t) {
		t.Run(name, func(t *testing.T) {
			db := server.NewDatabase(t)
			load(t, db, "promscale")
			db.Exec(t, "SELECT timescaledb_pre_restore()")
			look := repair
			for i, c := range damages {
				db.Exec(t, c.sql)
				if i == len(damages)-1 {
					look = unchanged
				}
				var said []string
				for _, left := range look(t, db, restore.Lost).Left {
					said = append(said, left.Text, left.Advice)
				}
				if all := strings.Join(said, "; "); !strings.Contains(all, c.want) || !strings.Contains(all, "drop the database") {
					t.Errorf("left is %s, want %s", all, c.want)
				}
			}
		})
	}
}

// A database in which somebody restores is not judged.
func TestRepairBusy(t *testing.T) {
	db := pgtest.Timescale(t).NewDatabase(t)
	db.Exec(t, "CREATE EXTENSION timescaledb")
	try := func(want bool) {
		t.Helper()
		result, err := restore.Repair(context.Background(), restore.RepairOptions{Config: config(t, db)})
		var busy *restore.BusyError
		if errors.As(err, &busy) != want || want && (len(busy.Sessions) != 1 || result.Verdict != restore.NotJudged) {
			t.Errorf("repair gave %v, %v", result.Verdict, err)
		}
	}
	other := db.Conn(t)
	try(false)
	exec := func(sql string) {
		t.Helper()
		if _, err := other.Exec(context.Background(), sql); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"promark restore", "pg_restore"} {
		exec("SET application_name = '" + name + "'")
		try(true)
	}
	exec("RESET application_name")
	try(false)
	exec("SELECT timescaledb_pre_restore()")
	exec("BEGIN")
	try(true)
	exec("COMMIT")
	// Who is idle is no restore, and keeps the mode.
	found(t, repair(t, db, restore.NotRepaired), "restoring-mode", "clients")
	good(t, db)
}

// An ordinary user is told what a superuser has to do.
func TestRepairOrdinaryUser(t *testing.T) {
	server := pgtest.Timescale(t)
	user, admin := pgtest.UniqueName("ordinary"), server.DB("postgres")
	admin.Exec(t, "CREATE ROLE "+user+" LOGIN")
	t.Cleanup(func() { admin.Exec(t, "DROP ROLE "+user) })
	for sql, want := range map[string]string{
		"SELECT timescaledb_pre_restore()":                        "SELECT \"public\".\"timescaledb_post_restore\"()",
		"SELECT _timescaledb_functions.stop_background_workers()": "restart_background_workers",
	} {
		t.Run(want, func(t *testing.T) {
			db := server.NewDatabase(t)
			db.Exec(t, "CREATE EXTENSION timescaledb", sql)
			c := config(t, db)
			c.User = user
			result, err := restore.Repair(context.Background(), restore.RepairOptions{Config: c})
			if err != nil || result.Verdict != restore.NotRepaired || len(result.Left) != 1 || !strings.Contains(result.Left[0].Advice, want) ||
				result.Left[0].Err == nil || !strings.Contains(result.Left[0].Err.Error(), "42501") {
				t.Errorf("verdict %v, left %v, error %v", result.Verdict, result.Left, err)
			}
		})
	}
}

// Who has been lent TimescaleDB's calls, as for a restore, also gets a dead scheduler going, which
// the function that is made for it refuses.
func TestRepairPreparedUser(t *testing.T) {
	server := pgtest.Timescale(t)
	user := ordinary(t, server)
	for sql, want := range map[string]restore.Code{
		"SELECT timescaledb_pre_restore()":                        "restoring-mode",
		"SELECT _timescaledb_functions.stop_background_workers()": "timescaledb-scheduler",
	} {
		t.Run(string(want), func(t *testing.T) {
			db := server.NewDatabase(t, pgtest.Owner(user))
			db.Exec(t, "CREATE EXTENSION timescaledb; ALTER FUNCTION timescaledb_post_restore() SECURITY DEFINER", sql)
			c := configAs(t, db, user)
			if err := tryAs(t, db, user, "SELECT _timescaledb_functions.restart_background_workers()"); err == nil {
				t.Error("restart_background_workers() takes no superuser")
			}
			result, err := restore.Repair(context.Background(), restore.RepairOptions{Config: c})
			if err != nil || result.Verdict != restore.Repaired {
				t.Errorf("verdict %v, left %v, error %v", result.Verdict, result.Left, err)
			}
			found(t, result, want)
			good(t, db)
		})
	}
}
