package archive

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// faultyFiles keeps files in memory, logs every operation and fails the n-th.
type faultyFiles struct {
	fail  int // the operation that fails, counted from 0; -1: none
	short bool
	err   error
	count int
	files map[string]string
	log   []string
}

func newFaultyFiles(fail int, err error) *faultyFiles {
	return &faultyFiles{fail: fail, err: err, files: map[string]string{}}
}

func (f *faultyFiles) op(format string, args ...any) error {
	f.log = append(f.log, temporary(fmt.Sprintf(format, args...)))
	f.count++
	if f.count-1 == f.fail {
		return f.err
	}
	return nil
}

// temporary replaces the random part of temporary names.
func temporary(s string) string {
	for _, word := range strings.Fields(s) {
		if strings.HasSuffix(word, ".partial") {
			s = strings.ReplaceAll(s, word, "TEMPORARY")
		}
	}
	return s
}

func (f *faultyFiles) Create(path string) (Handle, error) {
	if err := f.op("create %s", path); err != nil {
		return nil, err
	}
	f.files[path] = ""
	return &faultyHandle{f, path}, nil
}

func (f *faultyFiles) Rename(from, to string) error {
	if err := f.op("rename %s %s", from, to); err != nil {
		return err
	}
	f.files[to] = f.files[from]
	delete(f.files, from)
	return nil
}

// Remove is not counted: it is what cleans up after the fault.
func (f *faultyFiles) Remove(path string) error {
	f.log = append(f.log, temporary("remove "+path))
	delete(f.files, path)
	return nil
}

func (f *faultyFiles) SyncFolder(path string) error { return f.op("sync folder %s", path) }

type faultyHandle struct {
	fs   *faultyFiles
	path string
}

func (h *faultyHandle) Write(b []byte) (int, error) {
	if err := h.fs.op("write"); err != nil {
		if h.fs.short {
			h.fs.files[h.path] += string(b[:len(b)/2])
			return len(b) / 2, nil // no error: the caller must notice
		}
		return 0, err
	}
	h.fs.files[h.path] += string(b)
	return len(b), nil
}

func (h *faultyHandle) Sync() error  { return h.fs.op("sync") }
func (h *faultyHandle) Close() error { return h.fs.op("close") }

// writeFile writes a whole archive into a file, as a dump does it.
func writeFile(fs FileSystem, path string) error {
	f, err := CreateFile(fs, path)
	if err != nil {
		return err
	}
	if err := writeSample(f, exampleSample()); err != nil {
		return errors.Join(err, f.Abort())
	}
	return f.Commit()
}

func writeSample(w io.Writer, s *sample) error {
	wr, err := NewWriter(w, s.manifest, s.entries, Options{})
	if err != nil {
		return err
	}
	e := wr.NewEncoder()
	for i, rows := range s.rows {
		if err := writeStream(e, uint32(i)+1, rows); err != nil {
			return err
		}
	}
	_, err = wr.Close()
	return err
}

// The order of operations is what makes the file durable before its name appears.
func TestFileOperations(t *testing.T) {
	fs := newFaultyFiles(-1, nil)
	path := filepath.Join("folder", "db.promark")
	if err := writeFile(fs, path); err != nil {
		t.Fatal(err)
	}
	want := []string{"create TEMPORARY", "write", "write", "write", "write", "write", "write", "sync", "close",
		"rename TEMPORARY " + path, "sync folder folder"}
	if !slices.Equal(fs.log, want) {
		t.Errorf("operations\n%s, want\n%s", strings.Join(fs.log, "\n"), strings.Join(want, "\n"))
	}
	if err := openCheck([]byte(fs.files[path])); err != nil || len(fs.files) != 1 {
		t.Error(err, len(fs.files))
	}
}

// Whichever operation fails: the error comes through, and no file is left, but for a whole one in its place.
func TestEveryDiskFault(t *testing.T) {
	path := filepath.Join("folder", "db.promark")
	for n := 0; ; n++ {
		fs := newFaultyFiles(n, syscall.ENOSPC)
		err := writeFile(fs, path)
		if fs.count <= n {
			if err != nil || n != 11 {
				t.Errorf("%d operations, %v", n, err)
			}
			break
		}
		if !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("operation %d (%s) fails: %v", n, fs.log[n], err)
		}
		if errors.Is(err, ErrNotDurable) {
			if err := openCheck([]byte(fs.files[path])); err != nil || len(fs.files) != 1 || n != 10 {
				t.Errorf("operation %d (%s) fails: %v, files %d", n, fs.log[n], err, len(fs.files))
			}
		} else if len(fs.files) != 0 || n == 10 {
			t.Errorf("operation %d (%s) fails: files are left: %v", n, fs.log[n], fs.files)
		}
	}
	for n := 1; n <= 5; n++ {
		fs := newFaultyFiles(n, io.ErrUnexpectedEOF)
		fs.short = true
		if err := writeFile(fs, path); !errors.Is(err, io.ErrShortWrite) || len(fs.files) != 0 {
			t.Errorf("write %d is short: %v, %d files", n, err, len(fs.files))
		}
	}
}

func TestRealFile(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "db.promark")
	if err := os.WriteFile(path, []byte("what was there before"), 0o644); err != nil {
		t.Fatal(err)
	}
	f, err := CreateFile(nil, path)
	if err != nil {
		t.Fatal(err)
	}
	if err := writeSample(f, exampleSample()); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(path); err != nil || string(b) != "what was there before" {
		t.Errorf("replaced before Commit: %q, %v", b, err)
	}
	if err := f.Commit(); err != nil {
		t.Fatal(err)
	}
	if err := f.Abort(); err != nil { // as a deferred call does it
		t.Error(err)
	}
	if _, err := f.Write([]byte("x")); !errors.Is(err, os.ErrClosed) {
		t.Errorf("write after Commit: %v", err)
	}
	if err := f.Commit(); !errors.Is(err, os.ErrClosed) {
		t.Errorf("second Commit: %v", err)
	}
	checkOnly(t, path)
}

// checkOnly wants a whole archive that only its owner can read, alone in its folder.
func checkOnly(t *testing.T, path string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err == nil {
		err = openCheck(b)
	}
	if err != nil {
		t.Error(err)
	}
	st, err := os.Stat(path)
	if err != nil || runtime.GOOS != "windows" && st.Mode() != 0o600 {
		t.Errorf("mode %v, %v", st.Mode(), err)
	}
	if names, err := os.ReadDir(filepath.Dir(path)); err != nil || len(names) != 1 {
		t.Errorf("%v, %v", names, err)
	}
}

func TestRealFileAborted(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db.promark")
	f, err := CreateFile(nil, path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write([]byte("x")); err != nil {
		t.Fatal(err)
	}
	if err := f.Abort(); err != nil {
		t.Error(err)
	}
	if names, err := os.ReadDir(filepath.Dir(path)); err != nil || len(names) != 0 {
		t.Errorf("%v, %v", names, err)
	}
	if _, err := CreateFile(nil, filepath.Join(path, "no", "folder")); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
}
