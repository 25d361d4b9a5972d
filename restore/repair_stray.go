package restore

import (
	"context"

	"github.com/jackc/pgx/v5"

	"promark/catalog"
)

const codeStrayRows Code = "hypertable-roots"

const filledRootsQuery = `SELECT name, pg_catalog.has_table_privilege(oid, 'SELECT') FROM root
 WHERE pg_catalog.pg_relation_size(oid) > 0 ORDER BY name`

// strayRows finds rows in roots of hypertables. Whether they are new rows or come twice, nobody but
// those who inserted them can tell, so that they are left to them.
func (d *diagnosis) strayRows(ctx context.Context) error {
	if d.schema == "" {
		return nil
	}
	with, err := timescaleRows(ctx, d.s)
	if err != nil {
		return err
	}
	rows, err := d.s.pgx.Query(ctx, with+filledRootsQuery)
	if err != nil {
		return err
	}
	var roots []string
	var name string
	var readable bool
	_, err = pgx.ForEachRow(rows, []any{&name, &readable}, func() error {
		if readable {
			roots = append(roots, name)
		} else {
			d.p.note("rows in the root of hypertable %s were not looked for: it may not be read", name)
		}
		return nil
	})
	if err != nil {
		return err
	}
	found, err := catalog.ReadStrayRows(ctx, d.s.conn, roots)
	if len(found) > 0 {
		where, remedy := catalog.TellStrayRows(found)
		d.add(Trouble{Code: codeStrayRows, Text: where, Advice: remedy}, nil)
	}
	return err
}
