//go:build linux

package restore

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"promark/catalog/pgtest"
)

// disowned is a database with Promscale's stand-in as it is before the call: whoever restored owns
// the chunks, the triggers are missing, and one is where it must not be.
func disowned(t *testing.T, server *pgtest.Server) *pgtest.DB {
	t.Helper()
	server.AddExtension(t, filepath.Join("..", "testdata", "promscale"))
	db := server.NewDatabase(t)
	db.Exec(t, "CREATE EXTENSION timescaledb; CREATE EXTENSION promscale VERSION '0.9.0'",
		`SELECT _prom_catalog.get_or_create_series_id('{"__name__": "cpu"}'); INSERT INTO prom_data.cpu VALUES ('2025-01-01', 1, 1), ('2025-02-01', 1, 1);
		INSERT INTO _ps_trace.span (trace_id, span_id, operation_id, start_time, end_time, duration_ms, span_tags) VALUES (md5('')::uuid, 1, 1, '2025-01-01', '2025-01-01', 1, '{}');
		INSERT INTO _ps_trace.event SELECT '2025-01-01', md5(n::text)::uuid, 1, 'e', '{}' FROM generate_series(1, 9) n`)
	compressed(t, db)
	const sql = "SET timescaledb.restoring = on; "
	for _, chunk := range db.Rows(t, "SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent::regclass::text ~ '^(prom_data|_ps_trace)[.]'") {
		db.Exec(t, sql+"ALTER TABLE "+chunk+" OWNER TO postgres; REVOKE ALL ON "+chunk+" FROM prom_admin")
	}
	db.Exec(t, sql+`DROP TRIGGER IF EXISTS ts_insert_blocker ON _ps_trace.span; DROP TRIGGER IF EXISTS ts_insert_blocker ON _ps_trace.event;
		DROP TRIGGER IF EXISTS ts_insert_blocker ON _ps_trace.link`)
	if db.Text(t, "SELECT to_regproc('_timescaledb_functions.insert_blocker') IS NOT NULL") == "t" {
		span := db.Text(t, "SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = '_ps_trace.span'::regclass")
		db.Exec(t, sql+"CREATE TRIGGER ts_insert_blocker BEFORE INSERT ON "+span+" FOR EACH ROW EXECUTE FUNCTION _timescaledb_functions.insert_blocker()")
	}
	return db
}

// compressed pretends that a metric has compressed rows, which the Apache edition cannot make.
func compressed(t *testing.T, db *pgtest.DB) {
	t.Helper()
	db.Exec(t, "CREATE TABLE _timescaledb_internal.compressed_chunk (id int PRIMARY KEY, data text)")
	if db.Server.Major >= 18 {
		db.Exec(t, `INSERT INTO _timescaledb_catalog.compression_settings (relid, compress_relid) SELECT relid, '_timescaledb_internal.compressed_chunk'
			FROM _timescaledb_catalog.chunk k JOIN _timescaledb_catalog.hypertable h ON h.id = k.hypertable_id AND h.table_name = 'cpu' LIMIT 1`)
		return
	}
	db.Exec(t, `CREATE TABLE _timescaledb_internal._compressed_hypertable_99 (); GRANT SELECT ON _timescaledb_internal._compressed_hypertable_99 TO prom_reader;
	INSERT INTO _timescaledb_catalog.hypertable SELECT (json_populate_record(h, '{"id": 99, "schema_name": "_timescaledb_internal",
	  "table_name": "_compressed_hypertable_99", "associated_table_prefix": "_hyper_99", "num_dimensions": 0, "compression_state": 2}')).* FROM _timescaledb_catalog.hypertable h WHERE table_name = 'cpu';
	UPDATE _timescaledb_catalog.hypertable SET compressed_hypertable_id = 99, compression_state = 1 WHERE table_name = 'cpu';
	INSERT INTO _timescaledb_catalog.chunk (id, hypertable_id, schema_name, table_name, creation_time) VALUES (99, 99, '_timescaledb_internal', 'compressed_chunk', now())`)
}

// manyChunks pretends that a metric has so many chunks, of the kind that takes many locks.
func manyChunks(t *testing.T, db *pgtest.DB, n int) {
	t.Helper()
	db.Exec(t, fmt.Sprintf(`DO $$BEGIN
	FOR n IN 1000 .. 999 + %d LOOP
	  EXECUTE format('CREATE TABLE _timescaledb_internal.chunk_%%1$s (a text UNIQUE, b int UNIQUE, c int UNIQUE, d int UNIQUE, e int UNIQUE, f int UNIQUE, g int UNIQUE)', n);
	  INSERT INTO _timescaledb_catalog.chunk (id, hypertable_id, schema_name, table_name, creation_time)
	    SELECT n, id, '_timescaledb_internal', 'chunk_' || n, now() FROM _timescaledb_catalog.hypertable WHERE table_name = 'cpu';
	  COMMIT;
	END LOOP;
	END$$`, n))
}

// inRestoringMode gives a session in which TimescaleDB's hooks are inert.
func inRestoringMode(t *testing.T, db *pgtest.DB) *session {
	t.Helper()
	conn := db.Conn(t)
	s := &session{conn: conn.PgConn(), pgx: conn}
	if err := s.exec(context.Background(), "SET search_path = ''; SET timescaledb.restoring = on"); err != nil {
		t.Fatal(err)
	}
	return s
}

// promscaleLeaves is what promscale_post_restore() changes.
const promscaleLeaves = `SELECT c.oid::regclass || ' ' || c.relowner::regrole || ' ' || coalesce(
   (SELECT string_agg(x.grantee::regrole || x.privilege_type, ',' ORDER BY x.grantee::regrole::text, x.privilege_type) FROM aclexplode(relacl) x), 'default')
  FROM pg_class c WHERE relkind = 'r' AND relnamespace::regnamespace::text IN ('_timescaledb_internal', '_ps_trace', 'prom_data')
 UNION ALL SELECT tgrelid::regclass || pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1`

// The function stumbles over rows of chunks that are gone, until 2.25: of rows as they came in, and of
// compressed ones. The call of a restore does what it does without them, and leaves nothing else.
func TestPromscaleCallWithoutChunks(t *testing.T) {
	ctx := context.Background()
	server := pgtest.Timescale(t)
	whole, holed := disowned(t, server), disowned(t, server)
	whole.Exec(t, "SET timescaledb.restoring = on; SELECT prom_api.promscale_post_restore()")
	holed.Exec(t, `INSERT INTO _timescaledb_catalog.chunk (id, hypertable_id, schema_name, table_name, dropped, creation_time)
		SELECT 1000 + id, id, '_timescaledb_internal', 'Gone "' || id, true, now() FROM _timescaledb_catalog.hypertable WHERE id = 99 OR table_name IN ('cpu', 'span')`)
	s := inRestoringMode(t, holed)
	var missing *pgconn.PgError
	if err := s.exec(ctx, promscaleCall); !errors.As(err, &missing) || missing.Code != "42P01" {
		t.Errorf("the function should miss a chunk, it gave %v", err)
	}
	if err := s.exec(ctx, callPromscaleSQL); err != nil {
		t.Fatal(err)
	}
	if want, got := whole.Rows(t, promscaleLeaves), holed.Rows(t, promscaleLeaves); !slices.Equal(want, got) {
		t.Errorf("the call leaves\n%q\nwithout holes\n%q", got, want)
	}
}

// promark's own steps leave what the function leaves, in as many transactions as one likes, and
// then find nothing more to do.
func TestPromscaleOwnersAsTheFunction(t *testing.T) {
	ctx := context.Background()
	for name, server := range map[string]*pgtest.Server{"17": pgtest.Timescale(t), "18": pgtest.NewerTimescale(t)} {
		t.Run(name, func(t *testing.T) {
			grouped := disowned(t, server)
			called := disowned(t, server)
			before := grouped.Rows(t, promscaleLeaves)
			called.Exec(t, "SET timescaledb.restoring = on; SELECT prom_api.promscale_post_restore()")
			s := inRestoringMode(t, grouped)
			owed, err := promscaleOwed(ctx, s)
			if err != nil {
				t.Fatal(err)
			}
			if err := s.inGroups(ctx, owed, 2); err != nil {
				t.Fatal(err)
			}
			if server.Major >= 18 { // the function knows compressed rows where they were until 2.28
				called.Exec(t, "ALTER TABLE _timescaledb_internal.compressed_chunk OWNER TO prom_admin; GRANT ALL ON _timescaledb_internal.compressed_chunk TO prom_admin")
			}
			want, got := called.Rows(t, promscaleLeaves), grouped.Rows(t, promscaleLeaves)
			for _, line := range want {
				if !slices.Contains(got, line) {
					t.Errorf("the steps do not leave %s", line)
				}
			}
			if len(want) != len(got) || slices.Equal(want, before) {
				t.Errorf("of %d rows %d are left, with %q", len(want), len(got), owed)
			}
			if owed, err = promscaleOwed(ctx, s); len(owed) != 0 || err != nil {
				t.Errorf("there is still something to do: %q, %v", owed, err)
			}
		})
	}
}

// The function locks everything at once, and fails where that does not fit into the lock table;
// the steps fit.
func TestPromscaleOwnersInASmallLockTable(t *testing.T) {
	ctx := context.Background()
	server := pgtest.StartTimescale(t, pgtest.Set("max_locks_per_transaction", "10"), pgtest.Set("max_connections", "20"),
		pgtest.Set("max_prepared_transactions", "0"), pgtest.Set("max_pred_locks_per_transaction", "10"))
	db := disowned(t, server)
	manyChunks(t, db, 250)
	s := inRestoringMode(t, db)
	var full *pgconn.PgError
	if err := s.exec(ctx, "SELECT prom_api.promscale_post_restore()"); !errors.As(err, &full) || full.Code != "53200" {
		t.Errorf("the function should not have room, it gave %v", err)
	}
	owed, err := promscaleOwed(ctx, s)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.inGroups(ctx, owed, 10); err != nil {
		t.Error(err)
	}
	if owed, err = promscaleOwed(ctx, s); len(owed) != 0 || err != nil {
		t.Errorf("there is still something to do: %q, %v", owed, err)
	}
}
