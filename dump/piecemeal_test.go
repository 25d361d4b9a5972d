//go:build linux

package dump

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"promark/catalog"
	"promark/catalog/pgtest"
)

// crowded is more than a server with the settings of TestLockBudget has room for: tables, and views that
// lock two of them each when their definition is read.
const crowded = `DO $$ BEGIN FOR i IN 1..1200 LOOP
  EXECUTE format('CREATE TABLE t%s (i int, t text)', i);
  IF i % 10 = 1 THEN EXECUTE format('INSERT INTO t%s VALUES (%s)', i, i); END IF;
  IF i % 2 = 0 THEN EXECUTE format('CREATE VIEW v%s AS SELECT a.i, b.t FROM t%s a JOIN t%s b USING (i)', i, i, i - 1); END IF;
  IF i % 100 = 0 THEN COMMIT; END IF;
END LOOP; END $$`

// A dump of more tables than the server can lock fails, and with a budget of locks it has them all: what a
// server with room for them gives without.
func TestLockBudget(t *testing.T) {
	server := pgtest.Start(t, 15, pgtest.Set("max_locks_per_transaction", "10"), pgtest.Set("max_connections", "20"))
	db := server.NewDatabase(t)
	db.Exec(t, crowded)
	o, _ := options(t, db)
	var warned []string
	o.Progress = func(e Event) {
		if w, ok := e.(Warned); ok {
			warned = append(warned, w.Text)
		}
	}
	if _, err := Run(context.Background(), o); sqlState(err) != "53200" {
		t.Fatalf("a dump without a budget ends with: %v", err)
	}
	// Beside 20 connections pgtest has 10 prepared transactions.
	const said = "1200 tables are to be locked and the server's lock table is made for 300 locks: if it runs out of shared memory, " +
		"raise max_locks_per_transaction to 41, or give the dump a lock budget of 150"
	if len(warned) != 1 || warned[0] != said {
		t.Errorf("the warning is %q", warned)
	}
	o, out := options(t, db)
	o.LockBudget, o.Workers = 150, 2
	result, err := Run(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	if len(result.Warnings) != 0 || result.Relations != 1200 || result.Rows != 120 {
		t.Errorf("%+v", result)
	}
	r := open(t, out.Bytes())
	views := 0
	for _, e := range r.Entries() {
		if e.Kind == "VIEW" && strings.Contains(e.Statements[0].SQL, "JOIN") {
			views++
		}
	}
	if views != 600 {
		t.Errorf("%d views", views)
	}
	if got := rows(t, r, "public", "t1191"); len(got) == 0 {
		t.Error("t1191 has no rows")
	}
}

// With a budget nothing is locked ahead. What somebody does before the snapshot or while definitions are
// read, the dump has or has not; what comes between the snapshot and the lock of a table makes it fail
// with the table's name. A table that got something more is whole.
func TestLockBudgetInterference(t *testing.T) {
	db := pgtest.Get(t, 15).NewDatabase(t)
	points := map[string][]string{"verified": {"swap", "drop column"}, "catalog": {"truncate", "drop"},
		"copy": slices.Collect(maps.Keys(interferences))}
	for point, whats := range points {
		for _, what := range whats {
			t.Run(point+"/"+what, func(t *testing.T) { checkUnlockedInterference(t, db, point, what) })
		}
	}
}

func checkUnlockedInterference(t *testing.T, db *pgtest.DB, point, what string) {
	t.Helper()
	before, after, got, err := interfere(t, db, point, interferences[what], func(o *Options) { o.LockBudget, o.Workers = 1, 1 })
	harmless := what == "add column" || what == "new table"
	name := `"public"."a"`
	if what == "schema names" {
		name = `"s"."t"`
	}
	switch {
	case err != nil && (point != "copy" || harmless):
		t.Error(err)
	case err != nil && !strings.Contains(err.Error(), name):
		t.Errorf("the error does not name %s: %v", name, err)
	case err != nil && !errors.Is(err, catalog.ErrChanged):
		t.Error(err)
	case err == nil && point == "copy" && !harmless:
		t.Error("it was not noticed")
	case err == nil && !maps.Equal(got, before) && !maps.Equal(got, after):
		t.Errorf("the dump has a state that never was:\n%q\nbefore: %q\nafter: %q", got, before, after)
	}
}

// awaitReader waits until somebody waits to read table a.
const awaitReader = `DO $$ BEGIN
  WHILE NOT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND mode = 'AccessShareLock' AND relation = 'a'::regclass) LOOP
    PERFORM pg_sleep(0.01);
  END LOOP;
END $$`

// Changes of a table that was locked by somebody else when its turn came, and such that were rolled back,
// are told apart.
func TestLockBudgetWaits(t *testing.T) {
	db := pgtest.Get(t, 18).NewDatabase(t)
	for _, end := range []string{"ROLLBACK", "COMMIT"} {
		db.Exec(t, "DROP TABLE IF EXISTS a, b; CREATE TABLE a AS SELECT 1 AS i, 2 AS j; CREATE TABLE b AS SELECT 1 AS i")
		o, out := options(t, db)
		o.LockBudget = 1
		fired := make(chan error, 1)
		o.test.hook = func(p string) {
			if p == "planned" {
				db.Exec(t, "BEGIN; ALTER TABLE b DROP COLUMN i; ROLLBACK")
				other := db.Conn(t)
				if _, err := other.Exec(context.Background(), "BEGIN; ALTER TABLE a DROP COLUMN i, ADD COLUMN i int"); err != nil {
					t.Error(err)
				}
				go func() {
					_, err := other.Exec(context.Background(), awaitReader)
					if err == nil {
						_, err = other.Exec(context.Background(), end)
					}
					fired <- err
				}()
			}
		}
		_, err := Run(context.Background(), o)
		if e := <-fired; e != nil {
			t.Fatal(e)
		}
		if end == "COMMIT" {
			if !errors.Is(err, catalog.ErrChanged) || !strings.Contains(err.Error(), `"public"."a"`) {
				t.Errorf("a column was replaced: %v", err)
			}
			continue
		}
		if err != nil {
			t.Fatalf("%s: %v", end, err)
		}
		if r := open(t, out.Bytes()); len(rows(t, r, "public", "a")) != 2+4+4+4+4 || len(rows(t, r, "public", "b")) != 2+4+4 {
			t.Errorf("%s: the rows of a are %q", end, rows(t, r, "public", "a"))
		}
	}
}

// Hypertables, chunks and the extension's own rows are the same with a budget.
func TestLockBudgetTimescale(t *testing.T) {
	db := pgtest.Timescale(t).NewDatabase(t)
	db.Exec(t, "CREATE EXTENSION timescaledb")
	db.Exec(t, timescaleSetup)
	var got [2]map[string]string
	var entries [2]int
	for i, budget := range []int{0, 3} {
		o, out := options(t, db)
		o.LockBudget = budget
		if _, err := Run(context.Background(), o); err != nil {
			t.Fatal(err)
		}
		r := open(t, out.Bytes())
		checkConfiguration(t, r)
		got[i], entries[i] = archived(t, r), len(r.Entries())
	}
	if !maps.Equal(got[0], got[1]) || entries[0] != entries[1] {
		t.Errorf("without a budget: %d entries, rows of %v, with: %d, %v", entries[0], slices.Sorted(maps.Keys(got[0])),
			entries[1], slices.Sorted(maps.Keys(got[1])))
	}
	o, _ := options(t, db)
	o.LockBudget = 3
	o.test.hook = func(p string) {
		if p == "planned" {
			db.Exec(t, "SELECT drop_chunks('m', older_than => '2000-01-02'::timestamptz)")
		}
	}
	if _, err := Run(context.Background(), o); !errors.Is(err, catalog.ErrChanged) || !strings.Contains(err.Error(), "_chunk") {
		t.Errorf("a chunk was dropped: %v", err)
	}
}
