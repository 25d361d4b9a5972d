package archive

import (
	"bytes"
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
	// Pages says that the rows are pages of large objects of which zero bytes at their ends do not
	// count, and pages of nothing else: who reads objects through functions sees holes as these.
	Pages bool

	row    []byte
	fields [][]byte
}

// Row gives a row, valid until the next, or nil if it does not count. What it was given is changed.
func (n *Normal) Row(row []byte) ([]byte, error) {
	if n.Pages {
		return n.page(row)
	}
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

// page gives a tuple (loid oid, pageno int4, data bytea) without zero bytes at its end.
func (n *Normal) page(row []byte) ([]byte, error) {
	const head = 2 + 4 + 4 + 4 + 4 + 4 // up to the data
	if err := checkRow(FormatBinary, 3, row); err != nil {
		return nil, err
	}
	if len(row) < head {
		return nil, ErrBrokenValue
	}
	row = row[:head+len(bytes.TrimRight(row[head:], "\x00"))]
	if len(row) == head {
		return nil, nil
	}
	binary.BigEndian.PutUint32(row[head-4:], uint32(len(row)-head))
	return row, nil
}

// Sum reads the rows of a stream, writes them as n does, and gives their number and digest.
func (r *Reader) Sum(ctx context.Context, stream uint32, d *Decoder, n *Normal) (rows int64, sum Digest, err error) {
	err = r.Rows(ctx, stream, d, n, func(row []byte) {
		sum.AddRow(row)
		rows++
	})
	return rows, sum, err
}

// Rows reads the rows of a stream and gives them to visit as n writes them, each until the next.
func (r *Reader) Rows(ctx context.Context, stream uint32, d *Decoder, n *Normal, visit func(row []byte)) error {
	s := r.Stream(stream, d)
	var long []byte // a row that spans blocks
	for ctx.Err() == nil {
		b, err := s.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		data := b.Data
		if b.Continued || b.Continues {
			if long = append(long, data...); b.Continues {
				continue
			}
			data, long = long, nil
		}
		if err := n.rows(r.catalog.streams[stream-1], data, visit); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// rows cuts data into rows.
func (n *Normal) rows(of *Data, data []byte, visit func(row []byte)) error {
	for len(data) > 0 {
		length, err := rowLength(of.Format, len(of.Columns), data)
		if err != nil {
			return err
		}
		row, err := n.Row(data[:length])
		if err != nil {
			return err
		}
		if row != nil {
			visit(row)
		}
		data = data[length:]
	}
	return nil
}
