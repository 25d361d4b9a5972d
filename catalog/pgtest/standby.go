//go:build linux

package pgtest

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// NewStandby starts a hot standby of the server, which is restarted for the copy, and waits until it
// has what the server has. It ends with the test.
func (s *Server) NewStandby(t testing.TB, settings ...string) *Server {
	t.Helper()
	s.Stop(t)
	standby, err := launch(s.in, s.Major, postmasterOrder)
	if err != nil {
		t.Fatalf("start a standby: %v", err)
	}
	t.Cleanup(func() {
		if err := standby.end(); err != nil {
			t.Errorf("end the standby: %v", err)
		}
	})
	upstream := fmt.Sprintf("primary_conninfo=host=127.0.0.1 port=%d user=%s", s.Port, Superuser)
	err = standby.prepare(s.DataDir, options{settings: append(settings, upstream)})
	if err == nil {
		err = os.WriteFile(filepath.Join(standby.DataDir, "standby.signal"), nil, 0o644)
	}
	s.Run(t)
	if err == nil {
		err = standby.command(guardStart)
	}
	if err != nil {
		t.Fatalf("start a standby: %v\n%s", err, standby.logTail())
	}
	standby.CatchUp(t, s)
	return standby
}

// CatchUp waits until a standby has replayed what the server has written.
func (s *Server) CatchUp(t testing.TB, primary *Server) {
	t.Helper()
	// A record of its own: a standby that finds nothing to replay says nothing about how far it is.
	lsn := primary.DB("postgres").Text(t, "SELECT pg_switch_wal()")
	for end := time.Now().Add(startLimit); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if s.DB("postgres").Text(t, fmt.Sprintf("SELECT coalesce(pg_last_wal_replay_lsn() >= %s, false)", Literal(lsn))) == "t" {
			return
		}
	}
	t.Fatalf("the standby did not reach %s in %s\n%s", lsn, startLimit, s.logTail())
}
