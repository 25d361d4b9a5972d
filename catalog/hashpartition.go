package catalog

import "context"

// Rows of some tables belong to another partition in a copy than in the
// source: a partition that is chosen by the hash of an enum is chosen by the
// OID of its label, which is another one there
// (src/backend/utils/adt/enum.c, hashenum), and so is regclass and its like,
// which are OIDs with the names of what has them. Such rows are loaded through
// the partitioned table. pg_dump knows it of enums only; here it is every key
// whose operator class takes an enum or what may hold one (an array, a
// record, a range), every column of a type that names objects, as a key or as
// what an expression may be about, and every collation whose hash comes from
// ICU and may be another one in the target's version.

var movingPartitionsQuery = &query{
	name:    "tables whose rows change partition",
	columns: []column{{"oid", all("p.partrelid")}},
	from: all(`FROM pg_catalog.pg_partitioned_table p
 WHERE p.partstrat = 'h'
   AND (EXISTS (SELECT FROM pg_catalog.pg_opclass o
                  JOIN pg_catalog.pg_type t ON t.oid = o.opcintype
                 WHERE o.oid = ANY (p.partclass) AND t.typtype = 'p')
     OR EXISTS (SELECT FROM pg_catalog.pg_attribute a
                  JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
                 WHERE a.attrelid = p.partrelid AND (0 = ANY (p.partattrs) OR a.attnum = ANY (p.partattrs))
                   AND (WITH RECURSIVE base (oid, typbasetype, typname) AS (
                          SELECT t.oid, t.typbasetype, t.typname
                           UNION ALL
                          SELECT b.oid, b.typbasetype, b.typname FROM pg_catalog.pg_type b JOIN base ON b.oid = base.typbasetype)
                        SELECT pg_catalog.bool_or(base.oid < 16384 AND base.typname ~ '^reg[a-z]+$') FROM base))
     OR EXISTS (SELECT FROM pg_catalog.pg_collation c
                 WHERE c.oid = ANY (p.partcollation) AND NOT c.collisdeterministic))`),
}

// loadThrough sets, for the partitions whose rows may change places, the
// table that finds their places.
func (r *reader) loadThrough(ctx context.Context, data []*TableData, rels *relations) error {
	rows, err := load[Common](ctx, r.server, movingPartitionsQuery)
	if err != nil {
		return err
	}
	moving := map[uint32]bool{}
	for _, row := range rows {
		moving[row.OID] = r.selection.chosen(row.OID)
	}
	for _, d := range data {
		if top := topAncestor(rels.byOID[d.OID], moving); top != nil {
			d.Through = top.qualified()
			d.through = family(top, nil)
		}
	}
	return nil
}

// topAncestor gives the highest of a partition's ancestors that is in a set,
// or nil.
func topAncestor(rel *Relation, set map[uint32]bool) *Relation {
	var top *Relation
	for rel.IsPartition && len(rel.Parents) > 0 {
		rel = rel.Parents[0]
		if set[rel.OID] {
			top = rel
		}
	}
	return top
}

// family appends a table and everything below it: whatever is done to one of
// them has to wait for the rows that go through the table.
func family(rel *Relation, ids []ID) []ID {
	ids = append(ids, ID{Class: classClass, OID: rel.OID})
	for _, child := range rel.Children {
		ids = family(child, ids)
	}
	return ids
}
