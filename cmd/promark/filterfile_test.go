//go:build linux

package main

import (
	"slices"
	"strings"
	"testing"
)

// The files of --filter: comments, quotes that reach over lines, and what is
// no command.
func TestParseFilter(t *testing.T) {
	got, err := parseFilter("# head\n\ninclude table public.a* # why\nexclude  table_data \"two\nlines # kept\".t\n" +
		"  include\tschema\t\"x\"\"y\"\ninclude table a b")
	want := []filterCommand{{true, "table", "public.a*"}, {false, "table_data", "\"two\nlines # kept\".t"},
		{true, "schema", `"x""y"`}, {true, "table", "a b"}}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
	for text, message := range map[string]string{
		"include table":           "line 1: a command is",
		"\nkeep table a":          `line 2: "keep" is neither`,
		"exclude table \"a\nb":    "line 1: a double quote is not closed",
		"include foreign_data x":  "not supported here",
		"include table_data x":    "not supported here",
		"exclude nothing at_all ": "not supported here",
	} {
		commands, err := parseFilter(text)
		if err == nil {
			err = (&filterOptions{}).add(commands)
		}
		if err == nil || !strings.Contains(err.Error(), message) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
