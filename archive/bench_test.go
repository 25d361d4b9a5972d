package archive

import (
	"bytes"
	"context"
	"io"
	"testing"
)

func benchWriter(b *testing.B, w io.Writer, o Options) (*Writer, *Encoder) {
	s := &sample{manifest: sampleManifest()}
	s.add("m", FormatBinary, 3, rowsOf{})
	wr, err := NewWriter(w, s.manifest, s.entries, o)
	if err != nil {
		b.Fatal(err)
	}
	e := wr.NewEncoder()
	if err := e.Begin(1); err != nil {
		b.Fatal(err)
	}
	return wr, e
}

func benchEncode(b *testing.B, o Options) {
	rows := arrivals(1000, 400000)
	_, e := benchWriter(b, io.Discard, o)
	i := 0
	for b.Loop() {
		if err := e.Row(rows[i%len(rows)]); err != nil {
			b.Fatal(err)
		}
		i++
	}
	b.SetBytes(int64(len(rows[0])))
}

// BenchmarkEncodeRow is one 38-byte row of three columns, everything included.
func BenchmarkEncodeRow(b *testing.B) { benchEncode(b, Options{}) }

func BenchmarkEncodeRowNoVerify(b *testing.B) { benchEncode(b, Options{NoVerify: true}) }

func benchFile(b *testing.B, rows int) []byte {
	var file bytes.Buffer
	w, e := benchWriter(b, &file, Options{})
	for _, r := range arrivals(1000, rows) {
		if err := e.Row(r); err != nil {
			b.Fatal(err)
		}
	}
	if _, err := e.End(); err != nil {
		b.Fatal(err)
	}
	if _, err := w.Close(); err != nil {
		b.Fatal(err)
	}
	return file.Bytes()
}

const benchRows = 1 << 20

func perRow(b *testing.B) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/benchRows, "ns/row")
}

// BenchmarkDecode reads a stream by index.
func BenchmarkDecode(b *testing.B) {
	file := benchFile(b, benchRows)
	for b.Loop() {
		r, err := Open(bytes.NewReader(file), int64(len(file)))
		if err != nil {
			b.Fatal(err)
		}
		s := r.Stream(1, NewDecoder())
		for err == nil {
			_, err = s.Next()
		}
		if err != io.EOF {
			b.Fatal(err)
		}
	}
	perRow(b)
}

func BenchmarkCheck(b *testing.B) {
	file := benchFile(b, benchRows)
	r, err := Open(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := r.Check(context.Background(), nil); err != nil {
			b.Fatal(err)
		}
	}
	b.SetBytes(int64(len(file)))
	perRow(b)
}

func BenchmarkVerify(b *testing.B) {
	file := benchFile(b, benchRows)
	for b.Loop() {
		if r, err := verify(file); err != nil || !r.OK() {
			b.Fatal(r, err)
		}
	}
	b.SetBytes(benchRows * 38)
	perRow(b)
}

// BenchmarkOpenManyRelations opens an archive of 100,000 small relations.
func BenchmarkOpenManyRelations(b *testing.B) {
	s := &sample{manifest: sampleManifest()}
	for i := range 100000 {
		s.add("table_"+string(rune('a'+i%26)), FormatBinary, 2, numbers(i%3))
	}
	var file bytes.Buffer
	w, err := NewWriter(&file, s.manifest, s.entries, Options{})
	if err != nil {
		b.Fatal(err)
	}
	e := w.NewEncoder()
	for i, r := range s.rows {
		if err := writeStream(e, uint32(i)+1, r); err != nil {
			b.Fatal(err)
		}
	}
	if _, err := w.Close(); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Open(bytes.NewReader(file.Bytes()), int64(file.Len())); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(file.Len()), "file-bytes")
}
