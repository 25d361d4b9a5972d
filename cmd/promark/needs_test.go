//go:build linux

package main_test

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"

	"promark/catalog"
	"promark/catalog/pgtest"
	"promark/dump"
	"promark/restore"
)

// A part of an archive that needs the rest is refused before the first change, with everything that is
// missing, unless the target has it.
func TestSelectionNeeds(t *testing.T) {
	for _, major := range pgtest.Sample(t, "needs") {
		server := pgtest.Get(t, major)
		source := server.NewDatabase(t)
		source.Exec(t, `CREATE SCHEMA s; CREATE EXTENSION citext SCHEMA s; CREATE TYPE s.mood AS ENUM ('ok'); CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
			CREATE FUNCTION "ne xt"(a integer, b s.mood) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1'; CREATE FUNCTION "ne xt"(a integer) RETURNS integer LANGUAGE sql AS 'SELECT $1';
			CREATE TABLE t (m s.mood, p positive, c s.citext, n integer GENERATED ALWAYS AS ("ne xt"(1, 'ok')) STORED); INSERT INTO t VALUES ('ok', 1, 'x');
			CREATE VIEW v AS SELECT * FROM t; CREATE TABLE parent (i integer PRIMARY KEY); CREATE TABLE child () INHERITS (parent); CREATE INDEX child_i ON child (i)`)
		data := dumped(t, dump.Options{Config: config(t, source)})
		target := server.NewDatabase(t)
		try := func(s restore.Selection) (string, error) {
			result, err := restored(t, data, restore.Options{Config: config(t, target), Selection: s})
			if err == nil {
				return "", nil
			}
			var texts []string
			for _, f := range findingsOf(t, result, err) {
				texts = append(texts, string(f.Code)+": "+f.Text)
			}
			return strings.Join(texts, "; "), err
		}
		wants := func(s restore.Selection, words ...string) {
			t.Helper()
			text, _ := try(s)
			if !strings.HasPrefix(text, "missing: ") || strings.Count(text, " (for ") != len(words) {
				t.Errorf("%d: %+v: %s", major, s, text)
			}
			for _, w := range words {
				if !strings.Contains(text, w) {
					t.Errorf("%d: %+v: no %q in %s", major, s, w, text)
				}
			}
		}
		table := restore.Selection{Tables: []string{"t"}}
		wants(table, "EXTENSION citext", "TYPE s.mood", "DOMAIN public.positive", "FUNCTION public.ne xt")
		wants(restore.Selection{Tables: []string{"v"}}, "TABLE public.t", "TYPE s.mood", "DOMAIN public.positive", "EXTENSION citext")
		wants(restore.Selection{Tables: []string{"child"}}, "TABLE public.parent")
		wants(restore.Selection{Indexes: []string{"child_i"}}, "TABLE public.child")
		wants(restore.Selection{NoSchema: true, Tables: []string{"t", "child"}}, "TABLE public.t", "TABLE public.child")
		// Another function of that name is not enough.
		target.Exec(t, `CREATE SCHEMA s; CREATE EXTENSION citext SCHEMA s; CREATE TYPE s.mood AS ENUM ('ok'); CREATE DOMAIN positive AS integer;
			CREATE FUNCTION "ne xt"(a integer) RETURNS integer LANGUAGE sql AS 'SELECT $1'`)
		wants(table, "FUNCTION public.ne xt")
		target.Exec(t, `CREATE FUNCTION "ne xt"(a integer, b s.mood) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1'`)
		if text, err := try(table); err != nil {
			t.Errorf("%d: all is there: %s %v", major, text, err)
		}
		if got := target.Text(t, "SELECT t::text FROM t"); got != "(ok,1,x,1)" {
			t.Errorf("%d: the row is %s", major, got)
		}
	}
}

// Functions that TimescaleDB's rows about a hypertable name, and what else a filter leaves out although
// it is needed, is told by the dump, and missed before the first change of a restore.
func TestHypertableNeedsFunctions(t *testing.T) {
	server := pgtest.Timescale(t)
	source := server.NewDatabase(t)
	source.Exec(t, "CREATE EXTENSION timescaledb", `CREATE TYPE mood AS ENUM ('ok');
		CREATE FUNCTION "now of"() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT 100::bigint';
		CREATE FUNCTION part(anyelement) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 7';
		CREATE TABLE h (at bigint NOT NULL, k integer, m mood); CREATE TABLE other (at bigint NOT NULL);
		SELECT create_hypertable('h', 'at', 'k', 2, partitioning_func => 'part', chunk_time_interval => 10), create_hypertable('other', 'at', chunk_time_interval => 10);
		SELECT set_integer_now_func('h', '"now of"'); INSERT INTO h VALUES (1, 1, 'ok')`)
	missing := `hypertables name functions that are neither selected nor in the target: "public"."now of" (for hypertable public.h), "public"."part" (for hypertable public.h)`

	// Of an archive of everything.
	target := server.NewDatabase(t)
	all := dumped(t, dump.Options{Config: config(t, source)})
	options := restore.Options{Config: config(t, target), Selection: restore.Selection{Tables: []string{"h"}}}
	result, err := restored(t, all, options)
	list := findingsOf(t, result, err)
	has(t, list, "missing", missing, "")
	has(t, list, "missing", "TYPE public.mood (for TABLE public.h)", "")

	// Of a part that was dumped.
	var b bytes.Buffer
	dump1, err := dump.Run(context.Background(), dump.Options{Config: config(t, source), Output: &b, Filter: catalog.Filter{Tables: []string{"h"}}})
	if err != nil {
		t.Fatal(err)
	}
	want := `what is selected needs what is not, and a target must have it: FUNCTION "public"."now of" (for hypertable "public"."h"), ` +
		`FUNCTION "public"."part"("anyelement") (for CHECK CONSTRAINT "_timescaledb_internal"."constraint_2"), TYPE "public"."mood" (for TABLE "public"."h")`
	if !slices.ContainsFunc(dump1.Warnings, func(w string) bool { return w == want }) {
		t.Errorf("the dump says %q, want %s", dump1.Warnings, want)
	}
	options.Selection = restore.Selection{}
	result, err = restored(t, b.Bytes(), options)
	list = findingsOf(t, result, err)
	has(t, list, "missing", missing, "")
	has(t, list, "missing", `neither in it nor in the target: FUNCTION "public"."part"("anyelement") (for CHECK CONSTRAINT "_timescaledb_internal"."constraint_2"), TYPE "public"."mood" (for TABLE "public"."h")`, "")

	options.Selection = restore.Selection{Tables: []string{"h"}, Functions: []string{"now of", "part"}}
	target.Exec(t, "CREATE TYPE mood AS ENUM ('ok')")
	if _, err := restored(t, all, options); err != nil {
		t.Fatal(err)
	}
	target.Exec(t, "INSERT INTO h VALUES (200, 2, 'ok')")
	if got := target.Text(t, "SELECT count(*) || ' ' || (SELECT count(*) FROM show_chunks('h')) FROM h"); got != "2 2" {
		t.Errorf("rows and chunks: %s", got)
	}
	if other, err := dump.Run(context.Background(), dump.Options{Config: config(t, source), Output: &b, Filter: catalog.Filter{Tables: []string{"other"}}}); err != nil ||
		slices.ContainsFunc(other.Warnings, func(w string) bool { return strings.Contains(w, "must have it") }) {
		t.Errorf("a hypertable that needs nothing: %v, %q", err, other.Warnings)
	}
}
