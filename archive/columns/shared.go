package columns

// Shared texts: where the values of a row have something in common, as a document before and after a
// change, the bytes of several columns come row by row in one stream behind all columns.

// sharedSample is how many bytes of texts decide whether they are shared.
const sharedSample = 256 << 10

// place is the cell of a row, or where it would be if it is not NULL.
func (col *column) place(row int) int {
	if col.nulls == nil {
		return row
	}
	before := countBits(col.nulls[:row>>3])
	for i := row &^ 7; i < row; i++ {
		if bit(col.nulls, i) {
			before++
		}
	}
	return row - before
}

// joinRows collects the bytes of some columns row by row, from a row on until they are as many as wanted
// or the block ends, and gives the row behind the last.
func (e *Encoder) joinRows(columns []int, row, n, most int) (end int) {
	e.joined, e.places = e.joined[:0], e.places[:0]
	for _, c := range columns {
		e.places = append(e.places, e.splitter.columns[c].place(row))
	}
	for ; row < n && len(e.joined) < most; row++ {
		for i, c := range columns {
			col := &e.splitter.columns[c]
			if col.nulls == nil || !bit(col.nulls, row) {
				e.joined = append(e.joined, span(col.data, col.cells[e.places[i]])...)
				e.places[i]++
			}
		}
	}
	return row
}

// shareTexts changes the codecs of texts, and of strips with them, to shared ones if a sample is smaller so.
func (e *Encoder) shareTexts(n int) {
	for _, most := range []form{formBytes, formStrips} {
		e.shared = e.shared[:0]
		for c := range e.codecs {
			if f := e.codecs[c].form; f >= formBytes && f <= most {
				e.shared = append(e.shared, c)
			}
		}
		if len(e.shared) > 1 && e.sharingPays(n) {
			for _, c := range e.shared {
				e.codecs[c] = codec{form: formShared}
			}
			return
		}
	}
}

// sharingPays compares the bytes of some rows together and apart.
func (e *Encoder) sharingPays(n int) bool {
	from := n / 2
	end := e.joinRows(e.shared, from, n, sharedSample)
	together, apart := e.textSize(), 0
	for i, c := range e.shared {
		col := &e.splitter.columns[c]
		if cells := col.cells[col.place(from):col.place(end)]; e.codecs[c].form == formStrips && len(cells) > 0 {
			e.sampler.out = e.strips(e.sampler.out[:0], col.data, cells)
			apart += len(e.sampler.out)
			continue
		}
		e.joinRows(e.shared[i:i+1], from, end, 1<<62)
		apart += e.textSize()
	}
	return float64(together)*simplerBy < float64(apart)
}

// textSize is the size of what joinRows has collected.
func (e *Encoder) textSize() int {
	e.sampler.out = e.texts.stream(e.sampler.out[:0], e.joined)
	return len(e.sampler.out)
}

// sharedStream appends the bytes of all columns that share one stream, if there are any.
func (e *Encoder) sharedStream(dst []byte, n int) []byte {
	if len(e.shared) == 0 {
		return dst
	}
	e.joinRows(e.shared, 0, n, 1<<62)
	return e.texts.stream(dst, e.joined)
}

// sharedLengths reads the lengths of a column that shares its stream, into its cells.
func (d *Decoder) sharedLengths(r *reader, col *column) {
	d.integers(r, col.cells, nil)
	for _, length := range col.cells {
		if length > uint64(d.left) {
			r.fail("values of more bytes than are left")
		}
		if r.err != nil {
			return
		}
		d.left -= int(length)
		d.sharedBytes += int(length)
	}
}

// sharedStream reads the bytes of the columns that share a stream, and makes spans of their lengths.
func (d *Decoder) sharedStream(r *reader, n int) {
	if r.err != nil || len(d.shared) == 0 {
		return
	}
	data := d.bytes.take(d.sharedBytes)
	d.stream(r, data)
	d.next = grow(d.next, len(d.shared))
	clear(d.next)
	at := 0
	for row := range n {
		for i, c := range d.shared {
			col := &d.columns[c]
			if col.nulls != nil && bit(col.nulls, row) {
				continue
			}
			length := int(col.cells[d.next[i]])
			col.cells[d.next[i]] = makeSpan(at, length)
			d.next[i]++
			at += length
		}
	}
	for _, c := range d.shared {
		d.columns[c].data = data
	}
}
