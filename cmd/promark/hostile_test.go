//go:build linux

package main_test

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"promark/catalog/pgtest"
	"promark/dump"
	"promark/restore"
)

// breakout is what makes psql run a program wherever it is not in quotes.
const breakout = "\n" + trace + "\n"

// trace makes psql leave a file beside its script.
const trace = `\! for d in /tmp/psql-*; do : > $d/broken; done`

// Goal: nothing in a database becomes a command or a variable of psql (CVE-2025-8714, -8715).
// Method: names, comments, bodies, defaults, labels, rows and settings that try to break out of
// every kind of quotes; psql leaves no trace of them, and the database comes back as it was.
func TestScriptHostile(t *testing.T) {
	_, left, err := pgtest.Get(t, 17).DB("postgres").Psql(t, 17, []byte("SELECT 'a"+breakout+"';"+breakout))
	if err != nil || len(left) != 1 {
		t.Fatalf("the trap does not work: %q, %v", left, err)
	}
	for _, major := range pgtest.Sample(t, "hostile") {
		t.Run(fmt.Sprint(major), func(t *testing.T) {
			server := pgtest.Get(t, major)
			source, target := server.NewDatabase(t), server.NewDatabase(t)
			for _, sql := range hostile(major) {
				source.Exec(t, sql)
			}
			psql(t, target, scriptOf(t, source, true, restore.ScriptOptions{}))
			same(t, source, target)
		})
	}
}

func hostile(major int) []string {
	name := func(s string) string { return pgtest.Ident(s + breakout) }
	text := func(s string) string { return pgtest.Literal(s + breakout) }
	sql := []string{
		"CREATE SCHEMA " + name("s") + "; CREATE TABLE " + name("s") + "." + name(`t";`) + " (" + name("c';--") + " text DEFAULT " + text(`d'"`) +
			", v text[], i int DEFAULT 1 CHECK (i <> 77), CONSTRAINT " + name("chk $$") + " CHECK (" + name("c';--") + " <> " + text("$promark$") + "))",
		"INSERT INTO " + name("s") + "." + name(`t";`) + " VALUES (" + text("x") + ", ARRAY['\\.', '\\! touch x'], 1), ('\\.', NULL, 2), (E'\\\\.\\n\\\\.\\n\\\\! touch x', '{}', 3)",
		"CREATE TABLE one (v text); INSERT INTO one VALUES ('\\.'), ('\\! touch x'), (E'\\\\.\\n\\\\! touch x'), (E'\\r\\n\\\\.\\r\\n')",
		"CREATE TABLE nothing (); INSERT INTO nothing DEFAULT VALUES; INSERT INTO nothing DEFAULT VALUES",
		"COMMENT ON TABLE one IS " + text("c"),
		"CREATE TYPE mood AS ENUM (" + pgtest.Literal("a\n\\!t") + ", ':HOST', ':''HOST'''); CREATE DOMAIN dom AS text DEFAULT " + text("'") + " CHECK (VALUE <> " + text(`\`) + ")",
		"CREATE FUNCTION f() RETURNS text LANGUAGE plpgsql AS " + pgtest.Literal("BEGIN RETURN '$$ $promark$ $promarkx$'; /*"+breakout+"*/ END") + " SET work_mem = '4MB'",
		"CREATE FUNCTION g() RETURNS text LANGUAGE sql SET \"odd.setting\" = " + text("v'") + " AS 'SELECT 1::text'",
		// psql puts values of its variables in for :NAME, :'NAME' and :"NAME", and has HOST, USER and others.
		`CREATE TABLE arrays ("HOST" int, "USER" int, a int[]); INSERT INTO arrays VALUES (1, 2, '{1,2,3}');
		 CREATE VIEW slices AS SELECT a[1:"HOST"] AS x, a["HOST":"USER"] AS y, a[:"USER"] AS z, a[1:2] AS w FROM arrays;
		 CREATE FUNCTION sliced(int[]) RETURNS int[] LANGUAGE sql IMMUTABLE AS 'SELECT $1[1:2]';
		 ALTER TABLE arrays ADD CHECK (a["HOST":"USER"] IS NOT NULL AND a[1:"USER"] IS NOT NULL)`,
		"CREATE VIEW v AS SELECT " + text("E'\\'") + " AS a, E'it''s \\\\ '::text AS b, U&'\\0441' AS c, $$x$$::text AS d, (ARRAY[1,2])[1:2] AS e",
		"CREATE RULE r AS ON DELETE TO arrays DO ALSO (SELECT 1; SELECT 'x;\\')",
		"DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET application_name = %L', current_database(), " + text("app") + "); END $$",
		"SELECT lo_create(4711); SELECT lo_put(4711, 5000, '\\x5c2e0a5c21'); COMMENT ON LARGE OBJECT 4711 IS " + text("lo"),
	}
	if major >= 14 {
		sql = append(sql, "CREATE FUNCTION atomic(int) RETURNS int BEGIN ATOMIC SELECT CASE $1 WHEN 1 THEN 2 ELSE 3 END; SELECT (SELECT CASE WHEN true THEN 1 END); END",
			"CREATE PROCEDURE "+name("p")+"() BEGIN ATOMIC DELETE FROM one WHERE v = "+text("begin")+"; END")
	}
	return sql
}

// A script makes the database itself, whatever its name; psql connects to it.
func TestScriptCreate(t *testing.T) {
	server := pgtest.Get(t, 17)
	source, admin := server.NewDatabase(t), server.DB("postgres")
	source.Exec(t, "CREATE TABLE t AS SELECT 1 AS a")
	for _, odd := range []string{`plain`, `with 'quotes' "double"`, `dbname=postgres`, `postgres://localhost/x`, `back\slash`, "`touch x`", `a b`, ":HOST", ":'HOST'"} {
		name := pgtest.UniqueName(odd)
		target := server.DB(name)
		target.DropLater(t)
		psql(t, admin, scriptOf(t, source, false, restore.ScriptOptions{Options: restore.Options{Create: true, DatabaseName: name}}))
		if got := target.Text(t, "SELECT current_database() || a FROM t"); got != name+"1" {
			t.Errorf("%q: %q", name, got)
		}
	}
	err := writeScript(dump.Options{Config: config(t, source)}, false, restore.ScriptOptions{Output: io.Discard,
		Options: restore.Options{Create: true, DatabaseName: "a\n\\! x"}})
	if err == nil || !strings.Contains(err.Error(), "no name with a line end") {
		t.Errorf("a name with a line end: %v", err)
	}
}
