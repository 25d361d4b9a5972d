package archive

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write the example and the list of vectors into FORMAT.md, and missing vectors")

// exampleSample is the archive that FORMAT.md shows.
func exampleSample() *sample {
	return &sample{
		manifest: &Manifest{ID: [16]byte{0xde, 0xad, 0xbe, 0xef, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
			Created: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), Server: ServerInfo{VersionNum: 170005}},
		entries: []Entry{{ID: 1, Kind: "rows", Section: SectionData, Data: &Data{
			Relation: Relation{"s", "t"}, Columns: []Column{{Name: "a", Type: "int4"}}, Streams: []uint32{1}}}},
		rows: []rowsOf{{tuple([]byte{0, 0, 0, 42})}},
	}
}

// dumper prints a file in parts.
type dumper struct {
	t      *testing.T
	tables map[string][][]string
	file   []byte
	at     int
	out    strings.Builder
}

// part prints the next n bytes.
func (d *dumper) part(n int, note string) []byte {
	all := d.file[d.at : d.at+n]
	for b := range slices.Chunk(all, 16) {
		line := fmt.Sprintf("%4d  %-47x  %s", d.at, spaced(b), note)
		d.out.WriteString(strings.TrimRight(line, " ") + "\n")
		d.at += len(b)
		note = ""
	}
	return all
}

// spaced prints as hex pairs with spaces in between.
type spaced []byte

func (s spaced) Format(f fmt.State, _ rune) {
	width, _ := f.Width()
	fmt.Fprintf(f, "%-*s", width, fmt.Sprintf("% x", []byte(s)))
}

// structure prints a fixed structure by its table.
func (d *dumper) structure(name string) {
	for _, row := range d.tables[name] {
		if _, err := strconv.Atoi(row[0]); err == nil {
			d.part(atoi(d.t, row[1]), name+": "+row[2])
		}
	}
}

func (d *dumper) frame() {
	var h head
	if err := h.unmarshal(d.file[d.at:]); err != nil {
		d.t.Fatal(err)
	}
	if h.codec != codecStored {
		d.t.Fatalf("%s of the example is compressed", h.what())
	}
	fmt.Fprintf(&d.out, "      -- %s --\n", h.kind)
	d.structure("head")
	switch h.kind {
	case kindCatalog:
		d.record("manifest")
		d.record("entry 1")
	case kindPack:
		d.part(1, "pack: number of streams")
		d.part(3, "pack: Stream, Rows, RawBytes")
		d.part(16, "pack: Digest")
		d.part(int(h.raw)-20, "the row: one column, 4 bytes, the number 42")
	case kindIndex:
		d.part(1, "index: number of packs")
		d.part(4, "index: offset, size, codec")
		d.part(1, "index: number of streams")
		d.part(4, "index: Blocks, pack, Rows, RawBytes")
		d.part(16, "index: Digest")
	case kindTrailer:
		d.structure("trailer")
	default:
		d.t.Fatalf("%s in the example", h.kind)
	}
}

func (d *dumper) record(what string) {
	n := d.part(1, "catalog: length of a record")
	d.part(int(n[0]), what)
}

// between gives the part of FORMAT.md between two marks, without and with what is around it.
func between(t *testing.T, text, from, to string) (before, part, after string) {
	t.Helper()
	before, rest, ok := strings.Cut(text, from)
	part, after, ok2 := strings.Cut(rest, to)
	if !ok || !ok2 {
		t.Fatalf("FORMAT.md has no %s", from)
	}
	return before + from, part, to + after
}

// keepInFormat compares a part of FORMAT.md with what it has to be.
func keepInFormat(t *testing.T, from, to, want string) {
	t.Helper()
	text, err := os.ReadFile("FORMAT.md")
	if err != nil {
		t.Fatal(err)
	}
	before, got, after := between(t, string(text), from, to)
	if got == want {
		return
	}
	if !*update {
		t.Errorf("FORMAT.md differs behind %s (run with -update); it should be\n%s", from, want)
		return
	}
	if err := os.WriteFile("FORMAT.md", []byte(before+want+after), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestExampleIsAsSpecified(t *testing.T) {
	s := exampleSample()
	d := &dumper{t: t, tables: specification(t), file: s.write(t, Options{})}
	s.check(t, d.file)
	d.out.WriteString("      -- header --\n")
	d.structure("header")
	for d.at < len(d.file) {
		d.frame()
	}
	keepInFormat(t, "<!-- example -->\n", "<!-- end of example -->", "```\n"+d.out.String()+"```\n")
}

// vector is a file of testdata: an archive and what readers must say of it.
type vector struct {
	name    string
	comment string
	expect  string // "ok" or the name of an error
	lost    string // relations that Verify must name, with spaces in between
	file    []byte
}

var expectations = map[string]error{"not-archive": ErrNotArchive, "version": ErrVersion,
	"truncated": ErrTruncated, "checksum": ErrChecksum, "limit": ErrLimit, "invalid": ErrInvalid}

const vectorFolder = "../testdata/archive/v1"

func (v *vector) marshal() []byte {
	return fmt.Appendf(nil, "expect: %s\nlost: %s\ncomment: %s\n\n%s", v.expect, v.lost, v.comment, v.file)
}

func readVector(t *testing.T, path string) *vector {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	headText, file, ok := bytes.Cut(b, []byte("\n\n"))
	if !ok {
		t.Fatalf("%s: no empty line", path)
	}
	v := &vector{name: filepath.Base(path), file: file}
	for line := range strings.SplitSeq(string(headText), "\n") {
		key, value, _ := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		switch key {
		case "expect":
			v.expect = value
		case "lost":
			v.lost = value
		case "comment":
			v.comment = value
		default:
			t.Fatalf("%s: unknown line %q", path, line)
		}
	}
	return v
}

// newVectors makes the vectors of version 1. Those in testdata are never written again: they are
// what the first release wrote.
func newVectors(t *testing.T) []vector {
	good := smallSample().write(t, smallBlocks)
	frames := splitFrames(t, good)
	first := func(kind frameKind) *testFrame {
		return frames[slices.IndexFunc(frames, func(f *testFrame) bool { return f.head.kind == kind })]
	}
	flip := func(at int) []byte {
		b := bytes.Clone(good)
		b[at] ^= 0x10
		return b
	}
	newer := bytes.Clone(good)
	newer[8] = 2
	sealHeader(newer)
	feature := bytes.Clone(good)
	feature[12] = 1
	sealHeader(feature)
	block, end, last := first(kindBlock), first(kindEnd), frames[len(frames)-1]
	return []vector{
		{name: "example", comment: "the example of FORMAT.md", expect: "ok", file: exampleSample().write(t, Options{})},
		{name: "good", comment: "every kind of frame, blocks of 256 bytes and 10 rows", expect: "ok", file: good},
		{name: "default", comment: "the same with blocks of the usual size", expect: "ok", file: smallSample().write(t, Options{})},
		{name: "columns", comment: "blocks of columns", expect: "ok", file: columnsSample().write(t, Options{})},
		{name: "empty", comment: "nothing at all", expect: "truncated", file: nil},
		{name: "text", comment: "not an archive", expect: "not-archive", file: []byte("-- PostgreSQL database dump\n")},
		{name: "newer", comment: "version 2", expect: "version", file: newer},
		{name: "feature", comment: "a feature that must be understood", expect: "version", file: feature},
		{name: "cut-1", comment: "trailer cut by one byte", expect: "truncated", file: good[:len(good)-1]},
		{name: "cut-trailer", comment: "no trailer", expect: "truncated", file: good[:last.offset]},
		{name: "cut-block", comment: "cut in the first block", expect: "truncated",
			lost: "public.a public.large public.none public.text", file: good[:block.offset+60]},
		{name: "header-bit", comment: "a flipped bit in the header", expect: "checksum", file: flip(30)},
		{name: "catalog-bit", comment: "a flipped bit in the catalog", expect: "checksum", file: flip(headerSize + headSize + 5)},
		{name: "copy-bit", comment: "a flipped bit in the copy of the catalog", expect: "checksum",
			file: flip(frames[len(frames)-3].offset + headSize + 5)},
		{name: "block-bit", comment: "a flipped bit in the rows of the first block", expect: "checksum",
			lost: "public.a", file: flip(block.offset + headSize + 5)},
		{name: "head-bit", comment: "a flipped bit in the head of the first block", expect: "checksum",
			lost: "public.a", file: flip(block.offset + 13)},
		{name: "end-bit", comment: "a flipped bit in the first end record", expect: "checksum",
			file: flip(end.offset + headSize)},
		{name: "index-bit", comment: "a flipped bit in the index", expect: "checksum", file: flip(first(kindIndex).offset + headSize)},
		{name: "block-missing", comment: "the first block cut out", expect: "invalid", lost: "public.a",
			file: slices.Concat(good[:block.offset], good[block.offset+headSize+len(block.payload):])},
		{name: "bytes-behind", comment: "a byte behind the trailer", expect: "invalid", file: append(bytes.Clone(good), 0)},
	}
}

func writeMissingVectors(t *testing.T) {
	if err := os.MkdirAll(vectorFolder, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, v := range newVectors(t) {
		path := filepath.Join(vectorFolder, v.name)
		if _, err := os.Stat(path); err == nil {
			continue
		}
		if err := os.WriteFile(path, v.marshal(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestVectors(t *testing.T) {
	if *update {
		writeMissingVectors(t)
	}
	paths, err := filepath.Glob(filepath.Join(vectorFolder, "*"))
	if err != nil || len(paths) < 19 {
		t.Fatalf("%d vectors, %v", len(paths), err)
	}
	list := "\n| vector | expect | lost | comment |\n|---|---|---|---|\n"
	for _, path := range paths {
		v := readVector(t, path)
		list += fmt.Sprintf("| %s | %s | %s | %s |\n", v.name, v.expect, v.lost, v.comment)
		t.Run(v.name, func(t *testing.T) { v.test(t) })
	}
	keepInFormat(t, "<!-- vectors -->\n", "<!-- end of vectors -->", list+"\n")
}

func (v *vector) test(t *testing.T) {
	report, err := verify(v.file)
	var names []string
	if err == nil {
		err = report.Err()
		for _, l := range report.Lost {
			names = append(names, l.Relation.Schema+"."+l.Relation.Name)
		}
	}
	slices.Sort(names)
	if got := strings.Join(slices.Compact(names), " "); got != v.lost {
		t.Errorf("verify: %q are lost, want %q (%v)", got, v.lost, err)
	}
	ways := map[string]error{"verify": err, "pipe": pipeErr(bytes.NewReader(v.file)),
		"open and check": openCheck(v.file)}
	for how, err := range ways {
		switch {
		case v.expect == "ok" && err != nil:
			t.Errorf("%s: %v", how, err)
		case v.expect != "ok" && how == "open and check" && !known(err):
			t.Errorf("%s: %v", how, err)
		case v.expect != "ok" && how != "open and check" && !isError(err, expectations[v.expect]):
			t.Errorf("%s: %v, want %s", how, err, v.expect)
		}
	}
	if v.expect == "ok" {
		v.content(t)
	}
}

// content compares the good vectors with what they were made of.
func (v *vector) content(t *testing.T) {
	s := smallSample()
	switch v.name {
	case "example":
		s = exampleSample()
	case "columns":
		s = columnsSample()
	}
	s.check(t, v.file)
	r, err := Open(bytes.NewReader(v.file), int64(len(v.file)))
	if err != nil {
		t.Fatal(err)
	}
	for i, rows := range s.rows {
		var d Digest
		for _, row := range rows {
			d.AddRow(row)
		}
		if info, ok := r.Info(uint32(i) + 1); !ok || info.Digest != d || info.Rows != int64(len(rows)) {
			t.Errorf("stream %d: %+v, want %d rows, %s", i+1, info, len(rows), d)
		}
	}
	if err := r.Check(context.Background(), nil); err != nil {
		t.Error(err)
	}
}
