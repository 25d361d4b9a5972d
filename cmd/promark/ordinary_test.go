//go:build linux

package main_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"promark/catalog/pgtest"
	"promark/dump"
	"promark/restore"
)

// ordinary makes a role that may log in and nothing else.
func ordinary(t *testing.T, server *pgtest.Server) string {
	t.Helper()
	role := pgtest.UniqueName("ordinary user")
	admin := server.DB("postgres")
	admin.Exec(t, "CREATE ROLE "+pgtest.Ident(role)+" LOGIN")
	t.Cleanup(func() { admin.Exec(t, "DROP ROLE "+pgtest.Ident(role)) })
	return role
}

func configAs(t testing.TB, db *pgtest.DB, user string) *pgx.ConnConfig {
	t.Helper()
	c, err := pgx.ParseConfig(db.URLAs(user, ""))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// loadAs is load for another user, in a database that has TimescaleDB.
func loadAs(t *testing.T, db *pgtest.DB, user, schema string) {
	t.Helper()
	sql, err := os.ReadFile(filepath.Join("..", "..", "testdata", "schema", schema+".sql"))
	if err != nil {
		t.Fatal(err)
	}
	for _, script := range strings.Split(string(sql), "-- next transaction --\n") {
		execAs(t, db, user, strings.Replace(script, "CREATE EXTENSION timescaledb;", "", 1))
	}
}

func execAs(t *testing.T, db *pgtest.DB, user, sql string) {
	t.Helper()
	if err := tryAs(t, db, user, sql); err != nil {
		t.Fatalf("as %s: %v\n%s", user, err, sql)
	}
}

func tryAs(t *testing.T, db *pgtest.DB, user, sql string) error {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.ConnectConfig(ctx, configAs(t, db, user))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	_, err = conn.PgConn().Exec(ctx, sql).ReadAll()
	return err
}

// grantsOf gives the statements that a refusal prints for an administrator. The only finding is
// that of privileges.
func grantsOf(t *testing.T, result *restore.Result, err error) string {
	t.Helper()
	var refused *restore.PreflightError
	if !errors.As(err, &refused) || len(refused.Findings) != 1 || refused.Findings[0].Code != "privileges" || result.State != restore.Untouched {
		t.Fatalf("an unprepared user is told: %v (%v)", err, result.State)
	}
	return refused.Findings[0].Hint
}

// A user who is no superuser is told everything that an administrator has to run, once; then the
// restore comes to the same result as that of a superuser. Here the source itself is prepared in
// the same way, another role may read a table of TimescaleDB and has a setting, and where TimescaleDB
// keeps rows of dropped chunks, there is one; and one restore is cut off again and again.
func TestPromscaleOrdinaryUser(t *testing.T) {
	for name, server := range promscaleServers(t) {
		t.Run(name, func(t *testing.T) {
			user, other := ordinary(t, server), ordinary(t, server)
			source, target := server.NewDatabase(t, pgtest.Owner(user)), server.NewDatabase(t)
			source.Exec(t, "CREATE EXTENSION timescaledb")
			loadAs(t, source, user, "promscale")
			to := restore.Options{Config: configAs(t, target, user), Workers: 2}
			result, err := restored(t, dumped(t, dump.Options{Config: configAs(t, source, user)}), to)
			statements := strings.ReplaceAll(grantsOf(t, result, err), target.Name, source.Name)
			create, _, _ := strings.Cut(statements[strings.Index(statements, "CREATE EXTENSION"):], "\n")
			source.Exec(t, strings.Replace(statements, create, "", 1), "GRANT SELECT ON _timescaledb_catalog.hypertable TO "+pgtest.Ident(other),
				"ALTER ROLE "+pgtest.Ident(other)+" IN DATABASE "+source.Name+" SET work_mem = '7MB'")
			if name == "17" {
				source.Exec(t, dropChunk)
			}

			data := dumped(t, dump.Options{Config: configAs(t, source, user)})
			result, err = restored(t, data, to)
			statements = grantsOf(t, result, err)
			target.Exec(t, statements)
			run := restored
			if name == "18" {
				run = interrupted
			}
			if result, err = run(t, data, to); err != nil {
				t.Fatalf("after\n%s\nthe restore says: %v", statements, err)
			}
			for _, f := range result.Findings {
				if f.Code != "resume" {
					t.Errorf("finding %v", f)
				}
			}
			for _, w := range result.Warnings {
				t.Errorf("warning %v", w)
			}
			samePromscale(t, source, target)
			const settings = "SELECT setrole::regrole::text || setconfig::text FROM pg_db_role_setting WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database()) ORDER BY 1"
			differ(t, "settings", source.Rows(t, settings), target.Rows(t, settings))
		})
	}
}
