//go:build linux

package dump

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"promark/archive"
	"promark/catalog/pgtest"
)

// What somebody may do to tables while a dump begins. Each is a transaction
// that moves rows or names, so that the state before it and the state after
// it are the only ones that ever existed.
var interferences = map[string]string{
	"truncate":     `INSERT INTO b SELECT * FROM a; TRUNCATE a`,
	"drop":         `INSERT INTO b SELECT * FROM a; DROP TABLE a`,
	"rename":       `INSERT INTO b SELECT * FROM a; ALTER TABLE a RENAME TO z; DELETE FROM z`,
	"swap":         `ALTER TABLE a RENAME TO x; ALTER TABLE b RENAME TO a; ALTER TABLE x RENAME TO b`,
	"replace":      `INSERT INTO b SELECT * FROM a; DROP TABLE a; CREATE TABLE a (i int, t text); INSERT INTO a VALUES (5, 'new')`,
	"rewrite":      `INSERT INTO b SELECT * FROM a WHERE i > 5; DELETE FROM a WHERE i > 5; ALTER TABLE a ALTER i TYPE bigint`,
	"drop column":  `INSERT INTO b SELECT * FROM a; ALTER TABLE a DROP COLUMN t`,
	"add column":   `ALTER TABLE a ADD COLUMN n int; UPDATE a SET n = i; DELETE FROM b`,
	"new table":    `CREATE TABLE c AS SELECT * FROM a; DELETE FROM a`,
	"become view":  `INSERT INTO b SELECT * FROM a; DROP TABLE a; CREATE VIEW a AS SELECT * FROM b`,
	"schema names": `ALTER SCHEMA s RENAME TO x; ALTER SCHEMA u RENAME TO s; ALTER SCHEMA x RENAME TO u`,
}

const interferenceSetup = `
DROP SCHEMA IF EXISTS public, s, u, l CASCADE; CREATE SCHEMA public;
CREATE TABLE a (i int, t text); INSERT INTO a SELECT i, 'a' || i FROM generate_series(1, 10) i;
CREATE TABLE b (i int, t text); INSERT INTO b VALUES (0, 'b');
CREATE SCHEMA s; CREATE SCHEMA u;
CREATE TABLE s.t AS SELECT 's' AS v; CREATE TABLE u.t AS SELECT 'u' AS v, 1 AS w;`

// At whatever point somebody interferes, the dump has a state that existed:
// the one before or the one after. What comes too late waits for the dump,
// without failing it: there, one kind of interference is as good as another.
func TestInterference(t *testing.T) {
	all := slices.Sorted(maps.Keys(interferences))
	few := []string{"truncate"}
	points := map[string][]string{"listed": all, "batch": few, "locked": few, "snapshot": few, "late": all,
		"verified": few, "catalog": few, "copy": {"truncate", "schema names"}}
	db := pgtest.Get(t, 15).NewDatabase(t)
	for point, what := range points {
		for _, w := range what {
			t.Run(point+"/"+w, func(t *testing.T) { checkInterference(t, db, point, w) })
		}
	}
	for _, major := range []int{12, 18} {
		db := pgtest.Get(t, major).NewDatabase(t)
		t.Run(fmt.Sprintf("late/%d", major), func(t *testing.T) { checkInterference(t, db, "late", "truncate") })
	}
}

func checkInterference(t *testing.T, db *pgtest.DB, point, what string) {
	t.Helper()
	before, after, got, err := interfere(t, db, point, interferences[what], nil)
	switch {
	case err != nil && what == "schema names" && strings.Contains(err.Error(), "changed hands"):
		// No lock prevents this one; it is found, but there is no way back
		// once rows have been written.
	case err != nil:
		t.Error(err)
	case !maps.Equal(got, before) && !maps.Equal(got, after):
		t.Errorf("the dump has a state that never was:\n%q\nbefore: %q\nafter: %q", got, before, after)
	}
}

// The test above can fail: with the snapshot taken before the locks it does.
func TestInterferenceSnapshotFirst(t *testing.T) {
	before, after, got, err := interfere(t, pgtest.Get(t, 15).NewDatabase(t), "listed", interferences["truncate"],
		func(o *Options) { o.test.snapshotFirst = true })
	if err != nil {
		t.Fatal(err)
	}
	if maps.Equal(got, before) || maps.Equal(got, after) {
		t.Errorf("with the snapshot first nothing was lost: the test shows nothing")
	}
	if len(got[`public.a`]) != 0 || len(got["public.b"]) != len(before["public.b"]) {
		t.Errorf("other rows were lost than expected: %q", got)
	}
}

// interfere dumps a database, with changed options, while sql is executed at a point.
func interfere(t *testing.T, db *pgtest.DB, point, sql string, change func(*Options)) (before, after, got map[string]string, err error) {
	t.Helper()
	db.Exec(t, interferenceSetup)
	before = tables(t, db)
	o, out := options(t, db)
	o.Workers = 2
	done := make(chan error, 1)
	fired := false
	if change != nil {
		change(&o)
	}
	o.test.hook = func(p string) {
		if p == point && !fired {
			fired = true
			go func() { done <- db.Try("BEGIN;" + sql + ";COMMIT") }()
			select {
			case e := <-done:
				done <- e
			case <-time.After(300 * time.Millisecond): // it waits for our locks
			}
		}
	}
	if point == "late" { // reached if tables are made after the locks and before the snapshot
		o.test.hook = func(p string) {
			switch {
			case p == "locked" && len(before) == 4:
				db.Exec(t, `CREATE SCHEMA l; CREATE TABLE l.a AS SELECT * FROM a; CREATE TABLE l.b AS SELECT * FROM b`)
				before = tables(t, db)
			case p == point && !fired:
				fired = true
				done <- db.Try("SET search_path = l, public; SET lock_timeout = 1000; BEGIN;" + sql + ";COMMIT")
			}
		}
	}
	result, err := Run(context.Background(), o)
	if !fired {
		t.Fatalf("the point %s was not reached", point)
	}
	if e := <-done; e != nil {
		t.Fatalf("interference failed: %v", e)
	}
	after = tables(t, db)
	if err != nil {
		return before, after, nil, err
	}
	t.Logf("%d restarts", result.Restarts)
	return before, after, archived(t, open(t, out.Bytes())), nil
}

// tables gives the rows of all tables, sorted, by schema.name.
func tables(t *testing.T, db *pgtest.DB) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, name := range db.Rows(t, "SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname !~ '^pg_|^info'") {
		out[name] = string(copyOut(t, db, "COPY (SELECT * FROM ONLY "+name+") TO STDOUT (FORMAT binary)"))
	}
	return out
}

// archived gives the same of an archive.
func archived(t *testing.T, r *archive.Reader) map[string]string {
	t.Helper()
	out := map[string]string{}
	entries := r.Entries()
	for i := range entries {
		if d := entries[i].Data; d != nil {
			out[d.Relation.Schema+"."+d.Relation.Name] = string(rows(t, r, d.Relation.Schema, d.Relation.Name))
		}
	}
	return out
}

// Views, functions, types and sequences cannot be locked. If one is dropped or
// replaced while the catalog is read, its old definition is dumped, or
// everything begins again: never an empty definition.
func TestDefinitionsGone(t *testing.T) {
	const setup = `CREATE VIEW v AS SELECT 1 AS i; CREATE MATERIALIZED VIEW m AS SELECT 1 AS i; CREATE SEQUENCE q;
		CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE TYPE y AS ENUM ('a'); CREATE DOMAIN o AS int`
	db := pgtest.Get(t, 16).NewDatabase(t)
	db.Exec(t, setup)
	for _, sql := range []string{"DROP VIEW v", "DROP MATERIALIZED VIEW m", "DROP SEQUENCE q", "DROP FUNCTION f()",
		"DROP TYPE y", "DROP DOMAIN o", "CREATE TABLE more (i int)"} {
		o, out := options(t, db)
		fired := false
		o.test.hook = func(p string) {
			if p == "verified" && !fired {
				fired = true
				db.Exec(t, sql)
			}
		}
		result, err := Run(context.Background(), o)
		if err != nil {
			t.Errorf("%s: %v", sql, err)
			continue
		}
		t.Logf("%s: %d restarts", sql, result.Restarts)
		for _, e := range open(t, out.Bytes()).Entries() {
			if len(e.Statements) == 0 && e.Data == nil && e.Name != "public" {
				t.Errorf("%s: %s %s has no definition", sql, e.Kind, e.Name)
			}
		}
	}
}
