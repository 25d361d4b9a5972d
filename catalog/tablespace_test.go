package catalog

import (
	"strings"
	"testing"

	"promark/catalog/pgtest"
)

// TestTablespaces: whatever has storage comes back in its tablespace, which
// pg_get_indexdef and pg_get_constraintdef leave out.
func TestTablespaces(t *testing.T) {
	server := pgtest.Get(t, 15)
	space := server.NewTablespace(t)
	source := server.NewDatabase(t)
	source.Exec(t, strings.ReplaceAll(`CREATE TABLE a (x integer, y text, r int4range) TABLESPACE :space;
ALTER TABLE a ADD PRIMARY KEY (x) INCLUDE (y) WITH (fillfactor = 50) USING INDEX TABLESPACE :space;
ALTER TABLE a ADD UNIQUE (y) USING INDEX TABLESPACE :space DEFERRABLE;
ALTER TABLE a ADD EXCLUDE USING gist (r WITH &&) USING INDEX TABLESPACE :space WHERE (x > 1) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE a ADD EXCLUDE USING gist (r WITH =) USING INDEX TABLESPACE :space;
CREATE INDEX plain ON a (y) TABLESPACE :space;
CREATE INDEX partial ON a (y) WITH (fillfactor = 60) TABLESPACE :space WHERE x > 5 AND y <> ' WHERE ';
CREATE TABLE elsewhere (x integer PRIMARY KEY);
CREATE TABLE p (x integer PRIMARY KEY) PARTITION BY RANGE (x) TABLESPACE :space;
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (10) TABLESPACE pg_default;
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20);
CREATE INDEX ON p (x) TABLESPACE :space;
CREATE MATERIALIZED VIEW m TABLESPACE :space AS SELECT x FROM a`, ":space", space))
	target := server.NewDatabase(t)
	read := readDatabase(t, source)
	loadStatements(t, target, read)
	if want, got := goldenText(read), goldenText(readDatabase(t, target)); want != got {
		t.Errorf("copy: %s", firstDifference(want, got))
	}
	const places = `SELECT c.relname, s.spcname FROM pg_class c LEFT JOIN pg_tablespace s ON s.oid = c.reltablespace
 WHERE c.relnamespace = 'public'::regnamespace ORDER BY 1`
	want, got := source.Rows(t, places), target.Rows(t, places)
	if strings.Join(want, "\n") != strings.Join(got, "\n") || !strings.Contains(strings.Join(got, "\n"), space) {
		t.Errorf("want %v\n got %v", want, got)
	}
}
