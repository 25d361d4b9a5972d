package catalog

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"promark/catalog/pgtest"
)

// TestRoundTrip reads whole databases and runs all statements in a second
// one. The copy must give the same statements again, and pg_dump must print
// the same for both. Every file of testdata/schema is a database of its own,
// on every supported server; those that speak of TimescaleDB have tests of their own.
func TestRoundTrip(t *testing.T) {
	files, err := filepath.Glob("../testdata/schema/*.sql")
	if err != nil || len(files) == 0 {
		t.Fatalf("no schemas in testdata/schema (%v)", err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".sql")
		if text, err := os.ReadFile(file); err != nil || strings.Contains(string(text), "TimescaleDB") || strings.Contains(string(text), "EXTENSION timescaledb") {
			if err != nil {
				t.Fatal(err)
			}
			continue
		}
		for _, major := range pgtest.Versions() {
			t.Run(fmt.Sprintf("%s/%d", name, major), func(t *testing.T) { roundTrip(t, file, major) })
		}
	}
}

func roundTrip(t *testing.T, file string, major int) {
	server := pgtest.Get(t, major)
	source, target := server.NewDatabase(t), server.NewDatabase(t)
	makeRoles(t, source)
	source.Exec(t, strings.Split(schemaFor(t, file, major), "-- next transaction --\n")...)
	read := readDatabase(t, source)
	read.Items = slices.DeleteFunc(read.Items, func(i *Item) bool {
		_, ofRows := i.Object.(*IndexNames) // and rows are not copied here
		return ofRows
	})
	loadStatements(t, target, read)
	if want, got := goldenText(read), goldenText(readDatabase(t, target)); want != got {
		t.Errorf("the copy gives other statements: %s", firstDifference(want, got))
	}
	sameDump(t, source, target)
}

var sinceLine = regexp.MustCompile(`^-- since (\d+) --$`)

// schemaFor gives the parts of a schema file that are for a server version:
// a line "-- since N --" begins a part for servers from N on.
func schemaFor(t *testing.T, file string, major int) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	since := 0
	for line := range strings.Lines(string(text)) {
		if m := sinceLine.FindStringSubmatch(strings.TrimSpace(line)); m != nil {
			since, _ = strconv.Atoi(m[1])
		}
		if major >= since {
			b.WriteString(line)
		}
	}
	return b.String()
}

// sameDump fails the test with the lines that pg_dump prints for one of the
// databases only.
func sameDump(t *testing.T, source, target *pgtest.DB) {
	t.Helper()
	want := source.PgDump(t, "--schema-only")
	got := target.PgDump(t, "--schema-only")
	if !strings.Contains(want, "PostgreSQL database dump complete") {
		t.Fatalf("pg_dump prints nothing to compare: %q", want)
	}
	if want != got {
		t.Errorf("pg_dump differs (- source, + copy):\n%s\n%s", lineDiff(want, got, 60), firstDifference(want, got))
	}
}

// lineDiff shows the lines that one text has more often than the other, up
// to a number of them.
func lineDiff(want, got string, limit int) string {
	out := append(surplus("-", want, got), surplus("+", got, want)...)
	switch {
	case len(out) == 0:
		return "the same lines in another order"
	case len(out) > limit:
		out = append(out[:limit], fmt.Sprintf("... and %d more\n", len(out)-limit))
	}
	return strings.Join(out, "")
}

func surplus(mark, of, over string) []string {
	count := map[string]int{}
	for line := range strings.Lines(over) {
		count[line]++
	}
	var out []string
	for line := range strings.Lines(of) {
		if count[line]--; count[line] < 0 {
			out = append(out, mark+line)
		}
	}
	return out
}
