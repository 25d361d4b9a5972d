package archive

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"testing"
)

// b joins numbers of 4 bytes, texts and bytes, as the binary forms have them.
func b(parts ...any) []byte {
	var out []byte
	for _, p := range parts {
		switch p := p.(type) {
		case int:
			out = binary.BigEndian.AppendUint32(out, uint32(int32(p)))
		case string:
			out = append(out, p...)
		case []byte:
			out = append(out, p...)
		case byte:
			out = append(out, p)
		}
	}
	return out
}

// field is a value with its length in front.
func field(parts ...any) []byte {
	v := b(parts...)
	return b(len(v), v)
}

// valueCase is a type and its value with OIDs.
type valueCase struct {
	name  string
	t     *ValueType
	value func(oid func(int) int) []byte // oid gives what stands for an OID
}

func valueCases() []valueCase {
	array := &ValueType{Form: ArrayForm, Parts: []*ValueType{nil}, OIDs: []uint32{1}}
	record := &ValueType{Form: RecordForm, Parts: []*ValueType{nil, array}, OIDs: []uint32{2, 3}}
	circle := &ValueType{Form: RecordForm, OIDs: []uint32{4}}
	circle.Parts = []*ValueType{{Form: ArrayForm, Parts: []*ValueType{circle}, OIDs: []uint32{5}}}
	span := &ValueType{Form: RangeForm, Parts: []*ValueType{record}, OIDs: []uint32{0}}
	elements := map[string]*ValueType{"public.pair": record}
	arrayOf := func(oid int, values ...any) []byte { return b(1, 1, oid, 2, 1, b(values...)) }
	recordOf := func(oid func(int) int) []byte {
		return b(2, oid(2), field("x"), oid(3), field(arrayOf(oid(1), field("ok"), -1)))
	}
	numbers := func(blocks int) []byte { return b(3, blocks, make([]byte, 8*(blocks+(blocks+15)/16))) }
	return []valueCase{
		{"array", array, func(oid func(int) int) []byte { return arrayOf(oid(1), field("a"), -1) }},
		{"empty array", array, func(oid func(int) int) []byte { return b(0, 0, oid(1)) }},
		{"record", record, recordOf},
		{"circle", circle, func(oid func(int) int) []byte {
			inner := b(1, oid(4), -1)
			return b(1, oid(4), field(1, 0, oid(5), 1, 1, field(inner)))
		}},
		{"range", span, func(oid func(int) int) []byte { return b(byte(2), field(recordOf(oid)), field(recordOf(oid))) }},
		{"multirange", &ValueType{Form: MultirangeForm, Parts: []*ValueType{span}, OIDs: []uint32{0}}, func(oid func(int) int) []byte {
			return b(2, field(byte(8), field(recordOf(oid))), field(byte(24)))
		}},
		{"compressed array", &ValueType{Form: CompressedForm, Elements: elements}, func(oid func(int) int) []byte {
			return b(byte(1), byte(1), "public\x00pair\x00", byte(1), numbers(17), byte(1), 2, field(recordOf(oid)), field(recordOf(oid)))
		}},
		{"dictionary", &ValueType{Form: CompressedForm, Elements: elements}, func(oid func(int) int) []byte {
			return b(byte(2), byte(1), "public\x00pair\x00", numbers(1), numbers(16), byte(0), byte(1), 1, field(recordOf(oid)))
		}},
		{"numbers", &ValueType{Form: CompressedForm, Elements: elements}, func(func(int) int) []byte { return b(byte(3), "anything") }},
		{"another type", &ValueType{Form: CompressedForm, Elements: elements}, func(func(int) int) []byte {
			return b(byte(1), byte(0), "public\x00other\x00", "anything")
		}},
	}
}

// Every OID in a value of every form is replaced, and nothing else.
func TestRenumber(t *testing.T) {
	for _, c := range valueCases() {
		row := b([]byte{0, 3}, field("before"), field(c.value(func(int) int { return 4711 })), -1)
		want := b([]byte{0, 3}, field("before"), field(c.value(func(oid int) int { return oid })), -1)
		if err := Renumber(row, []*ValueType{nil, c.t, c.t}); err != nil || !bytes.Equal(row, want) {
			t.Errorf("%s: %v\n%x, want\n%x", c.name, err, row, want)
		}
	}
}

// Broken values are refused, or taken as something without OIDs, and never read beyond their end.
func TestRenumberBroken(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	for _, c := range valueCases() {
		value := c.value(func(oid int) int { return oid })
		for n := range value {
			row := b([]byte{0, 1}, field(value[:n:n]))
			if err := Renumber(row, []*ValueType{c.t}); err != nil && !errors.Is(err, ErrBrokenValue) {
				t.Errorf("%s, cut at %d: %v", c.name, n, err)
			}
		}
		for range 1000 {
			row := b([]byte{0, 1}, field(value))
			row[random.IntN(len(row))] ^= 1 << random.IntN(8)
			if err := Renumber(row, []*ValueType{c.t}); err != nil && !errors.Is(err, ErrBrokenValue) {
				t.Errorf("%s: %v", c.name, err)
			}
		}
	}
	if err := Renumber([]byte{0, 2, 0}, []*ValueType{nil}); !errors.Is(err, ErrBrokenValue) {
		t.Errorf("another number of columns: %v", err)
	}
}

// Rows of an archive are summed as those of another database would be: in another order of columns,
// with other OIDs, packed with others, in blocks of their own, and across blocks.
func TestSum(t *testing.T) {
	array := &ValueType{Form: ArrayForm, Parts: []*ValueType{nil}, OIDs: []uint32{0}}
	row := func(oid, n int, long []byte) []byte {
		return b([]byte{0, 2}, field(1, 1, oid, 1, 1, field(n)), field(long))
	}
	for _, c := range []struct{ rows, long int }{{3, 10}, {60000, 10}, {3, 9 << 20}, {0, 0}} {
		entries := []Entry{{ID: 1, Kind: "TABLE DATA", Section: SectionData, Data: &Data{
			Relation: Relation{"public", "t"}, Columns: []Column{{Name: "a"}, {Name: "b"}}, Streams: []uint32{1}}}}
		var out bytes.Buffer
		w, err := NewWriter(&out, &Manifest{}, entries, Options{Level: 1})
		if err != nil {
			t.Fatal(err)
		}
		e := w.NewEncoder()
		var want Digest
		err = e.Begin(1)
		for i := range c.rows {
			long := bytes.Repeat([]byte{byte(i)}, c.long)
			err = errors.Join(err, e.Row(row(4711, i, long)))
			want.AddRow(b([]byte{0, 2}, field(long), field(1, 1, 0, 1, 1, field(i))))
		}
		_, endErr := e.End()
		if err := errors.Join(err, endErr, e.Flush()); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Close(); err != nil {
			t.Fatal(err)
		}
		r, err := Open(bytes.NewReader(out.Bytes()), int64(out.Len()))
		if err != nil {
			t.Fatal(err)
		}
		d, n := NewDecoder(), &Normal{Types: []*ValueType{array, nil}, Order: []int{1, 0}}
		for range 2 { // the second time out of the decoder's cache
			rows, sum, err := r.Sum(context.Background(), 1, d, n)
			if err != nil || rows != int64(c.rows) || sum != want {
				t.Errorf("%d rows of %d bytes: %v, %d rows, sum %s, want %s", c.rows, c.long, err, rows, sum, want)
			}
		}
	}
}
