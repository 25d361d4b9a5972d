package columns

import (
	"encoding/binary"
	"math/bits"
)

// Bitmaps have a bit for each row or value, lowest first, and zero bits behind the last.

func bitmapSize(n int) int { return (n + 7) / 8 }

func countBits(b []byte) (n int) {
	for ; len(b) >= 8; b = b[8:] {
		n += bits.OnesCount64(binary.LittleEndian.Uint64(b))
	}
	for _, x := range b {
		n += bits.OnesCount8(x)
	}
	return n
}

func bit(b []byte, i int) bool { return b[i>>3]>>(i&7)&1 != 0 }

// bits reads a bitmap of n bits.
func (d *Decoder) bits(r *reader, dst []byte, n int) {
	d.stream(r, dst)
	if last := n & 7; r.err == nil && last != 0 && dst[len(dst)-1]>>last != 0 {
		r.fail("bits behind the end of a bitmap")
	}
}

// maskZeros moves the residuals that are not zero to the front and marks where they were. Columns where
// most values repeat shrink by 11 % more, and zstd need not look for matches in zeros, where it is
// slowest (measured).
func maskZeros(mask []byte, v []uint64) []uint64 {
	clear(mask)
	n := 0
	for i, x := range v {
		set := byte(0)
		if x != 0 {
			set = 1
		}
		mask[i>>3] |= set << (i & 7)
		v[n] = x
		n += int(set)
	}
	return v[:n]
}

// unmaskZeros moves the first n numbers of v to where the mask has bits.
func unmaskZeros(v []uint64, mask []byte, n int) {
	for i := len(v) - 1; i >= 0; i-- {
		if !bit(mask, i) {
			v[i] = 0
			continue
		}
		n--
		v[i] = v[n]
	}
}
