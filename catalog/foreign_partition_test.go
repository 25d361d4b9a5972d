package catalog

import (
	"strings"
	"testing"

	"promark/catalog/pgtest"
)

// TestForeignPartitionIndexes: an index of a partitioned table is as valid in
// the copy as in the source, whatever partitions are foreign tables.
func TestForeignPartitionIndexes(t *testing.T) {
	for _, major := range pgtest.Sample(t, "indexes beside foreign partitions") {
		server := pgtest.Get(t, major)
		db, copied := server.NewDatabase(t), server.NewDatabase(t)
		db.Exec(t, `CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w;
			CREATE TABLE p (a integer, b text) PARTITION BY LIST (a);
			CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
			CREATE TABLE p2 PARTITION OF p FOR VALUES IN (2, 3) PARTITION BY LIST (a);
			CREATE TABLE p22 PARTITION OF p2 FOR VALUES IN (2);
			CREATE FOREIGN TABLE p23 PARTITION OF p2 FOR VALUES IN (3) SERVER s;
			CREATE FOREIGN TABLE rest PARTITION OF p DEFAULT SERVER s;
			CREATE INDEX ON p (b); CREATE INDEX ON p2 (lower(b)); CREATE UNIQUE INDEX never ON ONLY p2 (a)`)
		loadStatements(t, copied, readDatabase(t, db))
		query := "SELECT string_agg(concat_ws(' ', indexrelid::regclass, indisvalid), ', ' ORDER BY indexrelid::regclass::text) FROM pg_index WHERE indrelid >= 16384 AND indrelid::regclass::text !~ 'toast'"
		want := db.Text(t, query)
		if got := copied.Text(t, query); got != want || strings.Count(got, " f") != 1 {
			t.Errorf("%d: indexes of the copy are %s, want %s", major, got, want)
		}
	}
}

// TestEventTriggerOwner: an owner who is no superuser any more is named, and
// not given.
func TestEventTriggerOwner(t *testing.T) {
	db := pgtest.Get(t, 16).NewDatabase(t)
	role := pgtest.UniqueName("demoted")
	db.Exec(t, "CREATE ROLE "+role+" SUPERUSER", "CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'",
		"CREATE EVENT TRIGGER e ON sql_drop EXECUTE FUNCTION f()", "ALTER EVENT TRIGGER e OWNER TO "+role, "ALTER ROLE "+role+" NOSUPERUSER")
	t.Cleanup(func() { db.Exec(t, "DROP EVENT TRIGGER e", "DROP ROLE "+role) })
	read := readDatabase(t, db)
	if text := goldenText(read); strings.Contains(text, role) || !strings.Contains(strings.Join(read.Notices, "\n"), role) {
		t.Errorf("notices are %q, statements %s", read.Notices, text)
	}
}
