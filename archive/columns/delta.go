package columns

// Deltas: each number as the difference to the one before it in its group, and the first of a group as
// the difference to the first of the group before it. Everything that grows becomes small.

// deltas writes zigzag(difference / factor) to dst; the first is 0.
func deltas(dst, v []uint64, starts []uint32) (factor, or uint64) {
	for factor = deltaFactor(v, starts); factor > 1; {
		again := uint64(1)
		if or, again = divideDeltas(dst, v, starts, factor); again == factor {
			return factor, or
		}
		factor = again
	}
	first := v[0]
	for g := range len(starts) - 1 {
		group := v[starts[g]:starts[g+1]]
		to := dst[starts[g]:][:len(group)]
		last := first
		first = group[0]
		for i, x := range group {
			z := zigzag(x - last)
			last = x
			or |= z
			to[i] = z
		}
	}
	return 1, or
}

// divideDeltas stops at a difference that the factor does not divide, and gives what divides it, too.
func divideDeltas(dst, v []uint64, starts []uint32, factor uint64) (or, common uint64) {
	d := newDivider(factor)
	first := v[0]
	for g := range len(starts) - 1 {
		group := v[starts[g]:starts[g+1]]
		to := dst[starts[g]:][:len(group)]
		last := first
		first = group[0]
		for i, x := range group {
			q, exact := d.signed(x - last)
			if !exact {
				return 0, divisor(absolute(x-last), factor)
			}
			last = x
			z := zigzag(q)
			or |= z
			to[i] = z
		}
	}
	return or, factor
}

// deltaFactor gives the common divisor of some differences, at least 1.
func deltaFactor(v []uint64, starts []uint32) (factor uint64) {
	step := max(1, len(v)/factorSample)
	for i := 1; i < len(v) && factor != 1; i += step {
		factor = divisor(absolute(v[i]-v[i-1]), factor)
	}
	step = max(1, len(starts)*8/factorSample)
	for g := 1; g < len(starts)-1 && factor != 1; g += step {
		factor = divisor(absolute(v[starts[g]]-v[starts[g-1]]), factor)
	}
	return max(factor, 1)
}

// addDeltas is the inverse of deltas, in place.
func addDeltas(v []uint64, starts []uint32, first, factor uint64) {
	for g := range len(starts) - 1 {
		group := v[starts[g]:starts[g+1]]
		last := first
		for i, z := range group {
			last += unzigzag(z) * factor
			group[i] = last
		}
		first = group[0]
	}
}
