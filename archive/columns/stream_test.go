package columns

import (
	"bytes"
	"testing"
)

func FuzzStream(f *testing.F) {
	f.Add([]byte(nil))
	f.Add([]byte("a"))
	f.Add(bytes.Repeat([]byte("abc"), 100))
	f.Add(make([]byte, 70000))
	e, d := newPair(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, c := range []*compressor{e.planes, e.texts} {
			out := c.stream(nil, b)
			if len(out) > len(b)+1 && len(b) > 1 {
				t.Errorf("%d bytes become %d", len(b), len(out))
			}
			got, r := make([]byte, len(b)), &reader{b: out}
			d.stream(r, got)
			if r.err != nil || len(r.b) != 0 || !bytes.Equal(got, b) {
				t.Fatalf("%x comes back as %x (%v)", b, got, r.err)
			}
		}
	})
}

// Without compressed literals klauspost/compress leaves noise that has a skew and no matches as it is: a
// plane must shrink to about its entropy.
func TestSkewedNoiseShrinks(t *testing.T) {
	r := random(3)
	plane, entropy := make([]byte, 65536), 4.0 // bits: 16 values
	for i := range plane {
		plane[i] = byte(r.IntN(16) * 13)
	}
	e, _ := newPair(t)
	if got, want := len(e.planes.stream(nil, plane)), int(65536*entropy/8); got > want+want/50 {
		t.Errorf("%d bytes, the entropy is %d", got, want)
	}
	if got := len(e.texts.stream(nil, plane)); got < 65536 {
		t.Errorf("bytes without matches shrink to %d: the option is not needed any more", got)
	}
}
