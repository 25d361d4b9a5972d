package pgtext

import (
	"bytes"
	"math"
	"math/big"
	mathbits "math/bits"
	"strconv"
)

// Bits of the NaN that the text NaN gives.
const (
	nan8 = 0x7ff8000000000000
	nan4 = 0x7fc00000
)

func appendFloat8(dst, v []byte, lost *int) ([]byte, error) {
	if len(v) != 8 {
		return dst, bad("float8", len(v))
	}
	bits := be64(v)
	f := math.Float64frombits(bits)
	if f != f && bits != nan8 {
		*lost++
	}
	return appendFloat(dst, f, 64), nil
}

func appendFloat4(dst, v []byte, lost *int) ([]byte, error) {
	if len(v) != 4 {
		return dst, bad("float4", len(v))
	}
	bits := be32(v)
	f := math.Float32frombits(bits)
	if f != f && bits != nan4 {
		*lost++
	}
	return appendFloat(dst, float64(f), 32), nil
}

// Exponents from which on a float is printed with one (src/common/d2s.c and f2s.c).
const (
	exponentLeast = -4
	exponent8     = 15
	exponent4     = 6
)

// appendFloat writes the shortest decimal that only this float is nearest to: what the server
// prints with extra_float_digits above 0.
func appendFloat(dst []byte, f float64, size int) []byte {
	switch {
	case f != f:
		return append(dst, "NaN"...)
	case math.IsInf(f, 1):
		return append(dst, "Infinity"...)
	case math.IsInf(f, -1):
		return append(dst, "-Infinity"...)
	case f == 0:
		if math.Signbit(f) {
			dst = append(dst, '-')
		}
		return append(dst, '0')
	}
	if f < 0 {
		dst = append(dst, '-')
		f = -f
	}
	var buf [32]byte
	short := strconv.AppendFloat(buf[:0], f, 'e', -1, size)
	if mayTouch(f, size) {
		short = strictlyInside(short, f, size)
	}
	digits, exponent := splitExponent(short)
	if mayTie(f) {
		roundToEven(digits, exponent, f, size)
	}
	limit := exponent8
	if size == 32 {
		limit = exponent4
	}
	if exponent < exponentLeast || exponent >= limit {
		return appendScientific(dst, digits, exponent)
	}
	return appendPositional(dst, digits, exponent)
}

// splitExponent takes d.ddde±dd apart: its digits without the point, and the exponent.
func splitExponent(b []byte) (digits []byte, exponent int) {
	e := len(b) - 1
	for b[e] != 'e' {
		e--
	}
	negative := b[e+1] == '-'
	for _, c := range b[e+2:] {
		exponent = 10*exponent + int(c-'0')
	}
	if negative {
		exponent = -exponent
	}
	if e > 1 {
		b[1] = b[0] // over the point
		return b[1:e], exponent
	}
	return b[:1], exponent
}

func appendScientific(dst, digits []byte, exponent int) []byte {
	dst = append(dst, digits[0])
	if len(digits) > 1 {
		dst = append(append(dst, '.'), digits[1:]...)
	}
	sign := byte('+')
	if exponent < 0 {
		sign, exponent = '-', -exponent
	}
	dst = append(dst, 'e', sign)
	if exponent < 10 {
		dst = append(dst, '0')
	}
	return strconv.AppendInt(dst, int64(exponent), 10)
}

func appendPositional(dst, digits []byte, exponent int) []byte {
	if exponent < 0 {
		dst = append(dst, "0."...)
		for range -exponent - 1 {
			dst = append(dst, '0')
		}
		return append(dst, digits...)
	}
	whole := exponent + 1
	if whole >= len(digits) {
		dst = append(dst, digits...)
		for range whole - len(digits) {
			dst = append(dst, '0')
		}
		return dst
	}
	dst = append(append(dst, digits[:whole]...), '.')
	return append(dst, digits[whole:]...)
}

// mayTie says that f might have one digit more than its shortest form, and that one a 5. For that
// the odd part of its mantissa times 5^j, j its binary digits behind the point, has at most 18
// digits, since no shortest form has more than 17.
func mayTie(f float64) bool {
	bits := math.Float64bits(f)
	mantissa := bits&(1<<52-1) | 1<<52
	zeros := mathbits.TrailingZeros64(mantissa)
	j := 1075 - int(bits>>52) - zeros
	const five = 2.32 // rounded down binary logarithm of 5
	return j > 0 && j < 26 && float64(53-zeros)+five*float64(j) < 62
}

// roundToEven rounds a tie to the even digit, as the server does and strconv does not always,
// unless that is another float: below a power of two they are closer.
func roundToEven(digits []byte, exponent int, f float64, size int) {
	var buf [32]byte
	n := len(digits)
	longer, _ := splitExponent(strconv.AppendFloat(buf[:0], f, 'e', n, 64))
	if len(longer) != n+1 || longer[n] != '5' {
		return
	}
	if exact, _ := splitExponent(strconv.AppendFloat(nil, f, 'e', 30, 64)); len(bytes.TrimRight(exact, "0")) != n+1 {
		return
	}
	if longer[n-1]%2 != 0 {
		longer[n-1]++
	}
	even := appendScientific(nil, longer[:n], exponent)
	if back, err := strconv.ParseFloat(string(even), size); err == nil && back == f && longer[n-1] <= '9' {
		copy(digits, longer[:n])
	}
}

// The server wants a decimal strictly between the middles to the neighbours (STRICTLY_SHORTEST is
// not set in src/common/ryu_common.h); strconv also takes a middle itself if rounding to even gives
// the float back, such as 1e23. Such a decimal is a middle only if it is whole, hence the float at
// least 2^53 (2^24), or has all of its digits, or the float is very small.

func mayTouch(f float64, size int) bool {
	bits := math.Float64bits(f)
	if size == 32 {
		return bits&(1<<29) == 0 && (f >= 1<<24 || f < 1e-30)
	}
	return bits&1 == 0 && (f >= 1<<53 || f < 1e-290)
}

// strictlyInside replaces a decimal that is the middle between f and a neighbour.
func strictlyInside(short []byte, f float64, size int) []byte {
	low, high := middles(f, size)
	if inside(short, low, high) {
		return short
	}
	digits, _ := splitExponent(append([]byte(nil), short...))
	for precision := len(digits); precision < 20; precision++ {
		nearest := strconv.AppendFloat(nil, f, 'e', precision-1, 64)
		if inside(nearest, low, high) {
			return trimZeros(nearest)
		}
	}
	return short
}

func inside(decimal []byte, low, high *big.Rat) bool {
	d, ok := new(big.Rat).SetString(string(decimal))
	return ok && d.Cmp(low) > 0 && d.Cmp(high) < 0
}

// middles gives what lies half way between f and the floats below and above it.
func middles(f float64, size int) (low, high *big.Rat) {
	var below, above float64
	if size == 32 {
		below = float64(math.Nextafter32(float32(f), 0))
		above = float64(math.Nextafter32(float32(f), math.MaxFloat32))
	} else {
		below, above = math.Nextafter(f, 0), math.Nextafter(f, math.MaxFloat64)
	}
	half := big.NewRat(1, 2)
	exact := new(big.Rat).SetFloat64(f)
	low = new(big.Rat).Add(exact, new(big.Rat).SetFloat64(below))
	high = new(big.Rat).Add(exact, new(big.Rat).SetFloat64(above))
	return low.Mul(low, half), high.Mul(high, half)
}

// trimZeros drops zeros at the end of the digits of d.ddde±dd.
func trimZeros(b []byte) []byte {
	digits, exponent := splitExponent(b)
	for len(digits) > 1 && digits[len(digits)-1] == '0' {
		digits = digits[:len(digits)-1]
	}
	out := append([]byte{digits[0]}, '.')
	if len(digits) == 1 {
		out = out[:1]
	}
	out = append(append(out, digits[1:]...), 'e')
	if exponent < 0 {
		return strconv.AppendInt(out, int64(exponent), 10)
	}
	return strconv.AppendInt(append(out, '+'), int64(exponent), 10)
}
