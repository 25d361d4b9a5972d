//go:build linux

package pgtest

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// AddTimescaleVersion gives a server with TimescaleDB a second version of it: the installed one under
// another number of equal length, in script and library. Like AddExtension it stays there, beside
// the installed one, which stays the default.
func (s *Server) AddTimescaleVersion(t testing.TB, version string) {
	t.Helper()
	extensions, err := s.in.extensionDir(s.Major)
	if err != nil {
		t.Fatal(err)
	}
	control, err := os.ReadFile(filepath.Join(extensions, "timescaledb.control"))
	if err != nil {
		t.Fatalf("read the extension: %v", err)
	}
	_, rest, _ := strings.Cut(string(control), "default_version = '")
	installed, _, found := strings.Cut(rest, "'")
	if !found || len(installed) != len(version) || installed == version {
		t.Fatalf("TimescaleDB %q cannot pass for %s", installed, version)
	}
	for _, file := range []struct{ dir, name string }{
		{filepath.Join(s.in.root, filepath.Dir(s.in.bin), "lib"), "timescaledb-%s.so"}, {extensions, "timescaledb--%s.sql"},
	} {
		content, err := os.ReadFile(filepath.Join(file.dir, fmt.Sprintf(file.name, installed)))
		work := filepath.Join(t.TempDir(), fmt.Sprintf(file.name, version))
		if err == nil {
			err = os.WriteFile(work, bytes.ReplaceAll(content, []byte(installed), []byte(version)), 0o600)
		}
		if err == nil {
			err = replaceFile(work, file.dir)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}
