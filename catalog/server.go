package catalog

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Conn is what this package needs of a connection: *pgx.Conn and pgx.Tx have
// it. Queries run one after the other, in the transaction that the caller
// has opened.
type Conn interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// Server is a connected server and database: the facts that decide how its
// catalogs are read. It belongs to one connection and one goroutine.
type Server struct {
	Conn       Conn
	VersionNum int    // server_version_num, e.g. 150018
	Version    string // server_version, e.g. "15.18 (Debian 15.18-0+deb12u1)"
	Major      int    // 12 to 18
	Encoding   string // of the database, e.g. "UTF8"
	Database   string // current_database()
	InRecovery bool   // a standby
	Superuser  bool   // the session's user is one
	User       string // current_user
	Backend    uint32 // process ID; another one than the login gave: a pooler is in between

	selected string // condition on pg_class c: relations whose definitions are read; "": all
}

const serverQuery = `
SELECT current_setting('server_version_num')::int,
       current_setting('server_version'),
       pg_encoding_to_char(d.encoding),
       d.datname,
       pg_is_in_recovery(),
       (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user),
       current_user::text,
       pg_catalog.pg_backend_pid()::int8
  FROM pg_catalog.pg_database d
 WHERE d.datname = current_database()`

// Connect reads the facts of the server at the other end of conn. It does
// not judge them: see [Server.CheckSupported].
func Connect(ctx context.Context, conn Conn) (*Server, error) {
	s := &Server{Conn: conn}
	err := conn.QueryRow(ctx, serverQuery).Scan(&s.VersionNum, &s.Version,
		&s.Encoding, &s.Database, &s.InRecovery, &s.Superuser, &s.User, &s.Backend)
	if err != nil {
		return nil, fmt.Errorf("read server version: %w", err)
	}
	s.Major = s.VersionNum / 10000
	return s, nil
}

// CheckSupported refuses servers older than [OldestServer] and, unless
// allowNewer is set, newer than [NewestServer].
func (s *Server) CheckSupported(allowNewer bool) error {
	switch {
	case s.Major < OldestServer:
		return fmt.Errorf("server is PostgreSQL %s: versions before %d are not supported",
			s.Version, OldestServer)
	case s.Major > NewestServer && !allowNewer:
		return fmt.Errorf("server is PostgreSQL %s: newer than %d, the newest version this promark knows",
			s.Version, NewestServer)
	}
	return nil
}
