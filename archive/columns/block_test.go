package columns

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
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
		rows, err := d.Decode(nil, payload, n, size)
		checkHeld(t, d, 1<<20)
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

// checkHeld compares what a decoder holds with the size of the rows that it was asked for at most.
func checkHeld(t *testing.T, d *Decoder, size int) {
	t.Helper()
	held := 8*(cap(d.words.all)+cap(d.gathered)+cap(d.places)+cap(d.exact)) + 4*(cap(d.group.starts)+cap(d.group.order)+cap(d.chunks)) +
		cap(d.bytes.all) + cap(d.cut) + cap(d.bitmap) + cap(d.exponents)
	if most := 16 * size; held > most {
		t.Errorf("a decoder of rows of %d bytes holds %d", size, held)
	}
}

// damaged changes a payload as a fuzzer does: bits, bytes, lengths, pieces of another payload.
func damaged(r *rand.Rand, p, other []byte) []byte {
	p = slices.Clone(p)
	for range 1 + r.IntN(4) {
		at := r.IntN(len(p))
		switch r.IntN(6) {
		case 0:
			p[at] ^= 1 << r.IntN(8)
		case 1:
			p[r.IntN(min(len(p), 40))] = byte(r.Uint32())
		case 2:
			p = append(slices.Delete(p, at, at+1), 0)
		case 3:
			p = slices.Insert(p, at, byte(r.Uint32()))
		case 4:
			p = append(p[:at:at], other[min(len(other)-1, at):]...)
		case 5:
			p = p[:at+1]
		}
	}
	return p
}

// Damaged payloads with right checksums: no panic, no rows of another size, memory within bounds.
func TestDamagedPayloads(t *testing.T) {
	e, d := newPair(t)
	var payloads [][]byte
	var blocks []*block
	for _, s := range dataSets(0.002) {
		b := s.make()
		e.Reset()
		payload, _, ok := e.Encode(nil, b.rows, b.n)
		if !ok {
			t.Fatal(s.name)
		}
		payloads, blocks = append(payloads, payload), append(blocks, b)
	}
	r, most := random(1), 0
	for range 20000 {
		i := r.IntN(len(blocks))
		n, size := blocks[i].n, len(blocks[i].rows)
		most = max(most, size)
		p := damaged(r, payloads[i], payloads[r.IntN(len(payloads))])
		rows, err := d.Decode(nil, p, n, size)
		if err != nil && !errors.Is(err, ErrInvalid) || err == nil && len(rows) != size {
			t.Fatalf("%d bytes of rows, %v", len(rows), err)
		}
	}
	checkHeld(t, d, most)
}

// A payload that is cut anywhere, or goes on, is refused.
func TestCutPayloads(t *testing.T) {
	e, d := newPair(t)
	for _, s := range dataSets(0.0005) {
		b := s.make()
		e.Reset()
		payload, _, _ := e.Encode(nil, b.rows, b.n)
		for i := range payload {
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
