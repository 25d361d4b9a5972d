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

// hypertableFamily is a hypertable's relations, root first.
type hypertableFamily struct {
	root    *selected
	members []*selected
}

type hypertableTree struct {
	OID        uint32 `db:"oid"`
	ID         int32  `db:"id"`
	Compressed int32  `db:"compressed"` // id of the hypertable with its compressed rows, or 0
}

var hypertableTreeQuery = &query{
	name: "hypertables",
	columns: []column{
		{"oid", all("c.oid")},
		{"id", all("h.id")},
		{"compressed", all("COALESCE(h.compressed_hypertable_id, 0)")},
	},
	from: all(`FROM _timescaledb_catalog.hypertable h
  JOIN pg_catalog.pg_namespace n ON n.nspname = h.schema_name
  JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = h.table_name
 ORDER BY h.id`),
}

type chunkPair struct {
	Chunk      uint32 `db:"chunk"`
	Compressed uint32 `db:"compressed"`
}

var chunkPairQuery = &query{
	name: "compressed chunks",
	columns: []column{
		{"chunk", all("c.oid")},
		{"compressed", all("zc.oid")},
	},
	from: all(`FROM _timescaledb_catalog.chunk k
  JOIN _timescaledb_catalog.chunk z ON z.id = k.compressed_chunk_id
  JOIN pg_catalog.pg_namespace n ON n.nspname = k.schema_name
  JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = k.table_name
  JOIN pg_catalog.pg_namespace zn ON zn.nspname = z.schema_name
  JOIN pg_catalog.pg_class zc ON zc.relnamespace = zn.oid AND zc.relname = z.table_name`),
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
	families, err := sel.families(ctx, s)
	if err != nil {
		return err
	}
	var errs []error
	for _, f := range families {
		f.spreadWithoutData()
		errs = append(errs, f.check(sel.extensions[timescaleName]))
	}
	pairs, err := load[chunkPair](ctx, s, chunkPairQuery)
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

// families gathers the hypertables; one with compressed rows belongs to the
// hypertable whose rows these are.
func (sel *selection) families(ctx context.Context, s *Server) ([]*hypertableFamily, error) {
	trees, err := load[hypertableTree](ctx, s, hypertableTreeQuery)
	if err != nil {
		return nil, err
	}
	byID, compressed := map[int32]*hypertableTree{}, map[int32]bool{}
	for _, t := range trees {
		byID[t.ID] = t
		compressed[t.Compressed] = true
	}
	children := map[uint32][]*selected{}
	for _, rel := range sel.order {
		for _, parent := range rel.ParentOIDs {
			children[parent] = append(children[parent], rel)
		}
	}
	var out []*hypertableFamily
	for _, t := range trees {
		root := sel.relations[t.OID]
		if root == nil || compressed[t.ID] {
			continue
		}
		f := &hypertableFamily{root: root, members: append([]*selected{root}, children[t.OID]...)}
		if z := byID[t.Compressed]; z != nil && sel.relations[z.OID] != nil {
			f.members = append(append(f.members, sel.relations[z.OID]), children[z.OID]...)
		}
		out = append(out, f)
	}
	return out, nil
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
