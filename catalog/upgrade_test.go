package catalog

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"promark/catalog/pgtest"
)

// TestGoldenUpgrade restores every case of testdata/ddl from each server that has
// it into every newer one. All statements for the target's version must load.
// The copy must give the SQL that the case wants of the target's own version,
// where its objects are made by the same statements there. A case in which
// that cannot be says so: "-- upgrade 12-14 to 15-18 because ... --".
// "make conformance" does all pairs, "make test" one of each case.
func TestGoldenUpgrade(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join(ddlDir, "*.sql"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no cases in %s: %v", ddlDir, err)
	}
	for _, path := range paths {
		c, err := parseGolden(path)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(c.name, func(t *testing.T) {
			sources := pgtest.Sample(t, c.name)
			if !pgtest.Conformance() {
				sources = []int{sources[0], sources[len(sources)-1]}
			}
			for i, source := range sources[:len(sources)-1] {
				if c.section("skip", source) == nil {
					c.upgrade(t, source, sources[i+1:])
				}
			}
		})
	}
}

// upgrade reads the case's objects on one server and makes them on others.
func (c *goldenCase) upgrade(t *testing.T, from int, targets []int) {
	_, read, _ := c.source(t, from)
	for _, to := range targets {
		t.Run(fmt.Sprintf("%d to %d", from, to), func(t *testing.T) {
			target := pgtest.Get(t, to).NewDatabase(t)
			makeRoles(t, target)
			executeAll(t, target, restoreOrderFor(read, to*10000))
			got := goldenText(readDatabase(t, target))
			if c.exception(from, to) != nil || c.section("setup", from) != c.section("setup", to) || c.section("skip", to) != nil {
				return
			}
			if want := c.section("want", to).text; withoutPublic(got, from, to) != withoutPublic(want, from, to) {
				t.Errorf("the copy gives: %s", firstDifference(withoutPublic(want, from, to), withoutPublic(got, from, to)))
			}
		})
	}
}

// withoutPublic leaves out what the schema public of older servers has and
// newer ones do not: it is kept as it was (PostgreSQL 15 changed its owner
// and its privileges).
func withoutPublic(text string, from, to int) string {
	if from >= 15 || to < 15 {
		return text
	}
	var b strings.Builder
	for line := range strings.Lines(text) {
		if !strings.Contains(line, ` SCHEMA "public" `) {
			b.WriteString(line)
		}
	}
	return b.String()
}
