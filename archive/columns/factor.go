package columns

import "math/bits"

// Common factors: timestamps are whole milliseconds or seconds in microseconds, counters of bytes are
// multiples of pages. Dividing by the factor saves planes: a third where there is one (measured).

// factorSample is how many numbers decide which factor is tried.
const factorSample = 512

// divider divides exactly, by a multiplication with the inverse modulo 2^64 (Hacker's Delight, 10-16),
// in half the time of a division.
type divider struct {
	factor, inverse uint64
	shift           int
}

func newDivider(factor uint64) divider {
	shift := bits.TrailingZeros64(factor)
	odd := factor >> shift
	inverse := odd // right in the lowest 3 bits; each round doubles them
	for range 5 {
		inverse *= 2 - odd*inverse
	}
	return divider{factor, inverse, shift}
}

// signed gives x / factor, and whether that times factor is x again (modulo 2^64, as it is read).
func (d *divider) signed(x uint64) (quotient uint64, exact bool) {
	q := uint64(int64(x*d.inverse) >> d.shift)
	return q, q*d.factor == x
}

// unsigned is the same without sign.
func (d *divider) unsigned(x uint64) (quotient uint64, exact bool) {
	q := bits.RotateLeft64(x*d.inverse, -d.shift)
	return q, q <= (1<<64-1)/d.factor
}

func divisor(a, b uint64) uint64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// absolute is the number without its sign.
func absolute(x uint64) uint64 {
	if int64(x) < 0 {
		return -x
	}
	return x
}

// sampleFactor gives the common divisor of some values' differences to the first, at least 1.
func sampleFactor(v []uint64) (factor uint64) {
	step := max(1, len(v)/factorSample)
	for i := 0; i < len(v) && factor != 1; i += step {
		factor = divisor(absolute(v[i]-v[0]), factor)
	}
	return max(factor, 1)
}
