//go:build linux

package pgtest

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// Usage is what a program took.
type Usage struct {
	Elapsed time.Duration
	CPU     time.Duration // user and system, of all its processes
	Peak    int64         // bytes of memory of the largest of its processes
}

// Measure runs a program that can be found as it is, with folder as its home, and measures it.
func Measure(t testing.TB, folder, program string, args ...string) (Usage, error) {
	t.Helper()
	return install{bin: filepath.Dir(program)}.measure(t, folder, filepath.Base(program), args)
}

// MeasureClient is Measure for one of PostgreSQL's own client programs, of version 15, 17 or 18.
// It sees the folder under its own path.
func MeasureClient(t testing.TB, major int, folder, program string, args ...string) (Usage, error) {
	t.Helper()
	d := map[int]debian{15: debian15(), 17: debian17(), 18: debian18()}[major]
	in, err := installDebian(d)
	if err != nil {
		t.Fatalf("get %s %d: %v", program, major, err)
	}
	in.mounts = []string{folder}
	return in.measure(t, "", program, args)
}

// measure gives what a program took, and its error.
//
// A child of a large process begins with that process's peak (the memory of a parent counts until
// the child has called exec): the guard in between is small, and always of the same size, so that
// no program seems to take less than its 15 to 20 MiB.
func (in install) measure(t testing.TB, dir, program string, args []string) (u Usage, err error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "usage")
	_, err = in.runOrder(guardOrder{Dir: dir, Program: program, Args: args, Usage: file})
	text, readErr := os.ReadFile(file)
	if readErr == nil {
		readErr = json.Unmarshal(text, &u)
	}
	if readErr != nil {
		t.Fatalf("measure %s: %v (%v)", program, readErr, err)
	}
	return u, err
}

// writeUsage writes what the children of this process took.
func writeUsage(file string, elapsed time.Duration) error {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_CHILDREN, &r); err != nil {
		return fmt.Errorf("measure: %w", err)
	}
	u := Usage{Elapsed: elapsed, Peak: r.Maxrss << 10,
		CPU: time.Duration(r.Utime.Nano() + r.Stime.Nano())}
	text, err := json.Marshal(u)
	if err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o644)
}
