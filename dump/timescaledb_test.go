//go:build linux

package dump

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"promark/archive"
	"promark/catalog"
	"promark/catalog/pgtest"
)

const timescaleSetup = `
CREATE TABLE m (t timestamptz NOT NULL, series int, v float8);
SELECT create_hypertable('m', 't', chunk_time_interval => interval '1 day');
INSERT INTO m SELECT '2000-01-01 00:00+00'::timestamptz + n * interval '1 hour', n, n FROM generate_series(0, 239) n;
CREATE TABLE n (id int PRIMARY KEY, note text); INSERT INTO n VALUES (1, 'x');
CREATE TABLE h (t timestamptz NOT NULL, id int NOT NULL, PRIMARY KEY (t, id));
SELECT create_hypertable('h', 't');
INSERT INTO h VALUES ('2000-01-01 00:00+00', 1);
CREATE TABLE f (t timestamptz, id int, FOREIGN KEY (t, id) REFERENCES h);
INSERT INTO f SELECT * FROM h`

// The rows of hypertables are those of their chunks. The extension's own rows
// come first, as text, each table behind those that it references.
func TestTimescale(t *testing.T) {
	db := pgtest.Timescale(t).NewDatabase(t)
	db.Exec(t, "CREATE EXTENSION timescaledb")
	db.Exec(t, timescaleSetup)
	o, out := options(t, db)
	o.test.hook = func(p string) {
		if p == "locked" { // the extension's hooks must not have taken a snapshot: this row is to be in it
			db.Exec(t, "INSERT INTO m VALUES ('2000-01-02 00:00+00', -1, -1)")
		}
	}
	if _, err := Run(context.Background(), o); err != nil {
		t.Fatal(err)
	}
	r := open(t, out.Bytes())
	checkConfiguration(t, r)
	got := archived(t, r)
	if _, ok := got["public.m"]; ok {
		t.Error("the root of a hypertable has no rows of its own")
	}
	want := tables(t, db)
	maps.DeleteFunc(want, func(name, _ string) bool {
		return !strings.HasPrefix(name, "_timescaledb_internal._hyper") && name != "public.n" && name != "public.f"
	})
	if len(want) != 13 {
		t.Errorf("%d tables to compare, want 11 chunks and 2 tables", len(want))
	}
	for name, rows := range want {
		if got[name] != rows {
			t.Errorf("%s: %d bytes of rows, want %d", name, len(got[name]), len(rows))
		}
	}
	if r.Manifest().Facts["timescaledb.license"] == "" {
		t.Errorf("the manifest does not tell the licence: %v", r.Manifest().Facts)
	}
}

// A row of the extension that refers to a table that is gone would load as a
// bare OID and mean any other table: it is refused.
func TestTimescaleOrphan(t *testing.T) {
	db := pgtest.Timescale(t).NewDatabase(t)
	db.Exec(t, "CREATE EXTENSION timescaledb")
	db.Exec(t, "INSERT INTO _timescaledb_catalog.compression_settings (relid) VALUES (987654::oid::regclass)")
	o, _ := options(t, db)
	_, err := Run(context.Background(), o)
	if err == nil || !strings.Contains(err.Error(), "compression_settings") || !strings.Contains(err.Error(), "987654") {
		t.Errorf("a reference to nothing: %v", err)
	}
}

// Where rows are read with a query, those of children come twice without ONLY, and with TimescaleDB
// those of compressed chunks as well. Here queries are needed: for names, and for ranges of ctid.
func TestTimescaleOnly(t *testing.T) {
	db := pgtest.Timescale(t).NewDatabase(t)
	db.Exec(t, "CREATE EXTENSION timescaledb")
	db.Exec(t, timescaleSetup, `ALTER TABLE m ADD COLUMN c regclass; INSERT INTO m VALUES ('2000-01-01 00:00+00', 0, 0, 'n');
		CREATE TABLE parent (i int, c regclass, pad text); CREATE TABLE child () INHERITS (parent); CREATE TABLE grandchild () INHERITS (child);
		INSERT INTO parent SELECT i, 'n', repeat('x', 1000) FROM generate_series(1, 50) i;
		INSERT INTO child SELECT * FROM parent; INSERT INTO grandchild SELECT * FROM ONLY parent`)
	o, out := options(t, db)
	o.test.splitBytes = 16 << 10
	if _, err := Run(context.Background(), o); err != nil {
		t.Fatal(err)
	}
	r := open(t, out.Bytes())
	streams, got, want, doubled := 0, map[string]int{}, map[string]int{}, 0
	entries := r.Entries()
	for i := range entries {
		if e := &entries[i]; e.Data != nil && e.Extension == "" {
			name := catalog.Qualified(e.Data.Relation.Schema, e.Data.Relation.Name)
			for _, id := range e.Data.Streams {
				info, _ := r.Info(id)
				got[name] += int(info.Rows)
			}
			streams = max(streams, len(e.Data.Streams))
			want[name] = count(t, db, "ONLY "+name)
			doubled += count(t, db, name)
		}
	}
	if len(want) != 16 || !maps.Equal(got, want) || streams < 2 {
		t.Errorf("rows %v in up to %d streams, want %v", got, streams, want)
	}
	total := 0
	for _, n := range want {
		total += n
	}
	if want := total + 50 + 50 + 50; doubled != want {
		t.Errorf("without ONLY there are %d rows, want %d: those of the grandchild three times", doubled, want)
	}
}

func count(t *testing.T, db *pgtest.DB, from string) int {
	t.Helper()
	n, err := strconv.Atoi(db.Text(t, "SELECT count(*) FROM "+from))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// Since 2.23 TimescaleDB refuses COPY of the compressed rows of a frozen chunk; with a query it
// gives them. The Apache edition neither freezes nor compresses: rows of its catalog stand in.
func TestTimescaleFrozen(t *testing.T) {
	db := pgtest.NewerTimescale(t).NewDatabase(t)
	db.Exec(t, "CREATE EXTENSION timescaledb")
	db.Exec(t, timescaleSetup, `CREATE TABLE _timescaledb_internal.compressed (n int, meta int);
		INSERT INTO _timescaledb_internal.compressed VALUES (1, 2), (3, 4);
		INSERT INTO _timescaledb_catalog.compression_settings (relid, compress_relid)
		  SELECT min(c::text)::regclass, '_timescaledb_internal.compressed' FROM show_chunks('m') c;
		UPDATE _timescaledb_catalog.chunk SET status = 4 WHERE relid = (SELECT relid FROM _timescaledb_catalog.compression_settings)`)
	want := tables(t, db)["_timescaledb_internal.compressed"]
	err := db.Try("COPY _timescaledb_internal.compressed TO STDOUT")
	if err == nil || !strings.Contains(err.Error(), "frozen chunk") {
		t.Fatalf("COPY of the compressed rows of a frozen chunk: %v", err)
	}
	o, out := options(t, db)
	if _, err := Run(context.Background(), o); err != nil {
		t.Fatal(err)
	}
	if got := archived(t, open(t, out.Bytes()))["_timescaledb_internal.compressed"]; got != want || got == "" {
		t.Errorf("%q, want %q", got, want)
	}
}

func checkConfiguration(t *testing.T, r *archive.Reader) {
	t.Helper()
	var order []string
	entries := r.Entries()
	final := false
	for i := range entries {
		e := &entries[i]
		final = final || e.Kind == "FK CONSTRAINT" && e.Table == "f" && e.Pass == archive.PassFinal
		if e.Data == nil {
			continue
		}
		if (e.Extension == "timescaledb") != strings.HasPrefix(e.Schema, "_timescaledb_c") ||
			(e.Data.Format == archive.FormatText) != (e.Extension != "") {
			t.Errorf("%s.%s: extension %q, format %s", e.Schema, e.Name, e.Extension, e.Data.Format)
		}
		if e.Extension != "" {
			order = append(order, e.Name)
		}
	}
	for _, names := range [][2]string{{"hypertable", "chunk"}, {"dimension", "dimension_slice"},
		{"chunk", "chunk_constraint"}, {"dimension_slice", "chunk_constraint"}} {
		if a, b := slices.Index(order, names[0]), slices.Index(order, names[1]); a < 0 || a > b {
			t.Errorf("%s is not in front of %s: %v", names[0], names[1], order)
		}
	}
	if !final {
		t.Error("a foreign key that references a hypertable is not in the final pass")
	}
	if n := bytes.Count(rows(t, r, "_timescaledb_catalog", "chunk"), []byte("\n")); n != 11 {
		t.Errorf("%d rows of chunks", n)
	}
	found := false
	for i := range entries {
		found = found || entries[i].Name == "tablespace_id_seq" && entries[i].Kind == "SEQUENCE SET"
	}
	if !found {
		t.Error("the value of tablespace_id_seq is not set")
	}
}
