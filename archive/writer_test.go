package archive

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
)

// Rows and streams of sizes around every limit come back as they were.
func TestSizesAroundTheLimits(t *testing.T) {
	const block = 256
	for _, size := range []int{1, block - 7, block - 6, block - 5, 2*block - 6, 2*block - 5, 5*block + 1} {
		for _, before := range []int{0, 1, 9, 10, 11} {
			s := &sample{manifest: sampleManifest()}
			rows := rowsOf{}
			for range before {
				rows = append(rows, tuple([]byte("abc")))
			}
			rows = append(rows, tuple(noise(uint64(size), size)), tuple(nil))
			s.add("t", FormatBinary, 1, rows, rowsOf{tuple(noise(2, size))})
			s.check(t, s.write(t, smallBlocks))
		}
	}
	for _, size := range []int{packStream - 6, packStream - 5, blockBytes - 6, blockBytes - 5, 2*blockBytes + 1} {
		s := &sample{manifest: sampleManifest()}
		s.add("t", FormatBinary, 1, rowsOf{tuple(nil), tuple(noise(1, size)), tuple(nil)})
		s.check(t, s.write(t, Options{}))
	}
}

func TestRowsAroundTheBlockLimit(t *testing.T) {
	for _, n := range []int{blockRows - 1, blockRows, blockRows + 1, 2*blockRows + 1} {
		s := &sample{manifest: sampleManifest()}
		rows := make(rowsOf, n)
		for i := range rows {
			rows[i] = []byte("x\n")
		}
		s.add("t", FormatText, 1, rows)
		file := s.write(t, Options{})
		s.check(t, file)
		for _, f := range splitFrames(t, file) {
			if f.head.rows > blockRows {
				t.Errorf("%d rows in a block", f.head.rows)
			}
		}
	}
}

// The blocks of a row above the limit stand together although other encoders write, so that a
// reader of a pipe can pass the row on while it comes.
func TestConcurrentEncoders(t *testing.T) {
	s := &sample{manifest: sampleManifest()}
	const streams = 40
	for i := range streams {
		rows := numbers(i * 3)
		if i%4 == 0 {
			rows = append(rows, tuple(noise(uint64(i), 3000), nil), tuple(nil, noise(uint64(i), 2000)))
		}
		s.add(fmt.Sprintf("t%d", i), FormatBinary, 2, rows)
	}
	var file bytes.Buffer
	w, err := NewWriter(&file, s.manifest, s.entries, smallBlocks)
	if err != nil {
		t.Fatal(err)
	}
	var wait sync.WaitGroup
	for k := range 4 {
		e := w.NewEncoder()
		wait.Go(func() {
			for i := k; i < streams; i += 4 {
				if err := writeStream(e, uint32(i)+1, s.rows[i]); err != nil {
					t.Error(err)
				}
				w.Progress()
			}
		})
	}
	wait.Wait()
	sum, err := w.Close()
	if err != nil {
		t.Fatal(err)
	}
	if p := w.Progress(); p != (Progress{sum.Bytes, sum.RawBytes, sum.Rows, streams}) {
		t.Errorf("progress %+v, summary %+v", p, sum)
	}
	s.check(t, file.Bytes()) // a pipe refuses blocks of a row that do not stand together
	readConcurrently(t, s, file.Bytes())
}

func readConcurrently(t *testing.T, s *sample, file []byte) {
	r, err := Open(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			got, err := readAll(r, len(s.rows))
			if err != nil {
				t.Error(err)
				return
			}
			for i, want := range s.joined() {
				if !bytes.Equal(got[i], want) {
					t.Errorf("stream %d differs", i+1)
				}
			}
		})
	}
	wait.Wait()
}

// Streams of one encoder stand in the file in the order in which they were begun: rows that others
// refer to come first.
func TestOrderOfOneEncoder(t *testing.T) {
	s := &sample{manifest: sampleManifest()}
	for i := range 12 {
		s.add("t", FormatBinary, 2, numbers([]int{2, 2000, 0}[i%3]))
	}
	p, err := NewPipe(bytes.NewReader(s.write(t, Options{})))
	if err != nil {
		t.Fatal(err)
	}
	var order []uint32
	d := NewDecoder()
	for {
		f, err := p.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if f.Kind == FrameEnd {
			order = append(order, f.Stream)
		}
		if f.Kind == FramePack {
			streams, err := d.Pack(f)
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range streams {
				order = append(order, s.Stream)
			}
		}
		f.Release()
	}
	if !slices.IsSorted(order) || len(order) != 12 {
		t.Errorf("order %v", order)
	}
}

// failingWriter fails at the n-th write.
type failingWriter struct{ n int }

var errDisk = errors.New("disk full")

func (f *failingWriter) Write(b []byte) (int, error) {
	if f.n--; f.n < 0 {
		return 0, errDisk
	}
	return len(b), nil
}

// The first error stays, and no archive can be closed behind it.
func TestWriteErrorsStay(t *testing.T) {
	s := smallSample()
	for n := 0; ; n++ {
		fw := &failingWriter{n}
		w, err := NewWriter(fw, s.manifest, s.entries, smallBlocks)
		if err != nil {
			if !errors.Is(err, errDisk) {
				t.Fatal(err)
			}
			continue
		}
		e := w.NewEncoder()
		for i, rows := range s.rows {
			err = errors.Join(err, writeStream(e, uint32(i)+1, rows))
		}
		if fw.n >= 0 && err != nil {
			t.Fatal(err)
		}
		fw.n += 1000 // from now on the disk would take it
		if _, cerr := w.Close(); err != nil && !errors.Is(cerr, errDisk) {
			t.Fatalf("write %d: closed with %v after %v", n, cerr, err)
		} else if err == nil {
			if n < 10 {
				t.Errorf("all in %d writes", n)
			}
			return
		}
	}
}

func TestMisuseOfEncoders(t *testing.T) {
	row := tuple(number(1), number(2))
	for name, use := range map[string]func(*Encoder) error{
		"row without stream":   func(e *Encoder) error { return e.Row(row) },
		"end without stream":   func(e *Encoder) error { _, err := e.End(); return err },
		"unknown stream":       func(e *Encoder) error { return e.Begin(99) },
		"stream 0":             func(e *Encoder) error { return e.Begin(0) },
		"stream within stream": func(e *Encoder) error { return errors.Join(e.Begin(1), e.Begin(2)) },
		"stream twice": func(e *Encoder) error {
			return errors.Join(writeStream(e, 1, nil), e.Begin(1))
		},
		"two rows in one":   func(e *Encoder) error { e.Begin(1); return e.Row(slices.Concat(row, row)) },
		"half a row":        func(e *Encoder) error { e.Begin(1); return e.Row(row[:20]) },
		"empty row":         func(e *Encoder) error { e.Begin(1); return e.Row(nil) },
		"trailer of a COPY": func(e *Encoder) error { e.Begin(1); return e.Row([]byte{255, 255}) },
		"one column less":   func(e *Encoder) error { e.Begin(1); return e.Row(tuple(number(1))) },
		"line without end":  func(e *Encoder) error { e.Begin(4); return e.Row([]byte("x")) },
		"two lines":         func(e *Encoder) error { e.Begin(4); return e.Row([]byte("x\ny\n")) },
		"empty line":        func(e *Encoder) error { e.Begin(4); return e.Row([]byte{}) },
		"aborted":           func(e *Encoder) error { e.w.Abort(); return e.Begin(1) },
	} {
		s := smallSample()
		w, err := NewWriter(io.Discard, s.manifest, s.entries, Options{})
		if err != nil {
			t.Fatal(err)
		}
		e := w.NewEncoder()
		if err := use(e); err == nil {
			t.Errorf("%s: accepted", name)
		}
		if _, err := w.Close(); err == nil {
			t.Errorf("%s: closed", name)
		}
		if err := e.Flush(); err == nil {
			t.Errorf("%s: flushed", name)
		}
	}
}

func TestCloseTwice(t *testing.T) {
	s := exampleSample()
	var file bytes.Buffer
	w, err := NewWriter(&file, s.manifest, s.entries, Options{})
	if err != nil {
		t.Fatal(err)
	}
	e := w.NewEncoder()
	if err := writeStream(e, 1, s.rows[0]); err != nil {
		t.Fatal(err)
	}
	first, err := w.Close()
	if err != nil {
		t.Fatal(err)
	}
	w.Abort()
	second, err := w.Close()
	if err != nil || first != second || first.Bytes != int64(file.Len()) {
		t.Errorf("%+v, %+v, %v", first, second, err)
	}
	if err := e.Begin(1); err == nil {
		t.Error("a stream begins behind the trailer")
	}
}

// What a reader would refuse is not written.
func TestEntriesThatAreRefused(t *testing.T) {
	for name, change := range map[string]func(e []Entry){
		"id":                 func(e []Entry) { e[1].ID = 7 },
		"needs itself":       func(e []Entry) { e[1].Needs = []uint32{2} },
		"needs 0":            func(e []Entry) { e[1].Needs = []uint32{0} },
		"needs a later one":  func(e []Entry) { e[0].Needs = []uint32{2} },
		"locks what is not":  func(e []Entry) { e[1].Locks = []uint32{7} },
		"section":            func(e []Entry) { e[1].Section = 3 },
		"pass":               func(e []Entry) { e[1].Pass = 3 },
		"part":               func(e []Entry) { e[0].Statements = []Statement{{Part: PartAccessMethod + 1}} },
		"format":             func(e []Entry) { e[2].Data.Format = 2 },
		"form":               func(e []Entry) { e[2].Data.Columns[0].Form = 2 },
		"streams with a gap": func(e []Entry) { e[2].Data.Streams = []uint32{1, 3} },
		"streams from 0":     func(e []Entry) { e[2].Data.Streams = []uint32{0, 1} },
		"too many streams":   func(e []Entry) { e[2].Data.Streams = manyStreams(streamsPerEntry + 1) },
	} {
		s := smallSample()
		s.entries = s.entries[:3]
		change(s.entries)
		var file bytes.Buffer
		if _, err := NewWriter(&file, s.manifest, s.entries, Options{}); err == nil || !known(err) {
			t.Errorf("%s: %v", name, err)
		}
		if file.Len() != 0 {
			t.Errorf("%s: %d bytes were written first", name, file.Len())
		}
	}
}

func manyStreams(n uint32) (s []uint32) {
	for i := range n {
		s = append(s, i+1)
	}
	return s
}

func TestNeedsAreSorted(t *testing.T) {
	s := smallSample()
	s.entries[4].Needs = []uint32{3, 1, 3, 2}
	s.check(t, s.write(t, smallBlocks))
	if !slices.Equal(s.entries[4].Needs, []uint32{3, 1, 3, 2}) {
		t.Error("the caller's slice was changed")
	}
}

// Records and indexes longer than a frame.
func TestLargeCatalogAndIndex(t *testing.T) {
	s := &sample{manifest: sampleManifest()}
	s.entries = append(s.entries, Entry{ID: 1, Kind: "FUNCTION",
		Statements: []Statement{{SQL: string(noise(5, 9<<20))}}})
	for range 4 {
		id := uint32(len(s.entries)) + 1
		d := &Data{}
		for range streamsPerEntry {
			d.Streams = append(d.Streams, uint32(len(s.rows))+1)
			s.rows = append(s.rows, rowsOf{tuple()})
		}
		s.entries = append(s.entries, Entry{ID: id, Data: d})
	}
	file := s.write(t, Options{})
	frames := splitFrames(t, file)
	if frames[2].head.kind != kindCatalog || frames[len(frames)-3].head.kind != kindIndex {
		t.Error("catalog or index is shorter than the test means them to be")
	}
	s.check(t, file)
}

// Memory does not grow with the length of a row.
func TestMemoryOfLargeRows(t *testing.T) {
	row := tuple(noise(1, 100<<20))
	s := &sample{manifest: sampleManifest()}
	s.add("t", FormatBinary, 1, rowsOf{row})
	var file bytes.Buffer
	file.Grow(len(row) + 1<<20)
	before := allocated()
	w, err := NewWriter(&file, s.manifest, s.entries, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := writeStream(w.NewEncoder(), 1, s.rows[0]); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Close(); err != nil {
		t.Fatal(err)
	}
	written := allocated()
	if used := written - before; used > 48<<20 {
		t.Errorf("%d MiB allocated to write a row of 100 MiB", used>>20)
	}
	if err := decodeAll(file.Bytes()); err != nil {
		t.Fatal(err)
	}
	if used := allocated() - written; used > 48<<20 {
		t.Errorf("%d MiB allocated to read a row of 100 MiB", used>>20)
	}
}

func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

// decodeAll decodes every frame of a pipe and keeps nothing.
func decodeAll(file []byte) error {
	p, err := NewPipe(bytes.NewReader(file))
	if err != nil {
		return err
	}
	d := NewDecoder()
	for {
		f, err := p.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if f.Kind == FrameBlock {
			if _, err := d.Block(f); err != nil {
				return err
			}
		}
		f.Release()
	}
}

// A head that claims 16 MiB costs no memory before the bytes come.
func TestLengthsAreNotBelieved(t *testing.T) {
	file := smallSample().write(t, smallBlocks)
	frames := splitFrames(t, file)
	i := find(frames, kindBlock)
	h := &frames[i].head
	h.codec, h.raw, h.stored = codecStored, limitRaw, limitRaw
	cut := joinFrames(file[:headerSize], frames[:i+1])
	before := allocated()
	if err := pipeErr(bytes.NewReader(cut)); !errors.Is(err, ErrTruncated) {
		t.Error(err)
	}
	if used := allocated() - before; used > 3<<20 {
		t.Errorf("%d bytes allocated on the word of a length", used)
	}
}

func TestDigest(t *testing.T) {
	rows := numbers(100)
	var a, b, c, doubled Digest
	for _, r := range rows {
		a.AddRow(r)
		doubled.AddRow(r)
		doubled.AddRow(r)
	}
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	n, err := b.AddRows(FormatBinary, 2, slices.Concat(rows[:50]...))
	if err != nil || n != 50 {
		t.Fatal(n, err)
	}
	if _, err := c.AddRows(FormatBinary, 2, slices.Concat(rows[50:]...)); err != nil {
		t.Fatal(err)
	}
	b.Add(c)
	if a != b {
		t.Errorf("%s in another order is %s", a, b)
	}
	if doubled == (Digest{}) || doubled == a {
		t.Error("doubled rows cancel")
	}
	// xxh3-128 of nothing, 99aa06d3014798d86001c324468d497f, as the algorithm's authors give it.
	var empty Digest
	empty.AddRow(nil)
	if got := empty.String(); got != "7f498d4624c30160d8984701d306aa99" {
		t.Errorf("digest of an empty row is %s", got)
	}
	if _, err := a.AddRows(FormatBinary, 2, []byte{0, 2, 0}); !errors.Is(err, ErrInvalid) {
		t.Error(err)
	}
}

// What Verify says of one damaged block: the place, the relation, and that all else is whole.
func TestReportNamesWhatIsLost(t *testing.T) {
	s := smallSample()
	file := s.write(t, smallBlocks)
	frames := splitFrames(t, file)
	f := frames[find(frames, kindBlock)+1]
	file[f.offset+headSize+3] ^= 4
	r, err := verify(file)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Damage) != 1 || len(r.Lost) != 1 || r.OK() || r.Streams != len(s.rows)-1 {
		t.Fatalf("%+v", r)
	}
	d, l := r.Damage[0], r.Lost[0]
	if d.Offset != int64(f.offset) || d.Length != int64(headSize+len(f.payload)) ||
		!slices.Equal(d.Relations, []Relation{{"public", "a"}}) || !errors.Is(d.Err, ErrChecksum) {
		t.Errorf("damage %+v", d)
	}
	if l.Stream != 1 || l.Relation.Name != "a" || l.Rows != 16 || l.Expected != 25 {
		t.Errorf("lost %+v", l)
	}
	if msg := r.Err().Error(); !strings.Contains(msg, "block 1 of stream 1 at offset") ||
		!strings.Contains(msg, "public.a") {
		t.Error(msg)
	}
}

func TestProgressOfReaders(t *testing.T) {
	file := smallSample().write(t, smallBlocks)
	for name, read := range map[string]func(func(done, total int64)) error{
		"verify": func(p func(done, total int64)) error {
			_, err := Verify(context.Background(), bytes.NewReader(file), int64(len(file)), p)
			return err
		},
		"check": func(p func(done, total int64)) error {
			r, err := Open(bytes.NewReader(file), int64(len(file)))
			if err != nil {
				return err
			}
			return r.Check(context.Background(), p)
		}} {
		last := int64(0)
		err := read(func(done, total int64) {
			if done <= last || total != int64(len(file)) {
				t.Errorf("%s: %d of %d after %d", name, done, total, last)
			}
			last = done
		})
		if err != nil || last != int64(len(file)) {
			t.Errorf("%s: ended at %d of %d, %v", name, last, len(file), err)
		}
	}
}

func TestCancel(t *testing.T) {
	file := smallSample().write(t, smallBlocks)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Verify(ctx, bytes.NewReader(file), int64(len(file)), nil); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	r, err := Open(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Check(ctx, nil); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if _, err := r.Stream(99, NewDecoder()).Next(); err == nil {
		t.Error("stream 99")
	}
}

// What was decoded stays when its frame is released and the pipe goes on.
func TestDecodedOutlivesItsFrame(t *testing.T) {
	s := &sample{manifest: sampleManifest()}
	for i := range 20 { // stored as they are, and packs in between
		s.add("t", FormatBinary, 1, rowsOf{tuple(noise(uint64(i), 250))}, rowsOf{tuple(noise(uint64(i+50), 20))})
	}
	p, err := NewPipe(bytes.NewReader(s.write(t, Options{blockBytes: 200, blockRows: 10})))
	if err != nil {
		t.Fatal(err)
	}
	d := NewDecoder()
	for {
		f, err := p.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		var data, before []byte
		switch f.Kind {
		case FrameBlock:
			b, err := d.Block(f)
			if err != nil {
				t.Fatal(err)
			}
			data = b.Data
		case FramePack:
			streams, err := d.Pack(f)
			if err != nil {
				t.Fatal(err)
			}
			data = streams[0].Data
		}
		before = bytes.Clone(data)
		clear(f.payload[:cap(f.payload)]) // as the next frame in this memory would
		f.Release()
		if !bytes.Equal(data, before) {
			t.Fatal("decoded bytes changed with the frame's memory")
		}
	}
}
