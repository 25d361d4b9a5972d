package columns

import "slices"

// The key column is the one whose order makes the other columns smallest. There are few candidates, and
// an estimate of them is enough: it found the series in every table that was tried.

const (
	keyFewest     = 8    // distinct values of a key in a block
	keyRows       = 4    // rows for each of them, at least
	keyCandidates = 4    // columns that are tried, those with the most distinct values
	keyBlock      = 1000 // rows of a block in which a key is looked for
)

// candidate is a column that may be the key.
type candidate struct{ column, distinct int }

// chooseKey gives the column to group by, or -1.
func (e *Encoder) chooseKey(n int) int {
	if n < keyBlock || len(e.splitter.columns) < 2 {
		return -1
	}
	best, least := -1, e.estimateAll(-1)
	for _, k := range e.candidates(n) {
		if e.groupBy(k.column, n) < 0 {
			continue
		}
		if bits := e.estimateAll(k.column); bits < least {
			best, least = k.column, bits
		}
	}
	return best
}

// candidates are columns without NULLs that have some distinct values, but are no measured values.
func (e *Encoder) candidates(n int) []candidate {
	found := e.sampler.candidates[:0]
	for c := range e.splitter.columns {
		col := &e.splitter.columns[c]
		switch {
		case col.nulls != nil, col.width == 1,
			col.width >= 4 && mayBeDecimal(col.cells, col.width),
			col.width == 0 && meanLength(col.cells) > dictionaryLength,
			!e.number(&e.values, col, min(dictionaryMost, n/keyRows)),
			len(e.values.entries) < keyFewest:
			continue
		}
		found = append(found, candidate{c, len(e.values.entries)})
	}
	slices.SortStableFunc(found, func(a, b candidate) int { return b.distinct - a.distinct })
	e.sampler.candidates = found
	return found[:min(len(found), keyCandidates)]
}

// estimateAll estimates the bits of a row's numbers if rows are grouped by a column, which
// has been done; -1: if they are not.
func (e *Encoder) estimateAll(key int) (bits float64) {
	for c := range e.splitter.columns {
		col := &e.splitter.columns[c]
		switch {
		case c == key:
			bits += e.sampler.estimate(e.sampler.plain(e.key.numbers))
		case col.width == 0 || len(col.cells) == 0:
		default:
			plain := e.estimateColumn(col, e.sampler.plain(col.cells))
			if key >= 0 && col.nulls == nil {
				plain = min(plain, e.estimateColumn(col, e.sampler.grouped(col.cells, &e.group)))
			}
			bits += plain
		}
	}
	return bits
}

// estimateColumn estimates a column as integers or, if it may be so, as decimals.
func (e *Encoder) estimateColumn(col *column, s sequence) float64 {
	bits := e.sampler.estimate(s)
	if col.width < 4 || !mayBeDecimal(s.cells, col.width) {
		return bits
	}
	groups := s.starts
	if groups == nil {
		e.chunks = chunks(e.chunks, len(s.cells))
		groups = e.chunks
	}
	e.decimal.convert(s.cells, col.width, groups, s.starts != nil)
	s.cells = e.decimal.numbers
	return min(bits, e.sampler.estimate(s))
}
