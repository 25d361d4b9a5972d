package dump

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"promark/archive"
	"promark/catalog"
)

// snapshotTries bounds how often everything begins again with a new snapshot.
// A database in which tables come and go needs a few tries; one in which every
// try fails has somebody at work who must be stopped first.
const snapshotTries = 10

// snapshot is a consistent state of the database: everything is locked, and
// the coordinator's transaction sees it.
type snapshot struct {
	id      string // for SET TRANSACTION SNAPSHOT; "" if it cannot be exported
	time    time.Time
	catalog *catalog.Catalog
	plan    *plan              // nil if the dumper keeps the items
	entries *archive.EntryList //
	facts   *catalog.Facts
}

// takeSnapshot tries until locks, snapshot and catalog fit together.
func (d *dumper) takeSnapshot(ctx context.Context) (*snapshot, error) {
	for try := 1; ; try++ {
		s, err := d.trySnapshot(ctx)
		if err == nil {
			return s, nil
		}
		if !catalog.Changed(err) || ctx.Err() != nil || d.coordinator.conn.IsClosed() {
			return nil, err
		}
		if try == snapshotTries {
			return nil, fmt.Errorf("the database changed during each of %d tries: %w", try, err)
		}
		d.restarts++
		d.report.send(Restarted{try + 1, err})
		if err := d.coordinator.exec(ctx, "ROLLBACK"); err != nil {
			return nil, fmt.Errorf("roll back: %w", err)
		}
	}
}

func (d *dumper) trySnapshot(ctx context.Context) (*snapshot, error) {
	d.report.send(PhaseStarted{Locking})
	if err := d.begin(ctx); err != nil {
		return nil, err
	}
	s := &snapshot{}
	if d.test.snapshotFirst {
		return s, d.trySnapshotFirst(ctx, s)
	}
	if err := d.lockAll(ctx); err != nil {
		return nil, err
	}
	d.at("locked")
	if err := d.export(ctx, s); err != nil {
		return nil, err
	}
	d.at("snapshot")
	if !d.piecemeal {
		if err := d.verify(ctx, false); err != nil {
			return nil, err
		}
	}
	d.at("verified")
	if err := d.lockMembers(ctx); err != nil {
		return nil, err
	}
	if err := d.readCatalog(ctx, s); err != nil {
		return nil, d.nameAltered(ctx, err)
	}
	return s, d.checkUnlocked(ctx)
}

// trySnapshotFirst is how it must not be done: a test shows what it loses.
func (d *dumper) trySnapshotFirst(ctx context.Context, s *snapshot) error {
	if err := d.export(ctx, s); err != nil {
		return err
	}
	if err := d.lockAll(ctx); err != nil {
		return err
	}
	if err := d.lockMembers(ctx); err != nil {
		return err
	}
	return d.readCatalog(ctx, s)
}

func (d *dumper) begin(ctx context.Context) error {
	sql := "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
	if d.SerializableDeferrable {
		sql = "BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY DEFERRABLE"
	}
	if err := d.coordinator.exec(ctx, sql); err != nil {
		return fmt.Errorf("begin the transaction of the snapshot: %w", err)
	}
	return nil
}

// export takes the snapshot: it is the transaction's first statement that
// needs one.
func (d *dumper) export(ctx context.Context, s *snapshot) error {
	if d.noExport {
		err := d.coordinator.conn.QueryRow(ctx, "SELECT pg_catalog.clock_timestamp()").Scan(&s.time)
		if err != nil {
			return fmt.Errorf("take snapshot: %w", err)
		}
		return nil
	}
	err := d.coordinator.conn.QueryRow(ctx,
		"SELECT pg_catalog.pg_export_snapshot(), pg_catalog.clock_timestamp()").Scan(&s.id, &s.time)
	if err == nil {
		return nil
	}
	if sqlState(err) == "0A000" || sqlState(err) == "55000" { // feature_not_supported, object_not_in_prerequisite_state
		d.noExport = true
		d.report.warn("the server cannot export a snapshot: one connection copies everything")
		return fmt.Errorf("export snapshot: %w: %w", errNoExport, err)
	}
	return fmt.Errorf("export snapshot: %w", err)
}

// errNoExport makes the next try go without an export.
var errNoExport = fmt.Errorf("the server refuses: %w", catalog.ErrChanged)

func (d *dumper) catalogOptions() catalog.Options {
	return catalog.Options{Statistics: !d.NoStatistics && !d.RolesOnly, Roles: d.Roles, RolesOnly: d.RolesOnly,
		Filter: d.Filter, LockBudget: d.readingBudget()}
}

func (d *dumper) readCatalog(ctx context.Context, s *snapshot) (err error) {
	d.report.send(PhaseStarted{Reading})
	if err := d.readItems(ctx, s); err != nil {
		return err
	}
	if err := s.catalog.RefuseStrayRows(ctx, d.coordinator.conn.PgConn()); err != nil {
		return err
	}
	for _, notice := range s.catalog.Notices {
		d.report.warn(notice)
	}
	d.at("catalog")
	if s.facts, err = catalog.ReadFacts(ctx, d.coordinator.Server); err != nil {
		return err
	}
	skipped, err := catalog.UnreadableTables(ctx, s.catalog.Server)
	for _, name := range skipped {
		d.report.warn(name + " is unlogged: a standby has none of its rows")
	}
	return err
}

// readItems plans the items of the catalog while they are made, or keeps them.
func (d *dumper) readItems(ctx context.Context, s *snapshot) (err error) {
	if d.keepsItems {
		s.catalog, err = d.catalogOptions().Read(ctx, d.coordinator.Server)
		return err
	}
	if s.catalog, err = d.catalogOptions().Prepare(ctx, d.coordinator.Server); err != nil {
		return err
	}
	s.entries = &archive.EntryList{}
	s.plan, err = d.plan(s.catalog, nil, s.entries.Add)
	return err
}

// sqlState gives the SQLSTATE of a server error, or "".
func sqlState(err error) string {
	var pgErr *pgconn.PgError
	if errors.As(err, &pgErr) {
		return pgErr.Code
	}
	return ""
}
