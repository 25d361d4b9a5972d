package archive

import (
	"context"
	"fmt"
	"io"
)

// Reader reads an archive from a file. Its methods may be used from many goroutines.
type Reader struct {
	r       io.ReaderAt
	size    int64
	header  *header
	catalog catalog
	front   []catalogSum // of its frames
	trailer trailer
	index   *index
}

// Open reads and checks header, catalog, trailer and index of an archive of that size. It does not
// look at the blocks: see Check and Verify.
func Open(r io.ReaderAt, size int64) (*Reader, error) {
	rd := &Reader{r: r, size: size}
	f := newFramesAt(r, 0, size)
	h, err := f.header()
	if err != nil {
		return nil, err
	}
	rd.header = h
	if err := rd.readTrailer(); err != nil {
		return nil, err
	}
	t, err := newTracker(h)
	if err != nil {
		return nil, err
	}
	if err := t.catalogFrames(f); err != nil {
		return nil, err
	}
	rd.catalog, rd.front = t.catalog, t.front
	if err := rd.readIndex(t); err != nil {
		return nil, err
	}
	return rd, nil
}

func (r *Reader) readTrailer() error {
	offset := r.size - trailerFullSize
	if offset < headerSize {
		return at(max(offset, 0), "trailer", ErrTruncated)
	}
	b := make([]byte, trailerFullSize)
	if _, err := r.r.ReadAt(b, offset); err != nil && err != io.EOF {
		return at(offset, "trailer", err)
	}
	var h head
	if string(b[:4]) != frameMark {
		return at(offset, "trailer", fmt.Errorf("%w: no trailer at its end", ErrTruncated))
	}
	if err := h.unmarshal(b[:headSize]); err != nil {
		return at(offset, "trailer", err)
	}
	if h.kind != kindTrailer || h.tag != r.header.tag() {
		return at(offset, "trailer", fmt.Errorf("%w: no trailer at its end", ErrTruncated))
	}
	if checksum(b[headSize:]) != h.sum {
		return at(offset, "trailer", ErrChecksum)
	}
	if err := r.trailer.unmarshal(b[headSize:]); err != nil {
		return at(offset, "trailer", err)
	}
	return at(offset, "trailer", r.checkTrailer(&h))
}

func (r *Reader) checkTrailer(h *head) error {
	t := &r.trailer
	switch {
	case t.id != r.header.id:
		return invalid("it is of another archive")
	case t.size != uint64(r.size):
		return invalid("it says that the archive has %d bytes, it has %d", t.size, r.size)
	case t.index < headerSize || t.index > t.size-trailerFullSize:
		return invalid("the index cannot be at %d", t.index)
	case h.number != t.frames-1 || t.indexFrames == 0 || t.indexFrames > h.number:
		return invalid("%d frames with %d of the index, and its own number is %d", t.frames,
			t.indexFrames, h.number)
	}
	return nil
}

func (r *Reader) readIndex(t *tracker) error {
	tr := &r.trailer
	if int(tr.entries) != len(r.catalog.entries) || int(tr.streams) != len(r.catalog.streams) {
		return at(r.size-trailerFullSize, "trailer", invalid("%d entries and %d streams, the catalog"+
			" has %d and %d", tr.entries, tr.streams, len(r.catalog.entries), len(r.catalog.streams)))
	}
	raw, err := r.indexBytes(t)
	if err != nil {
		return err
	}
	r.index, err = unmarshalIndex(raw, int64(tr.index))
	if err == nil && len(r.index.streams) != len(r.catalog.streams) {
		err = invalid("index of %d streams", len(r.index.streams))
	}
	if err != nil {
		return at(int64(tr.index), "index", err)
	}
	if rows, raw := r.index.totals(); uint64(rows) != tr.rows || uint64(raw) != tr.raw {
		return at(int64(tr.index), "index", invalid("%d rows and %d bytes, the trailer says %d and %d",
			rows, raw, tr.rows, tr.raw))
	}
	return nil
}

// indexBytes reads the frames of the index. Per stream and per frame of the file an index has less
// than 64 bytes, which bounds it.
func (r *Reader) indexBytes(t *tracker) (raw []byte, err error) {
	start, end := int64(r.trailer.index), r.size-trailerFullSize
	most := 64 * (uint64(r.trailer.streams) + uint64(r.size)/headSize + 1)
	f := newFramesAt(r.r, start, end)
	f.tag = r.header.tag()
	var buf []byte
	for i := range r.trailer.indexFrames {
		offset := f.offset
		h, payload, err := f.next(buf)
		if err != nil {
			return nil, err
		}
		part, err := r.indexFrame(t, &h, i, payload)
		if err != nil {
			return nil, at(offset, h.what(), err)
		}
		raw = append(raw, part...)
		if uint64(len(raw)) > most {
			return nil, at(offset, h.what(), overLimit("index length", uint64(len(raw)), most))
		}
		buf = payload
	}
	if f.offset != end {
		return nil, at(f.offset, "index", invalid("it ends here, the trailer begins at %d", end))
	}
	return raw, nil
}

func (r *Reader) indexFrame(t *tracker, h *head, i uint32, payload []byte) ([]byte, error) {
	tr := &r.trailer
	last := i == tr.indexFrames-1
	if h.kind != kindIndex || h.number != tr.frames-1-tr.indexFrames+i || last != (h.flags&flagLast != 0) {
		return nil, invalid("index frame %d of %d is expected", i, tr.indexFrames)
	}
	return t.sectionFrame(h, payload)
}

// Manifest is shared by all callers and must not be changed.
func (r *Reader) Manifest() *Manifest { return r.catalog.manifest }

// Entries are shared by all callers and must not be changed.
func (r *Reader) Entries() []Entry { return r.catalog.entries }

// Size is that of the whole archive in bytes.
func (r *Reader) Size() int64 { return r.size }

// Totals are the rows and COPY bytes of all streams.
func (r *Reader) Totals() (rows, rawBytes int64) { return r.index.totals() }

// Info describes a stream.
func (r *Reader) Info(stream uint32) (StreamInfo, bool) { return r.index.info(stream) }

// Check reads the archive once from front to back and verifies the checksum of every stored byte,
// the order of the frames, and that index and trailer are exactly what the frames say. Blocks are
// not decoded. progress (may be nil) is called in this goroutine about every 8 MiB.
func (r *Reader) Check(ctx context.Context, progress func(done, total int64)) error {
	f := newFramesAt(r.r, 0, r.size)
	h, err := f.header()
	if err != nil {
		return err
	}
	t, err := newTracker(h)
	if err != nil {
		return err
	}
	t.catalog, t.known = r.catalog, r.front
	var buf []byte
	told := int64(0)
	for t.phase != 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
		offset := f.offset
		h, payload, err := f.next(buf)
		if err != nil {
			return err
		}
		if _, err := t.frame(offset, &h, payload); err != nil {
			return err
		}
		buf = payload
		if progress != nil && (f.offset-told >= progressStep || f.offset == r.size) {
			told = f.offset
			progress(told, r.size)
		}
	}
	if f.offset != r.size {
		return at(f.offset, "end", invalid("bytes follow the trailer"))
	}
	return nil
}

const progressStep = 8 << 20
