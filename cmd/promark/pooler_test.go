//go:build linux

package main

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"
	"testing"

	"promark/catalog/pgtest"
)

// promark runs a command as main does, and gives the status and what it wrote to the terminal.
func promark(args ...string) (int, string) {
	var b bytes.Buffer
	out := &output{out: &b, err: &b, in: strings.NewReader(""), width: func() int { return 80 }}
	return run(context.Background(), args, out), b.String()
}

// Goal: a pooler that lends sessions for a transaction is refused before anything is read or
// written, whatever the order in which it lends them.
func TestTransactionPooling(t *testing.T) {
	t.Parallel()
	server := pgtest.Get(t, 15)
	db := server.NewDatabase(t)
	db.Exec(t, "CREATE TABLE t AS SELECT 1 AS n")
	file := filepath.Join(t.TempDir(), "a.promark")
	if status, text := promark("dump", "-d", db.URL(), "-f", file); status != statusWhole {
		t.Fatalf("dump: status %d: %s", status, text)
	}
	for _, mode := range [][]string{
		{"transaction"}, {"transaction", "default_pool_size = 1"}, {"statement"},
		{"transaction", "server_round_robin = 1", "min_pool_size = 2", "default_pool_size = 2"},
	} {
		t.Run(strings.Join(mode, ", "), func(t *testing.T) {
			pooler := server.NewPooler(t, mode[0], mode[1:]...)
			for _, args := range [][]string{
				{"dump", "-f", file + "2"},
				{"restore", file}, {"repair"},
			} {
				status, text := promark(append(args, "-d", pooler.URL(db))...)
				if status != statusFailed || !strings.Contains(text, "a pool in session mode") {
					t.Errorf("%s: status %d: %s", args[0], status, text)
				}
			}
			if got := db.Text(t, "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"); got != "1" {
				t.Errorf("%s tables", got)
			}
		})
	}
}

// Goal: a pool in session mode serves dumps and restores, also of TimescaleDB, whose restore needs
// fresh sessions; one that is too small is named.
func TestSessionPooling(t *testing.T) {
	t.Parallel()
	server := pgtest.Timescale(t)
	pooler := server.NewPooler(t, "session")
	source := server.NewDatabase(t)
	source.Exec(t, `CREATE EXTENSION timescaledb;
CREATE TABLE m (t timestamptz NOT NULL, v float8);
SELECT create_hypertable('m', 't', chunk_time_interval => interval '1 day');
INSERT INTO m SELECT '2000-01-01 00:00+00'::timestamptz + n * interval '1 hour', n FROM generate_series(1, 1000) n;
CREATE TABLE p (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, x text);
INSERT INTO p (x) SELECT n FROM generate_series(1, 1000) n`)
	file := filepath.Join(t.TempDir(), "a.promark")
	if status, text := promark("dump", "-j", "2", "-d", pooler.URL(source), "-f", file); status != statusWhole {
		t.Fatalf("dump: status %d: %s", status, text)
	}
	for range 2 { // the second restore finds sessions that the first one has used
		target := server.NewDatabase(t)
		if status, text := promark("restore", "-j", "2", "-d", pooler.URL(target), file); status != statusWhole {
			t.Fatalf("restore: status %d: %s\n%s", status, text, pooler.Log(t))
		}
		if want, got := source.PgDump(t), target.PgDump(t); want != got {
			t.Error("pg_dump prints something else for the copy")
		}
		target.Exec(t, "INSERT INTO m VALUES ('2010-01-01', 1)")
	}
	small := server.NewPooler(t, "session", "default_pool_size = 1")
	status, text := promark("dump", "-d", small.URL(source), "-f", file+"2")
	if status != statusFailed || !strings.Contains(text, "default_pool_size") {
		t.Errorf("a pool of one session: status %d: %s", status, text)
	}
}
