package columns

import (
	"maps"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// specified reads the tables of a section of FORMAT.md: the numbers in the second cells by the names in
// the first, and the rows.
func specified(t *testing.T, heading string) (numbers map[string]int, rows map[string][]string) {
	t.Helper()
	text, err := os.ReadFile("../FORMAT.md")
	if err != nil {
		t.Fatal(err)
	}
	numbers, rows = map[string]int{}, map[string][]string{}
	_, section, ok := strings.Cut(string(text), "\n### "+heading+"\n")
	if !ok {
		t.Fatalf("FORMAT.md has no section %s", heading)
	}
	section, _, _ = strings.Cut(section, "\n### ")
	for line := range strings.Lines(section) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if len(cells) < 3 {
			continue
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		if n, err := strconv.Atoi(cells[1]); err == nil {
			numbers[cells[0]], rows[cells[0]] = n, cells
		}
	}
	return numbers, rows
}

// formNames are the names of the forms in FORMAT.md.
var formNames = [formUnknown]string{"null", "integers", "decimals", "dictionary", "texts", "bytes", "strips", "shared", "batches", "arrays"}

// The numbers of forms, kinds and limits never change within a version.
func TestConstantsAreAsSpecified(t *testing.T) {
	got, rows := specified(t, "columns")
	want := map[string]int{"constant": integersConstant, "plain": integersPlain, "delta": integersDelta,
		"repeated": int(streamRepeated), "stored": int(streamStored), "zstd": int(streamZstd)}
	for f, name := range formNames {
		want[name] = f
		checkWidths(t, form(f), rows[name][2])
	}
	if !maps.Equal(got, want) {
		t.Errorf("forms and kinds %v, specified %v", want, got)
	}
	got, _ = specified(t, "batches")
	want = map[string]int{"raw": kindRaw, "gorilla": kindGorilla, "gorilla 65": kindGorilla65, "deltas": kindDeltas}
	if !maps.Equal(got, want) {
		t.Errorf("kinds of batches %v, specified %v", want, got)
	}
	got, _ = specified(t, "limits of columns")
	want = map[string]int{"MaxColumns": MaxColumns, "dictionaryMost": dictionaryMost, "stripsMost": stripsMost,
		"exponentMost": exponentMost, "exponentNone": exponentNone, "exponentGroup": exponentGroup,
		"batchMost": batchMost, "runValues": runValues, "batchShare": batchShare}
	if !maps.Equal(got, want) {
		t.Errorf("limits %v, specified %v", want, got)
	}
}

// checkWidths compares the widths that a form has with those that the decoder takes.
func checkWidths(t *testing.T, f form, widths string) {
	t.Helper()
	_, d := newPair(t)
	for code, width := range []string{"1", "2", "4", "8"} {
		r := &reader{b: []byte{byte(f) | byte(code)<<tagWidth}}
		d.tag(r, &column{})
		specified := strings.Contains(widths, width) || widths == "" && code == 0
		if taken := r.err == nil; taken != specified {
			t.Errorf("form %d of width %s is taken: %v, specified %q", f, width, taken, widths)
		}
	}
}

// Payloads by hand, so that the layout is tested and not only that both sides agree.
func TestPayloadsAreAsSpecified(t *testing.T) {
	row := func(values ...[]byte) []byte { return tuple(nil, values...) }
	join := func(rows ...[]byte) (all []byte) {
		for _, r := range rows {
			all = append(all, r...)
		}
		return all
	}
	for name, c := range map[string]struct {
		payload []byte
		rows    []byte
		n       int
	}{
		"no columns": {[]byte{0, 0}, []byte{0, 0, 0, 0}, 2},
		"null":       {[]byte{1, 0, 0}, join(row(nil), row(nil)), 2},
		"constant":   {[]byte{1, 0, 0x31, 0, 0x54}, join(row(int8of(42)), row(int8of(42))), 2},
		"plain": {[]byte{1, 0, 0x21, 1, 5, 2, 1, 1, 0, 3}, // least -3, factor 2
			join(row(int4of(-1)), row(int4of(-3)), row(int4of(3))), 3},
		"delta, usual 10": {[]byte{1, 0, 0x11, 2, 200, 1, 1, 20, 1, 0, 0, 2},
			join(row(int2of(100)), row(int2of(110)), row(int2of(121))), 3},
		"mask": {[]byte{1, 0, 0x01, 5, 0, 1, 1, 4, 0, 7},
			join(row([]byte{0}), row([]byte{0}), row([]byte{7})), 3},
		"nulls": {[]byte{1, 0, 0x71, 1, 2, 0, 2}, join(row(int8of(1)), row(nil), row(int8of(1))), 3},
		"dictionary": {[]byte{1, 0, 0x33, 2, 1, 0, 1, 1, 7, 9, 1, 0, 1, 1, 0, 1, 0},
			join(row(int8of(7)), row(int8of(9)), row(int8of(7))), 3},
		"texts": {[]byte{1, 0, 4, 2, 1, 0, 1, 1, 1, 2, 1, 'a', 'b', 'b', 1, 0, 1, 1, 0, 1, 0},
			join(row([]byte("a")), row([]byte("bb")), row([]byte("a"))), 3},
		"bytes":  {[]byte{1, 0, 5, 1, 0, 1, 1, 0, 2, 0, 'x'}, join(row([]byte{}), row([]byte("xx"))), 2},
		"strips": {[]byte{1, 0, 6, 3, 0, 'a', 1, 'b', 'd', 0, 'c'}, join(row([]byte("abc")), row([]byte("adc"))), 2},
		"shared": {[]byte{2, 0, 7, 0, 2, 7, 0, 4, 1, 'a', 'b', 'b', 'c', 'd', 'd'},
			join(row([]byte("a"), []byte("bb")), row([]byte("c"), []byte("dd"))), 2},
		"batches": {[]byte{1, 0, 8, 0, 3, 0, 42, 0, 4, 1, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 7, 0x31, 2, 20, 1, 20, 0, 0}, // 10, 20
			row(slices.Concat([]byte{4, 0}, int8of(20), int8of(10), int4of(2), int4of(1), int8of(5), int8of(20))), 1},
		"arrays by array": {[]byte{1, 0, 9, 21, 2, 1, 0, 1, 1, 0, 2, 0, 0x11, 1, 0, 1, 1, 5, 6}, // {}, {5,6}
			join(row(arrayOf(21, 2)), row(arrayOf(21, 2, 5, 6))), 2},
		"arrays by place": {[]byte{1, 0, 9, 21, 2, 1, 0, 1, 1, 1, 2, 1, 0x11, 1, 0, 1, 1, 5, 7, 6}, // {5}, {7,6}
			join(row(arrayOf(21, 2, 5)), row(arrayOf(21, 2, 7, 6))), 2},
		"batch as it is": {[]byte{1, 0, 8, 0, 0, 1, 0, 2, 1, 'x'}, row([]byte("x")), 1},
		"decimals": {[]byte{1, 0, 0x32, 0, 1, 1, 0, 4, 0, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1, 1, 0, 1, 1, 15, 0, 0},
			join(row(float(1.5)), row(float(0)), row(float(math.Copysign(0, -1)))), 3},
		"grouped": {[]byte{2, 2, 0x33, 2, 1, 0, 1, 1, 5, 6, 1, 0, 1, 1, 0, 1, 0, 0xb1, 2, 20, 1, 0, 1, 0, 2, 20},
			join(row(int8of(10), int8of(5)), row(int8of(20), int8of(6)), row(int8of(11), int8of(5))), 3},
	} {
		_, d := newPair(t)
		got, err := d.Decode(nil, c.payload, c.n, len(c.rows))
		if err != nil || string(got) != string(c.rows) {
			t.Errorf("%s: % x (%v), want % x", name, got, err, c.rows)
		}
	}
}
