//go:build linux

package pgtest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// AddExtension copies control file and scripts of an extension in SQL from a
// folder to where the server's installation looks for extensions. They stay
// there: the name must be one that nothing else has.
func (s *Server) AddExtension(t testing.TB, dir string) {
	t.Helper()
	to, err := s.in.extensionDir(s.Major)
	if err != nil {
		t.Fatal(err)
	}
	for _, pattern := range []string{"*.sql", "*.control"} {
		files, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil || len(files) == 0 {
			t.Fatalf("find the extension's %s in %s: %v", pattern, dir, err)
		}
		for _, file := range files {
			if err := replaceFile(file, to); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// AddExtensionAs is AddExtension for one more version of an extension: the script of its default
// version, under another name.
func (s *Server) AddExtensionAs(t testing.TB, dir, version string) {
	t.Helper()
	s.AddExtension(t, dir)
	to, err := s.in.extensionDir(s.Major)
	if err != nil {
		t.Fatal(err)
	}
	scripts, err := filepath.Glob(filepath.Join(dir, "*--*.sql"))
	if err != nil || len(scripts) != 1 {
		t.Fatalf("find the one script of the extension in %s: %v, %v", dir, scripts, err)
	}
	name, _, _ := strings.Cut(filepath.Base(scripts[0]), "--")
	work := filepath.Join(t.TempDir(), name+"--"+version+".sql")
	content, err := os.ReadFile(scripts[0])
	if err == nil {
		err = os.WriteFile(work, content, 0o600)
	}
	if err == nil {
		err = replaceFile(work, to)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// extensionDir finds the folder of control files.
func (in install) extensionDir(major int) (string, error) {
	for _, dir := range []string{
		filepath.Join(in.root, fmt.Sprintf("usr/share/postgresql/%d/extension", major)),
		filepath.Join(filepath.Dir(in.bin), "share/postgresql/extension"),
		filepath.Join(filepath.Dir(in.bin), "share/extension"),
	} {
		if (in.root != "" || filepath.IsAbs(dir)) && exists(dir) {
			return dir, nil
		}
	}
	return "", fmt.Errorf("PostgreSQL %s has no folder of extensions", in.name)
}

// replaceFile copies a file into a folder; a reader sees the old or the new one.
func replaceFile(file, dir string) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("read the extension: %w", err)
	}
	temporary, err := os.CreateTemp(dir, "promark-*")
	if err != nil {
		return fmt.Errorf("install the extension: %w", err)
	}
	_, err = temporary.Write(content)
	if closed := temporary.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Chmod(temporary.Name(), 0o644)
	}
	if err == nil {
		err = os.Rename(temporary.Name(), filepath.Join(dir, filepath.Base(file)))
	}
	if err != nil {
		os.Remove(temporary.Name())
		return fmt.Errorf("install the extension: %w", err)
	}
	return nil
}
