package columns

import (
	"bytes"
	"math"

	"github.com/klauspost/compress/zstd"
)

// A stream is a run of bytes whose length both sides know: one repeated byte, the bytes as they are, or
// a zstd frame.

// How the bytes of a stream are stored.
const (
	streamRepeated byte = iota
	streamStored
	streamZstd
)

// storeBelow: a zstd call costs 2.4 µs for 32 bytes and gains nothing (measured).
const storeBelow = 64

// compressor is a zstd encoder with its scratch.
type compressor struct {
	zstd Zstd
	out  []byte
	// rough says that streams are not to be made, only to be estimated: their bytes are added up.
	rough     bool
	estimated float64
}

// newPlaneCompressor makes one for planes, which want their literals compressed whether or not there are
// matches: noise with a skew is most of them, and without this the fast levels store it as it is. A plane
// is seldom longer than the window.
func newPlaneCompressor(level zstd.EncoderLevel) (*compressor, error) {
	z, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderCRC(false),
		zstd.WithEncoderLevel(level), zstd.WithAllLitEntropyCompression(true),
		zstd.WithWindowSize(1<<18), zstd.WithLowerEncoderMem(true))
	return &compressor{zstd: z}, err
}

// stream appends b, which may be empty: then nothing is appended.
func (c *compressor) stream(dst, b []byte) []byte {
	switch {
	case len(b) == 0:
		return dst
	case c.rough:
		c.estimated += entropyBytes(b)
		return dst
	case repeated(b):
		return append(dst, streamRepeated, b[0])
	case len(b) >= storeBelow:
		c.out = c.zstd.EncodeAll(b, c.out[:0])
		if len(c.out) < len(b) {
			dst = appendUint(append(dst, streamZstd), uint64(len(c.out)))
			return append(dst, c.out...)
		}
	}
	return append(append(dst, streamStored), b...)
}

// entropyBytes is what an entropy coder makes of b, which sees no repetition.
func entropyBytes(b []byte) float64 {
	var counts [256]int
	for _, x := range b {
		counts[x]++
	}
	bits := 0.0
	for _, n := range counts {
		if n > 0 {
			bits -= float64(n) * log2(n)
		}
	}
	return (bits + float64(len(b))*log2(len(b))) / 8
}

// logarithms of small numbers to base 2.
var logarithms = func() (l [sampleMost + 1]float64) {
	for i := 1; i < len(l); i++ {
		l[i] = math.Log2(float64(i))
	}
	return l
}()

func log2(n int) float64 {
	if n < len(logarithms) {
		return logarithms[n]
	}
	return math.Log2(float64(n))
}

// repeated says whether all bytes are the same.
func repeated(b []byte) bool {
	n := len(b) - 1
	return b[0] == b[n/2] && b[0] == b[n] && bytes.Equal(b[1:], b[:n])
}

// stream reads len(dst) bytes into dst.
func (d *Decoder) stream(r *reader, dst []byte) {
	if len(dst) == 0 {
		return
	}
	switch how := r.byte(); how {
	case streamRepeated:
		fill(dst, r.byte())
	case streamStored:
		copy(dst, r.bytes(len(dst)))
	case streamZstd:
		stored := r.bytes(r.upTo("stored bytes", len(dst)-1))
		if r.err != nil {
			return
		}
		out, err := d.zstd.DecodeAll(stored, dst[:0:len(dst)])
		if err != nil || len(out) != len(dst) {
			r.fail("zstd: %d of %d bytes (%v)", len(out), len(dst), err)
		}
	default:
		r.fail("unknown form of a stream %d", how)
	}
}

func fill(dst []byte, b byte) {
	dst[0] = b
	for n := 1; n < len(dst); n *= 2 {
		copy(dst[n:], dst[:n])
	}
}
