//go:build linux

package pgtest

import (
	"fmt"
	"hash/fnv"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Module compiles a module in C for the servers of a version, for which HasSource must be true,
// and gives the path at which Start's servers find it. It needs gcc.
func Module(t testing.TB, major int, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	h := fnv.New64a()
	h.Write(text)
	name := strings.TrimSuffix(filepath.Base(file), ".c")
	dir, err := cached(fmt.Sprintf("module-%s%d-%x", name, major, h.Sum64()), func(dir string) error {
		return compile(major, file, filepath.Join(dir, name+".so"))
	})
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, name+".so")
}

// compile compiles a module in C for the servers of a version.
func compile(major int, file, to string) error {
	from, err := source(major)
	if err != nil {
		return err
	}
	gcc := exec.Command("gcc", "-O1", "-w", "-fPIC", "-shared", "-I", filepath.Join(from, "headers"), "-o", to, file)
	if out, err := gcc.CombinedOutput(); err != nil {
		return fmt.Errorf("compile %s for PostgreSQL %d (needs gcc): %w: %s", filepath.Base(file), major, err, out)
	}
	return nil
}
