//go:build linux

package catalog_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"promark/catalog"
	"promark/catalog/pgtest"
)

// Jobs are read wherever the version keeps them; paused ones and the extension's own are left out.
// Whoever is a member of the owner's role may alter them, whatever its name.
func TestJobs(t *testing.T) {
	for name, server := range map[string]*pgtest.Server{"17": pgtest.Timescale(t), "18": pgtest.NewerTimescale(t)} {
		t.Run(name, func(t *testing.T) {
			server.AddExtension(t, filepath.Join("..", "testdata", "promscale"))
			owner, other := `Odd "owner" `+pgtest.UniqueName("o"), pgtest.UniqueName("other")
			admin := server.DB("postgres")
			admin.Exec(t, "CREATE ROLE "+pgtest.Ident(owner)+"; CREATE ROLE "+other)
			t.Cleanup(func() { admin.Exec(t, "DROP ROLE "+pgtest.Ident(owner)+", "+other) })
			db := server.NewDatabase(t)
			db.Exec(t, "CREATE EXTENSION timescaledb; CREATE EXTENSION promscale VERSION '0.9.0'",
				"SELECT _timescaledb_functions.stop_background_workers()")
			table := db.Text(t, "SELECT c.oid::regclass FROM pg_class c WHERE relname = 'bgw_job' AND relkind = 'r'")
			db.Exec(t, "UPDATE "+table+" SET scheduled = true, owner = "+pgtest.Literal(pgtest.Ident(owner))+"::regrole WHERE id = (SELECT max(id) FROM "+table+")",
				"INSERT INTO _timescaledb_internal.bgw_job_stat SELECT max(id), now(), now(), now() + interval '1 h', now(), true, 0, '0', '0', 0, 0, 0, 0, 0, 0 FROM "+table)
			for role, mine := range map[string]bool{pgtest.Superuser: true, owner: true, other: false} {
				conn := db.Conn(t)
				if _, err := conn.Exec(context.Background(), "SET ROLE "+pgtest.Ident(role)); err != nil {
					t.Fatal(err)
				}
				s, err := catalog.Connect(context.Background(), conn)
				if err != nil {
					t.Fatal(err)
				}
				for within, soon := range map[time.Duration]bool{time.Minute: false, 2 * time.Hour: true} {
					jobs, err := catalog.Jobs(context.Background(), s, within)
					if err != nil || len(jobs) != 1 {
						t.Fatalf("%s: %v, %d jobs", role, err, len(jobs))
					}
					if j := jobs[0]; j.Mine != mine || j.Soon != soon || j.Running || j.Owner != owner || j.NextStart == "" ||
						j.Procedure != "_ps_trace.execute_tracing_compression_job" || j.Function != "public.alter_job" {
						t.Errorf("%s: %+v", role, j)
					}
				}
			}
		})
	}
}
