//go:build linux

package pgtest_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"promark/catalog/pgtest"
)

// deathVariable makes TestDeath die in the way that it names.
const deathVariable = "PROMARK_PGTEST_DEATH"

// TestDeath is a test that starts servers and ends badly, when TestEnds runs
// it as a process of its own. By itself it starts and stops a server.
func TestDeath(t *testing.T) {
	death := os.Getenv(deathVariable)
	servers := []*pgtest.Server{pgtest.Start(t, 13)}
	if death != "" {
		servers = append(servers, pgtest.Timescale(t))
	}
	for _, s := range servers {
		fmt.Printf("server %d %d %s\n", postmasterPid(t, s), s.Guard().Pid, s.Dir())
	}
	fmt.Println("ready")
	switch death {
	case "panic":
		panic("as planned")
	case "fatal":
		t.Fatal("as planned")
	case "wait":
		io.Copy(io.Discard, os.Stdin)
	}
}

// However a test process ends, its servers, guards and folders are gone soon.
func TestEnds(t *testing.T) {
	tests := []struct {
		death  string
		signal syscall.Signal
	}{
		{death: "panic"}, {death: "fatal"}, {"wait", syscall.SIGKILL}, {"wait", syscall.SIGINT},
	}
	for _, test := range tests {
		t.Run(fmt.Sprint(test.death, int(test.signal)), func(t *testing.T) {
			for _, s := range runDeath(t, test.death, test.signal) {
				s.checkGone(t)
			}
		})
	}
}

// A killed guard takes its server with it, and the next start removes the folder.
func TestGuardKilled(t *testing.T) {
	var left []leftover
	for _, s := range runDeath(t, "wait", 0) {
		syscall.Kill(s.guard, syscall.SIGKILL)
		left = append(left, s)
	}
	for _, s := range left {
		wait(t, "the server to end", func() bool { return !alive(s.postmaster) })
	}
	if err := pgtest.Sweep(); err != nil {
		t.Fatal(err)
	}
	for _, s := range left {
		s.checkGone(t)
	}
}

// leftover is what a test process may leave behind.
type leftover struct {
	postmaster, guard int
	dir               string
}

func (l leftover) checkGone(t *testing.T) {
	t.Helper()
	wait(t, fmt.Sprint("the server to end: ", l.dir), func() bool { return !alive(l.postmaster) })
	wait(t, "the guard to end", func() bool { return !alive(l.guard) })
	wait(t, "the folder to go", func() bool {
		_, err := os.Stat(l.dir)
		return errors.Is(err, os.ErrNotExist)
	})
}

// runDeath runs TestDeath in a process of its own, to its end, or, with death
// "wait", until a signal is sent to it; signal 0 leaves it to the end of t.
func runDeath(t *testing.T, death string, signal syscall.Signal) []leftover {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestDeath$")
	cmd.Env = append(os.Environ(), deathVariable+"="+death)
	stdin, err1 := cmd.StdinPipe()
	stdout, err2 := cmd.StdoutPipe()
	if err := errors.Join(err1, err2, cmd.Start()); err != nil {
		t.Fatal(err)
	}
	var servers []leftover
	lines := bufio.NewScanner(stdout)
	for lines.Scan() && lines.Text() != "ready" {
		var s leftover
		if n, _ := fmt.Sscanf(lines.Text(), "server %d %d %s", &s.postmaster, &s.guard, &s.dir); n == 3 {
			servers = append(servers, s)
		}
	}
	if len(servers) != 2 {
		t.Fatalf("%d servers were started", len(servers))
	}
	end := func() {
		io.Copy(io.Discard, stdout)
		if err := cmd.Wait(); err == nil {
			t.Errorf("death %q was no failure", death)
		}
	}
	if death == "wait" && signal == 0 {
		t.Cleanup(func() { cmd.Process.Kill(); stdin.Close(); end() })
		return servers
	}
	if death == "wait" {
		cmd.Process.Signal(signal)
	}
	end()
	return servers
}

func postmasterPid(t *testing.T, s *pgtest.Server) int {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(s.DataDir, "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

// alive tells whether a process exists and is no zombie: a container may have
// nobody who waits for orphans.
func alive(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return false
	}
	_, state, _ := strings.Cut(string(stat), ") ")
	return !strings.HasPrefix(state, "Z")
}

func wait(t *testing.T, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !done(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}
