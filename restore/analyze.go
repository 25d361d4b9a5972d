package restore

import (
	"context"
	"fmt"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// analyzeQuery lists what wants statistics, largest first. A partitioned table takes its
// partitions along; so does a hypertable its chunks, through TimescaleDB's hooks.
const analyzeQuery = `
SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname)
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND NOT c.relispartition
   AND (c.relkind <> 'r' OR c.relpages > 0 OR c.relhassubclass OR pg_catalog.pg_relation_size(c.oid) > 0)
 ORDER BY pg_catalog.pg_relation_size(c.oid) DESC, 1`

// analyze gathers statistics in parallel, each worker in its own session. A failure is one, but
// nothing stops for it: the rows are there.
func (r *run) analyze(ctx context.Context) error {
	if r.opts.NoAnalyze {
		return nil
	}
	var tables []string
	err := r.inSession(ctx, func(s *session) (err error) {
		tables, err = s.texts(ctx, analyzeQuery)
		return err
	})
	if err != nil {
		return fmt.Errorf("list tables to analyze: %w", err)
	}
	r.emit(PhaseStarted{PhaseAnalyze, int64(len(tables))})
	var next atomic.Int64
	group, ctx := errgroup.WithContext(ctx)
	for range min(r.workers, len(tables)) {
		group.Go(func() error {
			return r.inSession(ctx, func(s *session) error {
				for i := next.Add(1) - 1; int(i) < len(tables); i = next.Add(1) - 1 {
					sql := "ANALYZE " + tables[i]
					if err := s.exec(ctx, sql); err != nil {
						if err := r.collect(ctx, s, newFailure("analyze "+tables[i], nil, sql, err)); err != nil {
							return err
						}
					}
				}
				return nil
			})
		})
	}
	return group.Wait()
}
