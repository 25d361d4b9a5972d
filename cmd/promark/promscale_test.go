//go:build linux

package main_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"promark/catalog/pgtest"
)

// A database with Promscale (here: its stand-in) comes back, with tables that nobody made twice,
// the log of leases, owners of chunks, and numbers that do not collide.
func TestRoundTripPromscale(t *testing.T) {
	server := pgtest.Timescale(t)
	server.AddExtension(t, filepath.Join("..", "..", "testdata", "promscale"))
	source := server.NewDatabase(t)
	load(t, source, "promscale")
	for _, w := range ways {
		t.Run(w.name, func(t *testing.T) {
			target := server.NewDatabase(t)
			move(t, w, source, target)
			same(t, source, target)
			const chunks = `SELECT string_agg(DISTINCT pg_get_userbyid(c.relowner), ',') || ' ' || count(*)
				FROM show_chunks('prom_data.cpu_usage') s JOIN pg_class c ON c.oid = s`
			differ(t, "owners of chunks", source.Rows(t, chunks), target.Rows(t, chunks))
			worksAsPromscale(t, target)
		})
	}
}

func worksAsPromscale(t *testing.T, db *pgtest.DB) {
	t.Helper()
	db.Exec(t, `INSERT INTO _prom_catalog.metric (metric_name) VALUES ('new');
		CALL _prom_catalog.finalize_metric_creation();
		INSERT INTO prom_data_series.new VALUES (nextval('_prom_catalog.series_id'), 4, '{4,1}');
		INSERT INTO prom_data.new VALUES ('2025-01-01', 1, 1); INSERT INTO prom_data.cpu_usage VALUES ('2030-01-01', 1, 1);
		INSERT INTO _ps_trace.span VALUES ('2031-01-01', 'late', 1);
		UPDATE _prom_catalog.ha_leases SET leader_name = 'y', lease_start = '2025-01-04' WHERE cluster_name = 'c1'`)
	got := db.Text(t, `SELECT concat_ws(' ', (SELECT count(*) FROM prom_data.cpu_usage), (SELECT count(*) FROM _ps_trace.span),
		(SELECT count(*) FROM ONLY _ps_trace.span), (SELECT count(*) FROM _prom_catalog.series), (SELECT max(id) FROM _prom_catalog.series),
		(SELECT count(*) FROM _prom_catalog.ha_leases_logs))`)
	if want := "15001 301 0 39 39 4"; got != want {
		t.Errorf("counts are %s, want %s", got, want)
	}
}

// TimescaleDB refuses Promscale's call after its own, which is the order of the published
// procedure: a guard, so that the order of a restore is not taken for a matter of taste.
func TestPromscaleOrderMatters(t *testing.T) {
	server := pgtest.Timescale(t)
	server.AddExtension(t, filepath.Join("..", "..", "testdata", "promscale"))
	db := server.NewDatabase(t)
	load(t, db, "promscale")
	db.Exec(t, "DROP TRIGGER IF EXISTS ts_insert_blocker ON _ps_trace.span")
	err := db.Try("SELECT prom_api.promscale_post_restore()")
	if err == nil || !strings.Contains(err.Error(), "operation not supported on chunk tables") {
		t.Error(fmt.Errorf("the call with live hooks gave %w", err))
	}
}
