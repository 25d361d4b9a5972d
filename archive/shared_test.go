package archive

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"unsafe"
)

// Entries share what is equal in them, and Check finds a catalog that has changed since Open.
func TestSharedEntries(t *testing.T) {
	write := func(name string) []byte {
		s := &sample{manifest: sampleManifest()}
		for range 2 {
			s.add(name, FormatBinary, 2, numbers(3))
		}
		for i := range s.entries {
			s.entries[i].Facts = map[string]string{FactHypertable: "h"}
		}
		return s.write(t, smallBlocks)
	}
	file, other := write("t"), write("u")
	if len(file) != len(other) {
		t.Fatalf("%d and %d bytes", len(file), len(other))
	}
	r, err := Open(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	a, b := &r.Entries()[0], &r.Entries()[1]
	if unsafe.StringData(a.Kind) != unsafe.StringData(b.Kind) || &a.Data.Columns[0] != &b.Data.Columns[0] {
		t.Error("kinds or columns are in memory twice")
	}
	a.Facts["x"] = "y"
	if b.Facts["x"] != "y" {
		t.Error("facts are in memory twice")
	}
	if err := r.Check(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	copy(file, other)
	if err := r.Check(context.Background(), nil); err == nil || !strings.Contains(err.Error(), "changed since") {
		t.Errorf("another catalog of the same size: %v", err)
	}
}
