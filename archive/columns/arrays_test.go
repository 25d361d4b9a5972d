package columns

import (
	"slices"
	"testing"
)

// Arrays that are not of one dimension from 1 on, or have NULLs or elements of several widths or types, are left
// alone.
func TestWhatIsAnArray(t *testing.T) {
	good := arrayOf(23, 4, 1, 2, 3)
	change := func(at int, to byte) []byte {
		b := slices.Clone(good)
		b[at] = to
		return b
	}
	for name, c := range map[string]struct {
		array []byte
		ok    bool
	}{
		"three numbers":  {good, true},
		"empty":          {arrayOf(23, 4), true},
		"two dimensions": {change(3, 2), false},
		"NULLs":          {change(7, 1), false},
		"other count":    {change(15, 2), false},
		"from 0":         {change(19, 0), false},
		"a NULL":         {change(31, 0xff), false},
		"other width":    {change(31, 8), false},
		"longer":         {append(slices.Clone(good), 0), false},
		"cut":            {good[:len(good)-1], false},
		"head only":      {good[:20], false},
		"short":          {good[:11], false},
		"no width":       {arrayOf(25, 0, 1, 2), false},
		"three bytes":    {arrayOf(25, 3, 1, 2), false},
	} {
		_, width, count, ok := elementsOf(c.array)
		if ok != c.ok || ok && count > 0 && (width != 4 || count != 3) {
			t.Errorf("%s: %d elements of width %d, %v", name, count, width, ok)
		}
	}
	var a arrays
	other := arrayOf(20, 8, 1)
	data := slices.Concat(good, other)
	if a.fit(data, []uint64{makeSpan(0, len(good)), makeSpan(len(good), len(other))}) {
		t.Error("arrays of several types are taken together")
	}
}

// Arrays of every width and length come back, in either order.
func TestArraysComeBack(t *testing.T) {
	r := random(16)
	for _, width := range []int{1, 2, 4, 8} {
		for _, repeated := range []bool{false, true} {
			e, d := newPair(t)
			b := &block{}
			for range 3000 {
				elements := make([]int, r.IntN(12))
				for k := range elements {
					if elements[k] = int(r.Uint64()) >> r.IntN(64); repeated {
						elements[k] = k*1000 + r.IntN(3) // alike at each place
					}
				}
				b.add(arrayOf(20, width, elements...))
			}
			stored := same(t, e, d, b.rows, b.n)
			if e.codecs[0].form != formArrays {
				t.Errorf("width %d: form %d, %d bytes of %d", width, e.codecs[0].form, stored, len(b.rows))
			}
		}
	}
}

// What an array column meets later: other arrays, then no arrays.
func TestArraysThatEnd(t *testing.T) {
	e, d := newPair(t)
	for _, array := range [][]byte{arrayOf(23, 4, 1, 2, 3), arrayOf(23, 4), arrayOf(20, 8, 7), []byte("no array at all")} {
		b := &block{}
		for i := range 2000 {
			if i%3 == 0 {
				b.add(array)
			} else {
				b.add(arrayOf(23, 4, i, i/2))
			}
		}
		same(t, e, d, b.rows, b.n)
	}
}
