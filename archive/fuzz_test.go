package archive

import (
	"bytes"
	"encoding/binary"
	"errors"
	"path/filepath"
	"runtime"
	"testing"
)

// seedVectors adds the files of testdata; a fuzz target without seeds tests nothing.
func seedVectors(f *testing.F) {
	f.Helper()
	t := &testing.T{}
	paths, err := filepath.Glob(filepath.Join(vectorFolder, "*"))
	if err != nil || len(paths) < 18 {
		f.Fatalf("%d seeds, %v", len(paths), err)
	}
	for _, p := range paths {
		f.Add(readVector(t, p).file)
	}
}

// sealed gives header, heads and payloads of a file right checksums as far as lengths allow, so that
// what lies behind the checksums is reached.
func sealed(file []byte) []byte {
	file = bytes.Clone(file)
	if len(file) < headerSize {
		return file
	}
	sealHeader(file)
	for at := headerSize; at+headSize <= len(file); {
		h := file[at : at+headSize]
		n := int(binary.LittleEndian.Uint32(h[32:]))
		if n > len(file)-at-headSize {
			break
		}
		binary.LittleEndian.PutUint32(h[40:], checksum(file[at+headSize:][:n]))
		binary.LittleEndian.PutUint32(h[44:], checksum(h[:44]))
		at += headSize + n
	}
	return file
}

// within fails if f allocates more than a file of that size may cost: some blocks of the largest
// size, and what lists in the catalog take as Go values.
func within(t *testing.T, size int, f func()) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	if got, most := after.TotalAlloc-before.TotalAlloc, uint64(256<<20+2000*size); got > most {
		t.Errorf("%d bytes allocated for a file of %d", got, size)
	}
}

// whole is nil if reading by index finds nothing wrong.
func whole(file []byte) error {
	if err := openCheck(file); err != nil {
		return err
	}
	r, err := Open(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return err
	}
	_, err = readAll(r, len(r.catalog.streams))
	return err
}

// Whatever the bytes are: no panic, bounded memory, known errors; and all ways of reading agree on
// what is whole.
func FuzzReader(f *testing.F) {
	seedVectors(f)
	f.Fuzz(func(t *testing.T, file []byte) {
		for _, file := range [][]byte{file, sealed(file)} {
			within(t, len(file), func() {
				byIndex, verified := whole(file), verifyErr(file)
				if byIndex != nil && !known(byIndex) || verified != nil && !known(verified) {
					t.Errorf("by index: %v; verify: %v", byIndex, verified)
				}
				if byIndex != nil && verified == nil {
					t.Errorf("verify finds it whole, reading by index not: %v", byIndex)
				}
			})
		}
	})
}

func FuzzPipe(f *testing.F) {
	seedVectors(f)
	f.Fuzz(func(t *testing.T, file []byte) {
		for _, file := range [][]byte{file, sealed(file)} {
			within(t, len(file), func() {
				piped, byIndex := pipeErr(bytes.NewReader(file)), whole(file)
				if piped != nil && !known(piped) {
					t.Errorf("pipe: %v", piped)
				}
				if (piped == nil) != (byIndex == nil) {
					t.Errorf("pipe: %v, by index: %v", piped, byIndex)
				}
			})
		}
	})
}

// Whatever the bytes are, what is saved of them is a valid archive, and salvage loses nothing of a whole one.
func FuzzSalvage(f *testing.F) {
	seedVectors(f)
	f.Fuzz(func(t *testing.T, file []byte) {
		for _, file := range [][]byte{file, sealed(file)} {
			within(t, len(file), func() {
				saved, losses, err := salvage(file, len(file)%2 == 0)
				if err != nil {
					if !known(err) && !errors.Is(err, ErrNoCatalog) {
						t.Error(err)
					}
					return
				}
				if err := errors.Join(openCheck(saved), verifyErr(saved)); err != nil {
					t.Errorf("what was salvaged is not valid: %v", err)
				}
				if len(losses) > 0 && verifyErr(file) == nil {
					t.Errorf("lost of a whole archive: %v", losses)
				}
			})
		}
	})
}

// What parses as a catalog is written as the same bytes.
func FuzzCatalog(f *testing.F) {
	for _, s := range []*sample{smallSample(), exampleSample()} {
		f.Add(catalogBytes(&catalog{manifest: s.manifest, entries: s.entries}), uint(7))
	}
	h := &header{version: Version, id: [16]byte{1}}
	f.Fuzz(func(t *testing.T, raw []byte, cut uint) {
		c := &catalogReader{header: h}
		cut %= uint(len(raw) + 1)
		err := c.feed(raw[:cut])
		if err == nil {
			err = c.feed(raw[cut:])
		}
		if err == nil {
			err = c.done()
		}
		if err != nil {
			if !known(err) {
				t.Error(err)
			}
			return
		}
		if again := catalogBytes(&c.catalog); !bytes.Equal(again, raw) {
			t.Errorf("comes back as\n%x, was\n%x", again, raw)
		}
	})
}

func catalogBytes(c *catalog) []byte {
	var w wire
	w.string(string(appendManifest(nil, c.manifest)))
	for i := range c.entries {
		w.string(string(appendEntry(nil, &c.entries[i])))
	}
	return w.b
}

// What parses as an index is written as the same bytes; likewise for packs.
func FuzzIndex(f *testing.F) {
	good := smallSample().write(f, smallBlocks)
	for _, frame := range splitFrames(f, good) {
		f.Add(frame.decoded(), uint32(len(good)))
	}
	f.Fuzz(func(t *testing.T, raw []byte, end uint32) {
		if x, err := unmarshalIndex(raw, int64(end)); err == nil {
			if again := x.marshal(); !bytes.Equal(again, raw) {
				t.Errorf("index %x comes back as %x", raw, again)
			}
		} else if !known(err) {
			t.Error(err)
		}
		streams, err := unmarshalPack(raw, end)
		if err != nil {
			if !known(err) {
				t.Error(err)
			}
			return
		}
		var p packBuilder
		for _, s := range streams {
			p.add(s.StreamInfo, s.Data)
		}
		if again := p.marshal(); !bytes.Equal(again, raw) {
			t.Errorf("pack %x comes back as %x", raw, again)
		}
	})
}
