//go:build linux

package pgtest

import (
	"os"
	"path/filepath"
	"testing"
)

// Psql runs a script with the original psql of PostgreSQL 17 or 18, with ON_ERROR_STOP, and gives
// what it prints, warnings and its error. The script is in a file of its own, in a folder where
// programs that psql is made to run would leave their traces: the names of what is in there
// afterwards, apart from the script, are returned as well.
func (db *DB) Psql(t testing.TB, major int, script []byte) (out string, left []string, err error) {
	t.Helper()
	d := debian17()
	if major > d.major {
		d = debian18()
	}
	in, err := installDebian(d)
	if err != nil {
		t.Fatalf("get psql %d: %v", d.major, err)
	}
	folder, err := os.MkdirTemp(filepath.Join(in.root, "tmp"), "psql-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(folder)
	if err := os.Chmod(folder, 0o777); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(folder, "script.sql")
	if err := os.WriteFile(file, script, 0o644); err != nil {
		t.Fatal(err)
	}
	inside := filepath.Join("/tmp", filepath.Base(folder), "script.sql")
	out, err = in.run("", "psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file="+inside, db.URL())
	entries, readErr := os.ReadDir(folder)
	if readErr != nil {
		t.Fatal(readErr)
	}
	for _, e := range entries {
		if e.Name() != "script.sql" {
			left = append(left, e.Name())
		}
	}
	return out, left, err
}
