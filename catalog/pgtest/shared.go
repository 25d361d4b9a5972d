//go:build linux

package pgtest

import (
	"errors"
	"fmt"
	"sync"
	"testing"
)

// An Option says how a private server differs from the shared ones.
type Option func(*options)

type options struct {
	settings []string
	password string
	tls      bool
	template string // data directory to begin with; empty: a fresh one
}

// Set sets a server setting, as postgresql.conf would: Set("work_mem", "1MB").
func Set(name, value string) Option {
	return func(o *options) { o.settings = append(o.settings, name+"="+value) }
}

// WithPassword makes the server ask for passwords (SCRAM) on TCP, and sets the
// superuser's.
func WithPassword(password string) Option {
	return func(o *options) { o.password = password }
}

// WithTLS gives the server a certificate (Server.Certificate); connections with
// and without encryption are taken.
func WithTLS() Option {
	return func(o *options) { o.tls = true }
}

// Start starts a private server, for tests that restart, crash or configure
// it. It is stopped at the end of the test.
func Start(t testing.TB, major int, opts ...Option) *Server {
	t.Helper()
	return private(t, func(o options) (*Server, error) { return startMajor(major, o) }, opts)
}

// StartTimescale is Start for the server that Timescale gives.
func StartTimescale(t testing.TB, opts ...Option) *Server {
	t.Helper()
	return private(t, func(o options) (*Server, error) { return startTimescale(debian17(), o) }, opts)
}

func private(t testing.TB, start func(options) (*Server, error), opts []Option) *Server {
	t.Helper()
	var o options
	for _, opt := range opts {
		opt(&o)
	}
	s, err := start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.end(); err != nil {
			t.Errorf("stop PostgreSQL %d: %v", s.Major, err)
		}
	})
	return s
}

// Get gives the shared server of a major version. The first call of a process
// starts it; it ends with the process. Tests take databases from it and must
// not change its settings.
func Get(t testing.TB, major int) *Server {
	t.Helper()
	return shared.get(t, fmt.Sprint(major), func() (*Server, error) { return startMajor(major, options{}) })
}

// Timescale gives the shared server with TimescaleDB: PostgreSQL 17 with
// TimescaleDB 2.19.3 in the Apache edition, which has hypertables, chunks and
// jobs, but neither compression nor continuous aggregates. The extension is
// preloaded; a database gets it with CREATE EXTENSION timescaledb.
func Timescale(t testing.TB) *Server {
	t.Helper()
	return shared.get(t, "timescale", func() (*Server, error) { return startTimescale(debian17(), options{}) })
}

// NewerTimescale is Timescale with PostgreSQL 18 and TimescaleDB 2.31 or what
// follows it, from a distribution that still moves: tests of it must not
// depend on a version.
func NewerTimescale(t testing.TB) *Server {
	t.Helper()
	return shared.get(t, "newer timescale", func() (*Server, error) { return startTimescale(debian18(), options{}) })
}

func startTimescale(d debian, o options) (*Server, error) {
	in, err := installDebian(d)
	if err != nil {
		return nil, err
	}
	// Each database with TimescaleDB takes a worker for its scheduler and one
	// per running job; without a free worker the scheduler silently stays away.
	in.settings = []string{"shared_preload_libraries=timescaledb", "max_worker_processes=64",
		"timescaledb.max_background_workers=48", "timescaledb.telemetry_level=off"}
	return start(in, d.major, o)
}

func startMajor(major int, o options) (*Server, error) {
	in, err := installMajor(major)
	if err != nil {
		return nil, err
	}
	return start(in, major, o)
}

// installMajor gives the installation of the npm package of a version.
func installMajor(major int) (install, error) {
	for _, b := range builds() {
		if b.major == major {
			dir, err := installBuild(b)
			return install{name: b.version, bin: dir + "/bin"}, err
		}
	}
	return install{}, fmt.Errorf("no PostgreSQL %d for tests", major)
}

// shared holds the servers of this process: they are to live longer than any
// one test, so no test can hold them.
var shared = sharedServers{started: map[string]func() (*Server, error){}}

type sharedServers struct {
	mu      sync.Mutex
	started map[string]func() (*Server, error)
}

func (p *sharedServers) get(t testing.TB, name string, start func() (*Server, error)) *Server {
	t.Helper()
	p.mu.Lock()
	once, ok := p.started[name]
	if !ok {
		once = sync.OnceValues(start)
		p.started[name] = once
	}
	p.mu.Unlock()
	s, err := once()
	if err != nil {
		t.Fatalf("server %s for tests: %v", name, err)
	}
	return s
}

// StopShared stops the shared servers of this process now, instead of at its
// end. Later calls of Get start new ones.
func StopShared() error {
	shared.mu.Lock()
	defer shared.mu.Unlock()
	var errs []error
	for _, started := range shared.started {
		if s, err := started(); err == nil {
			errs = append(errs, s.end())
		}
	}
	clear(shared.started)
	return errors.Join(errs...)
}
