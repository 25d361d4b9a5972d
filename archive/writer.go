package archive

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Options say how an archive is written. The zero value is what dumps use.
type Options struct {
	// Level is LevelNone, or from LevelFastest to LevelBest; 0 means LevelDefault.
	Level int
	// NoVerify leaves out that every block is decoded again before it is written.
	NoVerify bool

	blockBytes, blockRows int // for tests, 0: the format's
}

// Summary describes a finished archive.
type Summary struct {
	Bytes, RawBytes, Rows int64
	Streams, Entries      int
}

// Progress holds the counters of a writer at work. Rows count when their block is written.
type Progress struct {
	Bytes, RawBytes, Rows, Streams int64
}

// Writer writes an archive front to back. Its first error stays: everything after it fails with
// the same error, so that no archive can be closed that lacks something.
type Writer struct {
	options Options
	level   speeds
	zstd    *compressor
	header  header
	entries int
	data    []*Data // of stream i+1

	bytes, rawBytes, rows, streams atomic.Int64

	mu       sync.Mutex // for everything below and for writing
	w        io.Writer
	err      error
	offset   int64
	number   uint32 // of the next frame
	index    index
	front    []sectionFrame // of the catalog, for its copy
	begun    []bool         // whether stream i+1 has been begun
	encoders []*Encoder
	summary  *Summary // after Close
}

// NewWriter writes the header and the whole catalog to w. Every record and frame is decoded again
// before it leaves. m.ID and m.Created are set if they are zero. The entries are not kept, except
// for what their Data point to.
func NewWriter(w io.Writer, m *Manifest, entries []Entry, o Options) (*Writer, error) {
	l := &EntryList{}
	for i := range entries {
		if err := l.Add(&entries[i]); err != nil {
			return nil, err
		}
	}
	return NewListWriter(w, m, l, o)
}

// NewListWriter is NewWriter with a list of entries.
func NewListWriter(w io.Writer, m *Manifest, entries *EntryList, o Options) (*Writer, error) {
	if o.blockBytes == 0 {
		o.blockBytes = blockBytes
	}
	if o.blockRows == 0 {
		o.blockRows = blockRows
	}
	if m.Created.IsZero() {
		m.Created = time.Now()
	}
	for m.ID == [16]byte{} {
		rand.Read(m.ID[:])
	}
	wr := &Writer{options: o, level: speedsOf(o.Level), w: w, entries: entries.Len(), data: entries.data}
	var err error
	if wr.zstd, err = newCompressor(wr.level.rows); err != nil {
		return nil, err
	}
	wr.header = header{version: Version, created: m.Created.UnixMicro(), id: m.ID}
	if err := wr.start(m, entries); err != nil {
		return nil, err
	}
	return wr, nil
}

func (w *Writer) start(m *Manifest, entries *EntryList) error {
	if err := entries.done(); err != nil {
		return err
	}
	manifest, err := checkedManifest(m, &w.header)
	if err != nil {
		return err
	}
	w.begun = make([]bool, len(w.data))
	w.index.streams = make([]place, len(w.data))
	for i := range w.index.streams {
		w.index.streams[i].Stream = uint32(i) + 1
	}
	if err := w.bytesOut(w.header.marshal()); err != nil {
		return err
	}
	s, err := w.section(kindCatalog)
	if err != nil {
		return err
	}
	if err := s.record(manifest); err != nil {
		return err
	}
	if err := entries.writeTo(s.write); err != nil {
		return err
	}
	return s.close()
}

// section cuts a stream of bytes into frames of the catalog or the index.
type section struct {
	w      *Writer
	packer *packer
	head   head
	raw    []byte
}

func (w *Writer) section(kind frameKind) (*section, error) {
	p, err := newPacker(w.level, w.zstd, true)
	return &section{w: w, packer: p, head: head{kind: kind}}, err
}

func (s *section) record(record []byte) error {
	var length wire
	length.uint(uint64(len(record)))
	if err := s.write(length.b); err != nil {
		return err
	}
	return s.write(record)
}

func (s *section) write(b []byte) error {
	for len(b) > 0 {
		if len(s.raw) == limitSection {
			if err := s.frame(); err != nil {
				return err
			}
		}
		n := min(len(b), limitSection-len(s.raw))
		s.raw = append(s.raw, b[:n]...)
		b = b[n:]
	}
	return nil
}

func (s *section) frame() error {
	frame, err := s.packer.pack(&s.head, s.raw)
	if err != nil {
		return err
	}
	if _, err = s.w.frame(&s.head, frame); err != nil {
		return err
	}
	if s.head.kind == kindCatalog {
		s.w.front = append(s.w.front, sectionFrame{s.head, slices.Clone(frame)})
	}
	s.head.sequence++
	s.raw = s.raw[:0]
	return nil
}

func (s *section) close() error {
	s.head.flags = flagLast
	return s.frame()
}

// sectionFrame is a frame of the catalog as it was written.
type sectionFrame struct {
	head  head
	frame []byte // with its head
}

// copyCatalog writes the frames of the catalog a second time: without a catalog nothing of an
// archive can be used, and what damages one of the two leaves the other one whole.
func (w *Writer) copyCatalog() error {
	for i := range w.front {
		f := &w.front[i]
		if _, err := w.frame(&f.head, f.frame); err != nil {
			return err
		}
	}
	return nil
}

// frame writes a frame, of which b holds the payload behind room for the head, and gives its
// offset. The caller holds w.mu, unless no encoder exists yet.
func (w *Writer) frame(h *head, b []byte) (offset int64, err error) {
	if w.err == nil && w.number == 1<<32-1 {
		w.err = overLimit("frames", 1<<32, 1<<32-1)
	}
	if w.err != nil {
		return 0, w.err
	}
	h.tag, h.number = w.header.tag(), w.number
	h.marshal(b)
	if err := new(head).unmarshal(b); err != nil {
		w.err = fmt.Errorf("head of %s: %w", h.what(), err)
		return 0, w.err
	}
	offset = w.offset
	w.number++
	return offset, w.bytesOut(b)
}

func (w *Writer) bytesOut(b []byte) error {
	n, err := w.w.Write(b)
	w.offset += int64(n)
	w.bytes.Store(w.offset)
	if err == nil && n != len(b) {
		err = io.ErrShortWrite
	}
	if err != nil {
		w.err = fmt.Errorf("write archive: %w", err)
	}
	return w.err
}

// fail makes err the writer's error if it has none, and returns the writer's error.
func (w *Writer) fail(err error) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err == nil {
		w.err = err
	}
	return w.err
}

// Progress may be called at any time from any goroutine.
func (w *Writer) Progress() Progress {
	return Progress{w.bytes.Load(), w.rawBytes.Load(), w.rows.Load(), w.streams.Load()}
}

// Info describes a finished stream; false if it is not finished, or still in an encoder's pack.
func (w *Writer) Info(stream uint32) (StreamInfo, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.index.info(stream)
}

// Close writes what encoders still hold, the index and the trailer. No encoder may be at work. It
// refuses if a stream of the catalog has not been finished. A second Close gives the same again.
func (w *Writer) Close() (Summary, error) {
	w.mu.Lock()
	encoders, done := w.encoders, w.summary
	w.mu.Unlock()
	if done != nil {
		return *done, nil
	}
	for _, e := range encoders {
		if err := e.Flush(); err != nil {
			return Summary{}, err
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err == nil {
		w.err = w.finish()
	}
	if w.summary == nil {
		return Summary{}, w.err
	}
	w.err = errClosed
	return *w.summary, nil
}

var errClosed = errors.New("archive is closed already")

// finish is Close with w.mu held.
func (w *Writer) finish() error {
	if open := w.index.unfinished(5); len(open) > 0 {
		return fmt.Errorf("close archive: streams not finished, the first are %v", open)
	}
	if err := w.copyCatalog(); err != nil {
		return err
	}
	t := trailer{index: uint64(w.offset), entries: uint32(w.entries),
		streams: uint32(len(w.index.streams)), id: w.header.id, indexFrames: w.number}
	rows, raw := w.index.totals()
	t.rows, t.raw = uint64(rows), uint64(raw)
	if err := w.writeIndex(); err != nil {
		return err
	}
	t.indexFrames = w.number - t.indexFrames
	t.frames = w.number + 1
	t.size = uint64(w.offset) + trailerFullSize
	if err := w.writeTrailer(&t); err != nil {
		return err
	}
	w.summary = &Summary{Bytes: w.offset, RawBytes: raw, Rows: rows, Streams: int(t.streams),
		Entries: w.entries}
	return nil
}

func (w *Writer) writeIndex() error {
	raw := w.index.marshal()
	again, err := unmarshalIndex(raw, w.offset)
	if err == nil {
		err = sameIndex(again, &w.index)
	}
	if err != nil {
		return fmt.Errorf("index decoded again before it is written: %w", err)
	}
	s, err := w.section(kindIndex)
	if err != nil {
		return err
	}
	if err := s.write(raw); err != nil {
		return err
	}
	return s.close()
}

func (w *Writer) writeTrailer(t *trailer) error {
	b := make([]byte, trailerFullSize)
	payload := b[headSize:]
	t.marshal(payload)
	var again trailer
	if err := again.unmarshal(payload); err != nil || again != *t {
		return fmt.Errorf("trailer decoded again before it is written, it differs (%v)", err)
	}
	_, err := w.frame(&head{kind: kindTrailer, raw: trailerSize, stored: trailerSize,
		sum: checksum(payload)}, b)
	return err
}

// Abort makes everything after it fail; what was written is no archive. It may be called at any
// time from any goroutine, and after Close, when it does nothing.
func (w *Writer) Abort() { w.fail(ErrAborted) }
