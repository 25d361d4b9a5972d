package catalog

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
)

// The sweep looks for what no family has claimed: rows that users have made,
// in any catalog with an oid column, that are no object, stand for none, and
// belong to none. Leaving such a row out without a word would lose it.

// sweepCatalogs lists the catalogs to sweep: those with an OID column that
// belong to one database. pg_largeobject_metadata's rows go by the class of
// pg_largeobject everywhere. A namespace column, where there is one, tells
// temporary objects.
const sweepCatalogs = `
SELECT c.relname,
       CASE c.relname WHEN 'pg_largeobject_metadata' THEN 2613::oid ELSE c.oid END,
       COALESCE((SELECT n.attname::text FROM pg_catalog.pg_attribute n
                  WHERE n.attrelid = c.oid AND n.attnum > 0 AND n.attname ~ '^[a-z]+namespace$'
                    AND n.attname NOT IN ('extnamespace', 'defaclnamespace')), '')
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attname = 'oid' AND a.attnum > 0
 WHERE c.relnamespace = 'pg_catalog'::pg_catalog.regnamespace
   AND c.relkind = 'r' AND NOT c.relisshared
 ORDER BY c.relname`

// sweepConditions leaves out rows that are parts of others, where no
// dependency says so in a way that can be followed.
var sweepConditions = map[string]string{
	"pg_enum": "false", // labels are parts of their type
	// Temporary and TOAST relations, and what hangs on temporary ones.
	"pg_attrdef": "NOT EXISTS (SELECT FROM pg_catalog.pg_class r WHERE r.oid = x.adrelid AND r.relpersistence = 't')",
	"pg_trigger": "NOT EXISTS (SELECT FROM pg_catalog.pg_class r WHERE r.oid = x.tgrelid AND r.relpersistence = 't')",
	"pg_rewrite": "NOT EXISTS (SELECT FROM pg_catalog.pg_class r WHERE r.oid = x.ev_class AND r.relpersistence = 't')",
	"pg_policy":  "NOT EXISTS (SELECT FROM pg_catalog.pg_class r WHERE r.oid = x.polrelid AND r.relpersistence = 't')",
	// A shell that a commutator or negator clause made.
	"pg_operator": "x.oprcode <> 0",
	// Those of other encodings are out of the database's sight.
	"pg_collation": "x." + ownEncoding,
	"pg_namespace": "x.nspname !~ '^pg_(toast_)?temp_'",
	// Constraints that a partition or child has from its parent come with it;
	// NOT NULL constraints are clauses of their column.
	"pg_constraint": `NOT (x.contype = 'f' AND x.conparentid <> 0)
        AND NOT (x.contype IN ('c', 'n') AND NOT x.conislocal) AND x.contype <> 'n'`,
}

// sweepTarget is a catalog to sweep.
type sweepTarget struct {
	name, namespace string
	class           uint32
}

// sweep gives notices about objects that users put into pg_catalog (no
// target can be given those), and an error that names all other rows that
// nobody claims.
func (r *reader) sweep(ctx context.Context, g *graph, members map[ID]string) ([]string, error) {
	left, err := r.unclaimed(ctx, g, members)
	if err != nil || len(left) == 0 {
		return nil, err
	}
	left, err = r.withoutInternal(ctx, g, members, left)
	if err != nil || len(left) == 0 {
		return nil, err
	}
	return r.report(ctx, left)
}

func (r *reader) sweepTargets(ctx context.Context) ([]sweepTarget, error) {
	rows, err := r.server.Conn.Query(ctx, sweepCatalogs)
	if err != nil {
		return nil, fmt.Errorf("list catalogs: %w", err)
	}
	var out []sweepTarget
	var t sweepTarget
	_, err = pgx.ForEachRow(rows, []any{&t.name, &t.class, &t.namespace}, func() error {
		out = append(out, t)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list catalogs: %w", err)
	}
	return out, nil
}

// sql selects the user's rows of a catalog.
func (t sweepTarget) sql() string {
	from := "pg_catalog." + Ident(t.name)
	if t.name == "pg_user_mapping" { // only superusers may read it; the view hides passwords alone
		from = "(SELECT m.umid AS oid FROM pg_catalog.pg_user_mappings m)"
	}
	firstUserOID := 16384 // src/include/access/transam.h, FirstNormalObjectId
	if t.class == classLargeObject {
		firstUserOID = 1 // users choose them freely
	}
	sql := fmt.Sprintf("SELECT %d::oid, x.oid FROM %s x WHERE x.oid >= %d", t.class, from, firstUserOID)
	if t.namespace != "" {
		sql += fmt.Sprintf(` AND NOT EXISTS (SELECT FROM pg_catalog.pg_namespace n
          WHERE n.oid = x.%s AND n.nspname ~ '^pg_(toast|temp_|toast_temp_)')`, Ident(t.namespace))
	}
	if c := sweepConditions[t.name]; c != "" {
		sql += " AND " + c
	}
	return sql
}

// unclaimed lists the rows that are no object and no member of an extension.
func (r *reader) unclaimed(ctx context.Context, g *graph, members map[ID]string) ([]ID, error) {
	targets, err := r.sweepTargets(ctx)
	if err != nil {
		return nil, err
	}
	var parts []string
	for _, t := range targets {
		parts = append(parts, t.sql())
	}
	rows, err := r.server.Conn.Query(ctx, strings.Join(parts, "\nUNION ALL\n"))
	if err != nil {
		return nil, fmt.Errorf("sweep the catalogs: %w", err)
	}
	var left []ID
	var id ID
	_, err = pgx.ForEachRow(rows, []any{&id.Class, &id.OID}, func() error {
		if !claimed(id, g, members) {
			left = append(left, id)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("sweep the catalogs: %w", err)
	}
	return left, nil
}

func claimed(id ID, g *graph, members map[ID]string) bool {
	if _, ok := members[id]; ok {
		return true
	}
	_, ok := g.find(id)
	return ok
}

// internalQuery gives the rows that the given ones are a part of: internal
// dependencies, the array of a type, and for clones of triggers on partitions,
// and for whatever hangs on a member of an extension, the object itself.
const internalQuery = `
SELECT d.classid, d.objid, d.refclassid, d.refobjid, d.deptype::text
  FROM ROWS FROM (pg_catalog.unnest($1::oid[]), pg_catalog.unnest($2::oid[])) u (class, oid)
  JOIN pg_catalog.pg_depend d ON d.classid = u.class AND d.objid = u.oid
 WHERE d.deptype IN ('i', 'P', 'a')`

// withoutInternal drops rows that are part of something claimed, directly or
// through others of them.
func (r *reader) withoutInternal(ctx context.Context, g *graph, members map[ID]string, left []ID) ([]ID, error) {
	partOf, err := r.partsOf(ctx, members, left)
	if err != nil {
		return nil, err
	}
	for {
		before := len(left)
		open := map[ID]bool{}
		for _, id := range left {
			open[id] = true
		}
		left = slices.DeleteFunc(left, func(id ID) bool {
			return slices.ContainsFunc(partOf[id], func(whole ID) bool {
				return !open[whole] && claimed(whole, g, members)
			})
		})
		if len(left) == before || len(left) == 0 {
			return left, nil
		}
		for id := range open {
			if !slices.Contains(left, id) {
				members[id] = "" // claimed through what it is a part of
			}
		}
	}
}

func (r *reader) partsOf(ctx context.Context, members map[ID]string, left []ID) (map[ID][]ID, error) {
	classes, oids := make([]uint32, len(left)), make([]uint32, len(left))
	for i, id := range left {
		classes[i], oids[i] = id.Class, id.OID
	}
	rows, err := r.server.Conn.Query(ctx, internalQuery, classes, oids)
	if err != nil {
		return nil, fmt.Errorf("sweep the catalogs: %w", err)
	}
	out := map[ID][]ID{}
	var part, whole ID
	var kind string
	_, err = pgx.ForEachRow(rows, []any{&part.Class, &part.OID, &whole.Class, &whole.OID, &kind}, func() error {
		_, ofMember := members[whole]
		clone := kind == "P" && part.Class == classTrigger && whole.Class == classTrigger
		if kind == "i" || clone || ofMember {
			out[part] = append(out[part], whole)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("sweep the catalogs: %w", err)
	}
	return out, nil
}

const identifyQuery = `
SELECT COALESCE(o.type, c.relname), COALESCE(o.schema, ''),
       COALESCE(o.identity, 'with OID ' || u.oid)
  FROM ROWS FROM (pg_catalog.unnest($1::oid[]), pg_catalog.unnest($2::oid[])) u (class, oid)
  JOIN pg_catalog.pg_class c ON c.oid = u.class
 CROSS JOIN LATERAL pg_catalog.pg_identify_object(u.class, u.oid, 0) o
 ORDER BY 1, 3`

// report names the rows that are left.
func (r *reader) report(ctx context.Context, left []ID) ([]string, error) {
	classes, oids := make([]uint32, len(left)), make([]uint32, len(left))
	for i, id := range left {
		classes[i], oids[i] = id.Class, id.OID
	}
	rows, err := r.server.Conn.Query(ctx, identifyQuery, classes, oids)
	if err != nil {
		return nil, fmt.Errorf("name unknown objects: %w", err)
	}
	var kind, schema, identity string
	var notices, unknown []string
	_, err = pgx.ForEachRow(rows, []any{&kind, &schema, &identity}, func() error {
		if schema = strings.Trim(schema, `"`); schema == "pg_catalog" || schema == "information_schema" {
			notices = append(notices, fmt.Sprintf("%s %s is not dumped: it is in a schema of the server", kind, identity))
		} else {
			unknown = append(unknown, kind+" "+identity)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("name unknown objects: %w", err)
	}
	if len(unknown) > 0 {
		return nil, &UnknownObjectsError{Objects: unknown}
	}
	return notices, nil
}

// UnknownObjectsError says that the database holds objects of kinds that this
// promark does not know.
type UnknownObjectsError struct {
	Objects []string // kind and identity of each, as pg_identify_object gives them
}

// errorNames bounds the names in one message.
const errorNames = 20

func (e *UnknownObjectsError) Error() string {
	names := e.Objects
	more := ""
	if len(names) > errorNames {
		more = fmt.Sprintf(" and %d more", len(names)-errorNames)
		names = names[:errorNames]
	}
	return "the database holds objects of kinds that promark cannot dump: " + strings.Join(names, "; ") + more
}
