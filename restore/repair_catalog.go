package restore

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"promark/catalog"
)

const (
	codeCatalogVersion Code = "timescaledb-version"
	codeCatalogRows    Code = "timescaledb-catalog"
)

// version compares the version that the rows of TimescaleDB's catalog are of with the extension's,
// as timescaledb_post_restore() does since 2.13 before anything else: "catalog version mismatch".
// Until then the key did not travel.
func (d *diagnosis) version(ctx context.Context) error {
	if d.schema == "" {
		return nil
	}
	rows, err := d.s.text(ctx, "SELECT value FROM _timescaledb_catalog.metadata WHERE key = 'timescaledb_version'")
	installed := d.p.result.Timescale
	if err != nil || rows == "" || rows == installed {
		return err
	}
	d.add(Trouble{Code: codeCatalogVersion, Lost: true,
		Text: fmt.Sprintf("the rows of TimescaleDB's catalog are of version %s, the extension is %s", rows, installed),
		Advice: fmt.Sprintf("drop the database, and restore into one with CREATE EXTENSION timescaledb VERSION %s; only if it is certain "+
			"that the rows are of version %s, as after an update: UPDATE _timescaledb_catalog.metadata SET value = %s WHERE key = 'timescaledb_version'",
			catalog.Literal(rows), installed, catalog.Literal(installed))}, nil)
	return nil
}

// chunkRows gives TimescaleDB's rows about chunks with the tables, NULL for those that are gone. A
// chunk that was dropped may leave its row for continuous aggregates (until 2.25). Until 2.28
// chunks are known by name.
const (
	chunkRowsByName = `
  SELECT k.id, k.hypertable_id, c.oid, pg_catalog.format('%I.%I', k.schema_name, k.table_name) AS name
    FROM _timescaledb_catalog.chunk k
    LEFT JOIN pg_catalog.pg_namespace n ON n.nspname = k.schema_name
    LEFT JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = k.table_name
   WHERE NOT COALESCE((pg_catalog.to_jsonb(k) ->> 'dropped')::pg_catalog.bool, false)`
	chunkRowsByOID = `
  SELECT k.id, k.hypertable_id, c.oid, k.relid::pg_catalog.text AS name
    FROM _timescaledb_catalog.chunk k LEFT JOIN pg_catalog.pg_class c ON c.oid = k.relid`
)

// rootRows gives the same about hypertables, those that hold compressed rows among them.
const rootRows = `
  SELECT h.id, h.schema_name, h.num_dimensions, c.oid, pg_catalog.format('%I.%I', h.schema_name, h.table_name) AS name
    FROM _timescaledb_catalog.hypertable h
    LEFT JOIN pg_catalog.pg_namespace n ON n.nspname = h.schema_name
    LEFT JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = h.table_name`

// timescaleRows gives the rows as the head of a query: WITH root AS ..., chunk AS ...
func timescaleRows(ctx context.Context, s *session) (string, error) {
	byOID, err := s.text(ctx, `SELECT EXISTS (SELECT FROM pg_catalog.pg_attribute
 WHERE attrelid = '_timescaledb_catalog.chunk'::pg_catalog.regclass AND attname = 'relid' AND NOT attisdropped)::text`)
	chunks := chunkRowsByName
	if byOID == "true" {
		chunks = chunkRowsByOID
	}
	return "WITH root AS (" + rootRows + "\n), chunk AS (" + chunks + "\n)\n", err
}

// misfitQuery finds where TimescaleDB's rows and the tables do not fit together, which no statement
// of TimescaleDB brings about: a restore that was cut off, one that went on after errors, or
// pg_restore with several jobs, which loads rows before those that they refer to. A table whose
// only parent is in TimescaleDB's own schema, or a hypertable, is a chunk.
const misfitQuery = `
SELECT what, name FROM (
  SELECT 1, 'hypertables without their table', name FROM root WHERE oid IS NULL
  UNION ALL
  SELECT 2, 'chunks without their table', name FROM chunk WHERE oid IS NULL
  UNION ALL
  SELECT 3, 'hypertables without all of their dimensions', r.name
    FROM root r LEFT JOIN (SELECT hypertable_id, pg_catalog.count(*) AS n FROM _timescaledb_catalog.dimension GROUP BY 1) d ON d.hypertable_id = r.id
   WHERE r.num_dimensions <> COALESCE(d.n, 0)
  UNION ALL
  SELECT 4, 'chunks without all of their ranges (queries with a condition on time leave out their rows)', k.name
    FROM chunk k JOIN root r ON r.id = k.hypertable_id
    LEFT JOIN (SELECT chunk_id, pg_catalog.count(dimension_slice_id) AS n FROM _timescaledb_catalog.chunk_constraint GROUP BY 1) x ON x.chunk_id = k.id
   WHERE r.num_dimensions > 0 AND r.num_dimensions <> COALESCE(x.n, 0)
  UNION ALL
  SELECT 5, 'chunks without a row in TimescaleDB''s catalog', pg_catalog.format('%I.%I', n.nspname, c.relname)
    FROM pg_catalog.pg_inherits i
    JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid AND c.relkind IN ('r', 'f')
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
   WHERE (n.nspname = '_timescaledb_internal' OR i.inhparent IN (SELECT oid FROM root))
     AND NOT EXISTS (SELECT FROM chunk k WHERE k.oid = c.oid)
  UNION ALL
  SELECT 6, 'hypertables without a row in TimescaleDB''s catalog', pg_catalog.format('%I.%I', n.nspname, c.relname)
    FROM pg_catalog.pg_trigger t
    JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
   WHERE t.tgname = 'ts_insert_blocker' AND NOT t.tgisinternal
     AND NOT EXISTS (SELECT FROM root r WHERE r.oid = c.oid) AND NOT EXISTS (SELECT FROM chunk k WHERE k.oid = c.oid)
) x (i, what, name) ORDER BY i, name`

// metricsQuery finds metrics of Promscale without a hypertable: with live hooks, a trigger makes it
// in the transaction that makes the metric (make_metric_table, migration/idempotent/001-base.sql).
const metricsQuery = `
SELECT 'metrics without their hypertable', m.metric_name
  FROM _prom_catalog.metric m
 WHERE NOT m.is_view AND NOT EXISTS (SELECT FROM _timescaledb_catalog.hypertable h WHERE h.schema_name = m.table_schema AND h.table_name = m.table_name)
 ORDER BY 2`

// catalogRows finds rows and tables that were lost.
func (d *diagnosis) catalogRows(ctx context.Context) error {
	if d.schema == "" {
		return nil
	}
	with, err := timescaleRows(ctx, d.s)
	if err != nil {
		return err
	}
	err = d.s.pgx.QueryRow(ctx, with+"SELECT (SELECT pg_catalog.count(*) FROM root), (SELECT pg_catalog.count(*) FROM chunk)").
		Scan(&d.p.result.Hypertables, &d.p.result.Chunks)
	if err != nil {
		return err
	}
	kinds, names, err := d.misfits(ctx, with+misfitQuery)
	if err == nil && d.p.result.Promscale != "" {
		var more []string
		var metrics map[string][]string
		more, metrics, err = d.misfits(ctx, metricsQuery)
		for _, what := range more {
			kinds, names[what] = append(kinds, what), metrics[what]
		}
	}
	if err != nil || len(kinds) == 0 {
		return err
	}
	var texts []string
	for _, what := range kinds {
		texts = append(texts, fmt.Sprintf("%d %s: %s", len(names[what]), what, firstNames(names[what])))
	}
	d.add(Trouble{Code: codeCatalogRows, Lost: true,
		Text:   "rows of TimescaleDB's catalog and tables do not fit together: " + strings.Join(texts, "; "),
		Advice: "drop the database and restore again: nothing else brings back what is missing"}, nil)
	return nil
}

// misfits runs a query that gives what is wrong, and a name, and groups the names.
func (d *diagnosis) misfits(ctx context.Context, query string) (kinds []string, names map[string][]string, err error) {
	rows, err := d.s.pgx.Query(ctx, query)
	if err != nil {
		return nil, nil, err
	}
	names = map[string][]string{}
	var what, name string
	_, err = pgx.ForEachRow(rows, []any{&what, &name}, func() error {
		if names[what] == nil {
			kinds = append(kinds, what)
		}
		names[what] = append(names[what], name)
		return nil
	})
	return kinds, names, err
}
