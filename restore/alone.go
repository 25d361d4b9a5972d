package restore

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"
)

// Statements of entries that stand alone (archive.Entry.NoTransaction) run in a transaction each, or,
// if they refuse that, in none. Of one that has run in none, nobody can tell for certain afterwards
// whether it has: it is in the ledger before it begins, and after it has ended. A restore that finds
// the first and not the second runs it again, and takes what is there already for its work.

// defineAlone runs a unit that stands alone.
func (r *run) defineAlone(ctx context.Context, s *session, u unit) error {
	r.emit(EntryStarted{u.entry})
	for i, stmt := range u.statements {
		if r.before.parts[statementID{u.entry.ID, i}] {
			u.tell(i)
			continue
		}
		done := []string{fmt.Sprintf("part %d %d", u.entry.ID, i)}
		if i == len(u.statements)-1 {
			done = []string{idLine("entries", []uint32{u.entry.ID})}
		}
		one := step{u.entry, stmt.SQL, i}
		failed := s.transact(ctx, []step{one}, s.ledger.note(done...))
		if failed != nil && failed.Code == "25001" { // active_sql_transaction
			failed = r.defineOutside(ctx, s, one, done)
		}
		if failed != nil {
			return r.collect(ctx, s, failed)
		}
		u.tell(i)
	}
	r.finished([]unit{u})
	return nil
}

// tell says that a statement of a unit that stands alone has run.
func (u unit) tell(index int) {
	if u.ran != nil {
		u.ran(index)
	}
}

// defineOutside runs a statement outside of transactions.
func (r *run) defineOutside(ctx context.Context, s *session, one step, done []string) *statementError {
	id := statementID{one.entry.ID, one.index}
	err := s.exec(ctx, s.ledger.note(fmt.Sprintf("begin %d %d", id.entry, id.index)))
	if err == nil {
		err = s.exec(ctx, one.sql)
	}
	if err != nil && r.before.begun[id] && isThere(err) {
		r.add(Caution, codeResume, "", "%s is there already: it is taken for the work of the restore that was cut off", describe(one.entry))
		err = nil
	}
	if err == nil {
		err = s.exec(ctx, s.ledger.note(done...))
	}
	if err != nil {
		return &statementError{newFailure("create", one.entry, one.sql, err), one.index}
	}
	return nil
}

// isThere recognizes that something exists already (src/backend/utils/errcodes.txt).
func isThere(err error) bool {
	var pgErr *pgconn.PgError
	if !errors.As(err, &pgErr) {
		return false
	}
	switch pgErr.Code {
	case "42P04", "42P06", "42P07", "42710", "42723": // database, schema, table, object, function
		return true
	}
	return false
}
