package catalog

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// Rows in the root of a hypertable are seen by no query, since TimescaleDB's
// planner takes a root without its chunks for empty (src/planner/planner.c).
// They come from an INSERT in restoring mode, when nothing leads rows to
// chunks; until 2.22 a trigger refuses it. COPY reads them.

// StrayRows are rows in the root of a hypertable.
type StrayRows struct {
	Name string // of the hypertable, quoted
	Rows int64
}

// remedy gives the statements with which a superuser moves them into chunks.
func (r *StrayRows) remedy() string {
	return fmt.Sprintf("BEGIN; SET LOCAL timescaledb.restoring = on; CREATE TEMPORARY TABLE stray ON COMMIT DROP AS SELECT * FROM ONLY %[1]s; "+
		"TRUNCATE ONLY %[1]s; SET LOCAL timescaledb.restoring = off; INSERT INTO %[1]s SELECT * FROM stray; COMMIT", r.Name)
}

// ReadStrayRows counts the rows of roots, which are quoted names, and gives
// those that have some. A root without a file of its own need not be asked.
func ReadStrayRows(ctx context.Context, conn *pgconn.PgConn, roots []string) ([]*StrayRows, error) {
	var found []*StrayRows
	for _, root := range roots {
		tag, err := conn.CopyTo(ctx, io.Discard, "COPY "+root+" TO STDOUT")
		if err != nil {
			return nil, fmt.Errorf("count the rows in the root of hypertable %s: %w", root, err)
		}
		if n := tag.RowsAffected(); n > 0 {
			found = append(found, &StrayRows{root, n})
		}
	}
	return found, nil
}

// TellStrayRows says where they are, and what a superuser can do about the first of them.
func TellStrayRows(found []*StrayRows) (where, remedy string) {
	var names []string
	for _, r := range found {
		names = append(names, fmt.Sprintf("%s (%d rows)", r.Name, r.Rows))
	}
	return "rows that were inserted in restoring mode are in the roots of hypertables, where no query finds them: " + strings.Join(names, ", "),
		"move them into chunks as a superuser, hypertable by hypertable: " + found[0].remedy()
}

// RefuseStrayRows refuses what a dump of chunks would leave out.
func (c *Catalog) RefuseStrayRows(ctx context.Context, conn *pgconn.PgConn) error {
	found, err := ReadStrayRows(ctx, conn, c.filledRoots)
	if err != nil || len(found) == 0 {
		return err
	}
	where, remedy := TellStrayRows(found)
	return fmt.Errorf("read hypertables: %s: no dump has them: %s; or leave the hypertables out with -T", where, remedy)
}

// filledRoots gives the roots that have a file with something in it, of the
// hypertables whose rows are dumped.
func (r *reader) filledRoots() []string {
	var out []string
	for _, h := range r.hypertableList {
		if h.Filled && r.selection.keepsRowsOf(h.OID) && !r.selection.filter.NoData {
			out = append(out, Qualified(h.Schema, h.Name))
		}
	}
	return out
}
