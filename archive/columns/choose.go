package columns

// Choosing: which form pays for a column is found out by encoding a sample of it in each, on the first
// two blocks of a stream, and again where blocks become worse. Choosing for every block gives the same
// sizes to 0.01 % and takes twice the time (measured).

// codec is how a column is written.
type codec struct {
	form    form
	grouped bool
	way
}

// choice is what was chosen for the blocks of a stream.
type choice struct {
	blocks    int     // encoded so far
	ratio     float64 // of the block that the choice was made with
	keyColumn int     // -1: rows are not grouped
	keyNow    int     // the same for this block
	codecs    []codec
	widths    []int // of the columns when they were chosen for
}

const (
	chooseBlocks = 2     // the beginning of a table is not typical
	worseBy      = 1.2   // how much worse a block is that makes it choose again
	simplerBy    = 1.015 // how much larger a simpler form may be and is taken
)

func (c *choice) due() bool { return c.blocks < chooseBlocks }

func (c *choice) worse(stored, raw int) bool { return float64(stored) > worseBy*c.ratio*float64(raw) }

func (c *choice) done(stored, raw int, chosen bool) {
	c.blocks++
	if chosen {
		c.ratio = float64(stored) / float64(raw)
	}
}

// choose finds key column and codecs for the block that has been split.
func (e *Encoder) choose(n int) {
	e.codecs = grow(e.codecs, len(e.splitter.columns))
	e.widths = grow(e.widths, len(e.splitter.columns))
	for c := range e.splitter.columns {
		e.widths[c] = e.splitter.columns[c].width
	}
	e.keyColumn = e.groupBy(e.chooseKey(n), n)
	if !e.chooseCodecs() { // nothing gained by the order
		e.keyColumn = -1
		e.chooseCodecs()
	}
}

// chooseCodecs chooses for every column, and says whether one is grouped.
func (e *Encoder) chooseCodecs() (grouped bool) {
	for c := range e.splitter.columns {
		if c == e.keyColumn {
			e.codecs[c] = e.chooseKeyCodec(c)
			continue
		}
		e.codecs[c] = e.chooseCodec(&e.splitter.columns[c])
		grouped = grouped || e.codecs[c].grouped
	}
	return grouped
}

// fitting gives the codec of a column, or the simplest one if that does not fit this block, and numbers
// the values for a dictionary.
func (e *Encoder) fitting(c int) codec {
	col, k := &e.splitter.columns[c], e.codecs[c]
	n := len(col.cells)
	if n == 0 {
		return codec{form: formNull}
	}
	if e.keyNow < 0 || col.nulls != nil {
		k.grouped = false
	}
	fits := e.widths[c] == col.width
	switch k.form {
	case formNull:
		fits = false
	case formStrips:
		fits = fits && stripsFit(col)
	case formDictionary, formTexts:
		fits = fits && e.number(&e.values, col, dictionaryMost)
	}
	switch {
	case fits:
		return k
	case col.width == 0:
		return codec{form: formBytes, grouped: k.grouped}
	}
	return codec{form: formIntegers, grouped: k.grouped, way: e.sampler.way(col.cells)}
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

// trial is the search for the codec of one column.
type trial struct {
	e    *Encoder
	col  *column
	best codec
	size float64 // of the best, of all values as far as the sample tells
}

// add takes a codec with the size that it needs for all values, if that is less.
func (t *trial) add(k codec, size float64) {
	if t.best.form == formNull || size*simplerBy < t.size {
		t.best, t.size = k, size
	}
}

// chooseCodec tries every form that may suit a column, the simpler ones first.
func (e *Encoder) chooseCodec(col *column) codec {
	if len(col.cells) == 0 {
		return codec{}
	}
	t := &trial{e: e, col: col}
	for _, grouped := range []bool{false, true} {
		if grouped && (e.keyColumn < 0 || col.nulls != nil) {
			break
		}
		if col.width == 0 {
			t.texts(grouped)
		} else {
			t.fixed(grouped)
		}
	}
	t.dictionary()
	if t.best.form == formIntegers || t.best.form == formDictionary || t.best.form == formTexts {
		t.masked()
	}
	return t.best
}

// sampled gives the sample of a column.
func (t *trial) sampled(cells []uint64, grouped bool) sequence {
	if grouped {
		return t.e.sampler.grouped(cells, &t.e.group)
	}
	return t.e.sampler.plain(cells)
}

// price encodes a sample and gives the size for all values.
func (t *trial) price(s sequence, all int, k codec) float64 {
	e := t.e
	e.sampler.out = e.content(e.sampler.out[:0], t.col, s, k)
	return float64(len(e.sampler.out)) * float64(all) / float64(len(s.cells))
}

// fixed tries numbers and decimals.
func (t *trial) fixed(grouped bool) {
	s, all := t.sampled(t.col.cells, grouped), len(t.col.cells)
	forms := []form{formIntegers, formDecimals}
	if t.col.width < 4 || !mayBeDecimal(s.cells, t.col.width) {
		forms = forms[:1]
	}
	for _, f := range forms {
		for _, delta := range []bool{false, true} {
			k := codec{form: f, grouped: grouped, way: way{delta: delta}}
			t.add(k, t.price(s, all, k))
		}
	}
}

// texts tries bytes and strips.
func (t *trial) texts(grouped bool) {
	s, all := t.sampled(t.col.cells, grouped), len(t.col.cells)
	k := codec{form: formBytes, grouped: grouped}
	t.add(k, t.price(s, all, k))
	if stripsFit(t.col) {
		k.form = formStrips
		t.add(k, t.price(s, all, k))
	}
}

// Dictionaries are tried for values that are short, since long ones take long to hash and seldom repeat,
// and where an entry serves several values.
const (
	dictionaryLength = 64 // bytes of the average value
	dictionaryShare  = 4  // values for each entry
)

// dictionary tries entries and numbers.
func (t *trial) dictionary() {
	e, col, all := t.e, t.col, len(t.col.cells)
	most := min(dictionaryMost, all/dictionaryShare)
	if most == 0 || col.width == 0 && meanLength(col.cells) > dictionaryLength || !e.number(&e.values, col, most) {
		return
	}
	e.sampler.out = e.entries(e.sampler.out[:0], &e.values, col)
	entries := float64(len(e.sampler.out))
	for _, grouped := range []bool{false, true} {
		if grouped && (e.keyColumn < 0 || col.nulls != nil) {
			break
		}
		s := t.sampled(e.values.numbers[:all], grouped)
		for _, delta := range []bool{false, true} {
			k := codec{form: formIntegers, way: way{delta: delta}}
			size := t.price(s, all, k)
			k.form, k.grouped = dictionaryForm(col), grouped
			t.add(k, size+entries)
		}
	}
}

// masked tries a mask of zeros with the best.
func (t *trial) masked() {
	cells, k := t.col.cells, t.best
	if k.form != formIntegers {
		cells = t.e.values.numbers[:len(cells)]
	}
	s := t.sampled(cells, k.grouped)
	try := codec{form: formIntegers, way: k.way}
	without := t.price(s, len(cells), try)
	try.mask = true
	if with := t.price(s, len(cells), try); with*simplerBy < without {
		t.best.mask = true
	}
}

// chooseKeyCodec chooses how the numbers of the key column are written.
func (e *Encoder) chooseKeyCodec(c int) codec {
	t := &trial{e: e, col: &e.splitter.columns[c]}
	s := e.sampler.plain(e.key.numbers)
	for _, w := range []way{{}, {delta: true}, {mask: true}, {delta: true, mask: true}} {
		k := codec{form: formIntegers, way: w}
		t.add(k, t.price(s, len(e.key.numbers), k))
	}
	return t.best
}

func meanLength(spans []uint64) int {
	total := 0
	for _, s := range spans {
		total += int(uint32(s))
	}
	return total / len(spans)
}
