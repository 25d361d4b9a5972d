package columns

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
)

// Rows for tests and benchmarks: what databases hold, made from a seed.

// tuple appends a row; nil is NULL.
func tuple(dst []byte, values ...[]byte) []byte {
	dst = binary.BigEndian.AppendUint16(dst, uint16(len(values)))
	for _, v := range values {
		if v == nil {
			dst = append(dst, 0xff, 0xff, 0xff, 0xff)
			continue
		}
		dst = binary.BigEndian.AppendUint32(dst, uint32(len(v)))
		dst = append(dst, v...)
	}
	return dst
}

func int8of(v int) []byte       { return binary.BigEndian.AppendUint64(nil, uint64(v)) }
func int4of(v int) []byte       { return binary.BigEndian.AppendUint32(nil, uint32(v)) }
func int2of(v int) []byte       { return binary.BigEndian.AppendUint16(nil, uint16(v)) }
func float(v float64) []byte    { return binary.BigEndian.AppendUint64(nil, math.Float64bits(v)) }
func float4of(v float32) []byte { return binary.BigEndian.AppendUint32(nil, math.Float32bits(v)) }

func random(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 7)) }

// block is some rows.
type block struct {
	rows []byte
	n    int
}

func (b *block) add(values ...[]byte) { b.rows = tuple(b.rows, values...); b.n++ }

// stale is the NaN that ends a series of Prometheus.
var stale = math.Float64frombits(0x7ff0000000000002)

// series is one series of metrics.
type series struct {
	kind       int
	value      float64
	step, base float64
}

// The kinds of metrics; allKinds mixes them.
const (
	intCounter = iota
	centCounter
	pages
	gauge
	ratio
	sum
	bucket
	allKinds
)

func newSeries(r *rand.Rand, kind int) *series {
	if kind == allKinds {
		kind = r.IntN(allKinds)
	}
	return &series{kind: kind, base: math.Floor(r.ExpFloat64() * 1e6), step: float64(1 + r.IntN(200))}
}

// next is the value of the next scrape.
func (s *series) next(r *rand.Rand) float64 {
	switch s.kind {
	case intCounter:
		s.value += math.Floor(s.step * r.Float64() * 2)
	case centCounter:
		s.value += math.Round(s.step*r.Float64()*100) / 100
		return math.Round(s.value*100) / 100
	case pages:
		s.value = 4096 * math.Max(0, s.base+math.Floor(r.NormFloat64()*s.step))
	case gauge:
		digits := math.Pow10(int(s.base) % 4)
		s.value = math.Round((s.step+r.NormFloat64()*3)*digits) / digits
	case ratio:
		s.value = math.Floor(s.base*r.Float64()) / (s.base + 3)
	case sum:
		if r.IntN(3) > 0 {
			s.value += r.ExpFloat64() * s.step / 1000
		}
	case bucket:
		if r.IntN(40) == 0 {
			s.value += float64(r.IntN(5))
		}
	}
	return s.value
}

// metrics are rows in the order in which they arrive: time, value, series. Four senders flush in turns;
// a fifth of the times jitter; some series end with a stale marker, and others begin.
func metrics(kind, count, n int) *block {
	r, b := random(uint64(kind*1000+count)), &block{}
	all, ids := make([]*series, count), make([]int, count)
	for i := range all {
		all[i], ids[i] = newSeries(r, kind), 1000+i
	}
	next, now := 1000+count, 700000000000000
	for b.n < n {
		now += 15_000_000
		for _, sender := range r.Perm(4) {
			for i := sender; i < count && b.n < n; i += 4 {
				t := now + 1000*(i*15000/count)
				if r.IntN(5) == 0 {
					t += 1000 * r.IntN(9)
				}
				v := all[i].next(r)
				if r.IntN(20000) == 0 {
					v = stale
				}
				b.add(int8of(t), float(v), int8of(ids[i]))
				if v != v {
					all[i], ids[i] = newSeries(r, kind), next
					next++
				}
			}
		}
	}
	return b
}

// sorted are the same kinds by series, then time.
func sorted(kind, each, n int) *block {
	r, b := random(uint64(kind*1000+each)), &block{}
	for id := 0; b.n < n; id++ {
		s := newSeries(r, kind)
		for i := 0; i < each && b.n < n; i++ {
			b.add(int8of(700000000000000+15_000_000*i+1000*r.IntN(3)), float(s.next(r)), int8of(id))
		}
	}
	return b
}

var vocabulary = strings.Fields(`the request to shard failed with status after retry timeout connection reset by peer user
	session opened closed cache hit miss query took rows returned index scan of relation checkpoint complete wrote buffers
	remote write batch dropped sample out of order target scrape gateway unavailable handler panic recovered signal worker`)

func sentence(r *rand.Rand, words int) []byte {
	var b strings.Builder
	for i := range words {
		if i > 0 {
			b.WriteByte(' ')
		}
		if r.IntN(8) == 0 {
			fmt.Fprint(&b, r.IntN(100000))
		} else {
			b.WriteString(vocabulary[r.IntN(len(vocabulary))])
		}
	}
	return []byte(b.String())
}

func noise(r *rand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

// logs are events: times, text of few values, messages, jsonb, mostly NULL columns, a random uuid.
func logs(n int) *block {
	r, b := random(1), &block{}
	levels := []string{"info", "warning", "error", "debug", "fatal"}
	for i := range n {
		var maybe, rare []byte
		if r.IntN(3) == 0 {
			maybe = int4of(r.IntN(600))
		}
		if r.IntN(50) == 0 {
			rare = sentence(r, 4)
		}
		json := fmt.Sprintf("\x01{\"host\": \"web-%02d.example.org\", \"status\": %d, \"path\": \"/api/v1/%s\", \"ms\": %.1f}",
			r.IntN(40), 200+100*r.IntN(4), vocabulary[r.IntN(20)], r.ExpFloat64()*30)
		b.add(int8of(i+1000000), int8of(700000000000000+i*1371+r.IntN(900)), []byte(levels[int(r.ExpFloat64())%5]),
			[]byte(fmt.Sprintf("web-%02d", r.IntN(40))), sentence(r, 4+r.IntN(12)), []byte(json), noise(r, 16), maybe, rare,
			float(r.Float64()))
	}
	return b
}

// wide are rows of 60 columns of all types.
func wide(n int) *block {
	r, b := random(2), &block{}
	values := make([][]byte, 60)
	for i := range n {
		for c := range values {
			switch c % 10 {
			case 0:
				values[c] = int4of(i * (c + 1))
			case 1:
				values[c] = int8of(700000000000000 + 1000000*(i+r.IntN(100)))
			case 2:
				values[c] = float(math.Round(r.NormFloat64()*1000) / 10)
			case 3:
				values[c] = []byte{byte(r.IntN(2))}
			case 4:
				values[c] = []byte(vocabulary[r.IntN(12)])
			case 5:
				values[c] = nil
				if r.IntN(4) == 0 {
					values[c] = int2of(r.IntN(300))
				}
			case 6:
				values[c] = float4of(float32(r.IntN(500)) / 10)
			case 7:
				values[c] = sentence(r, 3)
			case 8:
				values[c] = int4of(r.IntN(1000000))
			case 9:
				values[c] = nil
			}
		}
		b.add(values...)
	}
	return b
}

// sparse are rows of many NULLs.
func sparse(n int) *block {
	r, b := random(3), &block{}
	values := make([][]byte, 30)
	for i := range n {
		for c := range values {
			if values[c] = nil; r.IntN(12) == 0 {
				values[c] = int8of(i + r.IntN(50))
			}
		}
		b.add(values...)
	}
	return b
}

// labels are sets of labels as jsonb.
func labels(n int) *block {
	r, b := random(4), &block{}
	for i := range n {
		b.add(int8of(i), []byte(fmt.Sprintf(
			"\x01{\"job\": \"node\", \"instance\": \"10.0.%d.%d:9100\", \"__name__\": \"node_%s_total\", \"device\": \"sd%c\", \"mode\": \"%s\"}",
			i/2000, i/40%50, vocabulary[i%40], 'a'+i%7, vocabulary[i%9])), int4of(r.IntN(100)))
	}
	return b
}

// audit rows hold a document before and after a change.
func audit(n int) *block {
	r, b := random(5), &block{}
	for i := range n {
		before := sentence(r, 20)
		after := append([]byte(nil), before...)
		after[r.IntN(len(after))] = 'X'
		b.add(int8of(i), []byte(fmt.Sprintf("\x01{\"id\": %d, \"text\": %q}", i, before)),
			[]byte(fmt.Sprintf("\x01{\"id\": %d, \"text\": %q}", i, after)))
	}
	return b
}

// twins are two equal texts that are long random numbers.
func twins(n int) *block {
	r, b := random(6), &block{}
	for range n {
		s := []byte(fmt.Sprintf("%x", noise(r, 16)))
		b.add(s, s)
	}
	return b
}

// padded are accounts as pgbench has them.
func padded(n int) *block {
	r, b := random(8), &block{}
	filler := []byte(strings.Repeat(" ", 84))
	for i := range n {
		b.add(int4of(i), int4of(i/100000+1), int4of(r.IntN(10000)-5000), filler)
	}
	return b
}

// ids are identifiers that begin with a time, as UUIDs of version 7 do.
func ids(n int) *block {
	r, b := random(10), &block{}
	for i := range n {
		id := noise(r, 16)
		binary.BigEndian.PutUint64(id, uint64(0x18f_0000_0000+i*3)<<16|0x7000|uint64(r.IntN(1<<12)))
		b.add(id, int4of(i), noise(r, 6))
	}
	return b
}

// blobs are random bytes.
func blobs(n int) *block {
	r, b := random(9), &block{}
	for i := range n {
		b.add(int8of(i), noise(r, 700))
	}
	return b
}

// arrayOf is an array of numbers of some width, as the server sends it.
func arrayOf(oid uint32, width int, elements ...int) []byte {
	b := int4of(min(len(elements), 1))
	b = append(append(b, 0, 0, 0, 0), int4of(int(oid))...)
	if len(elements) > 0 {
		b = append(append(b, int4of(len(elements))...), 0, 0, 0, 1)
	}
	for _, x := range elements {
		b = append(append(b, int4of(width)...), int8of(x)[8-width:]...)
	}
	return b
}

// labelArrays are series as Promscale keeps them: numbers of labels in the order of the metric's keys; and arrays
// of measured numbers, some of which are empty.
func labelArrays(n int) *block {
	r, b := random(15), &block{}
	for i := range n {
		labels := []int{17, 200 + i/500, 3000 + i%500, 4000 + r.IntN(5)}
		values := make([]int, r.IntN(8))
		for k := range values {
			values[k] = r.IntN(1000)
		}
		b.add(int8of(i), arrayOf(23, 4, labels[:3+i%2]...), arrayOf(20, 8, values...))
	}
	return b
}

// dataSet is rows, and for each column a letter (see gzipText).
type dataSet struct {
	name, types string
	make        func() *block
}

// dataSets are all of these, half a million rows or some MB each.
func dataSets(scale float64) []dataSet {
	k := func(n int) int { return max(1, int(float64(n)*scale)) }
	metric := func(name string, kind, count, n int) dataSet {
		return dataSet{name, "tfi", func() *block { return metrics(kind, count, k(n)) }}
	}
	wideTypes := strings.Repeat("itfisiFsii", 6)
	return []dataSet{
		metric("counters", intCounter, 1000, 500000),
		metric("cents", centCounter, 1000, 500000),
		metric("pages", pages, 1000, 500000),
		metric("gauges", gauge, 1000, 500000),
		metric("ratios", ratio, 1000, 500000),
		metric("sums", sum, 1000, 500000),
		metric("buckets", bucket, 1000, 500000),
		metric("kinds", allKinds, 1000, 500000),
		metric("kinds10000", allKinds, 10000, 1000000),
		{"sorted", "tfi", func() *block { return sorted(allKinds, 2000, k(500000)) }},
		{"logs", "itsssjbisf", func() *block { return logs(k(60000)) }},
		{"wide", wideTypes, func() *block { return wide(k(30000)) }},
		{"sparse", strings.Repeat("i", 30), func() *block { return sparse(k(60000)) }},
		{"labels", "iji", func() *block { return labels(k(100000)) }},
		{"audit", "ijj", func() *block { return audit(k(40000)) }},
		{"twins", "ss", func() *block { return twins(k(100000)) }},
		{"padded", "iiis", func() *block { return padded(k(200000)) }},
		{"ids", "bib", func() *block { return ids(k(200000)) }},
		{"arrays", "iss", func() *block { return labelArrays(k(100000)) }},
		{"compressed", "bbiiiii", func() *block { return compressed(k(600)) }},
		{"blobs", "ib", func() *block { return blobs(k(20000)) }},
	}
}

// blocksOf cuts rows into blocks as a writer does.
func (b *block) blocksOf(mostRows, mostBytes int) (blocks []block) {
	p, from, n := 0, 0, 0
	for p < len(b.rows) {
		end := rowEnd(b.rows, p)
		if n == mostRows || end-from > mostBytes && n > 0 {
			blocks = append(blocks, block{b.rows[from:p], n})
			from, n = p, 0
		}
		p = end
		n++
	}
	return append(blocks, block{b.rows[from:], n})
}

func rowEnd(rows []byte, p int) int {
	columns := int(binary.BigEndian.Uint16(rows[p:]))
	p += 2
	for range columns {
		length := int(int32(binary.BigEndian.Uint32(rows[p:])))
		p += 4 + max(length, 0)
	}
	return p
}
