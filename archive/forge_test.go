package archive

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
	"strings"
	"testing"
)

func isError(err, target error) bool { return target != nil && errors.Is(err, target) }

// testFrame is a frame that a test changes.
type testFrame struct {
	offset  int
	head    head
	payload []byte
	keepSum bool // do not compute the payload's checksum
	reset   func(head []byte)
}

// splitFrames cuts an archive into its frames.
func splitFrames(t testing.TB, file []byte) (frames []*testFrame) {
	t.Helper()
	for at := headerSize; at < len(file); {
		f := &testFrame{offset: at}
		if err := f.head.unmarshal(file[at:]); err != nil {
			t.Fatal(err)
		}
		f.payload = slices.Clone(file[at+headSize:][:f.head.stored])
		frames = append(frames, f)
		at += headSize + len(f.payload)
	}
	return frames
}

// sealHeader gives a header its checksum.
func sealHeader(file []byte) { binary.LittleEndian.PutUint32(file[60:], checksum(file[:60])) }

// joinFrames makes a file of frames, with right checksums.
func joinFrames(header []byte, frames []*testFrame) []byte {
	file := slices.Clone(header)
	for _, f := range frames {
		if !f.keepSum {
			f.head.sum = checksum(f.payload)
		}
		b := make([]byte, headSize)
		f.head.marshal(b)
		if f.reset != nil {
			f.reset(b)
			binary.LittleEndian.PutUint32(b[44:], checksum(b[:44]))
		}
		file = append(append(file, b...), f.payload...)
	}
	return file
}

// forgery is a change that leaves all checksums right.
type forgery struct {
	name string
	want error
	// change gives the frames of the forged file; nil frames mean that it does not apply.
	change func([]*testFrame) []*testFrame
	// check says whether reading without decoding blocks must find it.
	check bool
}

// on changes the n-th frame of a kind.
func on(kind frameKind, n int, change func(*testFrame)) func([]*testFrame) []*testFrame {
	return func(frames []*testFrame) []*testFrame {
		for _, f := range frames {
			if f.head.kind == kind {
				if n == 0 {
					change(f)
					return frames
				}
				n--
			}
		}
		panic("no such frame")
	}
}

// renumber lets the numbers of the frames be right after some were moved.
func renumber(frames []*testFrame) []*testFrame {
	for i, f := range frames {
		f.head.number = uint32(i)
	}
	return frames
}

func find(frames []*testFrame, kind frameKind) int {
	return slices.IndexFunc(frames, func(f *testFrame) bool { return f.head.kind == kind })
}

// patch changes a payload at an offset.
func patch(at int, b ...byte) func(*testFrame) {
	return func(f *testFrame) { copy(f.payload[at:], b) }
}

// raw replaces a payload by another one, stored as it is.
func (f *testFrame) store(raw []byte) {
	f.payload, f.head.codec = raw, codecStored
	f.head.raw, f.head.stored = uint32(len(raw)), uint32(len(raw))
}

func (f *testFrame) decoded() []byte {
	u, err := newUnpacker()
	if err != nil {
		panic(err)
	}
	raw, err := u.unpack(&f.head, f.payload)
	if err != nil {
		panic(err)
	}
	return slices.Clone(raw)
}

var forgeries = []forgery{
	{"mark", ErrInvalid, on(kindBlock, 0, func(f *testFrame) { f.reset = func(b []byte) { b[0]++ } }), true},
	{"tag of another archive", ErrInvalid, on(kindBlock, 0, func(f *testFrame) { f.head.tag[3]++ }), true},
	{"kind 0", ErrInvalid, on(kindBlock, 0, func(f *testFrame) { f.head.kind = 0 }), true},
	{"kind 7", ErrInvalid, on(kindBlock, 0, func(f *testFrame) { f.head.kind = 7 }), true},
	{"reserved byte", ErrInvalid, on(kindEnd, 0, func(f *testFrame) { f.reset = func(b []byte) { b[11] = 1 } }), true},
	{"reserved word", ErrInvalid, on(kindEnd, 0, func(f *testFrame) { f.reset = func(b []byte) { b[38] = 1 } }), true},
	{"unknown flag", ErrInvalid, on(kindBlock, 0, func(f *testFrame) { f.head.flags = 8 }), true},
	{"last block", ErrInvalid, on(kindBlock, 0, func(f *testFrame) { f.head.flags = flagLast }), true},
	{"columns of a pack", ErrInvalid, on(kindPack, 0, func(f *testFrame) { f.head.codec = codecColumns }), true},
	{"columns of a piece of a row", ErrInvalid, on(kindBlock, 3, func(f *testFrame) { f.head.codec = codecColumns; f.head.raw = 4000 }), true},
	{"codec 3", ErrVersion, on(kindBlock, 0, func(f *testFrame) { f.head.codec = 3 }), true},
	{"compressed end record", ErrInvalid, on(kindEnd, 0, func(f *testFrame) { f.head.codec = codecZstd }), true},
	{"zstd that does not shrink", ErrInvalid, on(kindBlock, 0, func(f *testFrame) {
		f.head.raw = f.head.stored
		f.head.codec = codecZstd
	}), true},
	{"stored shorter than raw", ErrInvalid, on(kindBlock, 0, func(f *testFrame) { f.head.codec = codecStored; f.head.raw++ }), true},
	{"raw above the limit", ErrLimit, on(kindBlock, 0, func(f *testFrame) { f.head.raw = limitRaw + 1 }), true},
	{"rows above the limit", ErrLimit, on(kindBlock, 0, func(f *testFrame) { f.head.rows = limitRows + 1 }), true},
	{"more rows than bytes", ErrInvalid, on(kindBlock, 0, func(f *testFrame) { f.head.rows = f.head.raw + 1 }), true},
	{"block without rows", ErrInvalid, on(kindBlock, 0, func(f *testFrame) { f.head.rows = 0 }), true},
	{"a row too many in a block", ErrInvalid, on(kindBlock, 0, func(f *testFrame) { f.head.rows++ }), true},
	{"raw too long", ErrInvalid, on(kindBlock, 0, func(f *testFrame) { f.head.raw++ }), true},
	{"raw too short", ErrInvalid, on(kindBlock, 0, func(f *testFrame) { f.head.raw-- }), true},
	{"stream of a pack", ErrInvalid, on(kindPack, 0, func(f *testFrame) { f.head.stream = 1 }), true},
	{"sequence of an end record", ErrInvalid, on(kindEnd, 0, func(f *testFrame) { f.head.sequence = 1 }), true},
	{"block of stream 0", ErrInvalid, on(kindBlock, 0, func(f *testFrame) { f.head.stream = 0 }), true},
	{"block of an unknown stream", ErrInvalid, on(kindBlock, 0, func(f *testFrame) { f.head.stream = 99 }), true},
	{"block of another stream", ErrInvalid, on(kindBlock, 0, func(f *testFrame) { f.head.stream = 5 }), true},
	{"block sequence", ErrInvalid, on(kindBlock, 1, func(f *testFrame) { f.head.sequence++ }), true},
	{"frame number", ErrInvalid, on(kindBlock, 1, func(f *testFrame) { f.head.number++ }), true},
	{"row that never ends", ErrInvalid, on(kindBlock, 2, func(f *testFrame) { f.head.flags = flagContinues; f.head.rows = 1 }), true},
	{"row without beginning", ErrInvalid, on(kindBlock, 0, func(f *testFrame) { f.head.flags = flagContinued; f.head.rows = 0 }), true},
	{"blocks of the end record", ErrInvalid, on(kindEnd, 0, patch(0, 9)), true},
	{"rows of the end record", ErrInvalid, on(kindEnd, 0, patch(8, 9)), true},
	{"bytes of the end record", ErrInvalid, on(kindEnd, 0, patch(16, 9)), true},
	{"digest of the end record", ErrInvalid, on(kindEnd, 0, patch(24, 9, 9)), true},
	{"two blocks exchanged", ErrInvalid, func(f []*testFrame) []*testFrame {
		i := find(f, kindBlock)
		f[i], f[i+1] = f[i+1], f[i]
		return renumber(f)
	}, true},
	{"block before the catalog", ErrInvalid, func(f []*testFrame) []*testFrame {
		i := find(f, kindBlock)
		f[i], f[0] = f[0], f[i]
		return renumber(f)
	}, true},
	{"block behind its end record", ErrInvalid, func(f []*testFrame) []*testFrame {
		i := find(f, kindEnd)
		f[i], f[i-1] = f[i-1], f[i]
		return renumber(f)
	}, true},
	{"end record twice", ErrInvalid, func(f []*testFrame) []*testFrame {
		i := find(f, kindEnd)
		return renumber(slices.Insert(f, i, &testFrame{head: f[i].head, payload: f[i].payload}))
	}, true},
	{"pack twice", ErrInvalid, func(f []*testFrame) []*testFrame {
		i := find(f, kindPack)
		return renumber(slices.Insert(f, i, &testFrame{head: f[i].head, payload: f[i].payload}))
	}, true},
	{"no end record", ErrInvalid, func(f []*testFrame) []*testFrame {
		i := find(f, kindEnd)
		return renumber(slices.Delete(f, i, i+1))
	}, true},
	{"no pack", ErrInvalid, func(f []*testFrame) []*testFrame {
		i := find(f, kindPack)
		return renumber(slices.Delete(f, i, i+1))
	}, true},
	{"no index", ErrInvalid, func(f []*testFrame) []*testFrame {
		i := find(f, kindIndex)
		return renumber(slices.Delete(f, i, i+1))
	}, true},
	{"frame within a row", ErrInvalid, func(f []*testFrame) []*testFrame {
		i := slices.IndexFunc(f, func(f *testFrame) bool { return f.head.flags == flagContinues && f.head.kind == kindBlock })
		p := slices.IndexFunc(f, func(f *testFrame) bool { return f.head.kind == kindPack })
		pack := f[p]
		f = slices.Insert(f, i+1, pack)
		if p > i {
			p++
		}
		return renumber(slices.Delete(f, p, p+1))
	}, true},
	{"catalog without end", ErrInvalid, on(kindCatalog, 0, func(f *testFrame) { f.head.flags = 0 }), true},
	{"catalog sequence", ErrInvalid, on(kindCatalog, 0, func(f *testFrame) { f.head.sequence = 1 }), true},
	{"byte of the catalog's copy", ErrInvalid, on(kindCatalog, 1, func(f *testFrame) {
		raw := f.decoded()
		raw[20]++
		f.store(raw)
	}), true},
	{"sequence of the catalog's copy", ErrInvalid, on(kindCatalog, 1, func(f *testFrame) { f.head.sequence = 1 }), true},
	{"no copy of the catalog", ErrInvalid, func(f []*testFrame) []*testFrame {
		i := find(f, kindIndex) - 1
		return renumber(slices.Delete(f, i, i+1))
	}, true},
	{"copy of the catalog twice", ErrInvalid, func(f []*testFrame) []*testFrame {
		i := find(f, kindIndex) - 1
		return renumber(slices.Insert(f, i, &testFrame{head: f[i].head, payload: f[i].payload}))
	}, true},
	{"copy of the catalog among the blocks", ErrInvalid, func(f []*testFrame) []*testFrame {
		i := find(f, kindIndex) - 1
		c := f[i]
		return renumber(slices.Insert(slices.Delete(f, i, i+1), find(f, kindEnd), c))
	}, true},
	{"number of the first frame", ErrInvalid, on(kindCatalog, 0, func(f *testFrame) { f.head.number = 7 }), true},
	{"catalog cut in a record", ErrInvalid, on(kindCatalog, 0, func(f *testFrame) {
		raw := f.decoded()
		f.store(raw[:len(raw)-1])
	}), true},
	{"catalog with half a length", ErrInvalid, on(kindCatalog, 0, func(f *testFrame) { f.store(append(f.decoded(), 0x80)) }), true},
	{"entry without content", ErrInvalid, on(kindCatalog, 0, func(f *testFrame) { f.store(append(f.decoded(), 0)) }), true},
	{"record above the limit", ErrLimit, on(kindCatalog, 0, func(f *testFrame) {
		f.store(append(f.decoded(), binary.AppendUvarint(nil, limitRecord+1)...))
	}), true},
	{"empty pack", ErrInvalid, on(kindPack, 0, func(f *testFrame) { f.store([]byte{0}); f.head.rows = 0 }), true},
	{"pack with bytes left over", ErrInvalid, on(kindPack, 0, func(f *testFrame) { f.store(append(f.decoded(), 0)) }), true},
	{"pack with a row too many", ErrInvalid, on(kindPack, 0, func(f *testFrame) { f.head.rows++ }), true},
	{"pack with a row too few", ErrLimit, on(kindPack, 0, func(f *testFrame) { f.head.rows-- }), true},
	{"digest in a pack", ErrInvalid, on(kindPack, 0, func(f *testFrame) {
		raw := f.decoded()
		raw[8]++
		f.store(raw)
	}), true},
	{"byte of the index", ErrInvalid, on(kindIndex, 0, func(f *testFrame) {
		raw := f.decoded()
		raw[len(raw)-1]++
		f.store(raw)
	}), true},
	{"index too long", ErrInvalid, on(kindIndex, 0, func(f *testFrame) { f.store(append(f.decoded(), 0)) }), true},
	{"index without end", ErrInvalid, on(kindIndex, 0, func(f *testFrame) { f.head.flags = 0 }), true},
	{"offset of the index", ErrInvalid, on(kindTrailer, 0, patch(0, 200)), true},
	{"size of the file", ErrInvalid, on(kindTrailer, 0, patch(8, 1)), true},
	{"rows of the file", ErrInvalid, on(kindTrailer, 0, patch(16, 200)), true},
	{"bytes of the file", ErrInvalid, on(kindTrailer, 0, patch(24, 1)), true},
	{"frames of the file", ErrInvalid, on(kindTrailer, 0, patch(32, 200)), true},
	{"frames of the index", ErrInvalid, on(kindTrailer, 0, patch(36, 2)), true},
	{"entries of the file", ErrInvalid, on(kindTrailer, 0, patch(40, 99)), true},
	{"streams of the file", ErrInvalid, on(kindTrailer, 0, patch(44, 99)), true},
	{"id of the trailer", ErrInvalid, on(kindTrailer, 0, patch(60, 99)), true},
	{"reserved byte of the trailer", ErrInvalid, on(kindTrailer, 0, patch(70, 99)), true},
	{"mark of the trailer", ErrInvalid, on(kindTrailer, 0, patch(95, 99)), true},
	// Only decoding finds these.
	{"columns that are none", ErrInvalid, on(kindBlock, 0, func(f *testFrame) { f.head.codec = codecColumns }), false},
	{"zstd that is none", ErrInvalid, on(kindBlock, 0, patch(0, 0)), false},
	{"value of a row", ErrInvalid, on(kindBlock, 0, func(f *testFrame) { raw := f.decoded(); raw[9]++; f.store(raw) }), false},
	{"length in a row", ErrInvalid, on(kindBlock, 0, func(f *testFrame) { raw := f.decoded(); raw[5]++; f.store(raw) }), false},
	{"negative length in a row", ErrInvalid, on(kindBlock, 0, func(f *testFrame) { raw := f.decoded(); raw[2] = 0x80; f.store(raw) }), false},
	{"columns of a row", ErrInvalid, on(kindBlock, 0, func(f *testFrame) { raw := f.decoded(); raw[1]++; f.store(raw) }), false},
	{"value of a large row", ErrInvalid, on(kindBlock, 4, func(f *testFrame) { raw := f.decoded(); raw[99]++; f.store(raw) }), false},
}

// What has right checksums and is not what a writer makes is refused by name, in every way of
// reading that looks at it.
func TestForgeriesAreRefused(t *testing.T) {
	good := smallSample().write(t, smallBlocks)
	for _, f := range forgeries {
		t.Run(f.name, func(t *testing.T) {
			file := joinFrames(good[:headerSize], f.change(splitFrames(t, good)))
			if err := verifyErr(file); !known(err) {
				t.Errorf("verify: %v", err)
			}
			if err := verifyPipeErr(file); !known(err) {
				t.Errorf("verify pipe: %v", err)
			}
			if !f.check {
				return
			}
			if err := pipeErr(bytes.NewReader(file)); !errors.Is(err, f.want) {
				t.Errorf("pipe: %v, want %v", err, f.want)
			}
			if err := openCheck(file); !known(err) {
				t.Errorf("open and check: %v", err)
			}
		})
	}
	if err := openCheck(joinFrames(good[:headerSize], splitFrames(t, good))); err != nil {
		t.Errorf("put together unchanged: %v", err)
	}
}

// Every byte of the header has one valid value, whatever its checksum says.
func TestHeadersThatAreRefused(t *testing.T) {
	good := exampleSample().write(t, Options{})
	for at, want := range map[int]error{0: ErrNotArchive, 7: ErrNotArchive, 8: ErrVersion, 9: ErrVersion,
		10: ErrInvalid, 11: ErrInvalid, 12: ErrVersion, 15: ErrVersion, 20: ErrInvalid, 23: ErrInvalid,
		32: ErrInvalid, 48: ErrInvalid, 59: ErrInvalid} {
		file := slices.Clone(good)
		file[at] ^= 0x80
		sealHeader(file)
		if err := pipeErr(bytes.NewReader(file)); !errors.Is(err, want) {
			t.Errorf("byte %d: %v, want %v", at, err, want)
		}
	}
	for name, change := range map[string]func([]byte){
		"version 0": func(b []byte) { b[8] = 0 },
		"id 0":      func(b []byte) { clear(b[32:48]) },
	} {
		file := slices.Clone(good)
		change(file)
		sealHeader(file)
		if err := openCheck(file); !errors.Is(err, ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	file := slices.Clone(good)
	file[16] = 1 // a feature that may be ignored
	sealHeader(file)
	if err := openCheck(file); err != nil {
		t.Error(err)
	}
}

// Some forgeries would be found by the index, too; a pipe has to find them before it hands them out.
func TestPipeRefusesAtOnce(t *testing.T) {
	good := smallSample().write(t, smallBlocks)
	for text, change := range map[string]func([]*testFrame) []*testFrame{
		"a row of stream 5 goes on": forgeryNamed("frame within a row"),
		"belongs in a pack": func(f []*testFrame) []*testFrame {
			i := find(f, kindEnd)
			e := &testFrame{head: f[i].head, payload: make([]byte, endSize)}
			e.head.stream = 2 // a stream without rows
			return renumber(slices.Insert(f, find(f, kindBlock), e))
		},
	} {
		err := pipeErr(bytes.NewReader(joinFrames(good[:headerSize], change(splitFrames(t, good)))))
		if err == nil || !strings.Contains(err.Error(), text) {
			t.Errorf("%v, want %q", err, text)
		}
	}
}

func forgeryNamed(name string) func([]*testFrame) []*testFrame {
	return forgeries[slices.IndexFunc(forgeries, func(f forgery) bool { return f.name == name })].change
}

// Open refuses what can be seen without reading the blocks.
func TestOpenRefusesForgedEnds(t *testing.T) {
	good := smallSample().write(t, smallBlocks)
	for _, name := range []string{"offset of the index", "size of the file", "rows of the file",
		"bytes of the file", "frames of the file", "frames of the index", "entries of the file",
		"streams of the file", "id of the trailer", "index too long", "index without end"} {
		file := joinFrames(good[:headerSize], forgeryNamed(name)(splitFrames(t, good)))
		if _, err := Open(bytes.NewReader(file), int64(len(file))); !known(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// An index that agrees with the trailer and not with the blocks is found by whoever reads the stream.
func TestStreamIsComparedWithTheIndex(t *testing.T) {
	good := smallSample().write(t, smallBlocks)
	r, err := Open(bytes.NewReader(good), int64(len(good)))
	if err != nil {
		t.Fatal(err)
	}
	r.index.streams[0].Rows++
	if _, err := readAll(r, 1); !errors.Is(err, ErrInvalid) {
		t.Errorf("a row more in the index: %v", err)
	}
	r.index.streams[2].Rows++ // in a pack
	if _, err := r.Stream(3, NewDecoder()).Next(); !errors.Is(err, ErrInvalid) {
		t.Errorf("a row more in the index of a pack: %v", err)
	}
	r.index.streams[0].offsets[0] = r.index.streams[0].offsets[1]
	if _, err := r.Stream(1, NewDecoder()).Next(); !errors.Is(err, ErrInvalid) {
		t.Errorf("offset of another block: %v", err)
	}
}

func TestNumbersHaveOneForm(t *testing.T) {
	for _, b := range [][]byte{{}, {0x80}, {0x80, 0}, {0xff, 0x80, 0}, bytes.Repeat([]byte{0x80}, 11),
		{255, 255, 255, 255, 255, 255, 255, 255, 255, 2}} {
		u := unwire{b: b}
		if v := u.uint(); u.err == nil || v != 0 {
			t.Errorf("% x is read as %d", b, v)
		}
	}
	for _, v := range []uint64{0, 127, 128, 1<<64 - 1} {
		var w wire
		w.uint(v)
		u := unwire{b: w.b}
		if got := u.uint(); got != v || u.done() != nil {
			t.Errorf("%d comes back as %d, %v", v, got, u.err)
		}
	}
	var w wire
	w.int64(1 << 31)
	u := unwire{b: w.b}
	if u.int(); !errors.Is(u.err, ErrInvalid) {
		t.Errorf("an int of more than 32 bits: %v", u.err)
	}
}
