package archive

import (
	"bytes"
	"fmt"

	"github.com/klauspost/compress/zstd"
)

// packer compresses payloads. One per goroutine; it owns its scratch.
type packer struct {
	zstd  *zstd.Encoder
	out   []byte // a head and the stored payload
	check *unpacker
}

// newPacker makes a packer of a zstd level; check says whether everything is decoded again.
func newPacker(level int, check bool) (*packer, error) {
	z, err := zstd.NewWriter(nil,
		zstd.WithEncoderConcurrency(1),
		zstd.WithEncoderCRC(false),
		zstd.WithEncoderLevel(zstd.EncoderLevelFromZstd(max(level, 1))))
	if err != nil {
		return nil, fmt.Errorf("zstd encoder: %w", err)
	}
	p := &packer{zstd: z}
	if check {
		p.check, err = newUnpacker()
	}
	return p, err
}

// pack compresses raw behind room for a head, fills in the head's codec, lengths and payload
// checksum, and decodes again what it made. The result is valid until the next call.
func (p *packer) pack(h *head, raw []byte) ([]byte, error) {
	var room [headSize]byte
	p.out = append(p.out[:0], room[:]...)
	h.codec = codecStored
	if len(raw) >= storeBelow && !frameRules[h.kind].stored {
		p.out = p.zstd.EncodeAll(raw, p.out)
		h.codec = codecZstd
	}
	if h.codec == codecStored || len(p.out)-headSize >= len(raw) {
		h.codec = codecStored
		p.out = append(p.out[:headSize], raw...)
	}
	payload := p.out[headSize:]
	h.raw, h.stored, h.sum = uint32(len(raw)), uint32(len(payload)), checksum(payload)
	if p.check == nil {
		return p.out, nil
	}
	again, err := p.check.unpack(h, payload)
	if err != nil || !bytes.Equal(again, raw) {
		return nil, fmt.Errorf("%s: decoded again before it is written, it differs (%v): "+
			"bad memory or a bug", h.what(), err)
	}
	return p.out, nil
}

// unpacker decompresses payloads. One per goroutine; it owns its scratch.
type unpacker struct {
	zstd *zstd.Decoder
	raw  []byte
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
func (u *unpacker) unpack(h *head, payload []byte) ([]byte, error) {
	if h.codec == codecStored {
		return payload, nil
	}
	if cap(u.raw) < int(h.raw) {
		u.raw = make([]byte, h.raw)
	}
	raw, err := u.zstd.DecodeAll(payload, u.raw[:0:h.raw])
	if err != nil {
		return nil, invalid("zstd: %v", err)
	}
	if len(raw) != int(h.raw) {
		return nil, invalid("zstd: %d bytes instead of %d", len(raw), h.raw)
	}
	return raw, nil
}
