package catalog

import (
	"errors"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"promark/catalog/pgtest"
)

// TestKinds: the table's order is the order of a restore, and names are
// unique; every kind has a golden case that it is named in. What is read
// on demand, and rows, are tested by round trips.
func TestKinds(t *testing.T) {
	seen := map[string]bool{}
	last := PreData
	for _, k := range kinds {
		if seen[k.Name] {
			t.Errorf("two kinds are named %s", k.Name)
		}
		seen[k.Name] = true
		if k.Section < last {
			t.Errorf("%s: its section comes before that of the kind above it", k.Name)
		}
		last = k.Section
		if k.Section == Data || optionalKinds[k.Name] || casesOf(t, k.Name) > 0 {
			continue
		}
		t.Errorf("%s has no case in %s", k.Name, ddlDir)
	}
}

// optionalKinds have no golden cases: they are read on demand only, would be the
// same in source and copy (roles), or hold every comment of an extension.
// Round trips test them.
var optionalKinds = map[string]bool{"STATISTICS DATA": true, "ROLE": true, "ROLE SETTING": true, "ROLE MEMBERSHIP": true,
	"PARAMETER PRIVILEGES": true, "EXTENSION CHANGES": true}

// caseNames are kinds whose cases bear another name: several cases, or that
// of the object which a loop splits.
var caseNames = map[string]string{
	"TYPE": "type_*", "VIEW DEFINITION": "view_loop", "FUNCTION DEFINITION": "function_loop",
}

func casesOf(t *testing.T, kind string) int {
	pattern, ok := caseNames[kind]
	if !ok {
		pattern = strings.ReplaceAll(strings.ToLower(kind), " ", "_")
	}
	found, err := filepath.Glob(filepath.Join(ddlDir, pattern+".sql"))
	if err != nil {
		t.Fatal(err)
	}
	return len(found)
}

// TestSweep: without a kind, a database that has objects of it cannot be
// read, and the error names them.
func TestSweep(t *testing.T) {
	for _, major := range []int{12, 18} {
		db := pgtest.Get(t, major).NewDatabase(t)
		db.Exec(t, `CREATE TABLE t (a integer PRIMARY KEY, b integer DEFAULT 5, CHECK (a > 0));
			CREATE INDEX t_b ON t (b);
			CREATE VIEW "a view" AS SELECT 1;
			CREATE FUNCTION f(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
			CREATE SEQUENCE s; CREATE DOMAIN d AS text; CREATE STATISTICS st ON a, b FROM t;
			CREATE POLICY p ON t; CREATE RULE r AS ON INSERT TO t DO NOTHING;
			SELECT lo_create(5000); CREATE SCHEMA sch; CREATE OPERATOR !! (RIGHTARG = text, FUNCTION = length);
			CREATE LANGUAGE lang HANDLER plpgsql_call_handler; CREATE COLLATION coll (LOCALE = 'C');
			CREATE TRANSFORM FOR int LANGUAGE sql (FROM SQL WITH FUNCTION prsd_lextype(internal));
			CREATE CAST (text AS inet) WITH INOUT; CREATE ACCESS METHOD am TYPE TABLE HANDLER heap_tableam_handler;
			CREATE OPERATOR CLASS oc FOR TYPE integer USING btree AS OPERATOR 1 <;
			CREATE OPERATOR FAMILY loose USING gist; ALTER OPERATOR FAMILY loose USING gist ADD OPERATOR 3 && (box, box);
			ALTER OPERATOR FAMILY box_ops USING gist ADD OPERATOR 7 @> (box, point);
			CREATE CONVERSION conv FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
			CREATE TEXT SEARCH PARSER tp (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype);
			CREATE TEXT SEARCH TEMPLATE tt (LEXIZE = dsimple_lexize); CREATE TEXT SEARCH DICTIONARY td (TEMPLATE = simple);
			CREATE TEXT SEARCH CONFIGURATION tc (PARSER = "default")`)
		for kind, want := range map[string]string{
			"VIEW": `view public."a view"`, "FUNCTION": "function public.f(integer)", "SEQUENCE": "sequence public.s",
			"DOMAIN": "type public.d", "STATISTICS": "statistics object public.st", "POLICY": "policy p on public.t",
			"RULE": "rule r on public.t", "LARGE OBJECT": "large object 5000", "SCHEMA": "schema sch",
			"INDEX": "index public.t_b", "CONSTRAINT": "table constraint t_pkey on public.t",
			"CHECK CONSTRAINT": "table constraint t_a_check on public.t", "DEFAULT": "default value for public.t.b",
			"TABLE": "table public.t", "OPERATOR": "operator public.!!(NONE,pg_catalog.text)",
			"PROCEDURAL LANGUAGE": "language lang", "COLLATION": "collation public.coll",
			"TRANSFORM": "transform for integer", "CAST": "cast (pg_catalog.text AS pg_catalog.inet)", "ACCESS METHOD": "access method am",
			"OPERATOR CLASS":          "operator of access method operator 1 (integer, integer) of public.oc USING btree",
			"OPERATOR FAMILY":         "operator of access method operator 3 (pg_catalog.box, pg_catalog.box) of public.loose USING gist",
			"OPERATOR FAMILY MEMBERS": "operator of access method operator 7 (pg_catalog.box, pg_catalog.point) of pg_catalog.box_ops USING gist",
			"CONVERSION":              "conversion public.conv", "TEXT SEARCH PARSER": "text search parser public.tp",
			"TEXT SEARCH TEMPLATE": "text search template public.tt", "TEXT SEARCH DICTIONARY": "text search dictionary public.td",
			"TEXT SEARCH CONFIGURATION": "text search configuration public.tc",
		} {
			t.Run(strconv.Itoa(major)+"/"+kind, func(t *testing.T) { checkSweep(t, db, kind, want) })
		}
	}
}

func checkSweep(t *testing.T, db *pgtest.DB, kind, want string) {
	all := kinds
	defer func() { kinds = all }()
	kinds = slices.DeleteFunc(slices.Clone(all), func(k *Kind) bool { return k.Name == kind })
	_, err := tryRead(t, db)
	var unknown *UnknownObjectsError
	if !errors.As(err, &unknown) {
		t.Fatalf("%v, want an error about unknown objects", err)
	}
	names := strings.ReplaceAll(strings.Join(unknown.Objects, "; "), `"`, "")
	if !strings.Contains(names, strings.ReplaceAll(want, `"`, "")) {
		t.Errorf("%q does not name %s", unknown.Objects, want)
	}
}

// TestSweepPasses: temporary objects, and objects of users in pg_catalog,
// which no target can be given, do not stop a dump; the latter are noticed.
func TestSweepPasses(t *testing.T) {
	db := pgtest.Get(t, 15).NewDatabase(t)
	holder := db.Conn(t)
	if _, err := holder.Exec(t.Context(), `CREATE TEMPORARY TABLE tmp (a serial PRIMARY KEY, b text DEFAULT 'x' CHECK (b <> ''));
		CREATE TEMPORARY VIEW tv AS SELECT 1;
		CREATE FUNCTION pg_temp.tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
		CREATE TRIGGER tr BEFORE INSERT ON tmp EXECUTE FUNCTION pg_temp.tf();
		CREATE POLICY tp ON tmp; CREATE TYPE pg_temp.tt AS ENUM ('a');
		CREATE FUNCTION pg_catalog.mine() RETURNS integer LANGUAGE sql AS 'SELECT 1'`); err != nil {
		t.Fatal(err)
	}
	read := readDatabase(t, db)
	if len(read.Items) != 0 {
		t.Errorf("temporary objects were read:\n%s", goldenText(read))
	}
	if !slices.ContainsFunc(read.Notices, func(n string) bool { return strings.Contains(n, `"mine"()`) }) {
		t.Errorf("no notice about pg_catalog.mine(): %q", read.Notices)
	}
}

// TestSystemConfigurations: what users change in text search configurations
// of the server cannot be told from what it had, but for dictionaries of
// theirs: these are noticed.
func TestSystemConfigurations(t *testing.T) {
	db := pgtest.Get(t, 15).NewDatabase(t)
	if notices := readDatabase(t, db).Notices; len(notices) > 0 {
		t.Errorf("notices about an empty database: %q", notices)
	}
	db.Exec(t, `CREATE TEXT SEARCH DICTIONARY mine (TEMPLATE = simple);
		ALTER TEXT SEARCH CONFIGURATION pg_catalog.english ALTER MAPPING FOR word WITH mine, english_stem`)
	notices := readDatabase(t, db).Notices
	if len(notices) != 1 || !strings.Contains(notices[0], `"pg_catalog"."english"`) {
		t.Errorf("notices: %q, want one about english", notices)
	}
}
