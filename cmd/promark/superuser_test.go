//go:build linux

package main_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"promark/catalog/pgtest"
	"promark/dump"
	"promark/restore"
)

// superuserObjects can only be made by a superuser, each for a reason of its own.
const superuserObjects = `
CREATE FOREIGN DATA WRAPPER wrapper;
CREATE FUNCTION fired() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER watcher ON ddl_command_end EXECUTE FUNCTION fired();
CREATE FUNCTION in_c() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE FUNCTION leakproof() RETURNS integer LEAKPROOF LANGUAGE sql AS 'SELECT 1';
CREATE LANGUAGE speech HANDLER in_c;
CREATE TYPE base;
CREATE FUNCTION base_in(cstring) RETURNS base STRICT IMMUTABLE LANGUAGE internal AS 'int4in';
CREATE FUNCTION base_out(base) RETURNS cstring STRICT IMMUTABLE LANGUAGE internal AS 'int4out';
CREATE TYPE base (INPUT = base_in, OUTPUT = base_out, LIKE = integer);
CREATE CAST (base AS integer) WITHOUT FUNCTION;
CREATE ACCESS METHOD method TYPE INDEX HANDLER gisthandler;
CREATE OPERATOR FAMILY family USING btree;
CREATE OPERATOR CLASS class FOR TYPE box USING method AS OPERATOR 3 &&;
CREATE TEXT SEARCH TEMPLATE template (LEXIZE = dsimple_lexize);
CREATE TEXT SEARCH PARSER parser (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype);
CREATE PUBLICATION whole FOR ALL TABLES;
CREATE EXTENSION pageinspect;
CREATE EXTENSION hstore;
CREATE FUNCTION planned(integer) RETURNS integer LANGUAGE sql SUPPORT generate_series_int4_support AS 'SELECT 1';
CREATE CAST (integer AS point) WITH INOUT;
CREATE FUNCTION of_hstore(hstore) RETURNS integer LANGUAGE sql AS 'SELECT 1'; CREATE CAST (hstore AS integer) WITH FUNCTION of_hstore(hstore);
CREATE TRANSFORM FOR integer LANGUAGE sql (FROM SQL WITH FUNCTION prsd_lextype(internal));
CREATE SERVER far FOREIGN DATA WRAPPER wrapper; CREATE USER MAPPING FOR PUBLIC SERVER far OPTIONS (password_required 'False');
CREATE SUBSCRIPTION open CONNECTION 'dbname=x password=' PUBLICATION p WITH (connect = false, slot_name = NONE);
CREATE SUBSCRIPTION free CONNECTION 'dbname=x password=y' PUBLICATION p WITH (connect = false, slot_name = NONE, password_required = false);
CREATE TABLE t (id integer REFERENCES t2); `

// What only a superuser can restore is named at once, before the first change, and nothing else.
func TestSuperuserOnly(t *testing.T) {
	server := pgtest.Get(t, 16)
	role := pgtest.UniqueName("ordinary")
	server.DB("postgres").Exec(t, "CREATE ROLE "+role+" LOGIN")
	t.Cleanup(func() { server.DB("postgres").Exec(t, "DROP ROLE "+role) })
	source, target := server.NewDatabase(t), server.NewDatabase(t, pgtest.Owner(role))
	source.Exec(t, "CREATE TABLE t2 (id integer PRIMARY KEY)", superuserObjects, "ALTER TABLE t DISABLE TRIGGER ALL")
	data := dumped(t, dump.Options{Config: config(t, source)})
	asRole, err := pgx.ParseConfig(target.URLAs(role, ""))
	if err != nil {
		t.Fatal(err)
	}
	_, err = restored(t, data, restore.Options{Config: asRole, NoOwner: true})
	var refused *restore.PreflightError
	if !errors.As(err, &refused) || len(refused.Findings) != 1 || refused.Findings[0].Code != "privileges" {
		t.Fatalf("restored as an ordinary user: %v", err)
	}
	text := refused.Findings[0].Text
	for _, want := range []string{"FOREIGN DATA WRAPPER: wrapper", "EVENT TRIGGER: watcher", "FUNCTION in language c: public.in_c",
		"FUNCTION in language internal: public.base_in, public.base_out", "LEAKPROOF FUNCTION: public.leakproof",
		"PROCEDURAL LANGUAGE: speech", "base TYPE: public.base", "CAST without a function: ", "ACCESS METHOD: method",
		"OPERATOR FAMILY: public.class, public.family", "OPERATOR CLASS: public.class",
		"TEXT SEARCH TEMPLATE: public.template", "TEXT SEARCH PARSER: public.parser", "PUBLICATION of all tables: whole",
		"FUNCTION with a support function: public.planned", `CAST between types of the server or of extensions: integer, "public"."hstore"`,
		"TRANSFORM of a type of the server or of an extension: integer", "USER MAPPING with the option password_required = false: public SERVER far",
		"SUBSCRIPTION without a password: open", "SUBSCRIPTION that wants no password: free", "EXTENSION that is not trusted: pageinspect", "DISABLED TRIGGERS: public.t"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in %s", want, text)
		}
	}
	for _, ordinary := range []string{"EXTENSION that is not trusted: pageinspect, hstore", "fired", "t2"} {
		if strings.Contains(text, ordinary) {
			t.Errorf("%s takes no superuser: %s", ordinary, text)
		}
	}
	_, err = restored(t, data, restore.Options{Config: asRole, NoOwner: true, Accept: []restore.Code{"privileges"}})
	if err == nil || errors.As(err, &refused) {
		t.Errorf("accepted, but: %v", err)
	}
}

// A member of pg_create_subscription restores subscriptions, from 16 on; who is none is told to become one.
func TestSubscriptionOfOrdinaryUser(t *testing.T) {
	for _, major := range []int{15, 16} {
		server := pgtest.Get(t, major)
		user := ordinary(t, server)
		source, target := server.NewDatabase(t), server.NewDatabase(t, pgtest.Owner(user))
		source.Exec(t, "CREATE SUBSCRIPTION sub CONNECTION 'host=127.0.0.1 port=1 dbname=x password=y' PUBLICATION p WITH (connect = false)")
		data := dumped(t, dump.Options{Config: config(t, source)})
		options := restore.Options{Config: configAs(t, target, user), NoOwner: true}
		result, err := restored(t, data, options)
		if major < 16 {
			has(t, findingsOf(t, result, err), "privileges", "cannot make what only a superuser can: SUBSCRIPTION: sub", "restore as a superuser")
			continue
		}
		has(t, findingsOf(t, result, err), "privileges", "lacks membership of pg_create_subscription", "")
		target.Exec(t, grantsOf(t, result, err))
		if result, err := restored(t, data, options); err != nil {
			t.Errorf("as a member: %v (%v)", err, result.State)
		}
		if got := target.Text(t, "SELECT subname || ' ' || subowner::regrole FROM pg_subscription WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())"); got != "sub "+pgtest.Ident(user) {
			t.Errorf("there is %s", got)
		}
	}
}

// Servers before 17.11 and 18.6 cannot attach the indexes of partitions to exclusion constraints:
// said before the first change, where it holds.
func TestExclusionConstraintOfPartitions(t *testing.T) {
	for _, c := range []struct {
		server  *pgtest.Server
		refused bool
	}{{pgtest.Get(t, 17), true}, {pgtest.Timescale(t), false}, {pgtest.Get(t, 18), true}} {
		source, target := c.server.NewDatabase(t), c.server.NewDatabase(t)
		name := source.Text(t, "SHOW server_version")
		source.Exec(t, "CREATE TABLE p (a int4range, r int4range, EXCLUDE USING gist (a WITH =, r WITH &&)) PARTITION BY LIST (a); CREATE TABLE p1 PARTITION OF p FOR VALUES IN ('[1,2)')")
		if c.server.Major >= 18 {
			source.Exec(t, "CREATE TABLE q (a int4range, r int4range, PRIMARY KEY (a, r WITHOUT OVERLAPS)) PARTITION BY LIST (a); CREATE TABLE q1 PARTITION OF q FOR VALUES IN ('[1,2)')")
		}
		data := dumped(t, dump.Options{Config: config(t, source)})
		result, err := restored(t, data, restore.Options{Config: config(t, target)})
		if !c.refused {
			if err != nil {
				t.Errorf("%s: %v (%v)", name, err, result.State)
			}
			continue
		}
		list := findingsOf(t, result, err)
		has(t, list, "newer-server", "INDEX ATTACH public.p1_a_r_excl", "")
		if c.server.Major >= 18 {
			has(t, list, "newer-server", "INDEX ATTACH public.q1_pkey", "")
		}
		_, err = restored(t, data, restore.Options{Config: config(t, target), Accept: []restore.Code{"newer-server"}})
		if err == nil || !strings.Contains(err.Error(), "cannot attach index") {
			t.Errorf("%s: accepted, the server says %v", name, err)
		}
	}
}
