package archive

import (
	"bytes"
	"encoding/binary"
)

// rowLength finds the end of the first row of data: of a binary tuple with that many columns, or
// of a line.
func rowLength(f Format, columns int, data []byte) (int, error) {
	if f == FormatText {
		n := bytes.IndexByte(data, '\n') + 1
		if n == 0 {
			return 0, invalid("row: line without its line feed")
		}
		return n, nil
	}
	return tupleLength(columns, data)
}

func tupleLength(columns int, data []byte) (int, error) {
	if len(data) < 2 {
		return 0, invalid("row: column count cut off")
	}
	if n := int(binary.BigEndian.Uint16(data)); n != columns {
		return 0, invalid("row: %d columns, the relation has %d", n, columns)
	}
	p := 2
	for range columns {
		if len(data)-p < 4 {
			return 0, invalid("row: length of a value cut off")
		}
		n := int(int32(binary.BigEndian.Uint32(data[p:])))
		p += 4
		if n == -1 {
			continue
		}
		if n < 0 || n > len(data)-p {
			return 0, invalid("row: value of %d bytes, %d are left", n, len(data)-p)
		}
		p += n
	}
	return p, nil
}

// checkRow refuses what is not exactly one row.
func checkRow(f Format, columns int, row []byte) error {
	if len(row) > limitRow {
		return overLimit("row length", uint64(len(row)), limitRow)
	}
	n, err := rowLength(f, columns, row)
	if err == nil && n != len(row) {
		err = invalid("row: %d bytes after its end", len(row)-n)
	}
	return err
}
