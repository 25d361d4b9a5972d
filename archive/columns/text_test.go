package columns

import (
	"testing"
)

// spansOf cuts bytes into values of lengths that a fuzzer gives.
func spansOf(b, lengths []byte) (cells []uint64) {
	p := 0
	for _, l := range lengths {
		n := min(int(l), len(b)-p)
		cells = append(cells, makeSpan(p, n))
		p += n
	}
	return cells
}

func FuzzBytes(f *testing.F) {
	f.Add([]byte("hello world"), []byte{5, 0, 1, 5})
	f.Add([]byte(""), []byte{0})
	e, d := newPair(f)
	f.Fuzz(func(t *testing.T, b, lengths []byte) {
		cells := spansOf(b, lengths)
		if len(cells) == 0 {
			return
		}
		r := &reader{b: e.bytesOf(nil, b, cells)}
		d.left = len(b)
		got := make([]uint64, len(cells))
		data := d.spans(r, got)
		checkSpans(t, r, cells, b, got, data)
	})
}

func FuzzStrips(f *testing.F) {
	f.Add([]byte("abcdabceabcf"), 4)
	e, d := newPair(f)
	f.Fuzz(func(t *testing.T, b []byte, length int) {
		length = 1 + int(uint(length)%stripsMost)
		var cells []uint64
		for p := 0; p+length <= len(b); p += length {
			cells = append(cells, makeSpan(p, length))
		}
		if len(cells) == 0 {
			return
		}
		r := &reader{b: e.strips(nil, b, cells)}
		d.left = len(b)
		got := make([]uint64, len(cells))
		data := d.strips(r, got)
		checkSpans(t, r, cells, b, got, data)
	})
}

func checkSpans(t *testing.T, r *reader, cells []uint64, b []byte, got []uint64, data []byte) {
	t.Helper()
	if r.err != nil || len(r.b) != 0 {
		t.Fatalf("%v, %d left", r.err, len(r.b))
	}
	for i := range cells {
		if want := span(b, cells[i]); string(span(data, got[i])) != string(want) {
			t.Fatalf("value %d is %q, want %q", i, span(data, got[i]), want)
		}
	}
}
