package catalog

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// A hypertable is many tables: its root, its chunks, the compressed
// hypertable and its chunks, and rows in the tables of TimescaleDB. A filter
// takes all of them or none.

// hypertableFamily is a hypertable's relations, the root among them.
type hypertableFamily struct {
	root    *selected
	members []*selected
}

// hypertablePart is a root or a chunk, those with compressed rows included.
type hypertablePart struct {
	OID   uint32 `db:"oid"`
	Root  bool   `db:"root"`
	Whole uint32 `db:"whole"` // the hypertable that users know
	Name  string `db:"name"`  // of that, quoted
}

var hypertablePartColumns = []column{
	{"oid", all("c.oid")},
	{"root", all("x.root")},
	{"whole", all("wc.oid")},
	{"name", all("pg_catalog.quote_ident(w.schema_name) || '.' || pg_catalog.quote_ident(w.table_name)")},
}

// Until 2.28 compressed rows are in hypertables of their own, and chunks are
// known by name; then compressed rows are in tables of no hypertable, and
// chunks are known by OID.
var (
	hypertablePartQuery = &query{
		name: "hypertables and chunks by name", columns: hypertablePartColumns,
		from: all(`FROM (SELECT id, schema_name, table_name, true FROM _timescaledb_catalog.hypertable
        UNION ALL SELECT hypertable_id, schema_name, table_name, false FROM _timescaledb_catalog.chunk)
         x (hypertable, schema_name, table_name, root)
  LEFT JOIN _timescaledb_catalog.hypertable z ON z.compressed_hypertable_id = x.hypertable
  JOIN _timescaledb_catalog.hypertable w ON w.id = COALESCE(z.id, x.hypertable)
  JOIN pg_catalog.pg_namespace n ON n.nspname = x.schema_name
  JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = x.table_name
  JOIN pg_catalog.pg_namespace wn ON wn.nspname = w.schema_name
  JOIN pg_catalog.pg_class wc ON wc.relnamespace = wn.oid AND wc.relname = w.table_name
 ORDER BY w.id, c.oid`),
	}
	hypertablePartByOIDQuery = &query{
		name: "hypertables and chunks", columns: hypertablePartColumns,
		from: all(`FROM _timescaledb_catalog.hypertable w
  JOIN pg_catalog.pg_namespace wn ON wn.nspname = w.schema_name
  JOIN pg_catalog.pg_class wc ON wc.relnamespace = wn.oid AND wc.relname = w.table_name
  CROSS JOIN LATERAL (SELECT wc.oid, true
        UNION ALL SELECT k.relid::pg_catalog.oid, false FROM _timescaledb_catalog.chunk k WHERE k.hypertable_id = w.id
        UNION ALL SELECT z.compress_relid::pg_catalog.oid, false FROM _timescaledb_catalog.compression_settings z
          JOIN _timescaledb_catalog.chunk k ON k.relid = z.relid
         WHERE k.hypertable_id = w.id) x (oid, root)
  JOIN pg_catalog.pg_class c ON c.oid = x.oid
 ORDER BY w.id, c.oid`),
	}
)

// hypertableParts lists what hypertables are made of.
func hypertableParts(ctx context.Context, s *Server, found *timescaleFound) ([]*hypertablePart, error) {
	if found.ByOID {
		return load[hypertablePart](ctx, s, hypertablePartByOIDQuery)
	}
	return load[hypertablePart](ctx, s, hypertablePartQuery)
}

type chunkPair struct {
	Chunk      uint32 `db:"chunk"`
	Compressed uint32 `db:"compressed"`
}

var (
	chunkPairQuery = &query{
		name:    "compressed chunks by name",
		columns: []column{{"chunk", all("c.oid")}, {"compressed", all("zc.oid")}},
		from: all(`FROM _timescaledb_catalog.chunk k
  JOIN _timescaledb_catalog.chunk z ON z.id = k.compressed_chunk_id
  JOIN pg_catalog.pg_namespace n ON n.nspname = k.schema_name
  JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = k.table_name
  JOIN pg_catalog.pg_namespace zn ON zn.nspname = z.schema_name
  JOIN pg_catalog.pg_class zc ON zc.relnamespace = zn.oid AND zc.relname = z.table_name`),
	}
	chunkPairByOIDQuery = &query{
		name:    "compressed chunks",
		columns: []column{{"chunk", all("z.relid::pg_catalog.oid")}, {"compressed", all("z.compress_relid::pg_catalog.oid")}},
		from:    all("FROM _timescaledb_catalog.compression_settings z WHERE z.compress_relid IS NOT NULL"),
	}
)

func chunkPairs(ctx context.Context, s *Server, found *timescaleFound) ([]*chunkPair, error) {
	if found.ByOID {
		return load[chunkPair](ctx, s, chunkPairByOIDQuery)
	}
	return load[chunkPair](ctx, s, chunkPairQuery)
}

// keepHypertablesWhole extends what leaves out a hypertable's rows to its
// chunks, and refuses a selection that splits a hypertable: without an error
// its rows would be missing.
func (sel *selection) keepHypertablesWhole(ctx context.Context, s *Server) error {
	if sel.all {
		return nil
	}
	found, err := load[timescaleFound](ctx, s, timescaleFoundQuery)
	if err != nil || !found[0].Catalog {
		return err
	}
	parts, err := hypertableParts(ctx, s, found[0])
	if err != nil {
		return err
	}
	var errs []error
	for _, f := range sel.families(parts) {
		f.spreadWithoutData()
		errs = append(errs, f.check(sel.extensions[timescaleName]))
	}
	pairs, err := chunkPairs(ctx, s, found[0])
	if err != nil {
		return err
	}
	for _, p := range pairs {
		if chunk := sel.relations[p.Chunk]; chunk != nil && chunk.withoutData && sel.relations[p.Compressed] != nil {
			sel.relations[p.Compressed].withoutData = true
		}
	}
	return errors.Join(errs...)
}

// families gathers the parts of each hypertable.
func (sel *selection) families(parts []*hypertablePart) []*hypertableFamily {
	var out []*hypertableFamily
	byRoot := map[uint32]*hypertableFamily{}
	for _, p := range parts {
		root, rel := sel.relations[p.Whole], sel.relations[p.OID]
		if root == nil || rel == nil {
			continue
		}
		f := byRoot[p.Whole]
		if f == nil {
			f = &hypertableFamily{root: root}
			byRoot[p.Whole] = f
			out = append(out, f)
		}
		f.members = append(f.members, rel)
	}
	return out
}

// spreadWithoutData: a root has no rows of its own.
func (f *hypertableFamily) spreadWithoutData() {
	if f.root.withoutData {
		for _, m := range f.members {
			m.withoutData = true
		}
	}
}

// check refuses a hypertable that is dumped in part, without the extension,
// or not at all while the extension's rows about it are dumped.
func (f *hypertableFamily) check(extension bool) error {
	chosen := 0
	for _, m := range f.members {
		if m.chosen {
			chosen++
		}
	}
	name := Qualified(f.root.Schema, f.root.Name)
	switch {
	case chosen == 0 && !extension:
		return nil
	case chosen == 0:
		return fmt.Errorf("hypertable %s cannot be left out while TimescaleDB's own rows about it are dumped: "+
			"leave out its rows with --exclude-table-data=%s", name, name)
	case chosen < len(f.members):
		i := slices.IndexFunc(f.members, func(m *selected) bool { return !m.chosen })
		return fmt.Errorf("hypertable %s cannot be dumped in part: %s is not selected (its rows are in %d tables, "+
			"and in TimescaleDB's own); a dump without -n, -N, -t and -T has all of it",
			name, Qualified(f.members[i].Schema, f.members[i].Name), len(f.members)-1)
	case !extension:
		return fmt.Errorf("hypertable %s cannot be dumped without TimescaleDB's own rows about it, "+
			"which come with the extension: a dump without -n, -t and -e has them", name)
	}
	return nil
}
