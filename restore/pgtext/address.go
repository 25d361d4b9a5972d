package pgtext

import (
	"encoding/hex"
	"strconv"
)

// Address families of inet_send (src/include/utils/inet.h).
const (
	familyIPv4 = 2
	familyIPv6 = 3
)

// appendInet writes inet and cidr: family, bits, whether it is cidr, length, address. A cidr always
// shows its bits.
func appendInet(dst, v []byte, _ *int) ([]byte, error) {
	if len(v) < 4 || len(v) != 4+int(v[3]) {
		return dst, bad("inet", len(v))
	}
	address, bits := v[4:], int(v[1])
	switch {
	case v[0] == familyIPv4 && len(address) == 4 && bits <= 32:
		dst = appendIPv4(dst, address)
	case v[0] == familyIPv6 && len(address) == 16 && bits <= 128:
		dst = appendIPv6(dst, address)
	default:
		return dst, bad("inet", len(v))
	}
	if v[2] != 0 || bits < 8*len(address) {
		dst = strconv.AppendInt(append(dst, '/'), int64(bits), 10)
	}
	return dst, nil
}

func appendIPv4(dst, address []byte) []byte {
	for i, b := range address {
		if i > 0 {
			dst = append(dst, '.')
		}
		dst = strconv.AppendUint(dst, uint64(b), 10)
	}
	return dst
}

// appendIPv6 writes the first longest run of at least two zero words as "::", and the last two
// words as an IPv4 address where that is customary (src/port/inet_net_ntop.c).
func appendIPv6(dst, address []byte) []byte {
	base, length := longestZeros(address)
	for i := 0; i < 8; i++ {
		if i >= base && i < base+length {
			if i == base {
				dst = append(dst, ':')
			}
			continue
		}
		if i > 0 {
			dst = append(dst, ':')
		}
		if i == 6 && base == 0 && (length == 6 || length == 7 && be16(address[14:]) != 1 ||
			length == 5 && be16(address[10:]) == 0xffff) {
			return appendIPv4(dst, address[12:])
		}
		dst = strconv.AppendUint(dst, uint64(be16(address[2*i:])), 16)
	}
	if length > 0 && base+length == 8 {
		dst = append(dst, ':')
	}
	return dst
}

// longestZeros finds the first of the longest runs of zero words, or (-1, 0).
func longestZeros(address []byte) (base, length int) {
	base = -1
	for i := 0; i < 8; i++ {
		n := 0
		for i+n < 8 && be16(address[2*(i+n):]) == 0 {
			n++
		}
		if n >= 2 && n > length {
			base, length = i, n
		}
		i += n
	}
	return base, length
}

// appendMAC writes addresses of size bytes.
func appendMAC(size int) appender {
	return func(dst, v []byte, _ *int) ([]byte, error) {
		if len(v) != size {
			return dst, bad("macaddr", len(v))
		}
		for i := range v {
			if i > 0 {
				dst = append(dst, ':')
			}
			dst = hex.AppendEncode(dst, v[i:i+1])
		}
		return dst, nil
	}
}
