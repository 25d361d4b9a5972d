package restore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"promark/archive"
)

// defaultGroup is how many entries one transaction holds at most. A table takes about five
// entries of the lock table, which has at least 6,400 on a server with default settings.
const defaultGroup = 250

// Run restores an archive. The result is never nil. The error is a *PreflightError if the target
// was not touched for its findings, ErrFailures if failures were collected (Options.KeepGoing), a
// *Failure for whatever stopped the restore, or what the archive or the connection said.
func Run(ctx context.Context, opts Options) (*Result, error) {
	r := &run{opts: opts, workers: max(opts.Workers, 1), groupSize: defaultGroup, builders: builders{processes: 1},
		result: &Result{}, created: map[uint32]bool{}, left: map[uint32]int{}, loadedStreams: map[uint32]bool{},
		skip: map[uint32]bool{}, again: map[uint32]bool{}, there: map[uint32]bool{}}
	started := time.Now()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	err := r.run(ctx)
	r.result.Elapsed = time.Since(started)
	if err == nil {
		r.result.State = Complete
		if len(r.result.Failures) > 0 {
			err = ErrFailures
		}
	}
	if r.pipe != nil && err != nil {
		r.interrupt()
	}
	return r.result, err
}

func (r *run) run(ctx context.Context) error {
	if err := r.openArchive(ctx); err != nil {
		return err
	}
	if err := r.check(ctx); err != nil {
		return err
	}
	if err := r.preflight(ctx); err != nil {
		return err
	}
	r.emit(r.totals())
	for _, step := range []struct {
		phase Phase
		run   func(context.Context) error
	}{
		{PhaseRoles, r.globals},
		{PhasePrepare, r.createDatabase},
		{PhaseClean, r.clean},
		{PhasePrepare, r.begin},
		{PhasePrepare, r.resume},
		{PhasePrepare, r.createExtensions},
		{PhaseDefinitions, r.preData},
		{PhaseExtensionData, r.extensionData},
		{PhaseData, r.data},
		{PhasePrivileges, r.privileges},
		{PhasePostRestore, r.postRestore},
		{PhaseFinal, r.final},
		{PhaseAnalyze, r.analyze},
		{PhaseAnalyze, r.finishDatabase},
		{PhaseAnalyze, r.flush},
	} {
		if err := r.enter(ctx, step.phase); err != nil {
			return err
		}
		if err := step.run(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) openArchive(ctx context.Context) error {
	switch {
	case (r.opts.File == nil) == (r.opts.Pipe == nil):
		return errors.New("restore: either a file or a pipe is wanted")
	case r.opts.Config == nil && !r.script:
		return errors.New("restore: no target is given")
	case r.opts.File != nil:
		r.manifest, r.entries = r.opts.File.Manifest(), r.opts.File.Entries()
	default:
		r.manifest, r.entries = r.opts.Pipe.Manifest(), r.opts.Pipe.Entries()
		r.pipe = &pipeFrameSource{ctx: ctx, life: ctx, pipe: r.opts.Pipe}
	}
	if r.opts.NoSecrets {
		r.entries = withoutSecrets(r.entries)
	}
	if err := r.selectEntries(); err != nil {
		return err
	}
	r.detachTablespaces()
	if err := r.checkClean(); err != nil {
		return err
	}
	r.streams = map[uint32]*archive.Entry{}
	for i := range r.entries {
		if d := r.entries[i].Data; d != nil {
			for _, id := range d.Streams {
				r.streams[id] = &r.entries[i]
			}
		}
	}
	return nil
}

// check verifies every stored byte of a file before anything is changed.
func (r *run) check(ctx context.Context) error {
	if r.opts.File == nil || r.opts.NoPrecheck {
		return nil
	}
	r.emit(PhaseStarted{PhaseCheck, r.opts.File.Size()})
	err := r.opts.File.Check(ctx, func(done, total int64) { r.emit(Checked{done, total}) })
	if err != nil {
		return fmt.Errorf("check the archive: %w", err)
	}
	return nil
}

func (r *run) totals() Totals {
	t := Totals{Entries: len(r.entries) - len(r.skip)}
	for i := range r.entries {
		if d := r.entries[i].Data; d != nil && !r.skip[r.entries[i].ID] {
			t.Bytes += d.EstimatedBytes
		}
	}
	if r.opts.File != nil && len(r.skip) == 0 {
		_, t.Bytes = r.opts.File.Totals()
	}
	return t
}

// pick lists entries in the archive's order.
func (r *run) pick(include func(*archive.Entry) bool) []*archive.Entry {
	var out []*archive.Entry
	for i := range r.entries {
		if e := &r.entries[i]; !r.skip[e.ID] && include(e) {
			out = append(out, e)
		}
	}
	return out
}

// inSession runs f in a session of its own.
func (r *run) inSession(ctx context.Context, f func(*session) error) error {
	s, err := r.open(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	return f(s)
}

// phase announces a phase and runs the statements of its entries in a session.
func (r *run) phase(ctx context.Context, p Phase, include func(*archive.Entry) bool) error {
	entries := r.pick(include)
	r.emit(PhaseStarted{p, int64(len(entries))})
	if len(entries)+len(r.listed) == 0 {
		return nil
	}
	return r.inSession(ctx, func(s *session) error {
		r.changing()
		if err := r.defineAll(ctx, s, entries); err != nil {
			return err
		}
		return r.grantListed(ctx, s, p)
	})
}

// preData runs the definitions, with owners, in the order of the archive.
func (r *run) preData(ctx context.Context) error {
	return r.phase(ctx, PhaseDefinitions, r.isPreData)
}

func (r *run) isPreData(e *archive.Entry) bool {
	return e.Pass == archive.PassMain && e.Section == archive.SectionPreData && !r.created[e.ID]
}

// data loads all rows and builds what waits for them.
func (r *run) data(ctx context.Context) error {
	if err := r.phase(ctx, PhaseData, r.isEarly); err != nil {
		return err
	}
	g := r.newGraph(r.isParallel, r.loadedStreams)
	return r.parallel(ctx, g, r.pipe)
}

// isEarly says that an entry of the data section comes before all rows.
func (r *run) isEarly(e *archive.Entry) bool {
	return e.Pass == archive.PassMain && e.Section == archive.SectionData && e.Data == nil &&
		e.Extension == "" && !r.needsRows(e)
}

// isParallel says that an entry is rows, or comes after some.
func (r *run) isParallel(e *archive.Entry) bool {
	return e.Pass == archive.PassMain && e.Section != archive.SectionPreData &&
		e.Extension == "" && !r.isEarly(e)
}

// needsRows says that statements of the data section wait for rows.
func (r *run) needsRows(e *archive.Entry) bool {
	for _, id := range e.Needs {
		if r.entries[id-1].Data != nil && !r.skip[id] {
			return true
		}
	}
	return false
}

func (r *run) privileges(ctx context.Context) error {
	return r.phase(ctx, PhasePrivileges, r.isPrivilege)
}

func (r *run) isPrivilege(e *archive.Entry) bool {
	return e.Pass == archive.PassPrivileges && !r.created[e.ID]
}

// final runs what wants a working database: REFRESH MATERIALIZED VIEW, foreign keys that reference
// hypertables, event triggers.
func (r *run) final(ctx context.Context) error {
	return r.phase(ctx, PhaseFinal, isFinal)
}

func isFinal(e *archive.Entry) bool { return e.Pass == archive.PassFinal }

// flush makes everything durable, and with it that the target is whole: the write of a synchronous
// commit takes all earlier ones along.
func (r *run) flush(ctx context.Context) error {
	return r.inSession(ctx, func(s *session) error {
		if err := s.exec(ctx, "SET synchronous_commit = on"); err != nil {
			return fmt.Errorf("flush the target: %w", err)
		}
		if r.mark != nil {
			return dropMark(ctx, s, r.mark)
		}
		if err := s.exec(ctx, "CREATE TEMPORARY TABLE promark_flush ()"); err != nil {
			return fmt.Errorf("flush the target: %w", err)
		}
		return nil
	})
}

// changing notes that the target is no longer as it was.
func (r *run) changing() {
	if r.result.State == Untouched {
		r.result.State = Partial
	}
}
