package restore

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5/pgconn"

	"promark/archive"
	"promark/catalog"
)

// What is in the way is dropped before anything is made: the archive's own objects, last first,
// by name and without CASCADE. What the target has beside them stays, and if it depends on one of
// them, the drop fails and says so.

// checkClean refuses what cannot be dropped in a way that can be relied on.
func (r *run) checkClean() error {
	switch {
	case !r.opts.Clean:
		return nil
	case r.opts.Pipe != nil:
		return errors.New("--clean wants a file: of a pipe it is not known whether the whole archive will come, " +
			"and what was dropped would be gone")
	case r.opts.Selection.NoSchema:
		return errors.New("--clean drops tables: rows alone (-a) cannot be restored then")
	case r.opts.Create:
		return nil
	case r.has(timescale):
		return errors.New("--clean cannot take TimescaleDB out of a database that lives on: " +
			"add --create, so that the whole database is dropped and made again")
	}
	return nil
}

// dropDatabase drops the database that is made again.
func (r *run) dropDatabase(ctx context.Context, s *session) error {
	if !r.opts.Clean {
		return nil
	}
	sql := "DROP DATABASE IF EXISTS " + catalog.Ident(r.newName())
	if err := s.exec(ctx, sql); err != nil {
		return newFailure("drop the database", nil, sql, err)
	}
	r.changing()
	return nil
}

// clean drops what the archive makes, in one transaction: all of it, or nothing. What something
// else still depends on (a table whose sequence another table uses) is tried again when that may
// be gone, until a round drops nothing.
func (r *run) clean(ctx context.Context) error {
	if !r.opts.Clean || r.opts.Create || r.resumes {
		return nil
	}
	entries := r.pick(r.isDropped)
	slices.Reverse(entries)
	r.emit(PhaseStarted{PhaseClean, int64(len(entries))})
	return r.inSession(ctx, func(s *session) error {
		if err := s.exec(ctx, "BEGIN"); err != nil {
			return fmt.Errorf("drop: %w", err)
		}
		if failed := r.dropAll(ctx, s, entries); failed != nil {
			failed.Err = errors.Join(failed.Err, s.rollback(ctx))
			return failed
		}
		if err := r.markIn(ctx, s); err != nil {
			return errors.Join(err, s.rollback(ctx))
		}
		if err := s.exec(ctx, "COMMIT"); err != nil {
			return newFailure("drop", nil, "", err)
		}
		return nil
	})
}

func (r *run) dropAll(ctx context.Context, s *session, entries []*archive.Entry) *Failure {
	for len(entries) > 0 {
		var waiting []*archive.Entry
		var first *Failure
		for _, e := range entries {
			failed := r.drop(ctx, s, e)
			switch {
			case failed == nil:
			case failed.Code == "2BP01": // dependent_objects_still_exist
				waiting = append(waiting, e)
				if first == nil {
					first = failed
				}
			default:
				return failed
			}
		}
		if len(waiting) == len(entries) {
			return first
		}
		entries = waiting
	}
	return nil
}

// isDropped: a schema that was named to restore what is in it stays.
func (r *run) isDropped(e *archive.Entry) bool {
	return e.Drop != "" && !isGlobal(e) && !(e.Kind == "SCHEMA" && len(r.opts.Selection.Schemas) > 0)
}

// drop runs one drop in a savepoint. With IfExists it does not matter that the object, or what it
// belongs to, is not there: IF EXISTS itself does not exist for all statements.
func (r *run) drop(ctx context.Context, s *session, e *archive.Entry) *Failure {
	failed := s.pipeline(ctx, []step{{e, "SAVEPOINT promark", -1}, {e, e.Drop, 0}, {e, "RELEASE SAVEPOINT promark", -1}})
	switch {
	case failed == nil:
		return nil
	case s.conn.IsClosed():
		return failed.Failure
	}
	failed.Doing = "drop"
	if err := s.exec(ctx, "ROLLBACK TO SAVEPOINT promark"); err != nil {
		failed.Err = errors.Join(failed.Err, err)
		return failed.Failure
	}
	if r.opts.IfExists && isMissing(failed.Err) {
		return nil
	}
	return failed.Failure
}

// isMissing recognizes that something does not exist (src/backend/utils/errcodes.txt).
func isMissing(err error) bool {
	var pgErr *pgconn.PgError
	if !errors.As(err, &pgErr) {
		return false
	}
	switch pgErr.Code {
	case "42P01", "42704", "42703", "42883", "3F000": // table, object, column, function, schema
		return true
	}
	return false
}
