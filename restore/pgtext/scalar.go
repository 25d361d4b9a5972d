package pgtext

import (
	"encoding/base64"
	"encoding/hex"
	"strconv"
)

func appendText(dst, v []byte, _ *int) ([]byte, error) { return append(dst, v...), nil }

// versioned writes a type whose send function puts a version, always 1, before the text.
func versioned(f appender) appender {
	return func(dst, v []byte, lost *int) ([]byte, error) {
		if len(v) == 0 || v[0] != 1 {
			return dst, bad("a versioned type", len(v))
		}
		return f(dst, v[1:], lost)
	}
}

// charFor writes "char". Since 16 a byte that is not ASCII is printed in octal
// (src/backend/utils/adt/char.c).
func charFor(major int) appender {
	return func(dst, v []byte, _ *int) ([]byte, error) {
		switch {
		case len(v) != 1:
			return dst, bad(`"char"`, len(v))
		case v[0] == 0:
			return dst, nil
		case v[0] >= 0x80 && major >= 16:
			return append(dst, '\\', '0'+v[0]>>6, '0'+v[0]>>3&7, '0'+v[0]&7), nil
		}
		return append(dst, v[0]), nil
	}
}

func appendBool(dst, v []byte, _ *int) ([]byte, error) {
	if len(v) != 1 {
		return dst, bad("bool", len(v))
	}
	if v[0] != 0 {
		return append(dst, 't'), nil
	}
	return append(dst, 'f'), nil
}

func appendInt2(dst, v []byte, _ *int) ([]byte, error) {
	if len(v) != 2 {
		return dst, bad("int2", len(v))
	}
	return strconv.AppendInt(dst, int64(int16(be16(v))), 10), nil
}

func appendInt4(dst, v []byte, _ *int) ([]byte, error) {
	if len(v) != 4 {
		return dst, bad("int4", len(v))
	}
	return strconv.AppendInt(dst, int64(int32(be32(v))), 10), nil
}

func appendInt8(dst, v []byte, _ *int) ([]byte, error) {
	if len(v) != 8 {
		return dst, bad("int8", len(v))
	}
	return strconv.AppendInt(dst, int64(be64(v)), 10), nil
}

func appendOID(dst, v []byte, _ *int) ([]byte, error) {
	if len(v) != 4 {
		return dst, bad("oid", len(v))
	}
	return strconv.AppendUint(dst, uint64(be32(v)), 10), nil
}

func appendXID8(dst, v []byte, _ *int) ([]byte, error) {
	if len(v) != 8 {
		return dst, bad("xid8", len(v))
	}
	return strconv.AppendUint(dst, be64(v), 10), nil
}

func appendTID(dst, v []byte, _ *int) ([]byte, error) {
	if len(v) != 6 {
		return dst, bad("tid", len(v))
	}
	dst = strconv.AppendUint(append(dst, '('), uint64(be32(v)), 10)
	dst = strconv.AppendUint(append(dst, ','), uint64(be16(v[4:])), 10)
	return append(dst, ')'), nil
}

func appendLSN(dst, v []byte, _ *int) ([]byte, error) {
	if len(v) != 8 {
		return dst, bad("pg_lsn", len(v))
	}
	dst = appendUpperHex(dst, be32(v))
	return appendUpperHex(append(dst, '/'), be32(v[4:])), nil
}

func appendUpperHex(dst []byte, n uint32) []byte {
	start := len(dst)
	dst = strconv.AppendUint(dst, uint64(n), 16)
	for i := start; i < len(dst); i++ {
		if dst[i] >= 'a' {
			dst[i] -= 'a' - 'A'
		}
	}
	return dst
}

// appendSnapshot writes xmin:xmax:xip,xip (src/backend/utils/adt/xid8funcs.c).
func appendSnapshot(dst, v []byte, _ *int) ([]byte, error) {
	if len(v) < 20 || int64(len(v)) != 20+8*int64(be32(v)) {
		return dst, bad("pg_snapshot", len(v))
	}
	dst = strconv.AppendUint(dst, be64(v[4:]), 10)
	dst = strconv.AppendUint(append(dst, ':'), be64(v[12:]), 10)
	dst = append(dst, ':')
	for i := 20; i < len(v); i += 8 {
		if i > 20 {
			dst = append(dst, ',')
		}
		dst = strconv.AppendUint(dst, be64(v[i:]), 10)
	}
	return dst, nil
}

func appendBytea(dst, v []byte, _ *int) ([]byte, error) {
	return hex.AppendEncode(append(dst, '\\', 'x'), v), nil
}

func appendBase64(dst, v []byte, _ *int) ([]byte, error) {
	return base64.StdEncoding.AppendEncode(dst, v), nil
}

func appendUUID(dst, v []byte, _ *int) ([]byte, error) {
	if len(v) != 16 {
		return dst, bad("uuid", len(v))
	}
	start := 0
	for _, end := range [...]int{4, 6, 8, 10} {
		dst = append(hex.AppendEncode(dst, v[start:end]), '-')
		start = end
	}
	return hex.AppendEncode(dst, v[start:]), nil
}

func appendBits(dst, v []byte, _ *int) ([]byte, error) {
	if len(v) < 4 || int32(be32(v)) < 0 || (int64(be32(v))+7)/8 != int64(len(v)-4) {
		return dst, bad("bit", len(v))
	}
	n := int(be32(v))
	for i := range n {
		dst = append(dst, '0'+v[4+i/8]>>(7-i%8)&1)
	}
	return dst, nil
}

// appendMoney writes cents as cash_out does in the locale C (src/backend/utils/adt/cash.c).
func appendMoney(dst, v []byte, _ *int) ([]byte, error) {
	if len(v) != 8 {
		return dst, bad("money", len(v))
	}
	n := be64(v)
	if int64(n) < 0 {
		dst = append(dst, '-')
		n = -n
	}
	dst = append(dst, '$')
	var buf [24]byte
	digits := strconv.AppendUint(buf[:0], n/100, 10)
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, d)
	}
	return append(dst, '.', '0'+byte(n%100/10), '0'+byte(n%10)), nil
}

// appendHstore writes pairs as hstore_out does (contrib/hstore/hstore_io.c).
func appendHstore(dst, v []byte, _ *int) ([]byte, error) {
	if len(v) < 4 || int32(be32(v)) < 0 {
		return dst, bad("hstore", len(v))
	}
	size := len(v)
	pairs, v := be32(v), v[4:]
	for i := range pairs {
		key, null, rest, err := field(v)
		if err != nil || null {
			return dst, bad("hstore", size)
		}
		value, null, rest, err := field(rest)
		if err != nil {
			return dst, err
		}
		v = rest
		if i > 0 {
			dst = append(dst, ", "...)
		}
		dst = append(appendQuoted(dst, key, '"', '\\'), "=>"...)
		if null {
			dst = append(dst, "NULL"...)
		} else {
			dst = appendQuoted(dst, value, '"', '\\')
		}
	}
	if len(v) > 0 {
		return dst, bad("hstore", size)
	}
	return dst, nil
}

// appendQuoted writes text between quotes, with escape before each quote and backslash; escape 0
// doubles them instead.
func appendQuoted(dst, text []byte, quote, escape byte) []byte {
	dst = append(dst, quote)
	for _, c := range text {
		if c == quote || c == '\\' {
			if escape == 0 {
				dst = append(dst, c)
			} else {
				dst = append(dst, escape)
			}
		}
		dst = append(dst, c)
	}
	return append(dst, quote)
}
