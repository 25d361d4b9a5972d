//go:build linux

package main_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"promark/catalog/pgtest"
	"promark/dump"
	"promark/restore"
)

// The published procedure: extensions made by hand around the pre-restore call, pg_dump and
// pg_restore, the two post-restore calls. Each test here shows what it loses, and beside it that a
// restore of ours of the same source does not: the stand-in is as hostile as Promscale.

// publishedServers gives the servers on which the failures are shown: the version that does not
// change under the tests, and in a full run the newest one, too.
func publishedServers(t *testing.T) map[string]*pgtest.Server {
	t.Helper()
	servers := promscaleServers(t)
	if !pgtest.Conformance() {
		delete(servers, "18")
	}
	return servers
}

// published does the procedure up to the post-restore calls, and gives the errors of pg_restore.
func published(t *testing.T, source *pgtest.DB, args ...string) (target *pgtest.DB, complaints []string) {
	t.Helper()
	target = source.Server.NewDatabase(t)
	target.Exec(t, "CREATE EXTENSION timescaledb", "SELECT timescaledb_pre_restore()")
	target.Exec(t, "CREATE EXTENSION promscale VERSION '0.9.0'")
	return target, target.PgRestore(t, source, args...)
}

func TestPublishedProcedure(t *testing.T) {
	for name, server := range publishedServers(t) {
		t.Run(name, func(t *testing.T) { publishedLosses(t, server) })
	}
}

func publishedLosses(t *testing.T, server *pgtest.Server) {
	space, another := server.NewTablespace(t), server.NewTablespace(t)
	source, ours, fresh := server.NewDatabase(t), server.NewDatabase(t), server.NewDatabase(t)
	loadTraps(t, source, space)
	fresh.Exec(t, "CREATE EXTENSION timescaledb; CREATE EXTENSION promscale VERSION '0.9.0'")
	target, complaints := published(t, source)
	if len(complaints) != 1 || !strings.Contains(complaints[0], `duplicate key value violates unique constraint "ha_leases_logs_pkey"`) {
		t.Errorf("pg_restore said %q", complaints)
	}
	move(t, ways[0], source, ours)
	samePromscale(t, source, ours)
	checkTraps(t, source, ours, target)
	differ(t, "members of fresh extensions", fresh.Rows(t, promscaleQueries["members"]), ours.Rows(t, promscaleQueries["members"]))
	t.Run("order of the calls", func(t *testing.T) {
		target.Exec(t, "SELECT timescaledb_post_restore()")
		err := target.Try("SELECT prom_api.promscale_post_restore()")
		var refused *pgconn.PgError
		if !errors.As(err, &refused) || refused.Code != "0A000" || refused.Message != "operation not supported on chunk tables" {
			t.Errorf("promscale_post_restore gave %v", err)
		}
		// The way out: the mode for one session, the call there. It works once.
		target.Exec(t, "SET timescaledb.restoring = on; SELECT prom_api.promscale_post_restore()")
		blockers := traps["triggers that keep rows out of roots"].query
		differ(t, "triggers", ours.Rows(t, blockers), target.Rows(t, blockers))
		err = target.Try("SET timescaledb.restoring = on; SELECT prom_api.promscale_post_restore()")
		if blocks := len(ours.Rows(t, "SELECT FROM pg_trigger WHERE tgname = 'ts_insert_blocker'")) > 0; blocks != (err != nil) {
			t.Errorf("the second call gave %v, and hypertables with a trigger of their own: %t", err, blocks)
		}
	})
	t.Run("use", func(t *testing.T) {
		if err := target.Try(attachSQL(another)); err == nil || !strings.Contains(err.Error(), "tablespace_pkey") {
			t.Errorf("in the published copy another tablespace gave %v", err)
		}
		worksAfterTraps(t, ours, another)
	})
}

// Several workers of pg_restore load the rows of TimescaleDB's catalog in an order that its
// foreign keys do not allow: rows are lost, and the procedure goes on to its end.
func TestPublishedJobs(t *testing.T) {
	for name, server := range publishedServers(t) {
		t.Run(name, func(t *testing.T) {
			source, ours := server.NewDatabase(t), server.NewDatabase(t)
			load(t, source, "promscale")
			target, complaints := published(t, source, "--jobs=2")
			all := strings.Join(complaints, "\n")
			if !strings.Contains(all, "violates foreign key constraint") {
				t.Errorf("pg_restore said %s", all)
			}
			result, err := moveThroughFile(dump.Options{Config: config(t, source), Workers: 4}, restore.Options{Config: config(t, ours), Workers: 4})
			if err != nil || result.State != restore.Complete {
				t.Fatal(err)
			}
			t.Logf("pg_restore: %s", all)
			const rows = "SELECT query_to_xml(format('SELECT count(*) AS n FROM _timescaledb_catalog.%I', relname), false, false, '')::text FROM pg_class WHERE relnamespace = '_timescaledb_catalog'::regnamespace AND relkind = 'r' AND relname ~ '^(hyper|dim|chunk)' ORDER BY relname"
			want := source.Rows(t, rows)
			differ(t, "rows", want, ours.Rows(t, rows))
			if fmt.Sprint(target.Rows(t, rows)) == fmt.Sprint(want) {
				t.Error("pg_restore has lost no row of TimescaleDB's catalog")
			}
			target.Exec(t, "SELECT prom_api.promscale_post_restore()", "SELECT timescaledb_post_restore()")
			found(t, repair(t, target, restore.Lost), "timescaledb-catalog")
		})
	}
}

// A search path that comes with the connection (PGOPTIONS, a pool's settings) becomes part of the
// database's settings when the extension is created.
func TestPublishedSearchPath(t *testing.T) {
	server := promscaleServers(t)["17"]
	source, target, ours := server.NewDatabase(t), server.NewDatabase(t), server.NewDatabase(t)
	load(t, source, "promscale")
	for _, path := range []string{"pg_catalog", ""} {
		c := config(t, target)
		c.RuntimeParams["search_path"] = path
		conn, err := pgx.ConnectConfig(context.Background(), c)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close(context.Background())
		_, err = conn.Exec(context.Background(), "CREATE EXTENSION IF NOT EXISTS timescaledb SCHEMA public; SELECT public.timescaledb_pre_restore(); DROP EXTENSION IF EXISTS promscale CASCADE; CREATE EXTENSION promscale VERSION '0.9.0'")
		if path == "" {
			if err == nil || !strings.Contains(err.Error(), "syntax error") {
				t.Errorf("creating the extension with an empty search path gave %v", err)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(target.Rows(t, settings), " "); strings.Contains(got, "public") {
			t.Errorf("the published way keeps public in %s", got)
		}
	}
	for _, path := range []string{"pg_catalog", ""} {
		to := config(t, ours)
		to.RuntimeParams["search_path"] = path
		from := config(t, source)
		from.RuntimeParams["search_path"] = path
		if _, err := moveThroughFile(dump.Options{Config: from}, restore.Options{Config: to}); err != nil {
			t.Fatalf("search path %q: %v", path, err)
		}
		differ(t, "settings", source.Rows(t, settings), ours.Rows(t, settings))
		ours = server.NewDatabase(t)
	}
}

// Promscale made before the pre-restore call has rows and hypertables already that collide with
// those of the dump; a restore of ours says so before it loads anything.
func TestPublishedTooEarly(t *testing.T) {
	server := promscaleServers(t)["17"]
	source, target, ours := server.NewDatabase(t), server.NewDatabase(t), server.NewDatabase(t)
	load(t, source, "promscale")
	for _, db := range []*pgtest.DB{target, ours} {
		db.Exec(t, "CREATE EXTENSION timescaledb; CREATE EXTENSION promscale VERSION '0.9.0'")
	}
	target.Exec(t, "SELECT timescaledb_pre_restore()")
	all := strings.Join(target.PgRestore(t, source), "\n")
	for _, name := range []string{"ids_epoch", "bgw_job", "hypertable", "dimension"} {
		if !strings.Contains(all, fmt.Sprintf("COPY %s,", name)) && !strings.Contains(all, `constraint "`+name) {
			t.Errorf("pg_restore said nothing of %s: %s", name, all)
		}
	}
	move := func() error {
		_, err := moveThroughFile(dump.Options{Config: config(t, source)}, restore.Options{Config: config(t, ours)})
		return err
	}
	if err := move(); err == nil || !strings.Contains(err.Error(), "nothing was changed") {
		t.Errorf("a restore into a database with Promscale gave %v", err)
	}
	// What stands outside of the extension is not what gives it away.
	ours.Exec(t, "DROP TABLE _timescaledb_internal._promscale_compressed_span, _timescaledb_internal._promscale_compressed_event, _timescaledb_internal._promscale_compressed_link")
	if err := move(); err == nil || !strings.Contains(err.Error(), "nothing was changed") ||
		!strings.Contains(err.Error(), "rows in _prom_catalog.ids_epoch, which CREATE EXTENSION promscale leaves empty in TimescaleDB's restoring mode alone") {
		t.Errorf("a restore into a database with a fresh Promscale gave %v", err)
	}
}
