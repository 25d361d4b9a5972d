package main

import (
	"testing"

	"promark/archive"
)

func TestCompressLevel(t *testing.T) {
	for text, want := range map[string]int{"0": archive.LevelNone, "none": archive.LevelNone, "zstd:0": archive.LevelNone,
		"1": 1, "3": 3, "9": 9, "22": 9, "zstd": archive.LevelDefault, "zstd:7": 7, "zstd:level=7": 7} {
		if got, err := compressLevel(text); err != nil || got != want {
			t.Errorf("%s is level %d (%v), want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"", "-1", "23", "x", "gzip", "gzip:6", "lz4", "zstd:", "zstd:x", "none:1", "3:3", "zstd:long"} {
		if got, err := compressLevel(text); err == nil {
			t.Errorf("%q is level %d", text, got)
		}
	}
}
