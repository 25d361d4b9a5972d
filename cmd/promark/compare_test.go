//go:build linux

package main_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"promark/archive"
	"promark/catalog/pgtest"
	"promark/dump"
	"promark/restore"
)

// compared compares two databases, or an archive and a database.
func compared(t testing.TB, o dump.CompareOptions) *dump.Comparison {
	t.Helper()
	o.Workers = 2
	r, err := dump.Compare(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// sameByCompare demands that a comparison finds no difference.
func sameByCompare(t testing.TB, source, target *pgtest.DB) {
	t.Helper()
	equal(t, compared(t, dump.CompareOptions{Source: config(t, source), Target: config(t, target)}))
}

func equal(t testing.TB, r *dump.Comparison) {
	t.Helper()
	for _, line := range differences(r) {
		t.Error("compare: " + line)
	}
	if r.Equal() != (len(differences(r)) == 0) {
		t.Errorf("equal is %v", r.Equal())
	}
}

// differences gives a line for each difference.
func differences(r *dump.Comparison) []string {
	var out []string
	for _, rows := range r.Relations {
		name := rows.Relation.Schema + "." + rows.Relation.Name
		switch {
		case rows.Equal():
		case rows.Why != "":
			out = append(out, "ROWS "+name+": "+rows.Why)
		case rows.Rows[0] != rows.Rows[1]:
			out = append(out, fmt.Sprintf("ROWS %s: %d and %d", name, rows.Rows[0], rows.Rows[1]))
		default:
			out = append(out, "ROWS "+name+": contents")
		}
	}
	for _, d := range r.Differences {
		line := d.Kind + " " + d.Schema + "." + d.Name
		if d.Table != "" && d.Table != d.Name {
			line = d.Kind + " " + d.Schema + "." + d.Table + " " + d.Name
		}
		switch d.Only {
		case dump.First:
			line += ": only first"
		case dump.Second:
			line += ": only second"
		default:
			line += fmt.Sprintf(": %q, %q", d.Sides[0], d.Sides[1])
		}
		out = append(out, line)
	}
	return out
}

// opened gives an archive of a database.
func opened(t testing.TB, o dump.Options) *archive.Reader {
	t.Helper()
	data := dumped(t, o)
	r, err := archive.Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

const differSetup = `
CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TYPE pair AS (f float8, m mood);
CREATE TABLE zero (id int PRIMARY KEY, v float8); INSERT INTO zero SELECT i, 0 FROM generate_series(1, 1000) i;
CREATE TABLE nan (id int PRIMARY KEY, v float8); INSERT INTO nan SELECT i, 'NaN' FROM generate_series(1, 1000) i;
CREATE TABLE held (id int, p pair[]); INSERT INTO held SELECT i, ARRAY[(0, 'ok')::pair] FROM generate_series(1, 1000) i;
CREATE TABLE lost (a int, b text); INSERT INTO lost SELECT i, 'x' FROM generate_series(1, 1000) i;
CREATE TABLE twice AS TABLE lost; CREATE TABLE swapped AS TABLE lost; CREATE TABLE quiet AS TABLE held; CREATE TABLE late AS TABLE lost;
CREATE TABLE d (id serial, t text DEFAULT 'x'); CREATE INDEX d_t ON d (t); CREATE TABLE c (); COMMENT ON TABLE c IS 'one'; CREATE TABLE g ();
CREATE SEQUENCE s; SELECT setval('s', 5); CREATE VIEW w AS SELECT 1 AS one; CREATE SEQUENCE gone;
SELECT lo_from_bytea(4711, decode(repeat('ab', 5000), 'hex')), lo_create(4712);`

// differChanges are made in the copy, and what has to be found of each.
var differChanges = []struct{ sql, found string }{
	{"UPDATE zero SET v = '-0' WHERE id = 501", "ROWS public.zero: contents"},
	{nanPayload, "ROWS public.nan: contents"},
	{"UPDATE held SET p[1].m = 'sad' WHERE id = 7", "ROWS public.held: contents"},
	{"DELETE FROM lost WHERE a = 7", "ROWS public.lost: 1000 and 999"},
	{"INSERT INTO twice VALUES (7, 'x')", "ROWS public.twice: 1000 and 1001"},
	{"DELETE FROM swapped WHERE a = 8; INSERT INTO swapped VALUES (7, 'x')", "ROWS public.swapped: contents"},
	{"ALTER TABLE late DROP a", `ROWS public.late: "public"."late": there is no column "a"|TABLE public.late:`},
	{"ALTER TABLE d ALTER t SET DEFAULT 'y'", "TABLE public.d:"},
	{"DROP INDEX d_t", "INDEX public.d d_t: only first"},
	{"SELECT setval('s', 6)", "SEQUENCE SET public.s:"},
	{"SELECT lo_put(4711, 4999, '\\xac')", "ROWS pg_catalog.pg_largeobject: contents"},
	{"CREATE TABLE more (i int)", `ROWS public.more: "public"."more" is only there|TABLE public.more: only second`},
	{"DROP SEQUENCE gone", "SEQUENCE public.gone: only first|SEQUENCE SET public.gone: only first"},
	{"GRANT SELECT ON g TO PUBLIC", "TABLE public.g:"},
	{"COMMENT ON TABLE c IS 'two'", "TABLE public.c:"},
	{"CREATE OR REPLACE VIEW w AS SELECT 2 AS one", "VIEW public.w:"},
}

// nanPayload changes the last bit of a NaN.
const nanPayload = `DELETE FROM nan WHERE id = 500; COPY nan FROM PROGRAM 'printf ''PGCOPY\n\377\r\n\000\000\000\000\000\000\000\000\000` +
	`\000\002\000\000\000\004\000\000\001\364\000\000\000\010\177\370\000\000\000\000\000\001\377\377''' (FORMAT binary)`

// Goal: one bit in one value is found, and everything else that may differ, and is named as such; a
// doubled row does not hide one that is missing; nothing else is. Method: a copy of a database, with
// and without changes, compared with the archive and with the source.
func TestCompareFinds(t *testing.T) {
	for _, major := range pgtest.Sample(t, "compare finds") {
		t.Run(fmt.Sprint(major), func(t *testing.T) {
			server := pgtest.Get(t, major)
			source, target := server.NewDatabase(t), server.NewDatabase(t)
			target.Exec(t, "CREATE TYPE other AS ENUM ('x'); DROP TYPE other") // other OIDs
			source.Exec(t, differSetup)
			r := opened(t, dump.Options{Config: config(t, source)})
			move(t, ways[0], source, target)
			whole := compared(t, dump.CompareOptions{Archive: r, Target: config(t, target)})
			equal(t, whole)
			if whole.Rows != 8000+3 || len(whole.Relations) != 12 || whole.Definitions < 20 {
				t.Errorf("%d rows of %d relations, %d definitions", whole.Rows, len(whole.Relations), whole.Definitions)
			}
			var want []string
			for _, c := range differChanges {
				target.Exec(t, c.sql)
				want = append(want, strings.Split(c.found, "|")...)
			}
			slices.Sort(want)
			for _, o := range []dump.CompareOptions{{Archive: r}, {Source: config(t, source)}} {
				o.Target, o.FindRows = config(t, target), 2
				r := compared(t, o)
				checkFound(t, differences(r), want)
				checkRows(t, r, major)
			}
		})
	}
}

// foundRows are the rows that only one side has after differChanges.
var foundRows = map[string][2]string{
	"zero": {"501 0", "501 -0"}, "nan": {"500 NaN", "500 NaN!"}, "lost": {"7 x", ""}, "twice": {"", "7 x"}, "swapped": {"8 x", "7 x"},
	"held": {`7 {"(0,ok)"}`, `7 {"(0,sad)"}`},
}

func checkRows(t *testing.T, r *dump.Comparison, major int) {
	t.Helper()
	checked := 0
	for _, rows := range r.Relations {
		want, ok := foundRows[rows.Relation.Name]
		if !ok {
			continue
		}
		checked++
		for side, found := range rows.Found.Rows {
			var texts []string
			for _, row := range found {
				text, exact, err := restore.RowText(rows.Found.Entry, major, row.Row)
				if err != nil || row.Times != 1 {
					t.Errorf("%s: %v, %d times", rows.Relation.Name, err, row.Times)
				}
				if !exact {
					text += "!"
				}
				texts = append(texts, strings.ReplaceAll(text, "\t", " "))
			}
			if got := strings.Join(texts, "|"); got != want[side] || rows.Found.More {
				t.Errorf("%s, side %d: found rows %q, want %q, more: %v", rows.Relation.Name, side, got, want[side], rows.Found.More)
			}
		}
	}
	if checked != len(foundRows) {
		t.Errorf("%d relations with rows found", checked)
	}
}

// checkFound demands lines that begin as those that are wanted, and no others.
func checkFound(t *testing.T, found, want []string) {
	t.Helper()
	slices.Sort(found)
	for i, line := range found {
		if i >= len(want) || !strings.HasPrefix(line, want[i]) {
			t.Fatalf("found:\n%s\nwant:\n%s", strings.Join(found, "\n"), strings.Join(want, "\n"))
		}
	}
	if len(found) != len(want) {
		t.Errorf("found %d, want %d", len(found), len(want))
	}
}

// Goal: who may read everything can compare, and nobody else; nothing is changed. Method: a role with
// SELECT alone, which reads large objects through their functions, with a default of read-only
// transactions; then one table without it.
func TestCompareOrdinary(t *testing.T) {
	server := pgtest.Get(t, 13)
	source := server.NewDatabase(t)
	source.Exec(t, differSetup, "SELECT lo_put(4712, 9000, 'far'), lo_put(4712, 20000, '\\x010000')") // with holes
	r := opened(t, dump.Options{Config: config(t, source)})
	role := ordinary(t, server)
	to := pgtest.Ident(role)
	source.Exec(t, "GRANT SELECT ON ALL TABLES IN SCHEMA public TO "+to+"; GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO "+to+
		"; GRANT SELECT ON LARGE OBJECT 4711, 4712 TO "+to+"; ALTER ROLE "+to+" SET default_transaction_read_only = on")
	o := dump.CompareOptions{Archive: r, Target: configAs(t, source, role), Without: []archive.Part{archive.PartPrivilege}}
	equal(t, compared(t, o))
	source.Exec(t, "SELECT lo_put(4712, 9001, 'A')")
	checkFound(t, differences(compared(t, o)), []string{"ROWS pg_catalog.pg_largeobject: contents"})
	source.Exec(t, "REVOKE SELECT ON lost FROM "+to)
	if _, err := dump.Compare(t.Context(), o); err == nil || !strings.Contains(err.Error(), "permission denied for table lost") {
		t.Errorf("without SELECT: %v", err)
	}
	source.Exec(t, "DROP OWNED BY "+to)
}

// Goal: what an archive of a part has is compared with the same part, whatever else is in the
// database; what stands in a file of --filter counts as what was typed. Method: dumps by the binary
// itself, changes inside and outside of the part.
func TestComparePart(t *testing.T) {
	server := pgtest.Get(t, 16)
	source := server.NewDatabase(t)
	source.Exec(t, `CREATE SCHEMA a; CREATE SCHEMA "b c"; CREATE TABLE a.t AS SELECT 1 AS i; CREATE TABLE "b c"."d e" AS SELECT 1 AS i;
		CREATE TABLE a.no AS SELECT 1 AS i; CREATE VIEW a.v AS SELECT * FROM a.t; GRANT SELECT ON a.t TO PUBLIC`)
	binary := buildBinary(t, t.TempDir())
	run := func(args ...string) (string, error) {
		out, err := exec.Command(binary, args...).CombinedOutput()
		return string(out), err
	}
	file := filepath.Join(t.TempDir(), "filter")
	if err := os.WriteFile(file, []byte("include table \"b c\".\"d e\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for i, options := range [][]string{
		{"-n", "a", "-T", "a.no", "-x", "--no-comments"}, {"-t", `"b c"."d e"`}, {"--filter", file}, {"-s", "-n", "a"}, {"-a", "-t", "a.t"},
	} {
		part := filepath.Join(t.TempDir(), "part")
		if text, err := run(append([]string{"dump", "-d", source.URL(), "-f", part}, options...)...); err != nil {
			t.Fatalf("%q: %s", options, text)
		}
		if text, err := run("verify", part, "--against", source.URL()); err != nil || !strings.Contains(text, "are equal: ") {
			t.Errorf("%q: %s", options, text)
		}
		if i == 0 {
			source.Exec(t, "CREATE TABLE other (i int); DROP VIEW a.v")
			if text, err := run("verify", part, "--against", source.URL()); err == nil || !strings.Contains(text, "VIEW a.v: only in") ||
				!strings.Contains(text, "DIFFER: 1 difference,") {
				t.Errorf("%q: %s", options, text)
			}
			source.Exec(t, "CREATE VIEW a.v AS SELECT * FROM a.t")
		}
	}
}

// Two databases with the same text in other encodings are equal.
func TestCompareEncodings(t *testing.T) {
	server := pgtest.Get(t, 14)
	source, target := server.NewDatabase(t, pgtest.Encoding("LATIN1")), server.NewDatabase(t)
	for _, db := range []*pgtest.DB{source, target} {
		conn := db.Conn(t)
		for _, sql := range []string{"SET client_encoding = 'UTF8'", `CREATE TABLE "tür" ("ä" text DEFAULT 'ö', j jsonb); INSERT INTO "tür" VALUES ('süß', '{"ß": "ü"}'); COMMENT ON TABLE "tür" IS 'größer';
			CREATE TYPE e AS ENUM ('übel'); CREATE TABLE enums AS SELECT ARRAY['übel'::e] AS a, '{"(ü)"}'::text[] AS t`} {
			if _, err := conn.PgConn().Exec(t.Context(), sql).ReadAll(); err != nil {
				t.Fatal(err)
			}
		}
	}
	sameByCompare(t, source, target)
	r := opened(t, dump.Options{Config: config(t, source)})
	equal(t, compared(t, dump.CompareOptions{Archive: r, Target: config(t, target)}))
	target.Exec(t, `UPDATE enums SET t = '{"(u)"}'`)
	checkFound(t, differences(compared(t, dump.CompareOptions{Archive: r, Target: config(t, target)})), []string{"ROWS public.enums: contents"})
}
