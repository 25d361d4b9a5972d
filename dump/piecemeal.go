package dump

import (
	"context"
	"errors"
	"fmt"

	"promark/catalog"
)

// With more tables than the lock budget has room for, none is locked before the snapshot. What was
// changed before the snapshot was taken is dumped as it is then; what is changed after it and before
// it could be locked is lost to the snapshot, and must be found:
//
//   - Definitions come from the snapshot's catalog rows and from pg_get_... functions, which look at the
//     current ones. When all are read, the catalog rows of every table are compared with those that are
//     current now; if none has changed, whatever the functions saw was what the snapshot shows. If one
//     has, everything begins again with a new snapshot.
//   - Rows are copied under a lock that the worker takes for them alone. With the lock held it makes sure
//     that the table still has the files and the columns of the snapshot. If it has not, the dump fails:
//     the archive has begun, and says that the rows are in it.

// readingBudget bounds the locks that reading definitions takes.
func (d *dumper) readingBudget() int {
	if d.piecemeal {
		return d.LockBudget
	}
	return 0
}

// groupLocks is the share of the budget that one session has for a group of relations, 0 for no bound.
func (d *dumper) groupLocks() int {
	if d.LockBudget == 0 {
		return 0
	}
	return max(1, d.LockBudget/(d.Workers+1))
}

// checkUnlocked makes sure that no table that was read without a lock has changed.
func (d *dumper) checkUnlocked(ctx context.Context) error {
	if !d.piecemeal {
		return nil
	}
	suspects, err := catalog.Suspects(ctx, d.coordinator.Server, d.Filter)
	if err != nil {
		return err
	}
	return d.checkLate(ctx, suspects)
}

// nameAltered says which tables have changed when a definition could not be read for that.
func (d *dumper) nameAltered(ctx context.Context, err error) error {
	if !d.piecemeal || !catalog.Changed(err) || d.coordinator.conn.IsClosed() {
		return err
	}
	if back := d.coordinator.exec(ctx, "ROLLBACK TO SAVEPOINT members"); back != nil {
		return errors.Join(err, back)
	}
	return errors.Join(err, d.checkUnlocked(ctx))
}

// unchanged is a statement that fails, by a division by zero, if a table is not what the session's
// snapshot shows: if it has other files, or if a column may have been altered.
func unchanged(oid uint32) string {
	return fmt.Sprintf(`SELECT 1 / pg_catalog.count(*) FROM pg_catalog.pg_class c
 WHERE c.oid = %d AND c.relfilenode = pg_catalog.pg_relation_filenode(c.oid)
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND a.xmax <> 0)`, oid)
}

// altered is the error for a table whose rows are gone from the snapshot.
func altered(r *relation, err error) error {
	return fmt.Errorf("copy table %s: it was %w, after the snapshot was taken and before it was locked: %w",
		r.qualified(), catalog.ErrChanged, err)
}

// copySafely copies one relation through the session that holds the snapshot: where it is not locked
// yet, with a lock that it waits for, and after a thorough look at what may have changed.
func (w *worker) copySafely(ctx context.Context, j *job) error {
	if !w.d.piecemeal || !j.relation.locked {
		return w.copyAll(ctx, []*job{j})
	}
	name := j.relation.qualified()
	err := w.session.exec(ctx, fmt.Sprintf("SAVEPOINT safely; SET LOCAL lock_timeout = %d; "+
		"LOCK TABLE ONLY %s IN ACCESS SHARE MODE; SET LOCAL lock_timeout = 0", w.d.LockTimeout.Milliseconds(), name))
	switch {
	case sqlState(err) == "55P03": // lock_not_available
		return fmt.Errorf("copy table %s: waited %s for its lock: %w", name, w.d.LockTimeout, err)
	case catalog.Changed(err):
		return altered(j.relation, err)
	case err != nil:
		return fmt.Errorf("copy table %s: lock it: %w", name, err)
	}
	if err := w.d.checkLate(ctx, []uint32{j.relation.oid}); err != nil {
		return fmt.Errorf("copy table %w", err)
	}
	if err := w.copyAll(ctx, []*job{j}); err != nil {
		return err
	}
	return w.session.exec(ctx, "ROLLBACK TO SAVEPOINT safely; RELEASE SAVEPOINT safely")
}
