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
	for _, encoding := range []string{"SQL_ASCII", "LATIN1"} {
		other := s.NewDatabase(t, pgtest.Encoding(encoding))
		if got := other.Text(t, "SHOW server_encoding"); got != encoding {
			t.Errorf("server_encoding is %s, want %s", got, encoding)
		}
	}
}
