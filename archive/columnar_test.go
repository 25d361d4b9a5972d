package archive

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func double(v float64) []byte { return binary.BigEndian.AppendUint64(nil, math.Float64bits(v)) }

// arrivals are rows of metrics in the order in which they arrive: time, value, series.
func arrivals(series, n int) (rows rowsOf) {
	r := rand.New(rand.NewPCG(1, uint64(series)))
	values := make([]float64, series)
	for i := range n {
		s := i % series
		values[s] += float64(r.IntN(1000)) / 100
		v := double(math.Round(values[s]*100) / 100)
		if r.IntN(500) == 0 {
			v = number(0x7ff0000000000002) // a stale marker
		}
		rows = append(rows, tuple(number(700000000000000+15000000*(i/series)+1000*r.IntN(5)), v, number(s+1000)))
	}
	return rows
}

// documents are rows of a number, texts of few values, a document before and after a change, a hash, and
// NULLs.
func documents(n int) (rows rowsOf) {
	r := rand.New(rand.NewPCG(2, 2))
	for i := range n {
		before := fmt.Appendf(nil, "{\"id\": %d, \"name\": \"%x\"}", i, r.Uint64())
		after := slices.Clone(before)
		after[r.IntN(len(after))] = 'X'
		var sometimes []byte
		if r.IntN(3) == 0 {
			sometimes = []byte{0, byte(r.IntN(100))}
		}
		rows = append(rows, tuple(number(i), []byte{"abc"[r.IntN(3)]}, fmt.Appendf(nil, "host-%d", r.IntN(20)), before, after,
			noise(uint64(i), 16), sometimes, nil))
	}
	return rows
}

// columnsSample has blocks of columns beside others.
func columnsSample() *sample {
	s := &sample{manifest: sampleManifest()}
	s.add("metrics", FormatBinary, 3, arrivals(100, 3000))
	s.add("documents", FormatBinary, 8, documents(400))
	lines := rowsOf{}
	for i := range 3000 {
		lines = append(lines, fmt.Appendf(nil, "%d\t%d\n", i, i*i))
	}
	s.add("text", FormatText, 2, lines)
	s.add("few", FormatBinary, 3, arrivals(5, 20))
	return s
}

// Binary rows become columns, lines of text do not; both come back.
func TestBlocksOfColumns(t *testing.T) {
	s := columnsSample()
	file := s.write(t, Options{})
	s.check(t, file)
	r, err := Open(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []uint8{1 << codecColumns, 1 << codecColumns, 1 << codecZstd, 1 << codecZstd} {
		if info, _ := r.Info(uint32(i) + 1); info.Codecs != want {
			t.Errorf("stream %d has codecs %#x, want %#x", i+1, info.Codecs, want)
		}
	}
	for _, level := range []int{LevelNone, LevelFastest, 6, LevelBest} {
		s.check(t, s.write(t, Options{Level: level}))
	}
}

// What no writer makes is refused although its checksums are right.
func TestForgedColumnsAreRefused(t *testing.T) {
	good := columnsSample().write(t, Options{})
	of := func(stream uint32, change func(*testFrame)) []byte {
		frames := splitFrames(t, good)
		for _, f := range frames {
			if f.head.stream == stream && f.head.kind == kindBlock {
				change(f)
			}
		}
		return joinFrames(good[:headerSize], frames)
	}
	text := of(3, func(f *testFrame) { f.head.codec = codecColumns })
	if err := pipeErr(bytes.NewReader(text)); !errors.Is(err, ErrInvalid) {
		t.Errorf("columns of text, pipe: %v", err)
	}
	if err := openCheck(text); !errors.Is(err, ErrInvalid) {
		t.Errorf("columns of text, check: %v", err)
	}
	n := len(splitFrames(t, good)[find(splitFrames(t, good), kindBlock)].payload)
	harmless := 0 // some bits of a zstd frame mean nothing
	for at := 0; at < n; at += 23 {
		file := of(1, func(f *testFrame) { f.payload[at] ^= 0x24 })
		for how, err := range map[string]error{"verify": verifyErr(file), "verify pipe": verifyPipeErr(file)} {
			if err == nil {
				harmless++
				columnsSample().check(t, file)
			} else if !known(err) {
				t.Errorf("byte %d of a payload changed, %s: %v", at, how, err)
			}
		}
	}
	if harmless > n/100 {
		t.Errorf("%d changes were not found", harmless)
	}
}

// No block is larger than plain zstd makes it, whatever its rows are and however few.
func TestColumnsAreNeverLarger(t *testing.T) {
	twins := func(n int) (rows rowsOf) {
		for i := range n {
			x := fmt.Appendf(nil, "%x", noise(uint64(i), 20))
			rows = append(rows, tuple(x, x, number(i)))
		}
		return rows
	}
	random := func(n int) (rows rowsOf) {
		for i := range n {
			rows = append(rows, tuple(noise(uint64(i), 100)))
		}
		return rows
	}
	mixed := func(n int) rowsOf { return arrivals(max(n/3, 1), n) }
	wide := func(n int) (rows rowsOf) {
		for i := range n {
			rows = append(rows, tuple(noise(uint64(i/2), 4000)))
		}
		return rows
	}
	for name, make := range map[string]func(int) rowsOf{"documents": documents, "twins": twins, "random": random,
		"mixed": mixed, "wide": wide} {
		for _, n := range []int{1, 2, 3, 10, 30, 100, 300, 1000, 1100} {
			raw := slices.Concat(make(n)...)
			ours, plain := packed(t, raw, n, (*packer).packRows), packed(t, raw, n, (*packer).pack)
			if ours > plain+plain/100 || len(raw) <= bothBelow && ours > plain {
				t.Errorf("%s: %d rows of %d bytes become %d, plain %d", name, n, len(raw), ours, plain)
			}
		}
	}
}

// A few rows are worth columns if they are long: arrays here, as compressed rows of TimescaleDB are.
func TestFewLongRowsBecomeColumns(t *testing.T) {
	var raw []byte
	const n, elements = 5, 1000
	for all := digits(n * elements); len(all) > 0; all = all[8*elements:] {
		head := []byte{0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 23, 0, 0, 3, 0xe8, 0, 0, 0, 1}
		raw = append(raw, tuple(append(head, all[:8*elements]...))...)
	}
	ours, plain := packed(t, raw, n, (*packer).packRows), packed(t, raw, n, (*packer).pack)
	if ours > plain*9/10 {
		t.Errorf("%d bytes become %d, plain %d", len(raw), ours, plain)
	}
}

// The same number twice in a row is what columns do not see: large blocks of such rows are encoded both ways.
func TestPlainWinsWhereColumnsAreCopies(t *testing.T) {
	var raw []byte
	const n = 5000
	for i := range n {
		x := noise(uint64(i), 8)
		raw = append(raw, tuple(x, x, x)...)
	}
	ours, plain := packed(t, raw, n, (*packer).packRows), packed(t, raw, n, (*packer).pack)
	if ours != plain || len(raw) <= bothBelow {
		t.Errorf("%d bytes become %d, plain %d", len(raw), ours, plain)
	}
}

func packed(t *testing.T, raw []byte, n int, pack func(*packer, *head, []byte) ([]byte, error)) int {
	t.Helper()
	level := speedsOf(LevelDefault)
	z, err := newCompressor(level.rows)
	if err != nil {
		t.Fatal(err)
	}
	p, err := newPacker(level, z, true)
	if err != nil {
		t.Fatal(err)
	}
	out, err := pack(p, &head{kind: kindBlock, stream: 1, rows: uint32(n)}, raw)
	if err != nil {
		t.Fatal(err)
	}
	return len(out)
}

// Blocks of a table with many keys grow, up to what a reader takes, and those of others do not.
func TestBlocksGrowWithTheirKeys(t *testing.T) {
	small := Options{blockRows: 2000, blockBytes: 120_000}
	for series, want := range map[int]int{20: 2000, 100: 3200, 400: 8000} {
		s := &sample{manifest: sampleManifest()}
		s.add("metrics", FormatBinary, 3, arrivals(series, 30000))
		file := s.write(t, small)
		s.check(t, file)
		most := 0
		for _, f := range splitFrames(t, file) {
			if f.head.kind == kindBlock {
				most = max(most, int(f.head.rows))
			}
		}
		if most != want {
			t.Errorf("%d series: blocks of %d rows, want %d", series, most, want)
		}
	}
}
