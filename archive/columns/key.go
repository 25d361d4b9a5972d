package columns

import (
	"cmp"
	"math"
	"slices"
)

// The key column is the one whose order makes the other columns smallest. An estimate tells which columns
// are worth a trial.

const (
	keyFewest     = 8               // distinct values of a key in a block
	keyRows       = dictionaryShare // rows for each of them, at least
	keyCandidates = 4               // columns that are estimated, those with the most distinct values
	keyTrials     = 2               // columns that are tried; one of many columns, or in small blocks
	keyWide       = 16
	keySmall      = 4096
	keyBlock      = 1000 // rows of a block in which a key is looked for
)

// candidate is a column that may be the key.
type candidate struct {
	column, distinct int
	bits             float64 // of a row, estimated
}

// likelyKeys are the columns that are tried as key, those that the estimate likes best.
func (e *Encoder) likelyKeys(n int) []candidate {
	if n < keyBlock || len(e.splitter.columns) < 2 {
		return nil
	}
	found := e.candidates()
	for i := range found {
		k := &found[i]
		if k.bits = math.Inf(1); e.groupBy(k.column, n) == k.column {
			k.bits = e.estimateAll(k.column)
		}
	}
	slices.SortStableFunc(found, func(a, b candidate) int { return cmp.Compare(a.bits, b.bits) })
	trials := keyTrials
	if len(e.splitter.columns) > keyWide || n < keySmall {
		trials = 1
	}
	return found[:min(len(found), trials)]
}

// candidates are columns without NULLs that have some distinct values, but are no measured values.
func (e *Encoder) candidates() []candidate {
	found := e.sampler.candidates[:0]
	for c := range e.trials {
		t := &e.trials[c]
		if t.col.nulls != nil || t.col.width == 1 || t.distinct < keyFewest || t.decimal {
			continue
		}
		found = append(found, candidate{column: c, distinct: t.distinct})
	}
	slices.SortStableFunc(found, func(a, b candidate) int { return b.distinct - a.distinct })
	e.sampler.candidates = found
	return found[:min(len(found), keyCandidates)]
}

// estimateAll estimates the bits of a row's numbers with the rows grouped by a column, as they are now.
func (e *Encoder) estimateAll(key int) (bits float64) {
	for c := range e.splitter.columns {
		col := &e.splitter.columns[c]
		switch {
		case c == key:
			bits += e.sampler.estimate(e.sampler.plain(e.key.numbers))
		case col.width == 0 || len(col.cells) == 0:
		default:
			t := &e.trials[c]
			plain := t.estimate(e.sampler.plain(col.cells))
			if col.nulls == nil {
				plain = min(plain, t.estimate(e.sampler.grouped(col.cells, &e.group)))
			}
			bits += plain
		}
	}
	return bits
}

// estimate estimates a column as integers or, if it may be so, as decimals.
func (t *trial) estimate(s sequence) float64 {
	e := t.e
	bits := e.sampler.estimate(s)
	if !t.decimal {
		return bits
	}
	groups := s.starts
	if groups == nil {
		e.chunks = chunks(e.chunks, len(s.cells))
		groups = e.chunks
	}
	d := &e.decimal
	d.convert(s.cells, t.col.width, groups, s.starts != nil)
	s.cells = d.numbers
	decimal := e.sampler.estimate(s)
	if len(d.bits) > 0 {
		decimal += e.sampler.estimate(sequence{cells: d.bits}) * float64(len(d.bits)) / float64(len(d.numbers))
	}
	return min(bits, decimal)
}
