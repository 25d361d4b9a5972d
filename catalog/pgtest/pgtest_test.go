//go:build linux

package pgtest_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"promark/catalog/pgtest"
)

// Every server starts, is the version that it should be, and gives databases
// of several encodings.
func TestServers(t *testing.T) {
	t.Parallel()
	for _, major := range pgtest.Versions() {
		t.Run(fmt.Sprint(major), func(t *testing.T) {
			begin := time.Now()
			s := pgtest.Get(t, major)
			t.Logf("PostgreSQL %d started in %s", major, time.Since(begin).Round(time.Millisecond))
			checkServer(t, s)
		})
	}
}

func checkServer(t *testing.T, s *pgtest.Server) {
	t.Helper()
	db := s.NewDatabase(t)
	if got := db.Text(t, "SHOW server_version"); !strings.HasPrefix(got, fmt.Sprint(s.Major, ".")) {
		t.Errorf("server_version is %s, want %d", got, s.Major)
	}
	if got := db.Text(t, "SELECT lower('ÄÖ'), current_setting('fsync')"); got != "äö|off" {
		t.Errorf("lower and fsync give %s", got)
	}
	if s.Major%3 != 0 {
		return // three versions are enough to try encodings
	}
	for _, encoding := range []string{"SQL_ASCII", "LATIN1"} {
		other := s.NewDatabase(t, pgtest.Encoding(encoding))
		if got := other.Text(t, "SHOW server_encoding"); got != encoding {
			t.Errorf("server_encoding is %s, want %s", got, encoding)
		}
	}
}

// Real TimescaleDB makes chunks and runs its scheduler in several databases.
func TestTimescale(t *testing.T) {
	t.Parallel()
	begin := time.Now()
	s := pgtest.Timescale(t)
	t.Logf("TimescaleDB started in %s", time.Since(begin).Round(time.Millisecond))
	checkTimescale(t, s, "2.19.3")
}

func TestNewerTimescale(t *testing.T) {
	t.Parallel()
	begin := time.Now()
	s := pgtest.NewerTimescale(t)
	t.Logf("newer TimescaleDB started in %s", time.Since(begin).Round(time.Millisecond))
	checkTimescale(t, s, "2.")
}

func checkTimescale(t *testing.T, s *pgtest.Server, version string) {
	t.Helper()
	for range 2 {
		db := s.NewDatabase(t)
		db.Exec(t, "CREATE EXTENSION timescaledb")
		db.Exec(t, `CREATE TABLE m (t timestamptz NOT NULL, v float8);
			SELECT create_hypertable('m', 't', chunk_time_interval => interval '1 day');
			INSERT INTO m SELECT '2000-01-01 00:00+00'::timestamptz + n * interval '1 day', n FROM generate_series(1, 10) n;`)
		if got := db.Text(t, "SELECT count(*) FROM show_chunks('m')"); got != "10" {
			t.Errorf("%s chunks for 10 days", got)
		}
		if got := db.Text(t, "SELECT extversion FROM pg_extension WHERE extname = 'timescaledb'"); !strings.HasPrefix(got, version) {
			t.Errorf("timescaledb %s, want %s", got, version)
		}
		waitForScheduler(t, db)
	}
}

// waitForScheduler waits until the launcher has given the database a scheduler.
func waitForScheduler(t *testing.T, db *pgtest.DB) {
	t.Helper()
	wait(t, "the job scheduler of "+db.Name, func() bool {
		return len(db.Rows(t, `SELECT 1 FROM pg_stat_activity WHERE datname = current_database()
			AND application_name LIKE 'TimescaleDB Background Worker Scheduler%'`)) == 1
	})
}

// The oracle reads every server, and prints the same text for the same database.
func TestPgDump(t *testing.T) {
	t.Parallel()
	for _, major := range pgtest.Versions() {
		t.Run(fmt.Sprint(major), func(t *testing.T) {
			db := pgtest.Get(t, major).NewDatabase(t)
			db.Exec(t, "CREATE TABLE a (b timestamptz DEFAULT '2000-01-01 00:00+00')")
			first, second := db.PgDump(t, "--schema-only"), db.PgDump(t, "--schema-only")
			if first != second {
				t.Errorf("two dumps differ:\n%s\n%s", first, second)
			}
			if !strings.Contains(first, "DEFAULT '2000-01-01 00:00:00+00'") {
				t.Errorf("the default is not in UTC:\n%s", first)
			}
		})
	}
}
