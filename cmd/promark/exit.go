package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/pflag"
)

// Exit statuses. They are part of the command line's contract.
const (
	statusWhole       = 0   // everything asked for was done
	statusFailed      = 1   // it was not; nothing half-done stands under a final name
	statusUsage       = 2   // the command line makes no sense
	statusErrors      = 3   // finished, with errors that were reported (--keep-going)
	statusInterrupted = 130 // SIGINT or SIGTERM
)

// usageError is a command line that cannot be carried out.
type usageError struct{ text string }

func (e usageError) Error() string { return e.text }

func usagef(format string, args ...any) error {
	return usageError{fmt.Sprintf(format, args...)}
}

// errInterrupted is the cause of a context that a signal has cancelled.
type errInterrupted struct{ signal os.Signal }

func (e errInterrupted) Error() string {
	if e.signal == os.Interrupt {
		return "stopped by SIGINT"
	}
	return "stopped by SIGTERM"
}

// errReported says that a command has finished with errors that it has
// already shown: status 3.
var errReported = errors.New("finished with errors")

// errShown says that a command has failed and has already shown why: status 1.
var errShown = errors.New("failed")

// status gives the exit status for what a command returned.
func status(ctx context.Context, err error) int {
	var usage usageError
	var interrupted errInterrupted
	switch {
	case err == nil, errors.Is(err, pflag.ErrHelp):
		return statusWhole
	case errors.As(context.Cause(ctx), &interrupted):
		return statusInterrupted
	case errors.As(err, &usage):
		return statusUsage
	case errors.Is(err, errReported):
		return statusErrors
	default:
		return statusFailed
	}
}
