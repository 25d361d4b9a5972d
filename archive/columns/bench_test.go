package columns

import (
	"testing"

	"github.com/klauspost/compress/zstd"
)

// plainSize is what zstd makes of whole rows.
func plainSize(b testing.TB, blocks []block, level zstd.EncoderLevel) (size int) {
	z := textsOf(b, level)
	var out []byte
	for _, x := range blocks {
		out = z.EncodeAll(x.rows, out[:0])
		size += len(out)
	}
	return size
}

func perRow(b *testing.B, all *block) {
	b.SetBytes(int64(len(all.rows)))
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(all.n), "ns/row")
}

// BenchmarkEncode encodes every data set as one stream, choosing included, and compares its size with
// that of plain zstd and of pg_dump -Fc.
func BenchmarkEncode(b *testing.B) {
	for _, s := range dataSets(1) {
		b.Run(s.name, func(b *testing.B) {
			all := s.make()
			blocks := all.blocksOf(65536, 4<<20)
			e, _ := newPair(b)
			var out []byte
			stored := 0
			b.ReportAllocs()
			for b.Loop() {
				e.Reset()
				stored = 0
				for _, x := range blocks {
					out, _, _ = e.Encode(out[:0], x.rows, x.n)
					stored += len(out)
				}
			}
			perRow(b, all)
			b.ReportMetric(float64(stored)/float64(all.n), "B/row")
			b.ReportMetric(float64(stored)/float64(plainSize(b, blocks, zstd.SpeedFastest)), "of-zstd")
			b.ReportMetric(float64(stored)/float64(gzipText(b, all, s.types)), "of-Fc")
		})
	}
}

// BenchmarkDecode decodes them.
func BenchmarkDecode(b *testing.B) {
	for _, s := range dataSets(1) {
		b.Run(s.name, func(b *testing.B) {
			all := s.make()
			blocks := all.blocksOf(65536, 4<<20)
			e, d := newPair(b)
			var payloads [][]byte
			for _, x := range blocks {
				payload, _, _ := e.Encode(nil, x.rows, x.n)
				payloads = append(payloads, payload)
			}
			out := make([]byte, 0, 16<<20)
			b.ReportAllocs()
			for b.Loop() {
				for i, x := range blocks {
					if _, err := d.Decode(out, payloads[i], x.n, len(x.rows)); err != nil {
						b.Fatal(err)
					}
				}
			}
			perRow(b, all)
		})
	}
}

// BenchmarkZstd is what plain zstd takes.
func BenchmarkZstd(b *testing.B) {
	for _, s := range dataSets(1) {
		b.Run(s.name, func(b *testing.B) {
			all := s.make()
			blocks := all.blocksOf(65536, 4<<20)
			stored := 0
			for b.Loop() {
				stored = plainSize(b, blocks, zstd.SpeedFastest)
			}
			perRow(b, all)
			b.ReportMetric(float64(stored)/float64(all.n), "B/row")
		})
	}
}
