package columns

import "encoding/binary"

// Batches of integers and times (tsl/src/compression/algorithms/deltadelta.c): a byte 4, a byte that says
// whether there are NULLs, the last value, the last difference, a series of the differences between
// differences in zigzag form, and, with NULLs, a series of bits that say what is NULL.

// readDeltas appends the values of a batch, without its NULLs, to dst; false: it is not made by that rule.
func (b *batches) readDeltas(dst []uint64, batch []byte) (values []uint64, rest []byte, ok bool) {
	if len(batch) < 18 {
		return dst, batch, false
	}
	lastValue, lastDifference := binary.BigEndian.Uint64(batch[2:]), binary.BigEndian.Uint64(batch[10:])
	if b.first, rest, ok = b.packed[classFirst].unpack(b.first, batch[18:]); !ok {
		return dst, rest, false
	}
	value, difference := uint64(0), uint64(0)
	for _, z := range b.first {
		difference += unzigzag(z)
		value += difference
		dst = append(dst, value)
	}
	return dst, rest, len(b.first) > 0 && value == lastValue && difference == lastDifference
}

// writeDeltas appends a batch of values, up to the series of NULLs, to dst; false: the packing does not
// suit it.
func (b *batches) writeDeltas(dst []byte, values []uint64, nulls byte) ([]byte, bool) {
	b.first = grow(b.first, len(values))
	value, difference := uint64(0), uint64(0)
	for i, x := range values {
		now := x - value
		b.first[i] = zigzag(now - difference)
		value, difference = x, now
	}
	dst = binary.BigEndian.AppendUint64(append(dst, batchDeltas, nulls), value)
	dst = binary.BigEndian.AppendUint64(dst, difference)
	return b.packed[classFirst].pack(dst, b.first)
}
