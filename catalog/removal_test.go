package catalog

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"promark/catalog/pgtest"
)

// builtIn lists what a server has that a later one may lack, as removals
// names it: kind and name.
const builtIn = `
SELECT 'function ' || p.oid::regprocedure FROM pg_proc p
 WHERE p.oid < 16384 AND p.pronamespace = 'pg_catalog'::regnamespace
   AND 'internal'::regtype <> ALL (p.proargtypes) AND p.proname !~ '^binary_upgrade_'
UNION ALL
SELECT 'operator ' || oid::regoperator FROM pg_operator WHERE oid < 16384
UNION ALL
SELECT 'column ' || c.oid::regclass || '.' || a.attname
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
 WHERE c.oid < 16384 AND c.relkind IN ('r', 'v') AND a.attnum > 0
   AND c.relnamespace IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
UNION ALL
SELECT 'setting ' || name FROM pg_settings WHERE context IN ('user', 'superuser', 'backend', 'superuser-backend')
UNION ALL
SELECT 'cast ' || castsource::regtype || ' AS ' || casttarget::regtype FROM pg_cast WHERE oid < 16384
UNION ALL
SELECT 'type ' || oid::regtype FROM pg_type WHERE oid < 10000
UNION ALL
SELECT 'operator class ' || c.opcname || ' ' || a.amname FROM pg_opclass c JOIN pg_am a ON a.oid = c.opcmethod WHERE c.oid < 16384
UNION ALL
SELECT 'text search configuration ' || cfgname FROM pg_ts_config WHERE oid < 16384`

// elsewhere names what has gone and is dealt with, but not as a removal.
var elsewhere = map[string]string{
	"cast path AS point":                        "function point(path)",
	"type opaque":                               "opaqueQuery",
	"function shell_out(opaque)":                "opaqueQuery",
	"operator ||(anyarray,anyarray)":            "other operand types, same calls",
	"operator ||(anyarray,anyelement)":          "other operand types, same calls",
	"operator ||(anyelement,anyarray)":          "other operand types, same calls",
	"function json_object(text[])":              "same function, the name is quoted now",
	"function json_object(text[],text[])":       "same function, the name is quoted now",
	"setting operator_precedence_warning":       "settingChange",
	"setting vacuum_cleanup_index_scale_factor": "settingChange",
	"setting force_parallel_mode":               "settingChange",
}

// TestRemovals: the table names everything that servers from 13 to 18 do not
// have while the one before did, and nothing else.
func TestRemovals(t *testing.T) {
	table := map[string]bool{}
	for _, r := range removals {
		table[fmt.Sprintf("%d %s %s", r.since, r.kind, r.name)] = false
	}
	var before map[string]bool
	for _, major := range pgtest.Versions() {
		now := map[string]bool{}
		for _, name := range pgtest.Get(t, major).NewDatabase(t).Rows(t, builtIn) {
			now[name] = true
		}
		for name := range before {
			if now[name] || elsewhere[name] != "" {
				continue
			}
			whole := name[:max(0, strings.LastIndexByte(name, '.'))] + ".*"
			switch keys := []string{fmt.Sprintf("%d %s", major, name), fmt.Sprintf("%d %s", major, whole)}; {
			case has(table, keys[0]):
				table[keys[0]] = true
			case has(table, keys[1]):
				table[keys[1]] = true
			default:
				t.Errorf("PostgreSQL %d does not have %s any more, which removals does not tell", major, name)
			}
		}
		before = now
	}
	for key, found := range table {
		if !found {
			t.Errorf("removals tells of %s, which the servers do not show", key)
		}
	}
}

func has(m map[string]bool, key string) bool {
	_, ok := m[key]
	return ok
}

// newerSource has what newer servers do not take, one object for each.
const newerSource = `
CREATE TABLE p (a point, b box, c circle, n bigint, i interval, t text);
CREATE VIEW uses_operator AS SELECT a @ b AS inside FROM p;
CREATE VIEW uses_postfix AS SELECT n ! AS factorial FROM p;
CREATE VIEW uses_function AS SELECT path_center(path '((0,0),(1,1))') AS c;
CREATE VIEW uses_cast AS SELECT (path '((0,0),(1,1))')::point AS c;
CREATE VIEW uses_column AS SELECT checkpoints_timed FROM pg_stat_bgwriter;
CREATE VIEW uses_catalog AS SELECT datname, datlastsysoid FROM pg_database;
CREATE VIEW uses_cache AS SELECT attname, attcacheoff FROM pg_attribute;
CREATE VIEW harmless AS SELECT datname FROM pg_database;
CREATE TABLE defaults (c point DEFAULT path_center(path '((0,0),(1,1))'), b boolean CONSTRAINT uses_check CHECK (box '((0,0),(1,1))' ~ box '((0,0),(1,1))'));
CREATE INDEX uses_interval ON p ((i::text));
CREATE INDEX plain ON p (i);
CREATE AGGREGATE uses_aggregate(interval) (SFUNC = interval_accum, STYPE = interval[], INITCOND = '{0 second,0 second}');
CREATE OPERATOR !!! (FUNCTION = factorial, LEFTARG = bigint);
CREATE TABLE parent (a integer, b integer);
CREATE TABLE child (a integer, b integer GENERATED ALWAYS AS (a * 2) STORED) INHERITS (parent);
CREATE COLLATION loose (provider = icu, locale = 'und', deterministic = false);
CREATE COLLATION loose2 (provider = icu, locale = 'de', deterministic = false);
CREATE TABLE referenced (a text COLLATE loose PRIMARY KEY);
CREATE TABLE referencing (a text COLLATE loose2 CONSTRAINT uses_collations REFERENCES referenced);
CREATE FUNCTION with_setting() RETURNS integer LANGUAGE sql SET force_parallel_mode = on SET operator_precedence_warning = off AS 'SELECT 1';
CREATE OPERATOR CLASS uses_class FOR TYPE box USING gist AS OPERATOR 7 ~ (box, box);
CREATE FUNCTION old_call(integer, integer, cstring, internal, integer) RETURNS void LANGUAGE c STRICT
  AS '$libdir/utf8_and_iso8859_1', 'iso8859_1_to_utf8';
CREATE CONVERSION old_conversion FOR 'LATIN1' TO 'UTF8' FROM old_call;
GRANT EXECUTE ON FUNCTION pg_start_backup(text, boolean, boolean) TO alice;
GRANT EXECUTE ON FUNCTION pg_terminate_backend(integer) TO alice;
`

// TestObstacles: what a newer server refuses is told before, everything else
// loads; and what is told is really refused.
func TestObstacles(t *testing.T) {
	db := pgtest.Get(t, 12).NewDatabase(t)
	makeRoles(t, db)
	db.Exec(t, newerSource, "ALTER DATABASE "+Ident(db.Name)+` SET "my.bad-name" = 'x'`,
		"ALTER DATABASE "+Ident(db.Name)+" SET force_parallel_mode = on")
	read := readDatabase(t, db)
	for _, major := range pgtest.Sample(t, "obstacles") {
		t.Run(fmt.Sprint("12 to ", major), func(t *testing.T) {
			target := pgtest.Get(t, major).NewDatabase(t)
			makeRoles(t, target)
			executeAll(t, target, restoreOrderFor(read, major*10000))
			if got, want := refusedBy(read, major), expectedRefusals(major); !slices.Equal(got, want) {
				t.Errorf("refused: %v\nwant: %v", got, want)
			}
			mustFail(t, target, read, major)
		})
	}
}

func refusedBy(c *Catalog, major int) []string {
	var out []string
	for _, item := range c.Items {
		for _, o := range item.Obstacles {
			if o.Effect != Altered && o.Since <= major*10000 {
				out = append(out, item.Object.common().Name)
				break
			}
		}
	}
	slices.Sort(out)
	return out
}

func expectedRefusals(major int) []string {
	since := map[string]int{
		"!!!": 14, "uses_operator": 14, "uses_postfix": 14, "uses_check": 14, "my.bad-name": 14,
		"uses_class": 14, "old_conversion": 14,
		"uses_function": 15, "uses_cast": 15, "defaults.c": 15, "uses_catalog": 15, "uses_interval": 15,
		`FUNCTION pg_catalog."pg_start_backup"("label" "text", "fast" boolean, "exclusive" boolean)`: 15,
		"child": 16, "uses_column": 17, "uses_aggregate": 17, "uses_cache": 18, "uses_collations": 18,
	}
	var out []string
	for name, version := range since {
		if version <= major {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// mustFail runs the statements that the obstacles keep from the target.
func mustFail(t *testing.T, target *pgtest.DB, c *Catalog, major int) {
	for _, item := range c.Items {
		for _, o := range item.Obstacles {
			if o.Effect == Altered || o.Since > major*10000 {
				continue
			}
			first := item.Statements[0]
			if err := target.Try("SET search_path = ''; " + first.SQL); err == nil {
				t.Errorf("%s works, but is refused: %s", first.SQL, o.Reason)
			}
		}
	}
}
