package archive

import (
	"io"
	"sync"
)

// FrameKind says what a Frame holds.
type FrameKind uint8

// The frames that a pipe delivers.
const (
	FrameBlock = FrameKind(kindBlock) // part of a stream
	FramePack  = FrameKind(kindPack)  // whole small streams
	FrameEnd   = FrameKind(kindEnd)   // the end of a stream that has blocks
)

func (k FrameKind) String() string { return frameKind(k).String() }

// Frame is a frame as a pipe delivers it: checked, and a block not decoded yet, so that workers can
// do that. It belongs to the caller until Release.
type Frame struct {
	Kind      FrameKind
	Offset    int64
	Stream    uint32     // block, end
	Sequence  uint32     // block
	Rows      int        // block, pack
	RawBytes  int        // block: length of its COPY bytes
	Continued bool       // block: goes on with the row of the block before it
	Continues bool       // block: the next block goes on with this block's row
	End       StreamInfo // end: what the blocks were compared with

	head    head
	payload []byte // of a pack: decoded
	pool    *sync.Pool
}

// Release gives the frame's memory back; the frame must not be used any more. What a Decoder made of
// it stays. The frame is emptied, so that whoever uses it all the same fails every time, and not
// only when it has already become another one.
func (f *Frame) Release() {
	if pool := f.pool; pool != nil {
		*f = Frame{payload: f.payload, pool: pool}
		pool.Put(f)
	}
}

// Pipe reads an archive front to back from something that cannot seek.
type Pipe struct {
	frames  *frames
	tracker *tracker
	pool    sync.Pool
	err     error
}

// NewPipe reads header and catalog.
func NewPipe(r io.Reader) (*Pipe, error) {
	p := &Pipe{frames: newFrames(r)}
	p.pool.New = func() any { return &Frame{pool: &p.pool} }
	h, err := p.frames.header()
	if err != nil {
		return nil, err
	}
	if p.tracker, err = newTracker(h); err != nil {
		return nil, err
	}
	return p, p.tracker.catalogFrames(p.frames)
}

// catalogFrames reads all frames of the catalog.
func (t *tracker) catalogFrames(f *frames) error {
	var buf []byte
	for t.phase == kindCatalog {
		offset := f.offset
		h, payload, err := f.next(buf)
		if err != nil {
			return err
		}
		if _, err := t.frame(offset, &h, payload); err != nil {
			return err
		}
		buf = payload
	}
	return nil
}

// Manifest is shared by all callers and must not be changed.
func (p *Pipe) Manifest() *Manifest { return p.tracker.manifest }

// Entries are shared by all callers and must not be changed.
func (p *Pipe) Entries() []Entry { return p.tracker.entries }

// Offset is the number of bytes read so far, for progress.
func (p *Pipe) Offset() int64 { return p.frames.offset }

// Next gives the next block, pack or end record, whose place and checksums have been verified. After
// the last it reads index and trailer, and returns io.EOF only if they say that all of the archive
// has come and nothing follows; a cut archive gives ErrTruncated. Errors are sticky. Next is for
// one goroutine.
func (p *Pipe) Next() (*Frame, error) {
	if p.err != nil {
		return nil, p.err
	}
	f, err := p.next()
	if err != nil {
		p.err = err
		return nil, err
	}
	return f, nil
}

func (p *Pipe) next() (*Frame, error) {
	f := p.pool.Get().(*Frame)
	for p.tracker.phase != 0 {
		offset := p.frames.offset
		h, payload, err := p.frames.next(f.payload)
		if err != nil {
			return nil, err
		}
		f.payload = payload
		if _, err := p.tracker.frame(offset, &h, payload); err != nil {
			return nil, err
		}
		if h.kind == kindBlock || h.kind == kindPack || h.kind == kindEnd {
			f.fill(offset, &h, p.tracker)
			return f, nil
		}
	}
	if _, err := p.frames.r.ReadByte(); err == nil {
		return nil, at(p.frames.offset, "end", invalid("bytes follow the trailer"))
	} else if err != io.EOF {
		return nil, at(p.frames.offset, "end", err)
	}
	return nil, io.EOF
}

func (f *Frame) fill(offset int64, h *head, t *tracker) {
	f.Kind, f.Offset, f.head, f.End = FrameKind(h.kind), offset, *h, StreamInfo{}
	f.Stream, f.Sequence, f.Rows, f.RawBytes = h.stream, h.sequence, int(h.rows), int(h.raw)
	f.Continued, f.Continues = h.flags&flagContinued != 0, h.flags&flagContinues != 0
	switch h.kind {
	case kindEnd:
		f.End = t.found.streams[h.stream-1].StreamInfo
	case kindPack:
		if h.codec != codecStored { // the tracker has decoded it
			f.payload = append(f.payload[:0], t.unpacker.raw[:h.raw]...)
		}
	}
}

// Info describes a stream that has ended; after io.EOF, all of them.
func (p *Pipe) Info(stream uint32) (StreamInfo, bool) { return p.tracker.found.info(stream) }
