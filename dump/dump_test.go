//go:build linux

package dump

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"

	"promark/archive"
	"promark/catalog/pgtest"
)

// options gives the options of a dump of db into a buffer.
func options(t testing.TB, db *pgtest.DB) (Options, *bytes.Buffer) {
	t.Helper()
	config, err := pgx.ParseConfig(db.URL())
	if err != nil {
		t.Fatal(err)
	}
	out := &bytes.Buffer{}
	return Options{Config: config, Output: out, Workers: 4, Tool: "test"}, out
}

// open reads and verifies an archive.
func open(t testing.TB, data []byte) *archive.Reader {
	t.Helper()
	r, err := archive.Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Check(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	return r
}

// entry finds an entry with rows by its relation's name.
func entry(t testing.TB, r *archive.Reader, schema, name string) *archive.Entry {
	t.Helper()
	entries := r.Entries()
	for i := range entries {
		if e := &entries[i]; e.Data != nil && e.Data.Relation == (archive.Relation{Schema: schema, Name: name}) {
			return e
		}
	}
	t.Fatalf("the archive has no rows of %s", name)
	return nil
}

// rows gives the bytes of all rows of a relation, streams one after the other.
func rows(t testing.TB, r *archive.Reader, schema, name string) []byte {
	t.Helper()
	var out []byte
	d := archive.NewDecoder()
	for _, stream := range entry(t, r, schema, name).Data.Streams {
		s := r.Stream(stream, d)
		for {
			b, err := s.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, b.Data...)
		}
	}
	return out
}

// copyOut gives what the server itself says to a COPY, without head and trailer.
func copyOut(t testing.TB, db *pgtest.DB, sql string) []byte {
	t.Helper()
	var out bytes.Buffer
	if _, err := db.Conn(t).PgConn().CopyTo(context.Background(), &out, sql); err != nil {
		t.Fatal(err)
	}
	return bytes.TrimSuffix(bytes.TrimPrefix(out.Bytes(), binaryHead), []byte{0xff, 0xff})
}

// A database of each version, with a row that comes between locks and snapshot.
func TestDumpSimple(t *testing.T) {
	for _, major := range pgtest.Versions() {
		t.Run(fmt.Sprint(major), func(t *testing.T) {
			db := pgtest.Get(t, major).NewDatabase(t)
			db.Exec(t, `CREATE TABLE a (id bigserial PRIMARY KEY, f float8, t text);
				INSERT INTO a (f, t) SELECT i, 'text ' || i FROM generate_series(1, 10000) i;
				CREATE TABLE empty (a int); CREATE TABLE nothing (); INSERT INTO nothing DEFAULT VALUES;
				CREATE TABLE c (c regclass, f float8); INSERT INTO c VALUES ('a', 'NaN');
				SELECT lo_from_bytea(4711, decode(repeat('ab', 5000), 'hex'));
				CREATE VIEW v AS SELECT f FROM a`)
			o, out := options(t, db)
			o.test.hook = func(p string) {
				if p == "locked" { // LOCK TABLE must not have taken the snapshot
					db.Exec(t, "INSERT INTO a (f) VALUES (-1)")
				}
			}
			result, err := Run(context.Background(), o)
			if err != nil {
				t.Fatal(err)
			}
			if result.Relations != 5 || result.Rows != 10001+1+1+3 {
				t.Errorf("result %+v", result)
			}
			r := open(t, out.Bytes())
			if got, want := rows(t, r, "public", "a"), copyOut(t, db, "COPY a TO STDOUT (FORMAT binary)"); !bytes.Equal(got, want) {
				t.Errorf("a: %d bytes, want %d", len(got), len(want))
			}
			want := copyOut(t, db, `COPY (SELECT '"public"."a"'::text, f FROM c) TO STDOUT (FORMAT binary)`)
			if got := rows(t, r, "public", "c"); !bytes.Equal(got, want) {
				t.Errorf("c: %q, want %q", got, want)
			}
			if got := rows(t, r, "public", "nothing"); !bytes.Equal(got, []byte{0, 0}) {
				t.Errorf("nothing: %q", got)
			}
			columns := []archive.Column{{Name: "c", Type: `"regclass"`, Form: archive.FormTextCast},
				{Name: "f", Type: "double precision"}}
			if e := entry(t, r, "public", "c"); !slices.Equal(e.Data.Columns, columns) {
				t.Errorf("c: %+v, want %+v", e.Data.Columns, columns)
			}
		})
	}
}
