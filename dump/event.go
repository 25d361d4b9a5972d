package dump

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Event is something that happened in a dump: one of the types below.
type Event interface{ event() }

// Phase is a part of a dump.
type Phase uint8

// The phases, in their order. A restart goes back to Locking.
const (
	Connecting Phase = iota
	Pausing          // jobs
	Locking
	Reading // the catalog
	Copying // rows
	Finishing
)

func (p Phase) String() string {
	return [...]string{"connecting", "pausing jobs", "locking tables", "reading the catalog", "copying rows", "finishing"}[p]
}

type (
	// PhaseStarted begins a phase.
	PhaseStarted struct{ Phase Phase }

	// Planned tells what will be copied, when the catalog has been read.
	Planned struct {
		Relations int
		Bytes     int64 // estimate: size on disk
	}

	// Copied tells how far copying is; it comes a few times a second while
	// rows flow.
	Copied struct {
		Relations int   // finished
		Rows      int64 // read
		Bytes     int64 // of rows read, as COPY gives them
		Stored    int64 // bytes of the archive written
	}

	// RelationDone comes when all rows of a relation have been read.
	RelationDone struct {
		Schema, Name string
		Rows, Bytes  int64
	}

	// Warned is something that the user should know.
	Warned struct{ Text string }

	// Restarted tells that the database changed while its catalog was read,
	// and that everything begins again.
	Restarted struct {
		Try    int // the number of the try that begins, from 2
		Reason error
	}
	// JobsPostponed tells of jobs that will not start while the dump runs.
	JobsPostponed struct{ Jobs string }
	// JobsRunning tells which jobs the dump waits for, and for how long still.
	JobsRunning struct {
		Jobs string
		Left time.Duration
	}
)

func (PhaseStarted) event()  {}
func (Planned) event()       {}
func (Copied) event()        {}
func (RelationDone) event()  {}
func (Warned) event()        {}
func (Restarted) event()     {}
func (JobsPostponed) event() {}
func (JobsRunning) event()   {}

// reporter passes events on, one at a time, and keeps the counters.
type reporter struct {
	progress func(Event)

	relations, rows, bytes atomic.Int64

	mu       sync.Mutex
	stored   func() int64 // bytes of the archive written so far
	warnings []string
	last     time.Time // of the last Copied
}

func (r *reporter) send(e Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sendLocked(e)
}

func (r *reporter) sendLocked(e Event) {
	if r.progress != nil {
		r.progress(e)
	}
}

// warn says a thing once, however often it is found.
func (r *reporter) warn(text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if slices.Contains(r.warnings, text) {
		return
	}
	r.warnings = append(r.warnings, text)
	r.sendLocked(Warned{text})
}

// copiedInterval is the least time between two Copied events.
const copiedInterval = 100 * time.Millisecond

// count adds rows that were read and tells, if that is not too soon.
func (r *reporter) count(rows, bytes int64) {
	r.rows.Add(rows)
	r.bytes.Add(bytes)
	if r.progress == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if now := time.Now(); now.Sub(r.last) >= copiedInterval {
		r.last = now
		r.sendLocked(r.copied())
	}
}

// copied is called with the lock held.
func (r *reporter) copied() Copied {
	return Copied{int(r.relations.Load()), r.rows.Load(), r.bytes.Load(), r.stored()}
}

// done counts a finished relation.
func (r *reporter) done(schema, name string, rows, bytes int64) {
	r.relations.Add(1)
	r.send(RelationDone{schema, name, rows, bytes})
}
