//go:build linux

package restore

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"

	"promark/catalog"
	"promark/catalog/pgtest"
)

// A session has TimescaleDB's library although the database says that it need not be withLibrary: without
// it, a materialized view would be refreshed without compressed rows.
func TestSessionsLoadTimescale(t *testing.T) {
	ctx := context.Background()
	db := pgtest.Timescale(t).NewDatabase(t)
	db.Exec(t, "CREATE EXTENSION timescaledb", "ALTER DATABASE "+catalog.Ident(db.Name)+" SET timescaledb.disable_load = on")
	config, err := pgx.ParseConfig(db.URL())
	if err != nil {
		t.Fatal(err)
	}
	r := &run{opts: Options{Config: config}, result: &Result{}}
	const known = "SELECT pg_catalog.count(*)::text FROM pg_catalog.pg_settings WHERE name = 'timescaledb.enable_optimizations'"
	for first, want := range map[string]string{"": "1", unloaded: "0"} {
		var s *session
		if first == "" {
			s, err = r.dial(ctx, db.Name, "")
		} else {
			s, err = r.dial(ctx, db.Name, "", first)
		}
		if err != nil {
			t.Fatal(err)
		}
		if got, err := s.text(ctx, known); err != nil || got != want {
			t.Errorf("%q: the session knows %s of its settings, %v", first, got, err)
		}
		s.close()
	}
	if got := db.Text(t, known); got != "0" {
		t.Errorf("without %q the session knows its settings, too", withLibrary)
	}
}
