package columns

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// floats are values that decimals must not touch, and some that they should.
func floats(r *rand.Rand, n int) []float64 {
	odd := []float64{0, math.Copysign(0, -1), math.Inf(1), math.Inf(-1), math.NaN(), stale, math.Float64frombits(1),
		math.MaxFloat64, -math.MaxFloat64, math.SmallestNonzeroFloat64, 1 << 53, 1<<53 + 2, 1 << 51, 1<<51 - 1, 0.1, 0.3, 1e-14,
		1e300, math.Float64frombits(0xfff8000000000001), math.Float64frombits(math.Float64bits(0.1) + 1)}
	v := make([]float64, n)
	for i := range v {
		switch r.IntN(4) {
		case 0:
			v[i] = odd[r.IntN(len(odd))]
		case 1:
			v[i] = math.Round(r.NormFloat64()*1e6) / math.Pow10(r.IntN(16))
		case 2:
			v[i] = r.NormFloat64()
		default:
			v[i] = float64(r.IntN(1000)) / 10
		}
	}
	return v
}

func FuzzDecimal(f *testing.F) {
	f.Add(uint64(1), []byte{5, 200}, false, uint16(300))
	f.Add(uint64(2), []byte{}, true, uint16(20))
	f.Fuzz(func(t *testing.T, seed uint64, groups []byte, short bool, n uint16) {
		cells, width := make([]uint64, int(n)+1), 8
		for i, x := range floats(random(seed), len(cells)) {
			cells[i] = math.Float64bits(x)
			if short {
				cells[i] = uint64(int32(math.Float32bits(float32(x))))
			}
		}
		if short {
			width = 4
		}
		checkDecimals(t, cells, width, someStarts(len(cells), groups))
	})
}

// FuzzDecimalBits takes any bits.
func FuzzDecimalBits(f *testing.F) {
	seedWords(f)
	f.Fuzz(func(t *testing.T, b, groups []byte, _ uint64) {
		if v := words(b); len(v) > 0 {
			checkDecimals(t, v, 8, someStarts(len(v), groups))
			for i := range v {
				v[i] = uint64(int32(v[i]))
			}
			checkDecimals(t, v, 4, someStarts(len(v), groups))
		}
	})
}

func checkDecimals(t *testing.T, cells []uint64, width int, groups []uint32) {
	t.Helper()
	for _, grouped := range []bool{false, true} {
		var d decimals
		d.convert(cells, width, groups, grouped)
		got := slices.Clone(d.numbers)
		restoreDecimals(got, width, groups, d.exponents, d.places, d.bits)
		if !slices.Equal(got, cells) {
			t.Fatalf("%x comes back as %x: exponents %v, exceptions %v", cells, got, d.exponents, d.places)
		}
	}
}

// What is no decimal is found by its bits; what is one has the least exponent.
func TestDecimalsAreChosenByTheirBits(t *testing.T) {
	for x, want := range map[float64]int{0: 0, 1: 0, -7: 0, 0.5: 1, 12.25: 2, 1e-14: 14, 4503599627370495: exponentMost + 1,
		math.Copysign(0, -1): exponentMost + 1, stale: exponentMost + 1, math.Inf(1): exponentMost + 1,
		math.Float64frombits(1): exponentMost + 1, math.Float64frombits(42): exponentMost + 1, 1.0 / 3: exponentMost + 1} {
		if got := fittingExponent(math.Float64bits(x), 8, 0); got != want {
			t.Errorf("%v (%x) has exponent %d, want %d", x, math.Float64bits(x), got, want)
		}
	}
}

// A bigint read as a double is denormal: it must not pass as a decimal.
func TestIntegersAreNoDecimals(t *testing.T) {
	v := make([]uint64, 1000)
	for i := range v {
		v[i] = uint64(i * 37)
	}
	if mayBeDecimal(v, 8) || mayBeDecimal(v, 4) {
		t.Error("integers pass as decimals")
	}
}
