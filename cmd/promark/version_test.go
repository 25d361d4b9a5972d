//go:build linux

package main_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"promark/catalog/pgtest"
	"promark/dump"
	"promark/restore"
)

// findingsOf gives what a refused restore found, one text for each, and makes sure that it has
// changed nothing.
func findingsOf(t *testing.T, result *restore.Result, err error) []restore.Finding {
	t.Helper()
	var refused *restore.PreflightError
	if !errors.As(err, &refused) || result.State != restore.Untouched {
		t.Fatalf("the restore should be refused: %v (%v)", err, result.State)
	}
	return refused.Findings
}

// has finds a finding of a code with a text and a hint.
func has(t *testing.T, list []restore.Finding, code restore.Code, text, hint string) {
	t.Helper()
	for _, f := range list {
		if f.Code == code && strings.Contains(f.Text, text) && strings.Contains(f.Hint, hint) {
			return
		}
	}
	t.Errorf("%s: %q (%q) is not among the findings: %v", code, text, hint, list)
}

// A database has another version of TimescaleDB from its template, or has it in another schema: it
// is replaced where nothing depends on it, and otherwise the refusal says how. The loader's own words
// ("has already been loaded with another version", "could not access file") reach nobody.
func TestTimescaleOfAnotherVersion(t *testing.T) {
	server := promscaleServers(t)["17"]
	server.AddTimescaleVersion(t, "2.19.2")
	source, elsewhere := server.NewDatabase(t), server.NewDatabase(t)
	source.Exec(t, "CREATE EXTENSION timescaledb", "CREATE TABLE m (t timestamptz NOT NULL); SELECT create_hypertable('m', 't'); INSERT INTO m VALUES ('2025-01-01')")
	elsewhere.Exec(t, "CREATE SCHEMA ts; CREATE EXTENSION timescaledb SCHEMA ts", `CREATE TABLE m (t timestamptz NOT NULL);
		SELECT ts.create_hypertable('m', 't'); INSERT INTO m VALUES ('2025-01-01')`)
	for _, c := range []struct {
		name, setup string
		from        *pgtest.DB
		code        restore.Code // "": it is replaced
		text, hint  string
	}{
		{"another", "CREATE EXTENSION timescaledb VERSION '2.19.2'", source, "", "dropped and created again", ""},
		{"without a library", "CREATE EXTENSION timescaledb; UPDATE pg_extension SET extversion = '2.0.0' WHERE extname = 'timescaledb'",
			source, "", "dropped and created again", ""},
		{"another schema", "CREATE EXTENSION timescaledb", elsewhere, "", "in schema public already, wanted is 2.19.3 in schema ts", ""},
		{"a hypertable", "CREATE EXTENSION timescaledb VERSION '2.19.2'; CREATE TABLE m (t timestamptz NOT NULL); SELECT create_hypertable('m', 't')",
			source, "not-empty", "it has relation", "restore into a new database"},
		{"another extension", "CREATE EXTENSION timescaledb VERSION '2.19.2'; SET timescaledb.restoring = on; CREATE EXTENSION promscale VERSION '0.9.0'",
			source, "extension", "2.19.2 in schema public already, wanted is 2.19.3", "DROP EXTENSION \"timescaledb\" CASCADE"},
	} {
		t.Run(c.name, func(t *testing.T) {
			target := server.NewDatabase(t)
			target.Exec(t, c.setup)
			result, err := restored(t, dumped(t, dump.Options{Config: config(t, c.from)}), restore.Options{Config: config(t, target)})
			if c.code != "" {
				has(t, findingsOf(t, result, err), c.code, c.text, c.hint)
				return
			}
			if err != nil {
				t.Fatalf("%v (%v)", err, result.State)
			}
			has(t, result.Findings, "extension", c.text, "")
			same(t, c.from, target)
		})
	}
	result, err := restored(t, dumped(t, dump.Options{Config: config(t, source)}),
		restore.Options{Config: config(t, server.NewDatabase(t)), ExtensionVersions: map[string]string{"timescaledb": "2.19.2"}})
	has(t, findingsOf(t, result, err), "extension", "wanted in version 2.19.2: the archive has rows of its catalog as 2.19.3 has it", "update the extension after the restore")
}

// Promscale's extension was created outside of restoring mode, and has filled its tables: the restore
// does not load into them, and says so before its first change.
func TestPromscaleCreatedTooEarly(t *testing.T) {
	server := promscaleServers(t)["17"]
	source, early, right := server.NewDatabase(t), server.NewDatabase(t), server.NewDatabase(t)
	load(t, source, "promscale")
	data := dumped(t, dump.Options{Config: config(t, source)})
	early.Exec(t, "CREATE EXTENSION timescaledb; CREATE EXTENSION promscale VERSION '0.9.0'")
	result, err := restored(t, data, restore.Options{Config: config(t, early)})
	list := findingsOf(t, result, err)
	has(t, list, "not-empty", "extension timescaledb already, and rows in _timescaledb_catalog.", "DROP EXTENSION \"timescaledb\" CASCADE")
	has(t, list, "not-empty", "and rows in _prom_catalog.ids_epoch, which CREATE EXTENSION promscale leaves empty in TimescaleDB's restoring mode alone",
		"DROP EXTENSION \"promscale\" CASCADE")

	right.Exec(t, "CREATE EXTENSION timescaledb", "SELECT timescaledb_pre_restore(); CREATE EXTENSION promscale VERSION '0.9.0'")
	if result, err := restored(t, data, restore.Options{Config: config(t, right)}); err != nil {
		t.Fatalf("into what an administrator has made in restoring mode: %v (%v)", err, result.State)
	}
	samePromscale(t, source, right)
}

// Promscale 0.8 cannot be created on a newer TimescaleDB, whatever the order. A database that has
// both is dumped with a warning, and its restore is refused with the way; one of 0.4 is not dumped.
func TestPromscaleTooOld(t *testing.T) {
	server := promscaleServers(t)["17"]
	server.AddExtensionAs(t, filepath.Join("..", "..", "testdata", "promscale"), "0.8.0")
	source, target := server.NewDatabase(t), server.NewDatabase(t)
	source.Exec(t, "CREATE EXTENSION timescaledb")
	err := source.Try("CREATE EXTENSION promscale VERSION '0.8.0'")
	if err == nil || !strings.Contains(err.Error(), `relation "timescaledb_information.data_nodes" does not exist`) {
		t.Errorf("creating Promscale 0.8.0 gave %v", err)
	}
	source.Exec(t, "CREATE EXTENSION promscale VERSION '0.9.0'", "UPDATE pg_extension SET extversion = '0.8.0' WHERE extname = 'promscale'")
	const why = "Promscale 0.8.0 cannot be created with TimescaleDB 2.19.3 nor any from 2.14 on"
	var b bytes.Buffer
	result, err := dump.Run(context.Background(), dump.Options{Config: config(t, source), Output: &b})
	if err != nil || !slices.ContainsFunc(result.Warnings, func(w string) bool { return strings.Contains(w, why) && strings.Contains(w, "cannot be restored") }) {
		t.Errorf("the dump warns of %q, %v", result.Warnings, err)
	}
	outcome, err := restored(t, b.Bytes(), restore.Options{Config: config(t, target)})
	has(t, findingsOf(t, outcome, err), "extension", why, "before TimescaleDB was updated")

	source.Exec(t, "UPDATE pg_extension SET extversion = '0.4.2' WHERE extname = 'promscale'")
	_, err = dump.Run(context.Background(), dump.Options{Config: config(t, source), Output: &b})
	if err == nil || !strings.Contains(err.Error(), "Promscale 0.4.2 is too old: before 0.5 its objects do not belong to the extension") {
		t.Errorf("dumping Promscale 0.4 gave %v", err)
	}
}

// Everything that is wrong is said in one run, and nothing is changed.
func TestPreflightNamesEverything(t *testing.T) {
	server, plain := promscaleServers(t)["17"], pgtest.Get(t, 18)
	owner, jobber, boss, space := pgtest.UniqueName("owner"), pgtest.UniqueName("jobber"), pgtest.UniqueName("boss"), pgtest.UniqueName("space")
	admin := server.DB("postgres")
	conn := admin.Conn(t)
	for _, sql := range []string{"SET allow_in_place_tablespaces = on", "CREATE TABLESPACE " + space + " LOCATION ''",
		fmt.Sprintf("CREATE ROLE %s; CREATE ROLE %s LOGIN; CREATE ROLE %s SUPERUSER", owner, jobber, boss)} {
		if _, err := conn.PgConn().Exec(context.Background(), sql).ReadAll(); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		admin.Exec(t, fmt.Sprintf("DROP ROLE %s, %s, %s", owner, jobber, boss), "DROP TABLESPACE "+space)
	})
	source := server.NewDatabase(t)
	t.Cleanup(func() { source.Exec(t, "DROP TABLE kept") })
	source.Exec(t, "CREATE EXTENSION timescaledb; CREATE EXTENSION promscale VERSION '0.9.0'", "UPDATE pg_extension SET extversion = '0.8.0' WHERE extname = 'promscale'",
		fmt.Sprintf(`CREATE TABLE kept (x int) TABLESPACE %s; ALTER TABLE kept OWNER TO %s;
		UPDATE _timescaledb_config.bgw_job SET owner = '%s' WHERE id = 1000; UPDATE _timescaledb_config.bgw_job SET owner = '%s' WHERE id = 1001`, space, owner, jobber, boss))
	data := dumped(t, dump.Options{Config: config(t, source)})

	user, target := ordinary(t, plain), plain.NewDatabase(t, pgtest.Encoding("LATIN1"))
	target.Exec(t, "CREATE TABLE stays (x int)")
	target.Rows(t, "SELECT 1")
	connector := target.Conn(t)
	if _, err := connector.Exec(context.Background(), "SELECT pg_advisory_lock_shared(5585198506344173278)"); err != nil {
		t.Fatal(err)
	}
	const state = "SELECT 'relation ' || oid::regclass FROM pg_class WHERE relnamespace = 'public'::regnamespace UNION ALL SELECT rolname FROM pg_roles UNION ALL SELECT setdatabase::text || setconfig::text FROM pg_db_role_setting ORDER BY 1"
	before := target.Rows(t, state)
	result, err := restored(t, data, restore.Options{Config: configAs(t, target, user), Workers: 500})
	list := findingsOf(t, result, err)
	for _, c := range []struct {
		code       restore.Code
		text, hint string
	}{
		{"extension", "timescaledb is wanted in version 2.19.3, of which the target has no version: TimescaleDB 2.19 is for PostgreSQL 14 to 17", "restore on PostgreSQL 15 or older"},
		{"extension", "promscale is wanted in version 0.8.0, of which the target has no version: Promscale 0.8.0 is for PostgreSQL 12 to 15", "restore on PostgreSQL 15 or older"},
		{"extension", "Promscale 0.8.0 cannot be created with TimescaleDB 2.19.3", ""},
		{"preload", "does not preload timescaledb", "shared_preload_libraries"},
		{"roles", "missing on the target: " + owner, "CREATE ROLE \"" + owner + "\";"},
		{"roles", "role " + jobber + " is missing on the target: jobs of TimescaleDB belong to it (1000 execute_maintenance_job)", "CREATE ROLE \"" + jobber + "\" LOGIN;"},
		{"roles", "role " + boss + " is missing on the target", "CREATE ROLE \"" + boss + "\" LOGIN SUPERUSER;"},
		{"tablespaces", space, "CREATE TABLESPACE"},
		{"privileges", "user " + user + " is no superuser and lacks the ownership of database", "ALTER FUNCTION"},
		{"connections", "500 workers", "fewer workers"},
		{"encoding", "LATIN1", "ENCODING 'UTF8'"},
		{"not-empty", "public.stays", "new database"},
		{"clients", "1 other sessions", "end them"},
		{"connector", "a Promscale connector is connected", "stop it"},
	} {
		has(t, list, c.code, c.text, c.hint)
	}
	if after := target.Rows(t, state); !slices.Equal(before, after) {
		t.Errorf("the refused restore has changed %q into %q", before, after)
	}
}
