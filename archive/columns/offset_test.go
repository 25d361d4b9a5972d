package columns

import (
	"math"
	"slices"
	"testing"
)

func FuzzOffset(f *testing.F) {
	seedWords(f)
	f.Fuzz(func(t *testing.T, b, _ []byte, times uint64) {
		v := words(b)
		if len(v) == 0 {
			return
		}
		for i := range v {
			v[i] *= times
		}
		res := make([]uint64, len(v))
		least, factor, or := offsets(res, v)
		for _, r := range res {
			if r&^or != 0 && planeCount(r) > planeCount(or) {
				t.Fatalf("residual %#x does not fit %#x", r, or)
			}
		}
		addOffsets(res, least, factor)
		if !slices.Equal(res, v) {
			t.Errorf("%x comes back as %x, least %d, factor %d", v, res, least, factor)
		}
	})
}

// Noise keeps its exponents on their bytes: subtracting the least would cost 1 % (pitfall).
func TestNoiseKeepsItsExponents(t *testing.T) {
	r := random(1)
	v := make([]uint64, 5000)
	for i := range v {
		v[i] = math.Float64bits(r.Float64())
	}
	if least, factor, _ := offsets(make([]uint64, len(v)), v); least != 0 || factor != 1 {
		t.Errorf("least %d, factor %d", least, factor)
	}
}

func FuzzDivider(f *testing.F) {
	f.Add(uint64(4096), uint64(12288))
	f.Add(uint64(1), uint64(1<<63))
	f.Add(uint64(1<<63), uint64(1<<63))
	f.Add(uint64(1000), uint64(1<<64-1000))
	f.Fuzz(func(t *testing.T, factor, x uint64) {
		if factor == 0 {
			return
		}
		d := newDivider(factor)
		if q, exact := d.unsigned(x); exact != (x%factor == 0) || exact && q != x/factor {
			t.Errorf("%d / %d = %d, %v", x, factor, q, exact)
		}
		if q, exact := d.signed(x); exact && q*factor != x {
			t.Errorf("%d / %d = %d", int64(x), factor, int64(q))
		}
		if small := int64(int32(x)); factor < 1<<31 {
			product := uint64(small * int64(factor))
			if q, exact := d.signed(product); !exact || int64(q) != small {
				t.Errorf("%d / %d = %d, %v", int64(product), factor, int64(q), exact)
			}
		}
	})
}
