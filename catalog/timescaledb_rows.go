package catalog

import (
	"context"
	"fmt"
	"maps"
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

// nullAlgorithms has such values copied as NULL, as releases before and after
// these have it: both are decompressed as NULLs. They differ only where the
// rows of a chunk had no such column when it was added with a default: then
// NULL stands for that (see missingvalue.go), and what needs both is refused.
// No value is read to find them: their sizes tell.
func (r *reader) nullAlgorithms(ctx context.Context, data []*TableData, rows []*compressedRows) error {
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
	if err := r.refuseNullAlgorithms(ctx, rows, extensions[i].Version); err != nil {
		return err
	}
	for _, d := range data {
		for i := range d.Columns {
			if c := &d.Columns[i]; c.isCompressed() && d.Pages > 0 {
				c.Expression = fmt.Sprintf("CASE WHEN NOT %s THEN %s END", isNullAlgorithm(c.Name), Ident(c.Name))
			}
		}
	}
	return nil
}

func isNullAlgorithm(column string) string {
	return fmt.Sprintf("pg_catalog.pg_column_size(%s) <= %d", Ident(column), nullAlgorithmBytes)
}

// refuseNullAlgorithms refuses columns in which NULL means a default.
func (r *reader) refuseNullAlgorithms(ctx context.Context, rows []*compressedRows, version string) error {
	var asked []string
	for _, z := range rows {
		for _, c := range z.data.Columns {
			if of := z.chunk.column(c.Name); c.isCompressed() && of != nil && of.Missing != nil {
				asked = append(asked, fmt.Sprintf("SELECT %s, %s WHERE EXISTS (SELECT FROM ONLY %s WHERE %s)", Literal(r.hypertableOf[z.chunk.OID]),
					Literal(c.Name), Qualified(z.table.Schema, z.table.Name), isNullAlgorithm(c.Name)))
			}
		}
	}
	found := map[string]bool{}
	err := r.askEach(ctx, "compressed NULLs", asked, func(hypertable, column string) {
		found[hypertable+" ("+Ident(column)+")"] = true
	})
	if err != nil || len(found) == 0 {
		return err
	}
	return fmt.Errorf("read compressed rows: TimescaleDB %s has compressed batches of NULLs in a way that it cannot load again (its issue 8893), "+
		"beside rows from before the column was added, so that they cannot be copied as NULL: decompress the chunks, or update the extension "+
		"to 2.20.1 or later (ALTER EXTENSION timescaledb UPDATE, in a new session), and dump again: %s",
		version, strings.Join(slices.Sorted(maps.Keys(found)), ", "))
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
