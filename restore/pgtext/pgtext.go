// Package pgtext turns values in PostgreSQL's binary form (what a type's send function gives, and
// binary COPY holds) into the text that the type's output function prints, byte for byte, under the
// settings that every session of promark pins: DateStyle ISO, IntervalStyle postgres,
// extra_float_digits 3, bytea_output hex, TimeZone UTC, lc_monetary C. It needs no server. Tests
// compare it with the servers of every version.
//
// A value that is not what its type's send function gives is an error, never a panic: the bytes
// come from an archive.
package pgtext

import (
	"errors"
	"fmt"
)

// ErrValue is wrapped by all errors about the bytes of a value.
var ErrValue = errors.New("not a value of its type")

func bad(typ string, n int) error { return fmt.Errorf("%w: %s of %d bytes", ErrValue, typ, n) }

// appender appends the text of a value. lost counts floats whose NaN payload text does not carry.
type appender func(dst, value []byte, lost *int) ([]byte, error)

// Type is how the values of one type become text.
type Type struct {
	append    appender
	plain     bool // the text never has a character that COPY escapes
	bare      bool // plain, and the text never has a double quote
	text      bool // the text is the value
	delimiter byte // between the elements of arrays of the type (pg_type.typdelim)
}

// Append appends the text of a value to dst. lost counts floats in it that are NaN with another
// payload than the one that the text NaN gives back.
func (t *Type) Append(dst, value []byte, lost *int) ([]byte, error) {
	return t.append(dst, value, lost)
}

// Rows turns tuples of binary COPY into lines of text COPY.
type Rows struct {
	types   []*Type
	scratch []byte
	// Lost counts the floats whose NaN payload text does not carry.
	Lost int
}

// NewRows makes a converter of rows with these columns.
func NewRows(types []*Type) *Rows { return &Rows{types: types} }

// ColumnError says in which column a value could not be written.
type ColumnError struct {
	Column int // from 0
	Err    error
}

func (e *ColumnError) Error() string { return fmt.Sprintf("column %d: %v", e.Column+1, e.Err) }
func (e *ColumnError) Unwrap() error { return e.Err }

// AppendLine appends the line of the first tuple in data, with its line feed, and gives what
// follows the tuple.
func (r *Rows) AppendLine(dst, data []byte) (line, rest []byte, err error) {
	if len(data) < 2 || int(data[0])<<8|int(data[1]) != len(r.types) {
		return dst, nil, fmt.Errorf("%w: a row has not the %d columns of its relation", ErrValue, len(r.types))
	}
	data = data[2:]
	for i, t := range r.types {
		if i > 0 {
			dst = append(dst, '\t')
		}
		value, null, after, err := field(data)
		if err != nil {
			return dst, nil, &ColumnError{i, err}
		}
		data = after
		if null {
			dst = append(dst, '\\', 'N')
			continue
		}
		if dst, err = r.appendValue(dst, t, value); err != nil {
			return dst, nil, &ColumnError{i, err}
		}
	}
	return append(dst, '\n'), data, nil
}

func (r *Rows) appendValue(dst []byte, t *Type, value []byte) ([]byte, error) {
	switch {
	case t.text:
		return appendEscaped(dst, value), nil
	case t.plain:
		return t.append(dst, value, &r.Lost)
	}
	var err error
	r.scratch, err = t.append(r.scratch[:0], value, &r.Lost)
	return appendEscaped(dst, r.scratch), err
}

// field takes a 32-bit length, -1 for NULL, and as many bytes.
func field(data []byte) (value []byte, null bool, rest []byte, err error) {
	if len(data) < 4 {
		return nil, false, nil, fmt.Errorf("%w: it is cut", ErrValue)
	}
	n := int(int32(be32(data)))
	data = data[4:]
	switch {
	case n == -1:
		return nil, true, data, nil
	case n < 0 || n > len(data):
		return nil, false, nil, fmt.Errorf("%w: it is cut", ErrValue)
	}
	return data[:n], false, data[n:], nil
}

// escapes says for each byte how COPY writes it behind a backslash, 0: as it is
// (src/backend/commands/copyto.c, CopyAttributeOutText). The delimiter is a tab.
var escapes = [256]byte{'\\': '\\', '\b': 'b', '\f': 'f', '\n': 'n', '\r': 'r', '\t': 't', '\v': 'v'}

func appendEscaped(dst, text []byte) []byte {
	start := 0
	for i, c := range text {
		if e := escapes[c]; e != 0 {
			dst = append(dst, text[start:i]...)
			dst = append(dst, '\\', e)
			start = i + 1
		}
	}
	return append(dst, text[start:]...)
}

func be16(b []byte) uint16 { return uint16(b[1]) | uint16(b[0])<<8 }

func be32(b []byte) uint32 {
	return uint32(b[3]) | uint32(b[2])<<8 | uint32(b[1])<<16 | uint32(b[0])<<24
}

func be64(b []byte) uint64 { return uint64(be32(b))<<32 | uint64(be32(b[4:])) }
