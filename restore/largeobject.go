package restore

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/jackc/pgx/v5/pgconn"
)

// Pages of large objects are rows (loid oid, pageno int4, data bytea) in the archive, as
// pg_largeobject holds them. Nobody may write that catalog, so they go through lo_put, which keeps
// holes where pages are missing.

// pageBytes is LOBLKSIZE (src/include/storage/large_object.h): a quarter of the block size, which
// is 8 kB on every server that anyone distributes.
const pageBytes = 2048

// pagesPerRound bounds how many pages travel in one round trip.
const pagesPerRound = 256

// pageColumns is the number of columns of a page's row.
const pageColumns = 3

type page struct {
	object uint32
	number int32
	data   []byte
}

func (s *session) loadLargeObjects(ctx context.Context, l loading) (loaded, *Failure) {
	reader := &pieceReader{source: l.source}
	input := bufio.NewReaderSize(reader, 1<<16)
	var err error
	var count loaded
	for batch := []page(nil); err == nil; batch = batch[:0] {
		var end bool
		for len(batch) < pagesPerRound && !end && err == nil {
			var p page
			if p, end, err = readPage(input); !end && err == nil {
				batch = append(batch, p)
			}
		}
		if err == nil {
			err = s.putPages(ctx, batch)
			count.rows += int64(len(batch))
		}
		if end {
			break
		}
	}
	if err == nil && count.rows != l.source.rows() {
		err = fmt.Errorf("the archive has %d pages, %d were found", l.source.rows(), count.rows)
	}
	if err != nil {
		return loaded{}, newFailure("load", l.entry, "", err)
	}
	count.bytes = reader.bytes
	return count, nil
}

// readPage reads one tuple; end is set behind the last.
func readPage(r io.Reader) (p page, end bool, err error) {
	var columns int16
	if err := binary.Read(r, binary.BigEndian, &columns); isEnd(err) {
		return p, true, nil
	} else if err != nil {
		return p, false, err
	}
	if columns != pageColumns {
		return p, false, fmt.Errorf("a page of a large object has %d columns instead of %d", columns, pageColumns)
	}
	object, err1 := readField(r)
	number, err2 := readField(r)
	data, err3 := readField(r)
	if err := errors.Join(err1, err2, err3); err != nil {
		return p, false, err
	}
	if len(object) != 4 || len(number) != 4 {
		return p, false, errors.New("a page of a large object has a number that is not 4 bytes long")
	}
	return page{binary.BigEndian.Uint32(object), int32(binary.BigEndian.Uint32(number)), data}, false, nil
}

func readField(r io.Reader) ([]byte, error) {
	var length int32
	if err := binary.Read(r, binary.BigEndian, &length); err != nil {
		return nil, err
	}
	if length < 0 || length > pageBytes {
		return nil, fmt.Errorf("a field of a large object's page is %d bytes long", length)
	}
	field := make([]byte, length)
	_, err := io.ReadFull(r, field)
	return field, err
}

// putPages writes pages in one round trip.
func (s *session) putPages(ctx context.Context, pages []page) error {
	if len(pages) == 0 {
		return nil
	}
	p := s.conn.StartPipeline(ctx)
	for _, one := range pages {
		offset := int64(one.number) * pageBytes
		p.SendQueryParams("SELECT pg_catalog.lo_put($1::oid, $2::int8, $3::bytea)",
			[][]byte{binary.BigEndian.AppendUint32(nil, one.object),
				binary.BigEndian.AppendUint64(nil, uint64(offset)), one.data},
			nil, []int16{pgBinary, pgBinary, pgBinary}, nil)
	}
	err := p.Sync()
	for i := 0; i < len(pages) && err == nil; i++ {
		if err = nextResult(p); err != nil {
			err = fmt.Errorf("write page %d of large object %d: %w", pages[i].number, pages[i].object, err)
		}
	}
	return closePipeline(p, err)
}

// pgBinary is the format code of binary parameters.
const pgBinary = 1

// closePipeline reads what is left; the first error counts.
func closePipeline(p *pgconn.Pipeline, err error) error {
	if closed := p.Close(); err == nil {
		err = closed
	}
	return err
}
