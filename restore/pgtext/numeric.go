package pgtext

import "strconv"

// Signs of a numeric as numeric_send writes them (src/backend/utils/adt/numeric.c).
const (
	numericPositive  = 0x0000
	numericNegative  = 0x4000
	numericNaN       = 0xC000
	numericInfinity  = 0xD000 // since 14
	numericMInfinity = 0xF000
)

// appendNumeric writes digits of base 10000: the first has the weight 10000^weight, and of what
// follows the point exactly as many decimal digits are shown as the display scale says.
func appendNumeric(dst, v []byte, _ *int) ([]byte, error) {
	if len(v) < 8 || len(v) != 8+2*int(be16(v)) {
		return dst, bad("numeric", len(v))
	}
	weight, sign, scale := int(int16(be16(v[2:]))), be16(v[4:]), int(be16(v[6:]))
	digits := v[8:]
	switch sign {
	case numericNaN:
		return append(dst, "NaN"...), nil
	case numericInfinity:
		return append(dst, "Infinity"...), nil
	case numericMInfinity:
		return append(dst, "-Infinity"...), nil
	case numericNegative:
		dst = append(dst, '-')
	case numericPositive:
	default:
		return dst, bad("numeric", len(v))
	}
	for i := 0; i < len(digits); i += 2 {
		if be16(digits[i:]) > 9999 {
			return dst, bad("numeric", len(v))
		}
	}
	dst = appendWhole(dst, digits, weight)
	if scale == 0 {
		return dst, nil
	}
	dst = append(dst, '.')
	end := len(dst) + scale
	for i := weight + 1; len(dst) < end; i++ {
		dst = appendFour(dst, nth(digits, i))
	}
	return dst[:end], nil
}

// appendWhole writes what stands before the point.
func appendWhole(dst, digits []byte, weight int) []byte {
	if weight < 0 {
		return append(dst, '0')
	}
	dst = strconv.AppendUint(dst, uint64(nth(digits, 0)), 10)
	for i := 1; i <= weight; i++ {
		dst = appendFour(dst, nth(digits, i))
	}
	return dst
}

// nth gives a digit by its place, 0 where there is none.
func nth(digits []byte, i int) uint16 {
	if i < 0 || 2*i >= len(digits) {
		return 0
	}
	return be16(digits[2*i:])
}

func appendFour(dst []byte, n uint16) []byte {
	return append(dst, '0'+byte(n/1000), '0'+byte(n/100%10), '0'+byte(n/10%10), '0'+byte(n%10))
}
