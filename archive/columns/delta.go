package columns

import (
	"math/bits"
	"slices"
)

// Deltas: each number as the difference to the one before it in its group, and the first of a group as
// the difference to the first of the group before it. What grows becomes small; what grows evenly, as
// the times of scrapes do, becomes zero, since the usual difference is subtracted where that helps.

// step says how differences within a group are made small: (difference - usual) / factor; between
// groups usual is 0.
type step struct{ factor, usual uint64 }

// deltas writes zigzag((difference - usual) / factor) to dst; the first is 0.
func deltas(dst, v []uint64, starts []uint32) (s step, or uint64) {
	s = sampleStep(v, starts)
	for s.factor > 1 {
		var common uint64
		if or, common = divideDeltas(dst, v, starts, s); common == s.factor {
			return s, or
		}
		s.factor = common
	}
	first := v[0]
	for g := range len(starts) - 1 {
		group := v[starts[g]:starts[g+1]]
		to := dst[starts[g]:][:len(group)]
		last := first
		first = group[0]
		for i, x := range group {
			z := zigzag(x - last)
			last = x + s.usual
			or |= z
			to[i] = z
		}
	}
	return s, or
}

// divideDeltas stops at a difference that the factor does not divide, and gives what divides it, too.
func divideDeltas(dst, v []uint64, starts []uint32, s step) (or, common uint64) {
	d := newDivider(s.factor)
	first := v[0]
	for g := range len(starts) - 1 {
		group := v[starts[g]:starts[g+1]]
		to := dst[starts[g]:][:len(group)]
		last := first
		first = group[0]
		for i, x := range group {
			q, exact := d.signed(x - last)
			if !exact {
				return 0, divisor(absolute(x-last), s.factor)
			}
			last = x + s.usual
			z := zigzag(q)
			or |= z
			to[i] = z
		}
	}
	return or, s.factor
}

// addDeltas is the inverse of deltas, in place.
func addDeltas(v []uint64, starts []uint32, first uint64, s step) {
	for g := range len(starts) - 1 {
		group := v[starts[g]:starts[g+1]]
		last := first
		for i, z := range group {
			last += unzigzag(z) * s.factor
			group[i] = last
			last += s.usual
		}
		first = group[0]
	}
}

// usualSample is how many differences decide what is usual.
const usualSample = 64

// sampleStep finds factor and usual difference from some differences.
func sampleStep(v []uint64, starts []uint32) step {
	s := step{}
	every := max(1, len(v)/factorSample)
	for i := 1; i < len(v) && s.factor != 1; i += every {
		s.factor = divisor(absolute(v[i]-v[i-1]), s.factor)
	}
	every = max(1, len(starts)*8/factorSample)
	for g := 1; g < len(starts)-1 && s.factor != 1; g += every {
		s.factor = divisor(absolute(v[starts[g]]-v[starts[g-1]]), s.factor)
	}
	s.factor = max(s.factor, 1)
	if s.usual = usualDifference(v); absolute(s.usual)%s.factor != 0 { // one between groups, by chance
		s.usual = 0
	}
	return s
}

// usualDifference is the median, or 0 if it does not save a bit of most differences.
func usualDifference(v []uint64) uint64 {
	var some [usualSample]int64
	n, every := 0, max(1, len(v)/usualSample)
	for i := 1; i < len(v) && n < len(some); i += every {
		some[n] = int64(v[i] - v[i-1])
		n++
	}
	if n == 0 {
		return 0
	}
	slices.Sort(some[:n])
	usual := some[n/2]
	without, with := 0, 0
	for _, d := range some[:n] {
		without += bits.Len64(zigzag(uint64(d)))
		with += bits.Len64(zigzag(uint64(d - usual)))
	}
	if with+n > without {
		return 0
	}
	return uint64(usual)
}
