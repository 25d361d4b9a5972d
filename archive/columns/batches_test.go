package columns

import (
	"encoding/binary"
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"
)

// A writer of batches as TimescaleDB sends them, without thought of speed: numbers become bits in a list.

// bitList is an array of bits, the lowest of each word first.
type bitList []byte

func (l *bitList) add(number uint64, n int) {
	for i := range n {
		*l = append(*l, byte(number>>i&1))
	}
}

func (l bitList) words() (words []byte) {
	for from := 0; from < len(l); from += 64 {
		word := uint64(0)
		for i, b := range l[from:min(from+64, len(l))] {
			word |= uint64(b) << i
		}
		words = binary.BigEndian.AppendUint64(words, word)
	}
	return words
}

func (l bitList) send(dst []byte) []byte {
	words := l.words()
	dst = binary.BigEndian.AppendUint32(dst, uint32(len(words)/8))
	used := (len(l)+63)%64 + 1
	if len(l) == 0 {
		used = 0
	}
	return append(append(dst, byte(used)), words...)
}

// sendSeries packs numbers: runs where they save something, otherwise as many as fit a block. Every few
// blocks of a lazy one are wider than they need be, as another version of TimescaleDB may do it.
func sendSeries(dst []byte, numbers []uint64, lazy bool) []byte {
	widths := []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 21, 32, 64}
	var selectors, blocks bitList
	n := len(numbers)
	for count := 0; len(numbers) > 0; count++ {
		run := 1
		for run < len(numbers) && numbers[run] == numbers[0] {
			run++
		}
		if numbers[0] < 1<<36 && run*max(bits.Len64(numbers[0]), 1) >= 64 {
			selectors.add(15, 4)
			blocks.add(numbers[0], 36)
			blocks.add(uint64(run), 28)
			numbers = numbers[run:]
			continue
		}
		for s := 1; ; s++ {
			fit := min(64/widths[s], len(numbers))
			if lazy && count%3 == 0 && s < 14 ||
				slices.ContainsFunc(numbers[:fit], func(x uint64) bool { return bits.Len64(x) > widths[s] }) {
				continue
			}
			selectors.add(uint64(s), 4)
			for i := range 64 / widths[s] {
				x := uint64(0)
				if i < fit {
					x = numbers[i]
				}
				blocks.add(x, widths[s])
			}
			blocks.add(0, 64%widths[s])
			numbers = numbers[fit:]
			break
		}
	}
	dst = binary.BigEndian.AppendUint32(dst, uint32(n))
	dst = binary.BigEndian.AppendUint32(dst, uint32(len(blocks)/64))
	return append(append(dst, selectors.words()...), blocks.words()...)
}

// nullSeries says what of a batch is NULL: every k-th of its values is followed by one.
func nullSeries(values, every int) (series []uint64) {
	for i := range values {
		series = append(series, 0)
		if i%every == every-1 {
			series = append(series, 1)
		}
	}
	return series
}

// floatBatch is a batch of the bits of floats; nulls is 0, or after how many values there is a NULL.
func floatBatch(values []uint64, forced, nulls int, lazy bool) []byte {
	var first, change, width []uint64
	var heads, data bitList
	last, before, after := uint64(0), 0, 0
	for _, x := range values {
		d := x ^ last
		last = x
		has := len(width) >= forced
		if has && d == 0 {
			first = append(first, 0)
			continue
		}
		first = append(first, 1)
		l, r := 63, 1
		if d != 0 {
			l, r = bits.LeadingZeros64(d), bits.TrailingZeros64(d)
		}
		if has && l >= before && r >= after && l-before+r-after <= 12 {
			change = append(change, 0)
		} else {
			change = append(change, 1)
			before, after = l, r
			heads.add(uint64(l), 6)
			width = append(width, uint64(64-l-r))
		}
		data.add(d>>after, 64-before-after)
	}
	b := binary.BigEndian.AppendUint64([]byte{3, byte(min(nulls, 1))}, last)
	b = sendSeries(b, first, lazy)
	b = sendSeries(b, change, lazy)
	b = heads.send(b)
	b = sendSeries(b, width, lazy)
	b = data.send(b)
	if nulls > 0 {
		b = sendSeries(b, nullSeries(len(values), nulls), lazy)
	}
	return b
}

// integerBatch is a batch of integers or times.
func integerBatch(values []uint64, nulls int, lazy bool) []byte {
	var series []uint64
	last, difference := uint64(0), uint64(0)
	for _, x := range values {
		d := x - last
		second := int64(d - difference)
		series = append(series, uint64(second<<1^second>>63))
		last, difference = x, d
	}
	b := binary.BigEndian.AppendUint64([]byte{4, byte(min(nulls, 1))}, last)
	b = binary.BigEndian.AppendUint64(b, difference)
	b = sendSeries(b, series, lazy)
	if nulls > 0 {
		b = sendSeries(b, nullSeries(len(values), nulls), lazy)
	}
	return b
}

// compressed are rows of compressed chunks: times, values, series, how many, number, least and greatest time.
func compressed(rows int) *block {
	r, b := random(11), &block{}
	for i := range rows {
		n := 1 + r.IntN(1000)
		s := newSeries(r, i/(rows/8+1))
		start, times, values := 700000000000000+i%3*15_000_000_000, []uint64{}, []uint64{}
		for k := range n {
			jitter := 0
			if i%4 == 0 {
				jitter = 1000 * r.IntN(9)
			}
			times = append(times, uint64(start+15_000_000*k+jitter))
			values = append(values, math.Float64bits(s.next(r)))
		}
		b.add(integerBatch(times, 0, i%5 == 0), floatBatch(values, []int{1, 65}[i%2], i%7, i%5 == 0), int8of(i/3), int4of(n),
			int4of(10*(i%3+1)), int8of(int(times[0])), int8of(int(times[n-1])))
	}
	return b
}

// batchesOf are batches of every kind, of few or many values.
func batchesOf(r *rand.Rand) (all [][]byte) {
	numbers := func(n int, make func(i int) uint64) (v []uint64) {
		for i := range n {
			v = append(v, make(i))
		}
		return v
	}
	kinds := []func(i int) uint64{
		func(int) uint64 { return r.Uint64() },
		func(int) uint64 { return 0 },
		func(int) uint64 { return math.Float64bits(2.5) },
		func(i int) uint64 { return math.Float64bits(float64(i)) },
		func(i int) uint64 { return math.Float64bits(float64(i/3) / 100) },
		func(i int) uint64 { return uint64(i/50) << (i % 60) },
		func(int) uint64 { return uint64(math.Float32bits(float32(r.IntN(1000)) / 10)) },
		func(i int) uint64 { return uint64(int64(-i * i)) },
		func(int) uint64 { return []uint64{1 << 63, 1<<63 - 1, math.Float64bits(stale)}[r.IntN(3)] },
	}
	for _, n := range []int{1, 2, 3, 63, 64, 65, 66, 130, 1000} {
		for k, kind := range kinds {
			v, nulls, lazy := numbers(n, kind), []int{0, 1, 3, 2000}[(n+k)%4], k%2 == 0
			all = append(all, floatBatch(v, 1, nulls, lazy), floatBatch(v, 65, nulls, lazy), integerBatch(v, nulls, lazy))
		}
	}
	return all
}

// Every batch that TimescaleDB makes is unpacked, and comes back.
func TestBatchesAreUnpacked(t *testing.T) {
	_, d := newPair(t)
	e, _ := newPair(t)
	r := random(12)
	all := batchesOf(r)
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	var data []byte
	var spans []uint64
	for _, b := range all {
		spans = append(spans, makeSpan(len(data), len(b)))
		data = append(data, b...)
	}
	payload := e.batches(nil, data, spans)
	if n := len(e.batch.raw); n != 0 {
		t.Errorf("%d of %d batches stay as they are", n, len(all))
	}
	checkBatches(t, d, payload, all, len(data))
}

// checkBatches reads a payload that ought to have these batches.
func checkBatches(t *testing.T, d *Decoder, payload []byte, all [][]byte, size int) {
	t.Helper()
	d.words.reset()
	d.bytes.reset()
	d.left = size
	reader, cells := &reader{b: payload}, make([]uint64, len(all))
	data := d.batches(reader, cells)
	if reader.err != nil || len(reader.b) != 0 {
		t.Fatalf("%v, %d bytes left over", reader.err, len(reader.b))
	}
	for i, want := range all {
		if got := span(data, cells[i]); !slices.Equal(got, want) {
			t.Fatalf("batch %d: % x, want % x", i, got, want)
		}
	}
}

// What is not made by TimescaleDB's rules comes back as well: other algorithms, other places of bits, bits
// where there ought to be none, cut or longer batches.
func TestOtherBatchesComeBack(t *testing.T) {
	e, d := newPair(t)
	r := random(13)
	all := batchesOf(r)
	raw := 0
	for range 200 {
		var changed [][]byte
		var data []byte
		var spans []uint64
		for range 20 {
			b := slices.Clone(all[r.IntN(len(all))])
			switch r.IntN(5) {
			case 0:
				b[r.IntN(len(b))] ^= 1 << r.IntN(8)
			case 1:
				b = b[:r.IntN(len(b))]
			case 2:
				b = append(b, byte(r.Uint32()))
			case 3:
				b[r.IntN(min(len(b), 40))] = byte(r.Uint32())
			}
			spans = append(spans, makeSpan(len(data), len(b)))
			data = append(data, b...)
			changed = append(changed, b)
		}
		payload := e.batches(nil, data, spans)
		raw += len(e.batch.raw)
		checkBatches(t, d, payload, changed, len(data))
	}
	if raw < 1000 || raw > 3500 {
		t.Errorf("%d of 4000 batches stay as they are", raw)
	}
}

// FuzzBatches encodes any bytes as if they were batches.
func FuzzBatches(f *testing.F) {
	for i, b := range batchesOf(random(14)) {
		if i%7 == 0 {
			f.Add(b)
		}
	}
	e, d := newPair(f)
	good := floatBatch([]uint64{1, 2, 3}, 1, 0, false)
	f.Fuzz(func(t *testing.T, b []byte) {
		all := [][]byte{good, b, good, b}
		data := slices.Concat(all...)
		var spans []uint64
		at := 0
		for _, b := range all {
			spans = append(spans, makeSpan(at, len(b)))
			at += len(b)
		}
		checkBatches(t, d, e.batches(nil, data, spans), all, len(data))
	})
}
