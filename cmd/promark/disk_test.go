//go:build linux

package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"promark/archive"
	"promark/catalog/pgtest"
)

// faultyDisk is the operating system's files, of whose operations the n-th fails.
type faultyDisk struct {
	fail  int
	err   error // nil: a write takes half of the bytes and says no error
	count int
	what  string // the operation that failed
}

func (d *faultyDisk) op(what string) error {
	d.count++
	if d.count-1 != d.fail {
		return nil
	}
	d.what = what
	if d.err == nil {
		return errShort
	}
	return d.err
}

var errShort = errors.New("half of it")

func (d *faultyDisk) Create(path string) (archive.Handle, error) {
	if err := d.op("create"); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	return faultyFile{f, d}, err
}

func (d *faultyDisk) Rename(from, to string) error {
	if err := d.op("rename"); err != nil {
		return err
	}
	return os.Rename(from, to)
}

// Remove is what cleans up after the fault.
func (d *faultyDisk) Remove(path string) error { return os.Remove(path) }

func (d *faultyDisk) SyncFolder(string) error { return d.op("sync of the folder") }

type faultyFile struct {
	*os.File
	disk *faultyDisk
}

func (f faultyFile) Write(b []byte) (int, error) {
	switch err := f.disk.op("write"); {
	case err == nil:
		return f.File.Write(b)
	case f.disk.err == nil:
		return f.File.Write(b[:len(b)/2])
	default:
		return 0, err
	}
}

func (f faultyFile) Sync() error  { return errors.Join(f.disk.op("sync"), f.File.Sync()) }
func (f faultyFile) Close() error { return errors.Join(f.disk.op("close"), f.File.Close()) }

// Goal: whichever operation on a file fails, no file is left, neither under its name nor under another one, the
// exit status is 1, and the message has the error and the name; a file that was there before is as it
// was; but for the last step, before which the new one has replaced it. Method: the commands that write a file, with a disk whose n-th operation fails, for all n in a
// full run: with EIO, with ENOSPC, and by writing only half.
func TestFaultOfEveryFileOperation(t *testing.T) {
	db := pgtest.Get(t, 17).NewDatabase(t)
	db.Exec(t, "CREATE TABLE t AS SELECT i, repeat('x', 300) FROM generate_series(1, 300) i; CREATE TABLE u AS SELECT 1 AS i")
	folder := t.TempDir()
	source := filepath.Join(folder, "source.promark")
	if status, said := disturbed(t, nil, "dump", "-j", "1", "-d", db.URL(), "-f", source); status != statusWhole {
		t.Fatal(said)
	}
	faults := 0
	for command, args := range map[string][]string{
		"dump":    {"dump", "-j", "1", "-d", db.URL()},
		"plain":   {"dump", "-F", "plain", "-d", db.URL()},
		"script":  {"script", source},
		"salvage": {"salvage", source},
	} {
		t.Run(command, func(t *testing.T) {
			for kind, err := range []error{syscall.EIO, syscall.ENOSPC, nil} {
				faults += everyOperation(t, kind, err, args)
			}
		})
	}
	t.Logf("%d faults, all have happened", faults)
}

// everyOperation lets one operation after the other fail until none is left, and counts them.
func everyOperation(t *testing.T, kind int, err error, args []string) (faults int) {
	const before = "what was there before"
	folder := t.TempDir()
	path := filepath.Join(folder, "out")
	step := 1
	if !pgtest.Faults() {
		step = 3
	}
	for n := kind % step; ; n += step {
		if err := os.WriteFile(path, []byte(before), 0o600); err != nil {
			t.Fatal(err)
		}
		disk := &faultyDisk{fail: n, err: err}
		status, said := disturbed(t, disk, append(args, "-f", path)...)
		if disk.what == "" {
			if status != statusWhole && status != statusErrors {
				t.Errorf("without a fault: status %d: %s", status, said)
			}
			return faults
		}
		if err == nil && disk.what != "write" {
			continue // there is no half of the other operations
		}
		faults++
		want := "short write"
		if err != nil {
			want = err.Error()
		}
		if status != statusFailed || !strings.Contains(said, want) || !strings.Contains(said, folder) {
			t.Errorf("operation %d, %s: status %d: %s", n, disk.what, status, said)
		}
		left, _ := os.ReadDir(folder)
		data, _ := os.ReadFile(path)
		switch replaced := disk.what == "sync of the folder"; {
		case replaced && (len(left) != 1 || len(data) < 1000 || !strings.Contains(said, "whole and in its place") || strings.Contains(said, "was written to")):
			t.Errorf("operation %d, %s: left is %v, said %s", n, disk.what, left, said)
		case !replaced && (len(left) != 1 || string(data) != before):
			t.Errorf("operation %d, %s: left is %v; what was there before: %t", n, disk.what, left, string(data) == before)
		}
	}
}

// disturbed runs a command of promark with a disk, and gives its status and messages. It must not leave a
// goroutine behind.
func disturbed(t *testing.T, disk *faultyDisk, args ...string) (status int, said string) {
	t.Helper()
	before := runtime.NumGoroutine()
	var messages bytes.Buffer
	out := &output{out: io.Discard, err: &messages, in: strings.NewReader("")}
	if disk != nil {
		out.files = disk
	}
	status = run(context.Background(), args, out)
	for end := time.Now().Add(10 * time.Second); runtime.NumGoroutine() > before; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			stacks := make([]byte, 1<<20)
			t.Fatalf("%v: goroutines are left:\n%s", args, stacks[:runtime.Stack(stacks, true)])
		}
	}
	return status, messages.String()
}
