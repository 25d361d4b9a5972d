package columns

import (
	"slices"
	"testing"
)

// someStarts cuts n values into groups by a fuzzer's bytes.
func someStarts(n int, b []byte) []uint32 {
	starts := []uint32{0}
	for _, x := range b {
		if next := starts[len(starts)-1] + uint32(x) + 1; int(next) < n {
			starts = append(starts, next)
		}
	}
	return append(starts, uint32(n))
}

func seedWords(f *testing.F) {
	f.Helper()
	f.Add(make([]byte, 80), []byte{3, 0}, uint64(1))
	f.Add([]byte("0123456701234567001000000030000000000000\xff\xff\xff\xff\xff\xff\xff\xff"), []byte{1}, uint64(4096))
	f.Add([]byte("\x00\x00\x00\x00\x00\x00\x00\x80\xff\xff\xff\xff\xff\xff\xff\x7f"), []byte{}, uint64(1<<63))
}

func FuzzDelta(f *testing.F) {
	seedWords(f)
	f.Fuzz(func(t *testing.T, b, groups []byte, times uint64) {
		v := words(b)
		if len(v) == 0 {
			return
		}
		for i := range v {
			v[i] *= times
		}
		starts, res := someStarts(len(v), groups), make([]uint64, len(v))
		s, or := deltas(res, v, starts)
		all := uint64(0)
		for _, r := range res {
			all |= r
		}
		if res[0] != 0 || all != or || s.factor == 0 {
			t.Fatalf("residuals %x with %+v, bits %x", res, s, or)
		}
		addDeltas(res, starts, v[0], s)
		if !slices.Equal(res, v) {
			t.Errorf("%x comes back as %x with %+v", v, res, s)
		}
	})
}

// Times of scrapes in milliseconds become one plane: the factor is divided out, and the usual difference
// subtracted.
func TestEvenTimesBecomeZero(t *testing.T) {
	v := make([]uint64, 1000)
	for i := range v {
		v[i] = uint64(700000000000000 + 15_000_000*i + 1000*(i*7%5))
	}
	res := make([]uint64, len(v))
	if s, or := deltas(res, v, []uint32{0, 1000}); s.factor != 1000 || planeCount(or) != 1 {
		t.Errorf("%+v, bits %#x", s, or)
	}
}
