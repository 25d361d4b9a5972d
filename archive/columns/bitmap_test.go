package columns

import (
	"slices"
	"testing"
)

func FuzzMask(f *testing.F) {
	f.Add([]byte{0, 1, 0, 0, 5}, byte(0))
	f.Add(make([]byte, 64), byte(3))
	f.Fuzz(func(t *testing.T, b []byte, zeros byte) {
		v := make([]uint64, len(b))
		for i, x := range b {
			v[i] = uint64(max(x, zeros) - zeros)
		}
		all := slices.Clone(v)
		mask := slices.Repeat([]byte{0xff}, bitmapSize(len(v)))
		rest := maskZeros(mask, all)
		if n := countBits(mask); n != len(rest) || slices.Contains(rest, 0) {
			t.Fatalf("%d bits for %v", n, rest)
		}
		unmaskZeros(all, mask, len(rest))
		if !slices.Equal(all, v) {
			t.Errorf("%v comes back as %v", v, all)
		}
	})
}
