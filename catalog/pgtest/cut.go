//go:build linux

package pgtest

import (
	"errors"
	"io"
	"net"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
)

// IsCut tells the errors of a connection that was cut from others.
func IsCut(err error) bool {
	var connect *pgconn.ConnectError
	var network net.Error
	return errors.As(err, &connect) || errors.As(err, &network) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, syscall.ECONNRESET) || saysClosed(err)
}

// saysClosed finds the error that pgconn gives of a connection that is closed, which has no name.
func saysClosed(err error) bool {
	switch e := err.(type) {
	case nil:
		return false
	case interface{ Unwrap() []error }:
		for _, inner := range e.Unwrap() {
			if saysClosed(inner) {
				return true
			}
		}
	}
	return strings.HasSuffix(err.Error(), "conn closed") || saysClosed(errors.Unwrap(err))
}

// SaysWhat says that an error begins with what was being done.
func SaysWhat(err error) bool {
	what, _, found := strings.Cut(err.Error(), ": ")
	return found && !strings.Contains(what, "EOF") && !strings.Contains(what, "tcp") && !strings.Contains(what, "conn ")
}
