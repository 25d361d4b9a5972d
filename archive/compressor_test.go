package archive

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// digits are what zstd finds nothing in but symbols: small numbers of four bytes behind their lengths.
func digits(n int) (b []byte) {
	r := rand.New(rand.NewPCG(3, 3))
	for range n {
		b = binary.BigEndian.AppendUint32(append(b, 0, 0, 0, 4), uint32(r.IntN(1000)))
	}
	return b
}

// sentences are what the better levels find more in.
func sentences(n int) []byte {
	r := rand.New(rand.NewPCG(4, 4))
	words := strings.Fields("the request to shard failed with status after retry timeout connection reset by peer user session opened")
	var b strings.Builder
	for range n {
		fmt.Fprintf(&b, "%s ", words[r.IntN(len(words))])
	}
	return []byte(b.String())
}

// The better of the two levels is taken, and the fastest wins once, a better one the other time.
func TestEachTextGetsItsLevel(t *testing.T) {
	for _, level := range []zstd.EncoderLevel{zstd.SpeedFastest, zstd.SpeedDefault, zstd.SpeedBetterCompression} {
		c, err := newCompressor(level)
		if err != nil {
			t.Fatal(err)
		}
		fastest, _ := newEncoders(zstd.SpeedFastest)
		for name, src := range map[string][]byte{"digits": digits(100_000), "sentences": sentences(100_000), "few": sentences(1000)} {
			prefix := []byte("prefix")
			got := c.EncodeAll(src, prefix)
			if string(got[:len(prefix)]) != "prefix" {
				t.Fatalf("%s: it begins with %q", name, got[:len(prefix)])
			}
			z, _ := zstd.NewReader(nil)
			if again, err := z.DecodeAll(got[len(prefix):], nil); err != nil || string(again) != string(src) {
				t.Fatalf("%s: %v", name, err)
			}
			size, one, other := len(got)-len(prefix), len(c.level.encode(src, nil)), len(fastest.encode(src, nil))
			if level != zstd.SpeedFastest && (name == "digits") != (other < one) {
				t.Errorf("%s, %v: %d bytes, %d with the fastest level", name, level, one, other)
			}
			if size != min(one, other) {
				t.Errorf("%s, %v: %d bytes, each level makes %d and %d", name, level, size, one, other)
			}
		}
	}
}

// There are as many encoders as calls at the same time, and they are used again.
func TestEncodersAreShared(t *testing.T) {
	e, err := newEncoders(zstd.SpeedFastest)
	if err != nil {
		t.Fatal(err)
	}
	src := sentences(1000)
	want := string(e.encode(src, nil))
	var group sync.WaitGroup
	for range 3 {
		group.Go(func() {
			for range 20 {
				if string(e.encode(src, nil)) != want {
					t.Error("another frame")
				}
			}
		})
	}
	group.Wait()
	if n := len(e.free); n < 1 || n > 3 {
		t.Errorf("%d encoders", n)
	}
}
