package catalog

import (
	"context"
	"fmt"
)

// Wanted is a column in the form in which its values are wanted.
type Wanted struct {
	Name string
	Form Form
}

// Arranged gives the same rows with the columns that are wanted, in that
// order and in these forms. Values that name indexes get the OIDs that these
// have by their quoted names. It is an error if a column is missing.
func (d *TableData) Arranged(columns []Wanted, indexes map[string]uint32) (*TableData, error) {
	by := make(map[string]*DataColumn, len(d.Columns))
	for i := range d.Columns {
		by[d.Columns[i].Name] = &d.Columns[i]
	}
	out := *d
	out.Columns = make([]DataColumn, len(columns))
	for i, want := range columns {
		c := by[want.Name]
		if c == nil {
			return nil, fmt.Errorf("there is no column %s", Ident(want.Name))
		}
		out.Columns[i] = *c
		out.Columns[i].setForm(want.Form)
		if d.named != nil && want.Form == TextCast {
			out.Columns[i].Expression = d.named.expression(&out.Columns[i], indexes)
		}
	}
	return &out, nil
}

func (c *DataColumn) setForm(form Form) {
	if c.Form == form {
		return
	}
	c.Form, c.Expression = form, Ident(c.Name)
	if form == TextCast {
		c.Expression = textExpression(c.ownCast, c.Expression)
	}
}

// logTables are tables of extensions with rows that their own jobs write, also
// while a restore creates the extension: no copy has the same.
var logTables = map[string]bool{"_timescaledb_internal.job_errors": true}

// IsLog reports whether the rows are a log of an extension's.
func (d *TableData) IsLog() bool { return d.Configof != "" && logTables[d.Schema+"."+d.Name] }

var extensionsOwnQuery = &query{
	name: "tables that extensions fill",
	columns: []column{
		{"schema", all("n.nspname")},
		{"name", all("c.relname")},
	},
	from: all(`FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind = 'r' AND ` + userRelation + ` AND ` + memberRelation + `
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_extension e WHERE c.oid = ANY (e.extconfig))
 ORDER BY 1, 2`),
}

// ExtensionsOwn names the tables of extensions whose rows do not travel:
// CREATE EXTENSION, or the extension at work, fills them.
func ExtensionsOwn(ctx context.Context, s *Server) ([]string, error) {
	return names(ctx, s, extensionsOwnQuery)
}
