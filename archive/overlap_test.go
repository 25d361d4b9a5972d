package archive

import (
	"bytes"
	"errors"
	"testing"
	"time"
)

// gate is a writer that, once closed, lets nothing through until it is opened.
type gate struct {
	bytes.Buffer
	closed, open chan struct{}
	t            *testing.T
}

func (g *gate) Write(p []byte) (int, error) {
	select {
	case <-g.closed:
		select {
		case <-g.open:
		case <-time.After(time.Minute):
			g.t.Error("nobody opens")
		}
	default:
	}
	return g.Buffer.Write(p)
}

// Rows are taken while the block before them is being written.
func TestRowsAreTakenWhileABlockIsWritten(t *testing.T) {
	s := &sample{manifest: sampleManifest()}
	s.add("t", FormatBinary, 2, numbers(40))
	g := &gate{closed: make(chan struct{}), open: make(chan struct{}), t: t}
	w, err := NewWriter(g, s.manifest, s.entries, Options{blockRows: 10})
	if err != nil {
		t.Fatal(err)
	}
	e := w.NewEncoder()
	if err := e.Begin(1); err != nil {
		t.Fatal(err)
	}
	close(g.closed)
	for i, row := range s.rows[0] {
		if i == 20 { // ten are in a block that waits, ten in the next
			close(g.open)
		}
		if err := e.Row(row); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := e.End(); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Close(); err != nil {
		t.Fatal(err)
	}
	s.check(t, g.Bytes())
}

// An error of a block that was written meanwhile comes with the next call, and stays.
func TestErrorOfTheBlockBefore(t *testing.T) {
	s := &sample{manifest: sampleManifest()}
	s.add("t", FormatBinary, 2, numbers(40))
	broken := errors.New("broken")
	out := &failing{}
	w, err := NewWriter(out, s.manifest, s.entries, Options{blockRows: 10})
	if err != nil {
		t.Fatal(err)
	}
	e := w.NewEncoder()
	if err := e.Begin(1); err != nil {
		t.Fatal(err)
	}
	out.err = broken
	for _, row := range s.rows[0][:11] {
		if err := e.Row(row); err != nil {
			t.Fatal(err)
		}
	}
	e.Stop()
	for range 2 {
		if _, err := e.End(); !errors.Is(err, broken) {
			t.Errorf("end: %v", err)
		}
	}
	if _, err := w.Close(); !errors.Is(err, broken) {
		t.Errorf("close: %v", err)
	}
}

// failing is a writer that fails with err, if there is one.
type failing struct{ err error }

func (f *failing) Write(p []byte) (int, error) { return len(p), f.err }
