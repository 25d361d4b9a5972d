package restore

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"
	"github.com/jackc/pgx/v5/pgproto3"

	"promark/archive"
)

// Rows go to the server with one message that holds the COPYs of several relations, and behind it
// the rows of all of them: the server takes them one after the other, and nobody waits for a round
// trip in between. When a statement fails, the server drops what comes until it is ready again, and
// what is still sent of the rows then (PostgresMain in src/backend/tcop/postgres.c: "Accept but
// ignore these messages, per protocol spec").

// copyIn is the COPY of one load.
type copyIn struct {
	loading
	before []string // statements that have to come first
	sql    string
}

// Head and trailer of a binary COPY (src/backend/commands/copyfromparse.c): the signature, no
// flags, no header extension; a field count of -1.
const (
	binaryHead    = "PGCOPY\n\377\r\n\000\000\000\000\000\000\000\000\000"
	binaryTrailer = "\377\377"
)

// copyTogether runs COPYs in one round trip, and compares the rows that the server took with those
// that were sent.
func (s *session) copyTogether(ctx context.Context, copies []copyIn) ([]loaded, *Failure) {
	if len(copies) == 0 {
		return nil, nil
	}
	x := &copyExchange{s: s, copies: copies, counts: make([]loaded, len(copies))}
	err := x.run(ctx)
	if x.damage != nil {
		return nil, newFailure("load", copies[x.sent].entry, "", x.damage)
	}
	for i := range copies {
		c := &copies[i]
		switch {
		case i == len(x.taken) && err == nil:
			err = errors.New("the server ran fewer statements than it was sent")
			fallthrough
		case i == len(x.taken):
			return nil, newFailure("load", c.entry, c.statement(), err)
		case x.taken[i] != x.counts[i].rows && !mergesRows(c.entry):
			err := fmt.Errorf("the archive has %d rows, the server took %d", x.counts[i].rows, x.taken[i])
			return nil, newFailure("load", c.entry, c.statement(), err)
		}
	}
	if err != nil {
		return nil, newFailure("load", copies[len(copies)-1].entry, "", err)
	}
	return x.counts, nil
}

// copyOne runs one COPY.
func (s *session) copyOne(ctx context.Context, c copyIn) (loaded, *Failure) {
	counts, failed := s.copyTogether(ctx, []copyIn{c})
	if failed != nil {
		return loaded{}, failed
	}
	return counts[0], nil
}

func (c *copyIn) statement() string { return strings.Join(append(c.before, c.sql), "; ") }

// copyExchange is one message of COPYs with the rows behind it, and what comes back.
type copyExchange struct {
	s      *session
	copies []copyIn
	taken  []int64 // rows, by the COPYs that the server has ended
	ended  int     // statements of the one that it works on

	// Of the goroutine that sends, until it ends.
	counts []loaded
	sent   int   // the COPY whose rows are sent
	damage error // why they ended before their end

	failed atomic.Bool // the server takes no more rows
}

// run sends and receives until the server is ready again. Rows are sent by a goroutine, since the
// server may have something to say meanwhile; it has ended when run returns.
func (x *copyExchange) run(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	conn := x.s.conn
	watcher := ctxwatch.NewContextWatcher(&pgconn.CancelRequestContextWatcherHandler{Conn: conn, DeadlineDelay: cancelGrace})
	watcher.Watch(ctx)
	defer watcher.Unwatch()
	statements := make([]string, len(x.copies))
	for i := range x.copies {
		statements[i] = x.copies[i].statement()
	}
	x.s.current = x.copies[0].entry
	conn.Frontend().Send(&pgproto3.Query{String: strings.Join(statements, ";\n")})
	if err := conn.Frontend().Flush(); err != nil {
		conn.Conn().Close() // makes the next read fail, which tells pgconn
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := x.send(&copyWriter{to: conn.Conn()}); err != nil {
			conn.Conn().Close()
		}
	}()
	err := x.receive()
	x.failed.Store(true)
	<-ended
	if ctx.Err() != nil && err != nil {
		return errors.Join(err, context.Cause(ctx))
	}
	return err
}

// send sends all rows.
func (x *copyExchange) send(w *copyWriter) error {
	for x.sent = range x.copies {
		head, trailer := []byte(binaryHead), []byte(binaryTrailer)
		if x.copies[x.sent].entry.Data.Format == archive.FormatText {
			head, trailer = nil, nil
		}
		if err := w.write(head); err != nil {
			return err
		}
		if err := x.sendRows(w); err != nil {
			return err
		}
		switch {
		case x.failed.Load():
			return nil
		case x.damage != nil:
			return errors.Join(w.end(&pgproto3.CopyFail{Message: x.damage.Error()}), w.flush())
		}
		if err := errors.Join(w.write(trailer), w.end(&pgproto3.CopyDone{})); err != nil {
			return err
		}
	}
	return w.flush()
}

func (x *copyExchange) sendRows(w *copyWriter) error {
	source, count := x.copies[x.sent].source, &x.counts[x.sent]
	for !x.failed.Load() {
		piece, err := source.next()
		if isEnd(err) {
			break
		}
		if err != nil {
			x.damage = err
			return nil
		}
		count.bytes += int64(len(piece))
		if err := w.write(piece); err != nil {
			return err
		}
	}
	count.rows = source.rows()
	return nil
}

// receive reads what the server says until it is ready for more.
func (x *copyExchange) receive() error {
	var failed error
	for {
		m, err := x.s.conn.ReceiveMessage(context.Background()) // run watches the context
		if err != nil {
			return errors.Join(failed, err)
		}
		switch m := m.(type) {
		case *pgproto3.ReadyForQuery:
			return failed
		case *pgproto3.ErrorResponse:
			failed = errors.Join(failed, pgconn.ErrorResponseToPgError(m))
			x.failed.Store(true)
		case *pgproto3.CommandComplete:
			x.complete(pgconn.NewCommandTag(string(m.CommandTag)))
		}
	}
}

// complete takes note of a statement that has ended.
func (x *copyExchange) complete(tag pgconn.CommandTag) {
	if x.ended++; x.ended <= len(x.copies[len(x.taken)].before) {
		return
	}
	x.taken, x.ended = append(x.taken, tag.RowsAffected()), 0
	if len(x.taken) < len(x.copies) {
		x.s.current = x.copies[len(x.taken)].entry
	}
}
