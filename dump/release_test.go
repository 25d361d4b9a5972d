//go:build linux

package dump

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"promark/archive"
	"promark/catalog/pgtest"
)

// whileCopying is what others do while rows are copied, and whether they wait for the dump: nobody
// does who writes rows, makes chunks, metrics or indexes, replaces a view or changes a table of an
// extension; who wants a table for themselves does.
var whileCopying = []struct {
	sql   string
	waits bool
}{
	{"CREATE OR REPLACE VIEW below AS SELECT i, 2 AS new FROM t", false},
	{"CREATE OR REPLACE VIEW v AS SELECT i, 2 AS new FROM below", false},
	{"ALTER MATERIALIZED VIEW m RENAME TO m2", false},
	{"ALTER SEQUENCE q RENAME TO q2", false},
	{"CREATE INDEX ON t (i)", false},
	{"ANALYZE t", false},
	{"ALTER TABLE t ADD COLUMN c int", true},
	{"TRUNCATE t", true},
	{"LOCK TABLE _timescaledb_catalog.continuous_aggs_invalidation_threshold", false},
	{"LOCK TABLE _timescaledb_catalog.hypertable", false},
	{"LOCK TABLE _timescaledb_internal.bgw_job_stat", false},
	{"LOCK TABLE _prom_catalog.label", false},
	{"INSERT INTO prom_data.old VALUES ('2025-01-01 00:00:01', 1, 1)", false},
	{"INSERT INTO prom_data.old VALUES ('2026-01-01', 1, 1)", false}, // a new chunk
	{`SELECT _prom_catalog.get_or_create_series_id('{"__name__": "old", "new label": "x"}')`, false},
	{`SELECT _prom_catalog.get_or_create_series_id('{"__name__": "new"}')`, false},
	{"ALTER TABLE _prom_catalog.series ATTACH PARTITION prom_data_series.new FOR VALUES IN (2)", false},
	{"ALTER TABLE _prom_catalog.series ATTACH PARTITION prom_data_series.old FOR VALUES IN (1)", true},
	{"SELECT drop_chunks('prom_data.old', older_than => '2025-06-01'::timestamptz)", true},
	{"SELECT drop_chunks('prom_data.old', newer_than => '2025-06-01'::timestamptz)", false},
}

func TestWhatWaits(t *testing.T) {
	server := pgtest.Timescale(t)
	server.AddExtension(t, filepath.Join("..", "testdata", "promscale"))
	db := server.NewDatabase(t)
	db.Exec(t, "CREATE EXTENSION timescaledb; CREATE EXTENSION promscale VERSION '0.9.0'",
		`CREATE TABLE t AS SELECT 1 AS i; CREATE VIEW below AS SELECT i FROM t; CREATE VIEW v AS SELECT i FROM below;
		CREATE MATERIALIZED VIEW m AS SELECT i FROM v; CREATE SEQUENCE q;
		SELECT _prom_catalog.get_or_create_series_id('{"__name__": "old", "node": "n"}'); INSERT INTO prom_data.old VALUES ('2025-01-01', 1, 1)`)
	var fired atomic.Bool
	o, out := options(t, db)
	o.test.hook = func(p string) {
		if p != "copy" || fired.Swap(true) {
			return
		}
		for _, w := range whileCopying {
			err := db.Try("SET lock_timeout = '300ms'; BEGIN; " + w.sql + "; COMMIT")
			if w.waits && sqlState(err) != "55P03" || !w.waits && err != nil {
				t.Errorf("%s: waits: %t, got %v", w.sql, w.waits, err)
			}
		}
	}
	if _, err := Run(context.Background(), o); err != nil {
		t.Fatal(err)
	}
	if !fired.Load() {
		t.Error("no rows were copied")
	}
	for _, e := range open(t, out.Bytes()).Entries() {
		for _, s := range e.Statements {
			if strings.Contains(s.SQL, "new") && (e.Name == "v" || e.Name == "old") {
				t.Errorf("%s is newer than the snapshot: %s", e.Name, s.SQL)
			}
		}
	}
}

// Configuration tables are locked behind the snapshot: whoever empties, rewrites or alters one in between
// makes the dump start again, so that it sees what was done. What is only added is not seen.
func TestConfigurationInterference(t *testing.T) {
	server := pgtest.Timescale(t)
	server.AddExtension(t, filepath.Join("..", "testdata", "promscale"))
	for _, c := range []struct {
		point, sql string
		restarts   int
		seen       bool
	}{
		{"verified", "TRUNCATE _prom_catalog.label", 1, true},
		{"verified", "ALTER TABLE _prom_catalog.label ALTER COLUMN value TYPE varchar; DELETE FROM _prom_catalog.label", 1, true},
		{"verified", "ALTER TABLE _prom_catalog.label ADD COLUMN more int; DELETE FROM _prom_catalog.label", 0, false},
		{"locked", "TRUNCATE _prom_catalog.label", 0, true},
	} {
		t.Run(c.point+" "+c.sql, func(t *testing.T) {
			db := server.NewDatabase(t)
			db.Exec(t, "CREATE EXTENSION timescaledb; CREATE EXTENSION promscale VERSION '0.9.0'",
				"INSERT INTO _prom_catalog.label (key, value) SELECT 'k', i::text FROM generate_series(1, 100) i")
			o, out := options(t, db)
			var fired atomic.Bool
			o.test.hook = func(p string) {
				if p == c.point && !fired.Swap(true) {
					db.Exec(t, "CREATE TABLE moved AS TABLE _prom_catalog.label; "+c.sql)
				}
			}
			result, err := Run(context.Background(), o)
			if err != nil {
				t.Fatal(err)
			}
			if result.Restarts != c.restarts {
				t.Errorf("%d restarts, want %d", result.Restarts, c.restarts)
			}
			r := open(t, out.Bytes())
			labels := len(rows(t, r, "_prom_catalog", "label"))
			moved := slices.ContainsFunc(r.Entries(), func(e archive.Entry) bool { return e.Name == "moved" })
			if moved != c.seen || (labels == 0) != c.seen {
				t.Errorf("%d bytes of labels, the table that they went to is there: %v", labels, moved)
			}
		})
	}
}
