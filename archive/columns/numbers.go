package columns

// Numbers are the values within values of varying length, elements of arrays and values of batches: a tag as
// a column has it, with form integers or decimals and without flags, and what follows it there.

// runValues is how many values of arrays or batches become numbers at once, with those of the last array or
// batch: planes of a run are a block of zstd, and all of it stays in the second cache.
const runValues = 1 << 16

// numbersCodec chooses how numbers are written, on a sample, and gives the size as far as the sample tells.
func (e *Encoder) numbersCodec(col *column, v sequence) (k codec, size float64) {
	t := trial{e: e, col: col}
	s := e.sampler.plain(v.cells)
	if v.starts != nil {
		s = e.sampler.grouped(v.cells, &grouping{starts: v.starts, sorted: true})
	}
	t.decimal = col.width >= 4 && mayBeDecimal(s.cells, col.width)
	t.fixed(s, false)
	k, size = t.best, t.size
	if k.form == formIntegers {
		without := t.price(s, k)
		k.mask = true
		if with := t.price(s, k); with*simplerBy < without {
			return k, with
		}
	}
	return t.best, size
}

func (e *Encoder) numbers(dst []byte, col *column, v sequence, k codec) []byte {
	return e.content(append(dst, tag(k.form, col, false)), col, v, k)
}

// numbers reads numbers and gives their width.
func (d *Decoder) numbers(r *reader, v sequence) (width int) {
	var col column
	tag := d.tag(r, &col)
	if tag&(tagNulls|tagGrouped) != 0 {
		r.fail("numbers of form %#x", tag)
	}
	switch form(tag & tagForm) {
	case formIntegers:
		d.integers(r, v.cells, v.starts)
	case formDecimals:
		d.decimals(r, v, col.width)
	default:
		r.fail("numbers of form %#x", tag)
	}
	return col.width
}
