package archive

import "slices"

// StreamInfo is what an archive knows of a finished stream.
type StreamInfo struct {
	Stream   uint32
	Blocks   int64 // 0: all rows are in a pack
	Rows     int64
	RawBytes int64 // of COPY data
	// StoredBytes is what the stream takes in the file, with the heads of its frames; of a
	// pack, its share by raw bytes. It is 0 as long as the pack is not written.
	StoredBytes int64
	Digest      Digest
	// Codecs has bit 1<<c set for each codec c (0 stored, 1 zstd, 2 columns) of its blocks.
	Codecs uint8
}

// index says where the rows of every stream are. Writers make it from what they write, readers
// from what they read, and then compare.
type index struct {
	packs   []packPlace
	streams []place // of stream i+1
}

// packPlace is where a pack is.
type packPlace struct {
	offset, size int64 // of its frame
	codec        codec
	raw          int64 // bytes of rows in it
}

// place is where a stream is.
type place struct {
	StreamInfo
	done    bool
	pack    int     // number of the pack if there are no blocks
	offsets []int64 // of the blocks, then of the end record
}

// block notes a block's frame.
func (p *place) block(offset int64, h *head) {
	p.offsets = append(p.offsets, offset)
	p.Blocks++
	p.Rows += int64(h.rows)
	p.RawBytes += int64(h.raw)
	p.StoredBytes += headSize + int64(h.stored)
	p.Codecs |= 1 << h.codec
}

// end notes the end record.
func (p *place) end(offset int64, digest Digest) {
	p.offsets = append(p.offsets, offset)
	p.StoredBytes += headSize + endSize
	p.Digest = digest
	p.done = true
}

// pack notes a pack and the streams that it holds.
func (x *index) pack(offset int64, h *head, streams []PackedStream) {
	p := packPlace{offset: offset, size: headSize + int64(h.stored), codec: h.codec}
	for _, s := range streams {
		p.raw += s.RawBytes
	}
	for _, s := range streams {
		to := &x.streams[s.Stream-1]
		to.StreamInfo = s.StreamInfo
		to.Codecs = 1 << h.codec
		to.StoredBytes = p.share(s.RawBytes)
		to.done = true
		to.pack = len(x.packs)
	}
	x.packs = append(x.packs, p)
}

// share is what a stream of a pack takes of it.
func (p *packPlace) share(raw int64) int64 {
	return int64(float64(p.size) * float64(raw) / float64(max(p.raw, 1)))
}

// marshal gives the raw bytes of the index.
func (x *index) marshal() []byte {
	var w wire
	w.uint(uint64(len(x.packs)))
	last := int64(0)
	for _, p := range x.packs {
		w.uint(uint64(p.offset - last))
		w.uint(uint64(p.size))
		w.byte(uint8(p.codec))
		last = p.offset
	}
	w.uint(uint64(len(x.streams)))
	for i := range x.streams {
		w.place(&x.streams[i])
	}
	return w.b
}

func (w *wire) place(p *place) {
	w.uint(uint64(p.Blocks))
	if p.Blocks == 0 {
		w.uint(uint64(p.pack))
	} else {
		last := int64(0)
		for _, o := range p.offsets {
			w.uint(uint64(o - last))
			last = o
		}
		w.uint(uint64(p.StoredBytes))
		w.byte(p.Codecs)
	}
	w.uint(uint64(p.Rows))
	w.uint(uint64(p.RawBytes))
	w.b = append(w.b, p.Digest[:]...)
}

// unmarshalIndex reads the raw bytes of an index whose frames lie before offset end.
func unmarshalIndex(raw []byte, end int64) (*index, error) {
	x := &index{}
	u := unwire{b: raw}
	last := int64(0)
	x.packs = list(&u, func() (p packPlace) {
		last = u.offset(last, end)
		p.offset = last
		p.size = int64(u.upTo("frame size", headSize+limitRaw))
		p.codec = codec(u.enum("codec", uint8(codecZstd)+1))
		return p
	})
	number := uint32(0)
	x.streams = list(&u, func() place {
		number++
		return u.place(number, end, len(x.packs))
	})
	if err := u.done(); err != nil {
		return nil, err
	}
	x.shares()
	return x, nil
}

// offset reads the distance to the offset after last, which must lie before end.
func (u *unwire) offset(last, end int64) int64 {
	d := u.uint()
	if d == 0 || d >= uint64(end-last) {
		u.fail("offset %d after %d is not before %d", d, last, end)
		return last
	}
	return last + int64(d)
}

func (u *unwire) place(number uint32, end int64, packs int) (p place) {
	p.Stream = number
	p.done = true
	p.Blocks = int64(u.upTo("blocks", uint64(len(u.b))))
	if p.Blocks == 0 {
		p.pack = int(u.uint())
		if u.err == nil && (p.pack < 0 || p.pack >= packs) {
			u.fail("stream %d is in pack %d of %d", number, p.pack, packs)
		}
	} else {
		last := int64(0)
		for i := int64(0); i <= p.Blocks && u.err == nil; i++ {
			last = u.offset(last, end)
			p.offsets = append(p.offsets, last)
		}
		p.StoredBytes = int64(u.upTo("stored bytes", uint64(end)))
		p.Codecs = u.enum("codecs", 1<<(codecColumns+1))
	}
	p.Rows = int64(u.upTo("rows", 1<<62))
	p.RawBytes = int64(u.upTo("raw bytes", 1<<62))
	copy(p.Digest[:], u.bytes(len(p.Digest)))
	return p
}

// shares derives what the index does not say: codec and stored bytes of packed streams.
func (x *index) shares() {
	packed := func(f func(*packPlace, *place)) {
		for i := range x.streams {
			if s := &x.streams[i]; s.Blocks == 0 {
				f(&x.packs[s.pack], s)
			}
		}
	}
	packed(func(p *packPlace, s *place) { p.raw += s.RawBytes })
	packed(func(p *packPlace, s *place) {
		s.StoredBytes = p.share(s.RawBytes)
		s.Codecs = 1 << p.codec
	})
}

// totals sums up all streams.
func (x *index) totals() (rows, raw int64) {
	for i := range x.streams {
		rows += x.streams[i].Rows
		raw += x.streams[i].RawBytes
	}
	return rows, raw
}

// unfinished lists the first streams that have no end.
func (x *index) unfinished(most int) []uint32 {
	var open []uint32
	for i := range x.streams {
		if !x.streams[i].done && len(open) < most {
			open = append(open, uint32(i)+1)
		}
	}
	return slices.Clip(open)
}

// sameIndex compares what was read with what is expected.
func sameIndex(got, want *index) error {
	if len(got.packs) != len(want.packs) || len(got.streams) != len(want.streams) {
		return invalid("index: %d packs and %d streams, found %d and %d",
			len(got.packs), len(got.streams), len(want.packs), len(want.streams))
	}
	for i, p := range got.packs {
		if p != want.packs[i] {
			return invalid("index: pack %d differs", i)
		}
	}
	for i := range got.streams {
		g, w := &got.streams[i], &want.streams[i]
		if g.StreamInfo != w.StreamInfo || g.pack != w.pack || !slices.Equal(g.offsets, w.offsets) {
			return invalid("index: stream %d differs", i+1)
		}
	}
	return nil
}

func (x *index) info(stream uint32) (StreamInfo, bool) {
	if stream == 0 || int(stream) > len(x.streams) {
		return StreamInfo{}, false
	}
	p := &x.streams[stream-1]
	return p.StreamInfo, p.done
}
