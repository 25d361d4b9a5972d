//go:build linux

package pgtest_test

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"promark/catalog/pgtest"
)

// Private servers restart on the same port, recover after a crash, and stop.
func TestRestart(t *testing.T) {
	for _, start := range []func() *pgtest.Server{
		func() *pgtest.Server { return pgtest.Start(t, 15, pgtest.Set("work_mem", "1MB")) },
		func() *pgtest.Server { return pgtest.StartTimescale(t, pgtest.Set("work_mem", "1MB")) },
	} {
		s := start()
		db := s.NewDatabase(t)
		db.Exec(t, "CREATE TABLE a AS SELECT 1")
		s.Restart(t)
		if got := db.Text(t, "SELECT count(*), current_setting('work_mem') FROM a"); got != "1|1MB" {
			t.Errorf("after a restart: %s", got)
		}
		db.Exec(t, "INSERT INTO a VALUES (2)")
		s.Crash(t)
		if err := db.Try("SELECT 1"); err == nil {
			t.Error("a crashed server answers")
		}
		s.Run(t)
		if got := db.Text(t, "SELECT count(*) FROM a"); got != "2" {
			t.Errorf("after a crash: %s rows", got)
		}
		if !strings.Contains(s.Log(t), "was not properly shut down") {
			t.Error("the server did not recover")
		}
		s.Stop(t)
		s.Run(t)
	}
}

func TestPassword(t *testing.T) {
	for _, major := range []int{12, 18} {
		s := pgtest.Start(t, major, pgtest.WithPassword(`it's \ secret`))
		db := s.NewDatabase(t)
		for _, url := range []string{db.URL(), db.ConnString()} {
			conn, err := pgx.Connect(t.Context(), url)
			if err != nil {
				t.Fatal(err)
			}
			conn.Close(t.Context())
		}
		for _, password := range []string{"", "wrong"} {
			if _, err := pgx.Connect(t.Context(), db.URLAs(pgtest.Superuser, password)); err == nil {
				t.Errorf("password %q is taken", password)
			}
		}
	}
}

func TestTLS(t *testing.T) {
	for _, s := range []*pgtest.Server{
		pgtest.Start(t, 12, pgtest.WithTLS()),
		pgtest.Start(t, 18, pgtest.WithTLS()),
		pgtest.StartTimescale(t, pgtest.WithTLS()),
	} {
		url := s.DB("postgres").URL()
		tests := []struct {
			mode string
			want string
		}{
			{"disable", "false"},
			{"require", "true"},
			{"verify-full&sslrootcert=" + s.Certificate, "true"},
		}
		for _, test := range tests {
			conn, err := pgx.Connect(t.Context(), strings.Replace(url, "sslmode=disable", "sslmode="+test.mode, 1))
			if err != nil {
				t.Fatal(err)
			}
			var got string
			err = conn.QueryRow(t.Context(), "SELECT ssl::text FROM pg_stat_ssl WHERE pid = pg_backend_pid()").Scan(&got)
			if err != nil || got != test.want {
				t.Errorf("sslmode %s: ssl is %s, %v", test.mode, got, err)
			}
			conn.Close(t.Context())
		}
	}
}

// A database goes with its test, even when somebody is connected.
func TestDatabaseDropped(t *testing.T) {
	for _, major := range []int{12, 13, 18} {
		s := pgtest.Get(t, major)
		var name string
		t.Run("user", func(t *testing.T) {
			db := s.NewDatabase(t)
			name = db.Name
			conn, err := pgx.Connect(t.Context(), db.URL())
			if err != nil {
				t.Fatal(err)
			}
			if err := conn.Ping(t.Context()); err != nil {
				t.Fatal(err)
			}
		})
		if got := s.DB("postgres").Rows(t, "SELECT 1 FROM pg_database WHERE datname = "+pgtest.Literal(name)); len(got) > 0 {
			t.Errorf("PostgreSQL %d still has %s", major, name)
		}
	}
}

func TestCleanDump(t *testing.T) {
	tests := []struct{ in, want string }{
		{"\\restrict abc\na\n\\unrestrict abc\n", "a\n"},
		{"ALTER TABLE ONLY a ALTER COLUMN b SET (pg_attver=1);\n", ""},
		{"ALTER TABLE ONLY a ALTER COLUMN b SET (pg_attver=1, n_distinct=5);\n", "ALTER TABLE ONLY a ALTER COLUMN b SET (n_distinct=5);\n"},
		{"COMMENT ON TABLE a IS 'pg_attver=1';\n", "COMMENT ON TABLE a IS 'pg_attver=1';\n"},
	}
	for _, test := range tests {
		if got := pgtest.CleanDump(test.in); got != test.want {
			t.Errorf("%q becomes %q, want %q", test.in, got, test.want)
		}
	}
}
