//go:build linux

package pgtest

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// Pooler is a running pgbouncer before a server.
type Pooler struct{ s *Server }

// poolerConfig takes the server's port, the port of its own, the mode and a
// folder. Pools are small, so that they are shared as soon as they can be.
const poolerConfig = `[databases]
* = host=127.0.0.1 port=%d
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = %d
unix_socket_dir =
auth_type = trust
pool_mode = %s
default_pool_size = 20
max_client_conn = 100
%s
`

// poolerUsers lets the superuser in without a password.
const poolerUsers = `"postgres" ""
`

// NewPooler starts a pgbouncer of a mode ("session", "transaction" or
// "statement") before the server, with more lines for its configuration. It
// ends with the test. Clients are the superuser.
func (s *Server) NewPooler(t testing.TB, mode string, settings ...string) *Pooler {
	t.Helper()
	in, err := installDebian(debianPooler())
	if err != nil {
		t.Fatalf("get pgbouncer: %v", err)
	}
	p, err := launch(in, 0, func(p *Server) guardOrder {
		return guardOrder{Program: "pgbouncer", Args: []string{p.in.inside(p.dir) + "/pgbouncer.ini"}, Ready: "process up"}
	})
	if err != nil {
		t.Fatalf("start pgbouncer: %v", err)
	}
	t.Cleanup(func() {
		if err := p.end(); err != nil {
			t.Errorf("end pgbouncer: %v", err)
		}
	})
	more := ""
	for _, line := range settings {
		more += line + "\n"
	}
	users := filepath.Join(p.dir, "users.txt")
	more += "auth_file = " + p.in.inside(p.dir) + "/users.txt\n"
	config := fmt.Sprintf(poolerConfig, s.Port, p.Port, mode, more)
	err = errors.Join(os.WriteFile(users, []byte(poolerUsers), 0o644),
		os.WriteFile(filepath.Join(p.dir, "pgbouncer.ini"), []byte(config), 0o644))
	if err == nil {
		err = p.command(guardStart)
	}
	if err != nil {
		t.Fatalf("start pgbouncer: %v\n%s", err, p.logTail())
	}
	return &Pooler{p}
}

// URL gives a connection URI of a database for the superuser, by way of the pooler.
func (p *Pooler) URL(db *DB) string { return p.s.DB(db.Name).URL() }

// Log gives what the pooler has logged so far.
func (p *Pooler) Log(t testing.TB) string { return p.s.Log(t) }
