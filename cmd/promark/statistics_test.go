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

// statisticsSource has statistics of every sort, in odd names and values. Nothing is random, so
// that equal tables have equal statistics.
const statisticsSource = `
CREATE SCHEMA "odd 'schema'";
CREATE TYPE "odd 'schema'".mood AS ENUM ('sad', 'o''k', 'a"b', 'with,comma');
CREATE TABLE "odd 'schema'"."Ta""ble" (id integer PRIMARY KEY, "va'l" text, n numeric, f float8,
  a text[], r int4range, e "odd 'schema'".mood, empty text, ts timestamptz, b bytea);
INSERT INTO "odd 'schema'"."Ta""ble" SELECT i, CASE i % 7 WHEN 0 THEN NULL WHEN 1 THEN E'q''uo"te\\back' WHEN 2 THEN E'new\nline' ELSE 'v' || i END,
  i / 8.0, CASE WHEN i % 5 = 0 THEN 'NaN' ELSE i / 3.0 END::float8, ARRAY['x' || i % 3, NULL, 'c,"' || i % 2],
  CASE WHEN i % 11 = 0 THEN 'empty' ELSE int4range(i, i + i % 13 + 1) END::int4range,
  (ARRAY['sad', 'o''k', 'a"b', 'with,comma'])[1 + i % 4]::"odd 'schema'".mood, NULL,
  '2024-01-01'::timestamptz + i * interval '1 hour', int4send(i % 100) FROM generate_series(1, 3000) i;
CREATE INDEX "ex'pr" ON "odd 'schema'"."Ta""ble" (id, lower("va'l"), (id % 10));
ALTER INDEX "odd 'schema'"."ex'pr" ALTER COLUMN 3 SET STATISTICS 7;
CREATE TABLE part (k integer, v text) PARTITION BY RANGE (k);
CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM (0) TO (1000);
CREATE TABLE part_2 PARTITION OF part FOR VALUES FROM (1000) TO (2000);
INSERT INTO part SELECT i, 'p' || i % 10 FROM generate_series(0, 1999) i;
CREATE TABLE parent (k integer); CREATE TABLE child () INHERITS (parent);
INSERT INTO parent SELECT generate_series(1, 100); INSERT INTO child SELECT generate_series(50, 200);
CREATE TABLE void AS SELECT 'empty'::int4range AS r FROM generate_series(1, 50);
CREATE MATERIALIZED VIEW mat AS SELECT k % 3 AS m, v FROM part; CREATE INDEX ON mat ((m + 1));
ANALYZE;
CREATE TABLE fresh AS SELECT generate_series(1, 10) AS i;
CREATE TABLE extended (a integer, b integer); INSERT INTO extended SELECT i, i FROM generate_series(1, 1000) i;
CREATE STATISTICS st ON a, b FROM extended`

const columnStatistics = `SELECT to_jsonb(s)::text FROM
  (SELECT schemaname, tablename, attname, inherited, null_frac, avg_width, n_distinct, most_common_vals::text AS v1, most_common_freqs,
     histogram_bounds::text AS v2, correlation, most_common_elems::text AS v3, most_common_elem_freqs, elem_count_histogram %s
     FROM pg_stats WHERE schemaname IN ('public', 'odd ''schema''') AND tablename NOT IN ('fresh', 'extended', 'void')) s
  ORDER BY 1`

const rangeStatistics = ", range_length_histogram::text AS v4, range_empty_frac, range_bounds_histogram::text AS v5"

// A target of 18 has the statistics of the source without ANALYZE, which gathers only what the
// source did not have.
func TestStatistics(t *testing.T) {
	target18 := pgtest.Get(t, 18)
	for _, major := range []int{12, 17, 18} {
		t.Run(fmt.Sprint(major), func(t *testing.T) {
			source, target := pgtest.Get(t, major).NewDatabase(t), target18.NewDatabase(t)
			source.Exec(t, statisticsSource)
			result, err := moveThroughFile(dump.Options{Config: config(t, source), Workers: 2},
				restore.Options{Config: config(t, target), Workers: 3})
			if err != nil || result.WarningCount > 0 {
				t.Fatalf("%v, warnings %v", err, result.Warnings)
			}
			query := fmt.Sprintf(columnStatistics, "")
			if major >= 17 {
				query = fmt.Sprintf(columnStatistics, rangeStatistics)
			}
			want, got := source.Rows(t, query), target.Rows(t, query)
			if len(want) < 24 {
				t.Errorf("the source has only %d rows of statistics", len(want))
			}
			differ(t, "statistics", want, got)
			const counts = `SELECT relname, relpages, CASE WHEN relkind <> 'p' OR reltuples > 0 THEN reltuples END FROM pg_class WHERE relkind IN ('r', 'p', 'm')
				AND relname IN ('Ta"ble', 'part', 'part_1', 'parent', 'child', 'mat') ORDER BY 1`
			differ(t, "counts", source.Rows(t, counts), target.Rows(t, counts))
			if got := target.Text(t, "SELECT string_agg(DISTINCT relname::text, ' ') FROM pg_stat_user_tables WHERE analyze_count > 0"); got != "extended fresh" {
				t.Errorf("analyzed %q, want what has no or extended statistics", got)
			}
		})
	}
}

// Statistics are left out of the dump or of the restore on demand, and do not go to a server that
// cannot take them: those tables are analyzed.
func TestStatisticsLeftOut(t *testing.T) {
	for _, c := range []struct {
		name     string
		major    int
		dump     dump.Options
		restore  restore.Options
		analyzed string
	}{
		{"dump", 18, dump.Options{NoStatistics: true}, restore.Options{NoAnalyze: true}, ""},
		{"restore", 18, dump.Options{}, restore.Options{NoStatistics: true, NoAnalyze: true}, ""},
		{"analyze instead", 18, dump.Options{}, restore.Options{NoStatistics: true}, "t"},
		{"older target", 17, dump.Options{}, restore.Options{}, "t"},
	} {
		t.Run(c.name, func(t *testing.T) {
			source, target := pgtest.Get(t, min(c.major, 17)).NewDatabase(t), pgtest.Get(t, c.major).NewDatabase(t)
			source.Exec(t, "CREATE TABLE t AS SELECT generate_series(1, 100) AS i; ANALYZE t")
			c.dump.Config, c.restore.Config = config(t, source), config(t, target)
			if _, err := moveThroughFile(c.dump, c.restore); err != nil {
				t.Fatal(err)
			}
			if got := target.Text(t, "SELECT COALESCE(string_agg(DISTINCT tablename::text, ' '), '') FROM pg_stats WHERE schemaname = 'public'"); got != c.analyzed {
				t.Errorf("tables with statistics: %q, want %q", got, c.analyzed)
			}
		})
	}
}

// A user who may read a table has its statistics in the archive.
func TestStatisticsPrivileges(t *testing.T) {
	server := pgtest.Get(t, 18)
	role := pgtest.UniqueName("reader")
	admin := server.DB("postgres")
	admin.Exec(t, "CREATE ROLE "+role+" LOGIN")
	t.Cleanup(func() { admin.Exec(t, "DROP ROLE "+role) })
	source, target := server.NewDatabase(t), server.NewDatabase(t)
	source.Exec(t, "CREATE TABLE open (c text); INSERT INTO open VALUES ('seen'), ('seen'); ANALYZE open; CREATE VIEW w AS SELECT 1; GRANT SELECT ON open TO "+role)
	t.Cleanup(func() { source.Exec(t, "DROP OWNED BY "+role) })
	conf := config(t, source)
	conf.User = role
	result, err := moveThroughFile(dump.Options{Config: conf}, restore.Options{Config: config(t, target), NoAnalyze: true})
	if err != nil {
		t.Fatalf("%v, %+v", err, result)
	}
	if got := target.Text(t, "SELECT most_common_vals::text FROM pg_stats WHERE tablename = 'open'"); !strings.Contains(got, "seen") {
		t.Errorf("most common values are %q", got)
	}
}

// Statistics of TimescaleDB's own tables name the chunks of all hypertables: where some of these are
// left out, so are the statistics, at which the server would warn.
func TestStatisticsOfPart(t *testing.T) {
	server := pgtest.NewerTimescale(t)
	source := server.NewDatabase(t)
	source.Exec(t, "CREATE EXTENSION timescaledb", `CREATE TABLE h (at bigint NOT NULL, v integer); CREATE TABLE other (at bigint NOT NULL);
		SELECT create_hypertable('h', 'at', chunk_time_interval => 10), create_hypertable('other', 'at', chunk_time_interval => 10);
		INSERT INTO h SELECT i, i % 3 FROM generate_series(1, 100) i; INSERT INTO other SELECT i FROM generate_series(1, 100) i`, "ANALYZE")
	const statistics = "SELECT count(*) FROM pg_stats WHERE schemaname || '.' || tablename = '%s'"
	movePart(t, source, catalog.Filter{Tables: []string{"h"}})
	all := dumped(t, dump.Options{Config: config(t, source)})
	for _, s := range []restore.Selection{{Tables: []string{"h"}}, {ExcludeTables: []string{"other"}}} {
		target := server.NewDatabase(t)
		result, err := restored(t, all, restore.Options{Config: config(t, target), Selection: s, NoAnalyze: true})
		if err != nil || result.WarningCount > 0 {
			t.Errorf("%+v: %v, %v", s, err, result.Warnings)
		}
		if got := target.Text(t, fmt.Sprintf(statistics, "_timescaledb_catalog.chunk")); got != "0" {
			t.Errorf("%+v: there are %s rows of statistics about TimescaleDB's own tables", s, got)
		}
		if got := target.Text(t, fmt.Sprintf(statistics, "public.h")); got == "0" {
			t.Errorf("%+v: there are no statistics of the hypertable", s)
		}
	}
	whole := server.NewDatabase(t)
	if _, err := restored(t, all, restore.Options{Config: config(t, whole), NoAnalyze: true}); err != nil {
		t.Fatal(err)
	}
	if got := whole.Text(t, fmt.Sprintf(statistics, "_timescaledb_catalog.chunk")); got == "0" {
		t.Error("the whole database has no statistics of TimescaleDB's own tables")
	}
}
