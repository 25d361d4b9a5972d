package restore

import (
	"context"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"promark/archive"
)

// unit is an entry with those of its statements that the target gets.
type unit struct {
	entry      *archive.Entry
	statements []archive.Statement
	ran        func(index int)     // told of every statement of a unit that stands alone; may be nil
	settings   string              // the statement that prepares the transaction, "" for none
	listed     []archive.Statement // of them, what was set aside for later
	granted    bool                // the statements are what was set aside
	failed     []string            // why statements were left out (KeepGoing)
}

// wanted chooses the statements of an entry for this target and these options.
func (r *run) wanted(e *archive.Entry) []archive.Statement {
	var out []archive.Statement
	extension := r.createsExtension(e)
	if extension {
		out = append(out, archive.Statement{SQL: r.createExtensionSQL(e.Name)})
	}
	for _, s := range e.Statements {
		if extension && s.Part == archive.PartDefinition {
			continue
		}
		if s.For(r.target.VersionNum) && !r.leftOut(s.Part) && !r.leavesOwner(e, s.Part) && !r.leavesComment(e, s.Part) {
			out = append(out, r.made(e, s))
		}
	}
	return out
}

// made is the statement as it is run: a schema that was named by itself may be there, and so may
// one that comes along.
func (r *run) made(e *archive.Entry, s archive.Statement) archive.Statement {
	if e.Kind == "SCHEMA" && s.Part == archive.PartDefinition && (len(r.opts.Selection.Schemas) > 0 || r.taken[e.ID]) {
		s.SQL = strings.Replace(s.SQL, "CREATE SCHEMA ", "CREATE SCHEMA IF NOT EXISTS ", 1)
	}
	return s
}

func (r *run) leftOut(p archive.Part) bool {
	switch p {
	case archive.PartOwner:
		return r.opts.NoOwner
	case archive.PartComment:
		return r.opts.NoComments
	case archive.PartLabel:
		return r.opts.NoSecurityLabels
	case archive.PartPrivilege:
		return r.opts.NoPrivileges
	case archive.PartSetting:
		return r.opts.NoDatabaseSettings
	case archive.PartStatistic:
		return r.opts.NoStatistics
	case archive.PartTablespace:
		return r.opts.NoTablespaces
	case archive.PartAccessMethod:
		return r.opts.NoAccessMethods
	}
	return false
}

// define runs the statements of entries in their order, in groups. The error is that of the first
// entry that failed, unless failures are collected.
func (r *run) define(ctx context.Context, s *session, entries []*archive.Entry) error {
	group := make([]unit, 0, r.groupSize)
	var known answers
	asked := 0 // entries
	for i, e := range entries {
		u := unit{entry: e, statements: r.wanted(e)}.setAside()
		if isConditional(e) {
			if _, ok := known[e.ID]; !ok {
				// What comes before may be what it asks about.
				if err := r.defineGroup(ctx, s, group); err != nil {
					return err
				}
				group = group[:0]
			}
			if i >= asked {
				asked = i + together(entries[i:])
				known = s.ask(ctx, entries[i:asked])
			}
			if skip, err := r.skips(ctx, s, e, known); err != nil {
				return err
			} else if skip {
				continue
			}
		}
		if e.NoTransaction {
			if err := r.defineGroup(ctx, s, group); err != nil {
				return err
			}
			group = group[:0]
			if err := r.defineAlone(ctx, s, u); err != nil {
				return err
			}
			continue
		}
		if group = append(group, u); len(group) == r.groupSize {
			if err := r.defineGroup(ctx, s, group); err != nil {
				return err
			}
			group = group[:0]
		}
	}
	return r.defineGroup(ctx, s, group)
}

// defineGroup runs units in one transaction; if that fails, each in its own.
func (r *run) defineGroup(ctx context.Context, s *session, group []unit) error {
	switch failed := s.transaction(ctx, group, s.ledger.units(group)); {
	case failed == nil:
		r.finished(group)
		return nil
	case s.conn.IsClosed() || ctx.Err() != nil || len(group) == 1 && !r.opts.KeepGoing:
		return failed
	}
	for _, u := range group {
		if err := r.defineOne(ctx, s, u); err != nil {
			return err
		}
	}
	return nil
}

// defineOne runs a unit in its own transaction.
func (r *run) defineOne(ctx context.Context, s *session, u unit) error {
	made, err := r.defineMost(ctx, s, u)
	if made && err == nil {
		r.finished([]unit{u})
	}
	return err
}

// defineMost runs as much of a unit as can be run, and says whether its object is there. When failures are collected, an object that exists
// without, say, its comment is better than none: a statement that is not part of the definition
// is left out and the rest tried again.
func (r *run) defineMost(ctx context.Context, s *session, u unit) (made bool, err error) {
	for {
		failed := s.transaction(ctx, []unit{u}, s.ledger.units([]unit{u}))
		if failed == nil {
			return true, nil
		}
		if err := r.collect(ctx, s, failed); err != nil {
			return false, err
		}
		i := failed.index
		if i < 0 || i >= len(u.statements) || u.statements[i].Part == archive.PartDefinition {
			return false, nil
		}
		u.statements = append(append([]archive.Statement{}, u.statements[:i]...), u.statements[i+1:]...)
		u.failed = append(u.failed, failed.Err.Error())
	}
}

// statementError is a failure and which of its unit's statements it was, -1 for none of them.
type statementError struct {
	*Failure
	index int
}

func (e *statementError) Unwrap() error { return e.Failure }

// transaction runs units in one transaction and one round trip.
func (s *session) transaction(ctx context.Context, units []unit, note string) *statementError {
	var steps []step
	for _, u := range units {
		if u.settings != "" {
			steps = append(steps, step{u.entry, u.settings, -1})
		}
		for i, stmt := range u.statements {
			steps = append(steps, step{u.entry, stmt.SQL, i})
		}
	}
	return s.transact(ctx, steps, note)
}

// transact runs steps, and the note for the ledger, in one transaction and one round trip. Every statement is a message of its
// own in the extended protocol, so that none can hide a second one. After a failure the transaction
// is rolled back.
func (s *session) transact(ctx context.Context, steps []step, note string) *statementError {
	if len(steps) == 0 {
		return nil
	}
	all := append([]step{{steps[0].entry, "BEGIN", -1}}, steps...)
	last := steps[len(steps)-1].entry
	if note != "" {
		all = append(all, step{last, note, -1})
	}
	all = append(all, step{last, "COMMIT", -1})
	failed := s.pipeline(ctx, all)
	if failed != nil {
		failed.Err = errors.Join(failed.Err, s.rollback(ctx))
	}
	return failed
}

// step is a statement of a pipeline.
type step struct {
	entry *archive.Entry
	sql   string
	index int
}

// pipeline sends all steps at once and reads the answers. The first failure makes the server
// skip the rest.
func (s *session) pipeline(ctx context.Context, steps []step) *statementError {
	p := s.conn.StartPipeline(ctx)
	for _, st := range steps {
		p.SendQueryParams(st.sql, nil, nil, nil, nil)
	}
	if err := p.Sync(); err != nil {
		return &statementError{newFailure("send statements", steps[0].entry, "", err), -1}
	}
	var failed *statementError
	for _, st := range steps {
		s.current = st.entry
		if err := nextResult(p); err != nil {
			failed = &statementError{newFailure("create", st.entry, st.sql, err), st.index}
			break
		}
	}
	if err := p.Close(); err != nil && failed == nil {
		failed = &statementError{newFailure("send statements", steps[0].entry, "", err), -1}
	}
	return failed
}

func nextResult(p *pgconn.Pipeline) error {
	result, err := p.GetResults()
	if err != nil {
		return err
	}
	if reader, ok := result.(*pgconn.ResultReader); ok {
		_, err = reader.Close()
		return err
	}
	return errors.New("the server sent fewer results than statements")
}
