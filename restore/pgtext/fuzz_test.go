package pgtext

import (
	"testing"
)

// Goal: whatever the bytes, there is a text or an error, never a panic, and no more memory than
// some multiple of the input.
func FuzzAppend(f *testing.F) {
	shapes := fuzzShapes()
	for i := range shapes {
		f.Add(uint8(i), []byte{0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 23, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0, 9})
		f.Add(uint8(i), []byte{2, 32, 0, 4, 1, 2, 3, 4})
		f.Add(uint8(i), []byte{0, 0, 0, 3, 2, 1, 2, 2, 1, 0, 0, 'a', 0})
	}
	f.Fuzz(func(t *testing.T, which uint8, value []byte) {
		shape := shapes[int(which)%len(shapes)]
		typ, err := Parse("", shape, 17)
		if err != nil {
			t.Fatal(err)
		}
		lost := 0
		text, err := typ.Append(nil, value, &lost)
		if shape != "numeric" && err == nil && len(text) > 400*(len(value)+1) {
			t.Errorf("%s: %d bytes become %d", shape, len(value), len(text))
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, shape := range fuzzShapes() {
		f.Add("x", shape)
		f.Add(shape, "")
	}
	f.Fuzz(func(t *testing.T, name, shape string) {
		typ, err := Parse(name, shape, 12)
		if (typ == nil) == (err == nil) {
			t.Error("neither a type nor an error")
		}
	})
}

func fuzzShapes() []string {
	return []string{"bool", "char", "text", "int2", "int4", "int8", "oid", "xid8", "tid", "pg_lsn", "pg_snapshot",
		"float4", "float8", "numeric", "money", "bytea", "date", "time", "timetz", "timestamp", "timestamptz", "interval",
		"varbit", "uuid", "inet", "macaddr", "macaddr8", "point", "line", "lseg", "box", "path", "polygon", "circle",
		"tsvector", "tsquery", "int2vector", "oidvector", "jsonb", "hstore", "ltree", "compressed_data",
		"[int4]", "[[text]]", "(int4,[text],<numeric>)", "<timestamptz>", "{int4}", "[(float8,<(text)>)]", "()"}
}
