package catalog

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"promark/catalog/pgtest"
)

// circular are cases whose objects need each other in a circle that no
// statement opens again: --clean fails with their names.
var circular = []string{"function_default_loop", "function_loop", "domain_default", "type_loop"}

// The statements that drop objects, last object first and again while some
// have to wait for others, leave nothing behind: what --clean does, for every
// golden case on one server, or for a few cases drawn by a seed.
func TestDrops(t *testing.T) {
	for _, c := range goldenCases(t) {
		drawn := pgtest.Sample(t, "drop "+c.name)
		if len(drawn) < len(pgtest.Versions()) && drawn[0] != OldestServer+1 {
			continue // of a sample, one case in six
		}
		major := drawn[0]
		if c.section("skip", major) != nil {
			major = pgtest.Versions()[len(pgtest.Versions())-1]
		}
		if c.section("skip", major) == nil && !slices.Contains(circular, c.name) {
			t.Run(c.name+" "+strconv.Itoa(major), func(t *testing.T) { c.checkDrops(t, major) })
		}
	}
}

func (c *goldenCase) checkDrops(t *testing.T, major int) {
	db, read, _ := c.source(t, major)
	dropAll(t, db, read)
	left := readDatabase(t, db)
	for _, item := range left.Items {
		if item.Drop != "" {
			t.Errorf("left: %s %s", item.Kind.Name, item.Object.Address())
		}
	}
}

func dropAll(t *testing.T, db *pgtest.DB, c *Catalog) {
	t.Helper()
	ctx := context.Background()
	conn := db.Conn(t)
	if err := Pin(ctx, conn.PgConn(), Restoring, ""); err != nil {
		t.Fatal(err)
	}
	items := slices.Clone(c.Items)
	slices.Reverse(items)
	for len(items) > 0 {
		waiting := items[:0:0]
		for _, item := range items {
			if item.Drop == "" {
				continue
			}
			_, err := conn.PgConn().Exec(ctx, item.Drop).ReadAll()
			var pgErr *pgconn.PgError
			switch {
			case errors.As(err, &pgErr) && pgErr.Code == "2BP01": // dependent_objects_still_exist
				waiting = append(waiting, item)
			case err != nil:
				t.Errorf("%v\n%s", err, item.Drop)
			}
		}
		if len(waiting) == len(items) {
			t.Errorf("%d objects need each other, such as %s", len(items), items[0].Drop)
			return
		}
		items = waiting
	}
}
