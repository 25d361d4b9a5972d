package dump

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"promark/catalog"
)

// While a dump holds its locks, a job of TimescaleDB that compresses or drops
// a chunk would wait for them, with everybody who wants that chunk waiting
// behind it. Jobs are therefore postponed, as ts-dump did it
// (timescaledb-backup, pkg/dump/jobmover.go), and never switched off: if
// promark is killed, they start by themselves, at most postponeMost late.

// Times of pausing.
const (
	startsSoon    = 10 * time.Minute // what starts within this time is postponed
	postponeLeast = 15 * time.Minute // from now
	postponeMost  = 20 * time.Minute
	keepInterval  = 30 * time.Second // between two looks while rows are copied
	waitInterval  = time.Second      // between two looks while jobs run
	startedBy     = 5 * time.Minute  // what should have started meanwhile starts within this time
	changeTime    = 30 * time.Second // bounds what is done in spite of an interrupt
	jobLockTime   = 10 * time.Second // how long the lock of one job may keep us waiting
)

// pauser postpones jobs for the time of a dump. What it knows of jobs is by their numbers.
type pauser struct {
	d     *dumper
	moved map[int]*postponed
	stuck map[int]bool // jobs that cannot be postponed
}

// postponed is a job as it was found, and when it starts now.
type postponed struct {
	job   *catalog.Job
	start string
}

// whilePaused runs f when no job runs, and keeps jobs from starting until f has
// returned. Jobs are put back whatever happens.
func (d *dumper) whilePaused(ctx context.Context, f func() error) error {
	p := &pauser{d, map[int]*postponed{}, map[int]bool{}}
	defer p.putBack(ctx)
	d.report.send(PhaseStarted{Pausing})
	if err := p.await(ctx); err != nil {
		return err
	}
	keeping, stop := context.WithCancel(ctx)
	var keeper sync.WaitGroup
	keeper.Go(func() { p.keep(keeping) })
	err := f()
	stop()
	keeper.Wait()
	return err
}

// connect opens a session for the jobs alone: alter_job() writes.
func (p *pauser) connect(ctx context.Context) (*session, error) {
	s, err := p.d.connect(ctx, "jobs")
	if err != nil {
		return nil, err
	}
	if err := s.exec(ctx, fmt.Sprintf("SET lock_timeout = %d", jobLockTime.Milliseconds())); err != nil {
		s.close()
		return nil, fmt.Errorf("connect (jobs): %w", err)
	}
	return s, nil
}

// await postpones jobs until nothing was left to postpone and nothing ran in
// one look: a job may start between being listed and being postponed.
func (p *pauser) await(ctx context.Context) error {
	s, err := p.connect(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	if s.InRecovery {
		return errors.New("pause jobs: the server is a standby: jobs run on its primary, and are paused there")
	}
	told := ""
	for end := time.Now().Add(p.d.PauseJobsWait); ; {
		moved, running, err := p.look(ctx, s)
		left := time.Until(end)
		switch {
		case err != nil:
			return err
		case len(running) == 0 && moved == 0:
			return nil
		case len(running) > 0 && p.d.PauseJobsWait == 0:
			p.d.report.warn("jobs run while the dump begins: " + names(running))
			return nil
		case len(running) > 0 && left <= 0:
			return fmt.Errorf("pause jobs: after %s these still run: %s", p.d.PauseJobsWait, names(running))
		case len(running) > 0 && names(running) != told:
			told = names(running)
			p.d.report.send(JobsRunning{told, left})
		}
		if err := pause(ctx, p.d.jobInterval(waitInterval)); err != nil {
			return err
		}
	}
}

// look postpones what starts soon, and tells how many jobs that were and what
// runs. It begins with nothing if there is a job that it may not postpone.
func (p *pauser) look(ctx context.Context, s *session) (moved int, running []*catalog.Job, err error) {
	jobs, err := catalog.Jobs(ctx, s.Server, startsSoon)
	if err != nil {
		return 0, nil, err
	}
	if err := mayAlter(s, jobs); err != nil {
		return 0, nil, fmt.Errorf("pause jobs: %w", err)
	}
	var fresh []*catalog.Job
	for _, j := range jobs {
		switch {
		case j.Running:
			running = append(running, j)
		case j.Soon && !p.stuck[j.ID]:
			first, err := p.postpone(ctx, s, j)
			if rejected(err) {
				p.leave(j, err)
				continue
			}
			if err != nil {
				return 0, nil, err
			}
			if moved++; first {
				fresh = append(fresh, j)
			}
		}
	}
	if len(fresh) > 0 {
		p.d.report.send(JobsPostponed{names(fresh)})
	}
	return moved, running, nil
}

// mayAlter makes sure that every job can be altered, without running with our
// rights what others have written.
func mayAlter(s *session, jobs []*catalog.Job) error {
	theirs := slices.DeleteFunc(slices.Clone(jobs), func(j *catalog.Job) bool { return j.Mine })
	if len(theirs) > 0 {
		return fmt.Errorf("user %s may not alter %d of %d jobs, such as %s, whose owner is %s: "+
			"connect as a member of the owner's role or as a superuser", s.User, len(theirs), len(jobs), theirs[0], theirs[0].Owner)
	}
	for _, j := range jobs {
		if j.Check != "" {
			return fmt.Errorf("altering job %s would call %s with the rights of %s, and neither %s nor a superuser owns that function: "+
				"connect as its owner", j, j.Check, s.User, s.User)
		}
	}
	return nil
}

// postpone tells whether the job is postponed for the first time. No interrupt
// comes between that and its being noted, to be put back.
func (p *pauser) postpone(ctx context.Context, s *session, j *catalog.Job) (first bool, err error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), changeTime)
	defer cancel()
	start, err := j.Postpone(ctx, s.Server, postponeLeast, postponeMost)
	if sqlState(err) == "0A000" { // feature_not_supported: the licence "apache"
		return false, fmt.Errorf("%w: without TimescaleDB's community licence, jobs can only be paused by hand", err)
	}
	if err != nil {
		return false, err
	}
	if had := p.moved[j.ID]; had != nil && had.start == j.NextStart {
		had.start = start // still what we made it
		return false, nil
	}
	p.moved[j.ID] = &postponed{j, start}
	return true, nil
}

// rejected says that the server would not have a job altered, and goes on. TimescaleDB checks the
// whole job whatever is altered, and cannot read the configuration of every job that it has made:
// 2.19.3 raises XX000, "could not find drop_after in config for job", for a retention policy with
// drop_created_before. Shutdowns and cancelled statements (class 57) are not about the job.
func rejected(err error) bool {
	state := sqlState(err)
	return state != "" && !strings.HasPrefix(state, "57") && state != "0A000"
}

// leave lets a job start when it wants to. What the dump reads is locked: the job waits for that.
func (p *pauser) leave(j *catalog.Job, err error) {
	p.stuck[j.ID] = true
	p.d.report.warn(fmt.Sprintf("job %s cannot be postponed and may start while the dump runs: it then waits until the dump ends "+
		"for what it compresses, drops or alters, and others wait behind it (%v)", j, err))
}

// keep postpones, again and again, what would start while the dump runs. It
// cannot fail the dump: a job that starts after all only waits for it.
func (p *pauser) keep(ctx context.Context) {
	for pause(ctx, p.d.jobInterval(keepInterval)) == nil {
		s, err := p.connect(ctx)
		if err == nil {
			_, _, err = p.look(ctx, s)
			s.close()
		}
		if err != nil && ctx.Err() == nil {
			p.d.report.warn(fmt.Sprintf("jobs may start while the dump runs: %v", err))
		}
	}
}

// putBack lets every job start when it would have started, interrupted or not.
func (p *pauser) putBack(ctx context.Context) {
	if len(p.moved) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), changeTime)
	defer cancel()
	s, err := p.connect(ctx)
	if err == nil {
		defer s.close()
		for _, m := range p.moved {
			err = errors.Join(err, m.job.PutBack(ctx, s.Server, m.start, startedBy))
		}
	}
	if err != nil {
		p.d.report.warn(fmt.Sprintf("jobs that were postponed start up to %s late: %v", postponeMost, err))
	}
}

// jobInterval is a time between two looks, which tests shorten.
func (d *dumper) jobInterval(usual time.Duration) time.Duration {
	if d.test.jobInterval > 0 {
		return d.test.jobInterval
	}
	return usual
}

// pause waits, unless ctx ends before.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func names(jobs []*catalog.Job) string {
	out := make([]string, len(jobs))
	for i, j := range jobs {
		out[i] = j.String()
	}
	return strings.Join(out, ", ")
}
