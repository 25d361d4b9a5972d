//go:build linux

package main_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"promark/archive"
	"promark/catalog/pgtest"
	"promark/dump"
	"promark/restore"
)

// way is how an archive gets from the dump to the restore.
type way struct {
	name          string
	dumps, builds int // workers of the dump, of the restore
	pipe          bool
}

var ways = []way{
	{"file", 4, 4, false},
	{"pipe", 4, 1, true},
	{"pipe reverse", 1, 4, true},
}

// A database comes back with equal rows, sequences and definitions, on every server, through a
// file and through a pipe, whatever the numbers of workers.
func TestRoundTrip(t *testing.T) {
	for _, major := range pgtest.Versions() {
		t.Run(fmt.Sprint(major), func(t *testing.T) {
			server := pgtest.Get(t, major)
			source := server.NewDatabase(t)
			load(t, source, "values")
			load(t, source, "objects")
			for _, w := range ways {
				t.Run(w.name, func(t *testing.T) {
					target := server.NewDatabase(t)
					move(t, w, source, target)
					same(t, source, target)
					sameStales(t, target)
				})
			}
		})
	}
}

// An archive goes into every newer server.
func TestUpgrade(t *testing.T) {
	versions := pgtest.Versions()
	newest := pgtest.Get(t, versions[len(versions)-1])
	for _, major := range versions[:len(versions)-1] {
		t.Run(fmt.Sprint(major), func(t *testing.T) {
			source, target := pgtest.Get(t, major).NewDatabase(t), newest.NewDatabase(t)
			load(t, source, "values")
			load(t, source, "objects")
			move(t, way{"file", 2, 2, false}, source, target)
			sameRows(t, source, target)
			sameStales(t, target)
			sameByCompare(t, source, target)
		})
	}
}

// A user who owns the target and nothing else can restore what he owns.
func TestRoundTripOwner(t *testing.T) {
	server := pgtest.Get(t, 16)
	role := pgtest.UniqueName("restorer")
	admin := server.DB("postgres")
	admin.Exec(t, "CREATE ROLE "+role+" LOGIN")
	t.Cleanup(func() { admin.Exec(t, "DROP ROLE "+role) })
	source, target := server.NewDatabase(t, pgtest.Owner(role)), server.NewDatabase(t, pgtest.Owner(role))
	asOwner := func(db *pgtest.DB) *pgx.ConnConfig {
		c, err := pgx.ParseConfig(db.URLAs(role, ""))
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	source.Exec(t, "SET SESSION AUTHORIZATION "+role+`;
		CREATE SCHEMA s; CREATE TABLE s.a (id serial PRIMARY KEY, v float8, r regclass); INSERT INTO s.a (v, r) VALUES ('NaN', 's.a'), (-0.0, NULL);
		CREATE FUNCTION s.f(int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $1 + 1';
		CREATE INDEX ON s.a (s.f(id)); CREATE VIEW s.w AS SELECT * FROM s.a; CREATE MATERIALIZED VIEW s.m AS SELECT * FROM s.w;
		CREATE EXTENSION hstore SCHEMA s; CREATE TABLE s.h AS SELECT 'a=>1'::s.hstore AS h;
		SELECT lo_create(77); COMMENT ON TABLE s.a IS 'x'; GRANT SELECT ON s.w TO PUBLIC; ALTER TABLE s.a ENABLE ROW LEVEL SECURITY;
		DO $$BEGIN EXECUTE format('ALTER DATABASE %I SET work_mem = ''5MB''', current_database()); END$$`)
	result, err := moveThroughFile(dump.Options{Config: asOwner(source), Workers: 2},
		restore.Options{Config: asOwner(target), Workers: 2})
	if err != nil || result.State != restore.Complete {
		t.Fatal(err)
	}
	same(t, source, target)
}

// With Create, the database itself comes back, too: its owner, comment, privileges and limits.
func TestRoundTripCreate(t *testing.T) {
	server := pgtest.Get(t, 17)
	source := server.NewDatabase(t, pgtest.Encoding("LATIN1"))
	role, name := pgtest.UniqueName("odd %s role"), pgtest.UniqueName("odd %s database")
	admin, target := server.DB("postgres"), server.DB(name)
	from, to := pgtest.Ident(source.Name), pgtest.Ident(role)
	admin.Exec(t, "CREATE ROLE "+to)
	t.Cleanup(func() { admin.Exec(t, "DROP ROLE "+to) })
	t.Cleanup(func() {
		admin.Exec(t, "REVOKE ALL ON DATABASE "+from+" FROM "+to, "ALTER ROLE "+to+" IN DATABASE "+from+" RESET ALL")
	})
	target.DropLater(t)
	admin.Exec(t, "ALTER DATABASE "+from+" CONNECTION LIMIT 9",
		"COMMENT ON DATABASE "+from+" IS 'it''s a %s'", "GRANT CREATE ON DATABASE "+from+" TO "+to,
		"REVOKE TEMPORARY ON DATABASE "+from+" FROM PUBLIC",
		"ALTER ROLE "+to+" IN DATABASE "+from+" SET work_mem = '7MB'")
	result, err := moveThroughFile(dump.Options{Config: config(t, source)},
		restore.Options{Config: config(t, admin), Create: true, DatabaseName: name})
	if err != nil || result.Database != name {
		t.Fatal(err)
	}
	const properties = `SELECT concat_ws(' ', pg_encoding_to_char(encoding), datcollate, datctype, datconnlimit, (SELECT array_agg(a ORDER BY a::text) FROM unnest(datacl) a),
		shobj_description(oid, 'pg_database'), (SELECT setconfig FROM pg_db_role_setting WHERE setdatabase = d.oid))
		FROM pg_database d WHERE datname = current_database()`
	differ(t, "database", source.Rows(t, properties), target.Rows(t, properties))
}

// Hypertables come back with their chunks, their triggers and a live scheduler.
func TestRoundTripTimescale(t *testing.T) {
	for name, server := range map[string]*pgtest.Server{
		"17": pgtest.Timescale(t), "18": pgtest.NewerTimescale(t),
	} {
		t.Run(name, func(t *testing.T) {
			source := server.NewDatabase(t)
			load(t, source, "timescaledb")
			for _, w := range ways {
				t.Run(w.name, func(t *testing.T) {
					target := server.NewDatabase(t)
					result := move(t, w, source, target)
					if len(result.Findings) > 0 {
						t.Errorf("findings: %v", result.Findings)
					}
					same(t, source, target)
					worksAsHypertable(t, target)
				})
			}
		})
	}
}

// A restore that stops before the calls says so, a repair says that rows or indexes are missing, and
// who wants what is there all the same can end the mode by hand.
func TestStoppedInRestoringMode(t *testing.T) {
	server := pgtest.Timescale(t)
	source, target := server.NewDatabase(t), server.NewDatabase(t)
	source.Exec(t, `CREATE EXTENSION timescaledb; CREATE TABLE m (time timestamptz NOT NULL, x int);
		SELECT create_hypertable('m', 'time'); INSERT INTO m VALUES ('2025-01-01', 1), ('2026-01-01', 2);
		CREATE FUNCTION needs_marker(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS
		  $$BEGIN PERFORM pg_catalog.current_setting('promark.marker'); RETURN $1; END$$`,
		"SET promark.marker = 'here'; CREATE INDEX bad ON m (needs_marker(x))")
	var b bytes.Buffer
	if _, err := dump.Run(context.Background(), dump.Options{Config: config(t, source), Output: &b}); err != nil {
		t.Fatal(err)
	}
	r, err := archive.Open(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	result, err := restore.Run(context.Background(), restore.Options{Config: config(t, target), File: r, Workers: 2})
	var failed *restore.Failure
	if !errors.As(err, &failed) || failed.Entry == nil || failed.Entry.Kind != "INDEX" || result.State != restore.Restoring {
		t.Fatalf("error %v, state %v", err, result.State)
	}
	if got := target.Text(t, "SHOW timescaledb.restoring"); got != "on" {
		t.Errorf("restoring is %s", got)
	}
	found(t, repair(t, target, restore.Resumable), "unfinished-restore")
	target.Exec(t, "SELECT timescaledb_post_restore()")
	if got := target.Text(t, "SELECT current_setting('timescaledb.restoring') || (SELECT count(*) FROM m)"); got != "off2" {
		t.Errorf("after the call: %s", got)
	}
}

// worksAsHypertable writes into restored hypertables: new chunks, numbers and jobs must not
// collide with restored ones.
func worksAsHypertable(t *testing.T, db *pgtest.DB) {
	t.Helper()
	const counts = `SELECT (SELECT count(*) FROM metrics WHERE time < '2025-02-01') || ' ' ||
		(SELECT count(*) FROM show_chunks('metrics')) || ' ' || (SELECT n FROM log) || ' ' || (SELECT count(*) FROM daily)`
	if got := db.Text(t, `SELECT count(*) FROM pg_class c WHERE relkind = 'r' AND reltuples <= 0 AND pg_relation_size(c.oid) > 0
		AND relnamespace IN ('public'::regnamespace, '_timescaledb_internal'::regnamespace) AND relname !~ '^bgw_'`); got != "0" {
		t.Errorf("%s tables have no statistics", got)
	}
	before := db.Text(t, counts)
	if want := "2624 35 0"; !strings.HasPrefix(before, "26") || !strings.Contains(before, " 0 ") {
		t.Errorf("hypertable has %s, want about %s", before, want)
	}
	db.Exec(t, `INSERT INTO metrics VALUES ('2030-01-01', 1, 1), ('2031-01-01', 1, 2);
		INSERT INTO spaced VALUES (900000, 'new', 1);
		CREATE TABLE another (time timestamptz NOT NULL); SELECT create_hypertable('another', 'time');
		INSERT INTO another VALUES ('2030-01-01');
		SELECT drop_chunks('metrics', '2025-01-20'::timestamptz)`)
	if got := db.Text(t, "SELECT count(*) FROM ONLY metrics"); got != "0" {
		t.Errorf("%s rows went into the root of the hypertable", got)
	}
	if got := db.Text(t, "SELECT n FROM log"); got != "1" {
		t.Errorf("the trigger has fired %s times", got)
	}
	if err := db.Try("INSERT INTO referencing VALUES (-1, 'nobody')"); err == nil {
		t.Error("the foreign key to a hypertable is not kept")
	}
}

// load runs a file of testdata/schema.
func load(t testing.TB, db *pgtest.DB, schema string) {
	t.Helper()
	sql, err := os.ReadFile(filepath.Join("..", "..", "testdata", "schema", schema+".sql"))
	if err != nil {
		t.Fatal(err)
	}
	db.Exec(t, strings.Split(string(sql), "-- next transaction --\n")...)
	if schema == "values" {
		loadStaleMarker(t, db)
		db.Exec(t, `INSERT INTO stale_inside
SELECT r, ARRAY[NULL, r], ARRAY[[r], [r]], ROW(ARRAY[r, NULL], '{ok,NULL}', '[1,2)')::readings, '{}', 'stale'
  FROM stale, LATERAL (SELECT ROW(id, v, 'sad')::reading) x (r)`)
	}
}

// loadStaleMarker writes the bits 7ff0000000000002 through binary COPY.
func loadStaleMarker(t testing.TB, db *pgtest.DB) {
	t.Helper()
	row := "PGCOPY\n\377\r\n\000\000\000\000\000\000\000\000\000\000\002\000\000\000\004\000\000\000\001" +
		"\000\000\000\010\177\360\000\000\000\000\000\002\377\377"
	conn := db.Conn(t)
	defer conn.Close(context.Background())
	_, err := conn.PgConn().CopyFrom(context.Background(), strings.NewReader(row), "COPY stale FROM STDIN (FORMAT binary)")
	if err != nil {
		t.Fatal(err)
	}
}

// stales reads the bits of a stale marker at every depth.
const stales = `SELECT concat_ws(' ', float8send((r).v), float8send((a[2]).v), float8send((d[2][1]).v), float8send(((n).list[1]).v))
  FROM stale_inside`

func sameStales(t *testing.T, target *pgtest.DB) {
	t.Helper()
	if got := target.Text(t, stales); got != strings.TrimSpace(strings.Repeat(`\x7ff0000000000002 `, 4)) {
		t.Errorf("stale markers inside of values: %s", got)
	}
}

func config(t testing.TB, db *pgtest.DB) *pgx.ConnConfig {
	t.Helper()
	c, err := pgx.ParseConfig(db.URL())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// move dumps one database and restores it into another.
func move(t testing.TB, w way, source, target *pgtest.DB) *restore.Result {
	t.Helper()
	from := dump.Options{Config: config(t, source), Workers: w.dumps, Tool: "test"}
	to := restore.Options{Config: config(t, target), Workers: w.builds}
	var result *restore.Result
	var err error
	if w.pipe {
		result, err = moveThroughPipe(from, to)
	} else {
		result, err = moveThroughFile(from, to)
	}
	if err != nil {
		t.Fatal(err)
	}
	if result.State != restore.Complete || result.WarningCount > 0 {
		t.Errorf("state %v, warnings %v", result.State, result.Warnings)
	}
	return result
}

func moveThroughFile(from dump.Options, to restore.Options) (*restore.Result, error) {
	var b bytes.Buffer
	from.Output = &b
	if _, err := dump.Run(context.Background(), from); err != nil {
		return nil, fmt.Errorf("dump: %w", err)
	}
	r, err := archive.Open(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		return nil, fmt.Errorf("open: %w", err)
	}
	to.File = r
	result, err := restore.Run(context.Background(), to)
	if err != nil {
		return nil, fmt.Errorf("restore: %w (%s)", err, result.State)
	}
	return result, nil
}

// moveThroughPipe restores while the dump still runs; nothing lies between them.
func moveThroughPipe(from dump.Options, to restore.Options) (*restore.Result, error) {
	r, w := io.Pipe()
	from.Output = w
	dumped := make(chan error, 1)
	go func() {
		_, err := dump.Run(context.Background(), from)
		dumped <- err
		w.CloseWithError(err)
	}()
	p, err := archive.NewPipe(r)
	if err != nil {
		r.CloseWithError(err)
		return nil, fmt.Errorf("open: %w; dump: %w", err, <-dumped)
	}
	to.Pipe, to.Interrupt = p, func() { r.CloseWithError(context.Canceled) }
	result, err := restore.Run(context.Background(), to)
	r.Close()
	if dumpErr := <-dumped; err != nil || dumpErr != nil {
		return nil, fmt.Errorf("restore: %w (%s); dump: %v", err, result.State, dumpErr)
	}
	return result, nil
}

// same compares rows, sequences, settings, and what the original pg_dump says of the definitions.
func same(t *testing.T, source, target *pgtest.DB) {
	t.Helper()
	sameRows(t, source, target)
	for _, query := range []string{sequences, settings} {
		differ(t, "sequences and settings", source.Rows(t, query), target.Rows(t, query))
	}
	want, got := source.PgDump(t, "--schema-only"), target.PgDump(t, "--schema-only")
	differ(t, "definitions", strings.Split(want, "\n"), strings.Split(got, "\n"))
	sameByCompare(t, source, target)
}

// The history of jobs is not dumped, and jobs run as soon as they can.
const sequences = `SELECT schemaname || '.' || sequencename || ' ' || coalesce(last_value::text, '-') || ' ' || start_value
	FROM pg_sequences WHERE sequencename <> 'bgw_job_stat_history_id_seq' ORDER BY 1`

const settings = `SELECT unnest(setconfig) FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase
	WHERE datname = current_database() ORDER BY 1`

// fingerprints makes, for every table, a query that counts its rows and adds up a hash of each:
// floats by their bits, everything else by its text.
const fingerprints = `
SELECT format('SELECT %L || count(*) || '' '' || coalesce(sum((''x'' || substr(md5(%s), 1, 15))::bit(60)::bigint::numeric), 0) FROM ONLY %I.%I',
       n.nspname || '.' || c.relname || ' ', coalesce((
         SELECT string_agg(CASE WHEN a.atttypid IN ('float8'::regtype, 'float4'::regtype)
                                THEN format('coalesce(encode(%s(%I), ''hex''), ''-'')', CASE a.atttypid WHEN 'float8'::regtype THEN 'float8send' ELSE 'float4send' END, a.attname)
                                ELSE format('coalesce(''='' || %I::text, ''-'')', a.attname) END, ' || ' ORDER BY a.attname)
           FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped), ''''''), n.nspname, c.relname)
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'm') AND (c.relkind <> 'm' OR c.relispopulated) AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND NOT (n.nspname = '_timescaledb_internal' AND c.relname IN ('bgw_job_stat', 'bgw_job_stat_history', 'bgw_policy_chunk_stats'))
   AND NOT (n.nspname = '_timescaledb_catalog' AND c.relname IN ('metadata', 'telemetry_event'))
   AND NOT (n.nspname = '_ps_catalog' AND c.relname IN ('migration', 'promscale_instance_information'))
 ORDER BY n.nspname, c.relname`

func sameRows(t *testing.T, source, target *pgtest.DB) {
	t.Helper()
	differ(t, "rows", rowsOf(t, source), rowsOf(t, target))
}

// rowsOf gives a line for every table. Names in values are qualified, floats are exact.
func rowsOf(t testing.TB, db *pgtest.DB) []string {
	t.Helper()
	ctx := context.Background()
	c := config(t, db)
	c.RuntimeParams["search_path"] = ""
	c.RuntimeParams["extra_float_digits"] = "3"
	conn, err := pgx.ConnectConfig(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	rows, err := conn.Query(ctx, fingerprints)
	if err != nil {
		t.Fatal(err)
	}
	queries, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	lines := make([]string, len(queries))
	for i, q := range queries {
		if err := conn.QueryRow(ctx, q).Scan(&lines[i]); err != nil {
			t.Fatalf("%s: %v", q, err)
		}
	}
	return lines
}

// differ reports lines that only one side has.
func differ(t *testing.T, what string, want, got []string) {
	t.Helper()
	count := map[string]int{}
	for _, line := range want {
		count[line]++
	}
	for _, line := range got {
		count[line]--
	}
	if strings.Join(want, "\n") == strings.Join(got, "\n") {
		return
	}
	shown := 0
	for _, side := range []struct {
		mark  string
		lines []string
		sign  int
	}{{"-", want, 1}, {"+", got, -1}} {
		for _, line := range side.lines {
			if count[line]*side.sign > 0 && shown < 40 {
				shown++
				t.Errorf("%s: %s %s", what, side.mark, line)
			}
		}
	}
	if shown == 0 {
		t.Errorf("%s: the same lines in another order", what)
	}
}
