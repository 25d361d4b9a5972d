//go:build linux

package main_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"promark/catalog/pgtest"
	"promark/dump"
	"promark/restore"
)

// Rows of the form that only the community edition loads are what the licence is compared with, not
// the source's licence: both servers have apache here.
func TestLicenseAndCompressedRows(t *testing.T) {
	server := pgtest.Timescale(t)
	source := server.NewDatabase(t)
	source.Exec(t, "CREATE EXTENSION timescaledb; CREATE TABLE c (id int, a _timescaledb_internal.compressed_data)")
	for _, c := range []struct{ setup, name, want string }{
		{"SELECT", "no rows", ""},
		{"INSERT INTO c VALUES (1, NULL)", "rows", "compressed rows, such as those of public.c, cannot be loaded"},
	} {
		source.Exec(t, c.setup)
		data := dumped(t, dump.Options{Config: config(t, source)})
		result, err := restored(t, data, restore.Options{Config: config(t, server.NewDatabase(t))})
		if c.want != "" {
			has(t, findingsOf(t, result, err), "timescaledb-license", c.want, "set timescaledb.license to 'timescale'")
		} else if err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// A server that has TimescaleDB and does not preload it is told what to set.
func TestPreload(t *testing.T) {
	source := pgtest.Timescale(t).NewDatabase(t)
	source.Exec(t, "CREATE EXTENSION timescaledb")
	target := pgtest.StartTimescale(t, pgtest.Set("shared_preload_libraries", "")).NewDatabase(t)
	result, err := restored(t, dumped(t, dump.Options{Config: config(t, source)}), restore.Options{Config: config(t, target)})
	if list := findingsOf(t, result, err); len(list) != 1 {
		t.Errorf("findings are %v", list)
	} else {
		has(t, list, "preload", "does not preload timescaledb", "add timescaledb to shared_preload_libraries and restart")
	}
}

// Until 2.20.2 rows about skipped chunks name a chunk 0 that no foreign key finds. They are loaded
// nevertheless, as they are, by a superuser and by who was granted what it takes; by pg_restore they cannot be.
func TestStatisticsOfNoChunk(t *testing.T) {
	server := pgtest.Timescale(t)
	source, target := server.NewDatabase(t), server.NewDatabase(t)
	source.Exec(t, "CREATE EXTENSION timescaledb", "CREATE TABLE m (t timestamptz NOT NULL, v int); SELECT create_hypertable('m', 't')")
	const rows = `INSERT INTO _timescaledb_catalog.chunk_column_stats (hypertable_id, chunk_id, column_name, range_start, range_end, valid) SELECT id, 0, 'v', -1, 1, true FROM _timescaledb_catalog.hypertable`
	var refused *pgconn.PgError
	if err := source.Try(rows); !errors.As(err, &refused) || refused.Code != "23503" {
		t.Errorf("the foreign key should refuse such rows: %v", err)
	}
	source.Exec(t, "SET session_replication_role = replica; "+rows)
	data := dumped(t, dump.Options{Config: config(t, source)})
	if result, err := restored(t, data, restore.Options{Config: config(t, target)}); err != nil {
		t.Fatalf("%v (%v)", err, result.State)
	}
	same(t, source, target)

	user := ordinary(t, server)
	t.Cleanup(func() { server.DB("postgres").Exec(t, "DROP OWNED BY "+pgtest.Ident(user)) })
	theirs := server.NewDatabase(t, pgtest.Owner(user))
	options := restore.Options{Config: configAs(t, theirs, user), NoOwner: true}
	result, err := restored(t, data, options)
	has(t, findingsOf(t, result, err), "privileges", "what it takes to load rows that violate a foreign key: _timescaledb_catalog.chunk_column_stats",
		"GRANT SET ON PARAMETER session_replication_role")
	theirs.Exec(t, grantsOf(t, result, err))
	if result, err := restored(t, data, options); err != nil {
		t.Fatalf("as a prepared user: %v (%v)", err, result.State)
	}
	const query = "SELECT * FROM _timescaledb_catalog.chunk_column_stats"
	for _, db := range []*pgtest.DB{target, theirs} {
		if want, got := source.Rows(t, query), db.Rows(t, query); len(want) != 1 || !slices.Equal(want, got) {
			t.Errorf("the source has %q, the copy %q", want, got)
		}
	}
}

// Where the locks of promscale_post_restore() do not fit into the lock table, a restore as superuser
// does without; who is no superuser is told the setting.
func TestPromscaleInASmallLockTable(t *testing.T) {
	server := pgtest.StartTimescale(t, pgtest.Set("max_locks_per_transaction", "10"), pgtest.Set("max_connections", "20"),
		pgtest.Set("max_prepared_transactions", "0"), pgtest.Set("max_pred_locks_per_transaction", "10"), pgtest.Set("log_statement", "all"))
	server.AddExtension(t, filepath.Join("..", "..", "testdata", "promscale"))
	source, target := server.NewDatabase(t), server.NewDatabase(t)
	load(t, source, "promscale")
	for i := range 12 {
		source.Exec(t, fmt.Sprintf("INSERT INTO prom_data.cpu_usage SELECT '2026-01-01'::timestamptz + n * interval '8 hours', n, 1 FROM generate_series(%d, %d) n", i*10, i*10+9))
	}
	source.Exec(t, "REFRESH MATERIALIZED VIEW hourly")
	data := dumped(t, dump.Options{Config: config(t, source)})
	head, _, _ := strings.Cut(string(scriptOf(t, source, false, restore.ScriptOptions{})), "\\set ")
	if !regexp.MustCompile(`(?m)^-- promscale_post_restore\(\) may lock [1-9][0-9]+ relations in one transaction`).MatchString(head) {
		t.Errorf("the script begins with %s", head)
	}
	result, err := restored(t, data, restore.Options{Config: config(t, target), Workers: 2})
	if err != nil || strings.Contains(server.Log(t), "PERFORM prom_api.promscale_post_restore()") {
		t.Fatalf("%v (%v)", err, result.State)
	}
	for _, name := range []string{"span", "event", "link"} { // of what stands for compressed hypertables only the call itself knows
		target.Exec(t, "GRANT ALL ON _timescaledb_internal._promscale_compressed_"+name+" TO prom_admin")
	}
	samePromscale(t, source, target)

	user := ordinary(t, server)
	result, err = restored(t, data, restore.Options{Config: configAs(t, server.NewDatabase(t), user)})
	findingsOf(t, result, err)
	has(t, result.Findings, "locks", "in one transaction, the lock table has 200 entries", "set max_locks_per_transaction to ")
}

// Of what a superuser has prepared nothing is asked for again: each privilege by itself.
func TestHalfPreparedUser(t *testing.T) {
	server := pgtest.Timescale(t)
	user, owner := ordinary(t, server), ordinary(t, server)
	source, target := server.NewDatabase(t), server.NewDatabase(t)
	to := pgtest.Ident(user)
	source.Exec(t, "CREATE EXTENSION timescaledb", `CREATE TABLE m (t timestamptz NOT NULL); SELECT create_hypertable('m', 't'); INSERT INTO m VALUES ('2025-01-01');
		CREATE TABLE o (x int); ALTER TABLE o OWNER TO `+pgtest.Ident(owner)+`; ALTER TABLE m OWNER TO `+to)
	data := dumped(t, dump.Options{Config: config(t, source)})
	options := restore.Options{Config: configAs(t, target, user)}
	result, err := restored(t, data, options)
	target.Exec(t, grantsOf(t, result, err))
	for _, c := range []struct{ revoke, text, hint string }{
		{"REVOKE CREATE ON DATABASE " + target.Name + " FROM " + to, "lacks CREATE on database " + target.Name, "GRANT CREATE ON DATABASE"},
		{"REVOKE " + pgtest.Ident(owner) + " FROM " + to, "lacks membership of " + owner + ", who own objects", "GRANT " + pgtest.Ident(owner) + " TO " + to + " WITH INHERIT TRUE, SET TRUE;"},
		{"REVOKE EXECUTE ON FUNCTION timescaledb_pre_restore() FROM " + to, "lacks EXECUTE on function timescaledb_pre_restore()", "GRANT EXECUTE ON FUNCTION"},
		{"ALTER FUNCTION timescaledb_post_restore() SECURITY INVOKER", "lacks the right to call timescaledb_post_restore() as a superuser", "SECURITY DEFINER"},
		{"REVOKE INSERT ON _timescaledb_catalog.chunk FROM " + to, `lacks SELECT, INSERT on table "_timescaledb_catalog"."chunk"`, "GRANT SELECT, INSERT"},
		{"REVOKE UPDATE ON _timescaledb_catalog.metadata FROM " + to, `lacks UPDATE on table "_timescaledb_catalog"."metadata"`, "GRANT UPDATE ON TABLE"},
		{"REVOKE UPDATE ON SEQUENCE _timescaledb_catalog.tablespace_id_seq FROM " + to, `lacks UPDATE on sequence "_timescaledb_catalog"."tablespace_id_seq"`, "GRANT UPDATE ON SEQUENCE"},
		{"REVOKE CREATE ON SCHEMA _timescaledb_internal FROM " + to, "lacks CREATE on schema _timescaledb_internal", "GRANT USAGE, CREATE ON SCHEMA"},
		{"REVOKE CREATE ON SCHEMA public FROM " + pgtest.Ident(owner), "lacks CREATE on schema public for " + owner, "GRANT USAGE, CREATE ON SCHEMA \"public\" TO " + pgtest.Ident(owner)},
	} {
		target.Exec(t, c.revoke)
		result, err := restored(t, data, options)
		statements := grantsOf(t, result, err)
		if !strings.Contains(err.Error(), c.text) || !strings.Contains(statements, c.hint) || strings.Count(statements, ";") > 3 {
			t.Errorf("after %s: %v", c.revoke, err)
		}
		target.Exec(t, statements)
	}
	for hint, o := range map[string]restore.Options{
		"without --create": {Config: options.Config, Create: true, DatabaseName: pgtest.UniqueName("new")},
		"GRANT SET ON PARAMETER session_replication_role TO " + to: {Config: options.Config, DisableTriggers: true},
	} {
		result, err := restored(t, data, o)
		has(t, findingsOf(t, result, err), "privileges", "user "+user+" is no superuser and lacks", hint)
	}
	if result, err := restored(t, data, options); err != nil {
		t.Fatalf("%v (%v)", err, result.State)
	}
	sameRows(t, source, target)
}
