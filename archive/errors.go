package archive

import (
	"errors"
	"fmt"
)

// What is wrong with an archive. Errors of readers wrap exactly one of these, or an error of the
// io.Reader or io.ReaderAt below them.
var (
	// ErrNotArchive: the first bytes are not those of an archive.
	ErrNotArchive = errors.New("not a promark archive")
	// ErrVersion: the archive has a newer format or a feature that this reader must understand
	// and does not.
	ErrVersion = errors.New("archive of a newer format")
	// ErrTruncated: the archive ends before its trailer.
	ErrTruncated = errors.New("archive is cut short")
	// ErrChecksum: stored bytes do not have the checksum that was stored with them.
	ErrChecksum = errors.New("checksum mismatch")
	// ErrLimit: a size or count is beyond what the format allows.
	ErrLimit = errors.New("limit of the format exceeded")
	// ErrInvalid: the checksums are right and the content is not what a writer makes.
	ErrInvalid = errors.New("invalid content")
)

// ErrNoCatalog is why nothing can be saved of an archive.
var ErrNoCatalog = errors.New("the catalog is damaged in front of the rows and in its copy behind them")

// ErrAborted is what a Writer says after Abort.
var ErrAborted = errors.New("archive aborted")

// Error is an error at a place in an archive.
type Error struct {
	Offset int64  // of the structure's first byte in the archive
	What   string // the structure, for example "block 3 of stream 7"
	Err    error
}

func (e *Error) Error() string {
	return fmt.Sprintf("%s at offset %d: %v", e.What, e.Offset, e.Err)
}

func (e *Error) Unwrap() error { return e.Err }

func at(offset int64, what string, err error) error {
	if err == nil {
		return nil
	}
	var e *Error
	if errors.As(err, &e) {
		return err
	}
	return &Error{offset, what, err}
}

func invalid(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrInvalid, fmt.Sprintf(format, args...))
}

func overLimit(what string, value, limit uint64) error {
	return fmt.Errorf("%w: %s %d, limit %d", ErrLimit, what, value, limit)
}
