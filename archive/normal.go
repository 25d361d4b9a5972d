package archive

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
)

// Normal writes binary rows so that equal rows of two databases are equal bytes: with the columns in
// one order, and with the OIDs of types that are the same on both sides. It belongs to one goroutine.
type Normal struct {
	// Types are those of the columns in the order of the rows; nil: no value holds OIDs.
	Types []*ValueType
	// Order names the columns, from 0, in the order that is wanted; nil: that of the rows.
	Order []int

	row    []byte
	fields [][]byte
}

// Row gives a row, valid until the next. What it was given is changed.
func (n *Normal) Row(row []byte) ([]byte, error) {
	if n.Types != nil {
		if err := Renumber(row, n.Types); err != nil {
			return nil, err
		}
	}
	if n.Order == nil {
		return row, nil
	}
	if err := checkRow(FormatBinary, len(n.Order), row); err != nil {
		return nil, err
	}
	n.fields = n.fields[:0]
	for rest := row[2:]; len(rest) > 0; {
		end := 4 + max(0, int(int32(binary.BigEndian.Uint32(rest))))
		n.fields = append(n.fields, rest[:end])
		rest = rest[end:]
	}
	n.row = append(n.row[:0], row[:2]...)
	for _, i := range n.Order {
		n.row = append(n.row, n.fields[i]...)
	}
	return n.row, nil
}

// sumRows adds up the whole rows in data as n writes them.
func (n *Normal) sumRows(sum *Digest, columns int, data []byte) (rows int64, err error) {
	for len(data) > 0 {
		length, err := rowLength(FormatBinary, columns, data)
		if err != nil {
			return rows, err
		}
		row, err := n.Row(data[:length])
		if err != nil {
			return rows, err
		}
		sum.AddRow(row)
		data = data[length:]
		rows++
	}
	return rows, nil
}

// Sum reads the rows of a binary stream, writes them as n does, and gives their number and digest.
func (r *Reader) Sum(ctx context.Context, stream uint32, d *Decoder, n *Normal) (rows int64, sum Digest, err error) {
	s := r.Stream(stream, d)
	var long []byte // a row that spans blocks
	for ctx.Err() == nil {
		b, err := s.Next()
		if errors.Is(err, io.EOF) {
			return rows, sum, nil
		}
		if err != nil {
			return rows, sum, err
		}
		data := b.Data
		if b.Continued || b.Continues {
			if long = append(long, data...); b.Continues {
				continue
			}
			data, long = long, nil
		}
		more, err := n.sumRows(&sum, len(r.catalog.streams[stream-1].Columns), data)
		if err != nil {
			return rows, sum, err
		}
		rows += more
	}
	return rows, sum, ctx.Err()
}
