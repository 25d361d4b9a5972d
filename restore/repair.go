package restore

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"promark/archive"
	"promark/catalog"
)

// A database that a restore left behind, ours or somebody else's, may be in restoring mode, lack a
// call, or lack rows. Repair looks at it, and does what is left to do if that can be told for
// certain. It looks again afterwards: what it then finds is left for somebody else. It changes
// nothing where rows are missing, since nothing but a restore brings them, and nothing in a
// database where it finds nothing.

// RepairOptions says which database to look at.
type RepairOptions struct {
	Config *pgx.ConnConfig
	Role   string // what every session becomes with SET ROLE; "" is the user who connects
	DryRun bool   // find only
	// Progress is called with events of the types Troubled, Remedied and Warned.
	Progress func(Event)
}

// Verdict is what Repair thinks of a database.
type Verdict uint8

const (
	// NotJudged means that Repair has failed before it could tell.
	NotJudged Verdict = iota
	// Healthy means that nothing was wrong, and nothing changed.
	Healthy
	// Repaired means that all that was wrong was put right.
	Repaired
	// Repairable means that all that is wrong can be put right; nothing was changed (DryRun).
	Repairable
	// NotRepaired means that something is wrong that Repair could not put right.
	NotRepaired
	// Lost means that the database must be dropped; nothing was changed.
	Lost
	// Resumable means that rows or indexes are missing, and that the restore can go on where it was
	// cut off (Options.Resume); nothing was changed.
	Resumable
)

func (v Verdict) String() string {
	names := []string{"not judged", "healthy", "repaired", "repairable", "not repaired", "to be dropped", "to be resumed"}
	if int(v) < len(names) {
		return names[v]
	}
	return "unknown verdict"
}

// Trouble is something that is wrong with a database.
type Trouble struct {
	Code    Code
	Text    string   // what is wrong, and what shows it
	Remedy  string   // what Repair does about it, "" if it can do nothing
	Advice  string   // what somebody else can do about it, "" if nothing is known
	Missing []string // what may have to be restored, in lines
	Err     error    // why the remedy failed
	Lost    bool     // nothing but a restore helps
	Resume  bool     // with Lost: not even a new one is needed, if the old one goes on

	fix func(context.Context) error // nil: there is none
}

// RepairResult says what Repair found and did. It is never nil.
type RepairResult struct {
	Database    string
	Verdict     Verdict
	Found       []Trouble
	Done        []string  // remedies, in their order
	Left        []Trouble // what was wrong at the end
	Notes       []string  // what is odd, and no trouble
	Timescale   string    // its version, "" without it
	Promscale   string
	Hypertables int
	Chunks      int
}

// repairer is one repair under way. Its sessions are those of a restore.
type repairer struct {
	r      *run
	opts   RepairOptions
	result *RepairResult
	failed map[Code]error // remedies that were tried, nil if they worked
	ended  bool           // the restoring mode, by us
}

// Repair diagnoses a database and puts right what can be. The error is that of a server that
// cannot be asked, or a *BusyError; what is wrong with the database is no error.
func Repair(ctx context.Context, opts RepairOptions) (*RepairResult, error) {
	config := opts.Config.Copy()
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = repairName
	}
	p := &repairer{opts: opts, result: &RepairResult{}, failed: map[Code]error{},
		r: &run{opts: Options{Config: config, Role: opts.Role, Progress: opts.Progress},
			manifest: &archive.Manifest{}, result: &Result{}}}
	return p.result, p.run(ctx)
}

func (p *repairer) run(ctx context.Context) error {
	troubles, err := p.diagnose(ctx)
	for ctx.Err() == nil && err == nil && !p.opts.DryRun && !lost(troubles) && p.apply(ctx, troubles) {
		troubles, err = p.diagnose(ctx)
	}
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return err
	}
	p.judge(troubles)
	return nil
}

// judge gives the verdict on what is wrong in the end.
func (p *repairer) judge(left []Trouble) {
	for i := range left {
		left[i].Err = p.failed[left[i].Code]
	}
	p.result.Left = left
	hopeless := func(t Trouble) bool { return t.fix == nil }
	switch {
	case slices.ContainsFunc(left, func(t Trouble) bool { return t.Resume }):
		p.result.Verdict = Resumable
	case lost(left):
		p.result.Verdict = Lost
	case len(left) == 0 && len(p.result.Found) == 0:
		p.result.Verdict = Healthy
	case len(left) == 0:
		p.result.Verdict = Repaired
	case p.opts.DryRun && !slices.ContainsFunc(left, hopeless):
		p.result.Verdict = Repairable
	default:
		p.result.Verdict = NotRepaired
	}
}

func lost(troubles []Trouble) bool {
	return slices.ContainsFunc(troubles, func(t Trouble) bool { return t.Lost })
}

// apply tries every remedy that was not tried yet, and says whether one has worked. One that fails
// does not keep the others from being tried.
func (p *repairer) apply(ctx context.Context, troubles []Trouble) (changed bool) {
	for _, t := range troubles {
		if _, before := p.failed[t.Code]; before || t.fix == nil || ctx.Err() != nil {
			continue
		}
		p.failed[t.Code] = t.fix(ctx)
		if p.failed[t.Code] == nil {
			changed = true
			p.result.Done = append(p.result.Done, t.Remedy)
			p.r.emit(Remedied{t.Remedy})
		}
	}
	return changed
}

// diagnose looks at the database in a session of its own, which changes nothing.
func (p *repairer) diagnose(ctx context.Context) ([]Trouble, error) {
	var d *diagnosis
	err := p.inSession(ctx, func(s *session) (err error) {
		d, err = p.look(ctx, s)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, t := range d.troubles {
		if !slices.ContainsFunc(p.result.Found, func(o Trouble) bool { return o.Code == t.Code }) {
			p.result.Found = append(p.result.Found, t)
			p.r.emit(Troubled{t})
		}
	}
	return d.troubles, nil
}

// note keeps what is odd, once.
func (p *repairer) note(format string, args ...any) {
	if text := fmt.Sprintf(format, args...); !slices.Contains(p.result.Notes, text) {
		p.result.Notes = append(p.result.Notes, text)
	}
}

// inSession runs f in a new session: one that was opened in restoring mode stays in it.
func (p *repairer) inSession(ctx context.Context, f func(*session) error) error {
	s, err := p.r.dial(ctx, p.opts.Config.Database, "")
	if err != nil {
		return err
	}
	defer s.close()
	if p.r.target, err = catalog.Connect(ctx, s.pgx); err != nil {
		return err
	}
	p.r.pooled = p.r.target.Backend != s.conn.PID()
	p.result.Database = p.r.target.Database
	return f(s)
}

// inert runs f in a session in which TimescaleDB's hooks are inert, whatever the database's mode.
func (p *repairer) inert(ctx context.Context, f func(*session) error) error {
	return p.inSession(ctx, func(s *session) error {
		if assertRestoring(ctx, s) != nil {
			if err := s.exec(ctx, "SET timescaledb.restoring = on"); err != nil {
				return fmt.Errorf("make TimescaleDB's hooks inert: %w", err)
			}
		}
		return f(s)
	})
}

// statement gives a remedy that is one statement.
func (p *repairer) statement(sql string) func(context.Context) error {
	return func(ctx context.Context) error {
		return p.inSession(ctx, func(s *session) error { return s.exec(ctx, sql) })
	}
}

// statements gives a remedy that is many, in bounded groups, with inert hooks.
func (p *repairer) statements(list []string) func(context.Context) error {
	return func(ctx context.Context) error {
		return p.inert(ctx, func(s *session) error { return s.inGroups(ctx, list, defaultGroup) })
	}
}
