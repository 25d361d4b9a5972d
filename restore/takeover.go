package restore

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"promark/catalog"
)

// Of several restores that mean to go on with the same one, and of what a killed one has left running
// in the server, only one may work: every session of a restore holds a shared advisory lock, and looks
// behind that at the number of the run in the mark. Who takes over changes the number first, and ends
// the sessions that hold the lock second: whoever comes later finds another number than his own.

// lockKey is the first half of the keys of our advisory locks; of this one the ledger is the second. "prmk"
const lockKey = 0x70726d6b

// claim makes a session one of the run's, in one message: each of its statements sees what was committed
// before it, since sessions of ours are in READ COMMITTED mode.
func (r *run) claim(ctx context.Context, s *session) error {
	if r.mark == nil {
		return nil
	}
	results, err := s.conn.Exec(ctx, fmt.Sprintf("SELECT pg_catalog.pg_advisory_lock_shared(%d, %d); %s",
		lockKey, int32(r.mark.Ledger), catalog.MarkQuery)).ReadAll()
	if err != nil {
		return fmt.Errorf("prepare a session: %w", err)
	}
	comment := ""
	if rows := results[len(results)-1].Rows; len(rows) > 0 {
		comment = string(rows[0][0])
	}
	m, err := catalog.ParseMark(comment)
	if err == nil && (m == nil || m.Ledger != r.mark.Ledger || m.Run != r.mark.Run) {
		err = errTakenOver
	}
	if err == nil {
		s.ledger = r.ledger
	}
	return err
}

var errTakenOver = errors.New("another restore has gone on with this one (promark restore --resume), or has taken its mark away")

// How long to wait for what a killed restore has left running: the server finds out by itself that a
// client is gone when it has something to say to it, and may have to come to a point where it can end.
const (
	oldPause     = 200 * time.Millisecond
	oldPolls     = 10  // until they are ended
	oldLastPolls = 300 // until it is given up
)

// markLock is held by a transaction that sets a mark, or another run in it.
var markLock = fmt.Sprintf("SELECT pg_catalog.pg_advisory_xact_lock(%d, 0);\n", lockKey)

// takeOver makes the run the only one that works on the target.
func (p *preflight) takeOver(ctx context.Context, s *session, m *catalog.Mark) error {
	if err := s.exec(ctx, "BEGIN;\n"+markLock); err != nil {
		return fmt.Errorf("take the restore over: %w", err)
	}
	now, err := catalog.ReadMark(ctx, s.pgx)
	if err == nil && (now == nil || now.Run != m.Run) {
		err = errTakenOver
	}
	if err == nil {
		m.Run++
		err = setMark(ctx, s, m)
	}
	if err == nil {
		err = s.exec(ctx, "COMMIT")
	}
	if err != nil {
		return errors.Join(fmt.Errorf("take the restore over: %w", err), s.rollback(ctx))
	}
	return p.endOthers(ctx, s, m)
}

// endOthers ends the sessions of earlier runs.
func (p *preflight) endOthers(ctx context.Context, s *session, m *catalog.Mark) error {
	for i := 1; ; i++ {
		old, err := p.others(ctx, s, m, "pg_catalog.format('pid %s of user %s since %s', a.pid, a.usename, "+
			"pg_catalog.to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS \"UTC\"'))")
		switch {
		case err != nil || len(old) == 0:
			return err
		case i == oldPolls:
			p.add(Notice, codeResume, "", "sessions of the restore that was cut off are still at work, and are ended: %s", strings.Join(old, "; "))
			if _, err := p.others(ctx, s, m, "pg_catalog.pg_terminate_backend(a.pid)::text"); err != nil {
				return fmt.Errorf("end the sessions of the restore that was cut off (%s): %w", strings.Join(old, "; "), err)
			}
		case i == oldLastPolls:
			p.add(Error, codeResume, "end them", "sessions of the restore that was cut off do not end: %s", strings.Join(old, "; "))
			return nil
		}
		if err := pause(ctx, oldPause); err != nil {
			return err
		}
	}
}

// others evaluates an expression for every session that holds the lock.
func (p *preflight) others(ctx context.Context, s *session, m *catalog.Mark, expression string) ([]string, error) {
	return s.texts(ctx, "SELECT "+expression+`
  FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
 WHERE l.locktype = 'advisory' AND l.objsubid = 2 AND l.classid = $1::text::oid AND l.objid = $2::text::oid
   AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
   AND a.pid <> pg_catalog.pg_backend_pid() ORDER BY a.pid`, fmt.Sprint(lockKey), fmt.Sprint(m.Ledger))
}
