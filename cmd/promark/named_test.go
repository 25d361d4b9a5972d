//go:build linux

package main_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// tests are the names of all tests of the project, for tables that say what is tested where.
type tests map[string]bool

func testNames(t *testing.T) tests {
	t.Helper()
	names := tests{}
	declared := regexp.MustCompile(`(?m)^func (Test\w+)\(`)
	for _, pattern := range []string{"../../*/*_test.go", "../../*/*/*_test.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range declared.FindAllStringSubmatch(string(text), -1) {
				names[m[1]] = true
			}
		}
	}
	return names
}

// check finds the tests that a row of a table names and that do not exist.
func (names tests) check(t *testing.T, number int, what string, named []string) {
	t.Helper()
	for _, name := range named {
		if !names[name] {
			t.Errorf("#%d, %s: there is no %s", number, what, name)
		}
	}
}
