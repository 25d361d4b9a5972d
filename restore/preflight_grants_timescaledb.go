package restore

import (
	"context"
	"slices"
	"strings"

	"promark/archive"
	"promark/catalog"
)

// secureFunction is true for one of TimescaleDB's two functions (n is its name, %s its schema) that
// a superuser has made his own: they change settings that only superusers may change.
const secureFunction = `EXISTS (SELECT FROM pg_catalog.pg_proc p
  JOIN pg_catalog.pg_namespace s ON s.oid = p.pronamespace JOIN pg_catalog.pg_roles r ON r.oid = p.proowner
 WHERE p.proname = n AND s.nspname = %s AND p.prosecdef AND r.rolsuper)`

// timescale: a superuser creates the extension, lends the two functions that switch the restoring
// mode, and lets the user fill the extension's tables.
func (g *grants) timescale(ctx context.Context) error {
	x := g.r.extension(timescale)
	if x == nil {
		return nil
	}
	have := g.have[timescale]
	if have == nil || have.version != g.r.versions[timescale] || have.schema != x.Schema {
		g.createTimescale(x, have)
	}
	for _, step := range []func(context.Context) error{g.restoringFunctions, g.tables, g.sequences} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// createTimescale: who creates the extension without being a superuser cannot switch the mode.
func (g *grants) createTimescale(x *archive.Extension, have *installed) {
	var drop string
	if have != nil {
		drop = "DROP EXTENSION timescaledb;\n-- in a new session:\n"
	}
	g.lack(drop+"CREATE EXTENSION timescaledb WITH SCHEMA "+catalog.Ident(x.Schema)+" VERSION "+catalog.Literal(g.r.versions[timescale])+";",
		"an extension timescaledb that a superuser has created")
}

func (g *grants) restoringFunctions(ctx context.Context) error {
	names := []string{"timescaledb_pre_restore", "timescaledb_post_restore"}
	schema := catalog.Literal(g.r.extension(timescale).Schema)
	weak, err := g.without(ctx, names, strings.ReplaceAll(secureFunction, "%s", schema))
	if err != nil {
		return err
	}
	for _, name := range weak {
		f := g.r.timescaleFunction(name)
		g.lack("ALTER FUNCTION "+f+" SECURITY DEFINER;\nREVOKE ALL ON FUNCTION "+f+" FROM PUBLIC;\nGRANT EXECUTE ON FUNCTION "+f+" TO "+g.user+";",
			"the right to call %s() as a superuser", name)
	}
	names = slices.DeleteFunc(names, func(name string) bool { return slices.Contains(weak, name) })
	closed, err := g.without(ctx, names, "pg_catalog.has_function_privilege(pg_catalog.quote_ident("+schema+") || '.' || n || '()', 'EXECUTE')")
	for _, name := range closed {
		g.lack("GRANT EXECUTE ON FUNCTION "+g.r.timescaleFunction(name)+" TO "+g.user+";", "EXECUTE on function %s()", name)
	}
	return err
}

// tables: rows are loaded, and asked for first; a trigger of metadata updates, with the user's
// rights.
func (g *grants) tables(ctx context.Context) error {
	var all, merged []string
	for _, e := range g.r.pick(func(e *archive.Entry) bool { return isExtensionData(e) && e.Data != nil && e.Extension == timescale }) {
		if all = append(all, relation(e.Data)); mergesRows(e) {
			merged = append(merged, relation(e.Data))
		}
	}
	for _, need := range []struct {
		privileges []string
		tables     []string
	}{{[]string{"SELECT", "INSERT"}, all}, {[]string{"UPDATE"}, merged}} {
		if err := g.relations(ctx, "table", need.privileges, need.tables); err != nil {
			return err
		}
	}
	return nil
}

func (g *grants) sequences(ctx context.Context) error {
	names := []string{catalog.Qualified("_timescaledb_catalog", "tablespace_id_seq")}
	for _, e := range g.r.pick(func(e *archive.Entry) bool {
		return e.Kind == "SEQUENCE SET" && strings.HasPrefix(e.Schema, "_timescaledb_")
	}) {
		if name := catalog.Qualified(e.Schema, e.Name); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return g.relations(ctx, "sequence", []string{"UPDATE"}, names)
}

// relations asks for privileges on relations of the extension. One that is not there yet has none.
func (g *grants) relations(ctx context.Context, kind string, privileges, names []string) error {
	var conditions []string
	for _, privilege := range privileges {
		conditions = append(conditions, "pg_catalog.has_"+kind+"_privilege(pg_catalog.to_regclass(n), "+catalog.Literal(privilege)+")")
	}
	missing, err := g.without(ctx, names, strings.Join(conditions, " AND "))
	if len(missing) > 0 {
		list := strings.Join(privileges, ", ")
		g.lack("GRANT "+list+" ON "+strings.ToUpper(kind)+" "+strings.Join(missing, ", ")+" TO "+g.user+";",
			"%s on %s %s", list, kind, firstNames(missing))
	}
	return err
}
