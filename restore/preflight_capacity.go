package restore

import (
	"context"
	"fmt"
	"strings"

	"promark/archive"
)

// capacity checks the server's limits: workers of TimescaleDB, connections, and the lock table,
// in which every relation of a transaction takes an entry.
func (p *preflight) capacity(ctx context.Context) error {
	var processes, perSession, sessions, connections, used, helpers, memory int
	err := p.s.pgx.QueryRow(ctx, `SELECT pg_catalog.current_setting('max_worker_processes')::int,
       pg_catalog.current_setting('max_locks_per_transaction')::int,
       pg_catalog.current_setting('max_connections')::int + pg_catalog.current_setting('max_prepared_transactions')::int,
       pg_catalog.current_setting('max_connections')::int - pg_catalog.current_setting('superuser_reserved_connections')::int,
       pg_catalog.current_setting('max_parallel_maintenance_workers')::int,
       (SELECT setting::int FROM pg_catalog.pg_settings WHERE name = 'maintenance_work_mem'),
       (SELECT pg_catalog.count(*)::int FROM pg_catalog.pg_stat_activity WHERE COALESCE(backend_type, '') IN ('client backend', ''))`).
		Scan(&processes, &perSession, &sessions, &connections, &helpers, &memory, &used)
	if err != nil {
		return err
	}
	if p.r.workers+1 > connections-used {
		p.add(Error, codeSlots, "use fewer workers, or raise max_connections",
			"%d workers want more connections than the %d that are free", p.r.workers, connections-used)
	}
	if p.r.has(timescale) && processes <= 8 {
		p.add(Caution, codeScheduler, "set max_worker_processes to 16 or more and restart the server",
			"max_worker_processes is %d: with several databases, TimescaleDB's jobs may not start", processes)
	}
	p.r.builders = newBuilders(p.r.workers, helpers, memory)
	p.r.groupSize = min(defaultGroup, max(10, perSession*sessions/(5*(p.r.workers+1))))
	if p.r.has(promscale) {
		p.promscaleLocks(perSession, sessions)
	}
	return nil
}

// promscaleLocks looks whether all that promscale_post_restore() locks in one transaction fits into
// the lock table, whose size is a floor: there is some slack above it. A superuser can do without
// the call.
func (p *preflight) promscaleLocks(perSession, sessions int) {
	need, size := p.r.promscaleLocks(), perSession*sessions
	p.r.ownersInGroups = need > size && p.r.target.Superuser
	if need > size && !p.r.target.Superuser {
		p.add(Caution, codeLocks, fmt.Sprintf("set max_locks_per_transaction to %d and restart the server, "+
			"or restore as a superuser", need/sessions+1),
			"promscale_post_restore() may lock %d relations in one transaction, the lock table has %d entries", need, size)
	}
}

// promscaleLocks counts what the call locks where it changes owners: the parts of hypertables of
// metrics and traces, their indexes, and their TOAST tables with an index each.
func (r *run) promscaleLocks() int {
	need, parts := 0, map[archive.Relation]bool{}
	for i := range r.entries { // an index comes behind its table
		e := &r.entries[i]
		of := strings.ReplaceAll(e.Facts[archive.FactHypertable], `"`, "")
		switch {
		case e.Kind == "TABLE" && (strings.HasPrefix(of, "prom_data.") || strings.HasPrefix(of, "_ps_trace.")):
			parts[archive.Relation{Schema: e.Schema, Name: e.Name}] = true
			need += 3
		case (e.Kind == "INDEX" || e.Kind == "CONSTRAINT") && parts[archive.Relation{Schema: e.Schema, Name: e.Table}]:
			need++
		}
	}
	return need
}
