package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"

	"github.com/spf13/pflag"
	"golang.org/x/term"

	"promark/archive"
)

// Rules of output. Results go to stdout; progress, warnings and errors go to
// stderr. A message starts with "promark: " and a small letter, and has no
// full stop at its end. An archive is never written to a terminal. With
// --json, stdout holds one JSON document and nothing else. --quiet leaves
// errors only. Text from a database or an archive is shown with its control
// characters escaped, so that a name cannot drive the terminal.
type output struct {
	out   io.Writer
	err   io.Writer
	in    io.Reader
	mu    sync.Mutex
	live  string // the progress line that stands on the terminal now
	quiet bool
	files archive.FileSystem // where files are written; nil: the operating system's

	outIsTerminal bool
	errIsTerminal bool
	inIsTerminal  bool
	width         func() int // columns of the terminal behind err
}

func standardOutput() *output {
	return &output{
		out: os.Stdout, err: os.Stderr, in: os.Stdin,
		outIsTerminal: term.IsTerminal(int(os.Stdout.Fd())),
		errIsTerminal: term.IsTerminal(int(os.Stderr.Fd())),
		inIsTerminal:  term.IsTerminal(int(os.Stdin.Fd())),
		width: func() int {
			if w, _, err := term.GetSize(int(os.Stderr.Fd())); err == nil && w > 20 {
				return w
			}
			return 80
		},
	}
}

// finish shows the error that ended a command, if any, and gives the exit
// status.
func (o *output) finish(ctx context.Context, err error) int {
	code := status(ctx, err)
	o.clear()
	switch {
	case err == nil, errors.Is(err, pflag.ErrHelp), errors.Is(err, errReported), errors.Is(err, errShown):
	case code == statusInterrupted && !errors.Is(err, context.Cause(ctx)): // what the signal has stopped says so
		o.line("promark: " + safe(fmt.Sprintf("%v: %v", context.Cause(ctx), err)))
	case code == statusUsage:
		o.line("promark: " + safe(err.Error()))
		o.line("Try \"promark --help\".")
	default:
		o.line("promark: " + safe(err.Error()))
	}
	return code
}

// notice shows a message unless --quiet.
func (o *output) notice(format string, args ...any) {
	if !o.quiet {
		o.line("promark: " + safe(fmt.Sprintf(format, args...)))
	}
}

// warn shows a warning unless --quiet.
func (o *output) warn(text string) {
	if !o.quiet {
		o.line("promark: warning: " + safe(text))
	}
}

// line prints one line on stderr, above the live progress line.
func (o *output) line(text string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	live := o.live
	o.erase()
	fmt.Fprintln(o.err, text)
	if live != "" {
		fmt.Fprint(o.err, live)
		o.live = live
	}
}

// setLive replaces the live line of a terminal.
func (o *output) setLive(text string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if limit := o.width() - 1; len([]rune(text)) > limit {
		text = string([]rune(text)[:limit])
	}
	o.erase()
	fmt.Fprint(o.err, text)
	o.live = text
}

func (o *output) clear() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.erase()
}

// erase needs mu.
func (o *output) erase() {
	if o.live != "" {
		fmt.Fprint(o.err, "\r\x1b[K")
		o.live = ""
	}
}

// json prints v as the command's one result.
func (o *output) json(v any) error {
	enc := json.NewEncoder(o.out)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// safe escapes control characters except newlines and tabs, and bytes that are not UTF-8.
func safe(text string) string {
	var b strings.Builder
	for _, r := range strings.ToValidUTF8(text, "\uFFFD") {
		switch {
		case r == '\n' || r == '\t':
			b.WriteRune(r)
		case r < 0x20 || r >= 0x7f && r < 0xa0:
			fmt.Fprintf(&b, "\\x%02x", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// oneLine is safe for a cell of a table: newlines and tabs are escaped, too.
func oneLine(text string) string {
	return strings.NewReplacer("\n", `\n`, "\t", `\t`).Replace(safe(text))
}
