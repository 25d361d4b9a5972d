//go:build linux

package main_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// numberOfTraps is how many there are to be.
const numberOfTraps = 48

// trapRow is a row of testdata/promscale/TRAPS.md.
type trapRow struct{ what, otherwise, shown, servers string }

var (
	codeMark = regexp.MustCompile("`(Test\\w+)`")
	byHand   = regexp.MustCompile(`by hand: .{20}|does not apply: .{20}`)
)

// Every trap has tests that exist, or a result found by hand, or a reason why it is none here.
func TestTrapTable(t *testing.T) {
	rows, names := readTraps(t), testNames(t)
	shown := map[int][]string{}
	for i, row := range rows {
		number := i + 1
		for _, m := range codeMark.FindAllStringSubmatch(row.shown, -1) {
			shown[number] = append(shown[number], m[1])
		}
		names.check(t, number, row.what, shown[number])
		if row.what == "" || row.otherwise == "" || row.servers == "" || strings.Contains(row.shown, "(pending)") ||
			len(shown[number]) == 0 && !byHand.MatchString(row.shown) {
			t.Errorf("#%d, %s: shown by %q on %q", number, row.what, row.shown, row.servers)
		}
	}
	for what, trap := range traps {
		if !slices.Contains(shown[trap.number], "TestPublishedProcedure") {
			t.Errorf("#%d does not name the test of %s", trap.number, what)
		}
	}
}

// The source says of what it makes which trap that is.
func TestTrapSource(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "testdata", "schema", "traps.sql"))
	if err != nil {
		t.Fatal(err)
	}
	numbers := map[string]bool{}
	for _, trap := range traps {
		numbers[fmt.Sprint(trap.number)] = true
	}
	marks := regexp.MustCompile(`(?m)^-- #(\d+): `).FindAllStringSubmatch(string(text), -1)
	if len(marks) < 8 {
		t.Errorf("only %d traps", len(marks))
	}
	for _, m := range marks {
		if !numbers[m[1]] {
			t.Errorf("#%s: no query shows it", m[1])
		}
	}
}

// readTraps reads the table, whose rows are numbered from 1.
func readTraps(t *testing.T) []trapRow {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "testdata", "promscale", "TRAPS.md"))
	if err != nil {
		t.Fatal(err)
	}
	var rows []trapRow
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(strings.TrimSpace(line), " | ")
		if !strings.HasPrefix(line, "| ") || cells[0] == "| #" {
			continue
		}
		if want := fmt.Sprint("| ", len(rows)+1); len(cells) != 5 || cells[0] != want {
			t.Fatalf("row %q is not the five cells of %s", line, want)
		}
		rows = append(rows, trapRow{cells[1], cells[2], cells[3], strings.TrimSuffix(cells[4], " |")})
	}
	if len(rows) != numberOfTraps {
		t.Fatalf("%d rows, want %d", len(rows), numberOfTraps)
	}
	return rows
}
