package dump

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"promark/catalog"
)

// Bounds of repetition within one try.
const (
	lockRounds = 10 // of listing again what vanished before it was locked
	lateRounds = 3  // of locking what only the snapshot shows
)

// lockables lists what is to be locked until the end of the dump, or what is
// locked only until its rows are copied: the tables of extensions.
func (d *dumper) lockables(ctx context.Context, s *session, members bool) ([]*catalog.Lockable, error) {
	list, err := catalog.Lockables(ctx, s.Server, d.Filter)
	return slices.DeleteFunc(list, func(r *catalog.Lockable) bool { return r.Member != members }), err
}

// lockAll locks every relation that is to be dumped, but for those of
// extensions, unless that takes more than the budget. Names are resolved when the lock is taken, so that somebody may
// have renamed or dropped a relation since it was listed: what is not there any
// more is listed again. Whether the right ones were locked is verified in the
// snapshot.
func (d *dumper) lockAll(ctx context.Context) error {
	locked := map[uint32]bool{}
	var err error
	for range lockRounds {
		var list []*catalog.Lockable
		if list, err = d.lockables(ctx, d.helper, false); err != nil {
			return err
		}
		if d.piecemeal = d.LockBudget > 0 && len(list) > d.LockBudget; d.piecemeal {
			return nil
		}
		d.warnLockSlots(ctx, len(list))
		d.at("listed")
		err = d.lockList(ctx, list, locked)
		if err == nil || !catalog.Changed(err) {
			return err
		}
	}
	return fmt.Errorf("lock tables: they vanish faster than they can be locked: %w", err)
}

// Bounds of one LOCK TABLE statement.
const (
	lockBatchRelations = 1000
	lockBatchBytes     = 64 << 10 // of names
)

// lockList locks what is not locked yet, in batches.
func (d *dumper) lockList(ctx context.Context, list []*catalog.Lockable, locked map[uint32]bool) error {
	var batch []*catalog.Lockable
	size := 0
	for i, r := range list {
		if !locked[r.OID] {
			batch = append(batch, r)
			size += len(r.Schema) + len(r.Name)
		}
		full := len(batch) == lockBatchRelations || size >= lockBatchBytes
		if len(batch) == 0 || !full && i < len(list)-1 {
			continue
		}
		if err := d.lockBatch(ctx, batch); err != nil {
			return err
		}
		for _, r := range batch {
			locked[r.OID] = true
		}
		batch, size = batch[:0], 0
	}
	return nil
}

// lockBatch locks relations in one statement. LOCK TABLE takes no snapshot
// (tried on 12 to 18).
func (d *dumper) lockBatch(ctx context.Context, batch []*catalog.Lockable) error {
	d.at("batch")
	names := make([]string, len(batch))
	for i, r := range batch {
		names[i] = "ONLY " + catalog.Qualified(r.Schema, r.Name)
	}
	err := d.coordinator.exec(ctx, fmt.Sprintf("SAVEPOINT promark; SET LOCAL lock_timeout = %d; "+
		"LOCK TABLE %s IN ACCESS SHARE MODE; SET LOCAL lock_timeout = 0; RELEASE SAVEPOINT promark",
		d.LockTimeout.Milliseconds(), strings.Join(names, ", ")))
	if err == nil {
		return nil
	}
	if back := d.rollbackTo(ctx); back != nil {
		return fmt.Errorf("lock tables: %w", errors.Join(err, back))
	}
	switch sqlState(err) {
	case "55P03": // lock_not_available
		return fmt.Errorf("lock tables: waited %s for %s: %w", d.LockTimeout, d.blocked(ctx, batch), err)
	case "42809": // wrong_object_type: the name now belongs to something without rows
		return fmt.Errorf("lock tables: %w: %w", catalog.ErrChanged, err)
	}
	return fmt.Errorf("lock tables: %w", err)
}

func (d *dumper) rollbackTo(ctx context.Context) error {
	if d.coordinator.conn.PgConn().IsClosed() {
		return nil // the error at hand says why
	}
	return d.coordinator.exec(ctx, "ROLLBACK TO SAVEPOINT promark; RELEASE SAVEPOINT promark")
}

// blocked says which relations of a batch cannot be locked now.
func (d *dumper) blocked(ctx context.Context, batch []*catalog.Lockable) string {
	const namesMax = 3
	var names []string
	for _, r := range batch {
		name := catalog.Qualified(r.Schema, r.Name)
		err := d.coordinator.exec(ctx, "SAVEPOINT promark; LOCK TABLE ONLY "+name+" IN ACCESS SHARE MODE NOWAIT")
		if sqlState(err) == "55P03" {
			names = append(names, name)
		}
		if d.rollbackTo(ctx) != nil || len(names) == namesMax {
			break
		}
	}
	if len(names) == 0 {
		return fmt.Sprintf("the lock of one of %d tables", len(batch))
	}
	return "the lock of " + strings.Join(names, ", ")
}

// lockMembers locks tables of extensions after the snapshot, and behind a
// savepoint: the rows of those that have some are copied first, and from then
// on the locks would only be in the way (until TimescaleDB 2.11 a refresh of a
// continuous aggregate wants continuous_aggs_invalidation_threshold for
// itself). The same is true of the locks that reading definitions leaves behind
// on views (pg_get_viewdef; Promscale replaces views with every new label).
func (d *dumper) lockMembers(ctx context.Context) error {
	if err := d.coordinator.exec(ctx, "SAVEPOINT members"); err != nil {
		return fmt.Errorf("lock tables of extensions: %w", err)
	}
	if d.piecemeal {
		return nil
	}
	return d.verify(ctx, true)
}

// unlockMembers gives up every lock that was taken since.
func (d *dumper) unlockMembers(ctx context.Context) error {
	if err := d.coordinator.exec(ctx, "ROLLBACK TO SAVEPOINT members; RELEASE SAVEPOINT members"); err != nil {
		return fmt.Errorf("unlock tables of extensions: %w", err)
	}
	return nil
}

// verify makes sure that everything that the snapshot shows is locked, by OID,
// and still has the files that the snapshot means. What only the snapshot
// shows is locked now.
func (d *dumper) verify(ctx context.Context, members bool) error {
	var late []uint32
	for range lateRounds {
		list, err := d.lockables(ctx, d.coordinator, members)
		if err != nil {
			return err
		}
		held, err := catalog.HeldLocks(ctx, d.coordinator.Server)
		if err != nil {
			return err
		}
		missing := notLocked(list, held)
		if len(missing) == 0 {
			if err := checkFiles(list); err != nil {
				return err
			}
			return d.checkLate(ctx, late)
		}
		late = append(late, missing...)
		d.at("late")
		if err := d.lockList(ctx, list, held); err != nil {
			return err
		}
	}
	return fmt.Errorf("lock tables: names were swapped: %w", catalog.ErrChanged)
}

func notLocked(list []*catalog.Lockable, held map[uint32]bool) (oids []uint32) {
	for _, r := range list {
		if !held[r.OID] {
			oids = append(oids, r.OID)
		}
	}
	return oids
}

// checkLate finds tables that were altered between the snapshot and their lock: the coordinator sees
// what they were in the snapshot, the helper what they are now, and COPY would take that.
func (d *dumper) checkLate(ctx context.Context, late []uint32) error {
	altered, err := catalog.AlteredTables(ctx, d.coordinator.Server, d.helper.Server, late)
	if err != nil || len(altered) == 0 {
		return err
	}
	return fmt.Errorf("%s: changed after the snapshot and before the lock: %w", someOf(altered), catalog.ErrChanged)
}

// someOf names the first of many.
func someOf(names []string) string {
	const most = 3
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}

// checkFiles finds tables that were emptied or rewritten between the snapshot
// and their lock.
func checkFiles(list []*catalog.Lockable) error {
	for _, r := range list {
		if r.FileNode != r.CurrentFileNode {
			return fmt.Errorf("lock tables: %s has other files than in the snapshot: %w",
				catalog.Qualified(r.Schema, r.Name), catalog.ErrChanged)
		}
	}
	return nil
}

// warnLockSlots tells when the server's lock table may be too small. The
// product is what the server promises, not all it can do (a default server
// took 11,000 locks where it promises 6,400): never refuse.
func (d *dumper) warnLockSlots(ctx context.Context, relations int) {
	const sql = `SELECT l, l * (pg_catalog.current_setting('max_connections')::bigint
          + pg_catalog.current_setting('max_prepared_transactions')::bigint)
  FROM (SELECT pg_catalog.current_setting('max_locks_per_transaction')::bigint) x (l)`
	var perSession, slots int64
	if err := d.helper.conn.QueryRow(ctx, sql).Scan(&perSession, &slots); err != nil {
		return // not worth failing for; a broken connection shows at once
	}
	if int64(relations) > slots {
		d.report.warn(fmt.Sprintf("%d tables are to be locked and the server's lock table is made for %d locks: "+
			"if it runs out of shared memory, raise max_locks_per_transaction to %d, or give the dump a lock budget of %d",
			relations, slots, int64(relations)*perSession/slots+1, max(slots/2, 1)))
	}
}
