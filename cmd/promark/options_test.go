//go:build linux

package main

import (
	"io"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"promark/catalog/pgtest"
)

// optionLine is an option in what --help prints.
var optionLine = regexp.MustCompile(`(?m)^ +(?:-([a-zA-Z0-9]), )?(?:-\?, )?--([a-z-]+)`)

// OPTIONS.md has a row for every option of pg_dump 18 and pg_restore 18. What
// it calls supported, promark takes, and what it refuses, promark refuses
// with the reason that stands there.
func TestOptionsPage(t *testing.T) {
	page, err := os.ReadFile("../../OPTIONS.md")
	if err != nil {
		t.Fatal(err)
	}
	dumpPart, restorePart, ok := strings.Cut(string(page), "## pg_restore")
	if !ok {
		t.Fatal("OPTIONS.md has no part about pg_restore")
	}
	out := &output{out: io.Discard, err: io.Discard}
	dumpFlags, restoreFlags := newFlags("dump", ""), newFlags("restore", "")
	(&dumpOptions{}).addFlags(dumpFlags, out)
	(&restoreOptions{}).addFlags(restoreFlags, out)
	for _, c := range []struct {
		tool, page string
		flags      *pflag.FlagSet
		refused    []refused
	}{
		{"pg_dump", dumpPart, dumpFlags, refusedByDump()},
		{"pg_restore", restorePart, restoreFlags, refusedByRestore()},
	} {
		found := optionLine.FindAllStringSubmatch(pgtest.ClientHelp(t, c.tool), -1)
		if len(found) < 40 {
			t.Errorf("%s: %d options in its help", c.tool, len(found))
		}
		for _, m := range found {
			checkOption(t, c.tool, c.page, m[1], m[2], c.flags, c.refused)
		}
	}
}

func checkOption(t *testing.T, tool, page, short, long string, flags *pflag.FlagSet, list []refused) {
	row := "| `--" + long + "` |"
	if short != "" {
		row = "| `-" + short + ", --" + long + "` |"
	}
	_, text, there := strings.Cut(page, row)
	text, _, _ = strings.Cut(text, "\n")
	if !there {
		t.Errorf("%s --%s is not in OPTIONS.md as %s", tool, long, row)
		return
	}
	for _, r := range list {
		if r.name != long {
			continue
		}
		if !strings.Contains(text, "no: "+r.reason) {
			t.Errorf("%s --%s: OPTIONS.md does not give the reason %q", tool, long, r.reason)
		}
		for _, arg := range []string{"--" + long, "--" + long + "=x", "-" + short} {
			if err := refuse(tool, list, flags, []string{arg}); arg != "-" && (err == nil || !strings.Contains(err.Error(), r.reason)) {
				t.Errorf("%s %s: %v", tool, arg, err)
			}
		}
		return
	}
	f := flags.Lookup(long)
	if f == nil || !strings.HasPrefix(text, " yes") {
		t.Errorf("%s --%s is neither taken nor refused: %s", tool, long, text)
		return
	}
	if short != "" && f.Shorthand != short {
		t.Errorf("%s -%s: promark's letter is %q", tool, short, f.Shorthand)
	}
}
