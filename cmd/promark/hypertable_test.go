//go:build linux

package main_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"promark/archive"
	"promark/catalog/pgtest"
	"promark/dump"
	"promark/restore"
)

// Goal: no selection splits a hypertable, wherever its chunks are. Method: one with chunks in a
// schema of its own, and restores of parts of its archive.
func TestSelectionKeepsHypertablesWhole(t *testing.T) {
	server := pgtest.Timescale(t)
	source := server.NewDatabase(t)
	source.Exec(t, "CREATE EXTENSION timescaledb", `CREATE SCHEMA own; CREATE TABLE m (t timestamptz NOT NULL, x int);
SELECT create_hypertable('m', 't', associated_schema_name => 'own', associated_table_prefix => 'part');
INSERT INTO m SELECT '2025-01-01'::timestamptz + n * interval '10 days', n FROM generate_series(1, 5) n;
CREATE TABLE n (x int); INSERT INTO n VALUES (1)`)
	var b bytes.Buffer
	if _, err := dump.Run(context.Background(), dump.Options{Config: config(t, source), Output: &b}); err != nil {
		t.Fatal(err)
	}
	chunk := source.Text(t, "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE inhparent = 'm'::regclass ORDER BY 1 LIMIT 1")
	for _, c := range []struct {
		name   string
		choice restore.Selection
		want   string // of the error
	}{
		{"its root", restore.Selection{Tables: []string{"m", "n"}}, "is selected and"},
		{"a chunk", restore.Selection{Tables: []string{chunk}}, "is selected and"},
		{"the schema of its root", restore.Selection{Schemas: []string{"public"}}, "is selected and"},
		{"the schema of its chunks", restore.Selection{Schemas: []string{"own"}}, "is selected and"},
		{"without the schema of its chunks", restore.Selection{ExcludeSchemas: []string{"own"}}, "is selected and"},
		{"its rows", restore.Selection{NoSchema: true, Schemas: []string{"own"}}, "rows alone"},
		{"another table", restore.Selection{Tables: []string{"n"}}, ""},
		{"definitions", restore.Selection{NoData: true}, ""},
	} {
		r, err := archive.Open(bytes.NewReader(b.Bytes()), int64(b.Len()))
		if err != nil {
			t.Fatal(err)
		}
		target := server.NewDatabase(t)
		_, err = restore.Run(context.Background(), restore.Options{Config: config(t, target), File: r, Selection: c.choice})
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}
