//go:build linux

package dump

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"promark/archive"
	"promark/catalog/pgtest"
)

const rowsSetup = `
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE DOMAIN posint AS int CHECK (VALUE > 0);
CREATE TYPE pair AS (f float8, m text);
CREATE TABLE bits (f float8, g float4, m mood[], c regclass, money money, d posint, p pair, n numeric, j jsonb, b bytea,
  ts timestamptz, iv interval, dropped int, "odd ""name
" text,
  gen int GENERATED ALWAYS AS (1) STORED);
ALTER TABLE bits DROP COLUMN dropped;
INSERT INTO bits VALUES
  ('NaN', 'NaN', '{sad,NULL,ok}', 'bits', '12.34', 1, '(-0,x)', '1.2300', '{"a": [1, null]}', '\x0001ff', 'infinity', '1 mon -1 day', E'\t\n\\N'),
  ('-0', 'Infinity', NULL, NULL, NULL, NULL, NULL, 'NaN', NULL, '', '0044-03-15 BC', NULL, ''),
  ('-Infinity', '1e-45', '{}', 'pg_class', '-92233720368547758.08', 7, '(NaN,)', '1e-1000', '"ü"', NULL, '-infinity', '178000000 years', 'ü');
CREATE TABLE prometheus (v float8);
COPY prometheus FROM PROGRAM 'printf ''PGCOPY\n\377\r\n\000\000\000\000\000\000\000\000\000\000\001\000\000\000\010\177\360\000\000\000\000\000\002\377\377''' (FORMAT binary);
CREATE TABLE nothing (); INSERT INTO nothing DEFAULT VALUES; INSERT INTO nothing DEFAULT VALUES;
CREATE TABLE only_generated (g int GENERATED ALWAYS AS (1) STORED); INSERT INTO only_generated DEFAULT VALUES;
CREATE TABLE empty (i int); CREATE TABLE arrays (a pair[]);
CREATE TYPE named AS (f float8, c regclass); CREATE TABLE names (n named);
CREATE TABLE parent (i int) PARTITION BY RANGE (i);
CREATE TABLE part PARTITION OF parent FOR VALUES FROM (0) TO (10); INSERT INTO parent VALUES (1), (2);
CREATE TABLE base (i int); CREATE TABLE derived () INHERITS (base); INSERT INTO base VALUES (1); INSERT INTO derived VALUES (2);
CREATE UNLOGGED TABLE fast (i int); INSERT INTO fast VALUES (1);
CREATE TABLE big (t text); INSERT INTO big SELECT repeat(md5(i::text), 32768) FROM generate_series(1, 3) i;
CREATE TABLE wide AS SELECT i, repeat(md5(i::text), 20) AS t FROM generate_series(1, 20000) i;
DELETE FROM wide WHERE i % 3 = 0;
SELECT lo_from_bytea(1001, convert_to(repeat('large object', 1000), 'UTF8')), lo_create(1002), lo_from_bytea(1003, 'x');
SELECT lo_put(1003, 2500000000, 'far');`

// Every relation's rows in the archive are the bytes of the server's own
// binary COPY, whatever the columns are, and nothing is copied twice.
func TestRows(t *testing.T) {
	for _, major := range []int{13, 18} {
		t.Run(fmt.Sprint(major), func(t *testing.T) {
			db := pgtest.Get(t, major).NewDatabase(t)
			db.Exec(t, rowsSetup)
			o, out := options(t, db)
			o.test.splitBytes, o.test.renewAfter = 1<<20, 3
			o.SerializableDeferrable = major == 18
			result, err := Run(context.Background(), o)
			if err != nil {
				t.Fatal(err)
			}
			r := open(t, out.Bytes())
			for _, name := range []string{"prometheus", "nothing", "only_generated", "empty", "part", "base", "derived",
				"fast", "big"} {
				if got, want := rows(t, r, "public", name), copyOut(t, db, "COPY "+name+" TO STDOUT (FORMAT binary)"); !bytes.Equal(got, want) {
					t.Errorf("%s: %d bytes, want %d", name, len(got), len(want))
				}
			}
			checkBits(t, db, r)
			checkWide(t, db, r, major)
			checkLargeObjects(t, db, r)
			if result.Relations != 14 {
				t.Errorf("%d relations, want 14", result.Relations)
			}
			if said := fmt.Sprint(result.Warnings); !strings.Contains(said, `column "n" of "public"."names"`) || len(result.Warnings) != 1 {
				t.Errorf("warnings: %q", result.Warnings)
			}
		})
	}
}

// checkBits: the text form of one column leaves its neighbours binary.
func checkBits(t *testing.T, db *pgtest.DB, r *archive.Reader) {
	t.Helper()
	var columns []string
	for _, c := range entry(t, r, "public", "bits").Data.Columns {
		name := `"` + strings.ReplaceAll(c.Name, `"`, `""`) + `"`
		if c.Form == archive.FormTextCast {
			name += "::text"
		}
		columns = append(columns, name)
	}
	want := copyOut(t, db, "SET search_path = ''; SET quote_all_identifiers = on; "+
		"COPY (SELECT "+strings.Join(columns, ", ")+" FROM public.bits) TO STDOUT (FORMAT binary)")
	if got := rows(t, r, "public", "bits"); !bytes.Equal(got, want) || len(columns) != 13 {
		t.Errorf("bits: %q, want %q", got, want)
	}
	if columns[3] != `"c"::text` || columns[0] != `"f"` || columns[6] != `"p"` {
		t.Errorf("forms of columns: %q", columns)
	}
}

// checkWide: a large table is read in several parts that give each row once.
func checkWide(t *testing.T, db *pgtest.DB, r *archive.Reader, major int) {
	t.Helper()
	if n := len(entry(t, r, "public", "wide").Data.Streams); n < 2 && major >= 14 || n != 1 && major < 14 {
		t.Errorf("wide is in %d streams", n)
	}
	if got, want := rows(t, r, "public", "wide"), copyOut(t, db, "COPY wide TO STDOUT (FORMAT binary)"); !bytes.Equal(got, want) {
		t.Errorf("wide: %d bytes, want %d", len(got), len(want))
	}
}

func checkLargeObjects(t *testing.T, db *pgtest.DB, r *archive.Reader) {
	t.Helper()
	got := rows(t, r, "pg_catalog", "pg_largeobject")
	if want := copyOut(t, db, "COPY pg_largeobject TO STDOUT (FORMAT binary)"); !bytes.Equal(got, want) {
		t.Errorf("large objects: %d bytes, want %d", len(got), len(want))
	}
	if len(got) > 30000 {
		t.Errorf("large objects: %d bytes for three small ones, of which one is sparse", len(got))
	}
	// A user who may not read pg_largeobject gets the same pages; holes are zeros there.
	const pages = "SELECT * FROM (" + largeObjectPages + ") p (loid, pageno, data) WHERE loid = 1001"
	if got, want := db.Rows(t, pages), db.Rows(t, "SELECT * FROM pg_largeobject WHERE loid = 1001"); !slices.Equal(got, want) {
		t.Errorf("large objects through functions: %d pages, want %d", len(got), len(want))
	}
}

// A TRUNCATE that waits for the dump's locks keeps workers from theirs: the
// coordinator copies those tables itself, and the order of events stays sane.
func TestQueuedTruncate(t *testing.T) {
	db := pgtest.Get(t, 16).NewDatabase(t)
	var want []string
	for i := range 6 {
		db.Exec(t, fmt.Sprintf("CREATE TABLE t%d AS SELECT i FROM generate_series(1, 100) i", i))
		want = append(want, fmt.Sprintf("t%d", i))
	}
	conn := db.Conn(t)
	truncated := make(chan error, 1)
	var fired atomic.Bool
	o, out := options(t, db)
	var done []string
	o.Progress = func(e Event) {
		if e, ok := e.(RelationDone); ok {
			done = append(done, e.Name)
		}
	}
	o.test.hook = func(p string) {
		if p != "catalog" || fired.Swap(true) {
			return
		}
		go func() {
			_, err := conn.Exec(context.Background(), "TRUNCATE t0, t3, t5")
			truncated <- err
		}()
		waitFor(t, db, "SELECT count(*) > 0 FROM pg_locks WHERE NOT granted AND mode = 'AccessExclusiveLock'")
		// A worker that waited would wait for ever: for one who waits for the coordinator, which waits for the worker.
		if err := db.Try("SET lock_timeout = '300ms'; BEGIN; LOCK TABLE t0 IN ACCESS SHARE MODE"); sqlState(err) != "55P03" {
			t.Errorf("a lock behind the TRUNCATE: %v", err)
		}
	}
	if _, err := Run(context.Background(), o); err != nil {
		t.Fatal(err)
	}
	if err := <-truncated; err != nil {
		t.Error(err)
	}
	r := open(t, out.Bytes())
	for _, name := range want {
		if info, ok := r.Info(entry(t, r, "public", name).Data.Streams[0]); !ok || info.Rows != 100 {
			t.Errorf("%s: %+v", name, info)
		}
	}
	if slices.Sort(done); !slices.Equal(done, want) {
		t.Errorf("relations done: %q", done)
	}
	if n := db.Text(t, "SELECT count(*) FROM t0"); n != "0" {
		t.Errorf("t0 was not truncated afterwards: %s rows", n)
	}
}

// waitFor waits until a condition is true.
func waitFor(t *testing.T, db *pgtest.DB, condition string) {
	t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); {
		if db.Text(t, condition) == "t" {
			return
		}
	}
	t.Errorf("waited in vain for %s", condition)
}

// Where no snapshot can be exported, one connection copies everything.
func TestNoExport(t *testing.T) {
	db := pgtest.Get(t, 18).NewDatabase(t)
	db.Exec(t, `CREATE TABLE a AS SELECT i FROM generate_series(1, 1000) i; CREATE TABLE b AS TABLE a`)
	o, out := options(t, db)
	o.test.noExport, o.test.splitBytes = true, 1
	if _, err := Run(context.Background(), o); err != nil {
		t.Fatal(err)
	}
	r := open(t, out.Bytes())
	if got, want := archived(t, r), tables(t, db); !maps.Equal(got, want) {
		t.Errorf("rows %q, want %q", got, want)
	}
}

// An ordinary user dumps what is theirs; what they may not read is an error
// that names it.
func TestOrdinaryUser(t *testing.T) {
	server := pgtest.Get(t, 17)
	admin := server.NewDatabase(t)
	role := pgtest.UniqueName("owner")
	admin.Exec(t, "CREATE ROLE "+role+" LOGIN")
	db := server.NewDatabase(t, pgtest.Owner(role))
	t.Cleanup(func() { admin.Exec(t, "DROP OWNED BY "+role+" CASCADE") })
	db.Exec(t, "SET ROLE "+role+`; CREATE TABLE mine (i int); INSERT INTO mine VALUES (1);
		SELECT lo_from_bytea(4711, convert_to(repeat('large object', 1000), 'UTF8'))`)
	o, out := options(t, db)
	o.Config, _ = pgx.ParseConfig(db.URLAs(role, ""))
	if _, err := Run(context.Background(), o); err != nil {
		t.Fatal(err)
	}
	r := open(t, out.Bytes())
	want := copyOut(t, db, "COPY (SELECT * FROM pg_largeobject ORDER BY pageno) TO STDOUT (FORMAT binary)")
	if got := rows(t, r, "pg_catalog", "pg_largeobject"); !bytes.Equal(got, want) {
		t.Errorf("large object: %d bytes, want %d", len(got), len(want))
	}
	db.Exec(t, "CREATE TABLE theirs (i int)")
	if _, err := Run(context.Background(), o); sqlState(err) != "42501" || !strings.Contains(err.Error(), "theirs") {
		t.Errorf("no privilege: %v", err)
	}
	db.Exec(t, "DROP TABLE theirs; ALTER TABLE mine ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
	if _, err := Run(context.Background(), o); sqlState(err) != "42501" || !strings.Contains(err.Error(), "mine") {
		t.Errorf("row security: %v", err)
	}
}
