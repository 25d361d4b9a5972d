package columns

// Dictionaries: the distinct values of a column in the order in which they first appear in the rows, and
// for every value the number of its entry. A column of few values shrinks to its numbers; that of keys
// orders the rows.

// entries appends the distinct values of a column.
func (e *Encoder) entries(dst []byte, t *numbering, col *column) []byte {
	dst = appendUint(dst, uint64(len(t.entries)))
	if col.width == 0 {
		return e.bytesOf(dst, col.data, t.entries)
	}
	return e.auto(dst, t.entries)
}

// dictionary reads the entries of a column, and their numbers into its cells.
func (d *Decoder) dictionary(r *reader, col *column, starts []uint32) (entries []uint64) {
	count := r.upTo("entries", min(len(col.cells), dictionaryMost))
	if count == 0 {
		r.fail("a dictionary without entries")
	}
	if r.err != nil {
		return nil
	}
	entries = d.words.take(count)
	if col.width == 0 {
		col.data = d.spans(r, entries)
	} else {
		d.integers(r, entries, nil)
	}
	if r.err != nil {
		return nil
	}
	s := d.sequence(col, starts)
	d.integers(r, s.cells, starts)
	d.back(r, col, s)
	checkNumbers(r, col.cells, count)
	return entries
}

// checkNumbers checks that entries come in the order of first appearance and that all are used: there is
// one way to write them, and they have no more bytes than the rows.
func checkNumbers(r *reader, numbers []uint64, entries int) {
	if r.err != nil {
		return
	}
	next := uint64(0)
	for _, k := range numbers {
		if k < next {
			continue
		}
		if k > next {
			r.fail("entry %d is used before entry %d", k, next)
			return
		}
		next++
	}
	if next != uint64(entries) {
		r.fail("%d entries, %d are used", entries, next)
	}
}

// lookUp replaces numbers by their entries.
func (d *Decoder) lookUp(r *reader, col *column, entries []uint64) {
	if r.err != nil {
		return
	}
	for i, k := range col.cells {
		col.cells[i] = entries[k]
	}
	d.account(r, col)
}
