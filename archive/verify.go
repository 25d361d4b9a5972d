package archive

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"sync"
)

// Report is what Verify found.
type Report struct {
	// Manifest is that of the archive, with ID and Created alone if the catalog and its copy are
	// damaged, nil if the header is too.
	Manifest *Manifest
	Bytes    int64 // of the file
	Frames   int64 // read, damaged ones included
	Streams  int   // proved whole: rows and digest are those of the end record
	Rows     int64 // decoded
	RawBytes int64 // of COPY data decoded
	// Damage lists the damaged places in the order of the file, at most 1,000; More counts the rest.
	Damage []Damage
	More   int64
	// Lost lists the streams that are not whole.
	Lost []LostStream
}

// Damage is one damaged place.
type Damage struct {
	Offset, Length int64
	What           string // for example "block 3 of stream 7"
	Err            error  // wraps ErrChecksum, ErrTruncated, ErrInvalid, ...
	// Streams and Relations are those that have something at this place, as far as that is known.
	Streams   []uint32
	Relations []Relation
}

func (d Damage) Error() string {
	s := fmt.Sprintf("%s at offset %d, %d bytes: %v", d.What, d.Offset, d.Length, d.Err)
	for _, r := range d.Relations {
		s += fmt.Sprintf("; relation %s.%s", r.Schema, r.Name)
	}
	return s
}

func (d Damage) Unwrap() error { return d.Err }

// LostStream is a stream that is not whole.
type LostStream struct {
	Stream   uint32
	Relation Relation // empty if the catalog is damaged
	Rows     int64    // that could be decoded
	Expected int64    // rows as the index or the end record says, -1 if both are damaged too
	Err      error    // the first thing that is wrong with it
}

// OK says whether everything is whole.
func (r *Report) OK() bool { return len(r.Damage) == 0 && len(r.Lost) == 0 }

// Err is nil if everything is whole, otherwise an error with the first damage.
func (r *Report) Err() error {
	switch {
	case len(r.Damage) > 0:
		return fmt.Errorf("verify archive: %d damaged places, the first: %w",
			int64(len(r.Damage))+r.More, r.Damage[0])
	case len(r.Lost) > 0:
		return fmt.Errorf("verify archive: %d streams are not whole, the first: %w", len(r.Lost), r.Lost[0].Err)
	}
	return nil
}

// mostDamage bounds the list of a file that is damaged everywhere.
const mostDamage = 1000

// Verify reads every byte of an archive of that size, verifies every checksum, decodes every block,
// and compares rows and digests with end records and index. It goes on past damage: a damaged
// payload costs one frame; after a damaged head it looks for the next one. Header, catalog, index
// and trailer may be damaged or missing. What is wrong stands in the report; the error is about
// reading, the context, or a file that is no archive of a version that this program reads.
// Blocks are decoded on all processors. progress (may be nil) is called in this goroutine.
func Verify(ctx context.Context, r io.ReaderAt, size int64, progress func(done, total int64)) (*Report, error) {
	v, err := verified(ctx, r, size, progress)
	if err != nil {
		return nil, err
	}
	return v.report, nil
}

// verified gives the verifier once it has seen everything.
func verified(ctx context.Context, r io.ReaderAt, size int64, progress func(done, total int64)) (*verifier, error) {
	v := &verifier{scan: scanner{r: r, size: size}, report: &Report{Bytes: size},
		streams: map[uint32]*streamCheck{}, progress: progress}
	if err := v.start(); err != nil {
		return nil, err
	}
	if err := v.run(ctx); err != nil {
		return nil, err
	}
	v.finish()
	return v, nil
}

// Verify is the function Verify for the reader's file.
func (r *Reader) Verify(ctx context.Context, progress func(done, total int64)) (*Report, error) {
	return Verify(ctx, r.r, r.size, progress)
}

// verifier is a Verify at work. Only the fields of streamCheck that say so are touched by workers.
type verifier struct {
	scan     scanner
	report   *Report
	progress func(done, total int64)
	header   *header
	strict   *tracker // until the first damage
	catalog  *catalogReader
	entire   bool // the catalog is whole, if need be put together of its two copies
	unpacker *unpacker
	streams  map[uint32]*streamCheck
	number   uint32    // of the next frame
	section  uint32    // of the next index frame
	indexRaw []byte    // as far as it is whole
	indexBad bool      // an index frame is missing or damaged
	indexAt  int64     // 0: none seen
	index    *index    // if whole
	trailer  bool      // seen
	blocks   chan *job // for workers
	buffers  chan []byte

	mu        sync.Mutex
	undecoded []Damage // what workers found
}

// start reads the header. A damaged one is reported if a frame follows it.
func (v *verifier) start() (err error) {
	if v.unpacker, err = newUnpacker(); err != nil {
		return err
	}
	if err := v.startHeader(); err != nil {
		return err
	}
	if v.entire, err = v.scan.frontWhole(); err != nil {
		return err
	}
	if v.entire && v.strict != nil {
		v.catalog = &v.strict.catalogReader // which the walk will fill
		return nil
	}
	v.catalog, v.entire, err = v.scan.catalog(v.header)
	return err
}

func (v *verifier) startHeader() error {
	f := newFramesAt(v.scan.r, 0, min(v.scan.size, headerSize))
	h, err := f.header()
	if err == nil {
		v.scan.tag, v.scan.tagKnown = h.tag(), true
		v.header = h
		v.report.Manifest = &Manifest{ID: h.id, Created: h.time()}
		v.strict, err = newTracker(h)
		return err
	}
	if errors.Is(err, ErrVersion) || v.scan.size < headerSize+headSize {
		return err
	}
	if _, ok, e := v.scan.head(headerSize); e != nil || !ok {
		return errors.Join(err, e)
	}
	v.header = &header{}
	v.damage(Damage{Offset: 0, Length: headerSize, What: "header", Err: errors.Unwrap(err)})
	return nil
}

// run walks through the frames and lets workers decode the blocks.
func (v *verifier) run(ctx context.Context) error {
	workers := runtime.GOMAXPROCS(0)
	v.blocks = make(chan *job)
	v.buffers = make(chan []byte, 2*workers)
	for range cap(v.buffers) {
		v.buffers <- nil
	}
	var wait sync.WaitGroup
	defer wait.Wait()
	defer close(v.blocks)
	for range workers {
		u, err := newUnpacker()
		if err != nil {
			return err
		}
		wait.Go(func() { v.work(u) })
	}
	return v.walk(ctx)
}

func (v *verifier) walk(ctx context.Context) error {
	told := int64(0)
	for pos := int64(headerSize); pos < v.scan.size; {
		if err := ctx.Err(); err != nil {
			return err
		}
		next, err := v.step(pos)
		if err != nil {
			return err
		}
		pos = next
		if v.progress != nil && (pos-told >= progressStep || pos >= v.scan.size) {
			told = pos
			v.progress(pos, v.scan.size)
		}
	}
	return nil
}

// step takes what is at pos and says where to go on.
func (v *verifier) step(pos int64) (next int64, err error) {
	if v.trailer {
		v.damage(Damage{Offset: pos, Length: v.scan.size - pos, What: "end",
			Err: invalid("bytes follow the trailer")})
		return v.scan.size, nil
	}
	h, ok, err := v.scan.head(pos)
	if err != nil {
		return 0, err
	}
	if !ok || h.number < v.number {
		return v.skip(pos, pos+1, "bytes that are no frame", v.headError(pos, ok))
	}
	v.report.Frames++
	payload, err := v.scan.payload(pos, &h, <-v.buffers)
	if err != nil && !errors.Is(err, ErrTruncated) && !errors.Is(err, ErrChecksum) {
		return 0, at(pos, h.what(), err)
	}
	v.missing(pos, &h)
	v.number = h.number + 1
	end := pos + headSize + int64(h.stored)
	if err != nil || !v.frame(pos, &h, payload) {
		v.buffers <- payload
	}
	if err == nil {
		return end, nil
	}
	return v.badPayload(pos, end, &h, err)
}

// headError says what is wrong with the head at pos.
func (v *verifier) headError(pos int64, ok bool) error {
	if ok {
		return invalid("a frame that came before, or one of a damaged number")
	}
	if v.scan.size-pos < headSize {
		return ErrTruncated
	}
	return ErrChecksum
}

// skip looks for the next frame from from on and reports what lies before it as damaged.
func (v *verifier) skip(pos, from int64, what string, why error) (int64, error) {
	next, err := v.scan.find(from, v.number)
	if err != nil {
		return 0, err
	}
	if next == v.scan.size && errors.Is(why, ErrChecksum) {
		why = fmt.Errorf("%w, and no frame follows", why)
	}
	v.damage(Damage{Offset: pos, Length: next - pos, What: what, Err: why})
	return next, nil
}

// badPayload notes a damaged frame. If no frame follows where its length says, the file has lost or
// won bytes, and the next frame is looked for.
func (v *verifier) badPayload(pos, end int64, h *head, why error) (int64, error) {
	v.lost(h, at(pos, h.what(), why))
	if h.kind == kindTrailer {
		v.trailer = true // damaged, but not missing
	}
	if end < v.scan.size {
		if _, ok, err := v.scan.head(end); err != nil {
			return 0, err
		} else if !ok {
			return v.skipFrame(pos, h, why)
		}
	}
	v.damage(v.frameDamage(pos, min(end, v.scan.size), h, why))
	return min(end, v.scan.size), nil
}

func (v *verifier) skipFrame(pos int64, h *head, why error) (int64, error) {
	next, err := v.scan.find(pos+headSize, v.number)
	if err == nil {
		v.damage(v.frameDamage(pos, next, h, why))
	}
	return next, err
}

func (v *verifier) frameDamage(pos, end int64, h *head, why error) Damage {
	d := Damage{Offset: pos, Length: end - pos, What: h.what(), Err: why}
	if h.stream != 0 {
		d.Streams = []uint32{h.stream}
	}
	return d
}

// damage notes a damaged place; the strict checks end here.
func (v *verifier) damage(d Damage) {
	v.strict = nil
	if len(v.report.Damage) == mostDamage {
		v.report.More++
		return
	}
	v.report.Damage = append(v.report.Damage, d)
}

// missing reports that frames were cut out, unless damage right before explains it.
func (v *verifier) missing(pos int64, h *head) {
	if h.number == v.number {
		return
	}
	if n := len(v.report.Damage); n > 0 {
		if d := &v.report.Damage[n-1]; d.Offset+d.Length == pos {
			return
		}
	}
	v.damage(Damage{Offset: pos, What: "gap", Err: invalid("%d frames are missing in front of frame %d",
		h.number-v.number, h.number)})
}

// finish draws the conclusions once everything has been read.
func (v *verifier) finish() {
	r := v.report
	for _, d := range v.undecoded {
		v.damage(d)
	}
	if !v.trailer {
		n := len(r.Damage)
		if n == 0 || !errors.Is(r.Damage[n-1].Err, ErrTruncated) {
			v.damage(Damage{Offset: r.Bytes, What: "trailer", Err: ErrTruncated})
		}
	}
	if v.catalog.manifest != nil {
		r.Manifest = v.catalog.manifest
	}
	if v.index == nil && v.indexAt != 0 && !v.indexBad {
		v.index, _ = unmarshalIndex(v.indexRaw, v.indexAt)
	}
	v.finishStreams()
	slices.SortStableFunc(r.Damage, func(a, b Damage) int { return cmp.Compare(a.Offset, b.Offset) })
	for i := range r.Damage {
		v.attribute(&r.Damage[i])
	}
}

// attribute names streams and relations of a damaged place.
func (v *verifier) attribute(d *Damage) {
	if v.index != nil && d.Streams == nil {
		d.Streams = v.index.within(d.Offset, d.Offset+d.Length)
	}
	for _, s := range d.Streams {
		if rel, ok := v.catalog.relation(s); ok && !slices.Contains(d.Relations, rel) {
			d.Relations = append(d.Relations, rel)
		}
	}
}

// within lists the streams that have a frame that begins in a part of the file.
func (x *index) within(from, to int64) (streams []uint32) {
	in := func(o int64) bool { return o >= from && o < to }
	for i := range x.streams {
		s := &x.streams[i]
		if s.Blocks == 0 && s.pack < len(x.packs) && in(x.packs[s.pack].offset) ||
			slices.ContainsFunc(s.offsets, in) {
			streams = append(streams, uint32(i)+1)
		}
	}
	return streams
}
