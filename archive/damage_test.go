package archive

import (
	"bytes"
	"context"
	"errors"
	"io"
	"testing"
	"testing/iotest"
)

// openCheck is what a restore from a file does before its first statement.
func openCheck(file []byte) error {
	r, err := Open(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return err
	}
	return r.Check(context.Background(), nil)
}

func verify(file []byte) (*Report, error) {
	return Verify(context.Background(), bytes.NewReader(file), int64(len(file)), nil)
}

// verifyPipeErr is nil if VerifyPipe finds the file whole.
func verifyPipeErr(file []byte) error {
	r, err := VerifyPipe(context.Background(), bytes.NewReader(file), nil)
	if err != nil {
		return err
	}
	return r.Err()
}

// verifyErr is nil if Verify finds the file whole.
func verifyErr(file []byte) error {
	r, err := verify(file)
	if err != nil {
		return err
	}
	return r.Err()
}

func pipeErr(r io.Reader) error {
	_, err := pipeAll(r)
	return err
}

// known says whether err is one that FORMAT.md names.
func known(err error) bool {
	for _, e := range []error{ErrNotArchive, ErrVersion, ErrTruncated, ErrChecksum, ErrLimit, ErrInvalid} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// A cut archive must be refused in every way of reading, at every length.
func TestEveryPrefixIsRefused(t *testing.T) {
	file := smallSample().write(t, smallBlocks)
	for n := range file {
		cut := file[:n:n]
		for how, err := range map[string]error{"open": openCheck(cut), "verify": verifyErr(cut),
			"pipe": pipeErr(bytes.NewReader(cut)), "verify pipe": verifyPipeErr(cut)} {
			if !errors.Is(err, ErrTruncated) {
				t.Fatalf("%s of %d bytes out of %d: %v", how, n, len(file), err)
			}
		}
	}
}

// Every byte is covered by a checksum: no flipped bit goes unnoticed.
func TestEveryFlippedBitIsRefused(t *testing.T) {
	file := smallSample().write(t, smallBlocks)
	for i := range file {
		for bit := range 8 {
			file[i] ^= 1 << bit
			for how, err := range map[string]error{"open and check": openCheck(file),
				"pipe": pipeErr(bytes.NewReader(file)), "verify": verifyErr(file)} {
				if !known(err) {
					t.Fatalf("%s with bit %d of byte %d flipped: %v", how, bit, i, err)
				}
			}
			file[i] ^= 1 << bit
		}
	}
	t.Logf("%d bits", 8*len(file))
}

// Bytes that are cut out or doubled shift everything behind them.
func TestShiftedBytesAreRefused(t *testing.T) {
	file := smallSample().write(t, smallBlocks)
	for _, n := range []int{1, headSize, 1000} {
		for i := 0; i+n <= len(file); i += 7 {
			for what, b := range map[string][]byte{
				"cut out": append(bytes.Clone(file[:i]), file[i+n:]...),
				"doubled": append(bytes.Clone(file[:i+n]), file[i:]...)} {
				for how, err := range map[string]error{"open and check": openCheck(b),
					"pipe": pipeErr(bytes.NewReader(b)), "verify": verifyErr(b)} {
					if !known(err) {
						t.Fatalf("%s with %d bytes at %d %s: %v", how, n, i, what, err)
					}
				}
			}
		}
	}
}

func TestBytesAfterTheTrailer(t *testing.T) {
	file := append(smallSample().write(t, smallBlocks), 0)
	for how, err := range map[string]error{"open and check": openCheck(file),
		"pipe": pipeErr(bytes.NewReader(file)), "verify": verifyErr(file)} {
		if !known(err) {
			t.Errorf("%s: %v", how, err)
		}
	}
}

func TestReadersThatMisbehave(t *testing.T) {
	s := smallSample()
	file := s.write(t, smallBlocks)
	for name, wrap := range map[string]func(io.Reader) io.Reader{"one byte": iotest.OneByteReader,
		"half": iotest.HalfReader, "data and error": iotest.DataErrReader} {
		got, err := pipeAll(wrap(bytes.NewReader(file)))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for i, want := range s.joined() {
			if !bytes.Equal(got[i], want) {
				t.Errorf("%s: stream %d differs", name, i+1)
			}
		}
	}
	for n := range len(file) {
		broken := io.MultiReader(bytes.NewReader(file[:n]), iotest.ErrReader(io.ErrClosedPipe))
		if err := pipeErr(broken); !errors.Is(err, io.ErrClosedPipe) {
			t.Fatalf("reader that fails after %d bytes: %v", n, err)
		}
	}
}

// failingReaderAt fails from the n-th read on.
type failingReaderAt struct {
	r io.ReaderAt
	n int
}

func (f *failingReaderAt) ReadAt(b []byte, off int64) (int, error) {
	if f.n--; f.n < 0 {
		return 0, io.ErrNoProgress
	}
	return f.r.ReadAt(b, off)
}

// An error of the disk is passed on as it is and never taken for damage.
func TestReadErrorsAreNotDamage(t *testing.T) {
	file := smallSample().write(t, smallBlocks)
	for n := 0; ; n++ {
		f := &failingReaderAt{bytes.NewReader(file), n}
		r, err := Verify(context.Background(), f, int64(len(file)), nil)
		if err == nil && r.OK() && f.n >= 0 {
			if n < 10 {
				t.Errorf("whole after %d reads", n)
			}
			break
		}
		if !errors.Is(err, io.ErrNoProgress) {
			t.Fatalf("read %d fails: report %+v, error %v", n, r, err)
		}
	}
	for n := 0; ; n++ {
		f := &failingReaderAt{bytes.NewReader(file), n}
		_, err := Open(f, int64(len(file)))
		if err == nil {
			break
		}
		if !errors.Is(err, io.ErrNoProgress) {
			t.Fatalf("read %d of Open fails: %v", n, err)
		}
	}
}
