//go:build linux

package main_test

import (
	"testing"

	"promark/catalog/pgtest"
	"promark/dump"
	"promark/restore"
)

// A column may be NOT NULL without the constraint that 18 has for that: TimescaleDB makes the times
// of continuous aggregates so, and their chunks are not. pg_dump loses it. Here the catalog is made
// that way by hand.
func TestNotNullWithoutConstraint(t *testing.T) {
	server := pgtest.Get(t, 18)
	source, target := server.NewDatabase(t), server.NewDatabase(t)
	source.Exec(t, `CREATE TABLE aggregate (bucket timestamptz, v int NOT NULL); CREATE TABLE chunk () INHERITS (aggregate);
		UPDATE pg_attribute SET attnotnull = true WHERE attrelid = 'aggregate'::regclass AND attname = 'bucket'`)
	if _, err := moveThroughFile(dump.Options{Config: config(t, source)}, restore.Options{Config: config(t, target)}); err != nil {
		t.Fatal(err)
	}
	const columns = `SELECT attrelid::regclass, attname, attnotnull FROM pg_attribute
		WHERE attrelid IN ('aggregate'::regclass, 'chunk'::regclass) AND attnum > 0 ORDER BY 1, attnum`
	differ(t, "columns", source.Rows(t, columns), target.Rows(t, columns))
	if got := source.Text(t, "SELECT count(*) FROM pg_attribute WHERE attnotnull AND attname = 'bucket'"); got != "1" {
		t.Errorf("%s columns are NOT NULL", got)
	}
}
