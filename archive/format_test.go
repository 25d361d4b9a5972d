package archive

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"maps"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// specification gives the tables of FORMAT.md by the heading they stand under, as rows of cells
// without the table's own heading.
func specification(t *testing.T) map[string][][]string {
	t.Helper()
	text, err := os.ReadFile("FORMAT.md")
	if err != nil {
		t.Fatal(err)
	}
	tables := map[string][][]string{}
	heading, inTable := "", false
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "#"):
			heading = strings.TrimLeft(line, "# ")
		case strings.HasPrefix(line, "|---"):
			inTable = true
		case !strings.HasPrefix(line, "|"):
			inTable = false
		case inTable:
			cells := strings.Split(strings.Trim(line, "|"), "|")
			for i := range cells {
				cells[i] = strings.TrimSpace(cells[i])
			}
			tables[heading] = append(tables[heading], cells)
		}
	}
	return tables
}

// fixedFields says for every field of the fixed structures how to give it another value. Each
// function gives the structure's bytes.
var fixedFields = map[string]map[string]func() []byte{
	"header": {
		"version":    func() []byte { return (&header{version: 0xffff}).marshal() },
		"understand": func() []byte { return (&header{understand: 1<<32 - 1}).marshal() },
		"ignore":     func() []byte { return (&header{ignore: 1<<32 - 1}).marshal() },
		"created":    func() []byte { return (&header{created: -1}).marshal() },
		"id":         func() []byte { return (&header{id: [16]byte(bytes.Repeat([]byte{255}, 16))}).marshal() },
	},
	"head": {
		"tag":      headBytes(head{tag: [4]byte{255, 255, 255, 255}}),
		"kind":     headBytes(head{kind: 255}),
		"codec":    headBytes(head{codec: 255}),
		"flags":    headBytes(head{flags: 255}),
		"number":   headBytes(head{number: 1<<32 - 1}),
		"stream":   headBytes(head{stream: 1<<32 - 1}),
		"sequence": headBytes(head{sequence: 1<<32 - 1}),
		"rows":     headBytes(head{rows: 1<<32 - 1}),
		"raw":      headBytes(head{raw: 1<<32 - 1}),
		"stored":   headBytes(head{stored: 1<<32 - 1}),
		"sum":      headBytes(head{sum: 1<<32 - 1}),
	},
	"end": {
		"blocks": endBytes(end{blocks: 1<<64 - 1}),
		"rows":   endBytes(end{rows: 1<<64 - 1}),
		"raw":    endBytes(end{raw: 1<<64 - 1}),
		"digest": endBytes(end{digest: Digest(bytes.Repeat([]byte{255}, 16))}),
	},
	"trailer": {
		"index":       trailerBytes(trailer{index: 1<<64 - 1}),
		"size":        trailerBytes(trailer{size: 1<<64 - 1}),
		"rows":        trailerBytes(trailer{rows: 1<<64 - 1}),
		"raw":         trailerBytes(trailer{raw: 1<<64 - 1}),
		"frames":      trailerBytes(trailer{frames: 1<<32 - 1}),
		"indexFrames": trailerBytes(trailer{indexFrames: 1<<32 - 1}),
		"entries":     trailerBytes(trailer{entries: 1<<32 - 1}),
		"streams":     trailerBytes(trailer{streams: 1<<32 - 1}),
		"id":          trailerBytes(trailer{id: [16]byte(bytes.Repeat([]byte{255}, 16))}),
	},
}

func headBytes(h head) func() []byte {
	return func() []byte { b := make([]byte, headSize); h.marshal(b); return b }
}

func endBytes(e end) func() []byte {
	return func() []byte { b := make([]byte, endSize); e.marshal(b); return b }
}

func trailerBytes(tr trailer) func() []byte {
	return func() []byte { b := make([]byte, trailerSize); tr.marshal(b); return b }
}

// Every field of a fixed structure must be where its table says, and every byte must be in the table.
func TestFixedStructuresAreAsSpecified(t *testing.T) {
	tables := specification(t)
	empty := map[string][]byte{"header": (&header{}).marshal(), "head": headBytes(head{})(),
		"end": endBytes(end{})(), "trailer": trailerBytes(trailer{})()}
	for name := range fixedFields {
		checkStructure(t, name, tables[name], empty[name])
	}
}

func checkStructure(t *testing.T, name string, rows [][]string, empty []byte) {
	t.Helper()
	at, seen := 0, map[string]bool{}
	for _, row := range rows {
		offset, err := strconv.Atoi(row[0])
		if err != nil {
			continue // one of the tables of values
		}
		if offset != at {
			t.Errorf("%s: %s is at %d, expected %d", name, row[2], offset, at)
		}
		size := atoi(t, row[1])
		at += size
		seen[row[2]] = true
		checkFixed(t, name, row, offset, size, empty)
	}
	if at != len(empty) {
		t.Errorf("%s: %d bytes specified, %d written", name, at, len(empty))
	}
	for f := range fixedFields[name] {
		if !seen[f] {
			t.Errorf("%s: field %s is not specified", name, f)
		}
	}
}

// checkFixed checks a field whose value is always the same; others change with their Go field.
func checkFixed(t *testing.T, name string, row []string, offset, size int, empty []byte) {
	t.Helper()
	field := empty[offset : offset+size]
	switch {
	case row[2] == "reserved":
		if !allZero(field) {
			t.Errorf("%s: reserved bytes at %d are not zero", name, offset)
		}
	case row[2] == "magic" || row[2] == "mark":
		if want := unhex(t, row[3]); !bytes.Equal(field, want) {
			t.Errorf("%s: %s is % x, specified % x", name, row[2], field, want)
		}
	case row[2] == "size" && name == "header":
		if int(binary.LittleEndian.Uint16(field)) != atoi(t, row[3]) {
			t.Errorf("header: size % x", field)
		}
	case row[2] == "checksum":
		if sum := checksum(empty[:offset]); binary.LittleEndian.Uint32(field) != sum {
			t.Errorf("%s: checksum covers something else", name)
		}
	default:
		checkField(t, name, row[2], offset, size, empty)
	}
}

// checkField sets a field to all ones and looks which bytes change.
func checkField(t *testing.T, structure, field string, offset, size int, empty []byte) {
	t.Helper()
	set := fixedFields[structure][field]
	if set == nil {
		t.Errorf("%s: field %s is not in the code", structure, field)
		return
	}
	got, want := set(), bytes.Clone(empty)
	copy(want[offset:], bytes.Repeat([]byte{255}, size))
	covered := map[string]int{"header": 60, "head": 44, "end": endSize, "trailer": trailerSize}[structure]
	if !bytes.Equal(got[:covered], want[:covered]) {
		t.Errorf("%s: field %s is elsewhere than at %d, %d bytes", structure, field, offset, size)
	}
}

func atoi(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

var inCode = regexp.MustCompile("`([0-9a-f ]+)`")

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	m := inCode.FindStringSubmatch(s)
	if m == nil {
		t.Fatalf("no bytes in %q", s)
	}
	b, err := hex.DecodeString(strings.ReplaceAll(m[1], " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// named collects the rows of a table whose second cell is a number.
func named(t *testing.T, rows [][]string, width int) map[string]int {
	t.Helper()
	m := map[string]int{}
	for _, r := range rows {
		if len(r) == width {
			m[r[0]] = atoi(t, r[1])
		}
	}
	return m
}

// The numbers of kinds, codecs, flags and limits never change within a version.
func TestConstantsAreAsSpecified(t *testing.T) {
	tables := specification(t)
	if Version != 1 {
		t.Error("the version is frozen at 1")
	}
	kinds, rest := map[string]int{}, map[string]int{}
	for _, r := range tables["head"] {
		switch {
		case len(r) == 4 && regexp.MustCompile(`^[a-z ]+$`).MatchString(r[0]):
			kinds[r[0]] = atoi(t, r[1])
			checkKind(t, frameKind(atoi(t, r[1])), r)
		case len(r) == 3:
			rest[r[0]] = atoi(t, r[1])
		}
	}
	want := map[string]int{"catalog frame": int(kindCatalog), "block": int(kindBlock),
		"pack": int(kindPack), "end record": int(kindEnd), "index frame": int(kindIndex),
		"trailer": int(kindTrailer)}
	if !maps.Equal(kinds, want) {
		t.Errorf("kinds %v, specified %v", want, kinds)
	}
	want = map[string]int{"stored": int(codecStored), "zstd": int(codecZstd),
		"columns": int(codecColumns), "continued": flagContinued, "continues": flagContinues,
		"last": flagLast}
	if !maps.Equal(rest, want) {
		t.Errorf("codecs and flags %v, specified %v", want, rest)
	}
	want = map[string]int{"limitRaw": limitRaw, "limitRows": limitRows, "limitSection": limitSection,
		"limitRow": limitRow, "limitRecord": limitRecord, "limitEntries": limitEntries,
		"limitStreams": limitStreams, "streamsPerEntry": streamsPerEntry, "blockRows": blockRows,
		"blockBytes": blockBytes, "packBytes": packBytes, "packStreams": packStreams,
		"packStream": packStream, "storeBelow": storeBelow, "keyRows": keyRows, "keyBlockRows": keyBlockRows,
		"keyBlockBytes": keyBlockBytes}
	if got := named(t, tables["6. Limits"], 3); !maps.Equal(got, want) {
		t.Errorf("limits %v, specified %v", want, got)
	}
}

// checkKind compares the name and the flags of a kind.
func checkKind(t *testing.T, k frameKind, row []string) {
	t.Helper()
	flags := uint8(0)
	for name, bit := range map[string]uint8{"continued": flagContinued, "continues": flagContinues,
		"last": flagLast} {
		if strings.Contains(row[3], name) {
			flags |= bit
		}
	}
	if k.String() != row[0] || frameRules[k].flags != flags {
		t.Errorf("%s: flags %#x, specified %q", k, frameRules[k].flags, row[3])
	}
}

// byTable encodes a value as the table of that name says, so that the table is tested and not only
// the code.
type byTable struct {
	t      *testing.T
	tables map[string][][]string
	b      []byte
}

func (e *byTable) record(table string, v reflect.Value) {
	e.t.Helper()
	if len(e.tables[table]) == 0 {
		e.t.Fatalf("no table %s", table)
	}
	seen := map[string]bool{"ID": true, "Created": true}
	for _, row := range e.tables[table] {
		e.field(row[0], row[1], v, seen)
	}
	for i := range v.NumField() {
		if name := v.Type().Field(i).Name; !seen[name] {
			e.t.Errorf("%s: field %s is not specified", table, name)
		}
	}
}

func (e *byTable) field(name, encoding string, v reflect.Value, seen map[string]bool) {
	e.t.Helper()
	encoding, note, _ := strings.Cut(encoding, ":")
	if name == "(flags)" {
		e.flags(note, v, seen)
		return
	}
	f := v
	for i, part := range strings.Split(name, ".") {
		if i == 0 {
			seen[part] = true
		}
		if f = f.FieldByName(part); !f.IsValid() {
			e.t.Errorf("%s: there is no such field", name)
			return
		}
	}
	e.value(name, encoding, note, f)
}

// flags builds the byte from "1 Name, 2 Other is present".
func (e *byTable) flags(note string, v reflect.Value, seen map[string]bool) {
	e.t.Helper()
	flags := byte(0)
	for _, part := range strings.Split(note, ",") {
		words := strings.Fields(part)
		f := v.FieldByName(words[1])
		seen[words[1]] = true
		if !f.IsZero() {
			flags |= byte(atoi(e.t, words[0]))
		}
	}
	e.b = append(e.b, flags)
}

func (e *byTable) value(name, encoding, note string, f reflect.Value) {
	e.t.Helper()
	kind, what, _ := strings.Cut(encoding, " of ")
	switch kind {
	case "string":
		e.b = append(binary.AppendUvarint(e.b, uint64(f.Len())), f.String()...)
	case "int", "int64":
		e.b = binary.AppendVarint(e.b, f.Int())
	case "bool":
		e.b = append(e.b, map[bool]byte{true: 1}[f.Bool()])
	case "byte":
		e.enum(note, f)
	case "uint": // how many
		e.b = binary.AppendUvarint(e.b, uint64(f.Len()))
	case "facts":
		e.facts(f.Interface().(map[string]string))
	case "list":
		e.list(name, what, f)
	case "Data, if present":
		if !f.IsNil() {
			e.record("Data", f.Elem())
		}
	default:
		e.t.Errorf("%s: unknown encoding %q", name, encoding)
	}
}

// enum checks the names of all values, too.
func (e *byTable) enum(note string, f reflect.Value) {
	e.t.Helper()
	for _, part := range strings.Split(note, ",") {
		number, text, _ := strings.Cut(strings.TrimSpace(part), " ")
		v := reflect.New(f.Type()).Elem()
		v.SetUint(uint64(atoi(e.t, number)))
		if got := fmt.Sprint(v.Interface()); !strings.HasSuffix(text, got) && got != "text cast" {
			e.t.Errorf("value %s is %q, specified %q", number, got, text)
		}
	}
	e.b = append(e.b, byte(f.Uint()))
}

func (e *byTable) facts(facts map[string]string) {
	e.b = binary.AppendUvarint(e.b, uint64(len(facts)))
	for _, k := range slices.Sorted(maps.Keys(facts)) {
		e.value("fact", "string", "", reflect.ValueOf(k))
		e.value("fact", "string", "", reflect.ValueOf(facts[k]))
	}
}

func (e *byTable) list(name, what string, f reflect.Value) {
	e.t.Helper()
	e.b = binary.AppendUvarint(e.b, uint64(f.Len()))
	last := uint64(0)
	for i := range f.Len() {
		switch {
		case what == "string":
			e.value(name, "string", "", f.Index(i))
		case strings.HasPrefix(what, "ids"):
			e.b = binary.AppendUvarint(e.b, f.Index(i).Uint()-last)
			last = f.Index(i).Uint()
		default:
			e.record(what, f.Index(i))
		}
	}
}

func TestCatalogIsAsSpecified(t *testing.T) {
	s := smallSample()
	e := byTable{t: t, tables: specification(t)}
	e.record("Manifest", reflect.ValueOf(*s.manifest))
	if got := appendManifest(nil, s.manifest); !bytes.Equal(got, e.b) {
		t.Errorf("manifest is\n%x, by the table\n%x", got, e.b)
	}
	for i := range s.entries {
		e.b = nil
		e.record("Entry", reflect.ValueOf(s.entries[i]))
		if got := appendEntry(nil, &s.entries[i]); !bytes.Equal(got, e.b) {
			t.Errorf("entry %d is\n%x, by the table\n%x", i+1, got, e.b)
		}
	}
}

// fields lists the first cells of the rows of a section's tables.
func fields(rows [][]string) (names []string) {
	for _, r := range rows {
		names = append(names, r[0])
	}
	return names
}

// The index and the pack have few fields: their order is compared, and their encoding made by hand.
func TestIndexAndPackAreAsSpecified(t *testing.T) {
	tables := specification(t)
	want := []string{"offset", "size", "codec", "Blocks", "pack", "offsets", "StoredBytes", "Codecs",
		"Rows", "RawBytes", "Digest"}
	if got := fields(tables["index"]); !slices.Equal(got, want) {
		t.Errorf("index fields %v, specified %v", want, got)
	}
	x := index{packs: []packPlace{{offset: 300, size: 70, codec: 1, raw: 9}, {offset: 1000, size: 60}}}
	x.streams = []place{
		{StreamInfo: StreamInfo{Rows: 5, RawBytes: 9, Digest: Digest{1}}, pack: 1},
		{StreamInfo: StreamInfo{Blocks: 2, Rows: 300, RawBytes: 5000, StoredBytes: 400, Codecs: 3,
			Digest: Digest{2}}, offsets: []int64{400, 600, 700}},
	}
	b := []byte{2, 0xac, 2, 70, 1, 0xbc, 5, 60, 0, // packs
		2, 0, 1, 5, 9, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
		2, 0x90, 3, 0xc8, 1, 100, 0x90, 3, 3, 0xac, 2, 0x88, 39,
		2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}
	if got := x.marshal(); !bytes.Equal(got, b) {
		t.Errorf("index is\n%x, want\n%x", got, b)
	}
	if got, want := fields(tables["pack"]), []string{"Stream", "Rows", "RawBytes", "Digest"}; !slices.Equal(got, want) {
		t.Errorf("pack fields %v, specified %v", want, got)
	}
	var p packBuilder
	p.add(StreamInfo{Stream: 300, Rows: 2, RawBytes: 3, Digest: Digest{7}}, []byte("abc"))
	p.add(StreamInfo{Stream: 2}, nil)
	b = []byte{2, 0xac, 2, 2, 3, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
		2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 'a', 'b', 'c'}
	if got := p.marshal(); !bytes.Equal(got, b) {
		t.Errorf("pack is\n%x, want\n%x", got, b)
	}
}
