//go:build linux

package restore

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"promark/archive"
	"promark/catalog/pgtest"
)

// int4Row is a tuple with one integer.
func int4Row(n int) []byte {
	b := binary.BigEndian.AppendUint16(nil, 1)
	b = binary.BigEndian.AppendUint32(b, 4)
	return binary.BigEndian.AppendUint32(b, uint32(n))
}

func int4Rows(n int) [][]byte {
	out := make([][]byte, n)
	for i := range out {
		out[i] = int4Row(i)
	}
	return out
}

// A pipe that is cut ends with an error, before privileges, and the state says so; from a file
// the same damage is found before anything is changed.
func TestCutArchive(t *testing.T) {
	server := pgtest.Get(t, 16)
	h := newHandmade(t, 16)
	table := h.table("t", "a int")
	h.data(table, 1, archive.Data{Columns: native("a"), Freeze: true}, int4Rows(200000))
	h.add(archive.Entry{Kind: "ACL", Schema: "public", Name: "t", Section: archive.SectionPostData,
		Pass: archive.PassPrivileges, Needs: []uint32{table}}, "GRANT SELECT ON public.t TO PUBLIC")
	b := h.write(1)
	for _, cut := range []int{len(b) / 2, len(b) - 1, len(b) - 60} {
		db := server.NewDatabase(t)
		interrupted := false
		o := fromPipe(t, options(t, db, 2), bytes.NewReader(b[:cut]))
		o.Interrupt = func() { interrupted = true }
		result, err := Run(context.Background(), o)
		if !errors.Is(err, archive.ErrTruncated) || result.State != Partial || !interrupted {
			t.Errorf("cut at %d: error %v, state %v, interrupted %v", cut, err, result.State, interrupted)
		}
		if got := db.Text(t, "SELECT coalesce(relacl::text, '-') FROM pg_class WHERE relname = 't'"); got != "-" {
			t.Errorf("cut at %d: privileges were restored: %s", cut, got)
		}
	}
	db := server.NewDatabase(t)
	bad := bytes.Clone(b)
	bad[len(b)/2] ^= 1
	result, err := Run(context.Background(), fromFile(t, options(t, db, 2), bad))
	if !errors.Is(err, archive.ErrChecksum) || result.State != Untouched {
		t.Errorf("flipped bit: error %v, state %v", err, result.State)
	}
}

// Rows that the target refuses or swallows are an error that names the table.
func TestRowsDiffer(t *testing.T) {
	server := pgtest.Get(t, 14)
	for name, trigger := range map[string]string{
		"swallowed": "IF NEW.a % 2 = 0 THEN RETURN NULL; END IF; RETURN NEW",
		"refused":   "RAISE EXCEPTION 'no'; RETURN NEW",
	} {
		h := newHandmade(t, 14)
		table := h.table("t", "a int")
		trap := h.add(archive.Entry{Kind: "FUNCTION", Name: "f"}, `CREATE FUNCTION public.f() RETURNS trigger LANGUAGE plpgsql AS
			$$BEGIN `+trigger+`; END$$`, "CREATE TRIGGER x BEFORE INSERT ON public.t FOR EACH ROW EXECUTE FUNCTION public.f()")
		h.entries[trap-1].Needs = []uint32{table}
		h.data(table, 1, archive.Data{Columns: native("a")}, int4Rows(10))
		db := server.NewDatabase(t)
		_, err := Run(context.Background(), fromFile(t, options(t, db, 1), h.write(1)))
		var failed *Failure
		if !errors.As(err, &failed) || failed.Entry.Kind != "TABLE DATA" {
			t.Errorf("%s: error is %v", name, err)
		}
		if got := db.Text(t, "SELECT count(*) FROM t"); got != "0" {
			t.Errorf("%s: %s rows are left", name, got)
		}
	}
}

// With KeepGoing all failures are collected, a missing role costs only the owner, and everything
// else is there.
func TestKeepGoing(t *testing.T) {
	for _, pipe := range []bool{false, true} {
		server := pgtest.Get(t, 18)
		h := newHandmade(t, 18)
		var tables []uint32
		for i := range 5 {
			tables = append(tables, h.table(fmt.Sprint("t", i), "a int CHECK (a <> 77)"))
		}
		h.entries[1].Statements = append(h.entries[1].Statements,
			archive.Statement{Part: archive.PartOwner, SQL: "ALTER TABLE public.t1 OWNER TO nobody_there"},
			archive.Statement{Part: archive.PartComment, SQL: "COMMENT ON TABLE public.t1 IS 'x'"})
		for i, table := range tables {
			h.data(table, 1, archive.Data{Columns: native("a"), Freeze: true}, int4Rows(75+i))
		}
		h.add(archive.Entry{Kind: "INDEX", Name: "i", Section: archive.SectionPostData, Needs: tables[:1]},
			"CREATE INDEX i ON public.t0 (nosuch)")
		db := server.NewDatabase(t)
		o := options(t, db, 2)
		o.KeepGoing = true
		if b := h.write(2); pipe {
			o = fromPipe(t, o, bytes.NewReader(b))
		} else {
			o = fromFile(t, o, b)
		}
		result, err := Run(context.Background(), o)
		if !errors.Is(err, ErrFailures) || result.State != Complete {
			t.Fatalf("error %v, state %v", err, result.State)
		}
		var codes []string
		for _, f := range result.Failures {
			codes = append(codes, f.Code)
		}
		if len(codes) != 4 { // role, two tables with a 77, column
			t.Errorf("failures: %v", codes)
		}
		got := db.Text(t, `SELECT obj_description('t1'::regclass) || (SELECT count(*) FROM t2) || (SELECT count(*) FROM t3)`)
		if got != "x770" {
			t.Errorf("result is %s", got)
		}
	}
}

// Cancelling ends the restore soon, whatever the server does, and leaves no session behind.
func TestCancel(t *testing.T) {
	server := pgtest.Get(t, 15)
	h := newHandmade(t, 15)
	table := h.table("t", "a int")
	h.data(table, 1, archive.Data{Columns: native("a"), Freeze: true}, int4Rows(10))
	h.add(archive.Entry{Kind: "INDEX", Name: "i", Section: archive.SectionPostData, Needs: []uint32{table}},
		"SELECT pg_sleep(600)")
	b := h.write(1)
	// Through a pipe whose other end says nothing more, too.
	silent, feed := io.Pipe()
	defer silent.Close()
	go feed.Write(b[:len(b)-60])
	for name, source := range map[string]func(Options) Options{
		"file": func(o Options) Options { return fromFile(t, o, b) },
		"pipe": func(o Options) Options {
			return fromPipe(t, o, silent) // without Interrupt
		},
	} {
		db := server.NewDatabase(t)
		ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
		defer cancel()
		started := time.Now()
		result, err := Run(ctx, source(options(t, db, 3)))
		if err == nil || result.State != Partial || time.Since(started) > 15*time.Second {
			t.Errorf("%s: error %v, state %v after %v", name, err, result.State, time.Since(started))
		}
		left := "1"
		for range 50 {
			if left = db.Text(t, `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
				AND application_name = 'promark restore'`); left == "0" {
				break
			}
			time.Sleep(100 * time.Millisecond)
		}
		if left != "0" {
			t.Errorf("%s: %s sessions are left", name, left)
		}
	}
}

// Findings come all at once, and nothing is changed.
func TestPreflight(t *testing.T) {
	server := pgtest.Get(t, 13)
	h := newHandmade(t, 17)
	h.manifest.Roles = []string{"postgres", "no_such_role"}
	h.manifest.Tablespaces = []string{"no_such_space"}
	h.manifest.Database.Encoding = "LATIN1"
	h.manifest.Extensions = []archive.Extension{{Name: "timescaledb", Version: "2.19.3", Schema: "public"},
		{Name: "no_such_extension", Version: "1", Schema: "public"}}
	h.table("new", "a int")
	db := server.NewDatabase(t)
	db.Exec(t, "CREATE TABLE old (); CREATE SCHEMA olds; CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'")
	other := db.Conn(t)
	if _, err := other.Exec(context.Background(), "SELECT pg_advisory_lock_shared(5585198506344173278)"); err != nil {
		t.Fatal(err)
	}
	result, err := Run(context.Background(), fromFile(t, options(t, db, 1), h.write(1)))
	var preflight *PreflightError
	if !errors.As(err, &preflight) || result.State != Untouched {
		t.Fatalf("error %v, state %v", err, result.State)
	}
	found := map[Code]bool{}
	for _, f := range preflight.Findings {
		found[f.Code] = true
	}
	for _, c := range []Code{codeVersion, codeEncoding, codeExtension, codePreload, codeRoles,
		codeTablespace, codeNotEmpty, codeClients, codeConnector} {
		if !found[c] {
			t.Errorf("%s was not found; error: %v", c, err)
		}
	}
	if got := db.Text(t, "SELECT count(*) FROM pg_class WHERE relname = 'new'"); got != "0" {
		t.Error("the target was changed")
	}
}

// Create makes the database as dumped.
func TestCreate(t *testing.T) {
	for _, major := range []int{12, 15, 18} {
		server := pgtest.Get(t, major)
		h := newHandmade(t, major)
		h.manifest.Database.Encoding, h.manifest.Database.Collate, h.manifest.Database.CType = "LATIN1", "C", "C"
		h.manifest.Database.ConnLimit = 7
		h.table("t", "a int")
		name := pgtest.UniqueName("Created \"x\"")
		server.DB(name).DropLater(t)
		o := fromFile(t, options(t, server.DB("postgres"), 1), h.write(1))
		o.Create, o.DatabaseName = true, name
		if result := mustRun(t, o); result.Database != name {
			t.Errorf("database is %s", result.Database)
		}
		got := server.DB("postgres").Text(t, `SELECT concat_ws(' ', pg_encoding_to_char(encoding), datcollate, datconnlimit)
			FROM pg_database WHERE datname = `+pgtest.Literal(name))
		if got != "LATIN1 C 7" {
			t.Errorf("on %d the database is %s", major, got)
		}
		if _, err := Run(context.Background(), o); err == nil || !strings.Contains(err.Error(), "exists already") {
			t.Errorf("second time: %v", err)
		}
	}
}

// Large objects keep their numbers, holes and ends.
func TestLargeObjects(t *testing.T) {
	server := pgtest.Get(t, 17)
	source := server.NewDatabase(t)
	source.Exec(t, `SELECT lo_create(4711), lo_create(4712), lo_create(4713);
		SELECT lo_put(4711, 0, repeat('abc', 5000)::bytea), lo_put(4712, 100000, 'end'), lo_put(4711, 90000, 'x')`)
	h := newHandmade(t, 17)
	h.add(archive.Entry{Kind: "LARGE OBJECT", Name: "4711"}, "SELECT pg_catalog.lo_create(4711)")
	h.add(archive.Entry{Kind: "LARGE OBJECT", Name: "4712"}, "SELECT pg_catalog.lo_create(4712)")
	rows := copyOut(t, source, "SELECT loid, pageno, data FROM pg_catalog.pg_largeobject")
	h.data(2, 1, archive.Data{LargeObjects: true, Columns: native("loid", "pageno", "data")}, rows)
	const sums = "SELECT md5(lo_get(4711)) || md5(lo_get(4712)) || (SELECT count(*) FROM pg_largeobject)"
	for _, pipe := range []bool{false, true} {
		db := server.NewDatabase(t)
		o := fromFile(t, options(t, db, 1), h.write(1))
		if pipe {
			o = fromPipe(t, options(t, db, 2), bytes.NewReader(h.write(1)))
		}
		mustRun(t, o)
		if want, got := source.Text(t, sums), db.Text(t, sums); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// A row above the limit of a block goes in whole, whatever runs beside it.
func TestGiantRow(t *testing.T) {
	server := pgtest.Get(t, 18)
	h := newHandmade(t, 18)
	const bytesOfRow = 40 << 20
	giant := binary.BigEndian.AppendUint16(nil, 1)
	giant = binary.BigEndian.AppendUint32(giant, bytesOfRow)
	giant = append(giant, bytes.Repeat([]byte("0123456789abcdef"), bytesOfRow/16)...)
	a, b := h.table("a", "x bytea"), h.table("b", "a int")
	h.data(a, 1, archive.Data{Columns: native("x"), Freeze: true}, [][]byte{giant})
	h.data(b, 2, archive.Data{Columns: native("a")}, int4Rows(100000))
	for _, workers := range []int{1, 3} {
		db := server.NewDatabase(t)
		mustRun(t, fromPipe(t, options(t, db, workers), bytes.NewReader(h.write(3))))
		if got := db.Text(t, "SELECT length(x) || ' ' || md5(x) || (SELECT count(*) FROM b) FROM a"); !strings.HasPrefix(got, fmt.Sprint(bytesOfRow)) {
			t.Errorf("row is %s", got)
		}
		if got := db.Text(t, "SELECT sum(a)::text || count(*) FROM b"); got != "4999950000100000" {
			t.Errorf("b is %s", got)
		}
	}
}
