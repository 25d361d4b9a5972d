package catalog

import (
	"path/filepath"
	"strconv"
	"testing"

	"promark/catalog/pgtest"
)

// TestGoldenOracle: the original pg_dump sees no difference between the
// objects of a case and the copy that our SQL makes. A case in which pg_dump
// is known to be wrong says so: "-- oracle 18 because ... --".
func TestGoldenOracle(t *testing.T) {
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
			for _, major := range pgtest.Versions() {
				t.Run(strconv.Itoa(major), func(t *testing.T) { c.checkOracle(t, major) })
			}
		})
	}
}

func (c *goldenCase) checkOracle(t *testing.T, major int) {
	if c.section("skip", major) != nil || c.section("oracle", major) != nil {
		return
	}
	source := pgtest.Get(t, major).NewDatabase(t)
	makeRoles(t, source)
	source.Exec(t, c.section("setup", major).text)
	target := pgtest.Get(t, major).NewDatabase(t)
	loadStatements(t, target, readDatabase(t, source))
	want, got := source.PgDump(t, "--schema-only"), target.PgDump(t, "--schema-only")
	if want != got {
		t.Errorf("%s on %d, pg_dump of the copy: %s", c.path, major, firstDifference(want, got))
	}
}
