//go:build linux

package main_test

import (
	"fmt"
	"strings"
	"testing"

	"promark/catalog/pgtest"
	"promark/dump"
	"promark/restore"
)

// Goal: security labels of every kind of object that can have one come back. Method: two
// providers of our own, compiled against the server's headers, which PostgreSQL has for the
// versions with sources (postgres-catalog 7, #65).
func TestSecurityLabels(t *testing.T) {
	for _, major := range pgtest.SourceSample(t) {
		t.Run(fmt.Sprint(major), func(t *testing.T) {
			module := pgtest.Module(t, major, "../../testdata/label/label.c")
			server := pgtest.Start(t, major, pgtest.Set("session_preload_libraries", module))
			source, target := server.NewDatabase(t), server.NewDatabase(t)
			source.Exec(t, labelled, "ALTER SUBSCRIPTION l_sub SET (slot_name = NONE)")
			t.Cleanup(func() {
				for _, db := range []*pgtest.DB{source, target} {
					db.Exec(t, "ALTER SUBSCRIPTION l_sub SET (slot_name = NONE)", "DROP SUBSCRIPTION l_sub")
				}
			})
			want := source.Rows(t, labels)
			if len(want) != strings.Count(labelled, "SECURITY LABEL ") {
				t.Fatalf("the source has %d labels", len(want))
			}
			data := dumped(t, dump.Options{Config: config(t, source), Workers: 2})
			if _, err := restored(t, data, restore.Options{Config: config(t, target), Workers: 2}); err != nil {
				t.Fatal(err)
			}
			// Where the providers are not loaded, nothing is changed.
			result, err := restored(t, data, restore.Options{Config: config(t, pgtest.Get(t, major).NewDatabase(t))})
			has(t, findingsOf(t, result, err), "label-providers", `missing on the target: Odd "provider", promark`, "--no-security-labels")
			differ(t, "labels", want, target.Rows(t, labels))
			sameRows(t, source, target) // pg_dump has the labels of one object in any order
			sharedLabels(t, server)
		})
	}
}

// sharedLabels moves a database with its role: their labels are the server's.
func sharedLabels(t *testing.T, server *pgtest.Server) {
	t.Helper()
	source, admin := server.NewDatabase(t), server.DB("postgres")
	role, name := pgtest.UniqueName("labelled role"), pgtest.UniqueName("labelled %s database")
	target := server.DB(name)
	target.DropLater(t)
	source.Exec(t, "CREATE ROLE "+pgtest.Ident(role), "CREATE TABLE t (); ALTER TABLE t OWNER TO "+pgtest.Ident(role))
	for _, on := range []string{"DATABASE " + pgtest.Ident(source.Name), "ROLE " + pgtest.Ident(role)} {
		source.Exec(t, "SECURITY LABEL FOR promark ON "+on+" IS 'it''s shared'",
			`SECURITY LABEL FOR "Odd ""provider""" ON `+on+" IS 'too'")
	}
	const labels = `SELECT 'database', provider, label FROM pg_shseclabel WHERE classoid = 'pg_database'::regclass
		AND objoid = (SELECT oid FROM pg_database WHERE datname = current_database())
		UNION ALL SELECT 'role', provider, label FROM pg_shseclabel JOIN pg_roles r ON r.oid = objoid WHERE classoid = 'pg_authid'::regclass ORDER BY 1, 2`
	want := source.Rows(t, labels)
	if len(want) != 4 {
		t.Fatalf("the source has %q", want)
	}
	data := dumped(t, dump.Options{Config: config(t, source), Roles: true})
	source.Exec(t, "DROP TABLE t; DROP ROLE "+pgtest.Ident(role))
	if _, err := restored(t, data, restore.Options{Config: config(t, admin), Create: true, DatabaseName: name}); err != nil {
		t.Fatal(err)
	}
	differ(t, "labels of the server", want, target.Rows(t, labels))
}

// labels lists the labels of the database's own objects by names.
const labels = `SELECT provider, label, i.type, i.identity FROM pg_seclabel l,
	LATERAL pg_identify_object(l.classoid, l.objoid, l.objsubid) i ORDER BY 3, 4, 1`

const labelled = `
CREATE SCHEMA "Odd s"; SET search_path = "Odd s";
CREATE TABLE t (a int, "B b" text); CREATE VIEW v AS SELECT a FROM t; CREATE MATERIALIZED VIEW m AS SELECT a FROM t;
CREATE SEQUENCE s; CREATE TYPE e AS ENUM (); CREATE TYPE c AS (x int, y int); CREATE DOMAIN d AS int; CREATE TYPE shell;
CREATE TYPE r AS RANGE (SUBTYPE = int);
CREATE FUNCTION f(int, OUT text) LANGUAGE sql AS 'SELECT ''x'''; CREATE PROCEDURE p(int) LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION ev() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE AGGREGATE agg(*) (SFUNC = int8inc, STYPE = int8, INITCOND = '0');
CREATE EVENT TRIGGER l_event ON sql_drop EXECUTE FUNCTION ev();
CREATE LANGUAGE l_lang HANDLER plpgsql_call_handler;
CREATE FOREIGN DATA WRAPPER l_wrapper; CREATE SERVER l_server FOREIGN DATA WRAPPER l_wrapper;
CREATE FOREIGN TABLE ft (a int) SERVER l_server;
CREATE PUBLICATION l_pub FOR TABLE t; CREATE SUBSCRIPTION l_sub CONNECTION '' PUBLICATION x WITH (connect = false);
CREATE TABLE part (a int) PARTITION BY LIST (a); CREATE TABLE part1 PARTITION OF part FOR VALUES IN (1);
SELECT lo_create(4711);
SECURITY LABEL FOR promark ON TABLE t IS 'a table';
SECURITY LABEL FOR "Odd ""provider""" ON TABLE t IS 'the other''s \ label
with two lines';
SECURITY LABEL FOR promark ON COLUMN t.a IS 'a column';
SECURITY LABEL FOR promark ON COLUMN t."B b" IS '';
SECURITY LABEL FOR promark ON VIEW v IS 'a view';
SECURITY LABEL FOR promark ON COLUMN v.a IS 'a column of a view';
SECURITY LABEL FOR promark ON MATERIALIZED VIEW m IS 'a materialized view';
SECURITY LABEL FOR promark ON COLUMN m.a IS 'a column of a materialized view';
SECURITY LABEL FOR promark ON FOREIGN TABLE ft IS 'a foreign table';
SECURITY LABEL FOR promark ON COLUMN ft.a IS 'a column of a foreign table';
SECURITY LABEL FOR promark ON SEQUENCE s IS 'a sequence';
SECURITY LABEL FOR promark ON TYPE e IS 'an enum';
SECURITY LABEL FOR promark ON TYPE c IS 'a composite type';
SECURITY LABEL FOR promark ON COLUMN c.y IS 'pg_dump loses it';
SECURITY LABEL FOR promark ON TYPE shell IS 'a shell';
SECURITY LABEL FOR promark ON TYPE r IS 'a range';
SECURITY LABEL FOR promark ON DOMAIN d IS 'a domain';
SECURITY LABEL FOR promark ON FUNCTION f(int) IS 'a function';
SECURITY LABEL FOR promark ON PROCEDURE p(int) IS 'a procedure';
SECURITY LABEL FOR promark ON AGGREGATE agg(*) IS 'an aggregate';
SECURITY LABEL FOR promark ON EVENT TRIGGER l_event IS 'an event trigger';
SECURITY LABEL FOR promark ON LANGUAGE l_lang IS 'a language';
SECURITY LABEL FOR promark ON SCHEMA "Odd s" IS 'a schema';
SECURITY LABEL FOR promark ON SCHEMA public IS 'the public schema';
SECURITY LABEL FOR promark ON PUBLICATION l_pub IS 'a publication';
SECURITY LABEL FOR promark ON TABLE part IS 'a partitioned table';
SECURITY LABEL FOR promark ON TABLE part1 IS 'a partition';
SECURITY LABEL FOR promark ON LARGE OBJECT 4711 IS 'a large object';
`
