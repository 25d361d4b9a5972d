package dump

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"io"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgproto3"

	"promark/catalog"
)

// session is a server connection with pinned settings.
type session struct {
	conn *pgx.Conn
	*catalog.Server
}

// readBuffer is the size of the buffer below the protocol: the server's own
// is 8 kB, which would be one system call for each.
const readBuffer = 128 << 10

// copySettings keep the rows of a relation in the order of its pages, in one
// process, and ctid ranges from being read as a whole.
const copySettings = "SET max_parallel_workers_per_gather = 0; SET enable_tidscan = on; SET enable_seqscan = on"

// connect opens a session. role says in errors what it is for.
func (d *dumper) connect(ctx context.Context, role string) (*session, error) {
	conn, err := pgx.ConnectConfig(ctx, d.config)
	if err != nil {
		return nil, fmt.Errorf("connect (%s): %w", role, err)
	}
	s := &session{conn: conn}
	if err := s.prepare(ctx, d); err != nil {
		s.close()
		return nil, fmt.Errorf("connect (%s): %w", role, err)
	}
	return s, nil
}

func (s *session) prepare(ctx context.Context, d *dumper) (err error) {
	if d.Role != "" {
		if err := s.exec(ctx, "SET ROLE "+catalog.Ident(d.Role)); err != nil {
			return fmt.Errorf("become role %s: %w", d.Role, err)
		}
	}
	if s.Server, err = catalog.Connect(ctx, s.conn); err != nil {
		return err
	}
	if err := s.CheckSupported(d.AllowNewer); err != nil {
		return err
	}
	if err := catalog.Pin(ctx, s.conn.PgConn(), catalog.Reading, cmp.Or(d.encoding, s.Encoding)); err != nil {
		return err
	}
	return s.exec(ctx, copySettings)
}

// sessionConfig is the caller's configuration with our reading side.
func (d *dumper) sessionConfig(from *pgx.ConnConfig) *pgx.ConnConfig {
	config := from.Copy()
	delete(config.RuntimeParams, "search_path")
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "promark dump"
	}
	config.BuildFrontend = func(r io.Reader, w io.Writer) *pgproto3.Frontend {
		return pgproto3.NewFrontend(bufio.NewReaderSize(r, readBuffer), w)
	}
	config.OnNotice = func(_ *pgconn.PgConn, n *pgconn.Notice) {
		if n.SeverityUnlocalized == "WARNING" {
			d.report.warn("server: " + n.Message)
		}
	}
	return config
}

// exec executes statements with the simple protocol: none of ours takes a
// snapshot.
func (s *session) exec(ctx context.Context, sql string) error {
	_, err := s.conn.PgConn().Exec(ctx, sql).ReadAll()
	return err
}

// closeTimeout bounds how long a session takes to end.
const closeTimeout = 5 * time.Second

// close ends an idle session, or one that pgx has given up.
func (s *session) close() {
	ctx, cancel := context.WithTimeout(context.Background(), closeTimeout)
	defer cancel()
	pc := s.conn.PgConn()
	if !pc.IsClosed() {
		pc.Conn().SetDeadline(time.Now().Add(closeTimeout))
		s.conn.Close(ctx)
		return
	}
	select { // pgx cancels and closes in the background
	case <-pc.CleanupDone():
	case <-ctx.Done():
		pc.Conn().Close()
	}
}

// kill ends a session in the middle of a statement, and the statement.
func (s *session) kill() {
	ctx, cancel := context.WithTimeout(context.Background(), closeTimeout)
	defer cancel()
	pc := s.conn.PgConn()
	if !pc.IsClosed() {
		pc.CancelRequest(ctx) // if this fails there is no backend left to cancel
	}
	s.close()
}
