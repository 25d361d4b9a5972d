package restore

import "promark/archive"

// Event is something that happened: one of the types of this file.
type Event interface{ event() }

// Phase is a part of a restore.
type Phase uint8

// The phases, in their order.
const (
	PhaseCheck Phase = iota
	PhasePreflight
	PhaseRoles
	PhaseClean
	PhasePrepare
	PhaseDefinitions
	PhaseExtensionData
	PhaseData
	PhasePrivileges
	PhasePostRestore
	PhaseFinal
	PhaseAnalyze
)

func (p Phase) String() string {
	names := []string{"check archive", "check target", "roles", "drop", "prepare database", "definitions",
		"extension data", "data and indexes", "privileges", "post-restore calls", "final entries",
		"statistics"}
	if int(p) < len(names) {
		return names[p]
	}
	return "unknown phase"
}

// after says that a phase comes after the one of a name.
func (p Phase) after(name string) bool {
	for q := p; q <= PhaseAnalyze; q++ {
		if q.String() == name {
			return false
		}
	}
	return true
}

// Totals is what a restore will do, known before its first change.
type Totals struct {
	Entries int
	Bytes   int64 // of rows, estimated
}

// PhaseStarted opens a phase.
type PhaseStarted struct {
	Phase Phase
	Total int64 // units of the phase: entries, or bytes for PhaseCheck; 0 if not known
}

// Checked counts the bytes of the archive that were checked.
type Checked struct{ Done, Total int64 }

// EntryStarted is sent before an entry's statements are run singly or its rows are loaded.
type EntryStarted struct{ Entry *archive.Entry }

// EntryDone is sent when an entry is restored.
type EntryDone struct{ Entry *archive.Entry }

// Sent counts COPY bytes on their way to the server: a large relation shows progress before its
// rows are committed, and bytes of a load that fails were counted, too.
type Sent struct {
	Entry *archive.Entry
	Bytes int64
}

// Loaded counts rows and COPY bytes that were committed.
type Loaded struct {
	Entry       *archive.Entry
	Rows, Bytes int64
}

// Warned passes a server's warning on.
type Warned struct{ Warning Warning }

// Failed passes a failure on that does not stop the restore.
type Failed struct{ Failure *Failure }

// Found passes a preflight finding on.
type Found struct{ Finding Finding }

// Troubled passes on what a repair has found.
type Troubled struct{ Trouble Trouble }

// Remedied passes on what a repair has done.
type Remedied struct{ Text string }

func (Totals) event()       {}
func (PhaseStarted) event() {}
func (Checked) event()      {}
func (EntryStarted) event() {}
func (EntryDone) event()    {}
func (Sent) event()         {}
func (Loaded) event()       {}
func (Warned) event()       {}
func (Failed) event()       {}
func (Found) event()        {}
func (Troubled) event()     {}
func (Remedied) event()     {}
