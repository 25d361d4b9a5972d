//go:build linux

package main_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"promark/catalog/pgtest"
)

// soakSetup is a database with Promscale in which everything is written twice: every transaction
// that writes samples, exemplars, spans or leases writes the same into the ledger. Both agree in
// every state that ever existed, whoever drops or moves rows meanwhile.
const soakSetup = `
CREATE TABLE busy AS SELECT i FROM generate_series(1, 100) i;
CREATE TABLE ledger (what text NOT NULL, at timestamptz NOT NULL, n double precision NOT NULL);
CREATE TABLE packed (what text, time timestamptz, value double precision, series_id bigint);
INSERT INTO _prom_catalog.ha_leases VALUES ('c', 'l0', now(), now());
SELECT _prom_catalog.get_or_create_series_id(jsonb_build_object('__name__', 'm' || m, 'node', 'n' || s)) FROM generate_series(0, 3) m, generate_series(1, 5) s;`

// soakMetrics is the number of metrics that every writer knows, m0 and so on.
const soakMetrics = 4

// writer gives the script of one transaction, not more often than every so long. n is a number that
// no other transaction has.
type writer struct {
	every  time.Duration
	script func(r *rand.Rand, n int) string
}

// soakWriters do what connectors, jobs and administrators do. Who removes rows of a metric keeps
// others from writing to it for that time, so that the ledger can follow.
var soakWriters = map[string]writer{
	"ingest": {10 * time.Millisecond, func(r *rand.Rand, n int) string {
		m := r.IntN(soakMetrics)
		return fmt.Sprintf(`BEGIN; SELECT pg_advisory_xact_lock_shared(%d); %s; COMMIT`, m, soakSamples(m, r, "(SELECT min(id) FROM prom_data_series.m%[1]d)"))
	}},
	"new series": {30 * time.Millisecond, func(r *rand.Rand, n int) string {
		m := r.IntN(soakMetrics)
		series := fmt.Sprintf(`_prom_catalog.get_or_create_series_id('{"__name__": "m%%[1]d", "label%d": "v%d"}')`, r.IntN(40), n)
		return fmt.Sprintf(`BEGIN; SELECT pg_advisory_xact_lock_shared(%d); %s; COMMIT`, m, soakSamples(m, r, "(SELECT "+series+")"))
	}},
	"new metric": {300 * time.Millisecond, func(_ *rand.Rand, n int) string {
		return fmt.Sprintf(`BEGIN; SELECT _prom_catalog.get_or_create_series_id('{"__name__": "new%[1]d", "node": "n%[1]d"}');
			WITH s AS (INSERT INTO prom_data.new%[1]d SELECT '2025-01-01', %[1]d, min(id) FROM prom_data_series.new%[1]d RETURNING time, value)
			INSERT INTO ledger SELECT 'new%[1]d', time, value FROM s; COMMIT`, n)
	}},
	"finalize": {100 * time.Millisecond, func(*rand.Rand, int) string { return "CALL _prom_catalog.finalize_metric_creation()" }},
	"drop chunks": {300 * time.Millisecond, func(r *rand.Rand, _ int) string {
		return fmt.Sprintf(`BEGIN; SELECT pg_advisory_xact_lock(%[1]d); SELECT drop_chunks('prom_data.m%[1]d', older_than => %[2]s);
			DELETE FROM packed WHERE what = 'm%[1]d' AND time < %[2]s; DELETE FROM ledger WHERE what = 'm%[1]d' AND at < %[2]s; COMMIT`,
			r.IntN(soakMetrics), fmt.Sprintf("'2025-01-01 00:00+00'::timestamptz + %d * interval '8 hours'", r.IntN(6)))
	}},
	"compress": {100 * time.Millisecond, func(r *rand.Rand, _ int) string { return soakPack(r.IntN(soakMetrics)) }},
	"exemplars": {30 * time.Millisecond, func(r *rand.Rand, n int) string {
		return fmt.Sprintf(`BEGIN; SELECT _prom_catalog.create_exemplar_table_if_not_exists('m%[1]d');
			INSERT INTO prom_data_exemplar.m%[1]d VALUES ('2025-01-01', %[2]d, '{x}', %[2]d);
			INSERT INTO ledger VALUES ('exemplars', '2025-01-01', %[2]d); COMMIT`, r.IntN(soakMetrics), n)
	}},
	"spans": {100 * time.Millisecond, func(_ *rand.Rand, n int) string {
		return fmt.Sprintf(`BEGIN; INSERT INTO _ps_trace.tag_key (tag_type, key) VALUES (1, 'key %[1]d');
			INSERT INTO _ps_trace.tag (key_id, tag_type, key, value) VALUES (1, 1, 'key %[1]d', '1');
			WITH o AS (INSERT INTO _ps_trace.operation (service_name_id, span_kind, span_name) VALUES (1, 'server', 'op %[1]d') RETURNING id)
			INSERT INTO _ps_trace.span (trace_id, span_id, operation_id, start_time, end_time, duration_ms, span_tags)
			SELECT md5('%[1]d')::uuid, %[1]d, id, '2025-01-01'::timestamptz + %[1]d * interval '7 minutes', '2026-01-01', 1, '{}' FROM o;
			INSERT INTO _ps_trace.event SELECT start_time, trace_id, span_id, 'e', '{}' FROM _ps_trace.span WHERE span_id = %[1]d;
			INSERT INTO ledger VALUES ('spans', '2025-01-01', %[1]d); COMMIT`, n)
	}},
	"leases": {30 * time.Millisecond, func(_ *rand.Rand, n int) string {
		return fmt.Sprintf(`BEGIN; UPDATE _prom_catalog.ha_leases SET leader_name = 'l%[1]d', lease_start = clock_timestamp(), lease_until = clock_timestamp();
			INSERT INTO ledger VALUES ('leases', '2025-01-01', %[1]d); COMMIT`, n)
	}},
	"rewrite": {100 * time.Millisecond, func(r *rand.Rand, n int) string {
		return fmt.Sprintf(`BEGIN; LOCK TABLE busy; SELECT pg_sleep(%f); ALTER TABLE busy ALTER i TYPE %s; COMMIT`,
			r.Float64()/4, [2]string{"bigint", "int"}[n%2])
	}},
}

// soakSamples writes samples of ten days, in chunks that are there and others that are not.
func soakSamples(m int, r *rand.Rand, series string) string {
	return fmt.Sprintf(`WITH s AS (INSERT INTO prom_data.m%[1]d SELECT '2025-01-01 00:00+00'::timestamptz + random() * interval '10 days', n, id
		FROM generate_series(1, %[2]d) n, `+series+` s (id) RETURNING time, value)
		INSERT INTO ledger SELECT 'm%[1]d', time, value FROM s`, m, 1+r.IntN(50))
}

// soakPack does to a chunk what compress_chunk() does: its rows go into a table that may be new, and
// the chunk is truncated.
func soakPack(m int) string {
	return fmt.Sprintf(`DO $$DECLARE chunk regclass; BEGIN
		PERFORM pg_advisory_xact_lock(%[1]d);
		SELECT c INTO chunk FROM show_chunks('prom_data.m%[1]d') c ORDER BY random() LIMIT 1;
		IF FOUND THEN
			EXECUTE format('LOCK TABLE %%s IN EXCLUSIVE MODE', chunk);
			EXECUTE format('CREATE TABLE IF NOT EXISTS packed_%%s () INHERITS (packed)', chunk::oid);
			EXECUTE format('INSERT INTO packed_%%s SELECT %%L, * FROM ONLY %%s', chunk::oid, 'm%[1]d', chunk);
			EXECUTE format('TRUNCATE %%s', chunk);
		END IF;
	END$$`, m)
}

// soak is a database at which writers work.
type soak struct {
	db   *pgtest.DB
	stop context.CancelFunc
	wait sync.WaitGroup

	mu     sync.Mutex
	number int            // of transactions begun
	done   map[string]int // transactions of each writer
	failed []string       // what no writer may come across
}

// startSoak lets every writer work until stop is called.
func startSoak(t *testing.T, db *pgtest.DB, seed uint64) *soak {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	s := &soak{db: db, stop: stop, done: map[string]int{}}
	t.Cleanup(func() { s.end() })
	for i, name := range slices.Sorted(maps.Keys(soakWriters)) {
		conn := db.Conn(t)
		r := rand.New(rand.NewPCG(seed, uint64(i)))
		s.wait.Go(func() { s.write(ctx, conn, name, r) })
	}
	return s
}

// end stops the writers at the end of what they do.
func (s *soak) end() {
	s.stop()
	s.wait.Wait()
}

func (s *soak) write(ctx context.Context, conn *pgx.Conn, name string, r *rand.Rand) {
	pace := time.NewTicker(soakWriters[name].every)
	defer pace.Stop()
	for ; ctx.Err() == nil; <-pace.C {
		s.mu.Lock()
		s.number++
		n := s.number
		s.mu.Unlock()
		_, err := conn.PgConn().Exec(context.Background(), soakWriters[name].script(r, n)).ReadAll()
		s.mu.Lock()
		if err == nil {
			s.done[name]++
		} else if !expectedOfWriters(err) {
			s.failed = append(s.failed, name+": "+err.Error())
		}
		s.mu.Unlock()
		if conn.PgConn().TxStatus() != 'I' {
			conn.PgConn().Exec(context.Background(), "ROLLBACK").ReadAll()
		}
	}
}

// expectedOfWriters knows what happens to writers that work side by side: deadlocks, two who make
// the same label, a chunk or a view that is dropped or replaced while it is opened.
func expectedOfWriters(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (slices.Contains([]string{"40P01", "23505", "42P01", "P0002"}, pg.Code) ||
		pg.Code == "XX000" && (pg.Message == "tuple concurrently updated" || pg.Message == "tuple concurrently deleted"))
}

// total is how many transactions have been done, of each kind.
func (s *soak) total() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.done)
}
