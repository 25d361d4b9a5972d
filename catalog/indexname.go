package catalog

import (
	"context"
	"fmt"
	"strconv"
	"strings"
)

// IndexNames puts the names of indexes into columns of type regclass. Names of
// objects are looked up when rows are loaded, but indexes are made after the
// rows: pg_restore stops at such a row. In the archive these values are the
// bare OIDs that the indexes have in the source, which no other value of the
// database is, and which load as they are; here they become the copy's. It is
// a part of the data, and comes when all indexes are there.
type IndexNames struct {
	Common
	Values  []IndexName
	table   ID
	updates []string
	indexes []ID
}

// IndexName is an index that a value names.
type IndexName struct {
	Column string
	OID    uint32 // in the source
	Index  string // the quoted name
}

// regclassColumnQuery lists the columns of users' tables that are of type
// regclass (2205) and that the user may read.
var regclassColumnQuery = &query{
	name: "columns of type regclass",
	columns: []column{
		{"oid", all("c.oid")},
		{"name", all("a.attname")},
	},
	from: all(`FROM pg_catalog.pg_attribute a
  JOIN pg_catalog.pg_class c ON c.oid = a.attrelid AND c.relkind = 'r'
 WHERE a.atttypid = 2205 AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
   AND c.oid >= 16384 AND pg_catalog.has_column_privilege(c.oid, a.attnum, 'SELECT')
 ORDER BY c.oid, a.attnum`),
}

// indexNames finds out which values name indexes and has them copied as OIDs.
// It reads the rows of tables with such columns, which are few.
func (r *reader) indexNames(ctx context.Context, data []*TableData) error {
	if r.selection.filter.NoData || !r.selection.filter.hasSection(Data) {
		return nil
	}
	columns, err := load[Common](ctx, r.server, regclassColumnQuery)
	if err != nil || len(columns) == 0 {
		return err
	}
	byOID := make(map[uint32]*TableData, len(data))
	for _, d := range data {
		if d.Configof == "" {
			byOID[d.OID] = d
		}
	}
	for _, c := range columns {
		if d := byOID[c.OID]; d != nil && r.selection.keepsRows(d) {
			if err := r.indexNamesOf(ctx, d, c.Name); err != nil {
				return err
			}
		}
	}
	return nil
}

// indexValue is an index that a value names.
type indexValue struct {
	OID    uint32 `db:"oid"`
	Schema string `db:"schema"`
	Name   string `db:"name"`
}

func (r *reader) indexNamesOf(ctx context.Context, d *TableData, name string) error {
	table := Qualified(d.Schema, d.Name)
	found, err := load[indexValue](ctx, r.server, &query{
		name:    "indexes that " + table + " names",
		columns: []column{{"oid", all("i.oid")}, {"schema", all("n.nspname")}, {"name", all("i.relname")}},
		from: all(`FROM pg_catalog.pg_class i
  JOIN pg_catalog.pg_namespace n ON n.oid = i.relnamespace
 WHERE i.relkind IN ('i', 'I') AND i.oid >= 16384 AND n.nspname !~ '^pg_'
   AND i.oid IN (SELECT x.` + Ident(name) + ` FROM ONLY ` + table + ` x)
 ORDER BY n.nspname, i.relname`),
	})
	if err != nil || len(found) == 0 {
		return err
	}
	names := r.namedIndexes[d.OID]
	if names == nil {
		names = &IndexNames{table: d.ID}
		names.OID, names.Schema, names.Name = d.OID, d.Schema, d.Name
		if r.namedIndexes == nil {
			r.namedIndexes = map[uint32]*IndexNames{}
		}
		r.namedIndexes[d.OID] = names
		r.indexNameList = append(r.indexNameList, names)
	}
	for _, x := range found {
		oid := strconv.FormatUint(uint64(x.OID), 10)
		names.updates = append(names.updates, fmt.Sprintf("UPDATE ONLY %[1]s SET %[2]s = %[3]s::pg_catalog.regclass WHERE %[2]s = %[4]s::pg_catalog.oid;",
			table, Ident(name), Literal(Qualified(x.Schema, x.Name)), oid))
		names.Values = append(names.Values, IndexName{name, x.OID, Qualified(x.Schema, x.Name)})
		names.indexes = append(names.indexes, ID{Class: classClass, OID: x.OID})
	}
	d.named = names
	for i := range d.Columns {
		if c := &d.Columns[i]; c.Name == name {
			c.Expression = names.expression(c, nil)
		}
	}
	return nil
}

// expression writes the values of a column as text: those that name indexes
// as OIDs, of a database where the indexes have these by their names; nil: of
// this one.
func (n *IndexNames) expression(c *DataColumn, oids map[string]uint32) string {
	text := textExpression(c.ownCast, Ident(c.Name))
	var cases strings.Builder
	for _, v := range n.Values {
		oid := v.OID
		if oids != nil {
			oid = oids[v.Index]
		}
		if v.Column == c.Name && oid != 0 {
			fmt.Fprintf(&cases, " WHEN %d THEN '%d'", v.OID, oid)
		}
	}
	if cases.Len() == 0 {
		return text
	}
	return "CASE " + Ident(c.Name) + "::pg_catalog.oid" + cases.String() + " ELSE " + text + " END"
}

func readIndexNames(ctx context.Context, r *reader) ([]Object, error) {
	_, err := r.tableData(ctx)
	return objects(r.indexNameList), err
}

// Address implements Object: values have none.
func (n *IndexNames) Address() string { return "" }

func (n *IndexNames) tableName() string { return n.Name }

func (n *IndexNames) needs() []ID { return append([]ID{n.table}, n.indexes...) }

// Define implements Object. A superuser keeps the table's triggers and rules
// out of it.
func (n *IndexNames) Define() []string {
	return []string{"DO LANGUAGE plpgsql " + dollarQuote(`
BEGIN
  IF (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = CURRENT_USER) THEN
    PERFORM pg_catalog.set_config('session_replication_role', 'replica', true);
  END IF;
  `+strings.Join(n.updates, "\n  ")+`
  IF (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = CURRENT_USER) THEN
    PERFORM pg_catalog.set_config('session_replication_role', 'origin', true);
  END IF;
END`)}
}
