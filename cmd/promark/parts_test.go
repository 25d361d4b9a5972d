//go:build linux

package main_test

import (
	"fmt"
	"strings"
	"testing"

	"promark/catalog"
	"promark/catalog/pgtest"
	"promark/dump"
	"promark/restore"
)

// movePart moves what a filter of the dump leaves into a new database.
func movePart(t *testing.T, source *pgtest.DB, filter catalog.Filter) *pgtest.DB {
	t.Helper()
	target := source.Server.NewDatabase(t)
	result, err := moveThroughFile(dump.Options{Config: config(t, source), Filter: filter}, restore.Options{Config: config(t, target)})
	if err != nil {
		t.Fatal(err)
	}
	if result.State != restore.Complete || result.WarningCount > 0 {
		t.Errorf("state %v, warnings %v", result.State, result.Warnings)
	}
	return target
}

// partState is what a database knows of its hypertables.
const partState = `SELECT concat_ws(' ', h, (SELECT count(*) FROM show_chunks(h::regclass)), (xpath('/row/n/text()', query_to_xml('SELECT count(*) AS n FROM ' || h, false, true, '')))[1])
  FROM (SELECT format('%I.%I', hypertable_schema, hypertable_name) FROM timescaledb_information.hypertables) x (h) ORDER BY h`

// writesInto shows that a restored hypertable is one: a row goes into a chunk that is there, one
// into a new chunk, nothing into the root; numbers do not collide; old chunks can be dropped.
func writesInto(t *testing.T, db *pgtest.DB) {
	t.Helper()
	const chunks = "SELECT count(*) FROM show_chunks('metrics')"
	before := db.Text(t, chunks)
	db.Exec(t, `INSERT INTO metrics VALUES ('2025-01-02', 1, 1), ('2030-01-01', 1, 2);
		CREATE TABLE another (time timestamptz NOT NULL, k int); SELECT create_hypertable('another', 'time', 'k', 2);
		INSERT INTO another VALUES ('2030-01-01', 1), ('2031-01-01', 2)`)
	counts := fmt.Sprintf(`SELECT (%s) - %s || ' ' || (SELECT count(*) FROM ONLY metrics) || ' ' ||
		(SELECT count(*) FROM show_chunks('another')) || ' ' || (SELECT count(*) FROM metrics WHERE time >= '2030-01-01')`, chunks, before)
	if got, want := db.Text(t, counts), "1 0 2 1"; got != want {
		t.Errorf("new chunks of metrics, rows in its root, chunks of another, new rows: %s, want %s", got, want)
	}
	db.Exec(t, "SELECT drop_chunks('metrics', '2025-02-01'::timestamptz)")
	if got := db.Text(t, chunks); got != "32" {
		t.Errorf("%s chunks of metrics are left, want 32", got)
	}
}

// What filters leave works: the hypertables that were selected, and none besides.
func TestSelectedHypertablesWork(t *testing.T) {
	for name, server := range map[string]*pgtest.Server{"17": pgtest.Timescale(t), "18": pgtest.NewerTimescale(t)} {
		t.Run(name, func(t *testing.T) {
			source := server.NewDatabase(t)
			load(t, source, "timescaledb")
			for _, c := range []struct {
				name   string
				filter catalog.Filter
				state  []string
				newer  bool // on the newer server always
			}{
				{"-t metrics", catalog.Filter{Tables: []string{"metrics"}}, []string{"public.metrics 36 20001"}, false},
				{"-T spaced", catalog.Filter{ExcludeTables: []string{"spaced", "referencing"}}, []string{"public.empty 0 0", "public.metrics 36 20001"}, true},
				{"-s", catalog.Filter{NoData: true}, []string{"public.empty 0 0", "public.metrics 36 0", "public.spaced 21 0"}, true},
				{"--exclude-table-data=metrics", catalog.Filter{ExcludeTableData: []string{"metrics"}, ExcludeTables: []string{"referencing"}},
					[]string{"public.empty 0 0", "public.metrics 36 0", "public.spaced 21 5000"}, false},
			} {
				if name != "17" && !c.newer && !pgtest.Conformance() {
					continue
				}
				t.Run(c.name, func(t *testing.T) {
					target := movePart(t, source, c.filter)
					differ(t, "hypertables", c.state, target.Rows(t, partState))
					writesInto(t, target)
				})
			}
		})
	}
}

// promscaleData are the tables of Promscale's extension that have no row without the rows of
// metrics and traces.
var promscaleData = []string{"_prom_catalog.ha_leases", "_prom_catalog.ha_leases_logs", "_prom_catalog.metadata", "_prom_catalog.series",
	"_ps_trace.tag", "_ps_trace.operation", "_ps_trace.schema_url", "_ps_trace.instrumentation_lib", "_ps_trace.span", "_ps_trace.event", "_ps_trace.link",
	"prom_data.cpu_usage", "prom_data_exemplar.cpu_usage"}

// Without rows, Promscale still knows its metrics, labels and tags, and works.
func TestPromscaleWithoutRows(t *testing.T) {
	for name, server := range promscaleServers(t) {
		t.Run(name, func(t *testing.T) {
			source := server.NewDatabase(t)
			load(t, source, "promscale")
			target := movePart(t, source, catalog.Filter{NoData: true})
			for name, query := range promscaleQueries {
				differ(t, name, source.Rows(t, query), target.Rows(t, query))
			}
			const kept = `SELECT m::text FROM _prom_catalog.metric m UNION ALL SELECT k::text FROM _prom_catalog.label_key k UNION ALL SELECT p::text FROM _prom_catalog.label_key_position p
			  UNION ALL SELECT l::text FROM _prom_catalog.label l WHERE key = '__name__' UNION ALL SELECT d::text FROM _prom_catalog."default" d UNION ALL SELECT c::text FROM _prom_catalog.remote_commands c
			  UNION ALL SELECT e::text FROM _prom_catalog.exemplar e UNION ALL SELECT p::text FROM _prom_catalog.exemplar_label_key_position p
			  UNION ALL SELECT i::text FROM _prom_catalog.ids_epoch i UNION ALL SELECT k::text FROM _ps_trace.tag_key k ORDER BY 1`
			differ(t, "definitions", source.Rows(t, kept), target.Rows(t, kept))
			if got := target.Text(t, "SELECT count(*) FROM _prom_catalog.label WHERE key <> '__name__'"); got != "0" {
				t.Errorf("%s labels are no names", got)
			}
			for _, table := range promscaleData {
				if got := target.Text(t, "SELECT count(*) FROM "+table); got != "0" || source.Text(t, "SELECT count(*) FROM "+table) == "0" {
					t.Errorf("%s has %s rows", table, got)
				}
			}
			fromAll := server.NewDatabase(t)
			if err := restoreSelection(t, archiveOf(t, source), fromAll, restore.Selection{NoData: true}); err != nil {
				t.Fatal(err)
			}
			sameParts(t, target, fromAll)
			if name == "17" {
				bySQL := server.NewDatabase(t)
				psql(t, bySQL, scriptOf(t, source, false, restore.ScriptOptions{Options: restore.Options{Selection: restore.Selection{NoData: true}}}))
				sameParts(t, target, bySQL)
			}
			usePromscale(t, target, "1 1 1 1 9 0 3 29 0 177 1001 6")
		})
	}
}

// The samples of a metric can be left out.
func TestPromscaleWithoutSamples(t *testing.T) {
	server := promscaleServers(t)["17"]
	source := server.NewDatabase(t)
	load(t, source, "promscale")
	target := movePart(t, source, catalog.Filter{ExcludeTableData: []string{"prom_data.cpu_usage"}})
	const counts = "SELECT concat_ws(' ', (SELECT count(*) FROM prom_data.cpu_usage), (SELECT count(*) FROM prom_data.\"not finalized\"), (SELECT count(*) FROM prom_data_series.cpu_usage))"
	if got := target.Text(t, counts); got != "0 10 5" {
		t.Errorf("samples of two metrics, series: %s", got)
	}
	usePromscale(t, target, "1 1 301 1 209 0 28 28 4 177 1001 6")
}

// Promscale is dumped whole, or not at all.
func TestPromscaleIsNotSplit(t *testing.T) {
	server := promscaleServers(t)["17"]
	source := server.NewDatabase(t)
	load(t, source, "promscale")
	for _, c := range []struct {
		name   string
		filter catalog.Filter
		want   string
	}{
		{"a metric", catalog.Filter{Tables: []string{"prom_data.cpu_usage"}}, "cannot be dumped alone: it is a part of Promscale"},
		{"a metric's series", catalog.Filter{Tables: []string{"prom_data_series.cpu_usage"}}, "cannot be dumped alone: it is a part of Promscale"},
		{"the schema of metrics", catalog.Filter{Schemas: []string{"prom_data"}}, "cannot be dumped alone: it is a part of Promscale"},
		{"without a metric", catalog.Filter{ExcludeTables: []string{"prom_data.cpu_usage"}}, "cannot be left out alone: Promscale's own tables"},
		{"without a view", catalog.Filter{ExcludeSchemas: []string{"prom_metric"}}, "cannot be left out alone: Promscale's own tables"},
		{"a chunk of spans", catalog.Filter{ExcludeTables: []string{source.Text(t, "SELECT min(c::text) FROM show_chunks('_ps_trace.span') c")}}, "cannot be left out alone: it is a part of hypertable"},
		{"rows alone", catalog.Filter{NoSchema: true}, "cannot be dumped without definitions"},
	} {
		_, err := moveThroughFile(dump.Options{Config: config(t, source), Filter: c.filter}, restore.Options{Config: config(t, source)})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
	data := archiveOf(t, source)
	for _, c := range []struct {
		name   string
		choice restore.Selection
		want   string
	}{
		{"a metric", restore.Selection{Tables: []string{"cpu_usage"}}, "Promscale cannot be restored in part"},
		{"without a metric", restore.Selection{ExcludeTables: []string{"cpu_usage"}}, "Promscale cannot be restored in part"},
		{"the schema of series", restore.Selection{Schemas: []string{"prom_data_series"}}, "Promscale cannot be restored in part"},
		{"rows alone", restore.Selection{NoSchema: true}, "cannot be restored without definitions"},
	} {
		if err := restoreSelection(t, data, source, c.choice); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("restore of %s: %v, want %q", c.name, err, c.want)
		}
	}
	source.Exec(t, "CREATE TABLE metrics (time timestamptz NOT NULL, device int, value float8); SELECT create_hypertable('metrics', 'time'); INSERT INTO metrics VALUES ('2025-03-01', 1, 1)")
	without := movePart(t, source, catalog.Filter{ExcludeExtensions: []string{"promscale"}, ExcludeTables: []string{"hourly", "_timescaledb_internal._promscale_*"}})
	differ(t, "hypertables", []string{"public.metrics 1 1"}, without.Rows(t, partState))
	if got := without.Text(t, "SELECT count(*) FROM timescaledb_information.jobs WHERE job_id >= 1000"); got != "0" {
		t.Errorf("%s jobs of Promscale are there without it", got)
	}
	one := movePart(t, source, catalog.Filter{Tables: []string{"public.metrics"}})
	differ(t, "hypertables", []string{"public.metrics 1 1"}, one.Rows(t, partState))
}
