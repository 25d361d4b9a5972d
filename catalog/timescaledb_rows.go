package catalog

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Rows of TimescaleDB that some of its releases write and do not take again.

// The releases whose compression makes, for a column of NULLs, a value of an
// algorithm that they send as its number alone and receive as NULL, which no
// COPY accepts (tsl_compressed_data_recv in tsl/src/compression/compression.c;
// issue 8893). Until then nothing was stored for such a column, and since
// 2.20.1 the value is received.
var nullAlgorithm = []string{"2.19.0", "2.19.1", "2.19.2", "2.19.3", "2.20.0"}

// nullAlgorithmBytes is the most that such a value takes: a header of 4 bytes
// and the number. Values of every other algorithm are longer.
const nullAlgorithmBytes = 5

// refuseUnreadable refuses rows that the release which wrote them, and which
// a restore needs, cannot load. No value is read for it: their sizes tell.
func (r *reader) refuseUnreadable(ctx context.Context, data []*TableData) error {
	extensions, err := load[ExtensionVersion](ctx, r.server, extensionVersionQuery)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(extensions, func(e *ExtensionVersion) bool {
		return e.Name == timescaleName && slices.Contains(nullAlgorithm, e.Version)
	})
	if i < 0 {
		return nil
	}
	var found []*Common
	for some := range slices.Chunk(nullAlgorithmQueries(data), 100) {
		rows, err := load[Common](ctx, r.server, &query{name: "compressed NULLs",
			columns: []column{{"schema", all("x.schema")}, {"name", all("x.name")}},
			from:    all("FROM (" + strings.Join(some, " UNION ALL ") + ") x (schema, name)")})
		if err != nil {
			return err
		}
		found = append(found, rows...)
	}
	if len(found) == 0 {
		return nil
	}
	return fmt.Errorf("read compressed rows: TimescaleDB %s has compressed columns of NULLs in a way that it cannot load again "+
		"(its issue 8893): update it to 2.20.1 or later (ALTER EXTENSION timescaledb UPDATE, in a new session) and dump again: %s",
		extensions[i].Version, someNames(found))
}

// nullAlgorithmQueries asks each table with compressed columns.
func nullAlgorithmQueries(data []*TableData) []string {
	var out []string
	for _, d := range data {
		var small []string
		for _, c := range d.Columns {
			if c.Shape == "compressed_data" {
				small = append(small, fmt.Sprintf("pg_catalog.pg_column_size(%s) <= %d", c.Expression, nullAlgorithmBytes))
			}
		}
		if len(small) > 0 && d.Pages > 0 {
			out = append(out, fmt.Sprintf("SELECT %s, %s WHERE EXISTS (SELECT FROM ONLY %s WHERE %s)",
				Literal(d.Schema), Literal(d.Name), Qualified(d.Schema, d.Name), strings.Join(small, " OR ")))
		}
	}
	return out
}

// orphanQuery finds rows of chunk_column_stats that are about no chunk: from
// 2.16 to 2.20.2 they say, with the number 0, that a hypertable skips chunks by
// a column, and the foreign key to chunk does not hold for them
// (ts_chunk_column_stats_insert writes without it; issue 8130).
var orphanQuery = &query{
	name:    "statistics of no chunk",
	columns: []column{{"oid", all("pg_catalog.to_regclass('_timescaledb_catalog.chunk_column_stats')::oid")}},
	from:    all("WHERE EXISTS (SELECT FROM _timescaledb_catalog.chunk_column_stats s WHERE s.chunk_id = 0)"),
}

// findUnchecked marks the rows that no foreign key must look at in a restore.
func (r *reader) findUnchecked(ctx context.Context, data []*TableData) error {
	i := slices.IndexFunc(data, func(d *TableData) bool {
		return d.Configof == timescaleName && d.Schema == "_timescaledb_catalog" && d.Name == "chunk_column_stats"
	})
	if i < 0 {
		return nil
	}
	rows, err := load[Common](ctx, r.server, orphanQuery)
	data[i].Unchecked = len(rows) > 0
	return err
}
