//go:build linux

package main_test

import (
	"strings"
	"testing"

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
