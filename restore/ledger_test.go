package restore

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"promark/archive"
)

// What a ledger takes down, it gives back; numbers stand in runs.
func TestLedgerLines(t *testing.T) {
	entries := make([]archive.Entry, 9)
	for i := range entries {
		entries[i].ID = uint32(i + 1)
	}
	d := newDone(9)
	for _, line := range []string{"entries 1-3 5", "aside 2-3", "listed 3", "streams 1-4 7", "blocks 9 12", "blocks 9 17",
		"begin 6 0", "part 6 1", "step post-restore", `failed 5 "it\u00e9 is\nso"`, "undone entries 5", "undone streams 2-3 9"} {
		if err := d.line(line, entries); err != nil {
			t.Errorf("%s: %v", line, err)
		}
	}
	set := func(m map[uint32]bool) []uint32 { return slices.Sorted(maps.Keys(m)) }
	got := fmt.Sprint(set(d.entries), set(d.aside), set(d.listed), set(d.streams), d.blocks, d.begun, d.parts, d.steps, d.failed)
	want := "[1 2 3] [2 3] [3] [1 4 7] map[] map[{6 0}:true] map[{6 1}:true] map[post-restore:true] " +
		"[create   (entry 5): before the interruption: ité is\nso]"
	if got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for _, bad := range []string{"", "word 1", "entries x", "entries 5-3", "entries -1", "streams 9-10", "blocks 1", `failed 10 "x"`, "failed 1 x", "failed 0 \"\""} {
		if d.line(bad, entries) == nil {
			t.Errorf("%q is taken", bad)
		}
	}
	ids := []uint32{9, 3, 1, 2, 7, 8, 5}
	var back []uint32
	line := idLine("entries", ids)
	if err := d.eachID(strings.TrimPrefix(line, "entries "), func(id uint32) { back = append(back, id) }); err != nil ||
		line != "entries 1-3 5 7-9" || !reflect.DeepEqual(back, []uint32{1, 2, 3, 5, 7, 8, 9}) {
		t.Errorf("%s, %v, %v", line, back, err)
	}
}
