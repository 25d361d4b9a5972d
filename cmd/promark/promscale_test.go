//go:build linux

package main_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"path/filepath"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"promark/catalog/pgtest"
	"promark/dump"
	"promark/restore"
)

// promscaleServers gives servers that have Promscale's stand-in.
func promscaleServers(t testing.TB) map[string]*pgtest.Server {
	t.Helper()
	servers := map[string]*pgtest.Server{"17": pgtest.Timescale(t), "18": pgtest.NewerTimescale(t)}
	for _, s := range servers {
		s.AddExtension(t, filepath.Join("..", "..", "testdata", "promscale"))
	}
	return servers
}

// promscaleQueries show what same does not: what belongs to the extension, and what hangs on it.
var promscaleQueries = map[string]string{
	"owners and privileges of relations": `SELECT concat_ws(' ', c.oid::regclass, c.relkind, c.relowner::regrole,
	   (SELECT string_agg(a::text, ',' ORDER BY a::text) FROM unnest(c.relacl) a)) FROM pg_class c
	  WHERE c.relnamespace::regnamespace::text ~ '^(_?prom|_?ps_|public|_timescaledb_internal)' AND c.relname !~ '^(bgw_job|pg_toast)' AND c.relkind <> 'i' ORDER BY 1`,
	"owners and privileges of schemas and functions": `SELECT concat_ws(' ', x, o::regrole, (SELECT string_agg(a::text, ',' ORDER BY a::text) FROM unnest(acl) a))
	   FROM (SELECT nspname::text, nspowner, nspacl FROM pg_namespace UNION ALL
	         SELECT oid::regprocedure::text, proowner, proacl FROM pg_proc WHERE pronamespace::regnamespace::text ~ '^_?(prom|ps)_') f (x, o, acl)
	  WHERE x !~ '^pg_(toast_)?temp' ORDER BY 1`,
	"triggers": "SELECT tgrelid::regclass || ' ' || pg_get_triggerdef(oid) || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1",
	"indexes": `SELECT indrelid::regclass || ' ' || pg_get_indexdef(indexrelid) || indisvalid::text FROM pg_index JOIN pg_class c ON c.oid = indrelid
	  WHERE c.relnamespace::regnamespace::text !~ '^pg_' ORDER BY 1`,
	"constraints": "SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) || convalidated::text FROM pg_constraint WHERE conrelid <> 0 ORDER BY 1",
	"views":       `SELECT c.oid::regclass || pg_get_viewdef(c.oid) FROM pg_class c WHERE relkind IN ('v', 'm') AND relnamespace::regnamespace::text ~ '^(_?prom|_?ps_|public)' ORDER BY 1`,
	"inheritance": "SELECT inhrelid::regclass || ' ' || inhparent::regclass || coalesce(pg_get_expr(relpartbound, c.oid), '') FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid ORDER BY 1",
	"options":     "SELECT oid::regclass || ' ' || array_to_string(reloptions, ',') FROM pg_class WHERE reloptions IS NOT NULL AND relkind IN ('r', 'p', 'i', 'v') ORDER BY 1",
	"members": `SELECT extname || ' ' || extversion || ' ' || extowner::regrole || ' ' || d.classid::regclass || ' ' || count(*) FROM pg_depend d JOIN pg_extension e ON e.oid = refobjid
	  WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e' GROUP BY extname, extversion, extowner, d.classid ORDER BY 1`,
	"configuration": `SELECT t::regclass || ' ' || c FROM pg_extension, unnest(extconfig, extcondition) x (t, c) WHERE extname = 'promscale' ORDER BY 1`,
	"fresh tables":  "SELECT name || applied_at_version FROM _ps_catalog.migration UNION ALL SELECT uuid::text || is_counter_reset_row::text FROM _ps_catalog.promscale_instance_information ORDER BY 1",
	"chunks": `SELECT h || ' ' || count(*) FROM (SELECT h, show_chunks(h::regclass) FROM unnest('{prom_data.cpu_usage,prom_data.empty,_ps_trace.span,_ps_trace.event,_ps_trace.link}'::text[]) h) x
	  GROUP BY h ORDER BY 1`,
}

// samePromscale compares everything: rows and definitions, and what belongs to the extension.
func samePromscale(t *testing.T, source, target *pgtest.DB) {
	t.Helper()
	same(t, source, target)
	for name, query := range promscaleQueries {
		want := source.Rows(t, query)
		if len(want) < 2 {
			t.Errorf("%s: the source has %q", name, want)
		}
		differ(t, name, want, target.Rows(t, query))
	}
}

// loadMarkers writes Prometheus' two NaNs into a metric.
func loadMarkers(t testing.TB, db *pgtest.DB) {
	t.Helper()
	rows := []byte("PGCOPY\n\377\r\n\000\000\000\000\000\000\000\000\000")
	for i, bits := range []uint64{0x7ff0000000000002, 0x7ff0000000000002, 0x7ff8000000000001} {
		rows = append(rows, 0, 3)
		for _, v := range []uint64{uint64(800_000_000_000_000 + i), bits, 1} { // 2025-05-08
			rows = binary.BigEndian.AppendUint32(rows, 8)
			rows = binary.BigEndian.AppendUint64(rows, v)
		}
	}
	rows = append(rows, 0xff, 0xff)
	conn := db.Conn(t)
	defer conn.Close(context.Background())
	_, err := conn.PgConn().CopyFrom(context.Background(), bytes.NewReader(rows), "COPY prom_data.cpu_usage FROM STDIN (FORMAT binary)")
	if err != nil {
		t.Fatal(err)
	}
	db.Exec(t, "REFRESH MATERIALIZED VIEW public.hourly")
}

const markers = `SELECT concat_ws(' ', count(*) FILTER (WHERE prom_api.is_stale_marker(value)), count(*) FILTER (WHERE prom_api.is_normal_nan(value))) FROM prom_data.cpu_usage`

// A database with Promscale (here: its stand-in) comes back whole, and works: tables that nobody
// made twice, the log of leases, owners of chunks, numbers that do not collide.
func TestRoundTripPromscale(t *testing.T) {
	for name, server := range promscaleServers(t) {
		t.Run(name, func(t *testing.T) {
			source := server.NewDatabase(t)
			load(t, source, "promscale")
			loadMarkers(t, source)
			ways := ways
			if name != "17" && !pgtest.Conformance() {
				ways = ways[:1]
			}
			for _, w := range ways {
				t.Run(w.name, func(t *testing.T) {
					target := server.NewDatabase(t)
					result := move(t, w, source, target)
					for _, f := range result.Findings {
						t.Errorf("finding %v", f)
					}
					samePromscale(t, source, target)
					if got := target.Text(t, markers); got != "2 1" {
						t.Errorf("stale markers and NaNs: %s", got)
					}
					target.Exec(t, "DELETE FROM prom_data.cpu_usage WHERE value = 'NaN'")
					worksAsPromscale(t, target)
				})
			}
		})
	}
}

// worksAsPromscale does in a restored database what a connector does.
func worksAsPromscale(t *testing.T, db *pgtest.DB) {
	t.Helper()
	usePromscale(t, db, "15001 1 301 1 209 0 28 28 4 177 1001 6")
}

// usePromscale does so and counts what is there then.
func usePromscale(t *testing.T, db *pgtest.DB, want string) {
	t.Helper()
	db.Exec(t, `SELECT _prom_catalog.get_or_create_series_id('{"__name__": "new", "node": "n", "fresh": "label"}')`,
		"CALL _prom_catalog.finalize_metric_creation()", // "not finalized" as well
		`SELECT _prom_catalog.get_or_create_series_id('{"__name__": "cpu_usage", "node": "n", "fresh": "label"}');
		SELECT _prom_catalog.get_or_create_series_id('{"__name__": "cpu_usage", "node": "brain1", "namespace": "dev"}');
		INSERT INTO prom_data.new VALUES ('2025-01-01', 1, 27); INSERT INTO prom_data.cpu_usage VALUES ('2030-01-01', 1, 28);
		SELECT _prom_catalog.create_exemplar_table_if_not_exists('new'); INSERT INTO prom_data_exemplar.new VALUES ('2025-01-01', 27, '{x}', 1);
		INSERT INTO _ps_trace.tag_key (tag_type, key) VALUES (1, 'a new key'); INSERT INTO _ps_trace.tag (key_id, tag_type, key, value) VALUES (1, 1, 'a new key', '1');
		INSERT INTO _ps_trace.operation (service_name_id, span_kind, span_name) VALUES (1, 'server', 'new');
		INSERT INTO _ps_trace.schema_url (url) VALUES ('new'); INSERT INTO _ps_trace.instrumentation_lib (name, version, schema_url_id) VALUES ('new', '1', 2);
		INSERT INTO _ps_trace.span (trace_id, span_id, operation_id, start_time, end_time, duration_ms, span_tags)
		  VALUES (md5('new')::uuid, 9000, 3, '2031-01-01', '2031-01-01', 1, '{}');
		INSERT INTO _ps_trace.event SELECT '2031-01-01', md5(n::text)::uuid, 9000, 'e', '{}' FROM generate_series(1, 9) n;
		UPDATE _prom_catalog.ha_leases SET leader_name = 'y', lease_start = '2025-01-04' WHERE cluster_name = 'c1';
		CALL _prom_catalog.execute_everywhere('another', 'SELECT 1');
		SELECT _prom_catalog.add_job('_prom_catalog', 'execute_maintenance_job', '{}')`)
	const counts = `SELECT concat_ws(' ', (SELECT count(*) FROM prom_data.cpu_usage), (SELECT count(*) FROM prom_metric.cpu_usage WHERE fresh_id IS NOT NULL),
		(SELECT count(*) FROM _ps_trace.span), (SELECT count(*) FROM ps_trace.span WHERE span_name = 'new'), (SELECT count(*) FROM _ps_trace.event),
		(SELECT count(*) FROM ONLY _ps_trace.span) + (SELECT count(*) FROM ONLY _ps_trace.event) + (SELECT count(*) FROM ONLY prom_data.cpu_usage),
		(SELECT count(*) FROM _prom_catalog.series), (SELECT max(id) FROM _prom_catalog.series), (SELECT count(*) FROM _prom_catalog.ha_leases_logs),
		(SELECT count(*) FROM _ps_trace.tag_key), (SELECT max(seq) FROM _prom_catalog.remote_commands), (SELECT count(*) FROM timescaledb_information.jobs WHERE job_id >= 1000))`
	if got := db.Text(t, counts); got != want {
		t.Errorf("counts are %s, want %s", got, want)
	}
}

// TimescaleDB refuses Promscale's call after its own, which is the order of the published
// procedure, as soon as there is a chunk; without one, both orders work.
func TestPromscaleOrderMatters(t *testing.T) {
	for name, server := range promscaleServers(t) {
		t.Run(name, func(t *testing.T) {
			for _, chunk := range []string{"", "INSERT INTO _ps_trace.link VALUES (md5('1')::uuid, 1, '2025-01-01', md5('2')::uuid, '{}')"} {
				db := server.NewDatabase(t)
				db.Exec(t, "CREATE EXTENSION timescaledb; CREATE EXTENSION promscale VERSION '0.9.0'", chunk,
					"DROP TRIGGER IF EXISTS ts_insert_blocker ON _ps_trace.span; DROP TRIGGER IF EXISTS ts_insert_blocker ON _ps_trace.event; DROP TRIGGER IF EXISTS ts_insert_blocker ON _ps_trace.link")
				err := db.Try("SELECT prom_api.promscale_post_restore()")
				var refused *pgconn.PgError
				if chunk == "" && err != nil || chunk != "" &&
					(!errors.As(err, &refused) || refused.Code != "0A000" || refused.Message != "operation not supported on chunk tables") {
					t.Errorf("the call with live hooks and %q gave %v", chunk, err)
				}
			}
		})
	}
}

// What was restored is a source like any other.
func TestPromscaleAgain(t *testing.T) {
	server := promscaleServers(t)["17"]
	source, first, second := server.NewDatabase(t), server.NewDatabase(t), server.NewDatabase(t)
	load(t, source, "promscale")
	for _, pair := range [][2]*pgtest.DB{{source, first}, {first, second}} {
		_, err := moveThroughFile(dump.Options{Config: config(t, pair[0])}, restore.Options{Config: config(t, pair[1])})
		if err != nil {
			t.Fatal(err)
		}
	}
	samePromscale(t, source, second)
}

// dropChunk leaves the row of a chunk that was dropped beneath a continuous aggregate, as
// TimescaleDB does until 2.25.
const dropChunk = `INSERT INTO _timescaledb_catalog.chunk (id, hypertable_id, schema_name, table_name, dropped, creation_time)
	SELECT 1000, id, '_timescaledb_internal', '_hyper_gone_1000_chunk', true, now() FROM _timescaledb_catalog.hypertable WHERE table_name = 'cpu_usage'`

// Rows of chunks that are gone stay in the catalog until 2.25, and promscale_post_restore() stumbles
// over them; a restore, a script and a repair do not.
func TestPromscaleChunksThatAreGone(t *testing.T) {
	server := promscaleServers(t)["17"]
	source, target := server.NewDatabase(t), server.NewDatabase(t)
	load(t, source, "promscale")
	source.Exec(t, dropChunk)
	data := dumped(t, dump.Options{Config: config(t, source)})
	if result, err := restored(t, data, restore.Options{Config: config(t, target), Workers: 2}); err != nil {
		t.Fatalf("%v (%v)", err, result.State)
	}
	samePromscale(t, source, target)
	scripted := server.NewDatabase(t)
	psql(t, scripted, scriptOf(t, source, false, restore.ScriptOptions{}))
	samePromscale(t, source, scripted)
	target.Exec(t, "SELECT timescaledb_pre_restore(); DROP TRIGGER ts_insert_blocker ON _ps_trace.span; DROP TRIGGER ts_insert_blocker ON _ps_trace.event; "+
		"DROP TRIGGER ts_insert_blocker ON _ps_trace.link; ALTER TABLE "+target.Text(t, "SELECT show_chunks('prom_data.cpu_usage') LIMIT 1")+" OWNER TO CURRENT_USER")
	var missing *pgconn.PgError
	if err := target.Try("SELECT prom_api.promscale_post_restore()"); !errors.As(err, &missing) || missing.Code != "42P01" {
		t.Errorf("the call alone should fail: %v", err)
	}
	found(t, repair(t, target, restore.Repaired), "promscale-post-restore", "restoring-mode")
	samePromscale(t, source, target)
}
