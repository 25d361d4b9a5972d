package archive

// Block is a piece of a stream: whole rows, or a piece of one row that is above the block limit.
type Block struct {
	Stream    uint32
	Sequence  uint32 // 0, 1, 2 ... within the stream
	Rows      int    // that begin in this block
	Data      []byte // COPY bytes, without head and trailer of a COPY stream
	Continued bool   // the block goes on with the row of the block before it
	Continues bool   // the next block goes on with this block's row
}

// Decoder decodes blocks and packs. Each goroutine has its own; it owns the scratch, so what it
// gives is valid until its next use, also when the frame that it came from has been released.
type Decoder struct {
	unpacker *unpacker
	err      error
	stored   []byte
	block    Block
	// cached is the pack that was decoded last: workers ask for its streams one after the other.
	cached struct {
		offset  int64
		reader  *Reader
		raw     []byte
		streams map[uint32]PackedStream
	}
}

// NewDecoder makes a decoder. It grows to the size of a block, raw, stored and in columns: some 12 MiB
// for most blocks that this package writes, three times that for those of many keys.
func NewDecoder() *Decoder {
	u, err := newUnpacker()
	return &Decoder{unpacker: u, err: err}
}

// Block decodes a block frame.
func (d *Decoder) Block(f *Frame) (*Block, error) {
	if d.err != nil {
		return nil, d.err
	}
	payload := f.payload
	if f.head.codec == codecStored { // decoding would give the frame's own memory
		d.stored = append(d.stored[:0], payload...)
		payload = d.stored
	}
	return d.decode(f.Offset, &f.head, payload)
}

func (d *Decoder) decode(offset int64, h *head, payload []byte) (*Block, error) {
	if h.kind != kindBlock {
		return nil, at(offset, h.what(), invalid("a block is expected"))
	}
	raw, err := d.unpacker.unpack(h, payload)
	if err != nil {
		return nil, at(offset, h.what(), err)
	}
	d.block = Block{Stream: h.stream, Sequence: h.sequence, Rows: int(h.rows), Data: raw,
		Continued: h.flags&flagContinued != 0, Continues: h.flags&flagContinues != 0}
	return &d.block, nil
}

// Pack gives the streams of a pack frame, in their order.
func (d *Decoder) Pack(f *Frame) ([]PackedStream, error) {
	if f.Kind != FramePack {
		return nil, at(f.Offset, f.head.what(), invalid("a pack is expected"))
	}
	d.stored = append(d.stored[:0], f.payload...)
	return unmarshalPack(d.stored, f.head.rows)
}
