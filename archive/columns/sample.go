package columns

import (
	"math"
	"math/bits"
	"sort"
)

// Samples are four runs of values spread over a block; two are not enough, since what a table begins
// with is not typical. In the order of a key they are runs of whole groups.
const (
	sampleMost  = 4096
	sampleLeast = 512
	sampleShare = 16 // of all values
	sampleRuns  = 4
)

// sampler owns the scratch of choosing.
type sampler struct {
	cells, few, residuals []uint64 // few are those of way
	starts                []uint32
	out                   []byte
	candidates            []candidate
}

func sampleSize(n int) int { return min(n, max(n/sampleShare, sampleLeast), sampleMost) }

// plain takes a sample of cells as they come.
func (s *sampler) plain(cells []uint64) sequence {
	s.cells = runs(s.cells[:0], cells, sampleSize(len(cells)))
	return sequence{cells: s.cells}
}

func runs(dst, cells []uint64, size int) []uint64 {
	if size == len(cells) {
		return append(dst, cells...)
	}
	run := size / sampleRuns
	for i := range sampleRuns {
		at := (len(cells) - run) * i / (sampleRuns - 1)
		dst = append(dst, cells[at:at+run]...)
	}
	return dst
}

// grouped takes a sample of whole groups, one at least for each run.
func (s *sampler) grouped(cells []uint64, g *grouping) sequence {
	n, groups := len(cells), len(g.starts)-1
	run := max(sampleSize(n)/sampleRuns, 1)
	s.cells, s.starts = s.cells[:0], s.starts[:0]
	at := 0 // the next group
	for i := range sampleRuns {
		from := uint32((n - run) * i / (sampleRuns - 1))
		at = max(at, sort.Search(groups-1, func(k int) bool { return g.starts[k+1] > from }))
		for end := len(s.cells) + run; len(s.cells) < end && at < groups; at++ {
			s.starts = append(s.starts, uint32(len(s.cells)))
			s.group(cells, g, at, 2*run)
		}
	}
	s.starts = append(s.starts, uint32(len(s.cells)))
	return sequence{s.cells, s.starts}
}

// group takes the first values of a group, at most some.
func (s *sampler) group(cells []uint64, g *grouping, at, most int) {
	start := int(g.starts[at])
	end := min(int(g.starts[at+1]), start+most)
	if g.sorted {
		s.cells = append(s.cells, cells[start:end]...)
		return
	}
	for _, row := range g.order[start:end] {
		s.cells = append(s.cells, cells[row])
	}
}

// estimate gives the bits of a sample's value as integers, plain or as differences: those below the
// highest, and the entropy of how many they are. It does not see that values repeat.
func (s *sampler) estimate(v sequence) float64 {
	s.residuals = grow(s.residuals, len(v.cells))
	offsets(s.residuals, v.cells)
	plain := entropy(s.residuals)
	whole := [2]uint32{0, uint32(len(v.cells))}
	deltas(s.residuals, v.cells, orWhole(v.starts, &whole))
	return min(plain, entropy(s.residuals))
}

// way chooses between plain and differences by an estimate.
func (s *sampler) way(v []uint64) way {
	s.few = runs(s.few[:0], v, min(len(v), sampleLeast))
	s.residuals = grow(s.residuals, len(s.few))
	offsets(s.residuals, s.few)
	plain := entropy(s.residuals)
	whole := [2]uint32{0, uint32(len(s.few))}
	deltas(s.residuals, s.few, whole[:])
	return way{delta: entropy(s.residuals) < plain}
}

func entropy(residuals []uint64) float64 {
	var counts [65]int
	below := 0
	for _, r := range residuals {
		length := bits.Len64(r)
		counts[length]++
		below += max(length-1, 0)
	}
	n := float64(len(residuals))
	sum := float64(below)
	for _, c := range counts {
		if c > 0 {
			sum += float64(c) * math.Log2(n/float64(c))
		}
	}
	return sum / n
}

// mayBeDecimal says whether a quarter of the values other than zero are decimals. Integers are none:
// read as floats they are denormal.
func mayBeDecimal(sample []uint64, width int) bool {
	step := max(1, len(sample)/128)
	fit, all := 0, 0
	for i := 0; i < len(sample); i += step {
		if sample[i] == 0 {
			continue
		}
		all++
		if fittingExponent(sample[i], width, 0) <= exponentMost {
			fit++
		}
	}
	return fit > 0 && 4*fit >= all
}
