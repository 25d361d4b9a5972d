package restore

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5/pgconn"

	"promark/archive"
	"promark/catalog"
)

// run is one restore under way. Fields above mu are set before the workers start.
type run struct {
	opts      Options
	manifest  *archive.Manifest
	entries   []archive.Entry
	target    *catalog.Server
	workers   int
	groupSize int               // entries in one transaction
	builders  builders          // what the server builds indexes with
	script    bool              // the target is a script, not a server
	pooled    bool              // connections go through a pooler
	restoring bool              // the database is in TimescaleDB's restoring mode
	mark      *catalog.Mark     // of the target; nil: it has none
	replaced  *catalog.Mark     // the one that the target had, of a restore that this one does not go on with
	ledger    *ledger           // of the target; nil: it has none
	resumes   bool              // goes on with an earlier restore
	before    done              // what that has done
	there     map[uint32]bool   // the entries that it has restored, which are in skip, too
	isMade    bool              // Create: the database is there, empty, by the earlier restore
	versions  map[string]string // of extensions to create, by name
	strange   map[string]bool   // extensions of the target that belong to others
	created   map[uint32]bool   // entries that are restored ahead of their turn

	replaces       bool // TimescaleDB, of which the target has another version
	ownersInGroups bool // promscale_post_restore() may not fit into the lock table

	streams       map[uint32]*archive.Entry // every stream's entry
	loadedStreams map[uint32]bool           // before the workers start
	pipe          *pipeFrameSource          // nil: from a file

	skip   map[uint32]bool   // entries that are not selected, or were restored before
	taken  map[uint32]bool   // entries that are, although nobody named them: they may be there
	sifted map[uint32]string // entries of which only some rows are loaded, by a condition
	again  map[uint32]bool   // entries whose rows are loaded again, while no trigger fires

	interrupted sync.Once

	mu     sync.Mutex // guards what follows, and Progress
	result *Result
	left   map[uint32]int // streams of an entry that are not loaded yet
	listed []unit         // whose privileges were set aside
}

// emit passes an event on.
func (r *run) emit(e Event) {
	if r.opts.Progress == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.opts.Progress(e)
}

// finished counts units whose statements were committed, and keeps what was set aside of them.
func (r *run) finished(units []unit) {
	for _, u := range units {
		r.entryDone(u.entry)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, u := range units {
		if len(u.listed) > 0 {
			r.listed = append(r.listed, u)
		}
	}
}

func (r *run) entryDone(e *archive.Entry) {
	r.mu.Lock()
	r.result.Entries++
	r.mu.Unlock()
	r.emit(EntryDone{e})
}

// count counts rows that were committed.
func (r *run) count(e *archive.Entry, n loaded) {
	r.mu.Lock()
	r.result.Rows += n.rows
	r.result.Bytes += n.bytes
	r.mu.Unlock()
	r.emit(Loaded{e, n.rows, n.bytes})
}

func (r *run) loadedEntries(list []loading) {
	for _, l := range list {
		r.loadedEntry(l.entry)
	}
}

// loadedEntry says that one of an entry's streams is loaded.
func (r *run) loadedEntry(e *archive.Entry) {
	r.mu.Lock()
	if r.left[e.ID] == 0 {
		r.left[e.ID] = len(e.Data.Streams)
		for _, id := range e.Data.Streams {
			if r.before.streams[id] {
				r.left[e.ID]--
			}
		}
	}
	r.left[e.ID]--
	whole := r.left[e.ID] == 0
	r.mu.Unlock()
	if whole {
		r.entryDone(e)
	}
}

// collect keeps a failure if failures are collected, and gives it back if not, or if the session
// cannot go on.
func (r *run) collect(ctx context.Context, s *session, err error) error {
	var failed *Failure
	if !errors.As(err, &failed) || !r.opts.KeepGoing || s.conn.IsClosed() || ctx.Err() != nil {
		return err
	}
	if archiveDamage(err) {
		return err
	}
	r.mu.Lock()
	r.result.Failures = append(r.result.Failures, failed)
	r.mu.Unlock()
	r.emit(Failed{failed})
	return nil
}

// archiveDamage says that the archive, not the target, is at fault: nothing that comes after it
// can be trusted.
func archiveDamage(err error) bool {
	for _, target := range []error{archive.ErrTruncated, archive.ErrChecksum, archive.ErrLimit,
		archive.ErrInvalid, io.ErrUnexpectedEOF} {
		if errors.Is(err, target) {
			return true
		}
	}
	return false
}

// warn keeps a server's message if it is a warning.
func (r *run) warn(e *archive.Entry, n *pgconn.Notice) {
	if !strings.EqualFold(n.SeverityUnlocalized, "WARNING") || banner(e, n) {
		return
	}
	w := Warning{Entry: e, Code: n.Code, Message: n.Message, Detail: n.Detail, Hint: n.Hint}
	r.mu.Lock()
	r.result.WarningCount++
	if len(r.result.Warnings) < maxWarnings {
		r.result.Warnings = append(r.result.Warnings, w)
	}
	r.mu.Unlock()
	r.emit(Warned{w})
}

// isEnd says that a reader has come to the regular end of what it reads.
func isEnd(err error) bool { return err == io.EOF }
