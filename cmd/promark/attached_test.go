//go:build linux

package main_test

import (
	"testing"

	"promark/catalog"
	"promark/catalog/pgtest"
	"promark/dump"
	"promark/restore"
)

// Tablespaces that are attached to a hypertable must be in the target although nothing is in them yet;
// without tablespaces none is attached, and new chunks can be made.
func TestAttachedTablespaces(t *testing.T) {
	server := pgtest.Timescale(t)
	gone, kept := pgtest.UniqueName("gone"), server.NewTablespace(t)
	admin := server.DB("postgres").Conn(t)
	for _, sql := range []string{"SET allow_in_place_tablespaces = on", "CREATE TABLESPACE " + gone + " LOCATION ''"} {
		if _, err := admin.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	source := server.NewDatabase(t)
	source.Exec(t, "CREATE EXTENSION timescaledb", "CREATE TABLE h (at bigint NOT NULL); SELECT create_hypertable('h', 'at', chunk_time_interval => 10)",
		"SELECT attach_tablespace("+pgtest.Literal(kept)+", 'h'), attach_tablespace("+pgtest.Literal(gone)+", 'h')")
	whole := dumped(t, dump.Options{Config: config(t, source)})
	without := dumped(t, dump.Options{Config: config(t, source), Filter: catalog.Filter{NoTablespaces: true}})
	source.Exec(t, "SELECT detach_tablespace("+pgtest.Literal(gone)+", 'h')")
	if _, err := admin.Exec(t.Context(), "DROP TABLESPACE "+gone); err != nil {
		t.Fatal(err)
	}
	result, err := restored(t, whole, restore.Options{Config: config(t, server.NewDatabase(t))})
	has(t, findingsOf(t, result, err), "tablespaces", "tablespaces are missing on the target: "+gone, "--no-tablespaces")
	script := server.NewDatabase(t)
	psql(t, script, scriptOf(t, source, false, restore.ScriptOptions{Options: restore.Options{NoTablespaces: true}}))
	byDump, byRestore := server.NewDatabase(t), server.NewDatabase(t)
	if _, err := restored(t, without, restore.Options{Config: config(t, byDump)}); err != nil {
		t.Fatal(err)
	}
	if _, err := restored(t, whole, restore.Options{Config: config(t, byRestore), NoTablespaces: true}); err != nil {
		t.Fatal(err)
	}
	for name, db := range map[string]*pgtest.DB{"script": script, "dump": byDump, "restore": byRestore} {
		if got := db.Text(t, "SELECT count(*) FROM _timescaledb_catalog.tablespace"); got != "0" {
			t.Errorf("%s: %s tablespaces are attached", name, got)
		}
		db.Exec(t, "INSERT INTO h SELECT generate_series(1, 100)")
	}
}
