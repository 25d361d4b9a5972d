package columns

import (
	"slices"
	"testing"
)

func FuzzGroup(f *testing.F) {
	f.Add([]byte{1, 2, 1, 3, 2})
	f.Add([]byte{0, 0, 0})
	f.Add([]byte("abcabcdabcde"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) == 0 {
			return
		}
		cells := make([]uint64, len(b))
		for i, x := range b {
			cells[i] = uint64(x)
		}
		k := newNumbering()
		if !k.fixed(cells, 256) {
			t.Fatal("not numbered")
		}
		var g grouping
		g.build(k.numbers, len(k.entries))
		want := make([]int, len(b)) // the definition: a stable sort by number
		for i := range want {
			want[i] = i
		}
		slices.SortStableFunc(want, func(i, j int) int { return int(k.numbers[i]) - int(k.numbers[j]) })
		if g.sorted != slices.IsSorted(want) {
			t.Fatalf("sorted: %v", g.sorted)
		}
		if g.sorted {
			return
		}
		gathered, back := make([]uint64, len(b)), make([]uint64, len(b))
		g.gather(gathered, cells)
		for i, row := range want {
			if int(g.order[i]) != row || gathered[i] != cells[row] {
				t.Fatalf("order %v, want %v", g.order, want)
			}
		}
		g.scatter(back, gathered)
		if !slices.Equal(back, cells) {
			t.Errorf("%v comes back as %v", cells, back)
		}
	})
}

// Numbers are those of first appearance, whatever the seed of the hash, for both kinds of values.
func FuzzNumbering(f *testing.F) {
	f.Add([]byte("abracadabra"), 1)
	f.Add([]byte("\x00\x00\x01\x00\x00\x01\x00"), 2)
	f.Fuzz(func(t *testing.T, b []byte, length int) {
		length = 1 + int(uint(length)%4)
		var cells, spans []uint64
		first := map[string]uint64{}
		var want []uint64
		for p := 0; p+length <= len(b); p += length {
			s := string(b[p : p+length])
			if _, ok := first[s]; !ok {
				first[s] = uint64(len(first))
			}
			want = append(want, first[s])
			spans = append(spans, makeSpan(p, length))
			cells = append(cells, first[s]*12345)
		}
		if len(want) == 0 {
			return
		}
		k := newNumbering()
		if !k.spans(spans, b, len(first)) || !slices.Equal(k.numbers, want) {
			t.Errorf("numbers %v, want %v", k.numbers, want)
		}
		if !k.fixed(cells, len(first)) || !slices.Equal(k.numbers, want) {
			t.Errorf("numbers %v, want %v", k.numbers, want)
		}
		if k.spans(spans, b, len(first)-1) || k.fixed(cells, len(first)-1) {
			t.Error("more entries than allowed")
		}
	})
}

// A table whose keys all fall into one place of the hash is given up, not waited for.
func TestNumberingIsBounded(t *testing.T) {
	k := newNumbering()
	k.multiplier = 0 // the worst hash
	cells := make([]uint64, 20000)
	for i := range cells {
		cells[i] = uint64(i)
	}
	if k.fixed(cells, len(cells)) {
		t.Error("numbered within bounds")
	}
}
