package columns

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// ErrInvalid: a payload is not what an Encoder makes.
var ErrInvalid = errors.New("invalid columns")

// reader takes a payload apart. The first error stays; after it everything is zero.
type reader struct {
	b   []byte
	err error
}

func (r *reader) fail(format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf("%w: %s", ErrInvalid, fmt.Sprintf(format, args...))
	}
	r.b = nil
}

func (r *reader) byte() byte {
	if len(r.b) == 0 {
		r.fail("cut off")
		return 0
	}
	v := r.b[0]
	r.b = r.b[1:]
	return v
}

// uint reads a varint of at most 64 bits in its shortest form.
func (r *reader) uint() uint64 {
	v, n := binary.Uvarint(r.b)
	switch {
	case n <= 0:
		r.fail("number cut off or above 64 bits")
		return 0
	case n > 1 && r.b[n-1] == 0:
		r.fail("number is not in its shortest form")
		return 0
	}
	r.b = r.b[n:]
	return v
}

// int reads a signed number, whose bits come as they are.
func (r *reader) int() uint64 { return unzigzag(r.uint()) }

// upTo reads a number and refuses it above limit.
func (r *reader) upTo(what string, limit int) int {
	v := r.uint()
	if v > uint64(limit) {
		r.fail("%s %d, at most %d", what, v, limit)
		return 0
	}
	return int(v)
}

func (r *reader) bytes(n int) []byte {
	if n > len(r.b) {
		r.fail("cut off")
		return nil
	}
	v := r.b[:n:n]
	r.b = r.b[n:]
	return v
}

func appendUint(dst []byte, v uint64) []byte { return binary.AppendUvarint(dst, v) }

func appendInt(dst []byte, v uint64) []byte { return binary.AppendUvarint(dst, zigzag(v)) }

// zigzag makes small numbers of either sign small.
func zigzag(v uint64) uint64 { return v<<1 ^ uint64(int64(v)>>63) }

func unzigzag(v uint64) uint64 { return v>>1 ^ -(v & 1) }
