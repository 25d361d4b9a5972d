//go:build linux

package main_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"promark/catalog/pgtest"
)

// postmaster is the server's first process, as /proc shows it.
type postmaster struct {
	t    *testing.T
	proc string
	own  string // its children without any session
}

func findPostmaster(t *testing.T, s *pgtest.Server) *postmaster {
	t.Helper()
	file, err := os.ReadFile(filepath.Join(s.DataDir, "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	pid, _, _ := strings.Cut(string(file), "\n")
	p := &postmaster{t: t, proc: "/proc/" + pid}
	p.own = p.read(fmt.Sprintf("task/%s/children", pid))
	return p
}

func (p *postmaster) read(name string) string {
	p.t.Helper()
	text, err := os.ReadFile(filepath.Join(p.proc, name))
	if err != nil {
		p.t.Fatal(err)
	}
	return string(text)
}

// cpu gives the CPU time of all sessions that were: the figure that other work on the machine
// disturbs least. It waits for sessions that are just ending. The unit is 1/100 s on every Linux
// (USER_HZ).
func (p *postmaster) cpu() (sum time.Duration) {
	p.t.Helper()
	for p.read(fmt.Sprintf("task/%s/children", filepath.Base(p.proc))) != p.own {
		time.Sleep(10 * time.Millisecond)
	}
	_, rest, _ := strings.Cut(p.read("stat"), ") ")     // the name may have spaces; the next field is the 3rd
	for _, field := range strings.Fields(rest)[13:15] { // cutime, cstime: fields 16 and 17
		ticks, err := strconv.ParseInt(field, 10, 64)
		if err != nil {
			p.t.Fatal(err)
		}
		sum += time.Duration(ticks) * 10 * time.Millisecond
	}
	return sum
}
