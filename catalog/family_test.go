package catalog

import (
	"context"
	"strings"
	"testing"
	"time"

	"promark/catalog/pgtest"
)

// TestLooseNotNullOnNewTarget: children that are nullable where their parent
// is not stay so on a target where the parent's constraint has a name.
func TestLooseNotNullOnNewTarget(t *testing.T) {
	source := pgtest.Get(t, 17).NewDatabase(t)
	c, err := parseGolden(ddlDir + "/not_null_loose.sql")
	if err != nil {
		t.Fatal(err)
	}
	source.Exec(t, c.section("setup", 17).text)
	target := pgtest.Get(t, 18).NewDatabase(t)
	read := readDatabase(t, source)
	read.Server.VersionNum = NamedNotNull.versionNum()
	loadStatements(t, target, read)
	const nullable = `SELECT attrelid::regclass, attname, attnotnull FROM pg_attribute
 WHERE attnum > 0 AND attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)
 ORDER BY attrelid::regclass::text, attname`
	want, got := source.Rows(t, nullable), target.Rows(t, nullable)
	if len(want) != 12 || len(got) != 12 {
		t.Fatalf("%d and %d columns", len(want), len(got))
	}
	for i := range want {
		if want[i] != got[i] {
			t.Errorf("want %s, got %s", want[i], got[i])
		}
	}
}

// TestDetachPending: a partition whose DETACH CONCURRENTLY was interrupted is
// made as a table of its own, with its key, as DETACH FINALIZE would leave it.
func TestDetachPending(t *testing.T) {
	source := pgtest.Get(t, 15).NewDatabase(t)
	source.Exec(t, `CREATE TABLE t (a integer PRIMARY KEY);
CREATE TABLE p (a integer PRIMARY KEY REFERENCES t, b integer) PARTITION BY RANGE (a);
CREATE INDEX ON p (b);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (10);
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20)`)
	interruptDetach(t, source)
	read := readDatabase(t, source)
	if len(read.Notices) != 1 || !strings.Contains(read.Notices[0], `TABLE "public"."p1" is half detached`) {
		t.Errorf("notices are %q", read.Notices)
	}
	target := pgtest.Get(t, 15).NewDatabase(t)
	loadStatements(t, target, read)
	source.Exec(t, "ALTER TABLE p DETACH PARTITION p1 FINALIZE")
	want, got := source.PgDump(t, "--schema-only"), target.PgDump(t, "--schema-only")
	if want != got {
		t.Errorf("pg_dump of the copy: %s", firstDifference(want, got))
	}
}

// interruptDetach leaves p1 half detached: DETACH CONCURRENTLY commits its
// first half and then waits for a transaction that still sees p1.
func interruptDetach(t *testing.T, db *pgtest.DB) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	holder, waiter := db.Conn(t), db.Conn(t)
	for _, sql := range []string{"BEGIN", "SELECT count(*) FROM p"} {
		if _, err := holder.Exec(ctx, sql); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := waiter.Exec(ctx, "SET statement_timeout = '2s'"); err != nil {
		t.Fatal(err)
	}
	if _, err := waiter.Exec(ctx, "ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY"); err == nil {
		t.Fatal("DETACH CONCURRENTLY did not wait")
	}
	if _, err := holder.Exec(ctx, "ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	if db.Text(t, "SELECT count(*) FROM pg_inherits WHERE inhdetachpending") != "1" {
		t.Fatal("no detach is pending")
	}
}
