package catalog

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// poolerWait bounds how long a pooler may take to give a second session.
const poolerWait = 10 * time.Second

var errPooled = errors.New("the server is reached through a pooler that lends its sessions for a transaction or " +
	"a statement at a time (pool_mode of pgbouncer): settings, locks and snapshots need a session of their own; " +
	"connect to the server itself, or through a pool in session mode")

// RefuseTransactionPooling tells whether the statements of conn all run in one
// session of the server that nobody else has. A session that is lent for each
// transaction loses locks and settings, and gives them to others.
//
// A pooler is recognised by the process ID that it gave at the login, which is
// not the backend's (pgbouncer, Supavisor and the RDS proxy make up their own).
// Only then are more statements sent, and is a second connection made:
// a pooler that lends the server's sessions in turn answers the first two
// statements from two of them, and one that lends the last used first answers
// both connections from one. What it leaves behind in the pool it ends, conn's
// backend as well.
func RefuseTransactionPooling(ctx context.Context, conn *pgconn.PgConn,
	connect func(context.Context) (*pgconn.PgConn, error),
) error {
	first, err := backendPID(ctx, conn)
	if err != nil || first == conn.PID() {
		return err
	}
	wait, cancel := context.WithTimeout(ctx, poolerWait)
	defer cancel()
	if again, err := backendPID(wait, conn); err != nil {
		return err
	} else if again != first {
		return errPooled
	}
	other, err := connect(wait)
	if err == nil {
		defer other.Close(ctx)
		var second uint32
		second, err = backendPID(wait, other)
		switch {
		case err == nil && second == first:
			return errPooled
		case err == nil:
			EndBackend(ctx, other)
			EndBackend(ctx, conn)
			return nil
		}
	}
	if err != nil && ctx.Err() == nil && wait.Err() != nil {
		return fmt.Errorf("the pooler before the server gave no second session in %s: raise its pool size "+
			"(default_pool_size of pgbouncer) above the number of workers, or connect to the server itself", poolerWait)
	}
	return err
}

// EndBackend ends the backend of a connection that goes through a pooler. Left to itself, the
// pooler would keep it: it counts as a client of the database, has TimescaleDB's library loaded, and
// the database's settings of the time when it began.
func EndBackend(ctx context.Context, conn *pgconn.PgConn) {
	// The answer is an error, or none: the session is over either way.
	_, _ = conn.Exec(ctx, "SELECT pg_catalog.pg_terminate_backend(pg_catalog.pg_backend_pid())").ReadAll()
}

// backendPID asks for the process at the other end.
func backendPID(ctx context.Context, conn *pgconn.PgConn) (uint32, error) {
	results, err := conn.Exec(ctx, "SELECT pg_catalog.pg_backend_pid()").ReadAll()
	if err != nil {
		return 0, fmt.Errorf("ask the server for its process: %w", err)
	}
	pid, err := strconv.ParseUint(string(results[0].Rows[0][0]), 10, 32)
	if err != nil {
		return 0, fmt.Errorf("ask the server for its process: %w", err)
	}
	return uint32(pid), nil
}
