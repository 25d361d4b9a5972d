//go:build linux

package main_test

import (
	"context"
	"strings"
	"testing"

	"promark/catalog/pgtest"
	"promark/dump"
	"promark/restore"
)

// Since 2.23 nothing keeps rows out of the root of a hypertable in restoring mode. No query finds
// them afterwards: a repair tells of them and how to move them, which it leaves to others, and a
// dump is refused. A root whose rows were deleted, and not its file, is an empty one.
func TestStrayRows(t *testing.T) {
	db := pgtest.NewerTimescale(t).NewDatabase(t)
	db.Exec(t, "CREATE EXTENSION timescaledb", `CREATE TABLE "M" (t timestamptz NOT NULL, v int); SELECT create_hypertable('"M"', 't'); INSERT INTO "M" VALUES ('2025-01-01', 1);
		CREATE TABLE deleted (LIKE "M"); SELECT create_hypertable('deleted', 't')`)
	const inside = "BEGIN; SET LOCAL timescaledb.restoring = on; "
	db.Exec(t, inside+"INSERT INTO deleted VALUES ('2025-01-01', 1); DELETE FROM deleted; COMMIT")
	repair(t, db, restore.Healthy)
	db.Exec(t, inside+`INSERT INTO "M" VALUES ('2025-01-02', 2), ('2026-01-02', 3); COMMIT`)
	count := func() string { return db.Text(t, `SELECT count(*) || ' of ' || sum(v) FROM "M"`) }
	if got := count(); got != "1 of 1" {
		t.Errorf("a query finds %s: this test tests nothing", got)
	}
	result := repair(t, db, restore.NotRepaired)
	found(t, result, "hypertable-roots")
	o := dump.Options{Config: config(t, db)}
	move := func() error {
		_, err := moveThroughFile(o, restore.Options{Config: config(t, pgtest.NewerTimescale(t).NewDatabase(t))})
		return err
	}
	if err := move(); err == nil || !strings.Contains(err.Error(), `"public"."M" (2 rows): no dump has them`) {
		t.Errorf("a dump of stray rows: %v", err)
	}
	o.Filter.ExcludeTables = []string{`"M"`}
	if err := move(); err != nil {
		t.Errorf("a dump without the hypertable: %v", err)
	}
	left := result.Left[0]
	_, remedy, _ := strings.Cut(left.Advice, ": ")
	if !strings.HasSuffix(left.Text, `: public."M" (2 rows)`) {
		t.Errorf("left is %q", left.Text)
	}
	if _, err := db.Conn(t).PgConn().Exec(context.Background(), remedy).ReadAll(); err != nil {
		t.Fatalf("%s: %v", remedy, err)
	}
	if got := count(); got != "3 of 6" {
		t.Errorf("after the remedy a query finds %s", got)
	}
	repair(t, db, restore.Healthy)
	o.Filter.ExcludeTables = nil
	if err := move(); err != nil {
		t.Errorf("a dump after the remedy: %v", err)
	}
}
