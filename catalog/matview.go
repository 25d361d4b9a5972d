package catalog

import (
	"context"
	"strings"
)

// MaterializedView is a row of pg_class with relkind m. It is made without
// data; a [Refresh] fills it.
type MaterializedView struct {
	Common
	Options      []string `db:"options"`       // reloptions, "name=value"
	ToastOptions []string `db:"toast_options"` // of its TOAST table
	AccessMethod string   `db:"access_method"`
	Tablespace   string   `db:"tablespace"` // "" for the database's default
	Query        *string  `db:"query"`      // pg_get_viewdef
	Columns      []string `db:"columns"`    // names, by attnum
	RuleOID      uint32   `db:"rule_oid"`   // of the _RETURN rule
	TypeOID      uint32   `db:"type_oid"`   // of its row type
	ArrayOID     uint32   `db:"array_oid"`  // of its row type's array type
	Populated    bool     `db:"populated"`

	late bool // made in the post-data section
}

var matviewQuery = &query{
	name: "materialized views",
	columns: append([]column{
		{"oid", all("c.oid")},
		{"schema", all("n.nspname")},
		{"name", all("c.relname")},
		{"owner", all("pg_catalog.pg_get_userbyid(c.relowner)")},
		{"options", all("c.reloptions")},
		{"toast_options", all("(SELECT t.reloptions FROM pg_catalog.pg_class t WHERE t.oid = c.reltoastrelid)")},
		{"access_method", all("COALESCE((SELECT a.amname FROM pg_catalog.pg_am a WHERE a.oid = c.relam), '')")},
		{"tablespace", all("COALESCE((SELECT s.spcname FROM pg_catalog.pg_tablespace s WHERE s.oid = c.reltablespace), '')")},
		{"query", all("pg_catalog.pg_get_viewdef(c.oid)")},
		{"columns", all(relationColumnNames)},
		{"rule_oid", all("r.oid")},
		{"type_oid", all("y.oid")},
		{"array_oid", all("y.typarray")},
		{"populated", all("c.relispopulated")},
	}, aclColumns('r', "c.relacl", "c.relowner", "pg_class", "c.oid")...),
	from: all(`FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_rewrite r ON r.ev_class = c.oid AND r.rulename = '_RETURN'
  JOIN pg_catalog.pg_type y ON y.oid = c.reltype
 WHERE c.relkind = 'm' AND ` + userRelation),
}

func readMaterializedViews(ctx context.Context, r *reader) ([]Object, error) {
	matviews, err := r.materializedViews(ctx)
	return objects(matviews), err
}

// materializedViews loads them once, for their own kind and for their refreshes.
func (r *reader) materializedViews(ctx context.Context) ([]*MaterializedView, error) {
	if r.matviews != nil {
		return r.matviews, nil
	}
	matviews, err := load[MaterializedView](ctx, r.server, matviewQuery)
	if err != nil {
		return nil, err
	}
	for _, m := range matviews {
		if m.Query == nil {
			return nil, vanished(m)
		}
	}
	r.matviews = matviews
	return matviews, nil
}

// Address implements Object.
func (m *MaterializedView) Address() string {
	return "MATERIALIZED VIEW " + Qualified(m.Schema, m.Name)
}

func (m *MaterializedView) grantAddress() string { return "TABLE " + Qualified(m.Schema, m.Name) }

func (m *MaterializedView) partAddress(sub int32) string {
	return columnAddress(&m.Common, m.Columns, sub)
}

func (m *MaterializedView) aliases() []ID {
	return []ID{{Class: classRewrite, OID: m.RuleOID},
		{Class: classType, OID: m.TypeOID}, {Class: classType, OID: m.ArrayOID}}
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
	var b strings.Builder
	b.WriteString("CREATE " + m.Address())
	if m.AccessMethod != "" && m.AccessMethod != "heap" {
		b.WriteString(" USING " + Ident(m.AccessMethod))
	}
	if len(m.Options)+len(m.ToastOptions) > 0 {
		b.WriteString(" WITH (" + storageOptions(m.Options, m.ToastOptions) + ")")
	}
	if m.Tablespace != "" {
		b.WriteString(" TABLESPACE " + Ident(m.Tablespace))
	}
	b.WriteString(" AS\n" + strings.TrimSuffix(*m.Query, ";") + "\n  WITH NO DATA")
	return []string{b.String()}
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
