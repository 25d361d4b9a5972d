package catalog

import (
	"context"
	"fmt"
	"slices"
)

// Synthetic classes of the data section; see synTableData for the others.
const synLargeObjectData = classSynthetic + 40 // all large objects at once; OID 0

// TableData is the rows of one table: a plain table or partition of the user,
// or a configuration table of an extension.
type TableData struct {
	Common
	Columns   []DataColumn // in attnum order, without generated ones; may be empty; shared
	Unlogged  bool
	Heap      bool  // the table has the built-in access method heap
	Pages     int64 // 8 kB blocks of the main fork
	Bytes     int64 // size on disk with TOAST
	Indexes   int
	Configof  string // the extension whose configuration table it is, or ""
	Condition string // WHERE ... of an extension's configuration table, or ""
	// Only is another condition: of the rows that a filter leaves in. "": all.
	Only string
	// Definition is the condition for those rows of a configuration table
	// that stay although rows are left out; "": none does.
	Definition string
	About      string // for TimescaleDB's own rows: see archive.FactAbout
	Through    string // the quoted table that the rows have to be loaded through; "": themselves
	Unchecked  bool   // rows violate a foreign key: the extension wrote them without it

	named     *IndexNames // values that name indexes; nil: there are none
	table     ID
	through   []ID // that table and all its partitions
	extension ID
	after     []ID // rows that must be there before, for foreign keys
}

// DataColumn is a column whose values are copied.
type DataColumn struct {
	Name string
	Type string // format_type with typmod
	Form Form
	// Value is what the column's type is made of if its binary form holds OIDs
	// that another database does not have; nil: it holds none.
	Value *ValueType
	// Shape says what the type of native values is made of, "" for a type of
	// PostgreSQL itself; see Shape in shape.go.
	Shape string
	// Expression gives the value in a query: the quoted name, or the name
	// written as text.
	Expression string
	// Reference is set for reg* types, whose text is the name of an object,
	// or a bare OID if that object is gone.
	Reference bool
	// LosesPayload is set for columns with floats inside that are copied as
	// text: of a NaN, text keeps only that it is one.
	LosesPayload bool

	ownCast bool // somebody has defined a cast of the type to text
}

// NeedsQuery reports whether COPY needs a query: some column is not copied as
// it is, or not all rows are.
func (d *TableData) NeedsQuery() bool {
	if d.Condition != "" || d.Only != "" {
		return true
	}
	return slices.ContainsFunc(d.Columns, func(c DataColumn) bool { return c.Expression != Ident(c.Name) })
}

// tableSize is what a table takes on disk.
type tableSize struct {
	OID   uint32 `db:"oid"`
	Heap  bool   `db:"heap"`
	Pages int64  `db:"pages"`
	Bytes int64  `db:"bytes"`
}

// The functions look at the files of now: correct as lower bounds, since the
// tables are locked against whatever makes them smaller.
var tableSizeQuery = &query{
	name: "sizes of tables",
	columns: []column{
		{"oid", all("c.oid")},
		{"heap", all(`EXISTS (SELECT FROM pg_catalog.pg_am am
         WHERE am.oid = c.relam AND am.amhandler = 'pg_catalog.heap_tableam_handler'::pg_catalog.regproc)`)},
		{"pages", all(`COALESCE(f.main, 0) / pg_catalog.current_setting('block_size')::integer`)},
		// For a table of heap (OID 2), pg_table_size would look at fourteen files.
		{"bytes", all(`CASE WHEN c.relam <> 2 THEN COALESCE(pg_catalog.pg_table_size(c.oid), 0)
         WHEN f.main > 0 AND c.reltoastrelid <> 0 THEN f.main + COALESCE(pg_catalog.pg_relation_size(c.reltoastrelid), 0)
         ELSE COALESCE(f.main, 0) END`)},
	},
	from: all(`FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 CROSS JOIN LATERAL (SELECT pg_catalog.pg_relation_size(c.oid)) f (main)
 WHERE c.relkind = 'r' AND ` + userRelation),
}

func readTableData(ctx context.Context, r *reader) ([]Object, error) {
	all, err := r.tableData(ctx)
	if err != nil {
		return nil, err
	}
	var out []*TableData
	for _, d := range all {
		if d.Configof == "" {
			out = append(out, d)
		}
	}
	return objects(out), nil
}

func readExtensionData(ctx context.Context, r *reader) ([]Object, error) {
	all, err := r.tableData(ctx)
	if err != nil {
		return nil, err
	}
	var out []*TableData
	for _, d := range all {
		if d.Configof != "" {
			out = append(out, d)
		}
	}
	return objects(out), nil
}

// tableData finds the rows of all tables, once.
func (r *reader) tableData(ctx context.Context) ([]*TableData, error) {
	if r.data != nil {
		return r.data, nil
	}
	rels, err := r.relations(ctx)
	if err != nil {
		return nil, err
	}
	types, err := r.dataTypes(ctx)
	if err != nil {
		return nil, err
	}
	config, err := r.configuration(ctx)
	if err != nil {
		return nil, err
	}
	hypertables, err := r.hypertables(ctx)
	if err != nil {
		return nil, err
	}
	r.data = []*TableData{}
	for _, rel := range rels.all {
		if rel.Relkind != 'r' || hypertables[rel.OID] || config.skips(rel.OID) {
			continue // what else has rows of its own is said where it is read
		}
		if rel.Persistence == 'u' && r.server.InRecovery {
			continue // a standby has no rows of unlogged tables and refuses to read them
		}
		d := newTableData(r.server, rel, types)
		config.apply(d)
		r.selection.restrict(d)
		r.data = append(r.data, d)
	}
	if err := r.loadThrough(ctx, r.data, rels); err != nil {
		return nil, err
	}
	if err := r.indexNames(ctx, r.data); err != nil {
		return nil, err
	}
	if err := r.sizes(ctx, r.data); err != nil {
		return nil, err
	}
	if err := r.countIndexes(ctx, r.data); err != nil {
		return nil, err
	}
	if err := r.compressedRows(ctx, r.data, rels, types); err != nil {
		return nil, err
	}
	shareColumns(r.data)
	return r.data, r.findUnchecked(ctx, r.data)
}

// shareColumns gives tables with equal columns one list of them, which must not be changed any more: all
// chunks of a hypertable have the same.
func shareColumns(data []*TableData) {
	had := map[string][]DataColumn{}
	var key []byte
	for _, d := range data {
		key = key[:0]
		for _, c := range d.Columns {
			key = fmt.Appendf(key, "%q %q %d %p %q %q %t %t %t ", c.Name, c.Type, c.Form, c.Value, c.Shape, c.Expression, c.Reference,
				c.LosesPayload, c.ownCast)
		}
		if list, ok := had[string(key)]; ok {
			d.Columns = list
		} else {
			had[string(key)] = d.Columns
		}
	}
}

func (r *reader) sizes(ctx context.Context, data []*TableData) error {
	sizes, err := load[tableSize](ctx, r.server, tableSizeQuery)
	if err != nil {
		return err
	}
	byOID := make(map[uint32]*tableSize, len(sizes))
	for _, s := range sizes {
		byOID[s.OID] = s
	}
	for _, d := range data {
		s := byOID[d.OID]
		if s == nil {
			return fmt.Errorf("read sizes of tables: %s: %w", Qualified(d.Schema, d.Name), ErrChanged)
		}
		d.Heap, d.Pages, d.Bytes = s.Heap, s.Pages, s.Bytes
	}
	return nil
}

func (r *reader) countIndexes(ctx context.Context, data []*TableData) error {
	indexes, err := r.indexes(ctx)
	if err != nil {
		return err
	}
	counts := map[uint32]int{}
	for _, x := range indexes {
		counts[x.TableOID]++
	}
	for _, d := range data {
		d.Indexes = counts[d.OID]
	}
	return nil
}

func newTableData(s *Server, rel *Relation, types dataTypes) *TableData {
	d := &TableData{
		Common:   Common{OID: rel.OID, Schema: rel.Schema, Name: rel.Name},
		Unlogged: rel.Persistence == 'u',
		table:    ID{Class: classClass, OID: rel.OID},
	}
	d.ID = ID{Class: synTableData, OID: rel.OID}
	for _, c := range rel.Columns {
		if c.Generated != 0 {
			continue
		}
		d.Columns = append(d.Columns, newDataColumn(s, c, types))
	}
	return d
}

func newDataColumn(s *Server, c *Column, types dataTypes) DataColumn {
	out := DataColumn{Name: c.Name, Type: c.Type, Expression: Ident(c.Name)}
	out.Form = types.form(c.TypeOID)
	out.ownCast = types.hasOwnCast(c.TypeOID)
	if out.Form == TextCast {
		out.Expression = textExpression(out.ownCast, out.Expression)
	}
	out.Value = types.value(c.TypeOID)
	if out.Form == Native {
		out.Shape = types.shape(c.TypeOID)
	}
	out.LosesPayload = out.Form == TextCast && types.traits(c.TypeOID).floats
	out.Reference = types.reference(c.TypeOID)
	return out
}

// Address implements Object: rows have none.
func (d *TableData) Address() string { return "" }

// Define implements Object: rows are no statements.
func (d *TableData) Define() []string { return nil }

func (d *TableData) tableName() string { return d.Name }

func (d *TableData) needs() []ID {
	return slices.Concat([]ID{d.table, d.extension}, d.through, d.after)
}

func (d *TableData) locks() []ID { return []ID{d.table} }

var unreadableQuery = &query{
	name: "unlogged tables of a standby",
	columns: []column{
		{"schema", all("n.nspname")},
		{"name", all("c.relname")},
	},
	from: all(`FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'S') AND c.relpersistence = 'u' AND pg_catalog.pg_is_in_recovery()
   AND ` + userRelation + `
 ORDER BY 1, 2`),
}

// UnreadableTables names the tables and sequences whose contents a standby
// does not have: they are dumped without.
func UnreadableTables(ctx context.Context, s *Server) ([]string, error) {
	return names(ctx, s, unreadableQuery)
}

// names gives the qualified names that a query finds.
func names(ctx context.Context, s *Server, q *query) ([]string, error) {
	rows, err := load[Common](ctx, s, q)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, r := range rows {
		names = append(names, Qualified(r.Schema, r.Name))
	}
	return names, nil
}
