package columns

// Grouping: the rows of a block ordered by a key column, stably, so that each series' values come after
// each other. The order is not stored: the key column comes first in a payload, and its numbers, which
// are those of first appearance, give the order to the decoder as well.

// grouping is the order by key.
type grouping struct {
	starts []uint32 // of the groups, and the end
	order  []uint32 // the row at each place
	sorted bool     // the rows come in this order
}

// build orders rows by their numbers, all of which are below distinct.
func (g *grouping) build(numbers []uint64, distinct int) {
	g.starts = grow(g.starts, distinct+1)
	starts := g.starts
	clear(starts)
	last, falls := uint64(0), uint64(0)
	for _, k := range numbers {
		starts[k+1]++
		falls |= k - last // its top bit
		last = k
	}
	for i := 1; i < len(starts); i++ {
		starts[i] += starts[i-1]
	}
	if g.sorted = int64(falls) >= 0; g.sorted {
		return
	}
	g.order = grow(g.order, len(numbers))
	order := g.order
	for row, k := range numbers {
		order[starts[k]] = uint32(row)
		starts[k]++
	}
	copy(starts[1:], starts) // each start has become the next one
	starts[0] = 0
}

// gather brings values of rows into the order.
func (g *grouping) gather(dst, rows []uint64) {
	order := g.order[:len(dst)]
	for i := range dst {
		dst[i] = rows[order[i]]
	}
}

// scatter brings values back to their rows.
func (g *grouping) scatter(rows, src []uint64) {
	order := g.order[:len(src)]
	for i, x := range src {
		rows[order[i]] = x
	}
}
