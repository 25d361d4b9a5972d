//go:build linux

package main_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"promark/archive"
	"promark/catalog/pgtest"
	"promark/dump"
	"promark/restore"
)

// Goal: what SECURITY.md says of the rights with which code of the source's users runs. Method: a user of the source who is
// no superuser writes a function that fails, in any database but the source, when it has the rights of a
// superuser, and uses it wherever an expression can be; the copy is made by a superuser. What SECURITY.md
// excepts does run with his rights: a restore by an ordinary role is the way out.
func TestRightsOfForeignCode(t *testing.T) {
	for _, major := range []int{12, 18} {
		server := pgtest.Get(t, major)
		mallory := pgtest.Ident(pgtest.UniqueName("mallory"))
		server.DB("postgres").Exec(t, "CREATE ROLE "+mallory+" LOGIN")
		t.Cleanup(func() { server.DB("postgres").Exec(t, "DROP ROLE "+mallory) }) // behind the databases
		source := server.NewDatabase(t)
		source.Exec(t, "CREATE SCHEMA m AUTHORIZATION "+mallory)
		asMallory := []string{"SET SESSION AUTHORIZATION " + mallory,
			`CREATE FUNCTION m.evil(text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$BEGIN
				IF current_database() <> '` + source.Name + `' AND (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user) THEN
					RAISE 'evil runs as a superuser: %', $1; END IF;
				RETURN $1; END$$`,
			`CREATE FUNCTION m.act() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN PERFORM m.evil('trigger'); RETURN NEW; END$$`,
			"CREATE TABLE m.t (i int PRIMARY KEY, a text DEFAULT m.evil('default'))",
			"INSERT INTO m.t SELECT i, 'x' FROM generate_series(1, 1000) i",
			"CREATE INDEX ON m.t (m.evil(a))", "CREATE INDEX ON m.t (i) WHERE m.evil(a) = 'x'",
			"CREATE MATERIALIZED VIEW m.mv AS SELECT m.evil(a) AS a FROM m.t", "CREATE INDEX ON m.mv (m.evil(a))",
			"CREATE VIEW m.v AS SELECT m.evil('view') AS a", "CREATE RULE r AS ON DELETE TO m.t DO ALSO SELECT m.evil('rule')",
			"CREATE TRIGGER tr BEFORE INSERT ON m.t FOR EACH ROW EXECUTE FUNCTION m.act()",
			"ALTER TABLE m.t ENABLE ROW LEVEL SECURITY", "CREATE POLICY p ON m.t USING (m.evil('policy') = 'policy')",
			"CREATE TABLE m.u (i int REFERENCES m.t)", "INSERT INTO m.u VALUES (1)",
			"COMMENT ON TABLE m.t IS '''; SELECT m.evil(''comment''); --'", "CREATE TABLE m.\"x\"\"; SELECT m.evil('name'); --\" ()"}
		if major >= 14 {
			asMallory = append(asMallory, "CREATE STATISTICS m.st ON (m.evil(a)), i FROM m.t")
		}
		source.Exec(t, strings.Join(asMallory, ";\n"))
		restoreIt := func(data []byte, target *pgtest.DB) error {
			_, err := restored(t, data, restore.Options{Config: config(t, target), Workers: 2})
			return err
		}
		data := dumped(t, dump.Options{Config: config(t, source), Workers: 2})
		if err := restoreIt(data, server.NewDatabase(t)); err != nil {
			t.Errorf("on %d: %v", major, err)
		}
		for _, exception := range []string{"CREATE TABLE m.c (a text CHECK (m.evil(a) = a))", "CREATE DOMAIN m.d AS text CHECK (m.evil(VALUE) = VALUE); CREATE TABLE m.c (a m.d)",
			"CREATE TABLE m.c (a text, g text GENERATED ALWAYS AS (m.evil(a)) STORED)"} {
			source.Exec(t, "SET SESSION AUTHORIZATION "+mallory+"; "+exception+"; INSERT INTO m.c VALUES ('x')")
			data := dumped(t, dump.Options{Config: config(t, source), Workers: 2})
			if err := restoreIt(data, server.NewDatabase(t)); err == nil || !strings.Contains(err.Error(), "evil runs as a superuser") {
				t.Errorf("on %d, %s: %v: SECURITY.md has to be changed", major, exception, err)
			}
			source.Exec(t, "DROP TABLE m.c; DROP DOMAIN IF EXISTS m.d")
		}
	}
}

// A restore by an ordinary role of an archive that anybody may have written does not get more than that role has.
func TestRestoreOfHostileArchive(t *testing.T) {
	server := pgtest.Get(t, 17)
	lowly := pgtest.UniqueName("lowly")
	server.DB("postgres").Exec(t, "CREATE ROLE "+lowly+" LOGIN")
	t.Cleanup(func() { server.DB("postgres").Exec(t, "DROP ROLE "+lowly) })
	for _, sql := range []string{"CREATE ROLE intruder SUPERUSER", "COPY (SELECT 1) TO PROGRAM 'touch /tmp/intruder'", "ALTER SYSTEM SET archive_command = 'x'",
		"SELECT pg_read_file('/etc/passwd')", "RESET ROLE; RESET SESSION AUTHORIZATION; CREATE ROLE intruder", "CREATE TABLE pg_catalog.x ()"} {
		target := server.NewDatabase(t, pgtest.Owner(lowly))
		o := restore.Options{Config: configAs(t, target, lowly), File: hostileArchive(t, sql)}
		result, err := restore.Run(context.Background(), o)
		var refused *pgconn.PgError
		if !errors.As(err, &refused) || refused.Code != "42501" && refused.Code != "42601" || result.State == restore.Complete {
			t.Errorf("%s: %v", sql, err)
		}
	}
	if n := server.DB("postgres").Text(t, "SELECT count(*) FROM pg_roles WHERE rolname = 'intruder'"); n != "0" {
		t.Errorf("%s intruders", n)
	}
}

func hostileArchive(t *testing.T, sql string) *archive.Reader {
	t.Helper()
	var b bytes.Buffer
	m := &archive.Manifest{Server: archive.ServerInfo{VersionNum: 170000, Version: "17"}, Database: archive.DatabaseInfo{Name: "x", Encoding: "UTF8"}}
	w, err := archive.NewWriter(&b, m, []archive.Entry{{ID: 1, Kind: "TABLE", Schema: "public", Name: "t",
		NoTransaction: strings.HasPrefix(sql, "ALTER SYSTEM"), Statements: []archive.Statement{{SQL: sql}}}}, archive.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := archive.Open(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	return r
}
