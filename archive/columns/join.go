package columns

import "encoding/binary"

// joiner makes rows of columns again, front to back, in pieces of any number of rows.
type joiner struct {
	columns []column
	next    []int // cell of each column
	row     int
	stride  int // length of a row if all have the same form, otherwise 0
}

// start begins a block.
func (j *joiner) start() {
	j.next = grow(j.next, len(j.columns))
	clear(j.next)
	j.row, j.stride = 0, 2
	for c := range j.columns {
		col := &j.columns[c]
		if col.width == 0 || col.nulls != nil {
			j.stride = 0
			return
		}
		j.stride += 4 + col.width
	}
}

// rows appends the next n rows to dst, which has room for them if they all have the same form.
func (j *joiner) rows(dst []byte, n int) []byte {
	if j.stride != 0 {
		return j.fixedRows(dst, n)
	}
	for ; n > 0; n-- {
		dst = j.anyRow(dst)
	}
	return dst
}

func (j *joiner) fixedRows(dst []byte, n int) []byte {
	const tile = 512
	for ; n > 0; n -= tile {
		m := min(tile, n)
		from := len(dst)
		dst = dst[:from+m*j.stride]
		part := dst[from:]
		for at := 0; at < len(part); at += j.stride {
			binary.BigEndian.PutUint16(part[at:], uint16(len(j.columns)))
		}
		offset := 2
		for c := range j.columns {
			col := &j.columns[c]
			storeFixed(part[offset:], col.cells[j.row:j.row+m], j.stride, col.width)
			offset += 4 + col.width
		}
		j.row += m
	}
	return dst
}

// storeFixed writes a column's values at every stride, each behind its length.
func storeFixed(part []byte, cells []uint64, stride, width int) {
	at := 0
	switch width {
	case 8:
		for _, x := range cells {
			b := part[at : at+12 : at+12]
			binary.BigEndian.PutUint32(b, 8)
			binary.BigEndian.PutUint64(b[4:], x)
			at += stride
		}
	case 4:
		for _, x := range cells {
			binary.BigEndian.PutUint64(part[at:at+8:at+8], 4<<32|uint64(uint32(x)))
			at += stride
		}
	case 2:
		for _, x := range cells {
			b := part[at : at+6 : at+6]
			binary.BigEndian.PutUint32(b, 2)
			binary.BigEndian.PutUint16(b[4:], uint16(x))
			at += stride
		}
	default:
		for _, x := range cells {
			b := part[at : at+5 : at+5]
			binary.BigEndian.PutUint32(b, 1)
			b[4] = byte(x)
			at += stride
		}
	}
}

func (j *joiner) anyRow(dst []byte) []byte {
	dst = binary.BigEndian.AppendUint16(dst, uint16(len(j.columns)))
	for c := range j.columns {
		col := &j.columns[c]
		if col.nulls != nil && bit(col.nulls, j.row) {
			dst = append(dst, 0xff, 0xff, 0xff, 0xff)
			continue
		}
		x := col.cells[j.next[c]]
		j.next[c]++
		switch col.width {
		case 8:
			dst = append(dst, 0, 0, 0, 8)
			dst = binary.BigEndian.AppendUint64(dst, x)
		case 4:
			dst = binary.BigEndian.AppendUint64(dst, 4<<32|uint64(uint32(x)))
		case 2:
			dst = append(dst, 0, 0, 0, 2, byte(x>>8), byte(x))
		case 1:
			dst = append(dst, 0, 0, 0, 1, byte(x))
		default:
			dst = binary.BigEndian.AppendUint32(dst, uint32(x))
			dst = append(dst, span(col.data, x)...)
		}
	}
	j.row++
	return dst
}
