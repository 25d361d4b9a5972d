//go:build linux

package main_test

import (
	"slices"
	"strings"
	"testing"

	"promark/catalog/pgtest"
)

// trap is something that is easily lost or changed, by its number in testdata/promscale/TRAPS.md.
type trap struct {
	number int
	query  string // shows it: the same on the source and on our copy
	lost   bool   // by the published procedure, whose copy the query must tell from the source
	broken string // or what a simpler program does to a copy, which the query must see
}

const (
	// chunksOf gives the chunks of all hypertables, chunkOf the first of one of them.
	chunksOf = `(SELECT c.oid::regclass AS chunk, i.inhparent::regclass AS root FROM pg_class c JOIN pg_inherits i ON i.inhrelid = c.oid
	  WHERE c.relname ~ '^_hyper_') chunks`
	chunkOf = `(SELECT min(chunk::text) FROM ` + chunksOf + ` WHERE root = '%s'::regclass)`
	jobs    = `(SELECT c.oid::regclass FROM pg_class c WHERE relname = 'bgw_job' AND relkind = 'r' AND relnamespace::regnamespace::text ~ '^_timescaledb_')`
)

// inert executes a statement, in which %s is the first chunk of a hypertable, as a restore does.
func inert(root, statement string) string {
	return "SET LOCAL timescaledb.restoring = on; DO $broken$BEGIN EXECUTE replace(" + pgtest.Literal(statement) + ", '%s', " +
		strings.ReplaceAll(chunkOf, "%s", root) + "); END$broken$"
}

// traps are shown on testdata/schema/promscale.sql and traps.sql.
var traps = map[string]trap{
	"owners of chunks": {1, "SELECT chunk::text, relowner::regrole FROM " + chunksOf + " JOIN pg_class ON oid = chunk UNION ALL " +
		"SELECT oid::regclass::text, relowner::regrole FROM pg_class WHERE relname ~ '^_promscale_compressed' ORDER BY 1", false,
		inert("_ps_trace.span", "ALTER TABLE %s OWNER TO postgres")},
	"session of a refresh": {8, "SELECT restoring FROM public.mode", true, ""},
	"stale markers":        {11, markers, true, ""},
	"rows of each relation": {13, `SELECT r || query_to_xml(format('SELECT count(*) AS n, sum(hashtextextended(x::text, 0)::numeric) AS h FROM ONLY %s x', r), false, false, '')::text
	   FROM (SELECT chunk AS r FROM ` + chunksOf + ` UNION SELECT root FROM ` + chunksOf + `) x ORDER BY 1`, false,
		inert("prom_data.cpu_usage", "UPDATE %s SET value = value + 1e-15 WHERE ctid = '(0,1)'")},
	"doubled rows": {15, "SELECT count(*) FROM _ps_trace.event", false, inert("_ps_trace.event", "INSERT INTO %s SELECT * FROM %s")},
	"values of the extension's types": {19, `SELECT key || ' ' || encode(_ps_trace.tag_v_send(value), 'hex') FROM _ps_trace.tag UNION ALL
	   SELECT concat_ws(' ', trace_id, linked_trace_id, tags) FROM _ps_trace.link UNION ALL
	   SELECT concat_ws(' ', series_id, exemplar_label_values, exemplar_label_values IS NULL, array_dims(exemplar_label_values), float8send(value)) FROM prom_data_exemplar.cpu_usage ORDER BY 1`,
		false, `UPDATE prom_data_exemplar.cpu_usage SET exemplar_label_values = '{}' WHERE exemplar_label_values IS NULL`},
	"tables without columns": {20, `SELECT count(*) || ' ' || (SELECT relnatts FROM pg_class WHERE relname = '_compressed_hypertable_900') FROM ONLY public.nothing`,
		false, "DELETE FROM public.nothing WHERE ctid = '(0,2)'"},
	"columns in another order": {21, `SELECT concat_ws(' ', tableoid::regclass, t, a, n, g, late, later, "last one") FROM public.columns UNION ALL
	   SELECT concat_ws(' ', attrelid::regclass, attname, atttypid::regtype, attnotnull, attidentity, attgenerated, attislocal, pg_get_expr(adbin, adrelid))
	     FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
	    WHERE attnum > 0 AND NOT attisdropped AND attrelid IN (SELECT 'public.columns'::regclass UNION SELECT chunk FROM ` + chunksOf + ` WHERE root = 'public.columns'::regclass) ORDER BY 1`,
		false, "UPDATE public.columns SET a = later, later = a"},
	"log of leases": {22, `SELECT concat_ws(' ', cluster_name, leader_name, lease_start, lease_until) FROM _prom_catalog.ha_leases_logs UNION ALL
	   SELECT concat_ws(' ', 'now', cluster_name, leader_name, lease_start, lease_until) FROM _prom_catalog.ha_leases ORDER BY 1`, true, ""},
	"rows beside the extension's own": {23, `SELECT 'd ' || key || value FROM _prom_catalog."default" UNION ALL SELECT 'c ' || seq || key FROM _prom_catalog.remote_commands UNION ALL
	   SELECT 'k ' || id || key FROM _ps_trace.tag_key ORDER BY 1`, false, "DELETE FROM _ps_trace.tag_key WHERE id >= 1000"},
	"sequences": {24, sequences, true, ""},
	"metric that is not finalized": {25, `SELECT concat_ws(' ', m.metric_name, m.creation_completed, c.relispartition) FROM _prom_catalog.metric m
	   JOIN pg_class c ON c.oid = to_regclass(format('prom_data_series.%I', m.series_table)) ORDER BY 1`, false,
		`DO $$BEGIN EXECUTE format('ALTER TABLE _prom_catalog.series ATTACH PARTITION prom_data_series."not finalized" FOR VALUES IN (%s)',
		   (SELECT id FROM _prom_catalog.metric WHERE metric_name = 'not finalized')); END$$`},
	"names of metrics": {26, `SELECT concat_ws(' ', metric_name, is_view, to_regclass(format('%I.%I', table_schema, table_name)), to_regclass(format('prom_series.%I', series_table)),
	   query_to_xml(format('SELECT count(*) AS n FROM %I.%I', table_schema, table_name), false, false, '')) FROM _prom_catalog.metric ORDER BY 1`, false,
		`DROP VIEW views.cpu_daily; UPDATE _prom_catalog.metric SET table_name = 'cpu_hourly2' WHERE table_name = 'cpu_daily';
		 CREATE VIEW views.cpu_hourly2 AS SELECT * FROM views.cpu_hourly`},
	"metrics without chunks": {27, `SELECT concat_ws(' ', metric_name, (SELECT string_agg(chunk::text, ' ') FROM ` + chunksOf + ` WHERE root = to_regclass(format('prom_data.%I', table_name))))
	   FROM _prom_catalog.metric WHERE NOT is_view ORDER BY 1`, false, inert("prom_data.some_dropped", "DROP TABLE %s")},
	"details of chunks": {28, `SELECT concat_ws(' ', attrelid::regclass, attname, coalesce(attstattarget, -1), attstorage, attcompression) FROM pg_attribute
	    WHERE attrelid IN (SELECT chunk FROM ` + chunksOf + ` UNION SELECT root FROM ` + chunksOf + `) AND attnum > 0 AND NOT attisdropped UNION ALL
	   SELECT concat_ws(' ', chunk, reloptions, relacl, obj_description(chunk)) FROM ` + chunksOf + ` JOIN pg_class ON oid = chunk ORDER BY 1`, false,
		inert("public.columns", "ALTER TABLE %s ALTER COLUMN a SET STATISTICS -1")},
	"names that TimescaleDB's catalog has": {28, `SELECT concat_ws(' ', constraint_name, (SELECT string_agg(conrelid::regclass::text, ' ' ORDER BY conrelid::regclass::text)
	     FROM pg_constraint WHERE conname = constraint_name)) FROM _timescaledb_catalog.chunk_constraint UNION ALL
	   SELECT query_to_xml(CASE WHEN to_regclass('_timescaledb_catalog.chunk_index') IS NULL THEN 'SELECT' ELSE 'SELECT index_name, to_regclass(''_timescaledb_internal.'' || quote_ident(index_name)),
	     (SELECT string_agg(indrelid::regclass::text, '' '') FROM pg_index JOIN pg_class c ON c.oid = indexrelid WHERE relname = hypertable_index_name)
	     FROM _timescaledb_catalog.chunk_index ORDER BY 1' END, false, true, '')::text ORDER BY 1`, false,
		`SET LOCAL timescaledb.restoring = on; DO $$BEGIN EXECUTE (SELECT format('ALTER TABLE %s RENAME CONSTRAINT %I TO constraint_1000', conrelid::regclass, conname)
		   FROM pg_constraint WHERE conname ~ '^constraint_' LIMIT 1); END$$`},
	"triggers that keep rows out of roots": {29, `SELECT concat_ws(' ', c, c IN (SELECT root FROM ` + chunksOf + `), EXISTS (SELECT FROM pg_trigger WHERE tgrelid = c AND tgname = 'ts_insert_blocker'))
	   FROM (SELECT chunk AS c FROM ` + chunksOf + ` UNION SELECT format('%I.%I', hypertable_schema, hypertable_name)::regclass FROM timescaledb_information.hypertables) x ORDER BY 1`, false,
		inert("_ps_trace.span", "CREATE TRIGGER ts_insert_blocker BEFORE INSERT ON %s FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()")},
	"users' own on tables of the extension": {30, `SELECT concat_ws(' ', indrelid::regclass, pg_get_indexdef(indexrelid)) FROM pg_index WHERE pg_get_indexdef(indexrelid) ~ 'duration_ms' UNION ALL
	   SELECT concat_ws(' ', tgrelid::regclass, pg_get_triggerdef(oid)) FROM pg_trigger WHERE tgname = 'user_trigger' UNION ALL
	   SELECT array_to_string(reloptions, ' ') FROM pg_class WHERE oid = '_prom_catalog.ha_leases'::regclass ORDER BY 1`, true, ""},
	"settings of the database": {31, settings, false, "DO $$BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = pg_catalog', current_database()); END$$"},
	"jobs": {32, "SELECT query_to_xml('SELECT id, proc_schema, proc_name, owner, scheduled, schedule_interval, config, hypertable_id FROM ' || " + jobs + " || ' ORDER BY id', false, false, '')",
		false, "DO $$BEGIN EXECUTE format('UPDATE %s SET owner = ''postgres'' WHERE id = 1001', " + jobs + "); END$$"},
	"members of the extensions": {34, promscaleQueries["members"], false, "ALTER EXTENSION promscale ADD TABLE public.nothing"},
}

// loadTraps makes the source, with rows in a tablespace.
func loadTraps(t *testing.T, db *pgtest.DB, space string) {
	t.Helper()
	load(t, db, "promscale")
	load(t, db, "traps")
	loadMarkers(t, db)
	db.Exec(t, attachSQL(space)+`; INSERT INTO public.columns (t, a) VALUES ('2025-02-01', 'in the tablespace')`)
}

// Goal: the copy has what is easily lost, and each look at it can fail. Method: our copy and that of the published procedure, of one
// source; what that procedure keeps is broken by hand, in a transaction that is rolled back.
func checkTraps(t *testing.T, source, ours, published *pgtest.DB) {
	for what, trap := range traps {
		t.Run(what, func(t *testing.T) {
			want := source.Rows(t, trap.query)
			if len(want) == 0 || trap.lost == (trap.broken != "") {
				t.Fatalf("the source has %q; nothing shows that this can be lost, or two things do", want)
			}
			differ(t, what, want, ours.Rows(t, trap.query))
			var bad []string
			if trap.lost {
				bad = published.Rows(t, trap.query)
			} else {
				bad = ours.Rows(t, "BEGIN;"+trap.broken+";"+trap.query+";ROLLBACK")
			}
			if slices.Equal(want, bad) {
				t.Error("a bad copy looks the same: the query shows nothing")
			}
		})
	}
}

// worksAfterTraps does in our copy what collides, or has no effect, in one where something is missing.
func worksAfterTraps(t *testing.T, db *pgtest.DB, space string) {
	db.Exec(t, attachSQL(space), `INSERT INTO public.columns (t, a) VALUES ('2030-01-01', 'new'); INSERT INTO prom_data.all_dropped VALUES ('2030-01-01', 1, 1);
		INSERT INTO _ps_trace.span SELECT trace_id, -1, NULL, operation_id, '2030-01-01', '2030-01-01', 1, NULL, 0, 'ok', '{}', '{}' FROM _ps_trace.span LIMIT 1`,
		"CALL _prom_catalog.finalize_metric_creation()",
		"SELECT _prom_catalog.get_or_create_series_id(jsonb_build_object('__name__', metric_name, 'fresh', 'label')) FROM _prom_catalog.metric WHERE NOT is_view")
	const state = `SELECT concat_ws(' ', (SELECT n FROM public.columns WHERE a = 'new'), (SELECT count(*) FROM public.columns WHERE later = 'z'),
		(SELECT count(DISTINCT reltablespace) FROM pg_class JOIN ` + chunksOf + ` ON chunk = oid WHERE root = 'public.columns'::regclass AND reltablespace > 0),
		(SELECT count(*) FROM pg_trigger WHERE tgname IN ('seen', 'user_trigger')) - (SELECT count(*) FROM ` + chunksOf + ` WHERE root IN ('public.columns'::regclass, '_ps_trace.span'::regclass)),
		(SELECT count(*) FROM pg_index WHERE pg_get_indexdef(indexrelid) ~ 'duration_ms') - (SELECT count(*) FROM ` + chunksOf + ` WHERE root = '_ps_trace.span'::regclass),
		(SELECT count(*) FROM ` + chunksOf + ` WHERE root = 'prom_data.all_dropped'::regclass),
		(SELECT count(*) FROM _prom_catalog.metric WHERE NOT is_view) - (SELECT count(*) FROM pg_inherits WHERE inhparent = '_prom_catalog.series'::regclass),
		(SELECT count(*) FROM _ps_trace.tag_key WHERE id < 1000))`
	if got, want := db.Text(t, state), "32 12 2 2 1 1 0 174"; got != want {
		t.Errorf("after use: %s, want %s", got, want)
	}
}

// attachSQL takes a number of the one sequence that no dump of TimescaleDB has.
func attachSQL(space string) string {
	return "SELECT attach_tablespace(" + pgtest.Literal(space) + ", 'public.columns')"
}
