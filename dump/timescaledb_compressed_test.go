//go:build linux

package dump

import (
	"context"
	"slices"
	"strings"
	"testing"

	"promark/catalog/pgtest"
)

// The Apache edition compresses nothing: tables of ours pass for those with compressed rows, and
// values that are stored in the same way for theirs.
const byHand = `CREATE EXTENSION timescaledb; CREATE TYPE raw;
CREATE FUNCTION raw_in(cstring) RETURNS raw STRICT IMMUTABLE LANGUAGE internal AS 'byteain'; CREATE FUNCTION raw_out(raw) RETURNS cstring STRICT IMMUTABLE LANGUAGE internal AS 'byteaout';
CREATE TYPE raw (INPUT = raw_in, OUTPUT = raw_out, ALIGNMENT = double, STORAGE = external); CREATE CAST (raw AS _timescaledb_internal.compressed_data) WITHOUT FUNCTION`

// pairByName makes a table, of a release until 2.28, the one with the compressed rows of m's only chunk.
const pairByName = `CREATE TABLE _timescaledb_internal._compressed_hypertable_99 ();
INSERT INTO _timescaledb_catalog.hypertable SELECT (json_populate_record(h, '{"id": 99, "schema_name": "_timescaledb_internal",
  "table_name": "_compressed_hypertable_99", "associated_table_prefix": "_hyper_99", "num_dimensions": 0, "compression_state": 2}')).* FROM _timescaledb_catalog.hypertable h WHERE h.table_name = 'm';
UPDATE _timescaledb_catalog.hypertable SET compressed_hypertable_id = 99, compression_state = 1 WHERE table_name = 'm';
INSERT INTO _timescaledb_catalog.chunk (id, hypertable_id, schema_name, table_name, creation_time) VALUES (99, 99, '_timescaledb_internal', 'compressed', now());
UPDATE _timescaledb_catalog.chunk SET compressed_chunk_id = 99 WHERE hypertable_id = (SELECT id FROM _timescaledb_catalog.hypertable WHERE table_name = 'm')`

// TimescaleDB 2.19.0 to 2.20.0 store a batch of NULLs in a way that they cannot load again: the
// value is their algorithm's number alone. NULL in its place means the same, unless the column was
// added behind other compressed rows, whose value it stands for.
func TestTimescaleNullBatches(t *testing.T) {
	db := pgtest.Timescale(t).NewDatabase(t)
	db.Exec(t, byHand, `CREATE TABLE m (t timestamptz NOT NULL, v int, w int); SELECT create_hypertable('m', 't'); INSERT INTO m VALUES ('2025-01-01', 1);
		CREATE TABLE _timescaledb_internal.compressed (n int, v _timescaledb_internal.compressed_data, late _timescaledb_internal.compressed_data, at _timescaledb_internal.compressed_data);
		INSERT INTO _timescaledb_internal.compressed VALUES (1, '\x06'::raw::_timescaledb_internal.compressed_data), (2, NULL), (3, '\x06'::raw::_timescaledb_internal.compressed_data)`, pairByName)
	dumped := func() (string, error) {
		o, out := options(t, db)
		if _, err := Run(context.Background(), o); err != nil {
			return "", err
		}
		return archived(t, open(t, out.Bytes()))["_timescaledb_internal.compressed"], nil
	}
	want := string(copyOut(t, db, "COPY (SELECT n, NULL, NULL, NULL FROM _timescaledb_internal.compressed) TO STDOUT (FORMAT binary)"))
	if got, err := dumped(); err != nil || got != want {
		t.Errorf("batches of NULLs: %q, %v, want %q", got, err, want)
	}
	db.Exec(t, "ALTER TABLE m ADD COLUMN late int DEFAULT 7, ADD COLUMN at int DEFAULT 8")
	if got, err := dumped(); err != nil || got != want {
		t.Errorf("where NULL stands for a default in every batch: %q, %v", got, err)
	}
	db.Exec(t, `UPDATE _timescaledb_internal.compressed SET late = '\x06'::raw::_timescaledb_internal.compressed_data`)
	if got, err := dumped(); err != nil || got != want {
		t.Errorf("where it does in none: %q, %v", got, err)
	}
	db.Exec(t, `UPDATE _timescaledb_internal.compressed SET at = '\x06'::raw::_timescaledb_internal.compressed_data WHERE n = 2`)
	refuses(t, db, "TimescaleDB 2.19.3 has compressed batches of NULLs in a way that it cannot load again", "to 2.20.1 or later",
		`: "public"."m" ("at")`)
}

// Compressed values of regclass are numbers, which are other objects in a copy. Batches of NULLs are none.
func TestTimescaleCompressedReferences(t *testing.T) {
	db := pgtest.Timescale(t).NewDatabase(t)
	db.Exec(t, byHand, `CREATE TYPE pair AS (n int, at regclass[]); CREATE DOMAIN place AS pair;
		CREATE TABLE m (t timestamptz NOT NULL, by regclass, c regclass, p place, "Null" regtype, v int); SELECT create_hypertable('m', 't'); INSERT INTO m VALUES ('2025-01-01');
		CREATE TABLE _timescaledb_internal.compressed (by regclass, c _timescaledb_internal.compressed_data, p _timescaledb_internal.compressed_data, "Null" _timescaledb_internal.compressed_data, v _timescaledb_internal.compressed_data);
		INSERT INTO _timescaledb_internal.compressed VALUES ('m', NULL, NULL, '\x06'::raw::_timescaledb_internal.compressed_data)`, pairByName)
	o, _ := options(t, db)
	if _, err := Run(context.Background(), o); err != nil {
		t.Errorf("a column that the rows are grouped by, and NULLs: %v", err)
	}
	db.Exec(t, `UPDATE _timescaledb_internal.compressed SET c = '\x0100000000'::raw::_timescaledb_internal.compressed_data, v = '\x0100000000'::raw::_timescaledb_internal.compressed_data`)
	db.Exec(t, `UPDATE _timescaledb_internal.compressed SET c = '\x010000000000'::raw::_timescaledb_internal.compressed_data, p = '\x010000000000'::raw::_timescaledb_internal.compressed_data`)
	refuses(t, db, "stand for other objects in any copy", "decompress", `-T: "public"."m" ("c"), "public"."m" ("p")`)
	o, _ = options(t, db)
	o.Filter.ExcludeTables = []string{"m"}
	if _, err := Run(context.Background(), o); err != nil {
		t.Errorf("without the hypertable: %v", err)
	}
}

// Bloom filters of an enum deny its values in every copy, whose labels have other hashes: they are
// left out, and no others. Names of filters are those that 2.20.3 and 2.29.2 give.
func TestTimescaleBlooms(t *testing.T) {
	kept := []string{"n", "n_u", "ad28_n_u", "f54a_a_very_long_column_name_of_a_number_bey"}
	dropped := []string{"status", "statuses", "0648_status_n", "status_n", "47e0_a_very_long_column_name_of_an_enum_beyo", "unknown"}
	db := pgtest.NewerTimescale(t).NewDatabase(t)
	db.Exec(t, byHand, `CREATE TYPE status AS ENUM ('a', 'b');
		CREATE TABLE m (t timestamptz NOT NULL, status status, statuses status[], n int, u uuid,
		  a_very_long_column_name_of_an_enum_beyond_39_bytes status, a_very_long_column_name_of_a_number_beyond_39_bytes int);
		CREATE TABLE plain (t timestamptz NOT NULL, n int);
		SELECT create_hypertable('m', 't'), create_hypertable('plain', 't'); INSERT INTO m VALUES ('2025-01-01'); INSERT INTO plain VALUES ('2025-01-01');
		CREATE TABLE _timescaledb_internal.compressed (x int); CREATE TABLE _timescaledb_internal.others (_ts_meta_v2_bloomh_unknown _timescaledb_internal.bloom1);
		INSERT INTO _timescaledb_catalog.compression_settings (relid, compress_relid, index)
		  SELECT c, '_timescaledb_internal.compressed'::regclass, '[{"type": "bloom", "column": "n"}, {"type": "minmax", "column": "u"}, {"type": "bloom", "column": ["n", "u"]}, {"type": "bloom", "column": ["status", "n"]}]'::jsonb FROM show_chunks('m') c
		  UNION ALL SELECT c, '_timescaledb_internal.others', NULL FROM show_chunks('plain') c`)
	for _, name := range slices.Concat(kept, dropped) {
		db.Exec(t, "ALTER TABLE _timescaledb_internal.compressed ADD COLUMN _ts_meta_v2_bloomh_"+name+" _timescaledb_internal.bloom1")
	}
	o, out := options(t, db)
	var warnings []string
	o.Progress = func(e Event) {
		if w, ok := e.(Warned); ok {
			warnings = append(warnings, w.Text)
		}
	}
	if _, err := Run(context.Background(), o); err != nil {
		t.Fatal(err)
	}
	r := open(t, out.Bytes())
	names := func(table string) (out []string) {
		for _, c := range entry(t, r, "_timescaledb_internal", table).Data.Columns {
			out = append(out, strings.TrimPrefix(c.Name, "_ts_meta_v2_bloomh_"))
		}
		return out
	}
	if got, want := names("compressed"), append([]string{"x"}, kept...); !slices.Equal(got, want) {
		t.Errorf("columns %q, want %q", got, want)
	}
	if got := names("others"); !slices.Equal(got, []string{"unknown"}) {
		t.Errorf("columns of a hypertable without an enum: %q", got)
	}
	if len(warnings) != 1 || !strings.Contains(warnings[0], "bloom filters of compressed rows") || !strings.HasSuffix(warnings[0], `: "public"."m"`) {
		t.Errorf("warnings %q", warnings)
	}
}
