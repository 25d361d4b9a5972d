package columns

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"testing"
)

// value makes a value of a column of some kind.
func value(r *rand.Rand, kind byte, i int) []byte {
	switch kind % 20 {
	case 0:
		return int8of(i * 1000)
	case 1:
		return int8of(r.IntN(20))
	case 2:
		return float(floats(r, 1)[0])
	case 3:
		return float(math.Round(r.NormFloat64()*1000) / 100)
	case 4:
		return float4of(float32(r.IntN(1000)) / 10)
	case 5:
		return int4of(-r.IntN(5))
	case 6:
		return int2of(r.IntN(1 << 16))
	case 7:
		return []byte{byte(r.IntN(2))}
	case 8:
		return []byte(vocabulary[r.IntN(len(vocabulary))])
	case 9:
		return sentence(r, r.IntN(9))
	case 10:
		return noise(r, 16)
	case 11:
		return nil
	case 12:
		if r.IntN(3) == 0 {
			return nil
		}
		return int8of(r.IntN(100))
	case 13:
		return []byte{}
	case 14:
		return noise(r, r.IntN(12)) // some of fixed width, by chance
	case 15:
		return noise(r, 8)
	case 16:
		return []byte(fmt.Sprint(i / 50))
	case 17:
		if i%97 == 0 {
			return []byte("other") // a width that changes
		}
		return int4of(i)
	case 18:
		return int8of(i / 7)
	}
	if r.IntN(1000) == 0 {
		return nil
	}
	return binary.BigEndian.AppendUint64(nil, r.Uint64())
}

// values makes a row. A kind above 200 is the text before it again, changed a little.
func values(r *rand.Rand, kinds []byte, i int) [][]byte {
	row := make([][]byte, len(kinds))
	for c, k := range kinds {
		if k < 200 || c == 0 {
			row[c] = value(r, k, i)
			continue
		}
		row[c] = slices.Clone(row[c-1])
		if len(row[c]) > 0 && r.IntN(3) == 0 {
			row[c][r.IntN(len(row[c]))]++
		}
	}
	return row
}

// FuzzRows encodes and decodes blocks of columns of any kinds, several as one stream, the kinds of which
// change.
func FuzzRows(f *testing.F) {
	f.Add(uint64(1), []byte{0, 3, 1}, uint16(3000))
	f.Add(uint64(2), []byte{}, uint16(10))
	f.Add(uint64(3), []byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19}, uint16(1500))
	f.Add(uint64(4), []byte{16, 18, 3, 0}, uint16(5000))
	f.Add(uint64(5), []byte{11}, uint16(1))
	f.Add(uint64(6), []byte{17, 14, 13}, uint16(300))
	f.Add(uint64(7), []byte{0, 9, 201, 10, 202, 12}, uint16(2000))
	e, d := newPair(f)
	f.Fuzz(func(t *testing.T, seed uint64, kinds []byte, n uint16) {
		r := random(seed)
		kinds = slices.Clone(kinds[:min(len(kinds), 30)])
		e.Reset()
		for range 3 {
			b := &block{}
			for i := range int(n)%3000 + 1 {
				b.add(values(r, kinds, i)...)
			}
			same(t, e, d, b.rows, b.n)
			if len(kinds) > 0 {
				kinds[r.IntN(len(kinds))] = byte(r.IntN(256))
			}
			n = uint16(r.IntN(3000))
		}
	})
}

// FuzzDecode decodes anything as if a right checksum had let it through.
func FuzzDecode(f *testing.F) {
	e, d := newPair(f)
	for _, s := range dataSets(0.002) {
		b := s.make()
		e.Reset()
		payload, _, ok := e.Encode(nil, b.rows, b.n)
		if !ok {
			f.Fatal(s.name)
		}
		f.Add(payload, b.n, len(b.rows))
	}
	f.Fuzz(func(t *testing.T, payload []byte, n, size int) {
		size = int(uint(size) % (1 << 20))
		n = int(uint(n) % (1 << 16))
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		rows, err := d.Decode(nil, payload, n, size)
		runtime.ReadMemStats(&after)
		if got, most := after.TotalAlloc-before.TotalAlloc, uint64(40*size+4<<20); got > most {
			t.Errorf("%d bytes allocated for %d", got, size)
		}
		if err != nil {
			if !errors.Is(err, ErrInvalid) {
				t.Error(err)
			}
			return
		}
		if len(rows) != size {
			t.Fatalf("%d bytes instead of %d", len(rows), size)
		}
		e.Reset()
		same(t, e, d, rows, n) // whatever it is, it is rows
	})
}

// Every byte of a payload changed in every way that a byte can: no panic, and never other rows of
// another size.
func TestDamagedPayloads(t *testing.T) {
	for _, s := range dataSets(0.0005) {
		e, d := newPair(t)
		b := s.make()
		payload, _, ok := e.Encode(nil, b.rows, b.n)
		if !ok {
			t.Fatal(s.name)
		}
		for i := range payload {
			was := payload[i]
			for _, x := range []byte{0, 1, was + 1, was ^ 0x80, was ^ 0x10, 0xff} {
				payload[i] = x
				if rows, err := d.Decode(nil, payload, b.n, len(b.rows)); err == nil && len(rows) != len(b.rows) {
					t.Fatalf("%s: byte %d: %d bytes of rows", s.name, i, len(rows))
				}
			}
			payload[i] = was
			if _, err := d.Decode(nil, payload[:i], b.n, len(b.rows)); !errors.Is(err, ErrInvalid) {
				t.Fatalf("%s: %d of %d bytes: %v", s.name, i, len(payload), err)
			}
		}
		if _, err := d.Decode(nil, append(payload, 0), b.n, len(b.rows)); !errors.Is(err, ErrInvalid) {
			t.Errorf("%s: a byte left over: %v", s.name, err)
		}
	}
}

// What is no block of rows is refused by the encoder, not guessed at.
func TestEncodeRefuses(t *testing.T) {
	e, _ := newPair(t)
	good := tuple(tuple(nil, int8of(1), []byte("x")), int8of(2), nil)
	for name, c := range map[string]block{
		"nothing":        {nil, 0},
		"a row too many": {good, 3},
		"a row too few":  {good, 1},
		"cut":            {good[:len(good)-1], 2},
		"a byte more":    {append(slices.Clone(good), 0), 2},
		"negative":       {[]byte{0, 1, 0xff, 0xff, 0xff, 0xfe}, 1},
		"other columns":  {tuple(tuple(nil, int8of(1)), int8of(1), int8of(2)), 2},
		"too many":       {tuple(nil, make([][]byte, MaxColumns+1)...), 1},
	} {
		e.Reset()
		if _, _, ok := e.Encode(nil, c.rows, c.n); ok {
			t.Errorf("%s: encoded", name)
		}
	}
	if _, _, ok := e.Encode(nil, good, 2); !ok {
		t.Error("refused for what came before")
	}
}

// Two workers have nothing in common: under -race this finds scratch that they share.
func TestWorkersShareNothing(t *testing.T) {
	var group sync.WaitGroup
	for range 2 {
		group.Go(func() {
			e, d := newPair(t)
			for _, s := range dataSets(0.01) {
				e.Reset()
				b := s.make()
				same(t, e, d, b.rows, b.n)
			}
		})
	}
	group.Wait()
}

// Encoding is the same whatever was encoded before, with another seed of the hash.
func TestStreamsAreIndependent(t *testing.T) {
	used, _ := newPair(t)
	for _, s := range dataSets(0.02) {
		b := s.make()
		fresh, _ := newPair(t)
		want, _, _ := fresh.Encode(nil, b.rows, b.n)
		used.Reset()
		got, _, _ := used.Encode(nil, b.rows, b.n)
		if !slices.Equal(got, want) {
			t.Errorf("%s: %d bytes on a used encoder, %d on a new one", s.name, len(got), len(want))
		}
	}
}
