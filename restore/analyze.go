package restore

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"promark/archive"
	"promark/catalog"
)

// analyzeQuery lists what wants statistics, largest first. A partitioned table takes its
// partitions along; so does a hypertable its chunks, through TimescaleDB's hooks: its chunks are
// the children in TimescaleDB's own schema.
const analyzeQuery = `
SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname),
       pg_catalog.pg_relation_size(c.oid), c.relkind = 'p' OR c.relhassubclass
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', '` + catalog.MarkSchema + `')
   AND NOT c.relispartition
   AND NOT (n.nspname = '_timescaledb_internal' AND EXISTS (SELECT FROM pg_catalog.pg_inherits i WHERE i.inhrelid = c.oid))
   AND (c.relkind <> 'r' OR c.relhassubclass OR pg_catalog.pg_relation_size(c.oid) > 0)
 ORDER BY 3 DESC, 2 DESC, 1`

// missingQuery lists what wants statistics where the archive has brought some: relations that have
// none, and those with extended statistics, whose contents no archive has. Each relation by itself
// (ANALYZE ONLY is as new as the functions that take statistics), but a hypertable with its
// chunks, as TimescaleDB's hooks do it.
const missingQuery = `
SELECT CASE WHEN EXISTS (SELECT FROM pg_catalog.pg_inherits i
              JOIN pg_catalog.pg_class k ON k.oid = i.inhrelid
              JOIN pg_catalog.pg_namespace kn ON kn.oid = k.relnamespace
             WHERE i.inhparent = c.oid AND kn.nspname = '_timescaledb_internal') THEN '' ELSE 'ONLY ' END ||
       pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname),
       pg_catalog.pg_relation_size(c.oid), c.relkind = 'p' OR c.relhassubclass
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', '` + catalog.MarkSchema + `')
   AND (c.relkind <> 'r' OR c.relhassubclass OR pg_catalog.pg_relation_size(c.oid) > 0)
   AND ((n.nspname, c.relname) NOT IN (SELECT s.schemaname, s.tablename FROM pg_catalog.pg_stats s
                                        WHERE s.schemaname IS NOT NULL AND s.tablename IS NOT NULL)
        OR EXISTS (SELECT FROM pg_catalog.pg_statistic_ext e WHERE e.stxrelid = c.oid))
 ORDER BY 3 DESC, 2 DESC, 1`

// analyzeTogether bounds how many small tables one ANALYZE names: each is a transaction of its own
// all the same, only the round trips are fewer.
const analyzeTogether = 50

// analyze gathers statistics in parallel, each worker in its own session.
func (r *run) analyze(ctx context.Context) error {
	if r.opts.NoAnalyze || r.onlyGlobals() {
		return nil
	}
	var statements []string
	err := r.inSession(ctx, func(s *session) (err error) {
		statements, err = analyzeStatements(ctx, s, r.analyzeList())
		return err
	})
	if err != nil {
		return fmt.Errorf("list tables to analyze: %w", err)
	}
	r.emit(PhaseStarted{PhaseAnalyze, int64(len(statements))})
	return r.share(ctx, len(statements), func(ctx context.Context, s *session, i int) error {
		if err := s.exec(ctx, statements[i]); err != nil {
			return r.collect(ctx, s, newFailure("gather statistics", nil, statements[i], err))
		}
		return nil
	})
}

// analyzeList chooses the query that lists what wants statistics.
func (r *run) analyzeList() string {
	if r.opts.NoStatistics || !r.target.Has(catalog.RestoreStatistics) {
		return analyzeQuery
	}
	for i := range r.entries {
		for _, s := range r.entries[i].Statements {
			if s.Part == archive.PartStatistic && s.For(r.target.VersionNum) {
				return missingQuery
			}
		}
	}
	return analyzeQuery
}

// analyzeStatements gives large tables, and those with others below them, an ANALYZE each.
func analyzeStatements(ctx context.Context, s *session, query string) ([]string, error) {
	rows, err := s.pgx.Query(ctx, query)
	if err != nil {
		return nil, err
	}
	var out, small []string
	flush := func() {
		if len(small) > 0 {
			out = append(out, "ANALYZE "+strings.Join(small, ", "))
			small = nil
		}
	}
	var name string
	var bytes int64
	var parent bool
	_, err = pgx.ForEachRow(rows, []any{&name, &bytes, &parent}, func() error {
		if parent || bytes > smallBytes {
			out = append(out, "ANALYZE "+name)
			return nil
		}
		if small = append(small, name); len(small) == analyzeTogether {
			flush()
		}
		return nil
	})
	flush()
	return out, err
}
