package archive

// PackedStream is a whole small stream out of a pack.
type PackedStream struct {
	StreamInfo
	Data []byte // COPY bytes, whole rows
}

// packBuilder collects small streams until they fill a pack.
type packBuilder struct {
	directory wire
	data      []byte
	payload   []byte
	streams   []PackedStream // without Data
	rows      uint32
}

// fits says whether a stream of that many rows and bytes may join.
func (b *packBuilder) fits(rows, raw int) bool {
	return len(b.streams) < packStreams && len(b.data)+raw <= packBytes &&
		int(b.rows)+rows <= limitRows
}

func (b *packBuilder) add(info StreamInfo, raw []byte) {
	b.directory.uint(uint64(info.Stream))
	b.directory.uint(uint64(info.Rows))
	b.directory.uint(uint64(info.RawBytes))
	b.directory.b = append(b.directory.b, info.Digest[:]...)
	b.data = append(b.data, raw...)
	b.streams = append(b.streams, PackedStream{StreamInfo: info})
	b.rows += uint32(info.Rows)
}

// marshal gives the raw payload, valid until the next call.
func (b *packBuilder) marshal() []byte {
	w := wire{b.payload[:0]}
	w.uint(uint64(len(b.streams)))
	w.b = append(w.b, b.directory.b...)
	w.b = append(w.b, b.data...)
	b.payload = w.b
	return w.b
}

func (b *packBuilder) reset() {
	b.directory.b, b.data, b.streams, b.rows = b.directory.b[:0], b.data[:0], b.streams[:0], 0
}

// unmarshalPack cuts the raw payload of a pack of that many rows into its streams, whose Data lie
// in raw. The numbers of the streams are not checked.
func unmarshalPack(raw []byte, rows uint32) ([]PackedStream, error) {
	u := unwire{b: raw}
	left := uint64(rows)
	streams := list(&u, func() (s PackedStream) {
		s.Stream = uint32(u.upTo("stream", limitStreams))
		s.Rows = int64(u.upTo("rows", left))
		s.RawBytes = int64(u.upTo("raw bytes", uint64(len(raw))))
		copy(s.Digest[:], u.bytes(len(s.Digest)))
		left -= uint64(s.Rows)
		if s.Rows > s.RawBytes || s.Rows == 0 && s.RawBytes != 0 {
			u.fail("stream %d of %d rows in %d bytes", s.Stream, s.Rows, s.RawBytes)
		}
		return s
	})
	for i := range streams {
		streams[i].Data = u.bytes(int(streams[i].RawBytes))
	}
	if err := u.done(); err != nil {
		return nil, err
	}
	if len(streams) == 0 || left != 0 {
		return nil, invalid("pack: %d streams, %d rows too few", len(streams), left)
	}
	return streams, nil
}
