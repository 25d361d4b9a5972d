package restore

import (
	"time"

	"github.com/jackc/pgx/v5"

	"promark/archive"
)

// Options says what to restore, and where to.
type Options struct {
	// Config connects to the target; with Create, to any database of the target's server.
	Config *pgx.ConnConfig
	// Exactly one of File and Pipe is the archive.
	File *archive.Reader
	Pipe *archive.Pipe

	// Workers is the number of sessions that load and build, at least 1; 0 means 1.
	Workers int
	// Create makes the database from template0 as it was dumped, under DatabaseName or, if that
	// is empty, under its old name.
	Create       bool
	DatabaseName string
	// Clean drops what the archive makes before it is made again; with Create, the whole database.
	// IfExists makes it no error that something is not there to be dropped.
	Clean, IfExists bool
	// Resume goes on with a restore of the same archive, with the same options, that was cut off:
	// what the target's ledger says is done is left out. Workers, KeepGoing, NoAnalyze, NoPrecheck
	// and Accept may differ, and what was read from a pipe may come from a file.
	Resume bool
	// KeepGoing collects failures instead of stopping at the first.
	KeepGoing bool

	// Selection chooses entries; its zero value is all of them.
	Selection Selection
	// Role is what every session becomes with SET ROLE; "" is the user who connects.
	Role string
	// DisableTriggers keeps triggers and foreign keys from seeing the rows that are loaded.
	DisableTriggers bool

	NoOwner            bool // leave out who owns what
	NoPrivileges       bool // leave out GRANT, REVOKE and default privileges
	NoComments         bool
	NoTablespaces      bool // put everything into the target's default tablespace
	NoAccessMethods    bool // give all tables the access method heap
	NoSecurityLabels   bool
	NoSecrets          bool // leave passwords and keys in definitions blank
	NoDatabaseSettings bool // leave out ALTER DATABASE ... SET and its like
	NoStatistics       bool // leave out the archive's statistics
	NoAnalyze          bool // leave out ANALYZE at the end
	NoPrecheck         bool // from a file: do not check all checksums before the first change
	AllowNewerServer   bool // accept a target that is newer than any that promark knows

	// Accept lists errors of the preflight, by code, to go on in spite of.
	Accept []Code
	// Tool names the program and its version, for the mark of the unfinished restore.
	Tool string
	// ExtensionVersions names versions to install instead of the dumped ones.
	ExtensionVersions map[string]string

	// Interrupt, if not nil, makes a read of Pipe's reader return that is under way. It is called,
	// once, when the restore stops before the pipe has ended. Without it Run returns all the same,
	// and the goroutine that reads ends with that read.
	Interrupt func()

	// Progress is called with events while Run runs, from several goroutines but never twice at
	// the same time. It may be nil.
	Progress func(Event)
}

// State is the state of the target when Run returned.
type State uint8

const (
	// Untouched means that nothing was changed.
	Untouched State = iota
	// Partial means that the restore did not finish.
	Partial
	// Restoring means that the restore did not finish and that the database still is in
	// TimescaleDB's restoring mode: its hypertables do not work and its jobs do not run.
	Restoring
	// Complete means that everything was restored, except for the reported failures.
	Complete
)

// String says the state in a sentence without a full stop.
func (s State) String() string {
	switch s {
	case Untouched:
		return "the target was not changed"
	case Partial:
		return "the target is partly restored: promark restore --resume with the same archive and options goes on, " +
			"promark repair says what else can be done"
	case Restoring:
		return "the target is partly restored and in TimescaleDB's restoring mode: promark restore --resume with the same " +
			"archive and options goes on, promark repair says what else can be done"
	case Complete:
		return "the target is completely restored"
	}
	return "the state of the target is not known"
}

// Result says what Run did. It is never nil, whatever the error.
type Result struct {
	State    State
	Database string // name of the target database
	Findings []Finding
	Failures []*Failure // with KeepGoing: what did not work
	Warnings []Warning  // what the server warned of, at most maxWarnings
	// WarningCount counts all warnings.
	WarningCount int
	Entries      int // entries restored
	Before       int // entries that an earlier restore had restored (Options.Resume)
	Rows, Bytes  int64
	Elapsed      time.Duration
}

// Warning is a message of level WARNING that the server sent.
type Warning struct {
	Entry   *archive.Entry // nil: a step of the restore itself
	Code    string         // SQLSTATE
	Message string
	Detail  string
	Hint    string
}

// maxWarnings bounds Result.Warnings: a loose collation version alone gives one per session.
const maxWarnings = 1000
