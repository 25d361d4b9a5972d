package restore

import (
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"promark/archive"
)

// ErrFailures is the error of a restore that went on after failures (Options.KeepGoing).
var ErrFailures = errors.New("restored with failures")

// Failure is something that the target refused, or that did not agree with the archive.
type Failure struct {
	Doing     string         // what was being done: "create", "load", "call timescaledb_pre_restore"
	Entry     *archive.Entry // nil: a step of the restore itself
	Statement string         // "" if none failed
	Position  int            // in Statement, in characters from 1; 0: not known
	Code      string         // SQLSTATE, "" if the error is not the server's
	Detail    string
	Hint      string
	Where     string // the server's context
	Err       error
}

// newFailure takes the server's fields out of err.
func newFailure(doing string, e *archive.Entry, statement string, err error) *Failure {
	f := &Failure{Doing: doing, Entry: e, Statement: statement, Err: err}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		f.Position, f.Code = int(pg.Position), pg.Code
		f.Detail, f.Hint, f.Where = pg.Detail, pg.Hint, pg.Where
	}
	return f
}

func (f *Failure) Unwrap() error { return f.Err }

func (f *Failure) Error() string {
	var b strings.Builder
	b.WriteString(f.Doing)
	if f.Entry != nil {
		b.WriteString(" " + describe(f.Entry))
	}
	fmt.Fprintf(&b, ": %v", f.Err)
	for _, extra := range []struct{ name, text string }{
		{"detail", f.Detail}, {"hint", f.Hint}, {"context", f.Where},
		{"statement", shorten(f.Statement)},
	} {
		if extra.text != "" {
			fmt.Fprintf(&b, "; %s: %s", extra.name, extra.text)
		}
	}
	return b.String()
}

// describe names an entry in a message.
func describe(e *archive.Entry) string { return fmt.Sprintf("%s (entry %d)", entryName(e), e.ID) }

// entryName gives an entry's kind, its name, and the table that it belongs to.
func entryName(e *archive.Entry) string {
	name := e.Name
	if e.Schema != "" {
		name = e.Schema + "." + name
	}
	text := fmt.Sprintf("%s %s", e.Kind, name)
	if e.Table != "" && e.Table != e.Name {
		text += " on " + e.Table
	}
	return text
}

// statementChars bounds the statement in a message; Failure.Statement has all of it.
const statementChars = 300

func shorten(sql string) string {
	runes := []rune(strings.Join(strings.Fields(sql), " "))
	if len(runes) <= statementChars {
		return string(runes)
	}
	return string(runes[:statementChars]) + " ..."
}
