package archive

import (
	"fmt"
	"io"
)

// StreamReader gives the blocks of one stream.
type StreamReader struct {
	r       *Reader
	d       *Decoder
	place   *place
	order   blockOrder
	packed  bool // the stream's only block, out of a pack, has been given
	rows    int64
	raw     int64
	err     error
	section offsetReader
}

// Stream reads one stream with a decoder of the caller. Several goroutines may read streams, or the
// same stream, at the same time, each with its own decoder.
func (r *Reader) Stream(stream uint32, d *Decoder) *StreamReader {
	s := &StreamReader{r: r, d: d, err: d.err}
	if stream == 0 || int(stream) > len(r.index.streams) {
		s.err = fmt.Errorf("stream %d: not in the archive", stream)
		return s
	}
	s.place = &r.index.streams[stream-1]
	s.section.r = r.r
	return s
}

// Next gives the next block, valid until the decoder is used again, or io.EOF after the last, when
// rows and bytes were those that the index says. Errors are sticky.
func (s *StreamReader) Next() (*Block, error) {
	if s.err != nil {
		return nil, s.err
	}
	b, err := s.next()
	if err != nil {
		s.err = err
		return nil, err
	}
	s.rows += int64(b.Rows)
	s.raw += int64(len(b.Data))
	return b, nil
}

func (s *StreamReader) next() (*Block, error) {
	if s.place.Blocks == 0 && s.place.Rows > 0 && !s.packed {
		s.packed = true
		return s.fromPack()
	}
	i := int64(s.order.next)
	if i == s.place.Blocks {
		return nil, s.finish()
	}
	offset := s.place.offsets[i]
	h, payload, err := s.frame(offset)
	if err != nil {
		return nil, err
	}
	if h.kind != kindBlock || h.stream != s.place.Stream {
		return nil, at(offset, h.what(), invalid("a block of stream %d is expected", s.place.Stream))
	}
	if err := s.order.accept(h); err != nil {
		return nil, at(offset, h.what(), err)
	}
	return s.d.decode(offset, h, payload)
}

func (s *StreamReader) finish() error {
	p := s.place
	if s.order.open || s.rows != p.Rows || s.raw != p.RawBytes {
		return fmt.Errorf("stream %d: %w", p.Stream, invalid("%d rows and %d bytes, the index says %d "+
			"and %d; last row open: %v", s.rows, s.raw, p.Rows, p.RawBytes, s.order.open))
	}
	return io.EOF
}

// frame reads the frame at offset into the decoder's scratch.
func (s *StreamReader) frame(offset int64) (*head, []byte, error) {
	var b [headSize]byte
	s.section.offset = offset
	if _, err := io.ReadFull(&s.section, b[:]); err != nil {
		return nil, nil, at(offset, "frame", truncated(err))
	}
	h := &head{}
	f := frames{tag: s.r.header.tag()}
	if err := f.head(h, b[:]); err != nil {
		return nil, nil, at(offset, "frame", err)
	}
	payload, err := readPayload(&s.section, s.d.stored, int(h.stored))
	if err != nil {
		return nil, nil, at(offset, h.what(), err)
	}
	s.d.stored = payload
	if checksum(payload) != h.sum {
		return nil, nil, at(offset, h.what(), ErrChecksum)
	}
	return h, payload, nil
}

// offsetReader reads from an offset on.
type offsetReader struct {
	r      io.ReaderAt
	offset int64
}

func (o *offsetReader) Read(b []byte) (int, error) {
	n, err := o.r.ReadAt(b, o.offset)
	o.offset += int64(n)
	if n > 0 {
		err = nil
	}
	return n, err
}

// fromPack gives a packed stream as one block.
func (s *StreamReader) fromPack() (*Block, error) {
	pack := &s.r.index.packs[s.place.pack]
	c := &s.d.cached
	if c.reader != s.r || c.offset != pack.offset {
		if err := s.loadPack(pack); err != nil {
			return nil, err
		}
	}
	p, ok := c.streams[s.place.Stream]
	if !ok || p.Rows != s.place.Rows || p.RawBytes != s.place.RawBytes || p.Digest != s.place.Digest {
		return nil, at(pack.offset, "pack", invalid("stream %d is not as the index says", s.place.Stream))
	}
	s.d.block = Block{Stream: p.Stream, Rows: int(p.Rows), Data: p.Data}
	return &s.d.block, nil
}

func (s *StreamReader) loadPack(pack *packPlace) error {
	c := &s.d.cached
	c.reader = nil
	h, payload, err := s.frame(pack.offset)
	if err != nil {
		return err
	}
	if h.kind != kindPack {
		return at(pack.offset, h.what(), invalid("a pack is expected"))
	}
	raw, err := s.d.unpacker.unpack(h, payload)
	if err != nil {
		return at(pack.offset, h.what(), err)
	}
	c.raw = append(c.raw[:0], raw...) // the scratch serves the next block
	streams, err := unmarshalPack(c.raw, h.rows)
	if err != nil {
		return at(pack.offset, h.what(), err)
	}
	c.streams = make(map[uint32]PackedStream, len(streams))
	for _, p := range streams {
		c.streams[p.Stream] = p
	}
	c.reader, c.offset = s.r, pack.offset
	return nil
}
