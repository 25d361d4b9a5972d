package dump

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgproto3"
)

// copier sends the rows of one COPY to a sink, message by message: the server
// puts one row into each CopyData message, and the bytes go from the
// connection's buffer to the sink without a copy in between.
type copier struct {
	job      *job
	sink     sink
	report   *reporter
	started  bool // the server has begun to send
	head     bool // the head of a binary COPY has been seen
	finished bool // and its trailer

	rows, bytes           int64
	countRows, countBytes int64 // not reported yet
}

// start is called when the server is ready to send.
func (c *copier) start(m *pgproto3.CopyOutResponse) error {
	if format := m.OverallFormat == 0; format != c.job.text {
		return errors.New("the server sends another format than it was asked for")
	}
	c.started = true
	return c.sink.Begin(c.job.stream)
}

// binaryHead is how a binary COPY begins: signature, flags, length of an
// extension (https://www.postgresql.org/docs/current/sql-copy.html). Flags
// and an extension would change what follows; no server sends them.
var binaryHead = []byte("PGCOPY\n\xff\r\n\x00\x00\x00\x00\x00\x00\x00\x00\x00")

var errSequence = errors.New("the server sends what is not a binary COPY")

// message takes one CopyData message.
func (c *copier) message(data []byte) error {
	if c.job.text {
		if err := c.checkReferences(data); err != nil {
			return err
		}
		return c.row(data)
	}
	if !c.head {
		if !bytes.HasPrefix(data, binaryHead) {
			return errSequence
		}
		c.head = true
		data = data[len(binaryHead):]
		if len(data) == 0 {
			return nil
		}
	}
	switch {
	case c.finished || len(data) < 2:
		return errSequence
	case binary.BigEndian.Uint16(data) == 0xffff:
		c.finished = true
		if len(data) != 2 {
			return errSequence
		}
		return nil
	}
	return c.row(data)
}

// reportBytes is how many bytes of rows are counted before they are reported.
const reportBytes = 256 << 10

func (c *copier) row(data []byte) error {
	if err := c.sink.Row(data); err != nil {
		return err
	}
	c.rows++
	c.bytes += int64(len(data))
	c.countRows++
	c.countBytes += int64(len(data))
	if c.countBytes >= reportBytes {
		c.flushCount()
	}
	return nil
}

func (c *copier) flushCount() {
	c.report.count(c.countRows, c.countBytes)
	c.countRows, c.countBytes = 0, 0
}

// checkReferences refuses rows whose object is gone: its name is then written
// as a bare OID, which loads without an error and means something else in
// another database.
func (c *copier) checkReferences(line []byte) error {
	if len(c.job.relation.references) == 0 {
		return nil
	}
	fields := bytes.Split(bytes.TrimSuffix(line, []byte("\n")), []byte("\t"))
	for _, i := range c.job.relation.references {
		if i >= len(fields) || isNumber(fields[i]) {
			return fmt.Errorf("row %d refers to an object that does not exist any more (column %d): %q",
				c.rows+1, i+1, line)
		}
	}
	return nil
}

func isNumber(text []byte) bool {
	for _, b := range text {
		if b < '0' || b > '9' {
			return false
		}
	}
	return len(text) > 0
}

// end compares the rows that came with those that the server says it sent.
func (c *copier) end(tag string) error {
	if !c.job.text && !c.finished {
		return errSequence
	}
	said, err := strconv.ParseInt(string(bytes.TrimPrefix([]byte(tag), []byte("COPY "))), 10, 64)
	if err != nil || said != c.rows {
		return fmt.Errorf("%d rows arrived, the server says %q", c.rows, tag)
	}
	info, err := c.sink.End()
	if err != nil {
		return err
	}
	c.flushCount()
	if info.Rows != c.rows {
		return fmt.Errorf("%d rows arrived, %d were stored", c.rows, info.Rows)
	}
	return nil
}

// exchange is one simple query of several statements on a session, and the
// reading of what comes back.
type exchange struct {
	s *session
	// complete is called for every statement that has ended, with its number
	// from 0 and its command tag.
	complete func(n int, tag string) error
	// Called for the messages of a COPY and of rows.
	copyOut  func(*pgproto3.CopyOutResponse) error
	copyData func([]byte) error
	dataRow  func([][]byte) error
}

// run sends the statements and reads until the server is ready again. A
// server error comes back as *pgconn.PgError, with the session usable; an
// error of a callback comes back after everything has been read, unless ctx
// ends before: what a callback refuses must not break the connection. Any
// other error has ended the session.
func (x *exchange) run(ctx context.Context, sql string) error {
	pc := x.s.conn.PgConn()
	if err := ctx.Err(); err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, func() { pc.Conn().SetDeadline(time.Unix(1, 0)) })
	defer stop()
	pc.Frontend().Send(&pgproto3.Query{String: sql})
	if err := pc.Frontend().Flush(); err != nil {
		return contextError(ctx, fmt.Errorf("send query: %w", err))
	}
	var failed error
	for n := 0; ; {
		m, err := pc.ReceiveMessage(context.Background())
		if err != nil {
			return errors.Join(failed, contextError(ctx, err))
		}
		switch m := m.(type) {
		case *pgproto3.ReadyForQuery:
			if !stop() && ctx.Err() != nil {
				return errors.Join(failed, ctx.Err())
			}
			return failed
		case *pgproto3.ErrorResponse:
			failed = errors.Join(failed, pgconn.ErrorResponseToPgError(m))
		case *pgproto3.CommandComplete:
			if failed == nil {
				failed = x.complete(n, string(m.CommandTag))
			}
			n++
		default:
			if failed == nil {
				failed = x.handle(m)
			}
		}
	}
}

func (x *exchange) handle(m pgproto3.BackendMessage) error {
	switch m := m.(type) {
	case *pgproto3.CopyData:
		return x.copyData(m.Data)
	case *pgproto3.CopyOutResponse:
		return x.copyOut(m)
	case *pgproto3.DataRow:
		return x.dataRow(m.Values)
	}
	return nil
}

// contextError prefers the reason why ctx ended over the broken connection
// that follows from it.
func contextError(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}
