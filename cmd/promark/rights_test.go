//go:build linux

package main_test

import (
	"strings"
	"testing"

	"promark/catalog/pgtest"
	"promark/dump"
	"promark/restore"
)

// rightsObjects take rights that an ordinary user does not have: in the names of :a and :b grants and
// default privileges of others, publications, wrappers and languages of the target, parameters; and
// owners who may not even write what is theirs.
const rightsObjects = `
COMMENT ON SCHEMA public IS 'ours'; CREATE SCHEMA s AUTHORIZATION :b; GRANT ALL ON SCHEMA s TO :a;
ALTER DEFAULT PRIVILEGES FOR ROLE :c GRANT SELECT ON TABLES TO :b;
ALTER DEFAULT PRIVILEGES FOR ROLE :c IN SCHEMA s GRANT SELECT ON TABLES TO :b;
CREATE TABLE t (i integer, j integer); INSERT INTO t VALUES (1);
GRANT SELECT ON t TO :d WITH GRANT OPTION; GRANT UPDATE (j) ON t TO :e WITH GRANT OPTION;
SET ROLE :d; GRANT SELECT ON t TO :a; SET ROLE :e; GRANT UPDATE (j) ON t TO :b; RESET ROLE;
CREATE TABLE read_only (i integer PRIMARY KEY, n serial); INSERT INTO read_only VALUES (7);
CREATE TABLE refers (i integer REFERENCES read_only); INSERT INTO refers VALUES (7); ALTER TABLE refers OWNER TO :b;
ALTER TABLE read_only OWNER TO :a; REVOKE ALL ON read_only FROM :a; GRANT SELECT ON read_only TO :a, :b;
REVOKE ALL ON SEQUENCE read_only_n_seq FROM :a;
CREATE MATERIALIZED VIEW seen AS SELECT * FROM read_only; ALTER MATERIALIZED VIEW seen OWNER TO :b;
CREATE PUBLICATION pub FOR TABLE t; ALTER PUBLICATION pub OWNER TO :a;
CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw; ALTER SERVER far OWNER TO :a;
CREATE USER MAPPING FOR :b SERVER far OPTIONS (user 'x', password 'y'); CREATE FOREIGN TABLE there (i integer) SERVER far;
GRANT USAGE ON FOREIGN DATA WRAPPER postgres_fdw TO :b;
CREATE SERVER files FOREIGN DATA WRAPPER file_fdw; CREATE FOREIGN TABLE file (i integer) SERVER files OPTIONS (filename '/dev/null');
CREATE FUNCTION plain() RETURNS integer LANGUAGE plpgsql AS 'BEGIN RETURN 1; END';
CREATE TYPE composite AS (i integer); ALTER TYPE composite OWNER TO :a;
CREATE FUNCTION composite(integer) RETURNS composite LANGUAGE sql AS 'SELECT CAST(ROW($1) AS composite)';
CREATE CAST (integer AS composite) WITH FUNCTION composite(integer); COMMENT ON CAST (integer AS composite) IS 'ours';
SELECT lo_from_bytea(4711, 'abc'); ALTER LARGE OBJECT 4711 OWNER TO :a; GRANT SELECT ON LARGE OBJECT 4711 TO :b;
ALTER DATABASE :here SET log_min_messages = 'error'; ALTER DATABASE :here SET my.own = 'x'; ALTER ROLE :a IN DATABASE :here SET work_mem = '7MB';`

// parameterObjects take rights on parameters, which can be granted since 15.
const parameterObjects = `CREATE FUNCTION quiet() RETURNS integer LANGUAGE sql SET log_min_messages = 'panic' SET my.own = 'x' SET work_mem = '7MB' AS 'SELECT 1';`

// An ordinary user is told at once what he lacks for a database that has something of everything;
// once an administrator has run the statements that he is shown, the restore succeeds, and nothing is
// different from the source.
func TestRightsOfOrdinaryUser(t *testing.T) {
	for _, major := range pgtest.Sample(t, "rights") {
		if major < 13 {
			major = 13 // before that, it takes a superuser
		}
		server := pgtest.Get(t, major)
		admin := server.DB("postgres")
		user := ordinary(t, server)
		var roles []string
		for _, place := range []string{":a", ":b", ":c", ":d", ":e"} {
			roles = append(roles, place, pgtest.Ident(ordinary(t, server)))
		}
		t.Cleanup(func() { admin.Exec(t, "DROP OWNED BY "+pgtest.Ident(user)) }) // rights on parameters
		source := server.NewDatabase(t)
		roles = append(roles, ":here", source.Name)
		fill := func(sql string) {
			admin.Exec(t, "ALTER ROLE "+pgtest.Ident(user)+" SUPERUSER")
			defer admin.Exec(t, "ALTER ROLE "+pgtest.Ident(user)+" NOSUPERUSER")
			execAs(t, source, user, strings.NewReplacer(roles...).Replace(sql))
		}
		const prepared = "CREATE EXTENSION postgres_fdw; CREATE EXTENSION file_fdw; REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC"
		source.Exec(t, prepared)
		fill(rightsObjects)
		target := server.NewDatabase(t, pgtest.Owner(user))
		target.Exec(t, prepared)
		options := restore.Options{Config: configAs(t, target, user), Workers: 2}
		if fill(parameterObjects); major < 15 {
			result, err := restored(t, dumped(t, dump.Options{Config: config(t, source)}), options)
			has(t, findingsOf(t, result, err), "privileges", "cannot make functions that set log_min_messages, my.own", "")
			source.Exec(t, "DROP FUNCTION quiet")
		}
		data := dumped(t, dump.Options{Config: config(t, source)})
		result, err := restored(t, data, options)
		statements := grantsOf(t, result, err)
		target.Exec(t, statements)
		if result, err = restored(t, data, options); err != nil {
			t.Fatalf("%d: after\n%s\nthe restore says: %v", major, statements, err)
		}
		for _, w := range result.Warnings {
			t.Errorf("%d: warning %v", major, w)
		}
		for _, query := range []string{"SELECT * FROM seen", "SELECT obj_description('public'::regnamespace)", "SELECT last_value FROM read_only_n_seq", "SELECT lo_get(4711)",
			"SELECT relname, relacl, relowner::regrole FROM pg_class WHERE relnamespace IN ('public'::regnamespace, 's'::regnamespace) ORDER BY 1",
			"SELECT attname, attacl FROM pg_attribute WHERE attacl IS NOT NULL AND attrelid > 16384",
			"SELECT pubname, pubowner::regrole FROM pg_publication",
			"SELECT srvname, srvowner::regrole FROM pg_foreign_server ORDER BY 1",
			"SELECT defaclrole::regrole, defaclacl FROM pg_default_acl ORDER BY defaclnamespace",
			"SELECT unnest(setconfig), setrole::regrole FROM pg_db_role_setting WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database()) ORDER BY 1"} {
			differ(t, query, source.Rows(t, query), target.Rows(t, query))
		}
	}
}

// Where no grant helps, what is in the way is named before the first change: the default privileges of a
// superuser, and owners who may not create in the schemas of what is theirs.
func TestRightsThatNobodyCanGive(t *testing.T) {
	server := pgtest.Get(t, 16)
	user, owner := ordinary(t, server), pgtest.Ident(ordinary(t, server))
	source, target := server.NewDatabase(t), server.NewDatabase(t, pgtest.Owner(user))
	source.Exec(t, "CREATE SCHEMA s; CREATE TABLE s.t (i integer); ALTER TABLE s.t OWNER TO "+owner,
		"ALTER SCHEMA s OWNER TO "+pgtest.Ident(user), "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO "+owner)
	data := dumped(t, dump.Options{Config: config(t, source)})
	options := restore.Options{Config: configAs(t, target, user)}
	result, err := restored(t, data, options)
	list := findingsOf(t, result, err)
	has(t, list, "privileges", "what superusers have granted in others' place, or their default privileges: "+pgtest.Superuser, "--no-privileges")
	has(t, list, "privileges", "owners who may not create in their schemas: s.t (owners: ", "--no-owner")
	options.NoOwner, options.NoPrivileges = true, true
	if _, err = restored(t, data, options); err != nil {
		t.Errorf("without owners and privileges: %v", err)
	}
}
