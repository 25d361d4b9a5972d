package restore

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"promark/catalog"
)

// diagnosis is what one look at a database shows.
type diagnosis struct {
	p        *repairer
	s        *session
	mark     *catalog.Mark
	schema   string   // of TimescaleDB's functions, "" without the extension
	settings []onRole // where timescaledb.restoring is on
	troubles []Trouble
}

// add notes a trouble; fix may be nil.
func (d *diagnosis) add(t Trouble, fix func(context.Context) error) {
	t.fix = fix
	d.troubles = append(d.troubles, t)
}

// look finds everything, what must be put right first being first: owners of chunks cannot be
// changed any more once TimescaleDB's hooks work again, unless by a superuser. Where rows are
// missing, nothing else matters.
func (p *repairer) look(ctx context.Context, s *session) (*diagnosis, error) {
	d := &diagnosis{p: p, s: s}
	if err := s.exec(ctx, "SET default_transaction_read_only = on"); err != nil {
		return nil, fmt.Errorf("prepare a session: %w", err)
	}
	if err := d.steps(ctx, d.facts, d.busy, d.cutOff); err != nil || lost(d.troubles) {
		return d, err
	}
	if err := d.steps(ctx, d.version, d.catalogRows); err != nil {
		return nil, err
	}
	if lost(d.troubles) {
		d.troubles = slices.DeleteFunc(d.troubles, func(t Trouble) bool { return !t.Lost })
		return d, nil
	}
	return d, d.steps(ctx, d.promscale, d.blockers, d.mode, d.otherMode, d.identity, d.scheduler, d.clients, d.unfinished, d.owners, d.strayRows)
}

func (d *diagnosis) steps(ctx context.Context, list ...func(context.Context) error) error {
	for _, step := range list {
		var busy *BusyError
		switch err := step(ctx); {
		case errors.As(err, &busy):
			return err
		case err != nil:
			return fmt.Errorf("look at the database: %w", err)
		}
	}
	return nil
}

// facts finds out what there is to look at.
func (d *diagnosis) facts(ctx context.Context) (err error) {
	if err := d.p.r.target.CheckSupported(true); err != nil {
		return err
	}
	if d.p.r.target.InRecovery {
		return errors.New("the server is a standby: connect to the primary")
	}
	rows, err := d.s.pgx.Query(ctx, `SELECT e.extname::text, e.extversion, n.nspname::text
  FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace`)
	if err != nil {
		return err
	}
	var name, version, schema string
	d.p.result.Timescale, d.p.result.Promscale = "", ""
	_, err = pgx.ForEachRow(rows, []any{&name, &version, &schema}, func() error {
		switch name {
		case timescale:
			d.p.result.Timescale, d.schema = version, schema
		case promscale:
			d.p.result.Promscale = version
		}
		return nil
	})
	if err != nil {
		return err
	}
	if d.mark, err = catalog.ReadMark(ctx, d.s.pgx); err != nil {
		return err
	}
	d.settings, err = d.findSettings(ctx)
	return err
}

// What sessions of ours are called in pg_stat_activity.
const (
	restoreName = "promark restore"
	repairName  = "promark repair"
)

// BusyError says who is at work in the database.
type BusyError struct{ Sessions []string }

func (e *BusyError) Error() string {
	return "a restore or a repair is at work in the database: " + strings.Join(e.Sessions, "; ") +
		": wait for it, or end it (SELECT pg_terminate_backend(pid))"
}

// A session takes a moment to end after its client is gone.
const (
	busyPolls = 10
	busyPause = 200 * time.Millisecond
)

// busy refuses to look at a database that is being restored: it is neither healthy nor broken. In
// restoring mode, whoever does anything is taken for the restore.
func (d *diagnosis) busy(ctx context.Context) error {
	names := []string{restoreName, repairName, "pg_restore"}
	if d.mark != nil {
		names = append(names, d.mark.Application)
	}
	for i := 1; ; i++ {
		found, err := d.sessions(ctx, "application_name = ANY ($1) OR $2 AND state <> 'idle'", names, d.inMode())
		switch {
		case err != nil || len(found) == 0:
			return err
		case i == busyPolls:
			return &BusyError{found}
		}
		if err := pause(ctx, busyPause); err != nil {
			return err
		}
	}
}

// sessions describes other clients' sessions. A user who may not see what a session is sees its
// name all the same.
func (d *diagnosis) sessions(ctx context.Context, condition string, args ...any) ([]string, error) {
	return d.s.texts(ctx, `SELECT pg_catalog.format('pid %s of user %s (%s) since %s', pid, usename, application_name,
         pg_catalog.to_char(backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS "UTC"'))
  FROM pg_catalog.pg_stat_activity
 WHERE datname = pg_catalog.current_database() AND pid <> pg_catalog.pg_backend_pid()
   AND COALESCE(backend_type, 'client backend') = 'client backend'
   AND application_name NOT LIKE 'TimescaleDB Background Worker%' AND (`+condition+`)
 ORDER BY backend_start`, args...)
}

// clients finds sessions that may still be in the mode that we ended.
func (d *diagnosis) clients(ctx context.Context) error {
	if !d.p.ended {
		return nil
	}
	found, err := d.sessions(ctx, "true")
	if err != nil || len(found) == 0 {
		return err
	}
	d.add(Trouble{Code: codeClients, Text: "sessions that were opened in restoring mode stay in it, and what they insert " +
		"into hypertables may be lost: " + firstNames(found),
		Advice: "let these clients connect anew"}, nil)
	return nil
}
