package main

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"promark/archive"
	"promark/restore"
)

func TestFormats(t *testing.T) {
	for _, tc := range []struct{ got, want string }{
		{size(0), "0 B"}, {size(999), "999 B"}, {size(1000), "1.00 kB"}, {size(9994), "9.99 kB"},
		{size(123456789), "123 MB"}, {size(1e15), "1.00 PB"}, {size(999_600), "1.00 MB"},
		{count(0), "0"}, {count(999), "999"}, {count(1000), "1,000"}, {count(1234567), "1,234,567"}, {count(-1234), "-1,234"},
		{clock(0), "0:00"}, {clock(61 * time.Second), "1:01"}, {clock(3661 * time.Second), "1:01:01"},
		{counted(1, "entry", "entries"), "1 entry"}, {counted(2000, "entry", "entries"), "2,000 entries"},
	} {
		if tc.got != tc.want {
			t.Errorf("got %q, want %q", tc.got, tc.want)
		}
	}
}

// Goal: what a script has lost is told in one line, however many chunks lose something.
func TestLossText(t *testing.T) {
	lost := []restore.LostValues{{Relation: archive.Relation{Schema: "s", Name: "t"}, Values: 1000}}
	if got := lossText(lost); got != "1,000 NaNs with a payload became plain NaN in 1 relation: s.t (1,000)" {
		t.Error(got)
	}
	for range 6 {
		lost = append(lost, restore.LostValues{Relation: archive.Relation{Name: "u"}, Values: 1})
	}
	if got := lossText(lost); got != "1,006 NaNs with a payload became plain NaN in 7 relations: s.t (1,000), u (1), u (1), u (1), u (1), and 2 more" {
		t.Error(got)
	}
}

// Goal: names from a database cannot drive the terminal.
func TestSafe(t *testing.T) {
	got := oneLine("a\x1b[2Jb\nc\td\x00\xff\u0085é")
	if strings.ContainsAny(got, "\x1b\n\t\x00") || !strings.Contains(got, "é") || !utf8.ValidString(got) {
		t.Errorf("unsafe: %q", got)
	}
}
