//go:build linux

package main_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"promark/archive"
	"promark/catalog/pgtest"
	"promark/dump"
	"promark/restore"
)

// faultyRestore restores one small archive over and over, each time with another fault.
type faultyRestore struct {
	source *pgtest.DB
	server *pgtest.Server
	data   []byte
	whole  string // what wholeQuery gives of the source

	resumed int // restores that were cut off
}

// wholeQuery tells everything of the small database that a restore has to bring.
const wholeQuery = `SELECT concat_ws(' ', (SELECT sum(hashtext(t::text)) FROM large t), (SELECT sum(i) FROM small), (SELECT count(*) FROM v),
	lo_get(1), (SELECT string_agg(indexdef, ';' ORDER BY indexdef) FROM pg_indexes WHERE schemaname = 'public'),
	(SELECT string_agg(pg_get_constraintdef(oid), ';' ORDER BY conname) FROM pg_constraint WHERE connamespace = 'public'::regnamespace),
	(SELECT string_agg(relacl::text, ';' ORDER BY relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace), (SELECT count(*) FROM m))`

func newFaultyRestore(t *testing.T, server *pgtest.Server) *faultyRestore {
	f := &faultyRestore{server: server, source: pgtest.Get(t, 17).NewDatabase(t)}
	f.source.Exec(t, `CREATE TABLE small (i int PRIMARY KEY); INSERT INTO small VALUES (1), (2);
		CREATE TABLE large AS SELECT 1 + i % 2 AS i, repeat(md5(i::text), 9) AS t FROM generate_series(1, 300) i;
		ALTER TABLE large ADD FOREIGN KEY (i) REFERENCES small; CREATE INDEX ON large (t);
		CREATE VIEW v AS SELECT * FROM small; CREATE MATERIALIZED VIEW m AS SELECT * FROM large; GRANT SELECT ON v TO PUBLIC;
		CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; SELECT lo_create(1), lo_put(1, 0, 'x')`)
	f.data = dumped(t, dump.Options{Config: config(t, f.source), Workers: 2})
	f.whole = f.source.Text(t, wholeQuery)
	return f
}

// into restores, from the options' file or one of its own or a pipe, and checks that it ends in time and
// leaves neither goroutine nor session behind.
func (f *faultyRestore) into(t *testing.T, ctx context.Context, what string, o restore.Options, pipe bool) (*restore.Result, error) {
	t.Helper()
	var err error
	switch {
	case pipe:
		o.Pipe, err = archive.NewPipe(bytes.NewReader(f.data))
	case o.File == nil:
		o.File, err = archive.Open(bytes.NewReader(f.data), int64(len(f.data)))
	}
	if err != nil {
		t.Fatal(err)
	}
	begin := time.Now()
	result, err := restore.Run(ctx, o)
	if took := time.Since(begin); took > time.Minute {
		t.Errorf("%s: it took %s", what, took)
	}
	return result, err
}

// nothingLeft fails if a session or a goroutine of a restore goes on.
func nothingLeft(t *testing.T, what string, target *pgtest.DB) {
	t.Helper()
	var left []string
	for end := time.Now().Add(15 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		left = target.Rows(t, `SELECT pid, state, left(query, 80) FROM pg_stat_activity WHERE datname = current_database() AND application_name ~ '^promark'`)
		if left = append(left, stacksOf("promark/restore.", "pgconn.(*PgConn)")...); len(left) == 0 {
			return
		}
	}
	t.Errorf("%s: left are %s", what, strings.Join(left, "\n\n"))
}

// stacksOf gives the stacks of goroutines, but our own, that name one of these.
func stacksOf(names ...string) (found []string) {
	text := make([]byte, 1<<20)
	text = text[:runtime.Stack(text, true)]
	for _, stack := range strings.Split(string(text), "\n\n")[1:] {
		for _, name := range names {
			if strings.Contains(stack, name) {
				found = append(found, stack)
				break
			}
		}
	}
	return found
}

// checkState compares what a restore says of the target with what is there, and has the rest done.
func (f *faultyRestore) checkState(t *testing.T, what string, target *pgtest.DB, result *restore.Result, err error) {
	t.Helper()
	objects := target.Text(t, `SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace`)
	mark := target.Text(t, `SELECT count(*) FROM pg_namespace WHERE nspname = '_promark'`)
	switch result.State {
	case restore.Untouched:
		if objects != "0" || mark != "0" || err == nil {
			t.Errorf("%s: said untouched, there are %s objects, %s marks; %v", what, objects, mark, err)
		}
	case restore.Complete:
		if err != nil || mark != "0" || target.Text(t, wholeQuery) != f.whole {
			t.Errorf("%s: said complete, %s marks, %v", what, mark, err)
		}
	case restore.Partial:
		if err == nil {
			t.Errorf("%s: said partly restored, without an error", what)
		}
		if mark == "1" || objects == "0" { // otherwise the answer to the last commit has been lost
			f.resume(t, what, target)
		}
		if got := target.Text(t, wholeQuery); got != f.whole {
			t.Errorf("%s: there is\n%s, want\n%s", what, got, f.whole)
		}
	default:
		t.Errorf("%s: state %v", what, result.State)
	}
}

// resume does the rest of a restore that was cut off.
func (f *faultyRestore) resume(t *testing.T, what string, target *pgtest.DB) {
	t.Helper()
	o := restore.Options{Config: config(t, target), Workers: 2, Resume: true}
	result, err := f.into(t, t.Context(), what+", resumed", o, false)
	if mark := target.Text(t, `SELECT count(*) FROM pg_namespace WHERE nspname = '_promark'`); err != nil || mark != "0" {
		t.Errorf("%s, resumed: %v, state %v, %s marks", what, err, result.State, mark)
	}
	f.resumed++
}

// Goal: a connection that is cut, after whichever message and in whichever direction, ends a restore in bounded
// time with an error that says what was being done, the true state of the target, and no session or
// goroutine left; and the rest can be done with Resume. Method: as at dumps (dump.TestFaultAtEveryMessage), from a file and from a pipe.
func TestFaultAtEveryMessageOfRestore(t *testing.T) {
	f := newFaultyRestore(t, pgtest.Get(t, 17))
	proxy := f.server.NewProxy(t)
	run := func(plan pgtest.Fault, pipe bool) error {
		what := fmt.Sprintf("%+v, pipe %v", plan, pipe)
		target := f.server.NewDatabase(t)
		through, err := pgx.ParseConfig(proxy.URL(target))
		if err != nil {
			t.Fatal(err)
		}
		proxy.Plan(plan)
		result, err := f.into(t, t.Context(), what, restore.Options{Config: through, Workers: 2}, pipe)
		nothingLeft(t, what, target)
		f.checkState(t, what, target, result, err)
		if err != nil && (!pgtest.IsCut(err) || !pgtest.SaysWhat(err)) {
			t.Errorf("%s: %v", what, err)
		}
		return err
	}
	random := rand.New(rand.NewPCG(pgtest.Seed(t), 2))
	fired, survived := 0, 0
	for _, pipe := range []bool{false, true} {
		if err := run(pgtest.Fault{After: 1 << 40}, pipe); err != nil {
			t.Fatal(err)
		}
		for _, way := range []pgtest.Direction{pgtest.ToServer, pgtest.ToClient} {
			all := proxy.Passed(way).Messages
			for n := range all {
				if !pgtest.Faults() && random.Int64N(all) >= 8 {
					continue
				}
				err := run(pgtest.Fault{Direction: way, After: n, Part: n % 7}, pipe)
				switch {
				case !proxy.Fired() && err == nil && n >= all*9/10:
					continue // this time there were some messages less
				case !proxy.Fired():
					t.Errorf("message %d of %d has not been cut: %v", n, all, err)
				case err == nil:
					survived++
				}
				fired++
			}
			t.Logf("pipe %v, direction %d: %d messages", pipe, way, all)
			run(pgtest.Fault{After: 1 << 40}, pipe) // counts the other direction anew
		}
	}
	t.Logf("%d faults happened, %d of them at the goodbye of a session; %d restores were resumed", fired, survived, f.resumed)
}
