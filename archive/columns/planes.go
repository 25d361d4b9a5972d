package columns

import (
	"encoding/binary"
	"math/bits"
)

// Byte planes: the numbers of a column, little-endian, one byte of all of them after the other. The
// bytes of one plane are alike, which zstd's entropy stage and its matches feed on: residuals of
// counters take 1.28 bytes in planes, 1.61 as varints, 1.89 as whole numbers (measured).

// planeCount is how many planes hold numbers whose bits are all in or.
func planeCount(or uint64) int { return max(1, (bits.Len64(or)+7)/8) }

// splitPlanes cuts numbers into their lowest planes, which lie in dst one after the other.
func splitPlanes(dst []byte, v []uint64, planes int) {
	n := len(v)
	dst = dst[:planes*n]
	switch planes {
	case 1:
		for i, x := range v {
			dst[i] = byte(x)
		}
	case 2:
		low, high := dst[:n], dst[n:]
		high = high[:len(low)]
		for i, x := range v[:len(low)] {
			low[i], high[i] = byte(x), byte(x>>8)
		}
	case 3, 4:
		splitFour(dst, v, planes)
	default:
		splitEight(dst, v, planes)
	}
}

func splitFour(dst []byte, v []uint64, planes int) {
	n, i := len(v), 0
	for ; i+8 <= n; i += 8 {
		x := (*[8]uint64)(v[i:])
		a := x[0]&0xffffffff | x[4]<<32
		b := x[1]&0xffffffff | x[5]<<32
		c := x[2]&0xffffffff | x[6]<<32
		d := x[3]&0xffffffff | x[7]<<32
		a, b, c, d = transposeFour(a, b, c, d)
		binary.LittleEndian.PutUint64(dst[i:], a)
		binary.LittleEndian.PutUint64(dst[n+i:], b)
		binary.LittleEndian.PutUint64(dst[2*n+i:], c)
		if planes == 4 {
			binary.LittleEndian.PutUint64(dst[3*n+i:], d)
		}
	}
	splitRest(dst, v, planes, i)
}

func splitEight(dst []byte, v []uint64, planes int) {
	n, i := len(v), 0
	var y [8]uint64
	for ; i+8 <= n; i += 8 {
		transposeEight(&y, (*[8]uint64)(v[i:]))
		for p := range planes {
			binary.LittleEndian.PutUint64(dst[p*n+i:], y[p&7])
		}
	}
	splitRest(dst, v, planes, i)
}

// splitRest cuts the numbers from i on.
func splitRest(dst []byte, v []uint64, planes, i int) {
	n := len(v)
	for ; i < n; i++ {
		for p := range planes {
			dst[p*n+i] = byte(v[i] >> (8 * p))
		}
	}
}

// joinPlanes makes numbers of their lowest planes again.
func joinPlanes(v []uint64, src []byte, planes int) {
	n := len(v)
	src = src[:planes*n]
	switch planes {
	case 1:
		for i, x := range src[:len(v)] {
			v[i] = uint64(x)
		}
	case 2:
		low, high := src[:n], src[n:]
		high, v = high[:len(low)], v[:len(low)]
		for i := range low {
			v[i] = uint64(low[i]) | uint64(high[i])<<8
		}
	case 3, 4:
		joinFour(v, src, planes)
	default:
		joinEight(v, src, planes)
	}
}

func joinFour(v []uint64, src []byte, planes int) {
	n, i := len(v), 0
	for ; i+8 <= n; i += 8 {
		a := binary.LittleEndian.Uint64(src[i:])
		b := binary.LittleEndian.Uint64(src[n+i:])
		c := binary.LittleEndian.Uint64(src[2*n+i:])
		d := uint64(0)
		if planes == 4 {
			d = binary.LittleEndian.Uint64(src[3*n+i:])
		}
		a, b, c, d = transposeFour(a, b, c, d)
		x := (*[8]uint64)(v[i:])
		x[0], x[1], x[2], x[3] = a&0xffffffff, b&0xffffffff, c&0xffffffff, d&0xffffffff
		x[4], x[5], x[6], x[7] = a>>32, b>>32, c>>32, d>>32
	}
	joinRest(v, src, planes, i)
}

func joinEight(v []uint64, src []byte, planes int) {
	n, i := len(v), 0
	var x [8]uint64
	for ; i+8 <= n; i += 8 {
		for p := range planes {
			x[p&7] = binary.LittleEndian.Uint64(src[p*n+i:])
		}
		transposeEight((*[8]uint64)(v[i:]), &x)
	}
	joinRest(v, src, planes, i)
}

func joinRest(v []uint64, src []byte, planes, i int) {
	n := len(v)
	for ; i < n; i++ {
		v[i] = 0
		for p := range planes {
			v[i] |= uint64(src[p*n+i]) << (8 * p)
		}
	}
}

// Masks of the rounds: the part of each number that stays in place.
const (
	keep32 = 0x00000000ffffffff
	keep16 = 0x0000ffff0000ffff
	keep8  = 0x00ff00ff00ff00ff
)

// transposeFour mirrors two 4 by 4 squares of bytes, one in the low and one in the high halves. It is
// its own inverse.
func transposeFour(a, b, c, d uint64) (uint64, uint64, uint64, uint64) {
	a, c = a&keep16|c&keep16<<16, a>>16&keep16|c&^keep16
	b, d = b&keep16|d&keep16<<16, b>>16&keep16|d&^keep16
	a, b = a&keep8|b&keep8<<8, a>>8&keep8|b&^keep8
	c, d = c&keep8|d&keep8<<8, c>>8&keep8|d&^keep8
	return a, b, c, d
}

// transposeEight mirrors an 8 by 8 square of bytes in three rounds, as one does with bits (Hacker's
// Delight, 7-3). It is its own inverse.
func transposeEight(y, x *[8]uint64) {
	var t [8]uint64
	for i := range 4 {
		a, b := x[i], x[i+4]
		t[i], t[i+4] = a&keep32|b<<32, a>>32|b&^keep32
	}
	t[0], t[1], t[2], t[3] = transposeFour(t[0], t[1], t[2], t[3])
	t[4], t[5], t[6], t[7] = transposeFour(t[4], t[5], t[6], t[7])
	*y = t
}
