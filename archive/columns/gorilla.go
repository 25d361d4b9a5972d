package columns

import (
	"encoding/binary"
	"math/bits"
)

// Batches of floats (tsl/src/compression/algorithms/gorilla.c): each value as the bits in which it differs
// from the one before. On the wire: a byte 3, a byte that says whether there are NULLs, the last value, a
// series of bits that say whether a value differs, another that say whether the place of its bits changes,
// an array of the zero bits in front of them, six each, a series of how many they are, the array of the
// bits themselves, and, with NULLs, a series of bits that say what is NULL. All of it but the packing of
// the series follows from the values by the rule of placeOf.

// The classes of a batch's series.
const (
	classFirst  = iota // whether a value differs; of batches of integers: their differences
	classChange        // whether the place changes
	classWidth         // how many bits
	classNull          // what is NULL
	classes
)

// bitPlace is where the bits of a difference are.
type bitPlace struct{ before, after int }

// enough is the most bits that are zero and stored although another place would do without them.
const enough = 12

// forcedWidths are how many widths a version stores before the rule is followed: before 2.23 a series
// counted as empty while its first buffer of 64 numbers was not full (simple8brle_compressor_is_empty).
var forcedWidths = [...]int{1, 65}

// placeOf gives the place of a difference's bits, and whether it changes; different is false if there is
// nothing to be stored. widths is how many have been stored.
func placeOf(difference uint64, now bitPlace, widths, forced int) (place bitPlace, change, different bool) {
	has := widths >= forced
	if difference == 0 {
		return bitPlace{63, 1}, true, !has
	}
	before, after := bits.LeadingZeros64(difference), bits.TrailingZeros64(difference)
	if has && before >= now.before && after >= now.after && before-now.before+after-now.after <= enough {
		return now, false, true
	}
	return bitPlace{before, after}, true, true
}

// readGorilla appends the values of a batch, without its NULLs, to dst; false: it is not made by the rule.
func (b *batches) readGorilla(dst []uint64, batch []byte, forced int) (values []uint64, rest []byte, ok bool) {
	last := binary.BigEndian.Uint64(batch[2:])
	var heads, data bitReader
	if b.first, rest, ok = b.packed[classFirst].unpack(b.first, batch[10:]); !ok {
		return dst, rest, false
	}
	if b.change, rest, ok = b.packed[classChange].unpack(b.change, rest); !ok {
		return dst, rest, false
	}
	if heads, rest, ok = readBitArray(rest); !ok {
		return dst, rest, false
	}
	if b.width, rest, ok = b.packed[classWidth].unpack(b.width, rest); !ok {
		return dst, rest, false
	}
	if data, rest, ok = readBitArray(rest); !ok {
		return dst, rest, false
	}
	change, width := b.change, b.width
	value, place, widths := uint64(0), bitPlace{}, 0
	for _, different := range b.first {
		if different == 0 {
			if widths < forced {
				return dst, rest, false
			}
			dst = append(dst, value)
			continue
		}
		if different != 1 || len(change) == 0 {
			return dst, rest, false
		}
		stored := place
		if change[0] != 0 {
			before, ok := heads.next(6)
			if !ok || len(width) == 0 || before+width[0] > 64 {
				return dst, rest, false
			}
			stored = bitPlace{int(before), 64 - int(before+width[0])}
			width = width[1:]
		}
		difference, ok := data.next(uint(64 - stored.before - stored.after))
		if !ok {
			return dst, rest, false
		}
		difference <<= stored.after
		want, changes, is := placeOf(difference, place, widths, forced)
		if !is || want != stored || changes != (change[0] == 1) {
			return dst, rest, false
		}
		if changes {
			widths++
		}
		place, change = want, change[1:]
		value ^= difference
		dst = append(dst, value)
	}
	return dst, rest, len(b.first) > 0 && len(change) == 0 && len(width) == 0 && heads.at == heads.end &&
		data.at == data.end && value == last
}

// writeGorilla appends a batch of values, up to the series of NULLs, to dst; false: the packing does not
// suit it.
func (b *batches) writeGorilla(dst []byte, values []uint64, forced int, nulls byte) ([]byte, bool) {
	b.first = grow(b.first, len(values))
	b.change, b.width = b.change[:0], b.width[:0]
	b.heads.reset()
	b.data.reset()
	value, place := uint64(0), bitPlace{}
	for i, x := range values {
		difference := x ^ value
		value = x
		next, change, different := placeOf(difference, place, len(b.width), forced)
		if !different {
			b.first[i] = 0
			continue
		}
		b.first[i] = 1
		bits := uint(64 - next.before - next.after)
		if change {
			b.change = append(b.change, 1)
			b.heads.put(uint64(next.before), 6)
			b.width = append(b.width, uint64(bits))
		} else {
			b.change = append(b.change, 0)
		}
		place = next
		b.data.put(difference>>next.after, bits)
	}
	dst = binary.BigEndian.AppendUint64(append(dst, batchGorilla, nulls), value)
	ok := true
	for class, series := range [...][]uint64{b.first, b.change, b.width} {
		if class == classWidth {
			dst = b.heads.append(dst)
		}
		if dst, ok = b.packed[class].pack(dst, series); !ok {
			return dst, false
		}
	}
	return b.data.append(dst), true
}
