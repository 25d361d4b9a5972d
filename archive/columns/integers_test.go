package columns

import (
	"errors"
	"slices"
	"testing"
)

func FuzzIntegers(f *testing.F) {
	seedWords(f)
	e, d := newPair(f)
	f.Fuzz(func(t *testing.T, b, groups []byte, times uint64) {
		v := words(b)
		if len(v) == 0 {
			return
		}
		for i := range v {
			v[i] *= times
		}
		for _, w := range []way{{}, {delta: true}, {mask: true}, {delta: true, mask: true}} {
			for _, starts := range [][]uint32{nil, someStarts(len(v), groups)} {
				out := e.integers(nil, slices.Clone(v), starts, w)
				got, r := make([]uint64, len(v)), &reader{b: out}
				d.integers(r, got, starts)
				if r.err != nil || len(r.b) != 0 || !slices.Equal(got, v) {
					t.Fatalf("%+v: %x comes back as %x (%v, %d left)", w, v, got, r.err, len(r.b))
				}
			}
		}
	})
}

// What is read as integers is no matter for panics, whatever it is.
func FuzzReadIntegers(f *testing.F) {
	e, d := newPair(f)
	for _, w := range []way{{}, {delta: true}, {mask: true}} {
		f.Add(e.integers(nil, []uint64{1, 5, 9, 1 << 40}, nil, w), 4)
	}
	f.Fuzz(func(t *testing.T, b []byte, n int) {
		n = 1 + int(uint(n)%1000)
		v, r := make([]uint64, n), &reader{b: b}
		d.integers(r, v, someStarts(n, []byte{3, 7, 100}))
		if r.err != nil && !errors.Is(r.err, ErrInvalid) {
			t.Error(r.err)
		}
	})
}
