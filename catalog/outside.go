package catalog

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A filter may leave out what the rest needs, as pg_dump's does: a type, a
// function, a table that a foreign key references. A target must have it,
// and whoever dumps is told.

// outside is what a filter leaves out, and what of that is needed.
type outside struct {
	names  map[ID]string // of all that is left out
	needed map[string]string

	functions map[string]bool   // that are dumped, quoted
	named     map[string]string // by hypertables, which their entries say
}

func (r *reader) newOutside(left []Object, members map[ID]string) *outside {
	if f := r.selection.filter; f.Whole() || f.NoSchema || !f.inAllSections() {
		return nil // without all definitions, a target has more than a dump can tell
	}
	out := &outside{names: map[ID]string{}, needed: map[string]string{},
		functions: map[string]bool{}, named: map[string]string{}}
	add := func(o Object, name string) {
		out.names[o.common().ID] = name
		if a, ok := o.(aliaser); ok {
			for _, id := range a.aliases() {
				if _, taken := out.names[id]; !taken {
					out.names[id] = name
				}
			}
		}
	}
	for _, o := range left {
		switch extension := members[o.common().ID]; {
		case extension != "" && !r.selection.extensions[extension]:
			add(o, "EXTENSION "+Ident(extension))
		case extension == "" && o.Address() != "":
			add(o, o.Address())
		}
	}
	for _, rel := range r.selection.order { // of which no definition is read
		if name := Qualified(rel.Schema, rel.Name); !rel.chosen && rel.Extension == "" {
			out.names[ID{Class: classClass, OID: rel.OID}] = "TABLE " + name
			out.names[ID{Class: classType, OID: rel.RowType}] = "TABLE " + name
			out.names[ID{Class: classType, OID: rel.ArrayType}] = "TABLE " + name
		}
	}
	return out
}

// need notes that an object needs what is not dumped. Only the normal edges of
// pg_depend are needs: others say what goes when something is dropped.
func (out *outside) need(user Object, to ID, kind string) {
	if out == nil || kind != "n" {
		return
	}
	to.Sub = 0
	if name := out.names[to]; name != "" && out.needed[name] == "" {
		c := user.common()
		out.needed[name] = c.Kind.Name + " " + Qualified(c.Schema, c.Name)
	}
}

// needs says that something whose name begins so is needed.
func (out *outside) needs(prefix string) bool {
	for name := range out.needed {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// all gives what is needed, by name, with what needs it.
func (out *outside) all() map[string]string {
	if out == nil {
		return nil
	}
	return maps.Clone(out.needed)
}

// notices tells all that is needed.
func (out *outside) notices() []string {
	if out == nil {
		return nil
	}
	if out.namedFunctions(); len(out.needed) == 0 {
		return nil
	}
	var texts []string
	for _, name := range slices.Sorted(maps.Keys(out.needed)) {
		texts = append(texts, fmt.Sprintf("%s (for %s)", name, out.needed[name]))
	}
	return []string{"what is selected needs what is not, and a target must have it: " + strings.Join(texts, ", ")}
}

// A hypertable names functions in TimescaleDB's rows, of which pg_depend knows
// nothing: they partition it, tell the time of a time that is a number, and
// are the procedures of its jobs. Members of extensions come with these.
var hypertableFunctionsQuery = `
 SELECT h.schema_name AS schema, h.table_name AS name, p.proname AS function, fn.nspname AS function_schema
  FROM (SELECT d.hypertable_id, d.partitioning_func_schema, d.partitioning_func FROM _timescaledb_catalog.dimension d
         UNION SELECT d.hypertable_id, d.integer_now_func_schema, d.integer_now_func FROM _timescaledb_catalog.dimension d
         UNION SELECT j.hypertable_id, j.proc_schema, j.proc_name FROM %[1]s j
         UNION SELECT j.hypertable_id, pg_catalog.to_jsonb(j) ->> 'check_schema', pg_catalog.to_jsonb(j) ->> 'check_name' FROM %[1]s j
       ) x (hypertable, schema, name)
  JOIN _timescaledb_catalog.hypertable h ON h.id = x.hypertable
  JOIN pg_catalog.pg_namespace fn ON fn.nspname = x.schema
  JOIN pg_catalog.pg_proc p ON p.pronamespace = fn.oid AND p.proname = x.name
 WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
                      AND d.objid = p.oid AND d.deptype = 'e') AND p.oid >= 16384`

type hypertableFunction struct {
	Schema         string `db:"schema"`
	Name           string `db:"name"`
	Function       string `db:"function"`
	FunctionSchema string `db:"function_schema"`
}

// hypertableFunctions gives the functions, quoted, by the quoted name of the
// hypertable's root.
func (r *reader) hypertableFunctions(ctx context.Context) (map[string][]string, error) {
	if hyper, err := r.hypertables(ctx); err != nil || len(hyper) == 0 {
		return nil, err
	}
	table, err := load[Common](ctx, r.server, jobTableQuery)
	if err != nil {
		return nil, err
	}
	rows, err := load[hypertableFunction](ctx, r.server, &query{name: "functions of hypertables",
		columns: []column{{"schema", all("x.schema")}, {"name", all("x.name")}, {"function", all("x.function")}, {"function_schema", all("x.function_schema")}},
		from:    all("FROM (" + fmt.Sprintf(hypertableFunctionsQuery, table[0].Name) + ") x ORDER BY 1, 2, 3, 4")})
	if err != nil {
		return nil, err
	}
	out := map[string][]string{}
	for _, f := range rows {
		name := Qualified(f.Schema, f.Name)
		out[name] = appendNew(out[name], Qualified(f.FunctionSchema, f.Function))
	}
	return out, nil
}

// see notes what functions are dumped, and which are named by hypertables.
func (out *outside) see(item *Item) {
	if out == nil {
		return
	}
	c := item.Object.common()
	if c.ID.Class == classProc {
		out.functions[Qualified(c.Schema, c.Name)] = true
	}
	for _, f := range item.Functions {
		out.named[f] = "hypertable " + Qualified(c.Schema, c.Name)
	}
}

// namedFunctions notes the functions that hypertables name, if they are left out.
func (out *outside) namedFunctions() {
	for f, user := range out.named {
		if !out.functions[f] && !out.needs("FUNCTION "+f+"(") {
			out.needed["FUNCTION "+f] = user
		}
	}
}
