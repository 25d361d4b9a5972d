package archive

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/zeebo/xxh3"
)

// streamCheck is what is known of a stream's rows.
type streamCheck struct {
	data   *Data // nil if the catalog is damaged
	order  blockOrder
	place  place        // as found
	row    *xxh3.Hasher // of a row that goes on
	pieces []savedBlock // of that row
	end    *end         // nil as long as none has come
	noEnd  error        // what is wrong with the end record

	mu    sync.Mutex // for what follows, which workers change
	sum   sum128     // of the rows in saved blocks
	saved []savedBlock
	err   error // the first thing that is wrong
}

// savedBlock is a block, or a pack, of which the stream's rows were decoded.
type savedBlock struct {
	offset    int64
	rows, raw int64 // of the stream
}

func (c *streamCheck) fail(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err == nil {
		c.err = err
	}
}

// job is a block of whole rows for a worker.
type job struct {
	offset  int64
	head    head
	payload []byte
	stream  *streamCheck
}

func (v *verifier) stream(id uint32) *streamCheck {
	c := v.streams[id]
	if c == nil {
		c = &streamCheck{}
		c.place.Stream = id
		if id > 0 && int(id) <= len(v.catalog.streams) {
			c.data = v.catalog.streams[id-1]
		}
		v.streams[id] = c
	}
	return c
}

// lost notes that a frame is damaged.
func (v *verifier) lost(h *head, err error) {
	switch h.kind {
	case kindBlock:
		c := v.stream(h.stream)
		c.order.next = h.sequence + 1
		c.order.open, c.row = h.flags&flagContinues != 0, nil
		c.fail(err)
	case kindEnd:
		v.stream(h.stream).noEnd = err
	case kindIndex:
		v.indexBad = true
	}
}

// frame takes a frame whose checksums are right, and says whether a worker keeps the payload.
func (v *verifier) frame(pos int64, h *head, payload []byte) (kept bool) {
	if v.strict != nil {
		if _, err := v.strict.frame(pos, h, payload); err != nil {
			v.entire = v.entire && (h.kind != kindCatalog || v.strict.copying)
			d := v.frameDamage(pos, pos+headSize+int64(h.stored), h, err)
			d.What = "order of the archive"
			v.damage(d)
		}
	}
	switch h.kind {
	case kindBlock:
		return v.block(pos, h, payload)
	case kindPack:
		v.pack(pos, h, payload)
	case kindEnd:
		c := v.stream(h.stream)
		c.end = &end{}
		c.end.unmarshal(payload)
	case kindIndex:
		v.indexFrame(pos, h, payload)
	case kindTrailer:
		v.trailer = true
	}
	return false
}

// damageOnce reports what the strict checks have not reported.
func (v *verifier) damageOnce(pos int64, h *head, err error) {
	if n := len(v.report.Damage); n > 0 && v.report.Damage[n-1].Offset == pos {
		return
	}
	v.damage(v.frameDamage(pos, pos+headSize+int64(h.stored), h, err))
}

func (v *verifier) indexFrame(pos int64, h *head, payload []byte) {
	if v.indexAt == 0 {
		v.indexAt = pos
	}
	raw, err := v.unpacker.unpack(h, payload)
	if err != nil {
		v.damageOnce(pos, h, err)
	}
	// A bound as in Reader.indexBytes.
	most := 64 * (len(v.streams) + int(v.report.Frames) + 1)
	if err != nil || h.sequence != v.section || len(v.indexRaw)+len(raw) > 2*most+limitSection {
		v.indexBad = true
		return
	}
	v.section++
	v.indexRaw = append(v.indexRaw, raw...)
}

// block checks a block's place in its stream and hands it to a worker.
func (v *verifier) block(pos int64, h *head, payload []byte) (kept bool) {
	c := v.stream(h.stream)
	if err := c.order.accept(h); err != nil {
		c.fail(at(pos, h.what(), err))
		c.order.next, c.row = h.sequence+1, nil
		c.order.open = h.flags&flagContinues != 0
	}
	v.count(c, pos, h)
	if h.flags&(flagContinued|flagContinues) != 0 {
		v.piece(pos, h, payload, c)
		return false
	}
	v.blocks <- &job{pos, *h, payload, c}
	return true
}

func (v *verifier) count(c *streamCheck, pos int64, h *head) {
	c.place.block(pos, h)
	v.report.Rows += int64(h.rows)
	v.report.RawBytes += int64(h.raw)
}

// piece takes a block that holds a piece of a row: they must be hashed in their order.
func (v *verifier) piece(pos int64, h *head, payload []byte, c *streamCheck) {
	raw, err := v.unpacker.unpack(h, payload)
	if err != nil {
		c.fail(at(pos, h.what(), err))
		v.damageOnce(pos, h, err)
		return
	}
	c.addPiece(pos, h, raw)
}

// addPiece adds a piece of a row; with the last one the row is complete.
func (c *streamCheck) addPiece(pos int64, h *head, raw []byte) {
	if h.flags&flagContinued == 0 {
		c.row, c.pieces = xxh3.New(), c.pieces[:0]
	}
	if c.row == nil {
		return // its beginning is lost, and reported
	}
	c.row.Write(raw)
	c.pieces = append(c.pieces, savedBlock{pos, int64(h.rows), int64(h.raw)})
	if h.flags&flagContinues == 0 {
		s := c.row.Sum128()
		c.mu.Lock()
		defer c.mu.Unlock()
		c.sum.add(s.Hi, s.Lo)
		c.saved = append(c.saved, c.pieces...)
		c.row = nil
	}
}

// pack checks the streams of a pack.
func (v *verifier) pack(pos int64, h *head, payload []byte) {
	raw, err := v.unpacker.unpack(h, payload)
	var streams []PackedStream
	if err == nil {
		streams, err = unmarshalPack(raw, h.rows)
	}
	if err != nil {
		v.damageOnce(pos, h, err)
		return
	}
	if err := v.packed(pos, streams); err != nil {
		v.damageOnce(pos, h, err)
	}
}

// packed checks the rows of packed streams.
func (v *verifier) packed(pos int64, streams []PackedStream) (err error) {
	for i := range streams {
		s := &streams[i]
		c := v.stream(s.Stream)
		c.end = &end{0, uint64(s.Rows), uint64(s.RawBytes), s.Digest}
		c.place.Rows += s.Rows
		c.place.RawBytes += s.RawBytes
		v.report.Rows += s.Rows
		v.report.RawBytes += s.RawBytes
		err = errors.Join(err, c.rows(pos, s.Data, s.Rows))
	}
	return err
}

// rows adds whole rows to the stream's digest.
func (c *streamCheck) rows(pos int64, raw []byte, rows int64) error {
	if c.data == nil {
		return nil
	}
	var d Digest
	n, err := d.AddRows(c.data.Format, len(c.data.Columns), raw)
	if err == nil && n != rows {
		err = invalid("%d rows instead of %d", n, rows)
	}
	if err != nil {
		c.fail(err)
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	s := d.sum()
	c.sum.add(s.hi, s.lo)
	c.saved = append(c.saved, savedBlock{pos, rows, int64(len(raw))})
	return nil
}

// work decodes blocks until there are no more.
func (v *verifier) work(u *unpacker) {
	for j := range v.blocks {
		raw, err := u.unpack(&j.head, j.payload)
		if err == nil {
			err = j.stream.rows(j.offset, raw, int64(j.head.rows))
		}
		if err != nil {
			j.stream.fail(err)
			d := v.frameDamage(j.offset, j.offset+headSize+int64(j.head.stored), &j.head, err)
			v.mu.Lock()
			v.undecoded = append(v.undecoded, d)
			v.mu.Unlock()
		}
		v.buffers <- j.payload
	}
}

// finishStreams says which streams are whole.
func (v *verifier) finishStreams() {
	for id := range v.catalog.streams {
		v.stream(uint32(id) + 1)
	}
	for _, id := range slices.Sorted(maps.Keys(v.streams)) {
		c := v.streams[id]
		slices.SortFunc(c.saved, func(a, b savedBlock) int { return cmp.Compare(a.offset, b.offset) })
		v.proveByIndex(c)
		err := c.verdict()
		if err == nil {
			if c.data != nil {
				v.report.Streams++
			}
			continue
		}
		l := LostStream{Stream: id, Rows: c.place.Rows, Expected: v.expected(c), Err: err}
		l.Relation, _ = v.catalog.relation(id)
		v.report.Lost = append(v.report.Lost, l)
	}
}

// proveByIndex takes what the end record of a stream would say from the index.
func (v *verifier) proveByIndex(c *streamCheck) {
	if id := c.place.Stream; c.end == nil && v.index != nil && int(id) <= len(v.index.streams) {
		if p := &v.index.streams[id-1]; p.Blocks > 0 {
			c.end = &end{uint64(p.Blocks), uint64(p.Rows), uint64(p.RawBytes), p.Digest}
		}
	}
}

// verdict is nil if the stream is whole.
func (c *streamCheck) verdict() error {
	err := c.err
	switch {
	case err != nil:
	case c.end == nil && c.place.Blocks == 0:
		err = invalid("nothing of it was found")
	case c.end == nil && c.noEnd != nil:
		err = c.noEnd
	case c.end == nil:
		err = invalid("its end is missing")
	case c.end.blocks != 0 || c.place.Blocks != 0:
		err = c.end.check(&c.place, c.order.open)
	}
	if err == nil && c.data != nil && c.sum.digest() != c.end.digest {
		err = invalid("its rows have another digest than those that were read")
	}
	if err != nil {
		return fmt.Errorf("stream %d: %w", c.place.Stream, err)
	}
	return nil
}
