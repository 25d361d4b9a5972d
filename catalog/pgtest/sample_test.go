//go:build linux

package pgtest

import (
	"fmt"
	"slices"
	"testing"
)

// Goal: samples repeat with their seed, differ between cases, and reach every
// version over some days.
func TestDraw(t *testing.T) {
	seen := map[int]bool{}
	different := map[string]bool{}
	for day := range uint64(30) {
		a, b := draw(Versions(), day, "index"), draw(Versions(), day, "index")
		if !slices.Equal(a, b) || len(a) != sampleSize || a[sampleSize-1] != 18 {
			t.Fatalf("day %d: %v, then %v", day, a, b)
		}
		for _, v := range a {
			seen[v] = true
		}
		different[fmt.Sprint(draw(Versions(), 1, fmt.Sprint(day)))] = true
	}
	if len(seen) != len(Versions()) || len(different) < 5 {
		t.Errorf("versions %v in 30 days, %d samples for 30 cases", seen, len(different))
	}
}
