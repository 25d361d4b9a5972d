package restore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"

	"promark/archive"
	"promark/catalog"
)

// session is one connection to the target, used by one goroutine at a time.
type session struct {
	conn    *pgconn.PgConn
	pgx     *pgx.Conn
	run     *run
	current *archive.Entry // whose statement or COPY runs, for warnings
	ledger  *ledger        // of the target; nil: what the session does is not written down
}

// cancelGrace is how long the server has to answer after a query was cancelled, before the
// connection is cut.
const cancelGrace = 5 * time.Second

// config copies the user's configuration for sessions of ours. A search_path in the startup
// packet would end up in the database settings that CREATE EXTENSION promscale writes, so it goes.
func (r *run) config(database string, s *session) *pgx.ConnConfig {
	c := r.opts.Config.Copy()
	c.Database = database
	c.DefaultQueryExecMode = pgx.QueryExecModeExec
	delete(c.RuntimeParams, "search_path")
	if c.RuntimeParams["application_name"] == "" {
		c.RuntimeParams["application_name"] = restoreName
	}
	c.OnNotice = func(_ *pgconn.PgConn, n *pgconn.Notice) { r.warn(s.current, n) }
	c.BuildContextWatcherHandler = func(conn *pgconn.PgConn) ctxwatch.Handler {
		return &pgconn.CancelRequestContextWatcherHandler{Conn: conn, DeadlineDelay: cancelGrace}
	}
	return c
}

// open starts a session of the target with every setting pinned. While the database is in
// restoring mode, the session is made sure to be in it, too.
func (r *run) open(ctx context.Context) (*session, error) {
	s, err := r.dial(ctx, r.result.Database, r.manifest.Database.Encoding)
	if err != nil {
		return nil, err
	}
	if err := r.prepare(ctx, s); err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

// dial connects, runs what has to come first (withLibrary, if nothing is given), and pins the settings.
// Text travels in the given encoding, "" being the session's.
func (r *run) dial(ctx context.Context, database, encoding string, first ...string) (*session, error) {
	s := &session{run: r}
	conn, err := pgx.ConnectConfig(ctx, r.config(database, s))
	if err != nil {
		return nil, fmt.Errorf("connect to the target: %w", err)
	}
	s.pgx, s.conn = conn, conn.PgConn()
	if first == nil {
		first = []string{withLibrary}
	}
	for _, sql := range first {
		if err := s.exec(ctx, sql); err != nil {
			return nil, errors.Join(fmt.Errorf("prepare a session: %s: %w", sql, err), s.close())
		}
	}
	if err := catalog.Pin(ctx, s.conn, catalog.Restoring, encoding); err != nil {
		return nil, errors.Join(err, s.close())
	}
	if r.opts.Role != "" {
		if err := s.exec(ctx, "SET ROLE "+catalog.Ident(r.opts.Role)); err != nil {
			return nil, errors.Join(fmt.Errorf("become role %s: %w", r.opts.Role, err), s.close())
		}
	}
	return s, nil
}

// prepare sets what a restoring session has beside the pinned settings. Commits need not wait for
// the disk: the last step of a restore flushes them all.
func (r *run) prepare(ctx context.Context, s *session) error {
	if err := s.exec(ctx, "SET synchronous_commit = off"); err != nil {
		return fmt.Errorf("prepare a session: %w", err)
	}
	if r.opts.DisableTriggers {
		if err := s.exec(ctx, "SET session_replication_role = replica"); err != nil {
			return fmt.Errorf("disable triggers: %w", err)
		}
	}
	if r.restoring {
		if err := assertRestoring(ctx, s); err != nil {
			return err
		}
	}
	return r.claim(ctx, s)
}

// close ends the session, and in a pool its backend: sessions have to be fresh. Its error matters
// to nobody: what was committed is committed.
func (s *session) close() error {
	ctx, cancel := context.WithTimeout(context.Background(), cancelGrace)
	defer cancel()
	if s.run.pooled && !s.conn.IsClosed() && s.conn.TxStatus() == 'I' {
		catalog.EndBackend(ctx, s.conn)
	}
	s.pgx.Close(ctx)
	return nil
}

// exec runs SQL with the simple protocol; several statements are one implicit transaction.
func (s *session) exec(ctx context.Context, sql string) error {
	_, err := s.conn.Exec(ctx, sql).ReadAll()
	return err
}

// rollback ends a transaction that may be open. A session that cannot is of no more use.
func (s *session) rollback(ctx context.Context) error {
	if s.conn.IsClosed() || s.conn.TxStatus() == 'I' {
		return nil
	}
	return s.exec(ctx, "ROLLBACK")
}

// text runs a query that gives one value, "" for NULL or no row.
func (s *session) text(ctx context.Context, sql string, args ...any) (string, error) {
	var value *string
	err := s.pgx.QueryRow(ctx, sql, args...).Scan(&value)
	if errors.Is(err, pgx.ErrNoRows) || err == nil && value == nil {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return *value, nil
}

// texts runs a query that gives one column of text.
func (s *session) texts(ctx context.Context, sql string, args ...any) ([]string, error) {
	rows, err := s.pgx.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}
