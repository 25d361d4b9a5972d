package catalog

import (
	"context"
	"slices"
)

// configuration is what extensions say about rows of their own tables:
// pg_extension.extconfig and extcondition.
type configuration struct {
	entries map[uint32]*configEntry      // by OID of the table or sequence
	members map[uint32]bool              // tables and sequences that belong to extensions
	order   []*configEntry               // by extension, oldest first
	keys    map[uint32][]*foreignKeyEdge // of a table
}

type configEntry struct {
	OID          uint32   `db:"oid"`
	Schema       string   `db:"schema"`
	Name         string   `db:"name"`
	Extension    string   `db:"extension"`
	ExtensionOID uint32   `db:"extension_oid"`
	Condition    string   `db:"condition"`
	Columns      []string `db:"columns"` // of a table
}

var configQuery = &query{
	name: "configuration tables of extensions",
	columns: []column{
		{"oid", all("c.oid")},
		{"schema", all("n.nspname")},
		{"name", all("c.relname")},
		{"extension", all("e.extname")},
		{"extension_oid", all("e.oid")},
		{"condition", all("COALESCE(u.condition, '')")},
		{"columns", all(`ARRAY(SELECT a.attname::pg_catalog.text FROM pg_catalog.pg_attribute a
          WHERE a.attrelid = c.oid AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum)`)},
	},
	from: all(`FROM pg_catalog.pg_extension e
 CROSS JOIN LATERAL ROWS FROM (pg_catalog.unnest(e.extconfig), pg_catalog.unnest(e.extcondition))
       u (relation, condition)
  JOIN pg_catalog.pg_class c ON c.oid = u.relation
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 ORDER BY e.oid, c.oid`),
}

type memberRow struct {
	OID uint32 `db:"oid"`
}

var memberQuery = &query{
	name:    "relations of extensions",
	columns: []column{{"oid", all("d.objid")}},
	from: all(`FROM pg_catalog.pg_depend d
 WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
   AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.deptype = 'e'`),
}

// foreignKeyEdge is a foreign key between configuration tables. Its columns are
// the first of each side; TimescaleDB's keys have one.
type foreignKeyEdge struct {
	From       uint32 `db:"from"`
	To         uint32 `db:"to"`
	Column     string `db:"column"`
	Referenced string `db:"referenced"`
}

var configForeignKeyQuery = &query{
	name: "foreign keys of configuration tables",
	columns: []column{
		{"from", all("fk.conrelid")},
		{"to", all("fk.confrelid")},
		{"column", all(`(SELECT a.attname FROM pg_catalog.pg_attribute a
          WHERE a.attrelid = fk.conrelid AND a.attnum = fk.conkey[1])`)},
		{"referenced", all(`(SELECT a.attname FROM pg_catalog.pg_attribute a
          WHERE a.attrelid = fk.confrelid AND a.attnum = fk.confkey[1])`)},
	},
	// A key of a table to itself is checked at the end of its one COPY.
	from: all(`FROM pg_catalog.pg_constraint fk
 WHERE fk.contype = 'f' AND fk.conrelid <> fk.confrelid
   AND EXISTS (SELECT FROM pg_catalog.pg_extension e WHERE fk.conrelid = ANY (e.extconfig))
   AND EXISTS (SELECT FROM pg_catalog.pg_extension e WHERE fk.confrelid = ANY (e.extconfig))
 ORDER BY fk.conrelid, fk.conkey`),
}

// configuration loads what extensions say about their tables, once.
func (r *reader) configuration(ctx context.Context) (*configuration, error) {
	if r.config != nil {
		return r.config, nil
	}
	c := &configuration{entries: map[uint32]*configEntry{}, members: map[uint32]bool{}, keys: map[uint32][]*foreignKeyEdge{}}
	var err error
	if c.order, err = load[configEntry](ctx, r.server, configQuery); err != nil {
		return nil, err
	}
	for _, e := range c.order {
		c.entries[e.OID] = e
	}
	members, err := load[memberRow](ctx, r.server, memberQuery)
	if err != nil {
		return nil, err
	}
	for _, m := range members {
		c.members[m.OID] = true
	}
	keys, err := load[foreignKeyEdge](ctx, r.server, configForeignKeyQuery)
	if err != nil {
		return nil, err
	}
	for _, k := range keys {
		c.keys[k.From] = append(c.keys[k.From], k)
	}
	r.config = c
	return c, nil
}

// skips reports whether a relation is an extension's own business: CREATE
// EXTENSION fills it.
func (c *configuration) skips(oid uint32) bool {
	return c.members[oid] && c.entries[oid] == nil
}

// table gives the configuration table of an extension by its name alone, or nil.
func (c *configuration) table(extension, name string) *configEntry {
	for _, e := range c.order {
		if e.Extension == extension && e.Name == name {
			return e
		}
	}
	return nil
}

// has reports whether an extension has configuration tables.
func (c *configuration) has(extension string) bool {
	return slices.ContainsFunc(c.order, func(e *configEntry) bool { return e.Extension == extension })
}

// has reports whether a table has a column of that name.
func (e *configEntry) has(column string) bool { return slices.Contains(e.Columns, column) }

// find gives the entry of a table by name, or nil.
func (c *configuration) find(schema, name string) *configEntry {
	for _, e := range c.order {
		if e.Schema == schema && e.Name == name {
			return e
		}
	}
	return nil
}

// apply completes the rows of a configuration table: they come after those
// that their foreign keys reference, and after all rows of extensions that
// were created earlier (which they may use).
func (c *configuration) apply(d *TableData) {
	e := c.entries[d.OID]
	if e == nil {
		return
	}
	d.Configof, d.Condition, d.Definition = e.Extension, e.Condition, e.definition()
	if e.Extension == timescaleName {
		var others []*configEntry
		d.About, others = c.aboutRestored(e)
		for _, o := range others {
			d.after = append(d.after, ID{Class: synTableData, OID: o.OID})
		}
	}
	d.extension = ID{Class: classExtension, OID: e.ExtensionOID}
	for _, k := range c.keys[d.OID] {
		d.after = append(d.after, ID{Class: synTableData, OID: k.To})
	}
	for _, other := range c.order {
		if other.ExtensionOID < e.ExtensionOID {
			d.after = append(d.after, ID{Class: synTableData, OID: other.OID})
		}
	}
	d.after = append(d.after, promscaleOrder(d, c)...)
	for i := range d.Columns {
		d.Columns[i].Form, d.Columns[i].Expression = Native, Ident(d.Columns[i].Name)
	}
}
