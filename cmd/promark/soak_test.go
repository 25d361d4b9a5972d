//go:build linux

package main_test

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"promark/archive"
	"promark/catalog/pgtest"
	"promark/dump"
	"promark/restore"
)

// soakInvariants give a row for whatever cannot be in any state of the database.
var soakInvariants = map[string]string{
	"the ledger": `WITH l AS (SELECT what, count(*) AS rows, sum(n) AS sum FROM ledger WHERE what ~ '^(m|new)\d' GROUP BY what),
		d AS (SELECT m.metric_name AS what, x.rows, x.sum FROM _prom_catalog.metric m, LATERAL (
			SELECT (xpath('/row/r/text()', x))[1]::text::bigint AS rows, coalesce((xpath('/row/s/text()', x))[1]::text::float8, 0) AS sum
			  FROM query_to_xml(format('SELECT count(*) AS r, sum(value) AS s FROM (SELECT value FROM prom_data.%I UNION ALL SELECT value FROM packed WHERE what = %L) x',
			       m.table_name, m.metric_name), false, true, '') x) x)
		SELECT what, l.rows, d.rows, l.sum, d.sum FROM l FULL JOIN d USING (what) WHERE (coalesce(l.rows, 0), coalesce(l.sum, 0)) IS DISTINCT FROM (d.rows, d.sum)`,
	"series of samples": `SELECT m.metric_name, x FROM _prom_catalog.metric m, query_to_xml(format('SELECT count(*) AS n FROM prom_data.%I d WHERE NOT EXISTS
		(SELECT FROM prom_data_series.%I s WHERE s.id = d.series_id) HAVING count(*) > 0', m.table_name, m.series_table), false, true, '') x WHERE x::text <> ''`,
	"labels of series": `SELECT m.metric_name, x FROM _prom_catalog.metric m, query_to_xml(format('SELECT s.id FROM prom_data_series.%I s, unnest(s.labels) l
		WHERE l IS NOT NULL AND NOT EXISTS (SELECT FROM _prom_catalog.label WHERE label.id = l)', m.series_table), false, true, '') x WHERE x::text <> ''`,
	"positions of labels": `SELECT p.* FROM _prom_catalog.label_key_position p LEFT JOIN _prom_catalog.label_key k USING (key) WHERE k.id IS NULL`,
	"tables of metrics": `SELECT coalesce(m.table_name, c.relname), c.relkind, c.relnamespace::regnamespace FROM (SELECT m.table_name, n, k FROM _prom_catalog.metric m,
			(VALUES ('prom_data', 'r'), ('prom_data_series', 'r'), ('prom_series', 'v'), ('prom_metric', 'v')) x (n, k)) m
		FULL JOIN (SELECT * FROM pg_class WHERE relkind IN ('r', 'v') AND relnamespace::regnamespace::text IN ('prom_data', 'prom_data_series', 'prom_series', 'prom_metric')) c
		ON c.relname = m.table_name AND c.relnamespace = m.n::regnamespace AND c.relkind::text = m.k WHERE c.oid IS NULL OR m.table_name IS NULL`,
	"completed metrics": `SELECT m.table_name FROM _prom_catalog.metric m LEFT JOIN pg_inherits i ON i.inhrelid = format('prom_data_series.%I', m.series_table)::regclass
		WHERE m.creation_completed <> (i.inhrelid IS NOT NULL)`,
	"exemplars": `SELECT * FROM (SELECT count(*), sum(n) FROM ledger WHERE what = 'exemplars') l (a, b) FULL JOIN (SELECT sum((xpath('/row/c/text()', x))[1]::text::bigint)::bigint,
		sum((xpath('/row/s/text()', x))[1]::text::float8) FROM _prom_catalog.exemplar e, query_to_xml(format('SELECT count(*) AS c, sum(value) AS s FROM prom_data_exemplar.%I', e.table_name), false, true, '') x) d (a, b)
		ON (l.a, l.b) = (d.a, d.b) WHERE (l.a IS NULL OR d.a IS NULL) AND coalesce(l.a, d.a) <> 0`,
	"spans": `SELECT * FROM (SELECT n FROM ledger WHERE what = 'spans') l FULL JOIN (SELECT span_id, e.span_id AS e, o.id, t.id AS tag FROM _ps_trace.span s LEFT JOIN _ps_trace.event e USING (trace_id, span_id)
		LEFT JOIN _ps_trace.operation o ON o.id = s.operation_id LEFT JOIN _ps_trace.tag t ON t.key = 'key ' || span_id) s ON span_id = n
		WHERE n IS NULL OR span_id IS NULL OR e IS NULL OR id IS NULL OR tag IS NULL`,
	"operations": `SELECT * FROM _ps_trace.operation o LEFT JOIN _ps_trace.span s ON s.operation_id = o.id WHERE s.span_id IS NULL`,
	"leases":     `SELECT * FROM (SELECT count(*) FROM _prom_catalog.ha_leases_logs) a (n) JOIN (SELECT count(*) + 1 FROM ledger WHERE what = 'leases') b (n) ON a.n <> b.n`,
	"last lease": `SELECT * FROM _prom_catalog.ha_leases l FULL JOIN (SELECT * FROM _prom_catalog.ha_leases_logs WHERE lease_until IS NULL) o USING (cluster_name, leader_name, lease_start)
		WHERE l.lease_until IS NULL OR o.cluster_name IS NULL`,
	"a rewritten table": `SELECT count(*), sum(i) FROM busy HAVING (count(*), sum(i)) <> (100, 5050)`,
	"chunks": `SELECT h.table_name, k.table_name, i.inhrelid::regclass FROM _timescaledb_catalog.chunk k JOIN _timescaledb_catalog.hypertable h ON h.id = k.hypertable_id
		FULL JOIN (SELECT inhrelid FROM pg_inherits WHERE inhrelid::regclass::text ~ '^_timescaledb_internal._hyper_') i
		ON i.inhrelid = to_regclass(format('%I.%I', k.schema_name, k.table_name)) WHERE i.inhrelid IS NULL OR k.id IS NULL AND i.inhrelid IS NOT NULL`,
	"chunks outside": `SELECT oid::regclass FROM pg_class WHERE relkind = 'r' AND relname ~ '^_hyper_' AND NOT EXISTS (SELECT FROM pg_inherits WHERE inhrelid = oid)`,
	"hypertables": `SELECT * FROM _timescaledb_catalog.hypertable h WHERE to_regclass(format('%I.%I', schema_name, table_name)) IS NULL
		OR NOT EXISTS (SELECT FROM _timescaledb_catalog.dimension d WHERE d.hypertable_id = h.id)`,
	"slices": `SELECT k.id, count(c.*), count(s.*) FROM _timescaledb_catalog.chunk k LEFT JOIN _timescaledb_catalog.chunk_constraint c ON c.chunk_id = k.id AND c.dimension_slice_id IS NOT NULL
		LEFT JOIN _timescaledb_catalog.dimension_slice s ON s.id = c.dimension_slice_id GROUP BY k.id, k.hypertable_id
		HAVING count(s.*) <> count(c.*) OR count(s.*) <> (SELECT count(*) FROM _timescaledb_catalog.dimension d WHERE d.hypertable_id = k.hypertable_id)`,
	// The only slice of a space dimension has no constraint in the chunk.
	"constraints of chunks": `SELECT c.* FROM _timescaledb_catalog.chunk_constraint c LEFT JOIN _timescaledb_catalog.chunk k ON k.id = c.chunk_id
		LEFT JOIN _timescaledb_catalog.dimension_slice s ON s.id = c.dimension_slice_id
		LEFT JOIN pg_constraint p ON p.conrelid = to_regclass(format('%I.%I', k.schema_name, k.table_name)) AND p.conname = c.constraint_name
		WHERE k.id IS NULL OR p.oid IS NULL AND (s.range_start > -9223372036854775808 OR s.range_end < 9223372036854775807) IS NOT FALSE`,
}

// violations gives what of the invariants does not hold.
func violations(t *testing.T, db *pgtest.DB) []string {
	t.Helper()
	var out []string
	for name, query := range soakInvariants {
		if rows := db.Rows(t, query); len(rows) > 0 {
			out = append(out, fmt.Sprintf("%s: %d rows, the first %s", name, len(rows), rows[0]))
		}
	}
	return out
}

func soakDatabase(t *testing.T) *pgtest.DB {
	t.Helper()
	db := promscaleServers(t)["17"].NewDatabase(t)
	db.Exec(t, "CREATE EXTENSION timescaledb; CREATE EXTENSION promscale VERSION '0.9.0'", soakSetup)
	return db
}

// soakVariable sets for how long TestSoak goes on, such as 10m, with a new database every few
// seconds; without it, there is one.
const soakVariable = "PROMARK_SOAK"

// Every dump that is made while connectors, jobs and administrators write is a state that existed.
func TestSoak(t *testing.T) {
	var length time.Duration
	if text := os.Getenv(soakVariable); text != "" {
		var err error
		if length, err = time.ParseDuration(text); err != nil {
			t.Fatalf("%s: %v", soakVariable, err)
		}
	}
	seed, end := pgtest.Seed(t), time.Now().Add(length)
	for round := uint64(0); round == 0 || time.Now().Before(end); round++ {
		t.Run(fmt.Sprint(round), func(t *testing.T) { soakRound(t, seed+round) })
	}
}

// soakDumps is how many dumps are made of one database, one after the other.
const soakDumps = 3

func soakRound(t *testing.T, seed uint64) {
	db := soakDatabase(t)
	s := startSoak(t, db, seed)
	var archives [soakDumps]bytes.Buffer
	restarts := 0
	for i := range archives {
		before := s.total()
		result, err := dump.Run(context.Background(), dump.Options{Config: config(t, db), Workers: 2, Output: &archives[i]})
		if err != nil {
			t.Fatalf("dump %d: %v", i, err)
		}
		restarts += result.Restarts
		if maps.Equal(s.total(), before) {
			t.Errorf("nothing was written during dump %d", i)
		}
	}
	s.end()
	t.Logf("%d restarts, transactions: %v", restarts, s.total())
	for _, text := range s.failed {
		t.Errorf("a writer failed: %s", text)
	}
	for name := range soakWriters {
		if s.total()[name] == 0 {
			t.Errorf("nothing was written by %s", name)
		}
	}
	for _, text := range violations(t, db) {
		t.Errorf("the source itself: %s", text)
	}
	for i := range archives {
		t.Run(fmt.Sprint(i), func(t *testing.T) { checkSoak(t, db.Server, archives[i].Bytes()) })
	}
}

// checkSoak restores a dump and looks for what cannot be.
func checkSoak(t *testing.T, server *pgtest.Server, data []byte) {
	target := server.NewDatabase(t)
	r, err := archive.Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	result, err := restore.Run(context.Background(), restore.Options{Config: config(t, target), File: r, Workers: 2})
	if err != nil || result.State != restore.Complete || len(result.Findings) > 0 {
		t.Fatalf("restore: %v, %+v", err, result)
	}
	for _, text := range violations(t, target) {
		t.Error(text)
	}
	target.Exec(t, "CALL _prom_catalog.finalize_metric_creation()") // of those that were new
}

// The invariants find what is lost when a snapshot comes before the locks, as with pg_dump: while
// it waits for one table, the chunks of another are compressed. Ours waits in the same way, and
// loses nothing.
func TestSoakSnapshotFirst(t *testing.T) {
	db := soakDatabase(t)
	r := rand.New(rand.NewPCG(1, 1))
	for _, c := range []struct {
		name string
		copy func() *pgtest.DB
		lost bool
	}{
		{"published", func() *pgtest.DB {
			target, _ := published(t, db)
			target.Exec(t, "SELECT prom_api.promscale_post_restore()", "SELECT timescaledb_post_restore()")
			return target
		}, true},
		{"ours", func() *pgtest.DB {
			target := db.Server.NewDatabase(t)
			if _, err := moveThroughFile(dump.Options{Config: config(t, db)}, restore.Options{Config: config(t, target)}); err != nil {
				t.Fatal(err)
			}
			return target
		}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			for range 10 {
				db.Exec(t, soakWriters["ingest"].script(r, 0))
			}
			lock, err := db.Conn(t).Begin(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := lock.Exec(context.Background(), "LOCK TABLE busy"); err != nil {
				t.Fatal(err)
			}
			packed := make(chan error, 1)
			go func() { packed <- packWhileOneWaits(db, lock) }()
			target := c.copy()
			if err := <-packed; err != nil {
				t.Fatal(err)
			}
			found := violations(t, target)
			t.Logf("violations: %q", found)
			if lost := slices.ContainsFunc(found, func(s string) bool { return strings.HasPrefix(s, "the ledger") }); lost != c.lost || !c.lost && len(found) > 0 {
				t.Errorf("rows were lost: %t, want %t", lost, c.lost)
			}
		})
	}
}

// packWhileOneWaits compresses some chunks when somebody waits for the lock, and lets go of it.
func packWhileOneWaits(db *pgtest.DB, lock pgx.Tx) error {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, db.URL())
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	for waits := false; !waits; {
		err := conn.QueryRow(ctx, "SELECT count(*) > 0 FROM pg_locks WHERE relation = 'busy'::regclass AND NOT granted").Scan(&waits)
		if err != nil {
			return err
		}
	}
	for m := range soakMetrics {
		if _, err := conn.Exec(ctx, soakPack(m)); err != nil {
			return err
		}
	}
	return lock.Rollback(ctx)
}
