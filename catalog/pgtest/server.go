//go:build linux

package pgtest

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// Superuser is the name of the superuser that every server has.
const Superuser = "postgres"

// locale is the locale of the databases that have no other: the only one
// besides C that every glibc system has.
const locale = "C.UTF-8"

// The contents of a server's folder, beside the socket.
const (
	dataName = "data"
	lockName = "lock" // held by the guard while it lives
	logName  = "log"
)

// Server is a running PostgreSQL server with throw-away data.
type Server struct {
	Major       int
	Port        int    // on 127.0.0.1
	Socket      string // folder of its Unix socket
	Password    string // of Superuser over TCP; empty: no password is asked
	Certificate string // file, of 127.0.0.1 and localhost; empty: no TLS
	DataDir     string

	in    install
	dir   string
	mu    sync.Mutex // one command at a time
	stdin io.WriteCloser
	reply *bufio.Reader
	guard *exec.Cmd
}

// Log gives what the server has logged so far.
func (s *Server) Log(t testing.TB) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(s.dir, logName))
	if err != nil {
		t.Fatalf("read the server's log: %v", err)
	}
	return string(text)
}

// Restart shuts the server down cleanly, cutting its connections, and starts
// it again on the same port.
func (s *Server) Restart(t testing.TB) {
	t.Helper()
	s.must(t, guardFast)
	s.must(t, guardStart)
}

// Stop shuts the server down cleanly, cutting its connections.
func (s *Server) Stop(t testing.TB) {
	t.Helper()
	s.must(t, guardFast)
}

// Crash ends the server without a shutdown; the next start has to recover.
// Since the servers run with fsync off, only the server may crash, not the
// machine: what it wrote is in the page cache.
func (s *Server) Crash(t testing.TB) {
	t.Helper()
	s.must(t, guardImmediate)
}

// Run starts a server again that was stopped or crashed.
func (s *Server) Run(t testing.TB) {
	t.Helper()
	s.must(t, guardStart)
}

func (s *Server) must(t testing.TB, command string) {
	t.Helper()
	if err := s.command(command); err != nil {
		t.Fatalf("server %d: %v\n%s", s.Major, err, s.logTail())
	}
}

// command has the guard do something and waits until it is done.
func (s *Server) command(command string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, err := io.WriteString(s.stdin, command+"\n"); err != nil {
		return fmt.Errorf("%s: write to the guard: %w", command, err)
	}
	line, err := s.reply.ReadString('\n')
	if err != nil {
		return fmt.Errorf("%s: the guard gave no answer: %w", command, err)
	}
	if line != "ok\n" {
		return fmt.Errorf("%s: %s", command, strings.TrimSpace(line))
	}
	return nil
}

// logTail gives the end of the log, for messages.
func (s *Server) logTail() string {
	text, err := os.ReadFile(filepath.Join(s.dir, logName))
	if err != nil {
		return err.Error()
	}
	return string(text[max(0, len(text)-4000):])
}

// end stops the server and waits until its guard has removed everything.
func (s *Server) end() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.stdin.Close()
	if wait := s.guard.Wait(); wait != nil {
		err = errors.Join(err, fmt.Errorf("guard: %w", wait))
	}
	return err
}

// startTries bounds how often a start is tried: another process may take the
// port between our look and the server's bind.
const startTries = 5

// start starts a server of an installation in a new folder.
func start(in install, major int, o options) (*Server, error) {
	if err := sweep(); err != nil {
		return nil, err
	}
	template := o.template
	if template == "" {
		fresh, err := in.template()
		if err != nil {
			return nil, err
		}
		template = fresh
	}
	var errs []error
	for range startTries {
		s, err := startOnce(in, major, template, o)
		if err == nil {
			return s, nil
		}
		errs = append(errs, err)
	}
	return nil, fmt.Errorf("start PostgreSQL %d: %w", major, errors.Join(errs...))
}

func startOnce(in install, major int, template string, o options) (*Server, error) {
	s, err := launch(in, major, postmasterOrder)
	if err != nil {
		return nil, err
	}
	err = s.prepare(template, o)
	if err == nil {
		err = s.command(guardStart)
	}
	if err == nil && o.password != "" {
		err = s.setPassword(o.password)
	}
	if err != nil {
		return nil, errors.Join(err, errors.New(s.logTail()), s.end())
	}
	return s, nil
}

// postmasterOrder says how postgres runs. The line is that of postmaster.c.
func postmasterOrder(s *Server) guardOrder {
	return guardOrder{
		Program: "postgres",
		Args:    []string{"-D", filepath.Join(s.in.inside(s.dir), dataName)},
		Ready:   "database system is ready to accept ", // connections, or read-only ones: a standby
	}
}

// launch makes a server's folder and starts the guard that will remove it.
func launch(in install, major int, order func(*Server) guardOrder) (*Server, error) {
	cache, err := cacheDir()
	if err != nil {
		return nil, err
	}
	runs := filepath.Join(cache, "run")
	if err := os.MkdirAll(runs, 0o755); err != nil {
		return nil, fmt.Errorf("make the folder of servers: %w", err)
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(runs, fmt.Sprintf("%s-%d-%d", in.name, os.Getpid(), port))
	if err := in.newServerDir(dir); err != nil {
		return nil, err
	}
	s := &Server{Major: major, Port: port, Socket: dir, DataDir: filepath.Join(dir, dataName), in: in, dir: dir}
	return s, s.startGuard(order(s))
}

func (s *Server) startGuard(order guardOrder) error {
	order.Root, order.Dir, order.Mounts = s.in.root, s.dir, s.in.mounts
	order.Program = s.in.bin + "/" + order.Program
	cmd, err := guardCommand(order)
	if err != nil {
		return err
	}
	stdin, err1 := cmd.StdinPipe()
	stdout, err2 := cmd.StdoutPipe()
	if err := errors.Join(err1, err2, cmd.Start()); err != nil {
		return fmt.Errorf("start the guard: %w", err)
	}
	s.guard, s.stdin, s.reply = cmd, stdin, bufio.NewReader(stdout)
	return nil
}

// prepare copies the template and writes the configuration.
func (s *Server) prepare(template string, o options) error {
	cp := exec.Command("cp", "-a", "--reflink=auto", template, s.DataDir)
	if out, err := cp.CombinedOutput(); err != nil {
		return fmt.Errorf("copy the data directory: %w: %s", err, out)
	}
	settings := slices.Concat(s.baseSettings(), s.in.settings, o.settings)
	if o.tls {
		ssl, err := s.useTLS()
		if err != nil {
			return err
		}
		settings = append(settings, ssl...)
	}
	f, err := os.OpenFile(filepath.Join(s.DataDir, "postgresql.conf"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return fmt.Errorf("configure the server: %w", err)
	}
	for _, set := range settings {
		name, value, _ := strings.Cut(set, "=")
		fmt.Fprintf(f, "%s = '%s'\n", name, strings.ReplaceAll(value, "'", "''"))
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("configure the server: %w", err)
	}
	if o.password == "" {
		return nil
	}
	return os.WriteFile(filepath.Join(s.DataDir, "pg_hba.conf"), []byte(passwordRules), 0o644)
}

// passwordRules is a pg_hba.conf that trusts the Unix socket only.
const passwordRules = "local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n"

// baseSettings makes a server fast, and its data as volatile as the machine is:
// synchronous_commit stays on, so that a crash of the server loses nothing that
// was committed. Autovacuum would take locks and change statistics at moments
// of its own.
func (s *Server) baseSettings() []string {
	return []string{
		fmt.Sprintf("port=%d", s.Port), "listen_addresses=127.0.0.1",
		"unix_socket_directories=" + s.in.inside(s.dir),
		"fsync=off", "full_page_writes=off",
		"shared_buffers=64MB", "max_wal_size=1GB", "wal_level=logical", "jit=off", "autovacuum=off",
		"max_connections=100", "max_prepared_transactions=10", "password_encryption=scram-sha-256",
		"timezone=UTC", "log_timezone=UTC", "log_line_prefix=%m [%p] %q%d ",
	}
}

// freePort gives a free port below the range that the kernel takes for
// outgoing connections, so that a server can be restarted on it.
func freePort() (int, error) {
	const first, last = 15000, 32000
	for range 100 {
		port := first + rand.IntN(last-first)
		l, err := net.Listen("tcp4", fmt.Sprintf("127.0.0.1:%d", port))
		if err != nil {
			continue
		}
		return port, l.Close()
	}
	return 0, fmt.Errorf("found no free port from %d to %d", first, last)
}
