//go:build linux

package restore

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"math/rand/v2"
	"testing"

	"github.com/jackc/pgx/v5"

	"promark/archive"
	"promark/catalog"
	"promark/catalog/pgtest"
)

// handmade is an archive that a test writes itself, entry by entry.
type handmade struct {
	t        testing.TB
	manifest archive.Manifest
	entries  []archive.Entry
	rows     map[uint32][][]byte
	streams  uint32
}

func newHandmade(t testing.TB, major int) *handmade {
	return &handmade{t: t, rows: map[uint32][][]byte{}, manifest: archive.Manifest{
		Tool:   "test",
		Server: archive.ServerInfo{VersionNum: major * 10000, Version: "test"},
		Database: archive.DatabaseInfo{Name: "handmade", Encoding: "UTF8", Collate: "C.UTF-8",
			CType: "C.UTF-8", LocaleProvider: "c", ConnLimit: -1, AllowConnections: true},
	}}
}

// add appends an entry with definitions and gives its ID.
func (h *handmade) add(e archive.Entry, sql ...string) uint32 {
	e.ID = uint32(len(h.entries) + 1)
	for _, s := range sql {
		e.Statements = append(e.Statements, archive.Statement{SQL: s})
	}
	h.entries = append(h.entries, e)
	return e.ID
}

// table appends a table of the schema public.
func (h *handmade) table(name, columns string) uint32 {
	return h.add(archive.Entry{Kind: "TABLE", Schema: "public", Name: name},
		`CREATE TABLE public."`+name+`" (`+columns+`)`)
}

// data appends the rows of a table, dealt out over streams.
func (h *handmade) data(table uint32, streams int, d archive.Data, rows [][]byte) uint32 {
	name := h.entries[table-1].Name
	d.Relation = archive.Relation{Schema: "public", Name: name}
	for i := range streams {
		h.streams++
		d.Streams = append(d.Streams, h.streams)
		for j := i; j < len(rows); j += streams {
			h.rows[h.streams] = append(h.rows[h.streams], rows[j])
		}
	}
	for _, r := range rows {
		d.EstimatedBytes += int64(len(r))
	}
	return h.add(archive.Entry{Kind: "TABLE DATA", Schema: "public", Name: name,
		Section: archive.SectionData, Needs: []uint32{table}, Data: &d})
}

// write gives the archive; encoders are used at random, so that streams interleave as they do in
// a parallel dump.
func (h *handmade) write(encoders int) []byte {
	h.t.Helper()
	var out bytes.Buffer
	w, err := archive.NewWriter(&out, &h.manifest, h.entries, archive.Options{})
	h.must(err)
	h.fill(w, encoders)
	_, err = w.Close()
	h.must(err)
	return out.Bytes()
}

func (h *handmade) fill(w *archive.Writer, encoders int) {
	random := rand.New(rand.NewPCG(1, uint64(encoders)))
	list := make([]*writing, encoders)
	for i := range list {
		list[i] = &writing{h: h, encoder: w.NewEncoder()}
	}
	next := uint32(1)
	for active := encoders; active > 0; {
		one := list[random.IntN(len(list))]
		switch {
		case one.finished:
		case one.stream == 0 && next > h.streams:
			one.finished = true
			h.must(one.encoder.Flush())
			active--
		case one.stream == 0:
			one.begin(next)
			next++
		default:
			one.some()
		}
	}
}

// writing is one encoder at work.
type writing struct {
	h        *handmade
	encoder  *archive.Encoder
	stream   uint32
	at       int
	finished bool
}

func (w *writing) begin(stream uint32) {
	w.stream, w.at = stream, 0
	w.h.must(w.encoder.Begin(stream))
}

func (w *writing) some() {
	rows := w.h.rows[w.stream]
	for range 1000 {
		if w.at == len(rows) {
			_, err := w.encoder.End()
			w.h.must(err)
			w.stream = 0
			return
		}
		w.h.must(w.encoder.Row(rows[w.at]))
		w.at++
	}
}

func (h *handmade) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// options gives the options of a restore into db.
func options(t testing.TB, db *pgtest.DB, workers int) Options {
	t.Helper()
	config, err := pgx.ParseConfig(db.URL())
	if err != nil {
		t.Fatal(err)
	}
	return Options{Config: config, Workers: workers}
}

// fromFile and fromPipe say how an archive reaches a restore.
func fromFile(t testing.TB, o Options, b []byte) Options {
	t.Helper()
	r, err := archive.Open(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	o.File = r
	return o
}

func fromPipe(t testing.TB, o Options, r io.Reader) Options {
	t.Helper()
	p, err := archive.NewPipe(r)
	if err != nil {
		t.Fatal(err)
	}
	o.Pipe = p
	return o
}

// mustRun restores and expects no complaint.
func mustRun(t testing.TB, o Options) *Result {
	t.Helper()
	result, err := Run(context.Background(), o)
	if err != nil {
		t.Fatalf("restore: %v (%s)", err, result.State)
	}
	if result.State != Complete {
		t.Fatalf("state is %v", result.State)
	}
	return result
}

// copyOut gives the rows of a query as tuples of binary COPY.
func copyOut(t testing.TB, db *pgtest.DB, query string) [][]byte {
	t.Helper()
	var out bytes.Buffer
	conn := db.Conn(t).PgConn()
	_, err := conn.Exec(context.Background(), "SET search_path = ''").ReadAll()
	if err == nil {
		_, err = conn.CopyTo(context.Background(), &out, "COPY ("+query+") TO STDOUT (FORMAT binary)")
	}
	if err != nil {
		t.Fatal(err)
	}
	return tuples(out.Bytes()[len(binaryHead):])
}

// tuples cuts the tuples of a binary COPY apart.
func tuples(b []byte) [][]byte {
	var out [][]byte
	for {
		columns := int(int16(binary.BigEndian.Uint16(b)))
		if columns < 0 {
			return out
		}
		n := 2
		for range columns {
			length := int(int32(binary.BigEndian.Uint32(b[n:])))
			n += 4 + max(length, 0)
		}
		out = append(out, b[:n])
		b = b[n:]
	}
}

// anyServer stands for a target where nothing is asked of it.
func anyServer() *catalog.Server {
	return &catalog.Server{VersionNum: 170000, Major: 17, Superuser: true}
}
