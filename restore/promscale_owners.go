package restore

import (
	"context"
	"fmt"
	"strings"
)

// prom_api.promscale_post_restore() does all its work in one transaction, and locks every chunk of
// every metric in it. What it does (Promscale 0.5.0 to 0.8.0, the same text in all,
// migration/idempotent/011-maintenance.sql) can also be done by a superuser in steps that each fit
// into the lock table, and only as far as it is not done yet:
//   - ts_insert_blocker on span, event and link, and on none of their chunks;
//   - all privileges on what holds compressed rows for prom_admin;
//   - prom_admin as the owner of that, and of every chunk.
// Here, too, TimescaleDB's hooks must be inert.

// promscaleParts finds what the call is about: every relation of a hypertable of metrics or traces
// but its root. Until 2.28 compressed rows are in a hypertable of their own, which is named by the
// other; since 2.29 in tables of no hypertable, and chunks are known by OID.
const (
	promscalePartsByName = `
  SELECT c.oid, p.stored, p.schema_name = '_ps_trace' AND NOT p.stored AS traces
    FROM (SELECT h.schema_name, z.schema_name, z.table_name, true
            FROM _timescaledb_catalog.hypertable h JOIN _timescaledb_catalog.hypertable z ON z.id = h.compressed_hypertable_id
          UNION ALL
          SELECT h.schema_name, k.schema_name, k.table_name, k.hypertable_id <> h.id
            FROM _timescaledb_catalog.hypertable h
            JOIN _timescaledb_catalog.chunk k ON k.hypertable_id IN (h.id, h.compressed_hypertable_id))
         p (schema_name, part_schema, part_name, stored)
    JOIN pg_catalog.pg_namespace n ON n.nspname = p.part_schema
    JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = p.part_name
   WHERE p.schema_name IN ('prom_data', '_ps_trace')`
	promscalePartsByOID = `
  SELECT c.oid, p.stored, h.schema_name = '_ps_trace' AND NOT p.stored AS traces
    FROM _timescaledb_catalog.hypertable h
    JOIN _timescaledb_catalog.chunk k ON k.hypertable_id = h.id
   CROSS JOIN LATERAL (SELECT k.relid::oid, false
         UNION ALL SELECT z.compress_relid::oid, true FROM _timescaledb_catalog.compression_settings z WHERE z.relid = k.relid)
         p (oid, stored)
    JOIN pg_catalog.pg_class c ON c.oid = p.oid
   WHERE h.schema_name IN ('prom_data', '_ps_trace')`
)

// promscaleOwedQuery gives the statements that are owed, one relation's in a row. As after the call,
// what is granted stands in the relation's privileges, although its owner would have it anyway.
const promscaleOwedQuery = `
WITH part AS (%s),
blocker AS (
  SELECT p.oid::pg_catalog.regproc AS function FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
   WHERE p.proname = 'insert_blocker' AND n.nspname IN ('_timescaledb_functions', '_timescaledb_internal')
   ORDER BY n.nspname LIMIT 1)
SELECT pg_catalog.format('CREATE TRIGGER ts_insert_blocker BEFORE INSERT ON %%s FOR EACH ROW EXECUTE FUNCTION %%s()',
         c.oid::pg_catalog.regclass, b.function)
  FROM _timescaledb_catalog.hypertable h
  JOIN pg_catalog.pg_namespace n ON n.nspname = h.schema_name
  JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = h.table_name
 CROSS JOIN blocker b
 WHERE h.schema_name = '_ps_trace' AND h.table_name IN ('span', 'event', 'link')
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'ts_insert_blocker')
UNION ALL
SELECT s.statements
  FROM part
  JOIN pg_catalog.pg_class c ON c.oid = part.oid
  JOIN pg_catalog.pg_roles a ON a.rolname = 'prom_admin'
 CROSS JOIN LATERAL (SELECT pg_catalog.concat_ws('; ',
         CASE WHEN part.traces AND EXISTS (SELECT FROM pg_catalog.pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'ts_insert_blocker')
              THEN pg_catalog.format('DROP TRIGGER ts_insert_blocker ON %%s', c.oid::pg_catalog.regclass) END,
         CASE WHEN part.stored AND EXISTS (
                SELECT x.privilege_type FROM pg_catalog.aclexplode(pg_catalog.acldefault('r', a.oid)) x
                EXCEPT SELECT x.privilege_type FROM pg_catalog.aclexplode(c.relacl) x
                 WHERE x.grantee = a.oid)
              THEN pg_catalog.format('GRANT ALL PRIVILEGES ON TABLE %%s TO prom_admin', c.oid::pg_catalog.regclass) END,
         CASE WHEN c.relowner <> a.oid
              THEN pg_catalog.format('ALTER TABLE %%s OWNER TO prom_admin', c.oid::pg_catalog.regclass) END)) s (statements)
 WHERE s.statements <> ''`

// promscaleOwed lists what promscale_post_restore() would have to change in this database, as
// statements; in a database that is as it should be, none.
func promscaleOwed(ctx context.Context, s *session) ([]string, error) {
	byOID, err := s.text(ctx, `SELECT EXISTS (SELECT FROM pg_catalog.pg_attribute
 WHERE attrelid = '_timescaledb_catalog.chunk'::pg_catalog.regclass AND attname = 'relid' AND NOT attisdropped)::text`)
	if err != nil {
		return nil, fmt.Errorf("find the chunks of Promscale: %w", err)
	}
	parts := promscalePartsByName
	if byOID == "true" {
		parts = promscalePartsByOID
	}
	owed, err := s.texts(ctx, fmt.Sprintf(promscaleOwedQuery, parts))
	if err != nil {
		return nil, fmt.Errorf("find the owners of Promscale's chunks: %w", err)
	}
	return owed, nil
}

// ownPromscale does what promscale_post_restore() would, so many relations in one transaction.
func ownPromscale(ctx context.Context, s *session, group int) error {
	owed, err := promscaleOwed(ctx, s)
	if err != nil {
		return err
	}
	return s.inGroups(ctx, owed, group)
}

// inGroups runs statements in their order, so many in one transaction.
func (s *session) inGroups(ctx context.Context, statements []string, size int) error {
	for len(statements) > 0 {
		n := min(size, len(statements))
		if err := s.exec(ctx, strings.Join(statements[:n], ";\n")); err != nil {
			return err
		}
		statements = statements[n:]
	}
	return nil
}
