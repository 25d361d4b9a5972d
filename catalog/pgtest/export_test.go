//go:build linux

package pgtest

import "os"

// Dir gives the folder of a server.
func (s *Server) Dir() string { return s.dir }

// Guard gives the guard's process.
func (s *Server) Guard() *os.Process { return s.guard.Process }

// The parts of PgDump and of the cache that tests look at alone.
var (
	CleanDump = cleanDump
	Cached    = cached
	Sweep     = sweep
)
