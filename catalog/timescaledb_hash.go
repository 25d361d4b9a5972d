package catalog

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// movingDimensionQuery finds the space partitions of hypertables whose rows
// belong to another chunk in a copy than in the source: those by TimescaleDB's
// own hash of an enum, or of what holds one, or of a reference such as regclass.
// The hash of an enum is that of its label's OID (src/backend/utils/adt/enum.c,
// hashenum), and a chunk has a check that calls it, unless its slice takes
// everything.
var movingDimensionQuery = &query{
	name: "space partitions by OIDs",
	columns: []column{
		{"oid", all("x.oid")},
		{"schema", all("x.schema_name")},
		{"name", all("x.table_name")},
		{"column", all("x.column_name")},
	},
	from: all(`FROM (
  WITH RECURSIVE part (id, type) AS (
    SELECT d.id, d.column_type::pg_catalog.oid FROM _timescaledb_catalog.dimension d
     WHERE d.partitioning_func = 'get_partition_hash'
       AND d.partitioning_func_schema IN ('_timescaledb_internal', '_timescaledb_functions')
       AND EXISTS (SELECT FROM _timescaledb_catalog.dimension_slice s WHERE s.dimension_id = d.id
              AND (s.range_start > -9223372036854775808 OR s.range_end < 9223372036854775807))
    UNION
    SELECT p.id, y.type FROM part p JOIN pg_catalog.pg_type t ON t.oid = p.type
     CROSS JOIN LATERAL (
           SELECT t.typelem WHERE t.typelem <> 0
           UNION ALL SELECT t.typbasetype WHERE t.typbasetype <> 0
           UNION ALL SELECT r.rngsubtype FROM pg_catalog.pg_range r WHERE r.rngtypid = t.oid
           UNION ALL SELECT a.atttypid FROM pg_catalog.pg_attribute a
              WHERE a.attrelid = t.typrelid AND t.typrelid <> 0 AND a.attnum > 0 AND NOT a.attisdropped) y (type))
  SELECT c.oid, h.schema_name, h.table_name, d.column_name
    FROM _timescaledb_catalog.dimension d
    JOIN _timescaledb_catalog.hypertable h ON h.id = d.hypertable_id
    JOIN pg_catalog.pg_namespace n ON n.nspname = h.schema_name
    JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = h.table_name
   WHERE d.id IN (SELECT p.id FROM part p JOIN pg_catalog.pg_type t ON t.oid = p.type
                   AND (t.typtype = 'e' OR t.oid < 16384 AND t.typname LIKE 'reg%'))) x
 ORDER BY x.schema_name, x.table_name, x.column_name`),
}

type movingDimension struct {
	OID    uint32 `db:"oid"`
	Schema string `db:"schema"`
	Name   string `db:"name"`
	Column string `db:"column"`
}

// refuseMovingDimensions refuses hypertables that cannot be restored as they are.
func (r *reader) refuseMovingDimensions(ctx context.Context) error {
	found, err := load[movingDimension](ctx, r.server, movingDimensionQuery)
	if err != nil {
		return err
	}
	found = slices.DeleteFunc(found, func(d *movingDimension) bool { return !r.selection.chosen(d.OID) })
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
