package catalog

import (
	"context"
	"fmt"
	"strconv"
	"strings"
)

// selection is what a Filter means in one database, as the current snapshot
// shows it.
type selection struct {
	filter     *Filter
	config     *configuration
	all        bool // every relation is dumped with its rows
	relations  map[uint32]*selected
	order      []*selected     // by OID
	schemas    map[string]bool // named by -n; nil if none was
	noSchemas  map[string]bool // named by -N
	extensions map[string]bool // all of the database: whether it is dumped
	// Left out by name.
	noExtensions map[string]bool

	hypertables []*hypertableFamily // that are dumped
	brought     brought             // with these
	rows        map[uint32]string   // what of the rows of a configuration table is dumped: see restrictTimescale
	notices     []string
}

// selected is a relation (table, view, materialized view, sequence, foreign
// table) of a schema that is read.
type selected struct {
	OID         uint32   `db:"oid"`
	Schema      string   `db:"schema"`
	Name        string   `db:"name"`
	Relkind     byte     `db:"relkind"`
	RowType     uint32   `db:"row_type"`
	ArrayType   uint32   `db:"array_type"`
	Unlogged    bool     `db:"unlogged"`
	Extension   string   `db:"extension"`   // that it is a member of, or ""
	OwnerTable  uint32   `db:"owner_table"` // of a sequence that belongs to a column
	Identity    bool     `db:"identity"`    // that column is an identity column
	ParentOIDs  []uint32 `db:"parent_oids"`
	chosen      bool     // it is dumped
	read        bool     // its definition is read: it is dumped, or what is dumped needs it
	withoutData bool     // its rows are left out by name
	byName      bool     // -t or -n names it or its schema
	excluded    bool     // -T or -N names it or its schema
}

var selectedQuery = &query{
	name: "relations to select from",
	columns: []column{
		{"oid", all("c.oid")},
		{"schema", all("n.nspname")},
		{"name", all("c.relname")},
		{"relkind", all("c.relkind")},
		{"row_type", all("c.reltype")},
		{"array_type", all("COALESCE((SELECT t.typarray FROM pg_catalog.pg_type t WHERE t.oid = c.reltype), 0)")},
		{"unlogged", all("c.relpersistence = 'u'")},
		{"extension", all(`COALESCE((SELECT e.extname FROM pg_catalog.pg_depend d
          JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
         WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid
           AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.deptype = 'e'), '')`)},
		{"owner_table", all("COALESCE(o.refobjid, 0)")},
		{"identity", all("COALESCE(o.deptype = 'i', false)")},
		{"parent_oids", all("ARRAY(SELECT i.inhparent FROM pg_catalog.pg_inherits i WHERE i.inhrelid = c.oid)")},
	},
	from: all(`FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_depend o ON c.relkind = 'S' AND o.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
        AND o.objid = c.oid AND o.objsubid = 0
        AND o.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
        AND o.refobjsubid > 0 AND o.deptype IN ('a', 'i')
 WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S') AND ` + userSchema + `
 ORDER BY c.oid`),
}

// selectFrom resolves a filter. Names without a schema are looked up in the
// user's own search_path, as pg_dump does.
func selectFrom(ctx context.Context, s *Server, f *Filter) (*selection, error) {
	sel := &selection{filter: f, relations: map[uint32]*selected{}, all: f.allRelations()}
	if !sel.all {
		if err := sel.list(ctx, s); err != nil {
			return nil, err
		}
	}
	if err := sel.resolve(ctx, s); err != nil {
		return nil, fmt.Errorf("select what to dump: %w", err)
	}
	var err error
	if sel.config, err = (&reader{server: s}).configuration(ctx); err != nil {
		return nil, err
	}
	if err := sel.keepPromscaleWhole(); err != nil {
		return nil, err
	}
	if err := sel.keepHypertablesWhole(ctx, s); err != nil {
		return nil, err
	}
	sel.mark()
	return sel, nil
}

func (sel *selection) list(ctx context.Context, s *Server) (err error) {
	if sel.order, err = load[selected](ctx, s, selectedQuery); err != nil {
		return err
	}
	for _, rel := range sel.order {
		sel.relations[rel.OID] = rel
	}
	return nil
}

// resolve looks up all patterns.
func (sel *selection) resolve(ctx context.Context, s *Server) error {
	m := &matcher{server: s, strict: sel.filter.StrictNames}
	if err := m.usersPath(ctx); err != nil {
		return err
	}
	if err := sel.resolveSchemas(ctx, m); err != nil {
		return err
	}
	if err := sel.resolveTables(ctx, m); err != nil {
		return err
	}
	if err := sel.resolveExtensions(ctx, m); err != nil {
		return err
	}
	return m.emptyPath(ctx)
}

func (sel *selection) resolveSchemas(ctx context.Context, m *matcher) (err error) {
	f := sel.filter
	if len(f.Schemas) > 0 {
		if sel.schemas, err = m.schemas(ctx, f.Schemas, true); err != nil {
			return err
		}
	}
	sel.noSchemas, err = m.schemas(ctx, f.ExcludeSchemas, false)
	return err
}

func (sel *selection) resolveTables(ctx context.Context, m *matcher) error {
	f := sel.filter
	named, err := m.tables(ctx, f.Tables, f.TablesAndChildren, true)
	if err != nil {
		return err
	}
	excluded, err := m.tables(ctx, f.ExcludeTables, f.ExcludeTablesAndKin, false)
	if err != nil {
		return err
	}
	withoutData, err := m.tables(ctx, f.ExcludeTableData, f.ExcludeTableDataAndKin, false)
	if err != nil {
		return err
	}
	for _, rel := range sel.order {
		rel.excluded = excluded[rel.OID] || sel.noSchemas[rel.Schema]
		rel.withoutData = withoutData[rel.OID] || f.NoUnloggedTableData && rel.Unlogged
		rel.byName = named[rel.OID] || sel.schemas[rel.Schema]
		if f.namesTables() {
			rel.chosen = named[rel.OID]
		} else {
			rel.chosen = sel.contains(rel.Schema)
		}
		rel.chosen = rel.chosen && !excluded[rel.OID]
	}
	return nil
}

func (sel *selection) resolveExtensions(ctx context.Context, m *matcher) error {
	f := sel.filter
	named, err := m.extensions(ctx, f.Extensions, true)
	if err != nil {
		return err
	}
	excluded, err := m.extensions(ctx, f.ExcludeExtensions, false)
	if err != nil {
		return err
	}
	all, err := m.extensions(ctx, []string{"*"}, false)
	sel.extensions, sel.noExtensions = all, excluded
	for name := range all {
		if len(f.Extensions) > 0 {
			all[name] = named[name]
		} else {
			all[name] = f.everything()
		}
		all[name] = all[name] && !excluded[name]
	}
	return err
}

// contains reports whether the contents of a schema are dumped.
func (sel *selection) contains(schema string) bool {
	if sel.filter.namesTables() || sel.noSchemas[schema] {
		return false
	}
	return sel.schemas == nil || sel.schemas[schema]
}

// mark completes the choice: what belongs to a table follows it, members of
// extensions follow these, and what is needed to read the others is read.
func (sel *selection) mark() {
	for _, rel := range sel.order {
		if rel.Extension != "" {
			rel.chosen = sel.extensions[rel.Extension]
		}
	}
	for _, rel := range sel.order {
		table := sel.relations[rel.OwnerTable]
		switch {
		case table == nil || rel.Extension != "":
		case rel.Identity:
			rel.chosen = table.chosen
		case table.chosen:
			rel.chosen = true
		}
	}
	for _, rel := range sel.order {
		if rel.chosen || sel.config.entries[rel.OID] != nil && sel.keepsConfig(rel) {
			sel.needed(rel)
		}
	}
}

// needed marks a relation whose definition is read, and those that its
// definition cannot be understood without.
func (sel *selection) needed(rel *selected) {
	if rel == nil || rel.read {
		return
	}
	rel.read = true
	for _, parent := range rel.ParentOIDs {
		sel.needed(sel.relations[parent])
	}
	sel.needed(sel.relations[rel.OwnerTable])
}

// keepsConfig decides about the rows of a configuration table: they follow
// the extension, and -t and -n can name them by themselves, unless they mean
// nothing without it.
func (sel *selection) keepsConfig(rel *selected) bool {
	return (sel.extensions[rel.Extension] || rel.byName && rel.Extension != timescaleName) && !rel.excluded
}

// condition is SQL that is true for relations whose definitions are read, for
// the pg_class row that the alias c names.
func (sel *selection) condition() string {
	if sel.filter.whole() {
		return ""
	}
	return sel.oids(func(rel *selected) bool { return rel.read })
}

// lockCondition is the same for relations that are dumped.
func (sel *selection) lockCondition() string {
	if sel.filter.whole() {
		return ""
	}
	return sel.oids(func(rel *selected) bool {
		return rel.chosen || sel.config.entries[rel.OID] != nil && sel.keepsConfig(rel)
	})
}

// oids gives such a condition.
func (sel *selection) oids(wanted func(*selected) bool) string {
	oids := make([]uint32, 0, len(sel.order))
	for _, rel := range sel.order {
		if wanted(rel) {
			oids = append(oids, rel.OID)
		}
	}
	return isOneOf(oids)
}

// isOneOf is a condition for the pg_class row that the alias c names: with a sub-select, which every
// server hashes.
func isOneOf(oids []uint32) string {
	texts := make([]string, len(oids))
	for i, oid := range oids {
		texts[i] = strconv.FormatUint(uint64(oid), 10)
	}
	return "c.oid IN (SELECT pg_catalog.unnest('{" + strings.Join(texts, ",") + "}'::oid[]))"
}
