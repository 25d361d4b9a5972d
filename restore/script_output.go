package restore

import (
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// scriptOutput buffers a script. Its first error sticks.
type scriptOutput struct {
	w     io.Writer
	buf   []byte
	bytes int64
	err   error
}

// scriptBuffer is how many bytes are collected before they are written.
const scriptBuffer = 64 << 10

func (o *scriptOutput) raw(text string) {
	o.buf = append(o.buf, text...)
	o.spill()
}

// comment writes a comment of one line. Names of anything may stand in it.
func (o *scriptOutput) comment(text string) { o.raw("-- " + printable(text) + "\n") }

// printable replaces everything that is not printable: a line end would end the comment, and other
// control characters drive terminals. Of text that is not UTF-8 only ASCII is kept.
func printable(text string) string {
	valid := utf8.ValidString(text)
	return strings.Map(func(r rune) rune {
		switch {
		case !valid && r >= utf8.RuneSelf:
			return '?'
		case !unicode.IsPrint(r):
			return ' '
		}
		return r
	}, text)
}

func (o *scriptOutput) spill() {
	if len(o.buf) >= scriptBuffer {
		o.flush()
	}
}

// flush writes what is in the buffer.
func (o *scriptOutput) flush() error {
	if o.err == nil && len(o.buf) > 0 {
		var n int
		n, o.err = o.w.Write(o.buf)
		o.bytes += int64(n)
	}
	o.buf = o.buf[:0]
	if cap(o.buf) > 64*scriptBuffer { // a large row went through
		o.buf = nil
	}
	return o.err
}
