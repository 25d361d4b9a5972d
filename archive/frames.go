package archive

import (
	"bufio"
	"errors"
	"io"
)

// frames reads header and frames one after the other.
type frames struct {
	r      *bufio.Reader
	offset int64 // of what comes next
	tag    [4]byte
}

const (
	// readBuffer is for heads; longer payloads go past it.
	readBuffer = 64 << 10
	// readStep bounds what is allocated before the bytes that it is for have arrived.
	readStep = 1 << 20
)

func newFrames(r io.Reader) *frames { return &frames{r: bufio.NewReaderSize(r, readBuffer)} }

// newFramesAt reads a part of a file.
func newFramesAt(r io.ReaderAt, from, to int64) *frames {
	size := int(min(readBuffer, max(to-from, 16)))
	return &frames{r: bufio.NewReaderSize(io.NewSectionReader(r, from, to-from), size), offset: from}
}

// header reads the header of the file.
func (f *frames) header() (*header, error) {
	b := make([]byte, headerSize)
	n, err := io.ReadFull(f.r, b)
	if err != nil && !isEOF(err) {
		return nil, at(0, "header", err)
	}
	h := &header{}
	if err := h.unmarshal(b[:n]); err != nil {
		return nil, at(0, "header", err)
	}
	f.offset, f.tag = headerSize, h.tag()
	return h, nil
}

func isEOF(err error) bool { return err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF) }

// next reads a frame and verifies its checksums. The payload is read into buf, which grows.
func (f *frames) next(buf []byte) (h head, payload []byte, err error) {
	var b [headSize]byte
	if _, err := io.ReadFull(f.r, b[:]); err != nil {
		return h, nil, at(f.offset, "frame", truncated(err))
	}
	if err := f.head(&h, b[:]); err != nil {
		return h, nil, at(f.offset, "frame", err)
	}
	payload, err = readPayload(f.r, buf, int(h.stored))
	if err != nil {
		return h, nil, at(f.offset, h.what(), err)
	}
	if checksum(payload) != h.sum {
		return h, nil, at(f.offset, h.what(), ErrChecksum)
	}
	f.offset += headSize + int64(h.stored)
	return h, payload, nil
}

func (f *frames) head(h *head, b []byte) error {
	if err := h.unmarshal(b); err != nil {
		return err
	}
	if h.tag != f.tag {
		return invalid("frame of another archive")
	}
	return nil
}

func truncated(err error) error {
	if isEOF(err) {
		return ErrTruncated
	}
	return err
}

// readPayload reads n bytes into buf. A buffer that is too small grows as the bytes come.
func readPayload(r io.Reader, buf []byte, n int) ([]byte, error) {
	buf = buf[:0]
	for len(buf) < n {
		if len(buf) == cap(buf) {
			grown := make([]byte, len(buf), min(n, max(2*cap(buf), readStep)))
			copy(grown, buf)
			buf = grown
		}
		part := buf[len(buf):min(n, cap(buf))]
		if _, err := io.ReadFull(r, part); err != nil {
			return nil, truncated(err)
		}
		buf = buf[:len(buf)+len(part)]
	}
	return buf, nil
}

// blockOrder checks that the blocks of one stream follow each other.
type blockOrder struct {
	next uint32
	open bool  // the last row goes on
	row  int64 // what has come of it
}

func (o *blockOrder) accept(h *head) error {
	if h.sequence != o.next {
		return invalid("block %d is expected", o.next)
	}
	if continued := h.flags&flagContinued != 0; continued != o.open {
		return invalid("it continues a row: %v, but one is open: %v", continued, o.open)
	}
	o.next++
	o.open = h.flags&flagContinues != 0
	if h.flags&flagContinued == 0 {
		o.row = 0
	}
	if o.row += int64(h.raw); (o.open || h.flags&flagContinued != 0) && o.row > limitRow {
		return overLimit("row length", uint64(o.row), limitRow)
	}
	return nil
}
