package columns

import (
	"encoding/binary"
	"slices"
	"testing"
)

// words makes numbers of a fuzzer's bytes.
func words(b []byte) (v []uint64) {
	for ; len(b) >= 8; b = b[8:] {
		v = append(v, binary.LittleEndian.Uint64(b))
	}
	return v
}

func FuzzPlanes(f *testing.F) {
	f.Add(make([]byte, 8*17), byte(8))
	f.Add(binary.LittleEndian.AppendUint64(nil, 1<<63|5), byte(3))
	f.Fuzz(func(t *testing.T, b []byte, planes byte) {
		v, count := words(b), int(planes%8)+1
		for i := range v {
			v[i] &= 1<<(8*count) - 1 // 0 at 8: all bits
		}
		cut := make([]byte, count*len(v))
		splitPlanes(cut, v, count)
		for i, x := range v { // the definition
			for p := range count {
				if got := cut[p*len(v)+i]; got != byte(x>>(8*p)) {
					t.Fatalf("byte %d of number %d is %#x, not %#x", p, i, got, byte(x>>(8*p)))
				}
			}
		}
		again := make([]uint64, len(v))
		for i := range again {
			again[i] = 1<<64 - 1 // what scratch holds
		}
		joinPlanes(again, cut, count)
		if !slices.Equal(again, v) {
			t.Errorf("%x comes back as %x", v, again)
		}
	})
}

func TestPlaneCount(t *testing.T) {
	for or, want := range map[uint64]int{0: 1, 1: 1, 255: 1, 256: 2, 1 << 31: 4, 1 << 32: 5, 1 << 63: 8} {
		if got := planeCount(or); got != want {
			t.Errorf("%#x: %d planes, want %d", or, got, want)
		}
	}
}
