package catalog

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// StatisticsData is what ANALYZE found out about a relation: the counts of
// its pg_class row and its rows of pg_stats. Servers have functions that take
// it since 18; older targets get nothing.
type StatisticsData struct {
	Common
	statements []string
	newer      bool // as written for servers that have the functions
	table      *Relation
	index      *Index // nil: statistics of the table itself
	indexes    []ID   // of the table: building them overwrites the counts
}

// relationStats are the counts of a pg_class row as texts.
type relationStats struct {
	OID        uint32  `db:"oid"`
	Pages      string  `db:"relpages"`
	Tuples     string  `db:"reltuples"`
	AllVisible string  `db:"relallvisible"`
	AllFrozen  *string `db:"relallfrozen"`
}

// A never analyzed table has reltuples -1 (0 until 13). Indexes are not here:
// building one counts its pages and tuples.
var relationStatsQuery = &query{
	name: "counts of relations",
	columns: []column{
		{"oid", all("c.oid")},
		{"relpages", all("c.relpages::text")},
		{"reltuples", from(14, "c.reltuples::text", 0, "CASE c.reltuples WHEN 0 THEN '-1' ELSE c.reltuples::text END")},
		{"relallvisible", all("c.relallvisible::text")},
		{"relallfrozen", from(18, "c.relallfrozen::text", 0, "NULL")},
	},
	from: all(`FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p', 'm', 'f') AND ` + userRelation + `
   AND (c.relpages <> 0 OR c.reltuples > 0 OR EXISTS (
        SELECT FROM pg_catalog.pg_stats s WHERE s.schemaname = n.nspname AND s.tablename = c.relname))`),
}

// attributeStats lists the columns of pg_stats that the functions take, with
// their types there, in the order of attributeStatsQuery.
var attributeStats = []struct{ name, typ string }{
	{"null_frac", "real"}, {"avg_width", "integer"}, {"n_distinct", "real"},
	{"most_common_vals", "text"}, {"most_common_freqs", "real[]"}, {"histogram_bounds", "text"},
	{"correlation", "real"},
	{"most_common_elems", "text"}, {"most_common_elem_freqs", "real[]"}, {"elem_count_histogram", "real[]"},
	{"range_length_histogram", "text"}, {"range_empty_frac", "real"}, {"range_bounds_histogram", "text"},
}

// attributeStatsSQL reads pg_stats, the largest relations first. The view
// shows a user the columns that he may read, of tables without row security
// that holds for him: values of rows are in it.
func attributeStatsSQL(s *Server) string {
	var columns []string
	for _, a := range attributeStats {
		switch {
		case strings.HasPrefix(a.name, "range_") && !s.Has(RangeStatistics):
			columns = append(columns, "NULL::text")
		case a.name == "range_empty_frac": // the function takes it only with lengths, which empty ranges have not
			columns = append(columns, "CASE WHEN s.range_length_histogram IS NOT NULL THEN s.range_empty_frac END::text")
		default:
			columns = append(columns, "s."+a.name+"::text")
		}
	}
	return `SELECT c.oid, a.attnum, s.attname::text, s.inherited, ` + strings.Join(columns, ", ") + `
  FROM pg_catalog.pg_stats s
  JOIN pg_catalog.pg_namespace n ON n.nspname = s.schemaname
  JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = s.tablename
  JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attname = s.attname
 WHERE c.relkind IN ('r', 'p', 'm', 'f', 'i') AND ` + userSchema + `
 ORDER BY c.relpages DESC, c.oid, a.attnum, s.inherited`
}

// statisticsBytes bounds the statements of all statistics: the entries of an
// archive are in memory, while 10,000 chunks of ten columns may have 500 MB of
// statistics. What is left out is analyzed in the copy.
const statisticsBytes = 64 << 20

// statisticsReader gathers statements by relation.
type statisticsReader struct {
	r       *reader
	indexes map[uint32]*Index
	found   map[uint32]*StatisticsData
	last    *StatisticsData
	bytes   int
	left    int // relations that are left out
}

func readStatisticsData(ctx context.Context, r *reader) ([]Object, error) {
	if !r.options.Statistics {
		return nil, nil
	}
	sr := &statisticsReader{r: r, indexes: map[uint32]*Index{}, found: map[uint32]*StatisticsData{}}
	if err := sr.relations(ctx); err != nil {
		return nil, err
	}
	if err := sr.attributes(ctx); err != nil {
		return nil, err
	}
	if sr.left > 0 {
		r.notices = append(r.notices, fmt.Sprintf("statistics of %d relations are left out, since there are more than %d MB: "+
			"a restore gathers them anew", sr.left, statisticsBytes>>20))
	}
	var out []Object
	for _, s := range sr.found {
		if len(s.statements) > 0 {
			out = append(out, s)
		}
	}
	return out, nil
}

// relations makes an object for each relation that has been counted.
func (sr *statisticsReader) relations(ctx context.Context) error {
	config, err := sr.r.configuration(ctx)
	if err != nil {
		return err
	}
	if _, err := sr.r.relations(ctx); err != nil {
		return err
	}
	indexes, err := sr.r.indexes(ctx)
	if err != nil {
		return err
	}
	of := map[uint32][]ID{}
	for _, x := range indexes {
		sr.indexes[x.OID] = x
		of[x.TableOID] = append(of[x.TableOID], ID{Class: classClass, OID: x.OID})
	}
	rows, err := load[relationStats](ctx, sr.r.server, relationStatsQuery)
	if err != nil {
		return err
	}
	for _, row := range rows {
		rel := sr.r.rels.byOID[row.OID]
		switch {
		case rel == nil:
			return fmt.Errorf("read counts of relations: relation with OID %d was %w", row.OID, ErrChanged)
		case rel.Relkind == 'm' && !rel.Populated, config.skips(rel.OID) && len(rel.Children) == 0:
			continue // empty in the copy; an extension's own
		}
		s := newStatisticsData(rel, nil)
		s.indexes = of[rel.OID]
		s.statements = []string{row.statement(sr.r.server, rel)}
		sr.found[rel.OID] = s
	}
	return nil
}

func newStatisticsData(rel *Relation, x *Index) *StatisticsData {
	c := &rel.Common
	if x != nil {
		c = &x.Common
	}
	s := &StatisticsData{Common: Common{OID: c.OID, Schema: c.Schema, Name: c.Name}, table: rel, index: x}
	s.ID = ID{Class: synStatisticsData, OID: c.OID}
	return s
}

// statsCall begins the call of a function that takes statistics.
func statsCall(s *Server, function, schema, name string) *strings.Builder {
	b := &strings.Builder{}
	fmt.Fprintf(b, "SELECT * FROM pg_catalog.%s('version', '%d'::integer, 'schemaname', %s, 'relname', %s",
		function, s.VersionNum, Literal(schema), Literal(name))
	return b
}

func statsArgument(b *strings.Builder, name, value, typ string) {
	fmt.Fprintf(b, ", '%s', %s::%s", name, Literal(value), typ)
}

func (row *relationStats) statement(s *Server, rel *Relation) string {
	b := statsCall(s, "pg_restore_relation_stats", rel.Schema, rel.Name)
	statsArgument(b, "relpages", row.Pages, "integer")
	statsArgument(b, "reltuples", row.Tuples, "real")
	statsArgument(b, "relallvisible", row.AllVisible, "integer")
	if row.AllFrozen != nil {
		statsArgument(b, "relallfrozen", *row.AllFrozen, "integer")
	}
	return b.String() + ")"
}

// attributes adds the statistics of columns, and makes objects for indexes
// with expressions, which have some, too.
func (sr *statisticsReader) attributes(ctx context.Context) error {
	rows, err := sr.r.server.Conn.Query(ctx, attributeStatsSQL(sr.r.server))
	if err != nil {
		return fmt.Errorf("read statistics: %w", err)
	}
	var oid uint32
	var num int16
	var name string
	var inherited bool
	values := make([]*string, len(attributeStats))
	into := []any{&oid, &num, &name, &inherited}
	for i := range values {
		into = append(into, &values[i])
	}
	_, err = pgx.ForEachRow(rows, into, func() error {
		if s := sr.of(oid); s != nil {
			s.add(sr, num, name, inherited, values)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("read statistics: %w", err)
	}
	return nil
}

// of gives the object that statistics of a relation go to, nil for none. A
// relation that finds the room used up has nothing but its counts.
func (sr *statisticsReader) of(oid uint32) *StatisticsData {
	s := sr.found[oid]
	if x := sr.indexes[oid]; s == nil && x != nil && !sr.r.config.skips(x.TableOID) {
		s = newStatisticsData(x.table, x)
		sr.found[oid] = s
	}
	if s == nil {
		return nil
	}
	if s != sr.last {
		sr.last = s
		if sr.bytes > statisticsBytes {
			sr.left++
		}
	}
	if sr.bytes > statisticsBytes && (s.index != nil && len(s.statements) == 0 || s.index == nil && len(s.statements) == 1) {
		return nil
	}
	return s
}

func (s *StatisticsData) add(sr *statisticsReader, num int16, name string, inherited bool, values []*string) {
	b := statsCall(sr.r.server, "pg_restore_attribute_stats", s.Schema, s.Name)
	if s.index != nil {
		statsArgument(b, "attnum", fmt.Sprint(num), "smallint")
	} else {
		fmt.Fprintf(b, ", 'attname', %s", Literal(name))
	}
	statsArgument(b, "inherited", fmt.Sprint(inherited), "boolean")
	for i, v := range values {
		if v != nil {
			statsArgument(b, attributeStats[i].name, *v, attributeStats[i].typ)
		}
	}
	b.WriteByte(')')
	s.statements = append(s.statements, b.String())
	sr.bytes += b.Len()
}

// Address implements Object: statistics have none.
func (s *StatisticsData) Address() string { return "" }

func (s *StatisticsData) tableName() string { return s.table.Name }

// Drop implements dropper: statistics go with their relation.
func (s *StatisticsData) Drop() string { return "" }

func (s *StatisticsData) part() Part { return Statistic }

// needs waits for the rows, and for all indexes of a table, whose building
// counts the table anew (src/backend/catalog/index.c, index_update_stats).
func (s *StatisticsData) needs() []ID {
	table := ID{Class: classClass, OID: s.table.OID}
	out := []ID{table, {Class: synTableData, OID: s.table.OID}, {Class: synRefresh, OID: s.table.OID}}
	if s.index != nil {
		return append(out, ID{Class: classClass, OID: s.index.OID})
	}
	return append(out, s.indexes...)
}

// locks: the functions lock the table against changes (SHARE UPDATE EXCLUSIVE).
func (s *StatisticsData) locks() []ID { return []ID{{Class: classClass, OID: s.table.OID}} }

// pass implements passer: REFRESH makes a materialized view anew.
func (s *StatisticsData) pass() Pass {
	if s.table.Relkind == 'm' {
		return FinalPass
	}
	return s.Kind.Pass
}

// variant implements varier.
func (s *StatisticsData) variant() (int, Object) {
	if s.newer {
		return RestoreStatistics.versionNum(), nil
	}
	v := *s
	v.newer = true
	return RestoreStatistics.versionNum(), &v
}

// Define implements Object: nothing for servers without the functions.
func (s *StatisticsData) Define() []string {
	if !s.newer {
		return nil
	}
	return s.statements
}
