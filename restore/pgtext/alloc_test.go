package pgtext

import (
	"encoding/binary"
	"math"
	"testing"
)

// metricRow is a row as monitoring has millions of: a timestamp, a number, two floats, a text.
func metricRow() ([]*Type, []byte) {
	var types []*Type
	row := []byte{0, 6}
	for _, c := range []struct {
		name  string
		value []byte
	}{
		{"timestamp with time zone", binary.BigEndian.AppendUint64(nil, 800000000123456)},
		{"bigint", binary.BigEndian.AppendUint64(nil, 42)},
		{"double precision", binary.BigEndian.AppendUint64(nil, math.Float64bits(0.1))},
		{"double precision", binary.BigEndian.AppendUint64(nil, math.Float64bits(0.3333333333333333))},
		{"text", []byte("one\ttwo")},
		{"integer[]", []byte{0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 23, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0, 9}},
	} {
		t, err := Parse(c.name, "", 17)
		if err != nil {
			panic(err)
		}
		types = append(types, t)
		row = append(binary.BigEndian.AppendUint32(row, uint32(len(c.value))), c.value...)
	}
	return types, row
}

func TestRowWithoutAllocations(t *testing.T) {
	types, row := metricRow()
	rows := NewRows(types)
	var line []byte
	n := testing.AllocsPerRun(100, func() {
		var err error
		if line, _, err = rows.AppendLine(line[:0], row); err != nil {
			t.Fatal(err)
		}
	})
	const want = "2025-05-08 06:13:20.123456+00\t42\t0.1\t0.3333333333333333\tone\\ttwo\t{9}\n"
	if n != 0 || string(line) != want {
		t.Errorf("%v allocations for %q", n, line)
	}
}

func BenchmarkRow(b *testing.B) {
	types, row := metricRow()
	rows := NewRows(types)
	var line []byte
	b.SetBytes(int64(len(row)))
	for b.Loop() {
		line, _, _ = rows.AppendLine(line[:0], row)
	}
}
