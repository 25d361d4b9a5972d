package columns

// Offsets: numbers as they are, less the least of them and divided by their common factor where that
// saves something.

// offsets writes (v - least) / factor to dst. The least is subtracted only for a factor or if that saves
// a plane that is no constant: it moves the exponents of doubles off their byte, and noise grows by 1 %
// (measured).
func offsets(dst, v []uint64) (least, factor, or uint64) {
	lo, hi, all, changes := v[0], v[0], uint64(0), uint64(0)
	for _, x := range v {
		lo, hi = uint64(min(int64(lo), int64(x))), uint64(max(int64(hi), int64(x)))
		all |= x
		changes |= x ^ v[0]
	}
	for factor = sampleFactor(v); factor > 1; {
		again := uint64(1)
		if or, again = divideOffsets(dst, v, lo, factor); again == factor {
			return lo, factor, or
		}
		factor = again
	}
	if planeCount(hi-lo) >= bytesSet(changes) {
		copy(dst, v)
		return 0, 1, all
	}
	for i, x := range v[:len(dst)] {
		dst[i] = x - lo
	}
	return lo, 1, hi - lo
}

// bytesSet is how many bytes of x are not zero.
func bytesSet(x uint64) (n int) {
	for ; x != 0; x >>= 8 {
		if byte(x) != 0 {
			n++
		}
	}
	return n
}

// divideOffsets stops at a number that the factor does not divide, and gives what divides it, too.
func divideOffsets(dst, v []uint64, least, factor uint64) (or, common uint64) {
	d := newDivider(factor)
	for i, x := range v[:len(dst)] {
		q, exact := d.unsigned(x - least)
		if !exact {
			return 0, divisor(factor, x-least)
		}
		dst[i] = q
		or |= q
	}
	return or, factor
}

// addOffsets is the inverse of offsets, in place.
func addOffsets(v []uint64, least, factor uint64) {
	if least == 0 && factor == 1 {
		return
	}
	for i := range v {
		v[i] = v[i]*factor + least
	}
}
