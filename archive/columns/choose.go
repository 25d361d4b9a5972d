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
	keys      int     // distinct values in it
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
	columns := e.splitter.columns
	e.codecs, e.widths = e.codecs[:0], e.widths[:0]
	plain, total := e.trials[:0], 0.0
	for c := range columns {
		t := trial{e: e, col: &columns[c]}
		t.all(false)
		plain, total = append(plain, t), total+t.size
		e.codecs, e.widths = append(e.codecs, t.best), append(e.widths, columns[c].width)
	}
	e.trials, e.keyColumn = plain, -1
	for _, key := range e.likelyKeys(n) {
		if codecs, size := e.chooseGrouped(key.column, n); size*simplerBy < total {
			total, e.keyColumn = size, key.column
			copy(e.codecs, codecs)
		}
	}
	e.groupBy(e.keyColumn, n)
	for c := range columns {
		if c != e.keyColumn && len(columns[c].cells) > 0 {
			t := trial{e: e, col: &columns[c], best: e.codecs[c]}
			e.codecs[c].mask = t.masked()
		}
	}
	e.shareTexts(n)
}

// chooseGrouped chooses codecs for rows grouped by a column, and gives the size of all columns.
func (e *Encoder) chooseGrouped(key, n int) (codecs []codec, total float64) {
	e.groupBy(key, n)
	codecs = e.grouped[:0]
	for c, t := range e.trials {
		if c == key {
			t = e.keyTrial(c)
		} else {
			t.all(true)
		}
		codecs, total = append(codecs, t.best), total+t.size
	}
	e.grouped = codecs
	return codecs, total
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
	case formArrays:
		fits = fits && e.array.fit(col.data, col.cells)
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
