package archive

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
)

// Damaged is an archive of which everything is known that can be known of it, whatever has happened to
// it: what Salvage writes is made of this.
type Damaged struct {
	Report *Report
	v      *verifier
}

// Loss is what is lost of the rows of an entry.
type Loss struct {
	Entry     uint32
	Relation  Relation
	Extension string // whose own table it is, or ""
	Kept      int64  // rows that are kept
	Expected  int64  // rows that there were, -1 if that is lost, too
	Err       error  // the first thing that is wrong
}

// OpenDamaged reads every byte of an archive, as Verify does. It needs the catalog, of one copy or put
// together of both; without it nothing says whose the rows are, and the error wraps ErrNoCatalog.
func OpenDamaged(ctx context.Context, r io.ReaderAt, size int64, progress func(done, total int64)) (*Damaged, error) {
	v, err := verified(ctx, r, size, progress)
	if err != nil {
		return nil, err
	}
	if !v.entire {
		return nil, fmt.Errorf("%w: %w", ErrNoCatalog, v.report.Err())
	}
	return &Damaged{v.report, v}, nil
}

// Losses lists the entries of which rows are lost, in their order. partial says whether the whole blocks of a
// relation are kept although others are lost; otherwise a relation that is not whole has no rows.
func (d *Damaged) Losses(partial bool) (losses []Loss) {
	for i := range d.v.catalog.entries {
		e := &d.v.catalog.entries[i]
		if e.Data == nil {
			continue
		}
		l := Loss{Entry: e.ID, Relation: e.Data.Relation, Extension: e.Extension}
		for _, id := range e.Data.Streams {
			d.add(&l, d.v.streams[id])
		}
		if l.Err == nil {
			continue
		}
		if !partial {
			l.Kept = 0
		}
		losses = append(losses, l)
	}
	return losses
}

// add adds what is known of a stream.
func (d *Damaged) add(l *Loss, c *streamCheck) {
	for _, b := range c.keep() {
		l.Kept += b.rows
	}
	if err := c.verdict(); l.Err == nil {
		l.Err = err
	}
	switch n := d.v.expected(c); {
	case n < 0 || l.Expected < 0:
		l.Expected = -1
	default:
		l.Expected += n
	}
}

// expected is how many rows a stream had, -1 if nothing tells.
func (v *verifier) expected(c *streamCheck) int64 {
	switch id := c.place.Stream; {
	case v.index != nil && int(id) <= len(v.index.streams):
		return v.index.streams[id-1].Rows
	case c.end != nil:
		return int64(min(c.end.rows, math.MaxInt64))
	}
	return -1
}

// Salvage writes a valid archive of what Losses does not list. Entries and streams keep their numbers; a
// stream that is lost is there without rows. Manifest and entries say what is lost. Blocks are copied as
// they are stored, after their checksums have been verified again.
func (d *Damaged) Salvage(ctx context.Context, w io.Writer, partial bool) (Summary, error) {
	losses := d.Losses(partial)
	m := d.manifest(losses)
	wr, err := NewWriter(w, m, d.entries(losses), Options{})
	if err != nil {
		return Summary{}, err
	}
	c := &salvager{v: d.v, e: wr.NewEncoder()}
	if c.unpacker, err = newUnpacker(); err != nil {
		return Summary{}, err
	}
	for _, s := range d.plan(losses, partial) {
		if err := ctx.Err(); err != nil {
			return Summary{}, err
		}
		if err := c.stream(s); err != nil {
			return Summary{}, fmt.Errorf("stream %d: %w", s.id, err)
		}
	}
	return wr.Close()
}

// mostLossWarnings bounds the warnings in the manifest; the entries have all of it.
const mostLossWarnings = 20

func (d *Damaged) manifest(losses []Loss) *Manifest {
	m := *d.v.catalog.manifest
	from := m.ID
	m.ID = [16]byte{}
	m.Facts = withFact(m.Facts, FactSalvaged, fmt.Sprintf("%x", from))
	m.Warnings = slices.Clone(m.Warnings)
	if from == [16]byte{} {
		m.Warnings = append(m.Warnings, "salvaged from an archive whose header was damaged: the time of the snapshot is lost")
	}
	for i, l := range losses {
		if i == mostLossWarnings {
			m.Warnings = append(m.Warnings, fmt.Sprintf("salvaged: rows of %d more relations are lost", len(losses)-i))
			break
		}
		m.Warnings = append(m.Warnings, "salvaged: "+l.String())
	}
	return &m
}

// String says what is lost in a sentence.
func (l Loss) String() string {
	name := l.Relation.Name
	if l.Relation.Schema != "" {
		name = l.Relation.Schema + "." + name
	}
	return name + ": " + l.rows()
}

func (l Loss) rows() string {
	of := "an unknown number of"
	if l.Expected >= 0 {
		of = strconv.FormatInt(l.Expected, 10)
	}
	if l.Kept == 0 {
		return "all of " + of + " rows are lost"
	}
	return fmt.Sprintf("%d of %s rows are kept", l.Kept, of)
}

func (d *Damaged) entries(losses []Loss) []Entry {
	entries := slices.Clone(d.v.catalog.entries)
	for _, l := range losses {
		e := &entries[l.Entry-1]
		e.Facts = withFact(e.Facts, FactLost, l.rows())
	}
	return entries
}

// withFact gives a copy of facts with one more.
func withFact(facts map[string]string, name, value string) map[string]string {
	more := map[string]string{name: value}
	for k, v := range facts {
		if k != name {
			more[k] = v
		}
	}
	return more
}

// savedStream is a stream to be written.
type savedStream struct {
	id     uint32
	at     int64 // orders the streams
	blocks []savedBlock
	pack   int64 // the offset of the pack that the rows are in, or 0
	digest Digest
}

// plan gives the streams in the order in which they stood in the file, since rows that others refer to
// come first. Those without rows stand in front if they are of an extension, which are restored
// first, and else at the end.
func (d *Damaged) plan(losses []Loss, partial bool) []savedStream {
	lost := map[uint32]bool{}
	for _, l := range losses {
		lost[l.Entry] = true
	}
	var plan []savedStream
	for i := range d.v.catalog.entries {
		e := &d.v.catalog.entries[i]
		if e.Data == nil {
			continue
		}
		for _, id := range e.Data.Streams {
			s := savedStream{id: id, at: math.MaxInt64}
			if e.Extension != "" {
				s.at = 0
			}
			if partial || !lost[e.ID] {
				s.take(d.v.streams[id])
			}
			plan = append(plan, s)
		}
	}
	slices.SortStableFunc(plan, func(a, b savedStream) int { return cmp.Compare(a.at, b.at) })
	return plan
}

// keep gives the blocks of a stream that can be kept. A pack has all of a stream, or is not what it says.
func (c *streamCheck) keep() []savedBlock {
	if c.place.Blocks == 0 && c.verdict() != nil {
		return nil
	}
	return c.saved
}

// take takes what was saved of a stream.
func (s *savedStream) take(c *streamCheck) {
	saved := c.keep()
	if len(saved) == 0 {
		return
	}
	s.blocks, s.digest, s.at = saved, c.sum.digest(), saved[0].offset
	if c.place.Blocks == 0 {
		s.pack = s.at
	}
}

// salvager copies streams into a new archive.
type salvager struct {
	v        *verifier
	e        *Encoder
	unpacker *unpacker
	buf      []byte
	at       int64                   // of the pack of the last stream, or 0
	streams  map[uint32]PackedStream // of that pack
}

// errChanged says that a file is not any more what it was when it was verified.
var errChanged = errors.New("the archive changes while it is read")

func (s *salvager) stream(saved savedStream) (err error) {
	if s.at != saved.pack { // streams of different packs stay apart
		s.at, s.streams = saved.pack, nil
		if err := s.e.Flush(); err != nil {
			return err
		}
	}
	if err := s.e.Begin(saved.id); err != nil {
		return err
	}
	if saved.pack != 0 {
		err = s.packed(saved)
	} else {
		err = s.blocks(saved)
	}
	if err != nil {
		return err
	}
	info, err := s.e.End()
	if err == nil && info.Digest != saved.digest {
		err = errChanged
	}
	return err
}

func (s *salvager) blocks(saved savedStream) error {
	for _, b := range saved.blocks {
		h, payload, err := s.frame(b.offset)
		if err != nil {
			return err
		}
		if err := s.e.copyBlock(h, payload); err != nil {
			return err
		}
	}
	s.e.sum = saved.digest.sum()
	return nil
}

// frame reads a frame that was whole when the archive was verified.
func (s *salvager) frame(offset int64) (head, []byte, error) {
	h, ok, err := s.v.scan.head(offset)
	if err == nil && !ok {
		err = errChanged
	}
	if err != nil {
		return h, nil, err
	}
	payload, err := s.v.scan.payload(offset, &h, s.buf)
	s.buf = payload
	return h, payload, at(offset, h.what(), err)
}

// packed writes the rows of a stream out of a pack.
func (s *salvager) packed(saved savedStream) error {
	if s.streams == nil {
		if err := s.load(saved.pack); err != nil {
			return err
		}
	}
	d := s.e.data
	for data := s.streams[saved.id].Data; len(data) > 0; {
		n, err := rowLength(d.Format, len(d.Columns), data)
		if err != nil {
			return err
		}
		if err := s.e.Row(data[:n]); err != nil {
			return err
		}
		data = data[n:]
	}
	return nil
}

// load decodes the pack at an offset.
func (s *salvager) load(offset int64) error {
	h, payload, err := s.frame(offset)
	if err != nil {
		return err
	}
	raw, err := s.unpacker.unpack(&h, payload)
	if err != nil {
		return at(offset, h.what(), err)
	}
	streams, err := unmarshalPack(slices.Clone(raw), h.rows)
	if err != nil {
		return at(offset, h.what(), err)
	}
	s.streams = make(map[uint32]PackedStream, len(streams))
	for _, p := range streams {
		s.streams[p.Stream] = p
	}
	return nil
}

// copyBlock writes a block of another archive as the next one of the stream that has been begun.
func (e *Encoder) copyBlock(h head, payload []byte) error {
	if err := e.flushPack(); err != nil { // it holds earlier streams
		return err
	}
	e.total += int64(h.rows)
	e.bytes += int64(h.raw)
	h.stream = e.stream
	frame := append(room[:len(room):len(room)], payload...)
	e.w.mu.Lock()
	defer e.w.mu.Unlock()
	return e.write(&h, frame)
}
