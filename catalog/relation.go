package catalog

import (
	"context"
	"fmt"
	"slices"
)

// Relation is a row of pg_class that has columns: a table, partitioned table,
// foreign table, view or materialized view of a schema that is read, also if
// it is a member of an extension. The families of these kinds build on it;
// all relations are loaded once, see reader.relations.
type Relation struct {
	Common
	Relkind         byte     `db:"relkind"`     // r, p, f, v or m
	Persistence     byte     `db:"persistence"` // p: permanent, u: unlogged
	Options         []string `db:"options"`     // "name=value", as pg_class has them
	ToastOptions    []string `db:"toast_options"`
	AccessMethod    string   `db:"access_method"` // "" if none is recorded
	Tablespace      string   `db:"tablespace"`    // "" for the database's own
	OfType          string   `db:"of_type"`       // quoted, of a typed table
	IsPartition     bool     `db:"is_partition"`
	PartitionKey    *string  `db:"partition_key"`   // pg_get_partkeydef, of a partitioned table
	PartitionBound  *string  `db:"partition_bound"` // pg_get_expr, of a partition
	DetachPending   bool     `db:"detach_pending"`  // DETACH CONCURRENTLY was not finished
	RowSecurity     bool     `db:"row_security"`
	ForceRowSec     bool     `db:"force_row_security"`
	ReplicaIdentity byte     `db:"replica_identity"` // d, n, f or i (an index has it)
	Populated       bool     `db:"populated"`        // of a materialized view
	HasRules        bool     `db:"has_rules"`
	RowType         uint32   `db:"row_type"`       // OIDs of the row type and its array type, or 0
	ArrayType       uint32   `db:"array_type"`     //
	FileNode        uint32   `db:"file_node"`      // pg_class.relfilenode as the snapshot shows it
	Pages           int32    `db:"pages"`          // of the main fork, as of the last VACUUM or ANALYZE
	ToastPages      int32    `db:"toast_pages"`    // of its TOAST table
	Tuples          float32  `db:"tuples"`         // estimate; -1 (0 before 14) if unknown
	ParentOIDs      []uint32 `db:"parent_oids"`    // in the order of pg_inherits.inhseqno
	ForeignServer   string   `db:"foreign_server"` // name, of a foreign table
	ForeignOptions  []string `db:"foreign_options"`
	// ForeignValidator names the function that checks them.
	ForeignValidator string `db:"foreign_validator"`

	Columns  []*Column   `db:"-"` // by attnum, without dropped ones; set by the loader
	Parents  []*Relation `db:"-"` // set by the loader
	Children []*Relation `db:"-"` // set by the loader, in no particular order

	notNulls    map[int16]*Constraint // named NOT NULL constraints by column, since 18
	primaryKey  map[int16]bool        // columns of the primary key
	looser      map[int16]bool        // see isLooser
	rest        *Relation             // the default partition
	checks      []*Constraint         // by name; set with the constraints
	foreignKeys []*Constraint

	hasNamedNotNulls bool // the server has a catalog row for each NOT NULL
	joins            bool // is made on its own and made to inherit then
}

// Column is a row of pg_attribute. There may be millions, so that rare
// properties are small and texts that repeat are shared.
type Column struct {
	Name        string
	Type        string  // format_type with typmod
	Collation   string  // quoted; "" if it is the type's own
	Default     *string // expression of its pg_attrdef row: default or generation expression
	Missing     *string // value in rows from before the column, where compressed rows need it
	Options     []string
	Foreign     []string // options of a foreign table's column, "name=value"
	TypeOID     uint32
	DefaultOID  uint32 // of its pg_attrdef row, or 0
	StatsTarget int32  // -1: the default
	Num         int16
	NotNull     bool
	IsLocal     bool // false: only inherited
	Identity    byte // a: always, d: by default, 0: none
	Generated   byte // s: stored, v: virtual, 0: not
	Storage     byte // p, m, e or x; 0: the type's own
	TypeStorage byte // the type's own
	Compression byte // p: pglz, l: lz4, 0: none set

	attrDefault *Default // what becomes of Default; set with the defaults
}

// relations are all relations of the database that are read.
type relations struct {
	all   []*Relation
	byOID map[uint32]*Relation // with those that are not: their Columns are missing
}

// userRelationKinds are the kinds of relations that have columns and are
// read, apart from composite types.
const userRelationKinds = `c.relkind IN ('r', 'p', 'f', 'v', 'm') AND ` + userRelation

var relationQuery = &query{
	name: "relations",
	columns: append([]column{
		{"oid", all("c.oid")},
		{"schema", all("n.nspname")},
		{"name", all("c.relname")},
		{"owner", all("pg_catalog.pg_get_userbyid(c.relowner)")},
		{"relkind", all("c.relkind")},
		{"persistence", all("c.relpersistence")},
		{"options", all("c.reloptions")},
		{"toast_options", all("tc.reloptions")},
		{"access_method", all("COALESCE((SELECT am.amname FROM pg_catalog.pg_am am WHERE am.oid = c.relam), '')")},
		{"tablespace", all(tablespaceOf("c"))},
		{"of_type", all("CASE WHEN c.reloftype <> 0 THEN pg_catalog.format_type(c.reloftype, NULL) ELSE '' END")},
		{"is_partition", all("c.relispartition")},
		{"partition_key", all("CASE WHEN c.relkind = 'p' AND " + readRelation + " THEN pg_catalog.pg_get_partkeydef(c.oid) END")},
		{"partition_bound", all("CASE WHEN c.relispartition AND " + readRelation + " THEN pg_catalog.pg_get_expr(c.relpartbound, c.oid) END")},
		{"detach_pending", from(14, `EXISTS (SELECT FROM pg_catalog.pg_inherits i
          WHERE i.inhrelid = c.oid AND i.inhdetachpending)`, 0, "false")},
		{"row_security", all("c.relrowsecurity")},
		{"force_row_security", all("c.relforcerowsecurity")},
		{"replica_identity", all("c.relreplident")},
		{"populated", all("c.relispopulated")},
		{"has_rules", all("c.relhasrules")},
		{"row_type", all("c.reltype")},
		{"array_type", all("COALESCE((SELECT t.typarray FROM pg_catalog.pg_type t WHERE t.oid = c.reltype), 0)")},
		{"file_node", all("c.relfilenode")},
		{"pages", all("c.relpages")},
		{"toast_pages", all("COALESCE(tc.relpages, 0)")},
		{"tuples", all("c.reltuples")},
		{"parent_oids", all(`ARRAY(SELECT i.inhparent FROM pg_catalog.pg_inherits i
          WHERE i.inhrelid = c.oid ORDER BY i.inhseqno)`)},
		{"foreign_server", all("COALESCE(fs.srvname, '')")},
		{"foreign_options", all("ft.ftoptions")},
		{"foreign_validator", all(`COALESCE((SELECT p.proname FROM pg_catalog.pg_foreign_data_wrapper w
          JOIN pg_catalog.pg_proc p ON p.oid = w.fdwvalidator WHERE w.oid = fs.srvfdw), '')`)},
	}, aclColumns('r', "c.relacl", "c.relowner", "pg_class", "c.oid")...),
	from: all(`FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_class tc ON tc.oid = c.reltoastrelid
  LEFT JOIN pg_catalog.pg_foreign_table ft ON ft.ftrelid = c.oid
  LEFT JOIN pg_catalog.pg_foreign_server fs ON fs.oid = ft.ftserver
 WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND ` + userSchema + `
 ORDER BY c.oid`),
}

// tablespaceOf gives the name of a pg_class row's tablespace, ” for the
// database's own (0, so that a relation follows its database).
func tablespaceOf(class string) string {
	return fmt.Sprintf(`COALESCE((SELECT ts.spcname FROM pg_catalog.pg_tablespace ts
          WHERE ts.oid = %s.reltablespace), '')`, class)
}

// Some releases keep a version of each column as an option with the reserved
// name pg_attver (15.20, include/access/attver.h); others refuse it.
var columnQuery = &query{
	name: "columns",
	columns: []column{
		{"relation", all("a.attrelid")},
		{"num", all("a.attnum")},
		{"name", all("a.attname")},
		{"type", all("pg_catalog.format_type(a.atttypid, a.atttypmod)")},
		{"type_oid", all("a.atttypid")},
		{"collation", all(`CASE WHEN a.attcollation <> t.typcollation AND a.attcollation <> 0 THEN (
         SELECT pg_catalog.quote_ident(cn.nspname) || '.' || pg_catalog.quote_ident(co.collname)
           FROM pg_catalog.pg_collation co
           JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace
          WHERE co.oid = a.attcollation) ELSE '' END`)},
		{"not_null", all("a.attnotnull")},
		{"is_local", all("a.attislocal")},
		{"identity", all("a.attidentity")},
		{"generated", all("a.attgenerated")},
		{"storage", all(`CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage ELSE ''::"char" END`)},
		{"type_storage", all("t.typstorage")},
		{"compression", from(14, "a.attcompression", 0, `''::"char"`)},
		{"stats_target", from(17, "COALESCE(a.attstattarget, -1)::integer", 0, "a.attstattarget")},
		{"options", all(`CASE WHEN a.attoptions IS NOT NULL THEN ARRAY(
         SELECT u.o FROM pg_catalog.unnest(a.attoptions) WITH ORDINALITY u(o, i)
          WHERE u.o !~ '^pg_attver=' ORDER BY u.i) END`)},
		{"foreign_options", all("a.attfdwoptions")},
		{"default_oid", all("COALESCE(d.oid, 0)")},
		{"default_value", all("pg_catalog.pg_get_expr(d.adbin, d.adrelid)")},
	},
	from: all(`FROM pg_catalog.pg_attribute a
  JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
 WHERE a.attnum > 0 AND NOT a.attisdropped AND ` + userRelationKinds + `
 ORDER BY a.attrelid, a.attnum`),
}

// relations loads all relations with their columns, once.
func (r *reader) relations(ctx context.Context) (*relations, error) {
	if r.rels != nil {
		return r.rels, nil
	}
	list, err := load[Relation](ctx, r.server, relationQuery)
	if err != nil {
		return nil, err
	}
	rels := &relations{all: list, byOID: make(map[uint32]*Relation, len(list))}
	for _, rel := range list {
		rels.byOID[rel.OID] = rel
		rel.hasNamedNotNulls = r.server.Has(NamedNotNull)
	}
	if err := rels.link(r.selection); err != nil {
		return nil, err
	}
	if err := rels.loadColumns(ctx, r.server); err != nil {
		return nil, err
	}
	for _, rel := range rels.all {
		r.selection.filter.without(rel)
		rel.joins = rel.mustJoin()
	}
	r.rels = rels
	return rels, nil
}

// link connects parents and children and checks that the server still knew
// each relation when it gave its definitions. Those that are not selected
// are only known to others.
func (rels *relations) link(sel *selection) error {
	var read []*Relation
	for _, rel := range rels.all {
		if sel.reads(rel.OID) {
			read = append(read, rel)
		}
		if sel.reads(rel.OID) && (rel.Relkind == 'p' && rel.PartitionKey == nil || rel.IsPartition && rel.PartitionBound == nil) {
			return fmt.Errorf("read relations: %s was %w", rel.qualified(), ErrChanged)
		}
		for _, oid := range rel.ParentOIDs {
			parent := rels.byOID[oid]
			if parent == nil {
				return fmt.Errorf("read relations: the parent of %s (OID %d) is in a schema that is not read",
					rel.qualified(), oid)
			}
			rel.Parents = append(rel.Parents, parent)
			parent.Children = append(parent.Children, rel)
			if rel.PartitionBound != nil && *rel.PartitionBound == "DEFAULT" {
				parent.rest = rel
			}
		}
	}
	rels.all = read
	return nil
}

func (rels *relations) loadColumns(ctx context.Context, s *Server) error {
	rows, err := s.Conn.Query(ctx, s.sql(columnQuery))
	if err != nil {
		return fmt.Errorf("read columns: %w", err)
	}
	defer rows.Close()
	texts, shared := interner{}, map[plainColumn]*Column{}
	for rows.Next() {
		var oid uint32
		c := &Column{}
		err := rows.Scan(&oid, &c.Num, &c.Name, &c.Type, &c.TypeOID, &c.Collation, &c.NotNull, &c.IsLocal,
			&c.Identity, &c.Generated, &c.Storage, &c.TypeStorage, &c.Compression, &c.StatsTarget, &c.Options,
			&c.Foreign, &c.DefaultOID, &c.Default)
		if err != nil {
			return fmt.Errorf("read columns: %w", err)
		}
		c.Name, c.Type, c.Collation = texts.share(c.Name), texts.share(c.Type), texts.share(c.Collation)
		rel := rels.byOID[oid]
		if rel == nil || c.DefaultOID != 0 && c.Default == nil {
			return fmt.Errorf("read columns: relation with OID %d, column %q: %w", oid, c.Name, ErrChanged)
		}
		if plain, ok := c.plain(); ok {
			if had := shared[plain]; had != nil {
				c = had
			}
			shared[plain] = c
		}
		rel.Columns = append(rel.Columns, c)
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read columns: %w", err)
	}
	return nil
}

// plainColumn is all that there is about a column without a default, options and the like. The chunks
// of a hypertable share their plain columns: what is about one of them alone needs a column of its own.
type plainColumn struct {
	name, typ, collation                      string
	typeOID                                   uint32
	statsTarget                               int32
	num                                       int16
	notNull, isLocal                          bool
	identity, generated, storage, compression byte
}

func (c *Column) plain() (p plainColumn, ok bool) {
	return plainColumn{c.Name, c.Type, c.Collation, c.TypeOID, c.StatsTarget, c.Num, c.NotNull, c.IsLocal, c.Identity,
		c.Generated, c.Storage, c.Compression}, c.DefaultOID == 0 && c.Options == nil && c.Foreign == nil
}

// ownColumn is columnByNum for a column that is to be changed.
func (rel *Relation) ownColumn(num int16) *Column {
	i := slices.IndexFunc(rel.Columns, func(c *Column) bool { return c.Num == num })
	own := *rel.Columns[i]
	rel.Columns[i] = &own
	return &own
}

// interner shares equal texts: the chunks of a hypertable have its column
// names and types over and over.
type interner map[string]string

func (in interner) share(s string) string {
	if shared, ok := in[s]; ok {
		return shared
	}
	in[s] = s
	return s
}

func (rel *Relation) qualified() string { return Qualified(rel.Schema, rel.Name) }

// column finds a column by name; nil if there is none.
func (rel *Relation) column(name string) *Column {
	for _, c := range rel.Columns {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// columnByNum finds a column by its attnum; nil if there is none.
func (rel *Relation) columnByNum(num int16) *Column {
	for _, c := range rel.Columns {
		if c.Num == num {
			return c
		}
	}
	return nil
}

// aliases implements aliaser: the row type and its array are the relation's.
func (rel *Relation) aliases() []ID {
	return []ID{{Class: classType, OID: rel.RowType}, {Class: classType, OID: rel.ArrayType}}
}

// partAddress implements describer: columns can have comments.
func (rel *Relation) partAddress(sub int32) string {
	if c := rel.columnByNum(int16(sub)); c != nil {
		return "COLUMN " + rel.qualified() + "." + Ident(c.Name)
	}
	return ""
}

func (rel *Relation) tableName() string { return rel.Name }

func (rel *Relation) grantAddress() string { return "TABLE " + rel.qualified() }

// listed implements lister.
func (rel *Relation) listed() string { return rel.qualified() }

// alterWords begin a statement that changes the relation.
func (rel *Relation) alterWords() string {
	if rel.Relkind == 'f' {
		return "ALTER FOREIGN TABLE "
	}
	return "ALTER TABLE "
}
