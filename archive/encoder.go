package archive

import (
	"fmt"
	"slices"
)

// Encoder writes streams, one after the other. Each goroutine that copies has its own. While a block is
// compressed, the rows of the next are taken, so that one stream keeps two cores busy; only the finished
// blocks meet at the writer's lock. Small streams wait in the encoder and share a block (a pack). The
// streams of one encoder come in the file, and so at a reader of a pipe, in the order in which they were
// begun. An encoder holds some 30 MB: a block as it is filled, one raw, in columns, stored and decoded
// again; 60 MB for blocks of many keys.
type Encoder struct {
	w      *Writer
	packer *packer
	pack   packBuilder

	stream uint32 // begun, or 0
	data   *Data
	place  *place // of the stream; the encoder's own until End
	sum    sum128
	total  int64 // rows
	bytes  int64 // of rows
	raw    []byte
	rows   int // in raw

	flight chan error // gives what became of the block before
	flying bool       // until it has
	spare  []byte     // its rows

	mostRows, mostBytes int // of the next block
}

// NewEncoder makes an encoder for one goroutine.
func (w *Writer) NewEncoder() *Encoder {
	e := &Encoder{w: w, flight: make(chan error, 1)}
	p, err := newPacker(w.level, w.zstd, !w.options.NoVerify)
	if err != nil {
		w.fail(err)
	}
	e.packer = p
	w.mu.Lock()
	defer w.mu.Unlock()
	w.encoders = append(w.encoders, e)
	return e
}

// Begin starts a stream of the catalog. Each can be begun once.
func (e *Encoder) Begin(stream uint32) error {
	w := e.w
	if e.stream != 0 {
		return w.fail(fmt.Errorf("begin stream %d: stream %d has not been ended", stream, e.stream))
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err != nil {
		return w.err
	}
	if stream == 0 || int(stream) > len(w.begun) || w.begun[stream-1] {
		w.err = fmt.Errorf("begin stream %d: not in the catalog, or begun already", stream)
		return w.err
	}
	w.begun[stream-1] = true
	e.stream, e.data, e.place = stream, w.data[stream-1], &w.index.streams[stream-1]
	e.sum, e.total, e.bytes = sum128{}, 0, 0
	e.raw, e.rows = e.raw[:0], 0
	e.packer.columns.begin()
	e.mostRows, e.mostBytes = w.options.blockRows, w.options.blockBytes
	return nil
}

// Row adds one row: a binary tuple with as many columns as the stream's relation, or a line with
// its line feed; neither the head nor the trailer of a COPY stream. It may have up to 1 GiB and is
// not kept. It is refused if it is not exactly one row, since a reader could not tell rows apart.
func (e *Encoder) Row(row []byte) error {
	if e.stream == 0 {
		return e.w.fail(fmt.Errorf("row: no stream has been begun"))
	}
	if err := checkRow(e.data.Format, len(e.data.Columns), row); err != nil {
		return e.w.fail(fmt.Errorf("stream %d: %w", e.stream, err))
	}
	e.sum.row(row)
	e.total++
	e.bytes += int64(len(row))
	if len(e.raw)+len(row) > e.mostBytes || e.rows == e.mostRows {
		if err := e.block(); err != nil {
			return err
		}
		if len(row) > e.mostBytes {
			return e.largeRow(row)
		}
	}
	e.raw = append(e.raw, row...)
	e.rows++
	return nil
}

// block begins to write the rows collected so far.
func (e *Encoder) block() error {
	if err := e.landed(); err != nil || e.rows == 0 {
		return err
	}
	if err := e.flushPack(); err != nil { // it holds earlier streams
		return err
	}
	grow := e.resize()
	raw, h := e.raw, head{kind: kindBlock, stream: e.stream, rows: uint32(e.rows)}
	e.raw, e.spare, e.rows = slices.Grow(e.spare[:0], grow), raw, 0
	e.flying = true
	go func() { e.flight <- e.encode(&h, raw) }()
	return nil
}

// encode compresses and writes a block.
func (e *Encoder) encode(h *head, raw []byte) error {
	pack := e.packer.pack
	if e.data.Format == FormatBinary {
		pack = e.packer.packRows
	}
	frame, err := pack(h, raw)
	if err != nil {
		return e.w.fail(err)
	}
	e.w.mu.Lock()
	defer e.w.mu.Unlock()
	return e.write(h, frame)
}

// landed waits until the block before is written. Until then packer and place belong to it.
func (e *Encoder) landed() error {
	if !e.flying {
		return nil
	}
	e.flying = false
	return <-e.flight
}

// Stop waits for the block that is being written. After an error, which leaves streams unfinished, it makes
// sure that nothing of the encoder is at work any more.
func (e *Encoder) Stop() { e.landed() }

// resize sets the limits of the next block, and gives the room that it needs: with many keys there are few
// rows of each in a block, and larger ones gain a quarter (10,000 series), otherwise nothing.
func (e *Encoder) resize() (room int) {
	o := &e.w.options
	e.mostRows, e.mostBytes = o.blockRows, o.blockBytes
	rows := keyRows * e.packer.columns.keys()
	if rows <= o.blockRows {
		return 0
	}
	e.mostRows, e.mostBytes = min(rows, keyBlockRows*o.blockRows), keyBlockBytes*o.blockBytes
	return min(e.mostRows*(len(e.raw)/e.rows+1), e.mostBytes)
}

// largeRow writes a row above the block limit, a block for each slice of it. The lock is held until
// the last one is written, so that they stand together in the file and a reader of a pipe need
// not keep one half of a row while it gets other blocks.
func (e *Encoder) largeRow(row []byte) error {
	if err := e.landed(); err != nil {
		return err
	}
	if err := e.flushPack(); err != nil {
		return err
	}
	e.w.mu.Lock()
	defer e.w.mu.Unlock()
	h := head{kind: kindBlock, stream: e.stream, rows: 1, flags: flagContinues}
	for len(row) > 0 {
		n := min(len(row), e.w.options.blockBytes)
		if n == len(row) {
			h.flags &^= flagContinues
		}
		frame, err := e.packer.pack(&h, row[:n])
		if err != nil {
			e.w.err = err
			return err
		}
		if err := e.write(&h, frame); err != nil {
			return err
		}
		row = row[n:]
		h.rows = 0
		h.flags |= flagContinued
	}
	return nil
}

// write writes a block's frame; the caller holds the lock.
func (e *Encoder) write(h *head, frame []byte) error {
	if e.place.Blocks == 1<<32-1 {
		e.w.err = overLimit("blocks", 1<<32, 1<<32-1)
		return e.w.err
	}
	h.sequence = uint32(e.place.Blocks)
	offset, err := e.w.frame(h, frame)
	if err != nil {
		return err
	}
	e.place.block(offset, h)
	e.w.rows.Add(int64(h.rows))
	e.w.rawBytes.Add(int64(h.raw))
	return nil
}

// End finishes the stream. StoredBytes is not known yet if the stream waits in a pack.
func (e *Encoder) End() (StreamInfo, error) {
	if e.stream == 0 {
		return StreamInfo{}, e.w.fail(fmt.Errorf("end: no stream has been begun"))
	}
	if err := e.landed(); err != nil {
		return StreamInfo{}, err
	}
	info := StreamInfo{Stream: e.stream, Rows: e.total, RawBytes: e.bytes, Digest: e.sum.digest()}
	small := e.place.Blocks == 0 && len(e.raw) <= packStream
	if small {
		return info, e.endInPack(info)
	}
	if err := e.block(); err != nil {
		return StreamInfo{}, err
	}
	if err := e.landed(); err != nil {
		return StreamInfo{}, err
	}
	return e.endRecord(info)
}

func (e *Encoder) endInPack(info StreamInfo) error {
	if !e.pack.fits(e.rows, len(e.raw)) {
		if err := e.flushPack(); err != nil {
			return err
		}
	}
	e.pack.add(info, e.raw)
	e.stream, e.raw, e.rows = 0, e.raw[:0], 0
	e.w.mu.Lock()
	defer e.w.mu.Unlock()
	return e.w.err
}

func (e *Encoder) endRecord(info StreamInfo) (StreamInfo, error) {
	w := e.w
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err == nil && (e.place.Rows != info.Rows || e.place.RawBytes != info.RawBytes) {
		w.err = fmt.Errorf("stream %d: %d rows and %d bytes in blocks, got %d and %d: a bug",
			e.stream, e.place.Rows, e.place.RawBytes, info.Rows, info.RawBytes)
	}
	b := make([]byte, headSize+endSize)
	(&end{uint64(e.place.Blocks), uint64(info.Rows), uint64(info.RawBytes), info.Digest}).
		marshal(b[headSize:])
	h := head{kind: kindEnd, stream: e.stream, raw: endSize, stored: endSize,
		sum: checksum(b[headSize:])}
	offset, err := w.frame(&h, b)
	if err != nil {
		return StreamInfo{}, err
	}
	e.place.end(offset, info.Digest)
	w.streams.Add(1)
	e.stream = 0
	return e.place.StreamInfo, nil
}

// Flush writes the pack of small streams that waits in the encoder. Writer.Close does it too; call
// it when what comes next from other encoders must stand behind these streams in the file.
func (e *Encoder) Flush() error {
	if e.packer == nil {
		return e.w.fail(nil)
	}
	return e.flushPack()
}

func (e *Encoder) flushPack() error {
	if len(e.pack.streams) == 0 {
		e.w.mu.Lock()
		defer e.w.mu.Unlock()
		return e.w.err
	}
	raw := e.pack.marshal()
	if _, err := unmarshalPack(raw, e.pack.rows); err != nil {
		return e.w.fail(fmt.Errorf("pack decoded again before it is written: %w", err))
	}
	h := head{kind: kindPack, rows: e.pack.rows}
	frame, err := e.packer.pack(&h, raw)
	if err != nil {
		return e.w.fail(err)
	}
	w := e.w
	w.mu.Lock()
	defer w.mu.Unlock()
	offset, err := w.frame(&h, frame)
	if err != nil {
		return err
	}
	w.index.pack(offset, &h, e.pack.streams)
	for _, s := range e.pack.streams {
		w.rawBytes.Add(s.RawBytes)
	}
	w.rows.Add(int64(h.rows))
	w.streams.Add(int64(len(e.pack.streams)))
	e.pack.reset()
	return nil
}
