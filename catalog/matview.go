package catalog

import (
	"context"
	"slices"
	"strings"
)

// MaterializedView is a relation of kind m. It is made without rows; a
// [Refresh] fills it.
type MaterializedView struct {
	*Relation
	query viewQuery
	late  bool // made in the post-data section
}

func readMaterializedViews(ctx context.Context, r *reader) ([]Object, error) {
	var views []Object
	err := r.eachView(ctx, 'm', func(rel *Relation, q viewQuery) {
		views = append(views, &MaterializedView{Relation: rel, query: q})
	})
	return views, err
}

// Address implements Object.
func (m *MaterializedView) Address() string { return "MATERIALIZED VIEW " + m.qualified() }

func (m *MaterializedView) aliases() []ID {
	return append(m.Relation.aliases(), m.query.alias())
}

func (m *MaterializedView) move() { m.late = true }

func (m *MaterializedView) section() Section {
	if m.late {
		return PostData
	}
	return PreData
}

// Define implements Object.
func (m *MaterializedView) Define() []string {
	return slices.Concat([]string{m.create()}, m.columnSettings(), m.settings())
}

func (m *MaterializedView) create() string {
	var b strings.Builder
	b.WriteString("CREATE " + m.Address())
	if len(m.Options)+len(m.ToastOptions) > 0 {
		b.WriteString(" WITH (" + storageOptions(m.Options, m.ToastOptions) + ")")
	}
	b.WriteString(" AS\n" + m.query.sql() + "\n  WITH NO DATA")
	return b.String()
}

// storageOptions writes the options of a relation and of its TOAST table.
func storageOptions(options, toast []string) string {
	out := make([]string, 0, 2)
	if len(options) > 0 {
		out = append(out, relationOptions(options))
	}
	for _, o := range toast {
		out = append(out, "toast."+relationOptions([]string{o}))
	}
	return strings.Join(out, ", ")
}
