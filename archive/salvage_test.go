package archive

import (
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"testing"
	"time"
)

// salvage opens what may be damaged and writes what is whole.
func salvage(file []byte, partial bool) (saved []byte, losses []Loss, err error) {
	d, err := OpenDamaged(context.Background(), bytes.NewReader(file), int64(len(file)), nil)
	if err != nil {
		return nil, nil, err
	}
	var out bytes.Buffer
	_, err = d.Salvage(context.Background(), &out, partial)
	return out.Bytes(), d.Losses(partial), err
}

// faults is set by "make faults": every case instead of a sample.
var faults = os.Getenv("PROMARK_FAULTS") != ""

// every is the distance from one case to the next: 1, or n in a sample.
func every(n int) int {
	if faults {
		return 1
	}
	return n
}

// checkSalvaged compares a salvaged archive with the sample and with what is said to be lost: it is valid,
// definitions are all there, what is not said to be lost is as it was, and of the rest there is
// exactly as much as was said.
func checkSalvaged(t *testing.T, s *sample, saved []byte, losses []Loss, partial bool) {
	t.Helper()
	if err := errors.Join(openCheck(saved), verifyErr(saved), verifyPipeErr(saved)); err != nil {
		t.Fatalf("what was salvaged is not valid: %v", err)
	}
	r, err := Open(bytes.NewReader(saved), int64(len(saved)))
	if err != nil {
		t.Fatal(err)
	}
	if id := r.Manifest().ID; id == s.manifest.ID || r.Manifest().Facts[FactSalvaged] == "" {
		t.Errorf("id %x, facts %v", id, r.Manifest().Facts)
	}
	streams, err := readAll(r, len(s.rows))
	if err != nil {
		t.Fatal(err)
	}
	of := map[uint32]Loss{}
	for _, l := range losses {
		of[l.Entry] = l
	}
	for i, e := range s.entries {
		got := r.Entries()[i]
		l, lost := of[e.ID]
		if _, said := got.Facts[FactLost]; said != lost {
			t.Errorf("entry %d: lost %v, facts %v", e.ID, lost, got.Facts)
		}
		if got.Facts = withoutLost(got.Facts); !reflect.DeepEqual(got, normalEntry(e)) {
			t.Errorf("entry %+v, want %+v", got, e)
		}
		if e.Data != nil {
			s.checkRows(t, &e, streams, l, lost, partial)
		}
	}
}

func withoutLost(facts map[string]string) map[string]string {
	facts = maps.Clone(facts) // entries may share them
	delete(facts, FactLost)
	return someFacts(facts)
}

func (s *sample) checkRows(t *testing.T, e *Entry, streams [][]byte, l Loss, lost, partial bool) {
	t.Helper()
	kept, all := int64(0), int64(0)
	for _, id := range e.Data.Streams {
		got, want := streams[id-1], s.rows[id-1]
		all += int64(len(want))
		if !lost {
			if !bytes.Equal(got, slices.Concat(want...)) {
				t.Errorf("stream %d differs", id)
			}
			continue
		}
		for _, row := range want { // what is kept are rows of the stream, in their order
			if len(row) > 0 && bytes.HasPrefix(got, row) {
				got = got[len(row):]
				kept++
			}
		}
		if len(got) > 0 {
			t.Errorf("stream %d has rows that were not there", id)
		}
	}
	if lost && (kept != l.Kept || l.Expected >= 0 && l.Expected != all || !partial && kept != 0 || l.Err == nil) {
		t.Errorf("entry %d: %d of %d rows are there, said %+v", e.ID, kept, all, l)
	}
}

// Whichever bit is flipped: only rows of the frame that has it are lost; of catalog, index, trailer, header
// and end records nothing is.
func TestSalvageOfEveryFlippedByte(t *testing.T) {
	s := smallSample()
	file := s.write(t, smallBlocks)
	kindAt := make([]frameKind, len(file))
	relationAt := make([]string, len(file))
	for _, f := range splitFrames(t, file) {
		for i := f.offset; i < f.offset+headSize+len(f.payload); i++ {
			kindAt[i] = f.head.kind
			if f.head.kind == kindBlock {
				relationAt[i] = s.relationOf(f.head.stream)
			}
		}
	}
	for i := 8; i < len(file); i += every(5) { // before it, it is no archive
		partial := i%2 == 0
		damaged := bytes.Clone(file)
		damaged[i] ^= 1 << (i % 8)
		saved, losses, err := salvage(damaged, partial)
		if i < 12 || i >= headerSize-4 && i < headerSize {
			// A damaged version may be that of a newer format.
			if errors.Is(err, ErrVersion) {
				continue
			}
		}
		if err != nil {
			t.Fatalf("byte %d: %v", i, err)
		}
		checkSalvaged(t, s, saved, losses, partial)
		for _, l := range losses {
			if kindAt[i] != kindPack && relationAt[i] != l.Relation.Name {
				t.Errorf("byte %d of a %s: lost %v", i, kindAt[i], l)
			}
		}
		if relationAt[i] != "" && len(losses) != 1 {
			t.Errorf("byte %d of a block: lost %v", i, losses)
		}
		if t.Failed() {
			return
		}
	}
}

func (s *sample) relationOf(stream uint32) string {
	for _, e := range s.entries {
		if e.Data != nil && slices.Contains(e.Data.Streams, stream) {
			return e.Data.Relation.Name
		}
	}
	return ""
}

// Whatever is cut off: relations whose ends stand in front of the cut are kept.
func TestSalvageOfEveryCut(t *testing.T) {
	s := smallSample()
	file := s.write(t, smallBlocks)
	frames := splitFrames(t, file)
	boundary := map[int]bool{len(file) - 1: true}
	for _, f := range frames {
		boundary[f.offset], boundary[f.offset+headSize] = true, true
	}
	catalogEnd := frames[1].offset
	before := 0
	for n := range file {
		if !boundary[n] && n%every(7) != 0 {
			continue
		}
		partial := n%2 == 0
		saved, losses, err := salvage(file[:n], partial)
		if n < catalogEnd {
			if err == nil {
				t.Fatalf("%d bytes are salvaged", n)
			}
			continue
		}
		if err != nil {
			t.Fatalf("%d bytes: %v", n, err)
		}
		checkSalvaged(t, s, saved, losses, partial)
		if n > catalogEnd && len(losses) > before {
			t.Errorf("%d bytes: %d relations are lost, with one byte less %d", n, len(losses), before)
		}
		if before = len(losses); t.Failed() {
			return
		}
	}
	if before != 0 {
		t.Errorf("without its last byte: %d relations are lost", before)
	}
}

// Damage of several places, in catalogs of several frames: what one copy lacks the other one has.
func TestSalvageOfBothCatalogs(t *testing.T) {
	s := smallSample()
	for range 10 {
		s.entries = append(s.entries, Entry{ID: uint32(len(s.entries)) + 1, Kind: "FUNCTION",
			Statements: []Statement{{SQL: string(noise(uint64(len(s.entries)), limitSection/3))}}})
	}
	file := s.write(t, smallBlocks)
	var catalogs []*testFrame
	for _, f := range splitFrames(t, file) {
		if f.head.kind == kindCatalog {
			catalogs = append(catalogs, f)
		}
	}
	n := len(catalogs) / 2
	if n < 3 {
		t.Fatalf("%d frames", n)
	}
	flip := func(b []byte, i int) []byte {
		b = bytes.Clone(b)
		b[catalogs[i].offset+headSize+99] ^= 4
		return b
	}
	saved, losses, err := salvage(flip(flip(file, 0), n+1), false)
	if err != nil || len(losses) != 0 {
		t.Fatal(err, losses)
	}
	checkSalvaged(t, s, saved, losses, false)
	if _, _, err := salvage(flip(flip(file, 1), n+1), false); !errors.Is(err, ErrNoCatalog) || !errors.Is(err, ErrChecksum) {
		t.Errorf("the same frame of both: %v", err)
	}
}

// Many places at once, in a larger archive: holes, flipped bits, and a cut.
func TestSalvageOfMuchDamage(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	s := &sample{manifest: sampleManifest()}
	for i := range 30 {
		s.add("t", FormatBinary, 2, numbers(r.IntN(300)), numbers(i))
	}
	s.add("large", FormatBinary, 1, rowsOf{tuple(noise(1, 2000)), tuple(noise(2, 3000)), tuple([]byte("x")), tuple(noise(3, 900))})
	file := s.write(t, smallBlocks)
	lost, kept := 0, 0
	for range 600 / every(6) {
		damaged := bytes.Clone(file)
		front := headerSize + headSize + len(splitFrames(t, file)[0].payload)
		for range 1 + r.IntN(5) {
			at := front + r.IntN(len(damaged)-front)
			switch r.IntN(4) {
			case 0:
				damaged[at] ^= 1 << r.IntN(8)
			case 1:
				clear(damaged[at:min(at+512, len(damaged))])
			case 2:
				damaged = slices.Delete(damaged, at, min(at+r.IntN(200), len(damaged)))
			case 3:
				if at > len(damaged)/2 {
					damaged = damaged[:at]
				}
			}
		}
		partial := r.IntN(2) == 0
		saved, losses, err := salvage(damaged, partial)
		if err != nil {
			t.Fatal(err)
		}
		checkSalvaged(t, s, saved, losses, partial)
		lost, kept = lost+len(losses), kept+len(s.entries)-len(losses)
	}
	t.Logf("%d relations lost, %d kept", lost, kept)
	if lost == 0 || kept == 0 {
		t.Error("nothing was tried")
	}
}

// Forged archives, whose checksums are right, are no reason to panic or to write what is not valid.
func TestSalvageOfForgeries(t *testing.T) {
	good := smallSample().write(t, smallBlocks)
	for _, f := range forgeries {
		saved, _, err := salvage(joinFrames(good[:headerSize], f.change(splitFrames(t, good))), true)
		if err != nil {
			if !known(err) && !errors.Is(err, ErrNoCatalog) {
				t.Errorf("%s: %v", f.name, err)
			}
			continue
		}
		if err := errors.Join(openCheck(saved), verifyErr(saved)); err != nil {
			t.Errorf("%s: %v", f.name, err)
		}
	}
}

// A file that changes between its two readings is noticed, and nothing else is written than was verified.
func TestSalvageOfAChangingFile(t *testing.T) {
	file := smallSample().write(t, smallBlocks)
	changing := bytes.Clone(file)
	d, err := OpenDamaged(context.Background(), bytes.NewReader(changing), int64(len(file)), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range splitFrames(t, file) {
		if f.head.kind != kindBlock && f.head.kind != kindPack {
			continue
		}
		for _, at := range []int{f.offset + 20, f.offset + headSize} {
			changing[at] ^= 1
			if _, err := d.Salvage(context.Background(), io.Discard, false); !errors.Is(err, errChanged) && !errors.Is(err, ErrChecksum) {
				t.Errorf("%s: %v", f.head.what(), err)
			}
			changing[at] ^= 1
		}
	}
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if _, err := d.Salvage(ctx, io.Discard, false); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if _, err := d.Salvage(context.Background(), io.Discard, false); err != nil {
		t.Error(err)
	}
}
