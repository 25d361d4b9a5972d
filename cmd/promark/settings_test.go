//go:build linux

package main_test

import (
	"bytes"
	"fmt"
	"maps"
	"testing"

	"github.com/jackc/pgx/v5"

	"promark/catalog/pgtest"
	"promark/dump"
	"promark/restore"
)

// hostileSettings change what text means, what is read and what may be written. session_replication_role
// would keep the trigger of TimescaleDB's metadata from firing (since 2.14).
var hostileSettings = []string{
	"search_path = evil, public", "DateStyle = 'German, DMY'", "IntervalStyle = sql_standard", "TimeZone = 'Asia/Kolkata'",
	"extra_float_digits = -15", "bytea_output = escape", "xmloption = document", "standard_conforming_strings = off", "array_nulls = off",
	"transform_null_equals = on", "row_security = on", "statement_timeout = 200", "lock_timeout = 1", "default_transaction_read_only = on",
	"default_transaction_isolation = serializable", "default_transaction_deferrable = on", "client_encoding = 'LATIN1'",
	"session_replication_role = replica", "check_function_bodies = on", "timescaledb.disable_load = on", "timescaledb.enable_optimizations = off", "client_min_messages = error", "idle_in_transaction_session_timeout = 1000",
}

// oddTables and oddRows have a table for what LATIN1 has, and one for what it has not.
const (
	oddTables = `
CREATE TABLE odd (time timestamptz NOT NULL, f float8, f4 real, a float8[], i interval, b bytea, d date, ts timestamp, tz timetz, n numeric, t text, x xml, j jsonb, r tstzrange);
CREATE TABLE texts (time timestamptz NOT NULL, t text)`
	oddRows = `
CREATE SCHEMA evil; CREATE FUNCTION evil.date_trunc(text, timestamptz) RETURNS timestamptz LANGUAGE sql AS 'SELECT NULL::timestamptz';
CREATE EXTENSION timescaledb SCHEMA public;
SELECT create_hypertable('odd', 'time', chunk_time_interval => interval '1 day'), create_hypertable('texts', 'time');
INSERT INTO odd SELECT '2025-01-01'::timestamptz + n * interval '5 hours', (0.1 + n)::float8 + 1e-15, 0.1 + n, ARRAY[NULL, 'NaN', '-0', 5e-324]::float8[], '-1 year -2 days +03:04:05.678',
  '\x00ff5c27', '0044-03-15 BC', '-infinity', '23:59:60-15:59', 1.10, 'ü\''', 'a<b/>c', '{"a": 1.10}', tstzrange('2025-01-01', NULL) FROM generate_series(1, 9) n;
INSERT INTO odd VALUES ('2025-01-05', '-0', '-0', '{}', '178000000 years', '', 'infinity', 'infinity', '00:00+15', 'NaN', '', NULL, 'null', 'empty'),
  ('4713-01-02 BC', 'Infinity', 1e-45, NULL, '-00:00:00.000001', NULL, '4713-01-01 BC', '294276-12-31 23:59:59.999999', NULL, 1e-1000, NULL, NULL, NULL, NULL);
INSERT INTO texts VALUES ('2025-01-01', 'жизнь 命 😀'), ('2025-03-01', 'ü')`
)

// binaryRows gives rows as the server sends them.
func binaryRows(t *testing.T, db *pgtest.DB, from string) string {
	t.Helper()
	conn, b := db.Conn(t), bytes.Buffer{}
	_, err := conn.Exec(t.Context(), "SET client_encoding = 'UTF8'")
	if err == nil {
		_, err = conn.PgConn().CopyTo(t.Context(), &b, "COPY "+from+" TO STDOUT (FORMAT binary)")
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func chunkRows(t *testing.T, db *pgtest.DB) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, chunk := range db.Rows(t, "SELECT chunk FROM "+chunksOf) {
		out[chunk] = binaryRows(t, db, chunk)
	}
	return out
}

// Goal: rows of chunks keep their bits, whatever settings the databases and the role have. Method:
// dump and restore as that role; beside it, text that a session with such settings reads.
func TestHostileSettings(t *testing.T) {
	t.Parallel()
	server := pgtest.Timescale(t)
	admin, role := server.DB("postgres"), pgtest.UniqueName("hostile")
	admin.Exec(t, "CREATE ROLE "+role+" SUPERUSER LOGIN")
	t.Cleanup(func() { admin.Exec(t, "DROP ROLE "+role) })
	source, target, naive := server.NewDatabase(t), server.NewDatabase(t), server.NewDatabase(t)
	source.Exec(t, oddTables, oddRows)
	for _, s := range hostileSettings {
		admin.Exec(t, fmt.Sprintf("ALTER ROLE %s SET %s; ALTER DATABASE %s SET %[2]s; ALTER DATABASE %[4]s SET %[2]s", role, s, source.Name, target.Name))
	}
	as := func(db *pgtest.DB) *pgx.ConnConfig {
		c := config(t, db)
		c.User = role
		return c
	}
	if _, err := moveThroughFile(dump.Options{Config: as(source), Workers: 2}, restore.Options{Config: as(target), Workers: 2}); err != nil {
		t.Fatal(err)
	}
	if want := chunkRows(t, source); len(want) < 5 || !maps.Equal(want, chunkRows(t, target)) {
		t.Errorf("rows of %d chunks differ", len(want))
	}
	differ(t, "settings", source.Rows(t, settings), target.Rows(t, settings))

	naive.Exec(t, oddTables)
	reading, err := pgx.ConnectConfig(t.Context(), as(source))
	if err != nil {
		t.Fatal(err)
	}
	defer reading.Close(t.Context())
	for table, encoding := range map[string]string{"odd": "UTF8", "texts": "LATIN1"} {
		var text bytes.Buffer
		_, err := reading.Exec(t.Context(), "SET client_encoding = "+encoding)
		if err == nil {
			_, err = reading.PgConn().CopyTo(t.Context(), &text, "COPY (SELECT * FROM "+table+") TO STDOUT")
		}
		if err == nil {
			_, err = naive.Conn(t).PgConn().CopyFrom(t.Context(), &text, "COPY "+table+" FROM STDIN")
		}
		t.Logf("%s as text: %v", table, err)
		ordered := "(SELECT * FROM public." + table + " ORDER BY time)"
		if err == nil && binaryRows(t, source, ordered) == binaryRows(t, naive, ordered) {
			t.Errorf("%s: text keeps these values: they show nothing", table)
		}
	}
}
