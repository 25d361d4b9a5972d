package archive

import (
	"encoding/binary"
	"encoding/hex"
	"math/bits"

	"github.com/zeebo/xxh3"
)

// Digest identifies a set of rows whatever their order: the sum modulo 2^128 of the xxh3-128 of
// each row's COPY bytes, little-endian. It is a sum and no XOR so that pairs of equal rows do not
// cancel. The binary and the text form of the same rows have different digests. It finds damage
// and omissions; it is no defence against forgery. 20 ns per 38-byte row (measured).
type Digest [16]byte

func (d Digest) String() string { return hex.EncodeToString(d[:]) }

// Add adds the rows of another digest.
func (d *Digest) Add(o Digest) {
	s := d.sum()
	t := o.sum()
	s.add(t.hi, t.lo)
	*d = s.digest()
}

// AddRow adds one row.
func (d *Digest) AddRow(row []byte) {
	s := d.sum()
	s.row(row)
	*d = s.digest()
}

// AddRows adds the whole rows in data and says how many there are.
func (d *Digest) AddRows(f Format, columns int, data []byte) (rows int64, err error) {
	s := d.sum()
	for len(data) > 0 {
		n, err := rowLength(f, columns, data)
		if err != nil {
			return rows, err
		}
		s.row(data[:n])
		data = data[n:]
		rows++
	}
	*d = s.digest()
	return rows, nil
}

func (d *Digest) sum() sum128 {
	return sum128{hi: binary.LittleEndian.Uint64(d[8:]), lo: binary.LittleEndian.Uint64(d[:8])}
}

// sum128 is a digest at work.
type sum128 struct{ hi, lo uint64 }

func (s *sum128) add(hi, lo uint64) {
	var carry uint64
	s.lo, carry = bits.Add64(s.lo, lo, 0)
	s.hi, _ = bits.Add64(s.hi, hi, carry)
}

func (s *sum128) row(row []byte) {
	h := xxh3.Hash128(row)
	s.add(h.Hi, h.Lo)
}

func (s *sum128) digest() (d Digest) {
	binary.LittleEndian.PutUint64(d[:8], s.lo)
	binary.LittleEndian.PutUint64(d[8:], s.hi)
	return d
}
