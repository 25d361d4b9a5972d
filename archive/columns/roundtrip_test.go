package columns

import (
	"bytes"
	"testing"

	"github.com/klauspost/compress/zstd"
)

func newPair(t testing.TB) (*Encoder, *Decoder) {
	t.Helper()
	return newPairOf(t, zstd.SpeedDefault)
}

// textsOf makes an encoder for texts and whole rows.
func textsOf(t testing.TB, level zstd.EncoderLevel) *zstd.Encoder {
	t.Helper()
	z, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderCRC(false), zstd.WithEncoderLevel(level))
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func newPairOf(t testing.TB, texts zstd.EncoderLevel) (*Encoder, *Decoder) {
	t.Helper()
	e, err := NewEncoder(zstd.SpeedFastest, textsOf(t, texts))
	if err != nil {
		t.Fatal(err)
	}
	e.Reset()
	d, err := NewDecoder()
	if err != nil {
		t.Fatal(err)
	}
	return e, d
}

// same encodes and decodes a block and gives the size of its payload.
func same(t testing.TB, e *Encoder, d *Decoder, rows []byte, n int) int {
	t.Helper()
	payload, _, ok := e.Encode(nil, rows, n)
	if !ok {
		t.Fatalf("%d rows of %d bytes are not encoded", n, len(rows))
	}
	got, err := d.Decode(nil, payload, n, len(rows))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, rows) {
		t.Fatalf("%d rows of %d bytes come back otherwise", n, len(rows))
	}
	checkMatches(t, d, payload, rows, n)
	return len(payload)
}

// checkMatches changes one byte after the other of a few.
func checkMatches(t testing.TB, d *Decoder, payload, rows []byte, n int) {
	t.Helper()
	if ok, err := d.Matches(payload, rows, n); !ok || err != nil {
		t.Fatalf("%d rows of %d bytes do not match: %v", n, len(rows), err)
	}
	for _, at := range []int{0, len(rows) / 2, len(rows) - 1} {
		rows[at]++
		if ok, _ := d.Matches(payload, rows, n); ok {
			t.Fatalf("byte %d of %d changed, it matches", at, len(rows))
		}
		rows[at]--
	}
}

func TestDataSetsComeBack(t *testing.T) {
	forms := map[form]bool{}
	for _, s := range dataSets(0.1) {
		t.Run(s.name, func(t *testing.T) {
			e, d := newPair(t)
			all, stored := s.make(), 0
			for _, b := range all.blocksOf(65536, 4<<20) {
				stored += same(t, e, d, b.rows, b.n)
			}
			for _, k := range e.codecs {
				forms[k.form] = true
			}
			t.Logf("%d rows, %d bytes, %.2f a row, key %d, %v", all.n, len(all.rows), float64(stored)/float64(all.n), e.keyColumn, e.codecs)
		})
	}
	if len(forms) != int(formUnknown) {
		t.Errorf("only forms %v were used", forms)
	}
}

// Columns are smaller than whole rows through zstd, whatever the rows are.
func TestColumnsAreSmallerThanRows(t *testing.T) {
	for _, s := range dataSets(0.1) {
		e, _ := newPair(t)
		stored, blocks := 0, s.make().blocksOf(65536, 4<<20)
		for _, b := range blocks {
			payload, _, _ := e.Encode(nil, b.rows, b.n)
			stored += len(payload)
		}
		if plain := plainSize(t, blocks, zstd.SpeedDefault); stored > plain+plain/100 {
			t.Errorf("%s: %d bytes, whole rows %d", s.name, stored, plain)
		}
	}
}

// Once an encoder and a decoder have seen a stream, the next one costs no allocation, whatever is in it.
func TestScratchIsReused(t *testing.T) {
	for _, s := range dataSets(0.02) {
		e, d := newPair(t)
		b := s.make()
		payload, out := make([]byte, 0, 2*len(b.rows)), make([]byte, 0, len(b.rows))
		once := func() {
			e.Reset()
			payload, _, _ = e.Encode(payload[:0], b.rows, b.n)
			if _, err := d.Decode(out, payload, b.n, len(b.rows)); err != nil {
				t.Fatal(err)
			}
		}
		once()
		if n := testing.AllocsPerRun(3, once); n > 2 {
			t.Errorf("%s: %v allocations", s.name, n)
		}
	}
}
