package catalog

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"promark/catalog/pgtest"
)

// The names of multiranges are those that the server itself gives.
func TestMultirangeName(t *testing.T) {
	names := []string{"r", "xrange", "rangerange", "orange_thing", "Range", "multirange",
		strings.Repeat("x", 63), strings.Repeat("x", 52), strings.Repeat("x", 58) + "range",
		strings.Repeat("ä", 31), "a" + strings.Repeat("ä", 31), "range" + strings.Repeat("ä", 29)}
	db := pgtest.Get(t, 18).NewDatabase(t)
	for i, name := range names {
		schema := fmt.Sprintf("s%d", i)
		db.Exec(t, "CREATE SCHEMA "+schema+"; CREATE TYPE "+Qualified(schema, name)+" AS RANGE (SUBTYPE = integer)")
		want := db.Text(t, "SELECT m.typname FROM pg_range r JOIN pg_type m ON m.oid = r.rngmultitypid"+
			" WHERE m.typnamespace = '"+schema+"'::regnamespace")
		if got := multirangeName(name); got != want {
			t.Errorf("multirange of %s is %s, want %s", name, got, want)
		}
	}
}

const olderSource = `
CREATE AGGREGATE append(anyelement) (SFUNC = array_append, STYPE = anyarray, INITCOND = '{}');
CREATE AGGREGATE cat(anyarray) (SFUNC = array_cat, STYPE = anyarray);
CREATE AGGREGATE untouched(anyarray) (SFUNC = array_larger, STYPE = anyarray);
COMMENT ON AGGREGATE append(anyelement) IS 'appends';
GRANT EXECUTE ON FUNCTION append(anyelement) TO alice;
ALTER AGGREGATE append(anyelement) OWNER TO bob;
CREATE OPERATOR +^ (FUNCTION = array_append, LEFTARG = anyarray, RIGHTARG = anyelement);
COMMENT ON OPERATOR +^ (anyarray, anyelement) IS 'appends too';
CREATE TYPE r AS RANGE (SUBTYPE = integer);
CREATE TYPE r_multirange AS ENUM ('a');
CREATE TYPE r_multirange_1 AS ENUM ('a');
CREATE TYPE "xRrange" AS RANGE (SUBTYPE = integer);
CREATE TABLE "xRmultirange" (a integer);
CREATE TYPE free_range AS RANGE (SUBTYPE = integer);
CREATE VIEW v AS SELECT append(a) AS a, ARRAY[1] +^ 2 AS b FROM "xRmultirange";
`

// What newer servers no longer take as an older one writes it is written
// twice: the newer target takes the second form, the source's own the first.
func TestVariants(t *testing.T) {
	for _, major := range []int{12, 13} {
		source := pgtest.Get(t, major).NewDatabase(t)
		makeRoles(t, source)
		source.Exec(t, olderSource)
		read := readDatabase(t, source)
		for _, target := range []int{major, 14, 18} {
			t.Run(fmt.Sprintf("%d to %d", major, target), func(t *testing.T) {
				copied := pgtest.Get(t, target).NewDatabase(t)
				makeRoles(t, copied)
				executeAll(t, copied, restoreOrderFor(read, target*10000))
				again := readDatabase(t, copied)
				if want := kindNames(read); !slices.Equal(kindNames(again), want) {
					t.Errorf("objects are %v, want %v", kindNames(again), want)
				}
				if got := copied.Text(t, `SELECT count(*) FROM pg_type WHERE typtype = 'r' AND oid >= 16384`); got != "3" {
					t.Errorf("%s ranges", got)
				}
			})
		}
	}
}

func kindNames(c *Catalog) []string {
	var out []string
	for _, item := range c.Items {
		if _, comes := item.Object.(*Multirange); comes { // with its range type, since 14
			continue
		}
		out = append(out, item.Kind.Name+" "+item.Object.common().Name)
	}
	slices.Sort(out)
	return out
}
