//go:build linux

package pgtest_test

import (
	"fmt"
	"testing"

	"promark/catalog/pgtest"
)

// Goal: the regression suite ran, with its functions in C where there are headers.
func TestRegressionDatabase(t *testing.T) {
	for _, major := range pgtest.RegressionSample(t) {
		t.Run(fmt.Sprint(major), func(t *testing.T) {
			db := pgtest.Regression(t, major)
			for what, query := range map[string]string{
				"tables":         "SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'p') AND oid >= 16384",
				"functions":      "SELECT count(*) FROM pg_proc WHERE oid >= 16384",
				"functions in C": "SELECT count(*) FROM pg_proc WHERE probin LIKE '%/regress.so'",
			} {
				want := map[string]int{"tables": pgtest.RegressionTables, "functions": 250}[what]
				if what == "functions in C" && pgtest.HasSource(major) {
					want = 10
				}
				if got := db.Text(t, fmt.Sprintf("SELECT (%s) >= %d", query, want)); got != "t" {
					t.Errorf("fewer than %d %s", want, what)
				}
				t.Logf("%s %s", db.Text(t, query), what)
			}
		})
	}
}
