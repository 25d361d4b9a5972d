package archive

import (
	"bytes"
	"fmt"

	"github.com/klauspost/compress/zstd"

	"promark/archive/columns"
)

// packer compresses payloads. One per goroutine; it owns its scratch.
type packer struct {
	level   speeds
	zstd    *compressor // of the writer
	out     []byte      // a head and the stored payload
	other   []byte      // the same in another codec
	columns columnar
	check   *unpacker
}

// newPacker makes a packer; check says whether everything is decoded again.
func newPacker(level speeds, zstd *compressor, check bool) (*packer, error) {
	p := &packer{level: level, zstd: zstd}
	var err error
	if check {
		p.check, err = newUnpacker()
	}
	return p, err
}

// room is what stands in front of a payload until its head is known.
var room [headSize]byte

// pack compresses raw behind room for a head, fills in the head's codec, lengths and payload checksum,
// and decodes again what it made. The result is valid until the next call.
func (p *packer) pack(h *head, raw []byte) ([]byte, error) {
	p.out = p.plain(p.out, h, raw)
	return p.finish(h, raw)
}

// plain compresses raw as it is.
func (p *packer) plain(out []byte, h *head, raw []byte) []byte {
	out = append(out[:0], room[:]...)
	h.codec = codecStored
	if len(raw) >= storeBelow && !frameRules[h.kind].stored && !p.level.none {
		out = p.zstd.EncodeAll(raw, out)
		h.codec = codecZstd
	}
	if h.codec == codecStored || len(out)-headSize >= len(raw) {
		h.codec = codecStored
		out = append(out[:headSize], raw...)
	}
	return out
}

// finish completes the head of the payload in p.out, which raw was made into.
func (p *packer) finish(h *head, raw []byte) ([]byte, error) {
	payload := p.out[headSize:]
	h.raw, h.stored, h.sum = uint32(len(raw)), uint32(len(payload)), checksum(payload)
	if p.check == nil {
		return p.out, nil
	}
	if same, err := p.check.matches(h, payload, raw); !same {
		return nil, fmt.Errorf("%s: decoded again before it is written, it differs (%v): "+
			"bad memory or a bug", h.what(), err)
	}
	return p.out, nil
}

// unpacker decompresses payloads. One per goroutine; it owns its scratch.
type unpacker struct {
	zstd    *zstd.Decoder
	columns *columns.Decoder // made when the first block needs it
	raw     []byte
}

func newUnpacker() (*unpacker, error) {
	z, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecodeAllCapLimit(true))
	if err != nil {
		return nil, fmt.Errorf("zstd decoder: %w", err)
	}
	return &unpacker{zstd: z}, nil
}

// unpack gives the raw bytes of a payload whose head is valid: never more than limitRaw. The result
// is valid until the next call; it is the payload itself if that was stored as it is.
func (u *unpacker) unpack(h *head, payload []byte) (raw []byte, err error) {
	if h.codec == codecStored {
		return payload, nil
	}
	if cap(u.raw) < int(h.raw) {
		u.raw = make([]byte, h.raw)
	}
	if h.codec == codecColumns {
		return u.unpackColumns(h, payload)
	}
	raw, err = u.zstd.DecodeAll(payload, u.raw[:0:h.raw])
	if err != nil {
		return nil, invalid("zstd: %v", err)
	}
	if len(raw) != int(h.raw) {
		return nil, invalid("zstd: %d bytes instead of %d", len(raw), h.raw)
	}
	return raw, nil
}

// matches says whether unpack would give raw.
func (u *unpacker) matches(h *head, payload, raw []byte) (bool, error) {
	if h.codec != codecColumns {
		again, err := u.unpack(h, payload)
		return err == nil && bytes.Equal(again, raw), err
	}
	if err := u.needColumns(); err != nil {
		return false, err
	}
	return u.columns.Matches(payload, raw, int(h.rows))
}

func (u *unpacker) needColumns() (err error) {
	if u.columns == nil {
		if u.columns, err = columns.NewDecoder(); err != nil {
			return fmt.Errorf("zstd decoder: %w", err)
		}
	}
	return nil
}

func (u *unpacker) unpackColumns(h *head, payload []byte) ([]byte, error) {
	if err := u.needColumns(); err != nil {
		return nil, err
	}
	raw, err := u.columns.Decode(u.raw[:0:h.raw], payload, int(h.rows), int(h.raw))
	if err != nil {
		return nil, invalid("%v", err)
	}
	return raw, nil
}
