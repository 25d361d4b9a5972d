package archive

import (
	"bytes"

	"github.com/zeebo/xxh3"
)

// tracker follows the frames of an archive from the first to the last and checks that they are what
// a writer makes: order, numbers, catalog, end records, packs, index, trailer. It does not decode
// blocks.
type tracker struct {
	catalogReader
	unpacker *unpacker
	phase    frameKind // the kind of the next frame; kindBlock: any of the body
	number   uint32
	sequence uint32       // of the next catalog or index frame
	known    []catalogSum // of the catalog's frames, if they were decoded before
	front    []catalogSum // of the catalog's frames, which its copy must have
	copying  bool         // the copy of the catalog has begun
	found    index
	order    []blockOrder
	open     uint32   // the stream whose row goes on in the next block
	want     []byte   // what is left of the raw index, once its first frame has come
	trailer  *trailer // as found; only size and index are not known before
	indexAt  int64
}

func newTracker(h *header) (*tracker, error) {
	u, err := newUnpacker()
	return &tracker{catalogReader: catalogReader{header: h}, unpacker: u, phase: kindCatalog}, err
}

// frame takes the next frame. For a pack it gives its streams, valid until the next call.
func (t *tracker) frame(offset int64, h *head, payload []byte) ([]PackedStream, error) {
	streams, err := t.take(offset, h, payload)
	return streams, at(offset, h.what(), err)
}

func (t *tracker) take(offset int64, h *head, payload []byte) ([]PackedStream, error) {
	if h.number != t.number {
		return nil, invalid("frame %d stands where frame %d is expected", h.number, t.number)
	}
	t.number++
	if t.phase == kindBlock && h.kind == kindCatalog {
		t.phase, t.copying = kindCatalog, true
	}
	if t.phase == kindIndex && t.indexAt == 0 {
		t.startIndex(offset)
	}
	body := h.kind == kindBlock || h.kind == kindPack || h.kind == kindEnd
	if h.kind != t.phase && !(body && t.phase == kindBlock) {
		return nil, invalid("%s is expected", t.phase)
	}
	if t.open != 0 && h.stream != t.open {
		return nil, invalid("a row of stream %d goes on", t.open)
	}
	switch h.kind {
	case kindCatalog:
		if t.copying {
			return nil, t.copyFrame(h, payload)
		}
		return nil, t.catalogFrame(h, payload)
	case kindBlock:
		return nil, t.block(offset, h)
	case kindPack:
		return t.pack(offset, h, payload)
	case kindEnd:
		return nil, t.end(offset, h, payload)
	case kindIndex:
		return nil, t.indexFrame(h, payload)
	}
	return nil, t.last(offset, payload)
}

// sectionFrame checks and decodes a frame of the catalog or the index.
func (t *tracker) sectionFrame(h *head, payload []byte) ([]byte, error) {
	last := h.flags&flagLast != 0
	if h.sequence != t.sequence {
		return nil, invalid("%s %d is expected, this is %d", h.kind, t.sequence, h.sequence)
	}
	if !last && h.raw != limitSection {
		return nil, invalid("%s is not full", h.kind)
	}
	t.sequence++
	if last {
		t.sequence = 0
	}
	return t.unpacker.unpack(h, payload)
}

func (t *tracker) catalogFrame(h *head, payload []byte) error {
	sum := sumOf(h, payload)
	t.front = append(t.front, sum)
	if n := len(t.front); t.known != nil {
		if n > len(t.known) || sum != t.known[n-1] {
			return invalid("it has changed since the archive was opened")
		}
		if n == len(t.known) {
			t.startBody()
		}
		return nil
	}
	raw, err := t.sectionFrame(h, payload)
	if err != nil {
		return err
	}
	if err := t.feed(raw); err != nil || h.flags&flagLast == 0 {
		return err
	}
	t.startBody()
	return t.done()
}

func (t *tracker) startBody() {
	t.phase = kindBlock
	t.order = make([]blockOrder, len(t.streams))
	t.found.streams = make([]place, len(t.streams))
	for i := range t.found.streams {
		t.found.streams[i].Stream = uint32(i) + 1
	}
}

// catalogSum is what must be the same of a frame of the catalog and its copy.
type catalogSum struct {
	head head
	hash xxh3.Uint128
}

func sumOf(h *head, payload []byte) catalogSum {
	s := catalogSum{*h, xxh3.Hash128(payload)}
	s.head.number = 0
	return s
}

// copyFrame compares a frame of the copy of the catalog with the one in front.
func (t *tracker) copyFrame(h *head, payload []byte) error {
	if len(t.front) == 0 || t.front[0] != sumOf(h, payload) {
		return invalid("it is not as in front of the rows")
	}
	if t.front = t.front[1:]; len(t.front) == 0 {
		t.phase, t.sequence = kindIndex, 0
	}
	return nil
}

// place gives the stream of that number if it has not been ended.
func (t *tracker) place(stream uint32) (*place, error) {
	if stream == 0 || int(stream) > len(t.found.streams) {
		return nil, invalid("the catalog has no stream %d", stream)
	}
	p := &t.found.streams[stream-1]
	if p.done {
		return nil, invalid("stream %d has been ended already", stream)
	}
	return p, nil
}

func (t *tracker) block(offset int64, h *head) error {
	p, err := t.place(h.stream)
	if err != nil {
		return err
	}
	if h.codec == codecColumns && t.streams[h.stream-1].Format != FormatBinary {
		return invalid("columns of a text stream")
	}
	o := &t.order[h.stream-1]
	if err := o.accept(h); err != nil {
		return err
	}
	t.open = 0
	if o.open {
		t.open = h.stream
	}
	p.block(offset, h)
	return nil
}

func (t *tracker) end(offset int64, h *head, payload []byte) error {
	p, err := t.place(h.stream)
	if err != nil {
		return err
	}
	var e end
	e.unmarshal(payload)
	if err := e.check(p, t.order[h.stream-1].open); err != nil {
		return err
	}
	p.end(offset, e.digest)
	return nil
}

// check compares an end record with the blocks before it.
func (e *end) check(p *place, open bool) error {
	switch {
	case open:
		return invalid("the last row is not complete")
	case e.blocks == 0:
		return invalid("a stream without blocks belongs in a pack")
	case e.blocks != uint64(p.Blocks) || e.rows != uint64(p.Rows) || e.raw != uint64(p.RawBytes):
		return invalid("it says %d blocks, %d rows, %d bytes; found %d, %d, %d",
			e.blocks, e.rows, e.raw, p.Blocks, p.Rows, p.RawBytes)
	}
	return nil
}

func (t *tracker) pack(offset int64, h *head, payload []byte) ([]PackedStream, error) {
	raw, err := t.unpacker.unpack(h, payload)
	if err != nil {
		return nil, err
	}
	streams, err := unmarshalPack(raw, h.rows)
	if err != nil {
		return nil, err
	}
	for _, s := range streams {
		p, err := t.place(s.Stream)
		if err == nil && p.Blocks != 0 {
			err = invalid("stream %d has blocks", s.Stream)
		}
		if err != nil {
			return nil, err
		}
		p.done = true // so that a second one in this pack is refused
	}
	t.found.pack(offset, h, streams)
	return streams, nil
}

func (t *tracker) startIndex(offset int64) {
	t.indexAt = offset
	if len(t.found.unfinished(1)) == 0 {
		t.want = t.found.marshal()
	}
}

func (t *tracker) indexFrame(h *head, payload []byte) error {
	if open := t.found.unfinished(5); len(open) > 0 {
		return invalid("streams are not ended, the first are %v", open)
	}
	raw, err := t.sectionFrame(h, payload)
	if err != nil {
		return err
	}
	if !bytes.HasPrefix(t.want, raw) {
		return invalid("index differs from the frames before it")
	}
	t.want = t.want[len(raw):]
	if h.flags&flagLast == 0 {
		return nil
	}
	if len(t.want) != 0 {
		return invalid("index is %d bytes too short", len(t.want))
	}
	t.phase = kindTrailer
	t.trailer = t.expected(h.sequence + 1)
	return nil
}

// expected is the trailer that has to come after that many index frames.
func (t *tracker) expected(indexFrames uint32) *trailer {
	rows, raw := t.found.totals()
	return &trailer{index: uint64(t.indexAt), rows: uint64(rows), raw: uint64(raw),
		frames: t.number + 1, indexFrames: indexFrames, entries: uint32(len(t.entries)),
		streams: uint32(len(t.streams)), id: t.header.id}
}

func (t *tracker) last(offset int64, payload []byte) error {
	var got trailer
	if err := got.unmarshal(payload); err != nil {
		return err
	}
	t.trailer.size = uint64(offset) + trailerFullSize
	if got != *t.trailer {
		return invalid("it says %+v, found %+v", got, *t.trailer)
	}
	t.phase = 0 // nothing may follow
	return nil
}
