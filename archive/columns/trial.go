package columns

import "math"

// trial is the search for the codec of one column, the simpler ones first.
type trial struct {
	e    *Encoder
	col  *column
	best codec
	size float64 // of all values with the best, as far as the sample tells
	// distinct is the number of distinct values, 0 if they are too many for a dictionary.
	distinct int
	decimal  bool // some values are decimals
}

// add takes a codec with the size that it needs for all values, if that is less.
func (t *trial) add(k codec, size float64) {
	if t.best.form == formNull || size*simplerBy < t.size {
		t.best, t.size = k, size
	}
}

// all tries every form that may suit the column, with rows grouped or as they come.
func (t *trial) all(grouped bool) {
	if len(t.col.cells) == 0 || grouped && t.col.nulls != nil {
		return
	}
	s := t.sampled(t.col.cells, grouped)
	if !grouped {
		t.decimal = t.col.width >= 4 && mayBeDecimal(s.cells, t.col.width)
	}
	if t.col.width == 0 {
		t.texts(s, grouped)
	} else {
		t.fixed(s, grouped)
	}
	if !grouped {
		t.count()
	}
	if t.distinct > 0 {
		t.dictionary(grouped)
	}
}

// sampled gives a sample of cells.
func (t *trial) sampled(cells []uint64, grouped bool) sequence {
	if grouped {
		return t.e.sampler.grouped(cells, &t.e.group)
	}
	return t.e.sampler.plain(cells)
}

// price encodes a sample and gives the size for all values.
func (t *trial) price(s sequence, k codec) float64 {
	e := t.e
	e.sampler.out = e.content(e.sampler.out[:0], t.col, s, k)
	return (float64(len(e.sampler.out)) + e.planes.estimated) * float64(len(t.col.cells)) / float64(len(s.cells))
}

// rough is an estimate of price, at a fifth of the time.
func (t *trial) rough(s sequence, k codec) float64 {
	p := t.e.planes
	p.rough = true
	size := t.price(s, k)
	p.rough, p.estimated = false, 0
	return size
}

// roughly is how much larger than the least a form may be by the estimate, which does not see repetition,
// and is still tried.
const roughly = 2.5

// numbers tries two ways of some forms; extra bytes belong to each.
func (t *trial) numbers(s sequence, forms []codec, extra float64) {
	var sizes [8]float64
	least := math.Inf(1)
	for i, k := range forms {
		sizes[i] = t.rough(s, k)
		least = min(least, sizes[i])
	}
	for i, k := range forms {
		if sizes[i] <= roughly*least {
			t.add(k, t.price(s, k)+extra)
		}
	}
}

// fixed tries numbers and decimals.
func (t *trial) fixed(s sequence, grouped bool) {
	forms := [...]codec{{formIntegers, grouped, way{}}, {formIntegers, grouped, way{delta: true}},
		{formDecimals, grouped, way{}}, {formDecimals, grouped, way{delta: true}}}
	if t.decimal {
		t.numbers(s, forms[:], 0)
	} else {
		t.numbers(s, forms[:2], 0)
	}
}

// longText is the average length above which values are bytes without a trial: there is nothing else for
// them, and a sample would be most of the block.
const longText = 1 << 10

// texts tries bytes, strips, and batches and arrays of numbers, whose order hardly matters.
func (t *trial) texts(s sequence, grouped bool) {
	k := codec{form: formBytes, grouped: grouped}
	if f := t.best.form; f == formBatches || f == formArrays {
		return
	}
	if !grouped && t.unpacked(s.cells) {
		return
	}
	if meanLength(s.cells) > longText {
		if !grouped {
			t.add(k, 0)
		}
		return
	}
	t.add(k, t.price(s, k))
	if stripsFit(t.col) {
		k.form = formStrips
		t.add(k, t.price(s, k))
	}
}

// batchSample is how many batches decide: each holds hundreds of values.
const batchSample = 8

// unpacked takes batches or arrays of numbers if the values are such and become smaller.
func (t *trial) unpacked(sample []uint64) bool {
	e := t.e
	first := span(t.col.data, sample[0])
	k := codec{form: formArrays}
	if e.batch.reset(); e.batch.add(first) {
		k.form = formBatches
		sample = sample[:min(len(sample), batchSample)]
	} else if _, _, _, ok := elementsOf(first); !ok || !e.array.fit(t.col.data, t.col.cells) || !e.array.fit(t.col.data, sample) {
		return false
	}
	e.few = append(e.few[:0], sample...) // choosing for the numbers in them takes samples, too
	s := sequence{cells: e.few}
	size := t.price(s, k)
	if size >= t.price(s, codec{form: formBytes}) {
		return false
	}
	t.add(k, size)
	return true
}

// Dictionaries are tried for values that are short, since long ones take long to hash and seldom repeat,
// and where an entry serves several values.
const (
	dictionaryLength = 64 // bytes of the average value
	dictionaryShare  = 4  // values for each entry
)

// count finds out whether a dictionary may pay.
func (t *trial) count() {
	most := min(dictionaryMost, len(t.col.cells)/dictionaryShare)
	if t.col.width == 0 && meanLength(t.col.cells) > dictionaryLength {
		most = 0
	}
	if most > 0 && t.e.number(&t.e.values, t.col, most) {
		t.distinct = len(t.e.values.entries)
	}
}

// dictionary tries entries and numbers.
func (t *trial) dictionary(grouped bool) {
	e, col, n := t.e, t.col, len(t.col.cells)
	if grouped {
		e.number(&e.values, col, t.distinct)
	}
	e.sampler.out = e.entries(e.sampler.out[:0], &e.values, col)
	entries := float64(len(e.sampler.out))
	s, f := t.sampled(e.values.numbers[:n], grouped), dictionaryForm(col)
	t.numbers(s, []codec{{f, grouped, way{}}, {f, grouped, way{delta: true}}}, entries)
}

// maskShare of the residuals have to be zero for a mask to be tried.
const maskShare = 4

// masked says whether a mask of zeros makes the best smaller.
func (t *trial) masked() bool {
	k, cells := t.best, t.col.cells
	switch k.form {
	case formIntegers:
	case formDictionary, formTexts:
		t.e.number(&t.e.values, t.col, dictionaryMost)
		cells = t.e.values.numbers[:len(cells)]
	default:
		return false
	}
	s := t.sampled(cells, k.grouped)
	without, zeros := t.price(s, k), 0
	for _, r := range t.e.residuals {
		if r == 0 {
			zeros++
		}
	}
	k.mask = true
	return zeros*maskShare >= len(s.cells) && t.price(s, k)*simplerBy < without
}

// keyTrial finds how the key column is written: entries, and numbers in the order of the rows.
func (e *Encoder) keyTrial(c int) trial {
	t := trial{e: e, col: &e.splitter.columns[c]}
	e.sampler.out = e.entries(e.sampler.out[:0], &e.key, t.col)
	entries := float64(len(e.sampler.out))
	s, f := e.sampler.plain(e.key.numbers), dictionaryForm(t.col)
	t.numbers(s, []codec{{f, false, way{}}, {f, false, way{delta: true}}, {f, false, way{mask: true}},
		{f, false, way{delta: true, mask: true}}}, entries)
	return t
}

// stripsFit says whether all values of a column have one length that is not too long.
func stripsFit(col *column) bool {
	length := uint32(col.cells[0])
	for _, s := range col.cells {
		if uint32(s) != length {
			return false
		}
	}
	return length > 0 && length <= stripsMost
}

func meanLength(spans []uint64) int {
	total := 0
	for _, s := range spans {
		total += int(uint32(s))
	}
	return total / len(spans)
}
