package columns

import "encoding/binary"

// splitter cuts rows of binary COPY into columns: a 16-bit column count, then for each column a 32-bit
// length, -1 for NULL, and the value.
type splitter struct {
	columns []column
	words   arena[uint64]
	bytes   arena[byte]
}

// start begins a block of n rows. The widths of the block before are tried first.
func (s *splitter) start() {
	s.words.reset()
	s.bytes.reset()
	for c := range s.columns {
		s.columns[c].cells, s.columns[c].nulls = nil, nil
	}
}

// split cuts a block; false: these are not n rows of as many columns. fresh says that nothing is known
// of the columns' widths.
func (s *splitter) split(rows []byte, n, columns int, fresh bool) bool {
	if fresh || len(s.columns) != columns {
		s.columns = grow(s.columns, columns)
		if !s.measure(rows, n) {
			return false
		}
	}
	s.start()
	if s.splitFixed(rows, n) {
		return true
	}
	fits, ok := s.splitAny(rows, n)
	if ok && !fits { // a width has changed
		s.start()
		ok = s.measure(rows, n)
		if ok {
			_, ok = s.splitAny(rows, n)
		}
	}
	return ok
}

// Lengths seen by measure, beside those that fit a column.
const (
	lengthNone   = -1
	lengthVaries = -2
)

// measure finds the width of every column, and checks the rows.
func (s *splitter) measure(rows []byte, n int) bool {
	for c := range s.columns {
		s.columns[c].width = lengthNone
	}
	p := 0
	for range n {
		if len(rows)-p < 2 || int(binary.BigEndian.Uint16(rows[p:])) != len(s.columns) {
			return false
		}
		p += 2
		for c := range s.columns {
			if len(rows)-p < 4 {
				return false
			}
			length := int(int32(binary.BigEndian.Uint32(rows[p:])))
			p += 4
			if length < 0 {
				if length != -1 {
					return false
				}
				continue
			}
			if length > len(rows)-p {
				return false
			}
			p += length
			if w := &s.columns[c].width; *w != length {
				if *w == lengthNone {
					*w = length
				} else {
					*w = lengthVaries
				}
			}
		}
	}
	for c := range s.columns {
		if !fixed(s.columns[c].width) {
			s.columns[c].width = 0
		}
	}
	return p == len(rows)
}

// splitFixed cuts rows that all have the same form: no NULL, every column of fixed width.
func (s *splitter) splitFixed(rows []byte, n int) bool {
	stride := 2
	for c := range s.columns {
		if s.columns[c].width == 0 {
			return false
		}
		stride += 4 + s.columns[c].width
	}
	if stride*n != len(rows) {
		return false
	}
	for c := range s.columns {
		s.columns[c].cells = s.words.take(n)
	}
	bad := uint32(0)
	const tile = 512 // rows: they stay in the first cache while their columns are read
	for from := 0; from < n; from += tile {
		to := min(from+tile, n)
		part := rows[from*stride : to*stride]
		for at := 0; at < len(part); at += stride {
			bad |= uint32(binary.BigEndian.Uint16(part[at:])) ^ uint32(len(s.columns))
		}
		offset := 2
		for c := range s.columns {
			col := &s.columns[c]
			bad |= loadFixed(col.cells[from:to], part[offset:], stride, col.width)
			offset += 4 + col.width
		}
	}
	return bad == 0
}

// loadFixed reads a column's values at every stride, and gives the bits in which a length differs.
func loadFixed(cells []uint64, part []byte, stride, width int) (bad uint32) {
	at := 0
	switch width {
	case 8:
		for i := range cells {
			x := part[at : at+12 : at+12]
			bad |= binary.BigEndian.Uint32(x) ^ 8
			cells[i] = binary.BigEndian.Uint64(x[4:])
			at += stride
		}
	case 4:
		for i := range cells {
			x := binary.BigEndian.Uint64(part[at : at+8 : at+8])
			bad |= uint32(x>>32) ^ 4
			cells[i] = uint64(int32(x))
			at += stride
		}
	case 2:
		for i := range cells {
			x := part[at : at+6 : at+6]
			bad |= binary.BigEndian.Uint32(x) ^ 2
			cells[i] = uint64(int16(binary.BigEndian.Uint16(x[4:])))
			at += stride
		}
	default:
		for i := range cells {
			x := part[at : at+5 : at+5]
			bad |= binary.BigEndian.Uint32(x) ^ 1
			cells[i] = uint64(int8(x[4]))
			at += stride
		}
	}
	return bad
}

// splitAny cuts rows of any form; fits is false if a value has not its column's width.
func (s *splitter) splitAny(rows []byte, n int) (fits, ok bool) {
	for c := range s.columns {
		s.columns[c].cells = s.words.take(n)[:0]
		s.columns[c].data = rows
	}
	p := 0
	for row := range n {
		if len(rows)-p < 2 || int(binary.BigEndian.Uint16(rows[p:])) != len(s.columns) {
			return false, false
		}
		p += 2
		for c := range s.columns {
			if len(rows)-p < 4 {
				return false, false
			}
			col := &s.columns[c]
			length := int(int32(binary.BigEndian.Uint32(rows[p:])))
			p += 4
			if length < 0 {
				if length != -1 {
					return false, false
				}
				s.null(col, row, n)
				continue
			}
			if length > len(rows)-p {
				return false, false
			}
			k := len(col.cells)
			col.cells = col.cells[:k+1]
			switch col.width {
			case 0:
				col.cells[k] = makeSpan(p, length)
			case length:
				col.cells[k] = signed(rows[p:], length)
			default:
				return false, true
			}
			p += length
		}
	}
	return true, p == len(rows)
}

// signed reads a value of fixed width.
func signed(b []byte, width int) uint64 {
	switch width {
	case 8:
		return binary.BigEndian.Uint64(b)
	case 4:
		return uint64(int32(binary.BigEndian.Uint32(b)))
	case 2:
		return uint64(int16(binary.BigEndian.Uint16(b)))
	}
	return uint64(int8(b[0]))
}

// null notes that a column's value is NULL.
func (s *splitter) null(col *column, row, n int) {
	if col.nulls == nil {
		col.nulls = s.bytes.take(bitmapSize(n))
		clear(col.nulls)
	}
	col.nulls[row>>3] |= 1 << (row & 7)
}
