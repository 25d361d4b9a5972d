package catalog

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// compressedRows are the table with the compressed rows of a chunk.
type compressedRows struct {
	chunk *Relation
	table *Relation
	data  *TableData // of the table
}

// compressedRows sees to what compressed rows hold that means something else
// in a copy, or cannot be loaded.
func (r *reader) compressedRows(ctx context.Context, data []*TableData, rels *relations, types dataTypes) error {
	byOID := make(map[uint32]*TableData, len(data))
	for _, d := range data {
		byOID[d.OID] = d
	}
	var rows []*compressedRows
	for _, p := range r.compressed {
		z := &compressedRows{rels.byOID[p.Chunk], rels.byOID[p.Compressed], byOID[p.Compressed]}
		if z.chunk != nil && z.table != nil && z.data != nil && r.selection.keepsRows(z.data) {
			rows = append(rows, z)
		}
	}
	if err := r.refuseCompressedReferences(ctx, rows, types); err != nil {
		return err
	}
	if err := r.dropBlooms(ctx, rows, types); err != nil {
		return err
	}
	return r.nullAlgorithms(ctx, data, rows)
}

// leaveOut takes a column out of what is copied: the copy has its default, or NULL.
func (d *TableData) leaveOut(name string) {
	d.Columns = slices.DeleteFunc(d.Columns, func(c DataColumn) bool { return c.Name == name })
}

// isCompressed says that the column has compressed values.
func (c *DataColumn) isCompressed() bool { return c.Shape == "compressed_data" }

// refuseCompressedReferences refuses compressed values of regclass and its
// like: TimescaleDB stores, sends and receives their OIDs, which are other
// objects in a copy.
func (r *reader) refuseCompressedReferences(ctx context.Context, rows []*compressedRows, types dataTypes) error {
	found := map[string]bool{}
	var asked []string
	for _, z := range rows {
		for _, c := range z.data.Columns {
			of := z.chunk.column(c.Name)
			if c.isCompressed() && of != nil && types.traits(of.TypeOID).refers {
				asked = append(asked, fmt.Sprintf("SELECT %s, %s WHERE EXISTS (SELECT FROM ONLY %s WHERE pg_catalog.pg_column_size(%s) > %d)",
					Literal(r.hypertableOf[z.chunk.OID]), Literal(c.Name), Qualified(z.table.Schema, z.table.Name), Ident(c.Name), nullAlgorithmBytes))
			}
		}
	}
	err := r.askEach(ctx, "compressed references", asked, func(hypertable, column string) {
		found[hypertable+" ("+Ident(column)+")"] = true
	})
	if err != nil || len(found) == 0 {
		return err
	}
	return fmt.Errorf("read compressed rows: values of regclass and its like are stored as numbers there, which stand for other objects in any copy: "+
		"decompress the chunks that have some (SELECT decompress_chunk(c) FROM show_chunks(...) c) and dump before they are compressed again, "+
		"or leave the hypertables out with -T: %s", strings.Join(slices.Sorted(maps.Keys(found)), ", "))
}

// askEach puts questions that each give a pair of texts or nothing, many at a time.
func (r *reader) askEach(ctx context.Context, name string, questions []string, each func(a, b string)) error {
	for some := range slices.Chunk(questions, 100) {
		answers, err := load[Common](ctx, r.server, &query{name: name,
			columns: []column{{"schema", all("x.a")}, {"name", all("x.b")}},
			from:    all("FROM (" + strings.Join(some, " UNION ALL ") + ") x (a, b)")})
		if err != nil {
			return err
		}
		for _, a := range answers {
			each(a.Schema, a.Name)
		}
	}
	return nil
}
