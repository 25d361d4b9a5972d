package catalog

import (
	"context"
	"fmt"
	"strings"
)

// Index is a row of pg_index. An index that a constraint has made is an
// object without CREATE: its settings and its comment are its own.
type Index struct {
	Common
	Relkind          byte     `db:"relkind"` // i, or I on a partitioned table
	TableOID         uint32   `db:"table_oid"`
	Text             *string  `db:"definition"` // pg_get_indexdef
	Tablespace       string   `db:"tablespace"` // "" for the database's own
	Options          []string `db:"options"`
	Columns          []string `db:"columns"` // of a constraint: the table's names
	KeyColumns       int16    `db:"key_columns"`
	NullsNotDistinct bool     `db:"nulls_not_distinct"`
	Exclusion        bool     `db:"exclusion"`
	Valid            bool     `db:"valid"`
	Ready            bool     `db:"ready"`
	Clustered        bool     `db:"clustered"`
	ReplicaIdentity  bool     `db:"replica_identity"`
	StatsColumns     []int16  `db:"stats_columns"` // numbers of columns with a statistics target
	StatsTargets     []int32  `db:"stats_targets"`
	ParentOID        uint32   `db:"parent_oid"` // the partitioned table's index, or 0
	ConstraintOID    uint32   `db:"constraint_oid"`
	table            *Relation
	constraint       *Constraint
	parent           *Index
	children         []*Index
}

var indexQuery = &query{
	name: "indexes",
	columns: []column{
		{"oid", all("x.indexrelid")},
		{"schema", all("n.nspname")},
		{"name", all("xc.relname")},
		{"relkind", all("xc.relkind")},
		{"table_oid", all("x.indrelid")},
		{"definition", all("pg_catalog.pg_get_indexdef(x.indexrelid)")},
		{"tablespace", all(tablespaceOf("xc"))},
		{"options", all("xc.reloptions")},
		{"columns", all(`CASE WHEN o.oid IS NOT NULL THEN ARRAY(SELECT COALESCE(a.attname::text, '')
           FROM pg_catalog.unnest(x.indkey::smallint[]) WITH ORDINALITY k(num, i)
           LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = k.num
          ORDER BY k.i) END`)},
		{"key_columns", all("x.indnkeyatts")},
		{"nulls_not_distinct", from(15, "x.indnullsnotdistinct", 0, "false")},
		{"exclusion", all("x.indisexclusion")},
		{"valid", all("x.indisvalid")},
		{"ready", all("x.indisready")},
		{"clustered", all("x.indisclustered")},
		{"replica_identity", all("x.indisreplident")},
		// Only expressions can have a target.
		{"stats_columns", all(`CASE WHEN x.indexprs IS NOT NULL THEN ARRAY(SELECT a.attnum FROM pg_catalog.pg_attribute a
          WHERE a.attrelid = x.indexrelid AND a.attstattarget >= 0 ORDER BY a.attnum) END`)},
		{"stats_targets", all(`CASE WHEN x.indexprs IS NOT NULL THEN ARRAY(SELECT a.attstattarget::integer FROM pg_catalog.pg_attribute a
          WHERE a.attrelid = x.indexrelid AND a.attstattarget >= 0 ORDER BY a.attnum) END`)},
		{"parent_oid", all("COALESCE(i.inhparent, 0)")},
		{"constraint_oid", all("COALESCE(o.oid, 0)")},
	},
	from: all(`FROM pg_catalog.pg_index x
  JOIN pg_catalog.pg_class xc ON xc.oid = x.indexrelid
  JOIN pg_catalog.pg_class c ON c.oid = x.indrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_inherits i ON i.inhrelid = x.indexrelid
  LEFT JOIN pg_catalog.pg_constraint o ON o.conindid = x.indexrelid AND o.conrelid = x.indrelid AND o.contype IN ('p', 'u', 'x')
 WHERE c.relkind IN ('r', 'p', 'm') AND ` + userRelation),
}

// indexes loads those of all relations, once, and ties them to constraints.
func (r *reader) indexes(ctx context.Context) ([]*Index, error) {
	if r.indexList != nil {
		return r.indexList, nil
	}
	constraints, err := r.constraints(ctx)
	if err != nil {
		return nil, err
	}
	list, err := load[Index](ctx, r.server, indexQuery)
	if err != nil {
		return nil, err
	}
	byOID := make(map[uint32]*Index, len(list))
	for _, x := range list {
		byOID[x.OID] = x
	}
	for _, x := range list {
		x.MemberOf = ID{Class: classClass, OID: x.TableOID}
		x.table, x.parent = r.rels.byOID[x.TableOID], byOID[x.ParentOID]
		if x.table == nil || x.Text == nil {
			return nil, vanished(x)
		}
		if x.parent != nil {
			x.parent.children = append(x.parent.children, x)
		}
	}
	if err := tieConstraints(constraints, byOID); err != nil {
		return nil, err
	}
	r.indexList = append([]*Index{}, list...)
	return r.indexList, nil
}

// tieConstraints connects constraints with their indexes. A foreign key that
// references a partitioned table needs the whole tree of its index.
func tieConstraints(constraints []*Constraint, byOID map[uint32]*Index) error {
	for _, c := range constraints {
		x := byOID[c.IndexOID]
		switch c.Type {
		case 'p', 'u', 'x':
			if x == nil {
				return vanished(c)
			}
			c.index, x.constraint = x, c
		case 'f':
			if x != nil {
				c.referencedUses = x.descendants(nil)
			}
		}
	}
	return nil
}

func (x *Index) descendants(out []*Index) []*Index {
	for _, child := range x.children {
		out = child.descendants(append(out, child))
	}
	return out
}

func readIndexes(ctx context.Context, r *reader) ([]Object, error) {
	indexes, err := r.indexes(ctx)
	for _, x := range indexes {
		if !x.isMade() {
			r.notices = append(r.notices, fmt.Sprintf("index %s of table %s is not valid and is not dumped: "+
				"it was never finished, or is broken; REINDEX or drop it", x.qualified(), Qualified(x.table.Schema, x.table.Name)))
		}
	}
	return objects(indexes), err
}

// isMade is true for indexes that are made again. One that is not valid was
// never finished or is broken (CREATE INDEX CONCURRENTLY); on a partitioned
// table it only waits for those of the partitions.
func (x *Index) isMade() bool {
	return x.Ready && (x.Valid || x.table.Relkind == 'p')
}

// Address implements Object.
func (x *Index) Address() string {
	if !x.isMade() {
		return ""
	}
	return "INDEX " + x.qualified()
}

func (x *Index) qualified() string { return Qualified(x.Schema, x.Name) }

// Drop implements dropper: the index of a constraint or of a partitioned
// table's index goes with it.
func (x *Index) Drop() string {
	if !x.isMade() || x.constraint != nil || x.parent != nil {
		return ""
	}
	return "DROP INDEX IF EXISTS " + x.qualified() // may have to wait for its table, and goes with that
}

func (x *Index) tableName() string { return x.table.Name }

// tablespaceName implements tablespacer: a constraint makes its index itself.
func (x *Index) tablespaceName() string {
	if x.constraint != nil || !x.isMade() {
		return ""
	}
	return x.Tablespace
}

func (x *Index) needs() []ID {
	ids := []ID{x.MemberOf}
	if x.constraint != nil {
		ids = append(ids, ID{Class: classConstraint, OID: x.constraint.OID})
	}
	return append(ids, x.foreignPartitions()...)
}

// isUnique is true behind PRIMARY KEY, UNIQUE and CREATE UNIQUE INDEX.
func (x *Index) isUnique() bool { return strings.HasPrefix(*x.Text, "CREATE UNIQUE ") }

// foreignPartitions are there before a unique index of their parent is, see
// [TableAttach].
func (x *Index) foreignPartitions() []ID {
	if !x.isUnique() || x.table.Relkind != 'p' {
		return nil
	}
	var ids []ID
	for _, child := range x.table.Children {
		if child.Relkind == 'f' {
			ids = append(ids, ID{Class: synTableAttach, OID: child.OID})
		}
	}
	return ids
}

// locks implements locker. CREATE INDEX goes with other CREATE INDEX on the
// same table, its settings with nothing.
func (x *Index) locks() []ID {
	if len(x.tableSettings()) == 0 {
		return nil
	}
	return []ID{x.MemberOf}
}

// builds implements builder: the index of a partitioned table has no rows.
func (x *Index) builds() bool {
	return x.isMade() && x.constraint == nil && x.table.Relkind != 'p'
}

// Define implements Object.
func (x *Index) Define() []string {
	if !x.isMade() {
		return nil
	}
	var out []string
	if x.constraint == nil {
		out = append(out, *x.Text)
	}
	for i, num := range x.StatsColumns {
		out = append(out, fmt.Sprintf("ALTER INDEX %s ALTER COLUMN %d SET STATISTICS %d",
			x.qualified(), num, x.StatsTargets[i]))
	}
	return append(out, x.tableSettings()...)
}

// tableSettings are what the table remembers about the index.
func (x *Index) tableSettings() []string {
	var out []string
	if x.Clustered {
		out = append(out, "ALTER TABLE "+x.table.qualified()+" CLUSTER ON "+Ident(x.Name))
	}
	if x.ReplicaIdentity {
		out = append(out, "ALTER TABLE ONLY "+x.table.qualified()+" REPLICA IDENTITY USING INDEX "+Ident(x.Name))
	}
	return out
}

// constraintClauses is the index behind PRIMARY KEY or UNIQUE, which
// pg_get_constraintdef gives without options.
func (x *Index) constraintClauses(c *Constraint) string {
	var b strings.Builder
	if x.NullsNotDistinct {
		b.WriteString("NULLS NOT DISTINCT ")
	}
	keys := x.Columns[:x.KeyColumns]
	b.WriteString("(" + Idents(keys))
	if c.Period {
		b.WriteString(" WITHOUT OVERLAPS")
	}
	b.WriteString(")")
	if included := x.Columns[x.KeyColumns:]; len(included) > 0 {
		b.WriteString(" INCLUDE (" + Idents(included) + ")")
	}
	if len(x.Options) > 0 {
		b.WriteString(" WITH (" + relationOptions(x.Options) + ")")
	}
	b.WriteString(c.timing())
	return b.String()
}

// IndexAttach makes an index a part of a partitioned table's. The parent is
// valid when all partitions have theirs attached.
type IndexAttach struct {
	Common
	index *Index
}

func readIndexAttaches(ctx context.Context, r *reader) ([]Object, error) {
	indexes, err := r.indexes(ctx)
	if err != nil {
		return nil, err
	}
	var out []Object
	for _, x := range indexes {
		if x.parent == nil || !x.table.isAttached() {
			continue
		}
		a := &IndexAttach{index: x}
		a.OID, a.Schema, a.Name = x.OID, x.Schema, x.Name
		a.ID = ID{Class: synIndexAttach, OID: x.OID}
		a.MemberOf = x.MemberOf
		out = append(out, a)
	}
	return out, nil
}

// Address implements Object.
func (a *IndexAttach) Address() string { return "" }

// Drop implements dropper.
func (a *IndexAttach) Drop() string { return "" }

func (a *IndexAttach) tableName() string { return a.index.table.Name }

// needs names both indexes, and for constraints those that make them.
func (a *IndexAttach) needs() []ID {
	return []ID{{Class: classClass, OID: a.index.OID}, {Class: classClass, OID: a.index.parent.OID},
		{Class: synTableAttach, OID: a.index.TableOID}}
}

// locks implements locker: both indexes, and the tables for the validity of
// the parent.
func (a *IndexAttach) locks() []ID {
	return []ID{{Class: classClass, OID: a.index.TableOID}, {Class: classClass, OID: a.index.parent.TableOID}}
}

// Define implements Object.
func (a *IndexAttach) Define() []string {
	if !a.index.isMade() {
		return nil
	}
	return []string{"ALTER INDEX " + a.index.parent.qualified() + " ATTACH PARTITION " + a.index.qualified()}
}

// obstacles implements hindered.
func (a *IndexAttach) obstacles() []Obstacle {
	if !a.index.Exclusion || !a.index.isMade() {
		return nil
	}
	var out []Obstacle
	for _, releases := range exclusionAttach {
		out = append(out, Obstacle{Refused, releases[0], releases[1], fmt.Sprintf("PostgreSQL %d before %[1]d.%d attaches no partition's index "+
			"to an exclusion constraint or a key WITHOUT OVERLAPS; update the server", releases[0]/10000, releases[1]%10000)})
	}
	return out
}
