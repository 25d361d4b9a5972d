package dump

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5/pgproto3"

	"promark/catalog"
)

// queue hands out jobs, largest first, and small ones in groups: a group is
// one message to the server and back, which is what counts for small
// relations on a slow network.
type queue struct {
	mu    sync.Mutex
	jobs  []*job
	locks int // most locks of a group; 0: any number
}

// Bounds of a group.
const (
	groupBytes = 1 << 20 // on disk
	groupJobs  = 32
)

// next gives some jobs, none when there are no more.
func (q *queue) next() []*job {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := 0
	for bytes, locks := int64(0), 0; n < len(q.jobs) && n < groupJobs; n++ {
		bytes, locks = bytes+q.jobs[n].bytes, locks+q.jobs[n].relation.locks
		if n > 0 && (bytes > groupBytes || q.locks > 0 && locks > q.locks) {
			break
		}
	}
	out := q.jobs[:n:n]
	q.jobs = q.jobs[n:]
	return out
}

// worker copies relations through one session.
type worker struct {
	d       *dumper
	name    string
	session *session
	sink    sink
	own     bool // it locks for itself; the coordinator has locked already
}

// renewAfter is after how many relations a worker's backend is replaced: the
// server keeps an entry of some 10 kB for each in its caches until it ends.
const renewAfter = 2000

// runWorker copies jobs until there are none, and gives to the coordinator
// what it cannot lock.
func (d *dumper) runWorker(ctx context.Context, number int, q *queue) (err error) {
	w := &worker{d: d, name: fmt.Sprintf("worker %d", number), sink: d.newSink(), own: true}
	defer func() { w.end(err) }()
	limit := renewAfter
	if d.test.renewAfter > 0 {
		limit = d.test.renewAfter
	}
	for done := limit; ; {
		jobs := q.next()
		if len(jobs) == 0 {
			return w.sink.Flush()
		}
		if done >= limit {
			if err := w.renew(ctx); err != nil {
				return err
			}
			done = 0
		}
		d.at("copy")
		if err := w.copyAll(ctx, jobs); err != nil {
			return err
		}
		done += len(jobs)
	}
}

func (w *worker) end(err error) {
	w.sink.Stop()
	switch {
	case w.session == nil:
	case err != nil:
		w.session.kill()
	default:
		w.session.close()
	}
}

// renew replaces the worker's session by one with the same snapshot.
func (w *worker) renew(ctx context.Context) error {
	w.end(nil)
	var err error
	if w.session, err = w.d.connect(ctx, w.name); err != nil {
		return err
	}
	err = w.session.exec(ctx, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET TRANSACTION SNAPSHOT "+
		catalog.Literal(w.d.snapshot.id))
	if err != nil {
		return fmt.Errorf("%s: import snapshot: %w", w.name, err)
	}
	return nil
}

// copySingly copies jobs one after the other.
func (w *worker) copySingly(ctx context.Context, jobs []*job) error {
	for _, j := range jobs {
		if err := w.copySafely(ctx, j); err != nil {
			return err
		}
	}
	return w.sink.Flush()
}

// copyAll copies a group of jobs. What must be tried otherwise is taken out
// of the group, and the rest goes on.
func (w *worker) copyAll(ctx context.Context, jobs []*job) error {
	for len(jobs) > 0 {
		done, err := w.copyGroup(ctx, jobs)
		jobs = jobs[done:]
		if err == nil {
			continue
		}
		if len(jobs) == 0 || w.session.conn.PgConn().IsClosed() || ctx.Err() != nil {
			return err
		}
		var refused *refusal
		if !errors.As(err, &refused) {
			return err
		}
		if err := w.session.exec(ctx, "ROLLBACK TO SAVEPOINT promark; RELEASE SAVEPOINT promark"); err != nil {
			return fmt.Errorf("roll back: %w", err)
		}
		if refused.locking {
			w.d.handOver(jobs[0])
			jobs = jobs[1:]
			continue
		}
		again := *jobs[0] // COPY refuses the relation itself: ask for its rows
		again.sql, again.retrySQL = again.retrySQL, ""
		jobs = append([]*job{&again}, jobs[1:]...)
	}
	return nil
}

// refusal is a server error that came before the first row, and that another
// way may avoid.
type refusal struct {
	locking bool
	err     error
}

func (r *refusal) Error() string { return r.err.Error() }
func (r *refusal) Unwrap() error { return r.err }

// step is what a statement of a group does.
type step uint8

const (
	stepOther step = iota
	stepLock
	stepVerify
	stepCopy
	stepCheck
)

// group is an exchange that copies several jobs.
type group struct {
	w     *worker
	jobs  []*job
	steps []step // of the statements
	at    int    // the statement that runs
	done  int    // jobs
	now   copier
}

// copyGroup copies jobs with one message, and says how many were done. Rolling
// back to the savepoint gives up a worker's locks, and is the way on after a
// refusal, for the coordinator too.
func (w *worker) copyGroup(ctx context.Context, jobs []*job) (done int, err error) {
	g := &group{w: w, jobs: jobs}
	g.now = copier{job: jobs[0], sink: w.sink, report: &w.d.report}
	x := &exchange{s: w.session, complete: g.complete, copyOut: g.copyOut, copyData: g.copyData, dataRow: g.dataRow}
	err = x.run(ctx, g.sql())
	if err != nil {
		return g.done, g.explain(err)
	}
	if g.done != len(jobs) {
		return g.done, fmt.Errorf("copy: %d of %d relations came", g.done, len(jobs))
	}
	return g.done, nil
}

// sql is the message. A lock guards the relation that the worker reads, and
// the name is resolved again after its rows were read: somebody may rename
// schemas, which no lock of a table prevents.
func (g *group) sql() string {
	var statements []string
	add := func(s step, sql string) {
		g.steps = append(g.steps, s)
		statements = append(statements, sql)
	}
	add(stepOther, "SAVEPOINT promark")
	for _, j := range g.jobs {
		name := j.relation.qualified()
		if g.w.own && j.relation.locked {
			add(stepLock, "LOCK TABLE ONLY "+name+" IN ACCESS SHARE MODE NOWAIT")
			if g.w.d.piecemeal {
				add(stepVerify, unchanged(j.relation.oid))
			}
		}
		add(stepCopy, j.sql)
		add(stepCheck, "SELECT pg_catalog.to_regclass("+catalog.Literal(name)+")::pg_catalog.oid")
	}
	add(stepOther, "ROLLBACK TO SAVEPOINT promark")
	add(stepOther, "RELEASE SAVEPOINT promark")
	return strings.Join(statements, ";\n")
}

func (g *group) complete(n int, tag string) error {
	g.at = n + 1
	switch g.steps[n] {
	case stepCopy:
		return g.now.end(tag)
	case stepCheck:
		g.finish()
	}
	return nil
}

// finish counts a job and goes on to the next.
func (g *group) finish() {
	g.w.d.finished(g.jobs[g.done], g.now.rows, g.now.bytes)
	g.done++
	if g.done < len(g.jobs) {
		g.now = copier{job: g.jobs[g.done], sink: g.w.sink, report: &g.w.d.report}
	}
}

func (g *group) copyOut(m *pgproto3.CopyOutResponse) error { return g.now.start(m) }

func (g *group) copyData(data []byte) error { return g.now.message(data) }

// dataRow is the answer of stepCheck.
func (g *group) dataRow(values [][]byte) error {
	if g.steps[g.at] != stepCheck {
		return nil
	}
	oid, err := strconv.ParseUint(string(slices.Concat(values...)), 10, 32)
	if r := g.now.job.relation; err != nil || r.oid != 0 && uint32(oid) != r.oid {
		return fmt.Errorf("the name %s has changed hands while its rows were read: it was %w", r.qualified(), catalog.ErrChanged)
	}
	return nil
}

// explain names the relation, and marks what may be tried in another way.
func (g *group) explain(err error) error {
	j, said := g.now.job, err
	err = fmt.Errorf("copy table %s: %w", j.relation.qualified(), err)
	if g.at >= len(g.steps) || g.now.started || sqlState(err) == "" {
		return err
	}
	switch {
	case g.steps[g.at] == stepLock && sqlState(err) == "55P03", // lock_not_available
		g.steps[g.at] == stepVerify && sqlState(err) == "22012": // division_by_zero
		return &refusal{true, err}
	case g.steps[g.at] == stepLock && g.w.d.piecemeal && catalog.Changed(err):
		return altered(j.relation, said)
	case g.steps[g.at] == stepCopy && refusesRelation(err) && j.retrySQL != "":
		return &refusal{false, err}
	}
	return err
}

// refusesRelation says that COPY does not take the relation itself: feature_not_supported, and, of
// TimescaleDB since 2.23, object_not_in_prerequisite_state for the compressed rows of a frozen
// chunk, which a COPY TO would not change (src/process_utility.c, process_copy).
func refusesRelation(err error) bool {
	return sqlState(err) == "0A000" || sqlState(err) == "55000"
}
