package archive

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"time"
)

// Version is the format version that this package writes, and the newest that it reads.
const Version = 1

// Sizes of the fixed structures, in bytes.
const (
	headerSize      = 64
	headSize        = 48
	endSize         = 40
	trailerSize     = 96
	trailerFullSize = headSize + trailerSize
)

// What marks the structures.
const (
	magic     = "\x89PMK\r\n\x1a\n" // a high bit and both line ends: transfers that change text show
	frameMark = "PMKf"
	endMark   = "PMK\x1aend\n"
)

// Limits. A reader refuses what is beyond them before it allocates anything.
const (
	// limitRaw is the raw length of one block or pack: what one worker holds in memory. Writers
	// stop at 4 MiB; columnar blocks of tables with many keys gain up to 16 MiB.
	limitRaw = 16 << 20
	// limitRows is the number of rows of one block, for the same reason; packs share it.
	limitRows = 1 << 18
	// limitSection is the raw length of one frame of the catalog or the index; every such frame
	// but the last has exactly this length.
	limitSection = 4 << 20
	// limitRow is the length of one row: PostgreSQL's MaxAllocSize (memutils.h) bounds the buffer
	// that COPY builds a row in.
	limitRow = 1 << 30
	// limitRecord is the length of one record of the catalog. The longest holds a statement, which
	// the server bounds by MaxAllocSize.
	limitRecord = 1 << 30
	// limitEntries is the number of entries: 40 times a database of 100,000 relations.
	limitEntries = 1 << 24
	// limitStreams is the number of streams, for the same reason.
	limitStreams = 1 << 24
)

// Limits that only the writer keeps.
const (
	blockRows     = 65536    // measured: smaller blocks compress worse, larger ones gain 2 %
	blockBytes    = 4 << 20  // measured: 8 MiB gains 0.7 % and is slower
	keyRows       = 32       // rows of each key in a block, if that needs a larger one
	keyBlockRows  = 4        // times blockRows is the most rows of such blocks
	keyBlockBytes = 3        // times blockBytes is the most bytes: 46 of each row
	packBytes     = 1 << 20  // what a restore decodes to get at one small stream
	packStreams   = 4096     // so that the directory of a pack of empty streams stays below 100 kB
	packStream    = 16 << 10 // above it, the 136 bytes of own frames do not matter
	storeBelow    = 64       // a zstd call costs 2.4 µs for 32 bytes and gains nothing
)

// A frameKind says what a frame holds.
type frameKind uint8

// The kinds of frames, in the order in which they stand in a file; blocks, packs and end records
// are mixed.
const (
	kindCatalog frameKind = iota + 1
	kindBlock
	kindPack
	kindEnd
	kindIndex
	kindTrailer
)

func (k frameKind) String() string {
	return name(k, "frame", "catalog frame", "block", "pack", "end record", "index frame", "trailer")
}

// A codec says how a payload is stored.
type codec uint8

// The codecs. codecColumns is for blocks of whole binary rows.
const (
	codecStored codec = iota
	codecZstd
	codecColumns
)

// Flags of a frame.
const (
	flagContinued = 1 << iota // block: goes on with the row of the block before it
	flagContinues             // block: the next block goes on with this block's row
	flagLast                  // catalog and index frames: the last one
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func checksum(b []byte) uint32 { return crc32.Checksum(b, castagnoli) }

// header is the first structure of a file.
type header struct {
	version    uint16
	understand uint32 // features that a reader must understand
	ignore     uint32 // features that a reader may ignore
	created    int64  // microseconds since 1970-01-01 00:00 UTC
	id         [16]byte
}

func (h *header) marshal() []byte {
	b := make([]byte, headerSize)
	copy(b, magic)
	binary.LittleEndian.PutUint16(b[8:], h.version)
	binary.LittleEndian.PutUint16(b[10:], headerSize)
	binary.LittleEndian.PutUint32(b[12:], h.understand)
	binary.LittleEndian.PutUint32(b[16:], h.ignore)
	binary.LittleEndian.PutUint64(b[24:], uint64(h.created))
	copy(b[32:48], h.id[:])
	binary.LittleEndian.PutUint32(b[60:], checksum(b[:60]))
	return b
}

// unmarshal reads a header from its bytes, of which there may be too few.
func (h *header) unmarshal(b []byte) error {
	if n := min(len(b), len(magic)); string(b[:n]) != magic[:n] {
		return ErrNotArchive
	}
	if len(b) < headerSize {
		return ErrTruncated
	}
	if binary.LittleEndian.Uint32(b[60:]) != checksum(b[:60]) {
		return ErrChecksum
	}
	h.version = binary.LittleEndian.Uint16(b[8:])
	if h.version > Version {
		return fmt.Errorf("%w: version %d, this program reads up to %d", ErrVersion, h.version, Version)
	}
	h.understand = binary.LittleEndian.Uint32(b[12:])
	if h.understand != 0 {
		return fmt.Errorf("%w: unknown features %#x", ErrVersion, h.understand)
	}
	h.ignore = binary.LittleEndian.Uint32(b[16:])
	h.created = int64(binary.LittleEndian.Uint64(b[24:]))
	copy(h.id[:], b[32:48])
	switch {
	case h.version == 0:
		return invalid("header: version 0")
	case binary.LittleEndian.Uint16(b[10:]) != headerSize:
		return invalid("header: length is not %d", headerSize)
	case !allZero(b[20:24]) || !allZero(b[48:60]):
		return invalid("header: reserved bytes are not zero")
	case h.id == [16]byte{}:
		return invalid("header: archive id is zero")
	}
	return nil
}

func (h *header) tag() [4]byte { return [4]byte(h.id[:4]) }

func (h *header) time() time.Time { return time.UnixMicro(h.created).UTC() }

// head stands in front of every frame's payload.
type head struct {
	tag      [4]byte // the first bytes of the archive id
	kind     frameKind
	codec    codec
	flags    uint8
	number   uint32 // of the frame in the file, from 0
	stream   uint32 // of a block or an end record, else 0
	sequence uint32 // of the block in its stream, of the catalog or index frame, from 0, else 0
	rows     uint32 // that begin in the block or stand in the pack, else 0
	raw      uint32 // length of the payload when decoded
	stored   uint32 // length of the payload in the file
	sum      uint32 // CRC-32C of the stored payload
}

func (h *head) marshal(b []byte) {
	b = b[:headSize]
	clear(b)
	copy(b, frameMark)
	copy(b[4:8], h.tag[:])
	b[8], b[9], b[10] = byte(h.kind), byte(h.codec), h.flags
	binary.LittleEndian.PutUint32(b[12:], h.number)
	binary.LittleEndian.PutUint32(b[16:], h.stream)
	binary.LittleEndian.PutUint32(b[20:], h.sequence)
	binary.LittleEndian.PutUint32(b[24:], h.rows)
	binary.LittleEndian.PutUint32(b[28:], h.raw)
	binary.LittleEndian.PutUint32(b[32:], h.stored)
	binary.LittleEndian.PutUint32(b[40:], h.sum)
	binary.LittleEndian.PutUint32(b[44:], checksum(b[:44]))
}

// unmarshal reads a head and checks everything that can be checked without its surroundings.
func (h *head) unmarshal(b []byte) error {
	b = b[:headSize]
	if binary.LittleEndian.Uint32(b[44:]) != checksum(b[:44]) {
		return ErrChecksum
	}
	if string(b[:4]) != frameMark {
		return invalid("frame: no mark")
	}
	copy(h.tag[:], b[4:8])
	h.kind, h.codec, h.flags = frameKind(b[8]), codec(b[9]), b[10]
	h.number = binary.LittleEndian.Uint32(b[12:])
	h.stream = binary.LittleEndian.Uint32(b[16:])
	h.sequence = binary.LittleEndian.Uint32(b[20:])
	h.rows = binary.LittleEndian.Uint32(b[24:])
	h.raw = binary.LittleEndian.Uint32(b[28:])
	h.stored = binary.LittleEndian.Uint32(b[32:])
	h.sum = binary.LittleEndian.Uint32(b[40:])
	if b[11] != 0 || !allZero(b[36:40]) {
		return invalid("frame: reserved bytes are not zero")
	}
	return h.validate()
}

func (h *head) what() string {
	switch h.kind {
	case kindBlock:
		return fmt.Sprintf("block %d of stream %d", h.sequence, h.stream)
	case kindEnd:
		return fmt.Sprintf("end record of stream %d", h.stream)
	}
	return h.kind.String()
}

// validate checks what each kind of frame may say.
func (h *head) validate() error {
	if h.kind < kindCatalog || h.kind > kindTrailer {
		return invalid("frame of unknown kind %d", h.kind)
	}
	rule := frameRules[h.kind]
	switch {
	case h.raw > rule.raw:
		return overLimit(h.kind.String()+": raw length", uint64(h.raw), uint64(rule.raw))
	case h.rows > rule.rows:
		return overLimit(h.kind.String()+": rows", uint64(h.rows), uint64(rule.rows))
	case h.raw < rule.least:
		return invalid("%s: raw length %d", h.what(), h.raw)
	case h.flags&^rule.flags != 0:
		return invalid("%s: unknown flags %#x", h.what(), h.flags)
	case (h.stream != 0) != rule.stream:
		return invalid("%s: stream %d", h.kind, h.stream)
	case h.sequence != 0 && !rule.sequence:
		return invalid("%s: sequence %d", h.what(), h.sequence)
	}
	if err := h.validateCodec(rule.stored); err != nil {
		return err
	}
	if h.kind == kindBlock {
		return h.validateRows()
	}
	return nil
}

// frameRules says what the head of each kind may hold.
var frameRules = [...]struct {
	least, raw, rows uint32 // bounds of the raw length, most rows
	flags            uint8
	stream, sequence bool // whether the field is used
	stored           bool // whether the payload is never compressed
}{
	kindCatalog: {least: 1, raw: limitSection, flags: flagLast, sequence: true},
	kindBlock: {least: 1, raw: limitRaw, rows: limitRows, flags: flagContinued | flagContinues,
		stream: true, sequence: true},
	kindPack:    {least: 1, raw: limitRaw, rows: limitRows},
	kindEnd:     {least: endSize, raw: endSize, stream: true, stored: true},
	kindIndex:   {least: 1, raw: limitSection, flags: flagLast, sequence: true},
	kindTrailer: {least: trailerSize, raw: trailerSize, stored: true},
}

func (h *head) validateCodec(never bool) error {
	switch {
	case h.codec == codecStored && h.stored != h.raw:
		return invalid("%s: stored as it is, %d bytes as %d", h.what(), h.raw, h.stored)
	case h.codec != codecStored && never:
		return invalid("%s: codec %d", h.what(), h.codec)
	case h.codec != codecStored && (h.stored >= h.raw || h.stored == 0):
		return invalid("%s: compressed from %d to %d bytes", h.what(), h.raw, h.stored)
	case h.codec == codecColumns && (h.kind != kindBlock || h.flags != 0):
		return invalid("%s with flags %#x: codec %d", h.what(), h.flags, h.codec)
	case h.codec > codecColumns:
		return fmt.Errorf("%w: %s has codec %d", ErrVersion, h.what(), h.codec)
	}
	return nil
}

// validateRows: a block holds whole rows, or a piece of one row that is above the block limit.
func (h *head) validateRows() error {
	first := h.flags&flagContinued == 0
	switch {
	case first && h.rows == 0,
		!first && h.rows != 0,
		h.flags&flagContinues != 0 && first && h.rows != 1,
		h.rows > h.raw:
		return invalid("%s: %d rows with flags %#x", h.what(), h.rows, h.flags)
	}
	return nil
}

// end is the payload of an end record.
type end struct {
	blocks, rows, raw uint64
	digest            Digest
}

func (e *end) marshal(b []byte) {
	b = b[:endSize]
	binary.LittleEndian.PutUint64(b, e.blocks)
	binary.LittleEndian.PutUint64(b[8:], e.rows)
	binary.LittleEndian.PutUint64(b[16:], e.raw)
	copy(b[24:], e.digest[:])
}

func (e *end) unmarshal(b []byte) {
	b = b[:endSize]
	e.blocks = binary.LittleEndian.Uint64(b)
	e.rows = binary.LittleEndian.Uint64(b[8:])
	e.raw = binary.LittleEndian.Uint64(b[16:])
	copy(e.digest[:], b[24:])
}

// trailer is the payload of the last frame.
type trailer struct {
	index       uint64 // offset of the first index frame
	size        uint64 // of the whole file
	rows, raw   uint64 // of all streams
	frames      uint32 // in the file, this one included
	indexFrames uint32
	entries     uint32
	streams     uint32
	id          [16]byte
}

func (t *trailer) marshal(b []byte) {
	b = b[:trailerSize]
	clear(b)
	binary.LittleEndian.PutUint64(b, t.index)
	binary.LittleEndian.PutUint64(b[8:], t.size)
	binary.LittleEndian.PutUint64(b[16:], t.rows)
	binary.LittleEndian.PutUint64(b[24:], t.raw)
	binary.LittleEndian.PutUint32(b[32:], t.frames)
	binary.LittleEndian.PutUint32(b[36:], t.indexFrames)
	binary.LittleEndian.PutUint32(b[40:], t.entries)
	binary.LittleEndian.PutUint32(b[44:], t.streams)
	copy(b[48:64], t.id[:])
	copy(b[88:], endMark)
}

func (t *trailer) unmarshal(b []byte) error {
	b = b[:trailerSize]
	t.index = binary.LittleEndian.Uint64(b)
	t.size = binary.LittleEndian.Uint64(b[8:])
	t.rows = binary.LittleEndian.Uint64(b[16:])
	t.raw = binary.LittleEndian.Uint64(b[24:])
	t.frames = binary.LittleEndian.Uint32(b[32:])
	t.indexFrames = binary.LittleEndian.Uint32(b[36:])
	t.entries = binary.LittleEndian.Uint32(b[40:])
	t.streams = binary.LittleEndian.Uint32(b[44:])
	copy(t.id[:], b[48:64])
	if !allZero(b[64:88]) {
		return invalid("trailer: reserved bytes are not zero")
	}
	if string(b[88:]) != endMark {
		return invalid("trailer: no end mark")
	}
	return nil
}

func allZero(b []byte) bool { return len(bytes.TrimLeft(b, "\x00")) == 0 }
