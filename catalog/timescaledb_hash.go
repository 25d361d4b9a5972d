package catalog

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// hashedDimensionQuery finds the space partitions of hypertables by TimescaleDB's
// own hash. Rows of some belong to another chunk in a copy than in the source:
// those by an enum, or what holds one, or a reference such as regclass. The hash
// of an enum is that of its label's OID (src/backend/utils/adt/enum.c, hashenum),
// and a chunk has a check that calls it, unless its slice takes everything.
var hashedDimensionQuery = &query{
	name: "space partitions by a hash",
	columns: []column{
		{"oid", all("c.oid")},
		{"schema", all("h.schema_name")},
		{"name", all("h.table_name")},
		{"column", all("d.column_name")},
		{"type", all("d.column_type::pg_catalog.oid")},
	},
	from: all(`FROM _timescaledb_catalog.dimension d
  JOIN _timescaledb_catalog.hypertable h ON h.id = d.hypertable_id
  JOIN pg_catalog.pg_namespace n ON n.nspname = h.schema_name
  JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = h.table_name
 WHERE d.partitioning_func = 'get_partition_hash'
   AND d.partitioning_func_schema IN ('_timescaledb_internal', '_timescaledb_functions')
   AND EXISTS (SELECT FROM _timescaledb_catalog.dimension_slice s WHERE s.dimension_id = d.id
          AND (s.range_start > -9223372036854775808 OR s.range_end < 9223372036854775807))
 ORDER BY h.schema_name, h.table_name, d.column_name`),
}

type hashedDimension struct {
	OID    uint32 `db:"oid"`
	Schema string `db:"schema"`
	Name   string `db:"name"`
	Column string `db:"column"`
	Type   uint32 `db:"type"`
}

// refuseMovingDimensions refuses hypertables that cannot be restored as they are.
func (r *reader) refuseMovingDimensions(ctx context.Context) error {
	found, err := load[hashedDimension](ctx, r.server, hashedDimensionQuery)
	if err != nil {
		return err
	}
	types, err := r.dataTypes(ctx)
	if err != nil {
		return err
	}
	found = slices.DeleteFunc(found, func(d *hashedDimension) bool {
		return !types.traits(d.Type).hashes || !r.selection.chosen(d.OID)
	})
	if len(found) == 0 {
		return nil
	}
	var columns []string
	for _, d := range found {
		columns = append(columns, Qualified(d.Schema, d.Name)+" ("+Ident(d.Column)+")")
	}
	return fmt.Errorf("read hypertables: rows that are partitioned by the hash of an enum (or of regclass and its like) belong to other chunks in any copy, "+
		"since the hash is of numbers that the server gives to the enum's labels; no dump can be restored with them: "+
		"partition by a function of your own that hashes the text (add_dimension(..., partitioning_func => ...)), "+
		"or leave the hypertables out with -T: %s", strings.Join(columns, ", "))
}
