package dump

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"promark/archive"
	"promark/catalog"
)

// dumper is one run of a dump.
type dumper struct {
	Options
	config      *pgx.ConnConfig
	report      reporter
	coordinator *session
	helper      *session
	noExport    bool
	keepsItems  bool   // of the catalog: they are planned later
	piecemeal   bool   // tables are locked while they are copied
	encoding    string // of what is read; "": the database's
	restarts    int
	snapshot    *snapshot
	writer      *archive.Writer
	newSink     func() sink
	fallback    chan *job // what workers could not lock

	mu sync.Mutex // guards the counters of relations
}

func newDumper(o Options) *dumper {
	d := &dumper{Options: o, noExport: o.test.noExport}
	d.Workers = max(d.Workers, 1)
	d.report.progress = o.Progress
	d.config = d.sessionConfig(o.Config)
	return d
}

// Run dumps a database. It returns when everything is written and committed,
// or with the first error, when every worker has ended and every session is
// closed.
func Run(ctx context.Context, o Options) (*Result, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	d := newDumper(o)
	defer d.closeAll()
	r, err := d.run(ctx)
	if err != nil && ctx.Err() != nil {
		err = fmt.Errorf("dump stopped: %w", context.Cause(ctx))
	}
	return r, err
}

func (d *dumper) run(ctx context.Context) (*Result, error) {
	if err := d.open(ctx); err != nil {
		return nil, err
	}
	result := &Result{Database: d.coordinator.Database}
	dump := func() error { return d.dump(ctx, result) }
	var err error
	if d.PauseJobs {
		err = d.whilePaused(ctx, dump)
	} else {
		err = dump()
	}
	if err != nil {
		return nil, d.explainConflict(err)
	}
	result.Warnings = d.report.warnings
	return result, nil
}

// open connects.
func (d *dumper) open(ctx context.Context) (err error) {
	d.report.send(PhaseStarted{Connecting})
	if d.coordinator, err = d.connect(ctx, "coordinator"); err != nil {
		return err
	}
	d.helper, err = d.connect(ctx, "helper")
	return err
}

// freeze takes the snapshot. From then on the helper is needed only to lock piecemeal.
func (d *dumper) freeze(ctx context.Context) (err error) {
	if d.snapshot, err = d.takeSnapshot(ctx); err != nil {
		return err
	}
	if !d.piecemeal {
		d.endHelper()
	}
	return nil
}

// dump takes the snapshot and writes the archive.
func (d *dumper) dump(ctx context.Context, result *Result) error {
	if err := d.freeze(ctx); err != nil {
		return err
	}
	if err := d.write(ctx, result); err != nil {
		return err
	}
	result.Restarts = d.restarts
	result.Rows, result.RawBytes = d.report.rows.Load(), d.report.bytes.Load()
	return nil
}

// explainConflict says what to do when a standby has ended a statement or a session that was in the way
// of what it replays: SQLSTATE 40001, ProcessRecoveryConflictInterrupt in postgres.c. Nothing of ours
// serializes on a standby, which refuses SERIALIZABLE.
func (d *dumper) explainConflict(err error) error {
	if !d.coordinator.InRecovery || sqlState(err) != "40001" {
		return err
	}
	return fmt.Errorf("%w; the standby had to go on with what its primary did: raise its max_standby_streaming_delay "+
		"(and max_standby_archive_delay) above the time that the dump takes, set hot_standby_feedback, "+
		"or dump the primary", err)
}

func (d *dumper) endHelper() {
	if d.helper != nil {
		d.helper.close()
		d.helper = nil
	}
}

// closeAll ends the sessions that are still there: after an error possibly in
// the middle of a statement.
func (d *dumper) closeAll() {
	for _, s := range []*session{d.helper, d.coordinator} {
		if s != nil {
			s.kill()
		}
	}
}

// write writes the archive.
func (d *dumper) write(ctx context.Context, result *Result) error {
	p := d.snapshot.plan
	for _, w := range p.warnings {
		d.report.warn(w)
	}
	d.at("planned")
	var err error
	d.writer, err = archive.NewListWriter(d.Output, d.manifest(), d.snapshot.entries, archive.Options{Level: d.Level})
	if err != nil {
		return fmt.Errorf("write archive: %w", err)
	}
	d.newSink = func() sink { return d.writer.NewEncoder() }
	d.report.stored = func() int64 { return d.writer.Progress().Bytes }
	result.Entries, result.Relations = d.snapshot.entries.Len(), p.rels
	d.report.send(PhaseStarted{Copying})
	d.report.send(Planned{p.rels, p.bytes})
	d.snapshot.catalog, d.snapshot.entries = nil, nil // not needed any more
	if err := d.copyRows(ctx, p); err != nil {
		d.writer.Abort()
		return err
	}
	return d.finish(ctx, result)
}

// release makes sure that the locks were held to the very end, and gives them up.
func (d *dumper) release(ctx context.Context) error {
	d.report.send(PhaseStarted{Finishing})
	if err := d.coordinator.exec(ctx, "COMMIT"); err != nil {
		return fmt.Errorf("the connection that held the locks: %w", err)
	}
	d.coordinator.close()
	d.endHelper()
	return nil
}

// finish gives up the locks and completes the archive.
func (d *dumper) finish(ctx context.Context, result *Result) error {
	if err := d.release(ctx); err != nil {
		return err
	}
	summary, err := d.writer.Close()
	if err != nil {
		return err
	}
	if summary.Rows != d.report.rows.Load() {
		return fmt.Errorf("close archive: it has %d rows, %d were read", summary.Rows, d.report.rows.Load())
	}
	result.Bytes = summary.Bytes
	if d.Commit != nil {
		return d.Commit()
	}
	return nil
}

// plan plans the rows as arrange (nil: as they are) gives them, and gives the entries to take.
func (d *dumper) plan(c *catalog.Catalog, arrange arranger, take func(*archive.Entry) error) (*plan, error) {
	least := int64(splitBytes)
	if d.test.splitBytes > 0 {
		least = d.test.splitBytes
	}
	workers := d.Workers
	if d.noExport {
		workers = 1
	}
	return newPlan(c, workers, least, arrange, take)
}

// copyRows copies all rows: those of extensions' configuration tables first,
// one after the other, then everything else at once.
func (d *dumper) copyRows(ctx context.Context, p *plan) error {
	c := &worker{d: d, name: "coordinator", session: d.coordinator, sink: d.newSink()}
	defer c.sink.Stop()
	if err := c.copySingly(ctx, p.config); err != nil {
		return err
	}
	if err := d.unlockMembers(ctx); err != nil {
		return err
	}
	if d.noExport {
		return c.copySingly(ctx, p.jobs)
	}
	return d.copyParallel(ctx, p, c)
}

// copyAgain copies rows after all have been copied.
func (d *dumper) copyAgain(ctx context.Context, p *plan) error {
	c := &worker{d: d, name: "coordinator", session: d.coordinator, sink: d.newSink()}
	defer c.sink.Stop()
	if d.noExport {
		return c.copySingly(ctx, p.jobs)
	}
	return d.copyParallel(ctx, p, c)
}

func (d *dumper) copyParallel(ctx context.Context, p *plan, c *worker) error {
	d.fallback = make(chan *job, len(p.jobs))
	all, ctx := errgroup.WithContext(ctx)
	workers, workersCtx := errgroup.WithContext(ctx)
	q := &queue{jobs: p.jobs, locks: d.groupLocks()}
	for i := range min(d.Workers, len(p.jobs)) {
		workers.Go(func() error { return d.runWorker(workersCtx, i+1, q) })
	}
	all.Go(func() error {
		defer close(d.fallback)
		return workers.Wait()
	})
	all.Go(func() error { return d.runCoordinator(ctx, c) })
	return all.Wait()
}

// runCoordinator watches the connection that holds the locks, and copies what
// workers could not lock.
func (d *dumper) runCoordinator(ctx context.Context, c *worker) error {
	for {
		j, err := d.awaitJob(ctx)
		if err != nil {
			return err
		}
		if j == nil {
			return c.sink.Flush()
		}
		if err := c.copySafely(ctx, j); err != nil {
			return err
		}
	}
}

// awaitJob waits for a job, nil when there will be none any more. It reads
// from the connection meanwhile, to learn at once if it is lost.
func (d *dumper) awaitJob(ctx context.Context) (*job, error) {
	watchCtx, stop := context.WithCancel(ctx)
	defer stop()
	lost := make(chan error, 1)
	go func() { lost <- d.coordinator.conn.PgConn().WaitForNotification(watchCtx) }()
	var j *job
	select {
	case j = <-d.fallback:
		stop()
		<-lost
		if d.coordinator.conn.PgConn().IsClosed() {
			return nil, errors.New("the connection that holds the locks was lost")
		}
		return j, ctx.Err()
	case err := <-lost:
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		return nil, fmt.Errorf("the connection that holds the locks was lost: %w", err)
	}
}

// handOver gives a job to the coordinator. The channel has room for all.
func (d *dumper) handOver(j *job) { d.fallback <- j }

// finished counts the rows of a stream, and its relation with the last.
func (d *dumper) finished(j *job, rows, bytes int64) {
	d.mu.Lock()
	r := j.relation
	r.open--
	r.rows += rows
	r.bytes += bytes
	last := r.open == 0
	d.mu.Unlock()
	if last {
		d.report.done(r.schema, r.name, r.rows, r.bytes)
	}
}

// manifest tells what the archive is a dump of.
func (d *dumper) manifest() *archive.Manifest {
	f := d.snapshot.facts
	db := f.Database
	m := &archive.Manifest{
		Created: d.snapshot.time, Tool: d.Tool,
		Server: archive.ServerInfo{VersionNum: d.coordinator.VersionNum, Version: d.coordinator.Version},
		Database: archive.DatabaseInfo{
			Name: db.Name, Owner: db.Owner, Encoding: db.Encoding, Collate: db.Collate, CType: db.CType,
			LocaleProvider: db.LocaleProvider, Locale: db.Locale, ICURules: db.ICURules,
			CollationVersion: db.CollationVersion, Tablespace: db.Tablespace, ConnLimit: db.ConnectionLimit,
			IsTemplate: db.IsTemplate, AllowConnections: db.AllowConnections,
		},
		Roles:       d.snapshot.catalog.Roles,
		Tablespaces: d.snapshot.catalog.Tablespaces,
		Facts:       manifestFacts(f),
		Warnings:    d.report.warnings,
	}
	if d.RolesOnly {
		m.Roles, m.Tablespaces, m.Facts = nil, nil, nil
		return m
	}
	if d.Filter.Whole() {
		m.Roles, m.Tablespaces = merged(f.Roles, m.Roles), merged(f.Tablespaces, m.Tablespaces)
		if f.Timescale != nil && !d.Filter.NoTablespaces {
			m.Tablespaces = merged(f.Timescale.Tablespaces, m.Tablespaces)
		}
	}
	if d.Filter.NoTablespaces {
		m.Database.Tablespace = ""
	}
	if d.FilterText != "" {
		m.Facts[archive.FactFilter] = d.FilterText
	}
	for name, user := range d.snapshot.catalog.Outside {
		m.Facts[archive.FactOutside+name] = user
	}
	for _, e := range f.Extensions {
		if !d.Filter.Whole() && !d.snapshot.catalog.HasExtension(e.Name) {
			continue
		}
		m.Extensions = append(m.Extensions, archive.Extension{Name: e.Name, Version: e.Version, Schema: e.Schema})
	}
	return m
}

// merged gives the names of both lists, each once, in order.
func merged(a, b []string) []string {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}

// manifestFacts names what the manifest has no field for: the database's
// comment, security labels and privileges, which only a restore that makes the
// database wants, and what TimescaleDB needs.
func manifestFacts(f *catalog.Facts) map[string]string {
	facts := map[string]string{}
	if t := f.Timescale; t != nil {
		facts[archive.FactTimescaleLicense] = t.License
		for _, owner := range t.JobOwners {
			name := archive.FactJobOwner
			if owner.Superuser {
				name = archive.FactJobSuperuser
			}
			facts[name+owner.Role] = owner.Jobs
		}
	}
	if f.Database.Comment != "" {
		facts[archive.FactDatabaseComment] = f.Database.Comment
	}
	for i, provider := range f.Database.Providers {
		facts[archive.FactDatabaseLabel+provider] = f.Database.Labels[i]
	}
	for i, sql := range f.Database.Privileges {
		facts[fmt.Sprintf("%s%04d", archive.FactDatabasePrivilege, i+1)] = sql
	}
	return facts
}
