//go:build linux

package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"promark/archive"
	"promark/catalog/pgtest"
)

// Goal: what is no file is written to and stays what it is; behind a symbolic link the file is
// replaced and the link stays; an output that cannot be one is named. A file in the place of a
// device breaks a machine: dump -f /dev/null did so.
func TestDestination(t *testing.T) {
	t.Parallel()
	server := pgtest.Get(t, 16)
	db := server.NewDatabase(t)
	db.Exec(t, "CREATE TABLE t AS SELECT n FROM generate_series(1, 1000) n")
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	dump := func(name string) (int, string) { return promark("dump", "-q", "-d", db.URL(), "-f", at(name)) }
	whole := func(data []byte) {
		t.Helper()
		if _, err := archive.Open(bytes.NewReader(data), int64(len(data))); err != nil {
			t.Error(err)
		}
	}

	if err := syscall.Mkfifo(at("pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	read := make(chan []byte)
	go func() {
		data, _ := os.ReadFile(at("pipe"))
		read <- data
	}()
	if status, text := dump("pipe"); status != statusWhole {
		t.Errorf("status %d: %s", status, text)
	}
	whole(<-read)
	if info, err := os.Lstat(at("pipe")); err != nil || info.Mode()&os.ModeNamedPipe == 0 {
		t.Errorf("the pipe has become %v, %v", info, err)
	}

	if err := os.WriteFile(at("old"), []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	for link, to := range map[string]string{"link": "old", "dangling": "nowhere"} {
		if err := os.Symlink(to, at(link)); err != nil {
			t.Fatal(err)
		}
	}
	if status, text := dump("link"); status != statusWhole {
		t.Errorf("status %d: %s", status, text)
	}
	data, _ := os.ReadFile(at("old"))
	whole(data)
	if to, err := os.Readlink(at("link")); to != "old" {
		t.Errorf("the link leads to %q, %v", to, err)
	}
	for name, want := range map[string]string{"dangling": "leads nowhere", ".": "is a directory", "old/x": "not a directory"} {
		if status, text := dump(name); status != statusFailed || !strings.Contains(text, want) {
			t.Errorf("%s: status %d: %s", name, status, text)
		}
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 4 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// A pipe that nobody opens is waited for until the command is told to end.
func TestDestinationThatNobodyReads(t *testing.T) {
	t.Parallel()
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	err := writeTo(ctx, pipe, &output{}, nil)
	if err == nil || !strings.Contains(err.Error(), "open the output") || !strings.Contains(err.Error(), "canceled") {
		t.Errorf("it ended with %v", err)
	}
	end, err := os.OpenFile(pipe, os.O_RDONLY|syscall.O_NONBLOCK, 0) // lets the call that was left behind return
	if err != nil {
		t.Fatal(err)
	}
	end.Close()
}
