package catalog

import (
	"context"
	"strings"
)

// Enum is a row of pg_type with typtype e.
type Enum struct {
	userType
	Labels []string `db:"labels"` // in their order; there may be none
}

var enumQuery = &query{
	name: "enums",
	columns: typeColumns(column{"labels", all(`ARRAY(SELECT e.enumlabel::text FROM pg_catalog.pg_enum e
          WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder)`)}),
	from: all(typeFrom + `t.typtype = 'e'`),
}

func readEnums(ctx context.Context, r *reader) ([]Object, error) {
	enums, err := load[Enum](ctx, r.server, enumQuery)
	return objects(enums), err
}

// Define implements Object.
func (e *Enum) Define() []string {
	labels := make([]string, len(e.Labels))
	for i, label := range e.Labels {
		labels[i] = "\n    " + Literal(label)
	}
	return []string{"CREATE TYPE " + Qualified(e.Schema, e.Name) + " AS ENUM (" + strings.Join(labels, ",") + ")"}
}
