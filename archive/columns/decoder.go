package columns

import (
	"bytes"
	"slices"

	"github.com/klauspost/compress/zstd"
)

// Decoder decodes payloads. One per goroutine: it owns its scratch.
type Decoder struct {
	zstd   *zstd.Decoder
	joiner // of the columns that have been decoded
	words  arena[uint64]
	bytes  arena[byte]
	group  grouping
	left   int // bytes of the rows that no value has taken yet

	shared      []int // columns that share a stream
	sharedBytes int

	gathered, places, exact []uint64
	cut, bitmap, exponents  []byte
	tile                    []byte
	chunks                  []uint32
	batch                   batches
	array                   arrays
}

// NewDecoder makes a decoder.
func NewDecoder() (*Decoder, error) {
	z, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
		zstd.WithDecodeAllCapLimit(true))
	return &Decoder{zstd: z}, err
}

// Decode appends the rows of a payload to dst: n rows of size bytes altogether, or an error that wraps
// ErrInvalid. It allocates a small multiple of size at the most, which the caller limits.
func (d *Decoder) Decode(dst, payload []byte, n, size int) ([]byte, error) {
	r := &reader{b: payload}
	d.payload(r, n, size)
	if r.err != nil {
		return dst, r.err
	}
	if cap(dst)-len(dst) < size {
		dst = append(make([]byte, 0, len(dst)+size), dst...)
	}
	d.joiner.start()
	return d.joiner.rows(dst, n), nil
}

// tileRows is how many rows Matches makes at once: they stay in the first cache.
const tileRows = 256

// Matches says whether Decode would give exactly these n rows. It needs no room for them.
func (d *Decoder) Matches(payload, rows []byte, n int) (bool, error) {
	r := &reader{b: payload}
	d.payload(r, n, len(rows))
	if r.err != nil {
		return false, r.err
	}
	d.joiner.start()
	for ; n > 0; n -= tileRows {
		m := min(n, tileRows)
		d.tile = slices.Grow(d.tile[:0], m*d.stride)
		d.tile = d.joiner.rows(d.tile, m)
		if !bytes.HasPrefix(rows, d.tile) {
			return false, nil
		}
		rows = rows[len(d.tile):]
	}
	return len(rows) == 0, nil
}

// payload reads all columns.
func (d *Decoder) payload(r *reader, n, size int) {
	if n < 1 || size < 2*n || size > 1<<31-1 {
		r.fail("%d rows of %d bytes", n, size)
		return
	}
	columns := r.upTo("columns", min(MaxColumns, (size/n-2)/4))
	key := r.upTo("key column", columns) - 1
	if r.err != nil {
		return
	}
	d.words.reset()
	d.bytes.reset()
	d.columns = grow(d.columns, columns)
	d.left = size - n*(2+4*columns)
	d.shared, d.sharedBytes = d.shared[:0], 0
	if key >= 0 {
		d.keyColumn(r, &d.columns[key], n)
	}
	for c := 0; c < columns && r.err == nil; c++ {
		if c != key {
			d.column(r, c, n, key >= 0)
		}
	}
	d.sharedStream(r, n)
	if r.err == nil && (len(r.b) != 0 || d.left != 0) {
		r.fail("%d bytes left over, values %d bytes too short", len(r.b), d.left)
	}
}

// keyColumn reads the key column and the order that it makes.
func (d *Decoder) keyColumn(r *reader, col *column, n int) {
	tag := d.tag(r, col)
	f := form(tag & tagForm)
	if tag&(tagNulls|tagGrouped) != 0 || f != formDictionary && f != formTexts {
		r.fail("a key column of form %#x", tag)
		return
	}
	col.cells = d.words.take(n)
	if entries := d.dictionary(r, col, nil); r.err == nil {
		d.group.build(col.cells, len(entries))
		d.lookUp(r, col, entries)
	}
}

// column reads a column that is not the key.
func (d *Decoder) column(r *reader, c, n int, keyed bool) {
	col := &d.columns[c]
	tag := d.tag(r, col)
	f, grouped := form(tag&tagForm), tag&tagGrouped != 0
	if grouped && (!keyed || tag&tagNulls != 0 || f == formShared) || f == formNull && tag != byte(formNull) {
		r.fail("unknown column %#x", tag)
	}
	if r.err != nil {
		return
	}
	values := n
	if f == formNull || tag&tagNulls != 0 {
		values = d.nulls(r, col, n, f == formNull)
	}
	if r.err != nil || values == 0 {
		return
	}
	col.cells = d.words.take(values)
	var starts []uint32
	if grouped {
		starts = d.group.starts
	}
	if f == formDictionary || f == formTexts {
		d.lookUp(r, col, d.dictionary(r, col, starts))
		return
	}
	if f == formShared {
		d.shared = append(d.shared, c)
		d.sharedLengths(r, col)
		return
	}
	s := d.sequence(col, starts)
	d.values(r, col, f, s)
	d.back(r, col, s)
	d.account(r, col)
}

// tag reads the first byte of a column and what it says of its width.
func (d *Decoder) tag(r *reader, col *column) byte {
	tag := r.byte()
	*col = column{}
	code := tag >> tagWidth & 3
	switch f := form(tag & tagForm); f {
	case formIntegers, formDictionary:
		col.width = 1 << code
	case formDecimals:
		if col.width = 1 << code; code < 2 {
			r.fail("decimals of %d bytes", col.width)
		}
	default:
		if code != 0 || f >= formUnknown {
			r.fail("unknown column %#x", tag)
		}
	}
	return tag
}

// nulls reads which rows are NULL and gives the number of those that are not.
func (d *Decoder) nulls(r *reader, col *column, n int, all bool) int {
	col.nulls = d.bytes.take(bitmapSize(n))
	if all {
		fill(col.nulls, 0xff)
		return 0
	}
	d.bits(r, col.nulls, n)
	if r.err != nil {
		return 0
	}
	values := n - countBits(col.nulls)
	if values == 0 || values == n {
		r.fail("%d of %d rows are not NULL", values, n)
	}
	return values
}

// sequence says where cells are read to: into scratch, if they have to be brought to their rows then.
func (d *Decoder) sequence(col *column, starts []uint32) sequence {
	if starts == nil || d.group.sorted {
		return sequence{col.cells, starts}
	}
	d.gathered = grow(d.gathered, len(col.cells))
	return sequence{d.gathered, starts}
}

// back brings the cells of a sequence to their rows.
func (d *Decoder) back(r *reader, col *column, s sequence) {
	if r.err == nil && s.starts != nil && !d.group.sorted {
		d.group.scatter(col.cells, s.cells)
	}
}

// values reads the cells of a column that has no dictionary.
func (d *Decoder) values(r *reader, col *column, f form, s sequence) {
	switch f {
	case formDecimals:
		d.decimals(r, s, col.width)
	case formBytes:
		col.data = d.spans(r, s.cells)
	case formStrips:
		col.data = d.strips(r, s.cells)
	case formBatches:
		col.data = d.batches(r, s.cells)
	case formArrays:
		col.data = d.arrays(r, s.cells)
	default:
		d.integers(r, s.cells, s.starts)
	}
}

// account takes the bytes of a column's values off those that are left.
func (d *Decoder) account(r *reader, col *column) {
	total := col.width * len(col.cells)
	if r.err == nil && col.width == 0 {
		for _, s := range col.cells {
			total += int(uint32(s))
		}
	}
	if total > d.left {
		r.fail("values of %d bytes, %d are left", total, d.left)
		return
	}
	d.left -= total
}
