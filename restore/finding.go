package restore

import (
	"fmt"
	"slices"
	"strings"
)

// Severity says what a finding means for the restore.
type Severity uint8

const (
	// Notice is worth knowing.
	Notice Severity = iota
	// Caution may make the copy behave otherwise than the source, or the restore fail.
	Caution
	// Error stops the restore before its first change.
	Error
)

func (s Severity) String() string {
	switch s {
	case Notice:
		return "notice"
	case Caution:
		return "warning"
	}
	return "error"
}

// Code names a kind of finding.
type Code string

// Finding is one thing that the preflight found.
type Finding struct {
	Severity Severity
	Code     Code
	Text     string
	Hint     string // what to do, "" if nothing helps
}

func (f Finding) String() string {
	if f.Hint == "" {
		return f.Text
	}
	return f.Text + " (" + f.Hint + ")"
}

// PreflightError holds everything that speaks against the restore. The target is untouched.
type PreflightError struct{ Findings []Finding }

func (e *PreflightError) Error() string {
	texts := make([]string, len(e.Findings))
	for i, f := range e.Findings {
		texts[i] = f.String()
	}
	return "the target is not ready, nothing was changed: " + strings.Join(texts, "; ")
}

// findings collects what the preflight finds.
type findings struct {
	accept []Code
	list   []Finding
}

func (f *findings) add(severity Severity, code Code, hint, format string, args ...any) {
	if severity == Error && slices.Contains(f.accept, code) {
		severity = Caution
	}
	f.list = append(f.list, Finding{severity, code, fmt.Sprintf(format, args...), hint})
}

// err gives the errors among the findings, or nil.
func (f *findings) err() error {
	var errs []Finding
	for _, one := range f.list {
		if one.Severity == Error {
			errs = append(errs, one)
		}
	}
	if len(errs) == 0 {
		return nil
	}
	return &PreflightError{errs}
}
