//go:build linux

package pgtest

import "testing"

// ClientHelp gives what a client program of PostgreSQL 18 prints for --help.
func ClientHelp(t testing.TB, program string) string {
	t.Helper()
	in, err := installDebian(debian18())
	if err != nil {
		t.Fatalf("get %s 18: %v", program, err)
	}
	out, err := in.run("", program, "--help")
	if err != nil {
		t.Fatalf("%s --help: %v", program, err)
	}
	return out
}
