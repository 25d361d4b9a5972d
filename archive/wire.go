package archive

import "encoding/binary"

// wire appends the elements of records: unsigned varints, zigzag varints, strings.
type wire struct{ b []byte }

func (w *wire) uint(v uint64) { w.b = binary.AppendUvarint(w.b, v) }
func (w *wire) int(v int)     { w.b = binary.AppendVarint(w.b, int64(v)) }
func (w *wire) int64(v int64) { w.b = binary.AppendVarint(w.b, v) }
func (w *wire) byte(v uint8)  { w.b = append(w.b, v) }

func (w *wire) bool(v bool) {
	if v {
		w.byte(1)
	} else {
		w.byte(0)
	}
}

func (w *wire) string(s string) {
	w.uint(uint64(len(s)))
	w.b = append(w.b, s...)
}

func (w *wire) strings(s ...string) {
	for _, s := range s {
		w.string(s)
	}
}

// unwire reads what wire wrote. The first error stays; after it every element is zero.
type unwire struct {
	shared *shared // of a catalog's entries
	b      []byte
	err    error
}

func (u *unwire) fail(format string, args ...any) {
	if u.err == nil {
		u.err = invalid(format, args...)
	}
	u.b = nil
}

func (u *unwire) uint() uint64 {
	v, n := binary.Uvarint(u.b)
	switch {
	case n <= 0:
		u.fail("number cut off or above 64 bits")
		return 0
	case n > 1 && u.b[n-1] == 0:
		u.fail("number is not in its shortest form")
		return 0
	}
	u.b = u.b[n:]
	return v
}

func (u *unwire) int64() int64 {
	v := u.uint()
	return int64(v>>1) ^ -int64(v&1)
}

// upTo reads a number and refuses it above limit.
func (u *unwire) upTo(what string, limit uint64) uint64 {
	v := u.uint()
	if v > limit {
		if u.err == nil {
			u.err = overLimit(what, v, limit)
		}
		u.b = nil
		return 0
	}
	return v
}

// int reads a number that fits 32 bits, so that it means the same on every machine.
func (u *unwire) int() int {
	v := u.int64()
	if v != int64(int32(v)) {
		u.fail("number %d does not fit 32 bits", v)
		return 0
	}
	return int(v)
}

// count reads the number of elements of a list, each of which takes at least one byte.
func (u *unwire) count() int { return int(u.upTo("list length", uint64(len(u.b)))) }

func (u *unwire) byte() uint8 {
	if len(u.b) == 0 {
		u.fail("record cut off")
		return 0
	}
	v := u.b[0]
	u.b = u.b[1:]
	return v
}

// enum reads a number below n.
func (u *unwire) enum(what string, n uint8) uint8 {
	v := u.byte()
	if v >= n {
		u.fail("unknown %s %d", what, v)
		return 0
	}
	return v
}

func (u *unwire) bool() bool { return u.enum("truth value", 2) == 1 }

func (u *unwire) bytes(n int) []byte {
	if n > len(u.b) {
		u.fail("record cut off")
		return nil
	}
	v := u.b[:n:n]
	u.b = u.b[n:]
	return v
}

func (u *unwire) string() string { return string(u.bytes(u.count())) }

func (u *unwire) strings(s ...*string) {
	for _, s := range s {
		*s = u.string()
	}
}

// list reads a count and that many elements; an empty list is nil.
func list[E any](u *unwire, read func() E) []E {
	var l []E
	for n := u.count(); n > 0 && u.err == nil; n-- {
		l = append(l, read())
	}
	return l
}

// done reports the first error, or that bytes are left over.
func (u *unwire) done() error {
	if len(u.b) != 0 {
		u.fail("%d bytes left over", len(u.b))
	}
	return u.err
}
