package restore

import (
	"strings"
	"testing"
)

// Goal: what psql gets means the same to it as to a server, or is refused.
func TestForPsql(t *testing.T) {
	for sql, want := range map[string]string{
		`SELECT 1`: "", `SELECT "a\b", 'c\', $x$\!$x$, $$\$$, E'\'\\', e'\\'`: "",
		`SELECT a[1:"HOST"], b::text, c[:d], f(x := 1)`:      `SELECT a[1: "HOST"], b::text, c[: d], f(x := 1)`,
		`SELECT ':HOST', ":HOST", $$:HOST$$, $a$ $b$ :x $a$`: "",
		"SELECT 'a'\n  'b\\', 1":                             "", "SELECT E'a'\n'\\'' ": "", "SELECT 'it''s \\'": "", `SELECT a$b$, $1, c$$d`: "",
		"CREATE RULE r AS ON DELETE TO t DO (SELECT 1; SELECT 2)":                                     "",
		"CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE 1 WHEN 1 THEN 2 END; SELECT 3; END": "",
		"CREATE OR REPLACE PROCEDURE p() BEGIN ATOMIC SELECT (CASE 1 WHEN 1 THEN 2 END); END":         "",
		"SELECT U&'\\0041', U&\"\\0041\", B'01', N'\\', x'ff', 1e5, 1.e5, .5, 12abc":                  "",
		"SELECT \"\xe9\\\", 'é\\'": "",
	} {
		if want == "" {
			want = sql
		}
		if got, err := forPsql(sql); err != nil || got != want {
			t.Errorf("%s\n got %s (%v)\nwant %s", sql, got, err, want)
		}
	}
	for _, sql := range []string{`SELECT 1 \! x`, `SELECT "a`, `SELECT 'a`, `SELECT $x$ $y$`, `SELECT E'\'`, `SELECT 1; SELECT 2`,
		`SELECT (1`, `SELECT 1)`, "SELECT 1 -- x", "SELECT /* x */ 1", "SELECT '\\' \\g", "\\! x", "SELECT 'a' 'b\n\\'x' \\",
		"CREATE FUNCTION f() BEGIN ATOMIC SELECT 1;", "SELECT BEGIN; END", "SELECT 1\x00", "SELECT $1$\\!$1$"} {
		if got, err := forPsql(sql); err == nil {
			t.Errorf("%q was taken, as %q", sql, got)
		}
	}
}

// Goal: what is accepted has no backslash and no lone colon outside of quotes, told by a second,
// much simpler reading; it never panics, and taking it again changes nothing but spaces.
func FuzzForPsql(f *testing.F) {
	for _, seed := range []string{`a[1:"b"]`, `E'\''`, "'a'\n'b'", "$x$y$x$", `"\`, "(;)", "create function f() begin case end; end", "U&'\\'", "a$b$'"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, sql string) {
		out, err := forPsql(sql)
		if err != nil {
			return
		}
		if strings.Count(out, " ") < strings.Count(sql, " ") || strings.ReplaceAll(out, " ", "") != strings.ReplaceAll(sql, " ", "") {
			t.Fatalf("%q became %q", sql, out)
		}
		if !strings.ContainsAny(sql, `'"$`) && strings.Contains(out, `\`) {
			t.Fatalf("%q has a backslash outside of quotes", out)
		}
		if _, err := forPsql(out); err != nil {
			t.Fatalf("%q became %q: %v", sql, out, err)
		}
	})
}
