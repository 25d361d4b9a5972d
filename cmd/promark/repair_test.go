//go:build linux

package main_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"promark/catalog/pgtest"
	"promark/dump"
	"promark/restore"
)

// repair repairs a database and expects a verdict. Sessions of a restore that was cut off a moment
// ago may still be there: then it is told to come back.
func repair(t *testing.T, db *pgtest.DB, want restore.Verdict) *restore.RepairResult {
	t.Helper()
	deadline := time.Now().Add(30 * time.Second)
	for {
		result, err := restore.Repair(context.Background(), restore.RepairOptions{Config: config(t, db)})
		var busy *restore.BusyError
		if errors.As(err, &busy) && time.Now().Before(deadline) {
			time.Sleep(50 * time.Millisecond)
			continue
		}
		if err != nil {
			t.Fatalf("repair: %v", err)
		}
		if result.Verdict != want {
			t.Errorf("the verdict is %v, want %v; found %v, done %q, left %v", result.Verdict, want, result.Found, result.Done, result.Left)
		}
		return result
	}
}

// found checks which troubles were found. After timescaledb_post_restore(), whoever called it,
// loaders before 2.26.4 leave the scheduler dead now and then.
func found(t *testing.T, result *restore.RepairResult, want ...restore.Code) {
	t.Helper()
	var got []restore.Code
	for _, trouble := range result.Found {
		if trouble.Code != "timescaledb-scheduler" || slices.Contains(want, trouble.Code) {
			got = append(got, trouble.Code)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
}

// state is everything that a repair could change: rows, definitions, settings, and what belongs to
// extensions.
func state(t *testing.T, db *pgtest.DB) []string {
	t.Helper()
	lines := slices.Concat(rowsOf(t, db), db.Rows(t, sequences), db.Rows(t, settings), strings.Split(db.PgDump(t, "--schema-only"), "\n"),
		db.Rows(t, "SELECT s::text FROM pg_db_role_setting s"), db.Rows(t, "SELECT obj_description(oid) FROM pg_namespace ORDER BY oid"),
		db.Rows(t, "SELECT key, value FROM _timescaledb_catalog.metadata ORDER BY key"))
	for _, query := range []string{"triggers", "owners and privileges of relations"} {
		lines = append(lines, db.Rows(t, promscaleQueries[query])...)
	}
	return lines
}

// unchanged says that a repair has left everything as it was.
func unchanged(t *testing.T, db *pgtest.DB, want restore.Verdict) *restore.RepairResult {
	t.Helper()
	before := state(t, db)
	result := repair(t, db, want)
	differ(t, "after the repair", before, state(t, db))
	if len(result.Done) > 0 {
		t.Errorf("it has done %q", result.Done)
	}
	return result
}

const schedulers = "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'TimescaleDB Background Worker Scheduler%' AND datname = current_database()"

// good says that a new session is not in restoring mode, and that jobs run.
func good(t *testing.T, db *pgtest.DB) {
	t.Helper()
	got := db.Text(t, "SELECT current_setting('timescaledb.restoring') || ' ' || ("+schedulers+") || ' ' || (SELECT count(*) FROM pg_namespace WHERE nspname = '_promark')")
	if got != "off 1 0" {
		t.Errorf("restoring, schedulers, marks: %s", got)
	}
}

// A healthy database is left alone, whatever is in it.
func TestRepairHealthy(t *testing.T) {
	plain := pgtest.Get(t, 12).NewDatabase(t)
	load(t, plain, "objects")
	before := plain.PgDump(t, "--schema-only")
	found(t, repair(t, plain, restore.Healthy))
	if plain.PgDump(t, "--schema-only") != before {
		t.Error("the repair has changed definitions")
	}
	for name, server := range promscaleServers(t) {
		for _, schema := range []string{"promscale", "timescaledb"} {
			if name != "17" && schema != "promscale" && !pgtest.Conformance() {
				continue
			}
			t.Run(name+" "+schema, func(t *testing.T) {
				db := server.NewDatabase(t)
				load(t, db, schema)
				found(t, unchanged(t, db, restore.Healthy))
			})
		}
	}
}

// Number 6 of the checklist: a database whose restore ended between the calls is in restoring mode
// for ever, and is freed; so it is if roles are, too, or if the extension is gone.
func TestRepairRestoringMode(t *testing.T) {
	for name, server := range promscaleServers(t) {
		t.Run(name, func(t *testing.T) {
			db := server.NewDatabase(t)
			load(t, db, "promscale")
			before := state(t, db)
			db.Exec(t, "SELECT timescaledb_pre_restore()")
			if got := db.Text(t, "SELECT current_setting('timescaledb.restoring') || ("+schedulers+")"); got != "on0" {
				t.Fatalf("after the call: %s", got)
			}
			result := repair(t, db, restore.Repaired)
			if name == "17" {
				found(t, result, "restoring-mode")
			} else { // without triggers, nothing shows that Promscale's call was made
				found(t, result, "promscale-post-restore", "restoring-mode")
			}
			differ(t, "after the repair", before, state(t, db))
			good(t, db)
			worksAsPromscale(t, db)
		})
	}
	t.Run("roles", func(t *testing.T) {
		db := pgtest.Timescale(t).NewDatabase(t)
		role := pgtest.UniqueName("in mode")
		db.Exec(t, "CREATE EXTENSION timescaledb", "CREATE ROLE "+pgtest.Ident(role))
		t.Cleanup(func() { db.Exec(t, "DROP ROLE "+pgtest.Ident(role)) })
		db.Exec(t, fmt.Sprintf("ALTER ROLE %s IN DATABASE %s SET timescaledb.restoring = on", pgtest.Ident(role), db.Name))
		found(t, repair(t, db, restore.Repaired), "restoring-mode-of-roles")
		good(t, db)
		db.Exec(t, fmt.Sprintf("ALTER ROLE %s SET timescaledb.restoring = on", pgtest.Ident(role)))
		found(t, unchanged(t, db, restore.NotRepaired), "restoring-mode-everywhere")
	})
	t.Run("without the extension", func(t *testing.T) {
		db := pgtest.Timescale(t).NewDatabase(t)
		db.Exec(t, "CREATE EXTENSION timescaledb", "SELECT timescaledb_pre_restore()", "DROP EXTENSION timescaledb")
		found(t, repair(t, db, restore.Repaired), "restoring-mode")
		if left := db.Rows(t, settings); len(left) > 0 {
			t.Errorf("settings are left: %q", left)
		}
	})
}

// A connection that asks for restoring mode itself is named.
func TestRepairSessionMode(t *testing.T) {
	db := pgtest.Timescale(t).NewDatabase(t)
	db.Exec(t, "CREATE EXTENSION timescaledb")
	c := config(t, db)
	c.RuntimeParams["timescaledb.restoring"] = "on"
	result, err := restore.Repair(context.Background(), restore.RepairOptions{Config: c})
	if err != nil || result.Verdict != restore.NotRepaired {
		t.Fatalf("verdict %v, error %v", result.Verdict, err)
	}
	found(t, result, "restoring-mode-of-sessions")
	if !strings.Contains(result.Left[0].Text, "client") {
		t.Errorf("it says %q", result.Left[0].Text)
	}
}

// Number 7 of the checklist: a scheduler that does not run is started again; also when a
// timescaledb_pre_restore() was rolled back, whose message to the launcher was not.
func TestRepairScheduler(t *testing.T) {
	servers := promscaleServers(t)
	for name, sql := range map[string]string{
		"17": "BEGIN; SELECT timescaledb_pre_restore(); ROLLBACK",
		"18": "SELECT _timescaledb_functions.stop_background_workers()",
	} {
		t.Run(name, func(t *testing.T) {
			db := servers[name].NewDatabase(t)
			db.Exec(t, "CREATE EXTENSION timescaledb", sql)
			if got := db.Text(t, "SELECT current_setting('timescaledb.restoring') || ("+schedulers+")"); got != "off0" {
				t.Fatalf("restoring, schedulers: %s", got)
			}
			found(t, repair(t, db, restore.Repaired), "timescaledb-scheduler")
			good(t, db)
		})
	}
}

// The key that timescaledb_pre_restore() makes until 2.13 does not stay behind.
func TestRepairIdentity(t *testing.T) {
	db := pgtest.Timescale(t).NewDatabase(t)
	db.Exec(t, "CREATE EXTENSION timescaledb; INSERT INTO _timescaledb_catalog.metadata VALUES ('exported_uuid_bak', 'x', true)")
	found(t, repair(t, db, restore.Repaired), "exported-uuid")
	if got := db.Text(t, "SELECT string_agg(key || value, ' ') FROM _timescaledb_catalog.metadata WHERE key ~ 'exported'"); got != "exported_uuidx" {
		t.Errorf("keys are %s", got)
	}
}

// pg_restore loads everything, and nobody makes the calls.
func TestRepairAfterPgRestore(t *testing.T) {
	for name, server := range publishedServers(t) {
		t.Run(name, func(t *testing.T) {
			source, ours := server.NewDatabase(t), server.NewDatabase(t)
			load(t, source, "promscale")
			move(t, ways[0], source, ours)
			target, _ := published(t, source)
			result := repair(t, target, restore.Repaired)
			if len(result.Notes) != 1 || !strings.Contains(result.Notes[0], "cannot be told") {
				t.Errorf("notes are %q", result.Notes)
			}
			good(t, target)
			for query, sql := range promscaleQueries {
				differ(t, query, ours.Rows(t, sql), target.Rows(t, sql))
			}
		})
	}
}

// Number 2 of the checklist: the calls in the published order. The second fails as soon as there
// are chunks, and Promscale's own hypertables stay as they are.
func TestRepairWrongOrder(t *testing.T) {
	for name, server := range promscaleServers(t) {
		t.Run(name, func(t *testing.T) {
			source, target := server.NewDatabase(t), server.NewDatabase(t)
			load(t, source, "promscale")
			cutOff(t, dumped(t, dump.Options{Config: config(t, source)}), target, at(restore.PhasePostRestore))
			// As a restore by an ordinary user leaves owners, without a mark.
			owner := pgtest.UniqueName("restorer")
			target.Exec(t, "CREATE ROLE "+owner)
			t.Cleanup(func() { target.Exec(t, "REASSIGN OWNED BY "+owner+" TO postgres", "DROP ROLE "+owner) })
			target.Exec(t, "DROP SCHEMA _promark CASCADE; SELECT lo_unlink(oid) FROM pg_largeobject_metadata", `DO $$ DECLARE r regclass; BEGIN
				FOR r IN SELECT oid FROM pg_class WHERE relnamespace = '_timescaledb_internal'::regnamespace AND relname ~ '^_hyper' AND relkind = 'r' LOOP
				EXECUTE format('ALTER TABLE %s OWNER TO `+owner+`', r); END LOOP; END $$`)
			target.Exec(t, "SELECT timescaledb_post_restore()")
			err := target.Try("SELECT prom_api.promscale_post_restore()")
			// With triggers (until 2.22) it gets no further than the first, whose copies on the chunks
			// are made by prom_admin.
			if err == nil || !strings.Contains(err.Error(), "operation not supported on chunk tables") && !strings.Contains(err.Error(), "permission denied for table _hyper_1_") {
				t.Fatalf("the call gave %v", err)
			}
			found(t, repair(t, target, restore.Repaired), "promscale-post-restore")
			good(t, target)
			target.Exec(t, "REFRESH MATERIALIZED VIEW public.hourly")
			samePromscale(t, source, target)
			found(t, unchanged(t, target, restore.Healthy))
			worksAsPromscale(t, target)
		})
	}
}

// Triggers that keep rows out of the roots of hypertables are put where they belong.
func TestRepairBlockers(t *testing.T) {
	db := promscaleServers(t)["17"].NewDatabase(t)
	load(t, db, "promscale")
	before := state(t, db)
	chunk := db.Text(t, "SELECT show_chunks('prom_data.cpu_usage') LIMIT 1")
	db.Exec(t, "SET timescaledb.restoring = on; DROP TRIGGER ts_insert_blocker ON _ps_trace.event; DROP TRIGGER ts_insert_blocker ON prom_data.cpu_usage; "+
		"CREATE TRIGGER ts_insert_blocker BEFORE INSERT ON "+chunk+" FOR EACH ROW EXECUTE FUNCTION _timescaledb_functions.insert_blocker()")
	found(t, repair(t, db, restore.Repaired), "promscale-post-restore", "insert-blockers")
	differ(t, "after the repair", before, state(t, db))
}
