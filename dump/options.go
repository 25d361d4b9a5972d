package dump

import (
	"errors"
	"io"
	"time"

	"github.com/jackc/pgx/v5"

	"promark/catalog"
)

// Options say what is dumped, and how.
type Options struct {
	// Config tells how to connect. It is not changed.
	Config *pgx.ConnConfig
	// Filter selects what is dumped; its zero value is everything.
	Filter catalog.Filter
	// FilterText describes Filter in the archive and in lists, as options of
	// a command line; "" says that the archive is whole.
	FilterText string
	// Role is what every session becomes with SET ROLE; "" is the user who connects.
	Role string
	// Workers is the number of connections that copy rows; 0 means 1. One
	// more connection holds the locks and the snapshot.
	Workers int
	// Output gets the archive, front to back.
	Output io.Writer
	// Commit is called when the whole archive has been written, before Run
	// returns without an error; nil: nothing to do. With archive.File it is
	// Commit, which puts the file in its place.
	Commit func() error
	// Level is that of archive.Options.
	Level int
	// LockTimeout is how long to wait for the lock of a table; 0 is for ever.
	LockTimeout time.Duration
	// LockBudget is how many entries of the server's lock table the dump takes at a time, as far as one
	// table at a time allows. If there are more tables, they are locked while they are copied, and
	// not from before the snapshot on: what was changed in between makes the dump fail. 0: all tables
	// are locked until the end.
	LockBudget int
	// PauseJobs postpones the jobs of TimescaleDB while the dump runs, and
	// waits for those that run already; PauseJobsWait bounds that, 0 is not to
	// wait.
	PauseJobs     bool
	PauseJobsWait time.Duration
	// SerializableDeferrable waits for a snapshot that no serialization
	// anomaly can touch.
	SerializableDeferrable bool
	// AllowNewer accepts servers that are newer than catalog.NewestServer.
	AllowNewer bool
	// NoStatistics leaves out what ANALYZE found out about relations.
	NoStatistics bool
	// Roles adds the roles that the objects name, their members and what all
	// of these are members of, without passwords. RolesOnly leaves out
	// everything else.
	Roles, RolesOnly bool
	// Tool names the program and its version, for the manifest.
	Tool string
	// Progress is told what happens, in one goroutine at a time; it must not
	// block. nil: nobody is told.
	Progress func(Event)

	test testHooks
}

// testHooks holds what only tests set.
type testHooks struct {
	hook          func(point string) // called at every point between two steps
	snapshotFirst bool               // the wrong order, without verification
	noExport      bool               // as if the server could not export a snapshot
	splitBytes    int64              // least size of a ctid range; 0: splitBytes
	jobInterval   time.Duration      // between two looks at jobs
	renewAfter    int                // relations after which a worker's backend is replaced; 0: renewAfter
}

// Result describes a finished dump.
type Result struct {
	Database  string
	Entries   int   // of the archive
	Relations int   // with rows of their own, empty ones included
	Rows      int64 // of all relations
	RawBytes  int64 // of rows as COPY gives them
	Bytes     int64 // of the archive
	Restarts  int   // how often the snapshot was taken again
	Warnings  []string
}

func (o *Options) check() error {
	switch {
	case o.Config == nil:
		return errors.New("dump: no connection given")
	case o.Output == nil:
		return errors.New("dump: no output given")
	case o.Workers < 0:
		return errors.New("dump: the number of workers is negative")
	case o.LockTimeout < 0:
		return errors.New("dump: the lock time-out is negative")
	case o.LockBudget < 0:
		return errors.New("dump: the lock budget is negative")
	case o.PauseJobsWait < 0:
		return errors.New("dump: the wait for jobs is negative")
	}
	return nil
}

func (o *Options) at(point string) {
	if o.test.hook != nil {
		o.test.hook(point)
	}
}
