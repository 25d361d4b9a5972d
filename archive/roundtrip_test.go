package archive

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"
)

// tuple makes a binary COPY row; nil is NULL.
func tuple(values ...[]byte) []byte {
	b := binary.BigEndian.AppendUint16(nil, uint16(len(values)))
	for _, v := range values {
		if v == nil {
			b = binary.BigEndian.AppendUint32(b, 0xffffffff)
			continue
		}
		b = binary.BigEndian.AppendUint32(b, uint32(len(v)))
		b = append(b, v...)
	}
	return b
}

// sampleManifest has a value in every field.
func sampleManifest() *Manifest {
	return &Manifest{
		ID:      [16]byte{0xa1, 0xb2, 0xc3, 0xd4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16},
		Created: time.Date(2025, 3, 1, 12, 30, 15, 123456000, time.UTC),
		Tool:    "promark test",
		Server:  ServerInfo{170005, "17.5"},
		Database: DatabaseInfo{Name: "metrics", Owner: "prom", Encoding: "UTF8", Collate: "C",
			CType: "de_DE.utf8", LocaleProvider: "i", Locale: "de-DE", ICURules: "&a < b",
			CollationVersion: "153.120", Tablespace: "pg_default", ConnLimit: -1,
			AllowConnections: true},
		Extensions:  []Extension{{"timescaledb", "2.19.3", "public"}, {"promscale", "0.8.0", "_prom"}},
		Roles:       []string{"prom", "reader"},
		Tablespaces: []string{"fast"},
		Facts:       map[string]string{"timescaledb.license": "apache", "b": ""},
		Warnings:    []string{"unlogged tables skipped"},
	}
}

// rowsOf is the content of one stream.
type rowsOf [][]byte

// sample is an archive before it is written.
type sample struct {
	manifest *Manifest
	entries  []Entry
	rows     []rowsOf // of stream i+1
}

// add adds an entry with one stream for each list of rows.
func (s *sample) add(name string, f Format, columns int, streams ...rowsOf) {
	d := &Data{Relation: Relation{"public", name}, Format: f}
	for i := range columns {
		d.Columns = append(d.Columns, Column{Name: fmt.Sprintf("c%d", i), Type: "bigint"})
	}
	for _, r := range streams {
		s.rows = append(s.rows, r)
		d.Streams = append(d.Streams, uint32(len(s.rows)))
	}
	s.entries = append(s.entries, Entry{ID: uint32(len(s.entries)) + 1, Kind: "TABLE DATA",
		Schema: "public", Name: name, Section: SectionData, Data: d})
}

func number(v int) []byte { return binary.BigEndian.AppendUint64(nil, uint64(v)) }

func numbers(n int) (r rowsOf) {
	for i := range n {
		r = append(r, tuple(number(i), number(i*i)))
	}
	return r
}

func noise(seed uint64, n int) []byte {
	b := make([]byte, n)
	r := rand.New(rand.NewPCG(seed, 0))
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

// smallSample has every kind of frame and entry, with blocks of 256 bytes and 10 rows.
func smallSample() *sample {
	s := &sample{manifest: sampleManifest()}
	s.entries = []Entry{
		{ID: 1, Kind: "TABLE", Schema: "public", Name: "a", Owner: "prom",
			Statements: []Statement{{SQL: "CREATE TABLE public.a (c0 bigint, c1 bigint)"},
				{Part: PartComment, SQL: "COMMENT ON TABLE public.a IS '\xff'", Since: 120000, Until: 190000}},
			Drop: "DROP TABLE public.a"},
		{ID: 2, Kind: "INDEX", Schema: "public", Name: "a_i", Table: "a", Section: SectionPostData,
			Pass: PassFinal, Needs: []uint32{1}, Locks: []uint32{1}, NoTransaction: true,
			Extension: "timescaledb", Facts: map[string]string{"z": "1", "a": "\x00"}},
	}
	s.add("a", FormatBinary, 2, numbers(25), nil, numbers(3))
	s.add("text", FormatText, 1, rowsOf{[]byte("one\n"), []byte("\n"), []byte("\\N\n")})
	s.add("large", FormatBinary, 1, rowsOf{tuple([]byte("x")), tuple(noise(1, 700)), tuple(nil),
		tuple(make([]byte, 600))})
	s.add("none", FormatBinary, 0, rowsOf{tuple(), tuple(), tuple()})
	s.entries[2].Data.EstimatedBytes = 8192
	s.entries[2].Data.Freeze = true
	s.entries[3].Data.Condition = "id > 5"
	s.entries[3].Data.Columns[0].Form = FormTextCast
	s.entries[4].Data.LargeObjects = true
	return s
}

var smallBlocks = Options{blockBytes: 256, blockRows: 10}

// write writes a sample with one encoder.
func (s *sample) write(t testing.TB, o Options) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := NewWriter(&b, s.manifest, s.entries, o)
	if err != nil {
		t.Fatal(err)
	}
	e := w.NewEncoder()
	for i, rows := range s.rows {
		if err := writeStream(e, uint32(i)+1, rows); err != nil {
			t.Fatal(err)
		}
	}
	sum, err := w.Close()
	if err != nil {
		t.Fatal(err)
	}
	if sum.Bytes != int64(b.Len()) || sum.Streams != len(s.rows) || sum.Entries != len(s.entries) {
		t.Fatalf("summary %+v of %d bytes", sum, b.Len())
	}
	return b.Bytes()
}

func writeStream(e *Encoder, stream uint32, rows rowsOf) error {
	if err := e.Begin(stream); err != nil {
		return err
	}
	for _, r := range rows {
		if err := e.Row(r); err != nil {
			return err
		}
	}
	info, err := e.End()
	if err == nil && info.Rows != int64(len(rows)) {
		err = fmt.Errorf("stream %d: %d rows instead of %d", stream, info.Rows, len(rows))
	}
	return err
}

// joined is the content of each stream in one piece.
func (s *sample) joined() [][]byte {
	var all [][]byte
	for _, r := range s.rows {
		all = append(all, slices.Concat(r...))
	}
	return all
}

func readAll(r *Reader, streams int) ([][]byte, error) {
	var all [][]byte
	d := NewDecoder()
	for i := range streams {
		var data []byte
		for s := r.Stream(uint32(i)+1, d); ; {
			b, err := s.Next()
			if err == io.EOF {
				break
			}
			if err != nil {
				return nil, err
			}
			data = append(data, b.Data...)
		}
		all = append(all, data)
	}
	return all, nil
}

// pipeAll reads an archive through a pipe and gives the streams' content.
func pipeAll(r io.Reader) ([][]byte, error) {
	p, err := NewPipe(r)
	if err != nil {
		return nil, err
	}
	all := make([][]byte, len(p.tracker.streams))
	d := NewDecoder()
	for {
		f, err := p.Next()
		if err == io.EOF {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		if err := pipeFrame(f, d, all); err != nil {
			return nil, err
		}
		f.Release()
	}
}

func pipeFrame(f *Frame, d *Decoder, all [][]byte) error {
	switch f.Kind {
	case FrameBlock:
		b, err := d.Block(f)
		if err != nil {
			return err
		}
		all[b.Stream-1] = append(all[b.Stream-1], b.Data...)
	case FramePack:
		streams, err := d.Pack(f)
		if err != nil {
			return err
		}
		for _, s := range streams {
			all[s.Stream-1] = append(all[s.Stream-1], s.Data...)
		}
	}
	return nil
}

// check reads the archive in every way and compares it with the sample.
func (s *sample) check(t testing.TB, file []byte) {
	t.Helper()
	r, err := Open(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	want := normalManifest(*s.manifest)
	if !reflect.DeepEqual(r.Manifest(), &want) {
		t.Errorf("manifest %+v, want %+v", r.Manifest(), want)
	}
	for i, e := range s.entries {
		if !reflect.DeepEqual(r.Entries()[i], normalEntry(e)) {
			t.Errorf("entry %+v, want %+v", r.Entries()[i], e)
		}
	}
	if err := r.Check(context.Background(), nil); err != nil {
		t.Error(err)
	}
	if rep, err := verify(file); err != nil || !rep.OK() || rep.Streams != len(s.rows) {
		t.Errorf("verify: %+v, %v", rep, err)
	}
	if rep, err := VerifyPipe(context.Background(), bytes.NewReader(file), nil); err != nil ||
		!rep.OK() || rep.Streams != len(s.rows) || rep.Bytes != int64(len(file)) {
		t.Errorf("verify pipe: %+v, %v", rep, err)
	}
	byStream, err := readAll(r, len(s.rows))
	if err != nil {
		t.Fatal(err)
	}
	piped, err := pipeAll(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range s.joined() {
		if !bytes.Equal(byStream[i], want) || !bytes.Equal(piped[i], want) {
			t.Errorf("stream %d: %d bytes by index, %d by pipe, want %d", i+1, len(byStream[i]),
				len(piped[i]), len(want))
		}
	}
}

func TestRoundTrip(t *testing.T) {
	s := smallSample()
	s.check(t, s.write(t, smallBlocks))
	s.check(t, s.write(t, Options{}))
	s.check(t, s.write(t, Options{Level: 19, NoVerify: true}))
}

func TestUnfinishedStreamIsRefused(t *testing.T) {
	s := smallSample()
	w, err := NewWriter(io.Discard, s.manifest, s.entries, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Close(); err == nil {
		t.Fatal("closed without its streams")
	}
	w.Abort()
	if _, err := w.Close(); err == nil || errors.Is(err, errClosed) {
		t.Fatal(err)
	}
}
