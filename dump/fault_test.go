//go:build linux

package dump

import (
	"context"
	"errors"
	"io"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"promark/catalog/pgtest"
)

// faultDatabase has a table that is large enough for a fault to happen while
// its rows flow.
func faultDatabase(t *testing.T) *pgtest.DB {
	db := pgtest.Get(t, 17).NewDatabase(t)
	db.Exec(t, `CREATE TABLE small (i int); INSERT INTO small VALUES (1);
		CREATE TABLE large AS SELECT i, string_agg(md5((i * 30 + n)::text), '') AS t
			FROM generate_series(1, 10000) i, generate_series(1, 30) n GROUP BY i`)
	return db
}

// checkNothingLeft fails if the server still has a session of ours, or the
// process a goroutine.
func checkNothingLeft(t *testing.T, db *pgtest.DB) {
	t.Helper()
	const sessions = `SELECT pid, state, left(query, 80) FROM pg_stat_activity
		WHERE application_name IN ('promark dump', 'promark compare') AND datname = current_database()`
	var left []string
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		left = db.Rows(t, sessions)
		if len(left) == 0 && len(goroutines()) == 0 {
			return
		}
	}
	t.Errorf("sessions left: %q, goroutines left: %s", left, strings.Join(goroutines(), "\n\n"))
}

// goroutines gives the stacks of those that belong to a dump.
func goroutines() (left []string) {
	text := make([]byte, 1<<20)
	text = text[:runtime.Stack(text, true)]
	for _, stack := range strings.Split(string(text), "\n\n")[1:] { // the first is our own
		if strings.Contains(stack, "promark/dump.(*") || strings.Contains(stack, "pgconn.(*PgConn)") {
			left = append(left, stack)
		}
	}
	return left
}

// failingWriter fails after some bytes, and may do something then.
type failingWriter struct {
	left int
	err  error
	do   func()
}

func (w *failingWriter) Write(b []byte) (int, error) {
	w.left -= len(b)
	if w.left > 0 {
		return len(b), nil
	}
	if w.do != nil {
		w.do()
		w.do = nil
	}
	if w.err != nil {
		return 0, w.err
	}
	return len(b), nil
}

// dumpInto runs a dump into a writer, and gives its error, which must come in time.
func dumpInto(t *testing.T, ctx context.Context, db *pgtest.DB, w io.Writer, change func(*Options)) error {
	t.Helper()
	o, _ := options(t, db)
	o.Output = w
	o.test.splitBytes = 1 << 20
	committed := false
	o.Commit = func() error { committed = true; return nil }
	if change != nil {
		change(&o)
	}
	begin := time.Now()
	_, err := Run(ctx, o)
	if took := time.Since(begin); took > 60*time.Second {
		t.Errorf("it took %s", took)
	}
	if err == nil || committed {
		t.Errorf("error %v, committed: %t", err, committed)
	}
	checkNothingLeft(t, db)
	return err
}

// A full disk ends the dump, whether it is full at once, in the middle or at
// the very end; the archive's file is gone.
func TestDiskFull(t *testing.T) {
	db := faultDatabase(t)
	o, out := options(t, db)
	if _, err := Run(context.Background(), o); err != nil {
		t.Fatal(err)
	}
	for _, at := range []int{0, 1000, out.Len() / 2, out.Len() - 10} {
		err := dumpInto(t, context.Background(), db, &failingWriter{left: at, err: syscall.ENOSPC}, nil)
		if !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), "write archive") {
			t.Errorf("disk full after %d bytes: %v", at, err)
		}
	}
}

// Whoever ends one of our backends ends the dump, and the error says which.
func TestBackendKilled(t *testing.T) {
	db := faultDatabase(t)
	for _, c := range []struct{ which, want string }{
		{"query ~ 'COPY'", "copy table"},
		{"state = 'idle in transaction' AND query !~ 'COPY'", "the connection that holds the locks"},
	} {
		killed := 0
		w := &failingWriter{left: 1 << 19, do: func() {
			killed = len(db.Rows(t, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
				WHERE application_name = 'promark dump' AND datname = current_database() AND `+c.which))
		}}
		err := dumpInto(t, context.Background(), db, w, nil)
		if killed == 0 || err == nil || !strings.Contains(err.Error(), c.want) || sqlState(err) != "57P01" {
			t.Errorf("%s: %d backends killed: %v", c.which, killed, err)
		}
	}
}

// The end of the context ends everything, at any point.
func TestCancel(t *testing.T) {
	db := faultDatabase(t)
	for _, point := range []string{"listed", "batch", "locked", "snapshot", "verified", "catalog", "copy"} {
		ctx, cancel := context.WithCancelCause(context.Background())
		why := errors.New("because")
		err := dumpInto(t, ctx, db, io.Discard, func(o *Options) {
			o.test.hook = func(p string) {
				if p == point {
					cancel(why)
				}
			}
		})
		if !errors.Is(err, why) {
			t.Errorf("cancelled at %s: %v", point, err)
		}
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	why := errors.New("because")
	w := &failingWriter{left: 1 << 19, do: func() { cancel(why) }}
	if err := dumpInto(t, ctx, db, w, nil); !errors.Is(err, why) {
		t.Errorf("cancelled while rows flow: %v", err)
	}
}

// Cancelling also ends a wait for a lock; a lock time-out names the table.
func TestWaitForLock(t *testing.T) {
	db := faultDatabase(t)
	tx, err := db.Conn(t).Begin(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback(context.Background())
	if _, err := tx.Exec(context.Background(), "LOCK TABLE small"); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if err := dumpInto(t, ctx, db, io.Discard, nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("cancelled: %v", err)
	}
	err = dumpInto(t, context.Background(), db, io.Discard, func(o *Options) { o.LockTimeout = 100 * time.Millisecond })
	if err == nil || !strings.Contains(err.Error(), `"public"."small"`) || sqlState(err) != "55P03" {
		t.Errorf("lock time-out: %v", err)
	}
}

// Connections are cut after every so many messages, in both directions.
func TestConnectionCut(t *testing.T) {
	db := faultDatabase(t)
	proxy := db.Server.NewProxy(t)
	config, err := pgx.ParseConfig(proxy.URL(db))
	if err != nil {
		t.Fatal(err)
	}
	through := func(o *Options) { o.Config, o.Workers = config, 2 }
	o, _ := options(t, db)
	through(&o)
	if _, err := Run(context.Background(), o); err != nil {
		t.Fatal(err)
	}
	all := map[pgtest.Direction]pgtest.Traffic{}
	for _, way := range []pgtest.Direction{pgtest.ToServer, pgtest.ToClient} {
		all[way] = proxy.Passed(way)
	}
	for way, passed := range all {
		for i := range int64(6) {
			proxy.Plan(pgtest.Fault{Direction: way, After: passed.Messages * i / 6, Kind: pgtest.Cut})
			err := dumpInto(t, context.Background(), db, io.Discard, through)
			if !proxy.Fired() {
				t.Errorf("direction %d, message %d: the fault has not happened", way, passed.Messages*i/6)
			}
			t.Logf("direction %d, message %d: %v", way, passed.Messages*i/6, err)
		}
	}
	proxy.Plan(pgtest.Fault{Direction: pgtest.ToClient, After: all[pgtest.ToClient].Messages / 2, Kind: pgtest.Stall})
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	if err := dumpInto(t, ctx, db, io.Discard, through); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("stalled: %v", err)
	}
}

// What cannot be dumped and what the caller got wrong is said before anything
// is written.
func TestRefused(t *testing.T) {
	db := pgtest.Get(t, 17).NewDatabase(t)
	for _, c := range []struct {
		change func(*Options)
		want   string
	}{
		{func(o *Options) { o.Config = nil }, "no connection"},
		{func(o *Options) { o.Output = nil }, "no output"},
		{func(o *Options) { o.Workers = -1 }, "workers"},
		{func(o *Options) { o.Config.Database = "no such database" }, "no such database"},
	} {
		o, out := options(t, db)
		c.change(&o)
		_, err := Run(context.Background(), o)
		if err == nil || !strings.Contains(err.Error(), c.want) || out.Len() > 0 {
			t.Errorf("want an error with %q, got %v", c.want, err)
		}
	}
}
