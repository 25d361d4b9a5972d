//go:build linux

package main_test

import (
	"strings"
	"testing"

	"promark/catalog/pgtest"
	"promark/dump"
	"promark/restore"
)

// elsewhere is TimescaleDB in a schema of an odd name, and whatever names its functions.
const elsewhere = `
CREATE SCHEMA "T s"; CREATE EXTENSION timescaledb SCHEMA "T s";
CREATE TABLE m (time timestamptz NOT NULL, k text NOT NULL, v float8, w bigint GENERATED ALWAYS AS ("T s".time_bucket(5::bigint, length(k)::bigint)) STORED, PRIMARY KEY (time, k));
SELECT "T s".create_hypertable('m', 'time', 'k', 2);
INSERT INTO m SELECT '2025-01-01'::timestamptz + i * interval '1 hour', 'k' || i, i FROM generate_series(1, 500) i;
CREATE INDEX ON m ("T s".time_bucket(5::bigint, w));
CREATE VIEW daily AS SELECT "T s".time_bucket('1 day', time) AS day, avg(v) FROM m GROUP BY 1;
CREATE MATERIALIZED VIEW lasts AS SELECT day, "T s".last(v, time) FROM m JOIN daily ON day = "T s".time_bucket('1 day', time) GROUP BY 1;
CREATE FUNCTION f() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM m WHERE time >= "T s".time_bucket('1 day', '2025-01-05'::timestamptz); END`

// TimescaleDB is not always in public; all calls and definitions find it where it is. What a
// program does that takes public for granted: the call is not there.
func TestTimescaleElsewhere(t *testing.T) {
	t.Parallel()
	for name, server := range map[string]*pgtest.Server{"17": pgtest.Timescale(t), "18": pgtest.NewerTimescale(t)} {
		t.Run(name, func(t *testing.T) {
			source := server.NewDatabase(t)
			source.Exec(t, elsewhere)
			if err := source.Try("SELECT public.timescaledb_pre_restore()"); err == nil || !strings.Contains(err.Error(), "does not exist") {
				t.Errorf("the call in public gave %v", err)
			}
			restored, scripted := server.NewDatabase(t), server.NewDatabase(t)
			move(t, ways[0], source, restored)
			psql(t, scripted, scriptOf(t, source, false, restore.ScriptOptions{}))
			for _, target := range []*pgtest.DB{restored, scripted} {
				same(t, source, target)
				target.Exec(t, "INSERT INTO m VALUES ('2030-01-01', 'new', 1)")
				const counts = `SELECT concat_ws(' ', (SELECT count(*) FROM "T s".show_chunks('m')), (SELECT count(*) FROM ONLY m), f(), (SELECT count(*) FROM lasts),
					(SELECT extnamespace::regnamespace FROM pg_extension WHERE extname = 'timescaledb'))`
				if got, want := target.Text(t, counts), `9 0 406 21 "T s"`; got != want {
					t.Errorf("counts are %s, want %s", got, want)
				}
			}
		})
	}
}

// Promscale looks for TimescaleDB in public: nothing can be dumped elsewhere, since it cannot be there.
func TestPromscaleNeedsPublic(t *testing.T) {
	db := promscaleServers(t)["17"].NewDatabase(t)
	db.Exec(t, `CREATE SCHEMA elsewhere; CREATE EXTENSION timescaledb SCHEMA elsewhere`)
	if err := db.Try("CREATE EXTENSION promscale VERSION '0.9.0'"); err == nil || !strings.Contains(err.Error(), "public.create_hypertable") {
		t.Errorf("Promscale beside TimescaleDB elsewhere gave %v", err)
	}
}

// Images have TimescaleDB in template1: a database made from it takes a restore of that version,
// and --create starts from template0. Where it is already, CREATE EXTENSION alone fails.
func TestTemplateHasTimescale(t *testing.T) {
	t.Parallel()
	server := pgtest.StartTimescale(t)
	template := server.DB("template1")
	template.Exec(t, "CREATE EXTENSION timescaledb")
	source := server.NewDatabase(t, pgtest.Template("template0"))
	load(t, source, "timescaledb")
	data := dumped(t, dump.Options{Config: config(t, source)})
	made, given := server.DB("made"), server.NewDatabase(t)
	made.DropLater(t)
	if err := given.Try("CREATE EXTENSION timescaledb"); err == nil || !strings.Contains(err.Error(), "already") {
		t.Errorf("creating the extension again gave %v", err)
	}
	for target, o := range map[*pgtest.DB]restore.Options{
		given: {Config: config(t, given), Workers: 2},
		made:  {Config: config(t, server.DB("postgres")), Workers: 2, Create: true, DatabaseName: made.Name},
	} {
		result, err := restored(t, data, o)
		if err != nil || len(result.Findings) > 0 {
			t.Fatalf("%s: %v, %v", target.Name, err, result.Findings)
		}
		same(t, source, target)
		worksAsHypertable(t, target)
	}
}
