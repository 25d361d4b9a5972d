package columns

import (
	"encoding/binary"

	"github.com/klauspost/compress/zstd"
)

// Encoder encodes blocks of rows. One per goroutine: it owns its scratch, and once it has seen a large
// block it allocates nothing.
type Encoder struct {
	planes *compressor // of integers
	texts  *compressor // of bytes of varying length
	splitter
	choice
	key    numbering // of the key column
	group  grouping
	values numbering // of dictionaries

	residuals, gathered, lengths []uint64
	few                          []uint64 // spans of a sample
	unpacked                     int      // bytes of the block encoded last that were batches or arrays
	cut, bitmap, joined          []byte
	decimal                      decimals
	chunks                       []uint32
	sampler                      sampler
	batch                        batches
	array                        arrays
	shared, places               []int   // columns that share a stream, and their next cells
	trials                       []trial // of the columns as they come
	grouped                      []codec
}

// Zstd is what an Encoder needs of a zstd.Encoder.
type Zstd interface {
	EncodeAll(src, dst []byte) []byte
}

// NewEncoder makes an encoder that compresses planes with a level of zstd, and bytes of varying length with
// an encoder of the caller's, which serves whole rows as well.
func NewEncoder(planes zstd.EncoderLevel, texts Zstd) (*Encoder, error) {
	p, err := newPlaneCompressor(planes)
	if err != nil {
		return nil, err
	}
	return &Encoder{planes: p, texts: &compressor{zstd: texts}, key: *newNumbering(), values: *newNumbering()}, nil
}

// Reset begins a stream: what was chosen for the one before is forgotten.
func (e *Encoder) Reset() { e.choice = choice{codecs: e.codecs[:0], widths: e.widths[:0]} }

// Encode appends n rows, at least one, to dst; false: they are not rows of a form that it knows, or have
// too many columns. chosen says that the codecs of the columns were chosen with this block.
func (e *Encoder) Encode(dst, rows []byte, n int) (payload []byte, chosen, ok bool) {
	if n == 0 || len(rows) < 2 || len(rows) > 1<<31 {
		return dst, false, false
	}
	columns := int(binary.BigEndian.Uint16(rows))
	if columns > MaxColumns || !e.split(rows, n, columns, e.blocks == 0) {
		return dst, false, false
	}
	if chosen = e.due(); chosen {
		e.choose(n)
	}
	payload = e.payload(dst, n)
	if !chosen && e.worse(len(payload)-len(dst), len(rows)) {
		e.choose(n)
		payload, chosen = e.payload(dst, n), true
	}
	e.done(len(payload)-len(dst), len(rows), chosen)
	return payload, chosen, true
}

// Keys is the number of distinct values in the key column of the block encoded last, 0 if its rows were
// not grouped.
func (e *Encoder) Keys() int { return e.keys }

// Unpacked is how many bytes of the block encoded last were unpacked from batches or arrays of numbers: a
// column is, only if that makes a sample smaller than zstd makes it as it is.
func (e *Encoder) Unpacked() int { return e.unpacked }

// payload appends all columns, the key column first.
func (e *Encoder) payload(dst []byte, n int) []byte {
	e.keyNow = e.groupBy(e.keyColumn, n)
	dst = appendUint(dst, uint64(len(e.splitter.columns)))
	dst = appendUint(dst, uint64(e.keyNow+1))
	e.shared, e.unpacked = e.shared[:0], 0
	if e.keys = 0; e.keyNow >= 0 {
		e.keys = len(e.key.entries)
		dst = e.keyContent(dst, e.keyNow)
	}
	for c := range e.splitter.columns {
		if c != e.keyNow {
			dst = e.column(dst, c)
		}
	}
	return e.sharedStream(dst, n)
}

// groupBy orders the rows by a column; it gives -1 if there is none, or if it has NULLs or too many
// distinct values in this block.
func (e *Encoder) groupBy(c, n int) int {
	if c < 0 || c >= len(e.splitter.columns) {
		return -1
	}
	col := &e.splitter.columns[c]
	if col.nulls != nil || !e.number(&e.key, col, min(dictionaryMost, n/keyRows)) {
		return -1
	}
	e.group.build(e.key.numbers, len(e.key.entries))
	return c
}

func (e *Encoder) number(t *numbering, col *column, most int) bool {
	if col.width == 0 {
		return t.spans(col.cells, col.data, most)
	}
	return t.fixed(col.cells, most)
}

// tag is the first byte of a column.
func tag(f form, col *column, grouped bool) byte {
	b := byte(f)
	switch col.width {
	case 8:
		b |= 3 << tagWidth
	case 4:
		b |= 2 << tagWidth
	case 2:
		b |= 1 << tagWidth
	}
	if col.nulls != nil {
		b |= tagNulls
	}
	if grouped {
		b |= tagGrouped
	}
	return b
}

func dictionaryForm(col *column) form {
	if col.width == 0 {
		return formTexts
	}
	return formDictionary
}

// keyContent appends the key column: always a dictionary, in the order of the rows.
func (e *Encoder) keyContent(dst []byte, c int) []byte {
	col := &e.splitter.columns[c]
	dst = append(dst, tag(dictionaryForm(col), col, false))
	dst = e.entries(dst, &e.key, col)
	return e.integers(dst, e.key.numbers, nil, e.codecs[c].way)
}

// column appends any other column.
func (e *Encoder) column(dst []byte, c int) []byte {
	col := &e.splitter.columns[c]
	k := e.fitting(c)
	if k.form == formNull {
		return append(dst, byte(formNull))
	}
	dst = append(dst, tag(k.form, col, k.grouped))
	if col.nulls != nil {
		dst = e.planes.stream(dst, col.nulls)
	}
	if k.form == formDictionary || k.form == formTexts {
		dst = e.entries(dst, &e.values, col)
		s := e.sequence(e.values.numbers[:len(col.cells)], k.grouped)
		return e.integers(dst, s.cells, s.starts, k.way)
	}
	if k.form == formShared {
		e.shared = append(e.shared, c)
		return e.auto(dst, e.lengthsOf(col.cells))
	}
	if k.form == formBatches || k.form == formArrays {
		e.unpacked += meanLength(col.cells) * len(col.cells)
	}
	return e.content(dst, col, e.sequence(col.cells, k.grouped), k)
}

// sequence is a column's cells in the order in which they are written.
type sequence struct {
	cells  []uint64
	starts []uint32 // of the groups, and the end; nil: the rows are not grouped
}

// sequence gives cells grouped or as they come.
func (e *Encoder) sequence(cells []uint64, grouped bool) sequence {
	if !grouped {
		return sequence{cells: cells}
	}
	if !e.group.sorted {
		e.gathered = grow(e.gathered, len(cells))
		e.group.gather(e.gathered, cells)
		cells = e.gathered
	}
	return sequence{cells, e.group.starts}
}

// content appends what is not a dictionary.
func (e *Encoder) content(dst []byte, col *column, s sequence, k codec) []byte {
	switch k.form {
	case formDecimals:
		return e.decimals(dst, s, col.width, k.way)
	case formBytes:
		return e.bytesOf(dst, col.data, s.cells)
	case formStrips:
		return e.strips(dst, col.data, s.cells)
	case formBatches:
		return e.batches(dst, col.data, s.cells)
	case formArrays:
		return e.arrays(dst, col.data, s.cells)
	}
	return e.integers(dst, s.cells, s.starts, k.way)
}

// auto appends integers of which nothing is known.
func (e *Encoder) auto(dst []byte, v []uint64) []byte {
	return e.integers(dst, v, nil, e.sampler.way(v))
}
