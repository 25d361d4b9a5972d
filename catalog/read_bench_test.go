package catalog

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"promark/catalog/pgtest"
)

// benchTables is the number of tables that one Prometheus with Promscale or a
// large hypertable easily reaches with its chunks.
const benchTables = 50_000

// BenchmarkRead reads a catalog of many tables, each with five columns, a
// primary key, a default, a check and a comment.
func BenchmarkRead(b *testing.B) {
	db := pgtest.Get(b, 15).NewDatabase(b)
	makeManyTables(b, db)
	b.ResetTimer()
	for range b.N {
		start := time.Now()
		c := readDatabase(b, db)
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		b.ReportMetric(time.Since(start).Seconds(), "s/read")
		b.ReportMetric(float64(m.HeapAlloc)/1e6, "MB-heap")
		b.ReportMetric(float64(len(c.Items)), "items")
	}
}

func makeManyTables(b *testing.B, db *pgtest.DB) {
	db.Exec(b, fmt.Sprintf(`CREATE PROCEDURE many() LANGUAGE plpgsql AS $$
BEGIN
  FOR i IN 1..%d LOOP
    EXECUTE format('CREATE TABLE t%%s (a bigint PRIMARY KEY, b timestamptz NOT NULL, c float8 DEFAULT 0, d text, e integer CHECK (e > 0))', i);
    EXECUTE format('COMMENT ON TABLE t%%s IS ''table''', i);
    IF i %% 500 = 0 THEN COMMIT; END IF;
  END LOOP;
END $$`, benchTables))
	db.Exec(b, "CALL many()")
	db.Exec(b, "ANALYZE")
}
