//go:build linux

package main_test

import (
	"slices"
	"testing"

	"promark/catalog/pgtest"
	"promark/dump"
	"promark/restore"
)

// Rows that were compressed before a column was added take its value from the chunk's catalog row:
// the copy has it, too, where compressed rows need it. The Apache edition compresses nothing: a table
// of ours passes for the compressed rows.
func TestValuesOfCompressedRows(t *testing.T) {
	server := pgtest.Timescale(t)
	source, target := server.NewDatabase(t), server.NewDatabase(t)
	source.Exec(t, "CREATE EXTENSION timescaledb", `CREATE TYPE mood AS ENUM ('sad', 'it''s ok');
		CREATE TABLE m (t timestamptz NOT NULL, v int); SELECT create_hypertable('m', 't'); INSERT INTO m VALUES ('2025-01-01', 1);
		ALTER TABLE m ADD COLUMN "Later" float8 DEFAULT 1.25, ADD COLUMN words text[] DEFAULT '{a,"b c"}',
		  ADD COLUMN mood mood DEFAULT 'it''s ok', ADD COLUMN full_of int DEFAULT 7, ADD COLUMN none int;
		ALTER TABLE m ALTER COLUMN "Later" SET DEFAULT 9`,
		`CREATE TABLE _timescaledb_internal._compressed_hypertable_99 ();
		CREATE TABLE _timescaledb_internal.compressed ("Later" int, words int, full_of int); INSERT INTO _timescaledb_internal.compressed VALUES (NULL, NULL, 1);
		INSERT INTO _timescaledb_catalog.hypertable SELECT (json_populate_record(h, '{"id": 99, "schema_name": "_timescaledb_internal",
		  "table_name": "_compressed_hypertable_99", "associated_table_prefix": "_hyper_99", "num_dimensions": 0, "compression_state": 2}')).* FROM _timescaledb_catalog.hypertable h;
		UPDATE _timescaledb_catalog.hypertable SET compressed_hypertable_id = 99, compression_state = 1 WHERE table_name = 'm';
		INSERT INTO _timescaledb_catalog.chunk (id, hypertable_id, schema_name, table_name, creation_time) VALUES (99, 99, '_timescaledb_internal', 'compressed', now());
		UPDATE _timescaledb_catalog.chunk SET compressed_chunk_id = 99 WHERE id <> 99`)
	if _, err := moveThroughFile(dump.Options{Config: config(t, source)}, restore.Options{Config: config(t, target)}); err != nil {
		t.Fatal(err)
	}
	const missing = `SELECT attname, attmissingval::text FROM pg_attribute JOIN pg_inherits ON inhrelid = attrelid
		WHERE inhparent = 'm'::regclass AND atthasmissing ORDER BY attnum`
	want := source.Rows(t, missing)
	if len(want) != 4 {
		t.Fatalf("the source has %q", want)
	}
	want = slices.DeleteFunc(want, func(row string) bool { return row[:4] == "full" }) // no compressed row needs it
	differ(t, "values", want, target.Rows(t, missing))
	differ(t, "rows", source.Rows(t, "SELECT * FROM m"), target.Rows(t, "SELECT * FROM m"))
}
