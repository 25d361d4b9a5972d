package catalog

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// A column that was added with a constant default is not in the rows that were
// there before: pg_attribute has their value (attmissingval). COPY writes it
// out, so that no copy needs it, but for TimescaleDB: rows that were compressed
// without the column take the value from the chunk they are decompressed into
// (tsl/src/compression/compression.c). A copy without it shows NULL there, as
// that of pg_dump does (seen on 2.19.3).

// missingValue is such a value.
type missingValue struct {
	OID        uint32 `db:"oid"` // of the chunk
	Num        int16  `db:"num"`
	Value      string `db:"value"`
	Schema     string `db:"schema"` // of the table with the chunk's compressed rows
	Name       string `db:"name"`
	Column     string `db:"column"`
	Compressed bool   `db:"compressed"` // that table has the column as well
}

// An element of an array of any type is read by way of text.
var missingValueQuery = &query{
	name: "values of rows without a column",
	columns: []column{
		{"oid", all("a.attrelid")},
		{"num", all("a.attnum")},
		{"value", all("((a.attmissingval::text)::text[])[1]")},
		{"schema", all("n.nspname")},
		{"name", all("c.relname")},
		{"column", all("a.attname")},
		{"compressed", all(`EXISTS (SELECT FROM pg_catalog.pg_attribute z
          WHERE z.attrelid = c.oid AND z.attname = a.attname AND NOT z.attisdropped)`)},
	},
	from: all(`FROM ROWS FROM (pg_catalog.unnest($1::oid[]), pg_catalog.unnest($2::oid[])) p (chunk, compressed)
  JOIN pg_catalog.pg_attribute a ON a.attrelid = p.chunk AND a.atthasmissing AND NOT a.attisdropped
  JOIN pg_catalog.pg_class c ON c.oid = p.compressed
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 ORDER BY a.attrelid, a.attnum`),
}

// lacks asks whether some compressed row has no value of the column.
func (m *missingValue) lacks() string {
	condition := ""
	if m.Compressed {
		condition = " WHERE " + Ident(m.Column) + " IS NULL"
	}
	return fmt.Sprintf("SELECT %d, %d WHERE EXISTS (SELECT FROM ONLY %s%s)", m.OID, m.Num, Qualified(m.Schema, m.Name), condition)
}

// missingValues finds the chunks whose compressed rows need such a value.
func (r *reader) missingValues(ctx context.Context, rels *relations) error {
	if _, err := r.hypertables(ctx); err != nil {
		return err
	}
	var chunks, compressed []uint32
	for _, p := range r.compressed {
		if r.selection.chosen(p.Chunk) {
			chunks, compressed = append(chunks, p.Chunk), append(compressed, p.Compressed)
		}
	}
	if len(chunks) == 0 {
		return nil
	}
	found, err := load[missingValue](ctx, r.server, missingValueQuery, chunks, compressed)
	if err != nil {
		return err
	}
	for some := range slices.Chunk(found, 100) {
		var questions []string
		for _, m := range some {
			questions = append(questions, m.lacks())
		}
		needed, err := load[missingValue](ctx, r.server, &query{name: "compressed rows without a column",
			columns: []column{{"oid", all("x.oid")}, {"num", all("x.num::smallint")}},
			from:    all("FROM (" + strings.Join(questions, " UNION ALL ") + ") x (oid, num)")})
		if err != nil {
			return err
		}
		for _, n := range needed {
			i := slices.IndexFunc(some, func(m *missingValue) bool { return m.OID == n.OID && m.Num == n.Num })
			if rel := rels.byOID[n.OID]; rel != nil && i >= 0 {
				rel.ownColumn(n.Num).Missing = &some[i].Value
			}
		}
	}
	return nil
}

// hasMissingValues says that only a superuser can make the table as it is.
func (t *Table) hasMissingValues() bool {
	return slices.ContainsFunc(t.Columns, func(c *Column) bool { return c.Missing != nil })
}

// missingValues gives the column the value that the source has. ADD COLUMN
// does so for a table of its own, whose row of pg_attribute is then copied:
// the column of a chunk is inherited, and its order must stay.
func (t *Table) missingValues() []string {
	var out []string
	for _, c := range t.Columns {
		if c.Missing == nil {
			continue
		}
		out = append(out, "DO LANGUAGE plpgsql "+dollarQuote(fmt.Sprintf(`
BEGIN
  CREATE TEMPORARY TABLE promark_missing ();
  ALTER TABLE pg_temp.promark_missing ADD COLUMN value %s DEFAULT %s;
  UPDATE pg_catalog.pg_attribute a SET atthasmissing = true, attmissingval = m.attmissingval
    FROM pg_catalog.pg_attribute m
   WHERE m.attrelid = 'pg_temp.promark_missing'::pg_catalog.regclass AND m.attname = 'value'
     AND a.attrelid = %s AND a.attname = %s;
  DROP TABLE pg_temp.promark_missing;
END`, c.Type, Literal(*c.Missing), Literal(t.qualified())+"::pg_catalog.regclass", Literal(c.Name))))
	}
	return out
}
