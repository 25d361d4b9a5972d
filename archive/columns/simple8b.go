package columns

import "encoding/binary"

// TimescaleDB packs small numbers into blocks of 64 bits (simple8b, with runs): a selector of four bits says
// how many numbers of how many bits a block holds, or that it is a run of one number. On the wire
// (tsl/src/compression/algorithms/simple8b_rle.h) a series is the count of its numbers, the count of its
// blocks, the selectors in words of 16, and the blocks. Which blocks a version makes of the same numbers
// differs, so selectors and lengths of runs are kept; with them the numbers give the identical blocks.

// Numbers in a block, and bits of each, by selector; 0 is not used.
var (
	packedNumbers = [packedRun]int{0, 64, 32, 21, 16, 12, 10, 9, 8, 6, 5, 4, 3, 2, 1}
	packedBits    = [packedRun]uint{0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 21, 32, 64}
)

const (
	packedRun     = 15 // the selector of a run
	packedRunBits = 36 // of the number in a run; above it is the length
	// batchMost is how many values a batch has at the most: TimescaleDB's GLOBAL_MAX_ROWS_PER_COMPRESSION.
	batchMost = 1<<15 - 1
)

// packing is how some series are packed, one after the other.
type packing struct {
	selectors []byte
	runs      []uint64 // lengths
}

// cutTo takes back what was added to p since it was as long as before.
func (p *packing) cutTo(before packing) {
	p.selectors, p.runs = p.selectors[:len(before.selectors)], p.runs[:len(before.runs)]
}

// unpack reads the series at the beginning of b into dst and adds how it is packed; false: it is not as
// TimescaleDB packs it.
func (p *packing) unpack(dst []uint64, b []byte) (numbers []uint64, rest []byte, ok bool) {
	if len(b) < 8 {
		return dst, b, false
	}
	n, blocks := int(binary.BigEndian.Uint32(b)), int(binary.BigEndian.Uint32(b[4:]))
	b = b[8:]
	words := (blocks + 15) / 16
	if n > batchMost || blocks > n || len(b) < 8*(words+blocks) {
		return dst, b, false
	}
	selectors, data, rest := b[:8*words], b[8*words:8*(words+blocks)], b[8*(words+blocks):]
	dst = grow(dst, n)
	at, selector := 0, uint64(0)
	for i := range blocks {
		if i&15 == 0 {
			selector = binary.BigEndian.Uint64(selectors[i>>1:])
		}
		s, block := selector&15, binary.BigEndian.Uint64(data[8*i:])
		selector >>= 4
		p.selectors = append(p.selectors, byte(s))
		taken := 0
		switch {
		case s == 0 || at == n:
			return dst, rest, false
		case s == packedRun:
			length := block >> packedRunBits
			if length == 0 || length > uint64(n-at) {
				return dst, rest, false
			}
			taken = int(length)
			fillWords(dst[at:at+taken], block&(1<<packedRunBits-1))
			p.runs = append(p.runs, length)
			block = 0
		default:
			taken = min(packedNumbers[s], n-at)
			bits := packedBits[s]
			mask := uint64(1)<<bits - 1
			for j := range dst[at : at+taken] {
				dst[at+j] = block & mask
				block >>= bits
			}
		}
		if block != 0 { // bits that no number has
			return dst, rest, false
		}
		at += taken
	}
	return dst, rest, at == n && selector == 0
}

// pack appends a series to dst and takes from p how it is packed; false: p does not suit it.
func (p *packing) pack(dst []byte, numbers []uint64) ([]byte, bool) {
	blocks, runs := 0, 0
	for left := len(numbers); left > 0; blocks++ {
		if blocks == len(p.selectors) {
			return dst, false
		}
		switch s := p.selectors[blocks]; {
		case s == 0 || s > packedRun:
			return dst, false
		case s == packedRun:
			if runs == len(p.runs) || p.runs[runs] == 0 || p.runs[runs] > uint64(left) {
				return dst, false
			}
			left -= int(p.runs[runs])
			runs++
		default:
			left -= min(packedNumbers[s], left)
		}
	}
	dst = binary.BigEndian.AppendUint32(dst, uint32(len(numbers)))
	dst = binary.BigEndian.AppendUint32(dst, uint32(blocks))
	word := uint64(0)
	for i, s := range p.selectors[:blocks] {
		word |= uint64(s) << (4 * (i & 15))
		if i&15 == 15 || i == blocks-1 {
			dst = binary.BigEndian.AppendUint64(dst, word)
			word = 0
		}
	}
	for _, s := range p.selectors[:blocks] {
		block := uint64(0)
		if s == packedRun {
			length := p.runs[0]
			p.runs = p.runs[1:]
			block = length<<packedRunBits | numbers[0]
			numbers = numbers[length:]
		} else {
			bits, n := packedBits[s], min(packedNumbers[s], len(numbers))
			for j := n - 1; j >= 0; j-- {
				block = block<<bits | numbers[j]
			}
			numbers = numbers[n:]
		}
		dst = binary.BigEndian.AppendUint64(dst, block)
	}
	p.selectors = p.selectors[blocks:]
	return dst, true
}

// bitReader reads numbers of some bits out of words; within a word the lowest bits come first.
type bitReader struct {
	words []byte
	at    int // bit
	end   int
}

// readBitArray takes an array of bits off b: the count of its words, how many bits of the last are used,
// and the words (src/adts/bit_array_impl.h).
func readBitArray(b []byte) (r bitReader, rest []byte, ok bool) {
	if len(b) < 5 {
		return r, b, false
	}
	words, used := int(binary.BigEndian.Uint32(b)), int(b[4])
	b = b[5:]
	if words > batchMost || len(b) < 8*words || used > 64 || (used == 0) != (words == 0) {
		return r, b, false
	}
	r = bitReader{words: b[:8*words], end: 64*(words-1) + used}
	if words == 0 {
		r.end = 0
	} else if used < 64 && binary.BigEndian.Uint64(b[8*(words-1):])>>used != 0 {
		return r, b, false
	}
	return r, b[8*words:], true
}

// next reads a number; false: there are no more bits.
func (r *bitReader) next(bits uint) (number uint64, ok bool) {
	if r.at+int(bits) > r.end {
		return 0, false
	}
	if bits == 0 {
		return 0, true
	}
	word, from := r.at>>6, uint(r.at&63)
	number = binary.BigEndian.Uint64(r.words[8*word:]) >> from
	if from+bits > 64 {
		number |= binary.BigEndian.Uint64(r.words[8*word+8:]) << (64 - from)
	}
	r.at += int(bits)
	return number & (1<<bits - 1), true
}

// bitWriter is the inverse.
type bitWriter struct {
	words []uint64
	last  uint64
	used  uint // bits of last
}

func (w *bitWriter) reset() { *w = bitWriter{words: w.words[:0]} }

// put adds a number that has no more than these bits.
func (w *bitWriter) put(number uint64, bits uint) {
	w.last |= number << w.used
	if w.used += bits; w.used > 64 {
		w.words = append(w.words, w.last)
		w.used -= 64
		w.last = number >> (bits - w.used)
	}
}

// append appends the array to dst.
func (w *bitWriter) append(dst []byte) []byte {
	if w.used > 0 {
		w.words = append(w.words, w.last)
	}
	dst = binary.BigEndian.AppendUint32(dst, uint32(len(w.words)))
	dst = append(dst, byte(w.used))
	for _, x := range w.words {
		dst = binary.BigEndian.AppendUint64(dst, x)
	}
	return dst
}
