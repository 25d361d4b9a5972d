package catalog

import (
	"context"
	"fmt"
)

// A part of a database needs objects that it does not have itself. Whether a server has them can be asked
// by kind and name alone, which is all that is known of an object of another server.

// there is, by kind, a condition for a server to have an object: n is its schema, m its name, and s
// what stands behind them in the statement that drops it. Kinds that are not here (casts, rows, what
// belongs to the whole server) cannot be asked for.
var there = map[string]string{
	"SCHEMA":            "EXISTS (SELECT FROM pg_catalog.pg_namespace x WHERE x.nspname = m)",
	"EXTENSION":         "EXISTS (SELECT FROM pg_catalog.pg_extension x WHERE x.extname = m)",
	"TYPE":              typeThere,
	"DOMAIN":            typeThere,
	"TABLE":             relationThere,
	"FOREIGN TABLE":     relationThere,
	"SEQUENCE":          relationThere,
	"VIEW":              relationThere,
	"MATERIALIZED VIEW": relationThere,
	"INDEX":             relationThere,
	"FUNCTION":          routineThere,
	"PROCEDURE":         routineThere,
	"AGGREGATE": `EXISTS (SELECT FROM pg_catalog.pg_proc x JOIN pg_catalog.pg_namespace y ON y.oid = x.pronamespace
 WHERE y.nspname = n AND x.proname = m AND x.prokind = 'a')`,
	"COLLATION": `EXISTS (SELECT FROM pg_catalog.pg_collation x JOIN pg_catalog.pg_namespace y ON y.oid = x.collnamespace
 WHERE y.nspname = n AND x.collname = m)`,
	"OPERATOR": `EXISTS (SELECT FROM pg_catalog.pg_operator x JOIN pg_catalog.pg_namespace y ON y.oid = x.oprnamespace
 WHERE y.nspname = n AND x.oprname = m)`,
	"OPERATOR CLASS": `EXISTS (SELECT FROM pg_catalog.pg_opclass x JOIN pg_catalog.pg_namespace y ON y.oid = x.opcnamespace
 WHERE y.nspname = n AND x.opcname = m)`,
	"PROCEDURAL LANGUAGE": "EXISTS (SELECT FROM pg_catalog.pg_language x WHERE x.lanname = m)",
	"ACCESS METHOD":       "EXISTS (SELECT FROM pg_catalog.pg_am x WHERE x.amname = m)",
	"SERVER":              "EXISTS (SELECT FROM pg_catalog.pg_foreign_server x WHERE x.srvname = m)",
	"PUBLICATION":         "EXISTS (SELECT FROM pg_catalog.pg_publication x WHERE x.pubname = m)",
	"TEXT SEARCH CONFIGURATION": `EXISTS (SELECT FROM pg_catalog.pg_ts_config x JOIN pg_catalog.pg_namespace y ON y.oid = x.cfgnamespace
 WHERE y.nspname = n AND x.cfgname = m)`,
	"TEXT SEARCH DICTIONARY": `EXISTS (SELECT FROM pg_catalog.pg_ts_dict x JOIN pg_catalog.pg_namespace y ON y.oid = x.dictnamespace
 WHERE y.nspname = n AND x.dictname = m)`,
	"CONSTRAINT": `EXISTS (SELECT FROM pg_catalog.pg_constraint x JOIN pg_catalog.pg_namespace y ON y.oid = x.connamespace
 WHERE y.nspname = n AND x.conname = m)`,
}

const (
	relationThere = `EXISTS (SELECT FROM pg_catalog.pg_class x JOIN pg_catalog.pg_namespace y ON y.oid = x.relnamespace
 WHERE y.nspname = n AND x.relname = m)`
	typeThere = `EXISTS (SELECT FROM pg_catalog.pg_type x JOIN pg_catalog.pg_namespace y ON y.oid = x.typnamespace
 WHERE y.nspname = n AND x.typname = m)`
	routineThere = `EXISTS (SELECT FROM pg_catalog.pg_proc x JOIN pg_catalog.pg_namespace y ON y.oid = x.pronamespace
 WHERE y.nspname = n AND x.proname = m AND (s = '' OR pg_catalog.replace(s, '"', '') =
   '(' || pg_catalog.replace(pg_catalog.pg_get_function_identity_arguments(x.oid), '"', '') || ')'))`
)

// namedThere is, by kind, a condition for a server to have an object of which only the quoted name is
// known, n. What cannot be asked for by such a name is not here.
var namedThere = map[string]string{
	"TYPE":              "pg_catalog.to_regtype(n) IS NOT NULL",
	"DOMAIN":            "pg_catalog.to_regtype(n) IS NOT NULL",
	"TABLE":             "pg_catalog.to_regclass(n) IS NOT NULL",
	"FOREIGN TABLE":     "pg_catalog.to_regclass(n) IS NOT NULL",
	"VIEW":              "pg_catalog.to_regclass(n) IS NOT NULL",
	"MATERIALIZED VIEW": "pg_catalog.to_regclass(n) IS NOT NULL",
	"SEQUENCE":          "pg_catalog.to_regclass(n) IS NOT NULL",
	"SCHEMA":            "pg_catalog.to_regnamespace(n) IS NOT NULL",
	"EXTENSION":         "EXISTS (SELECT FROM pg_catalog.pg_extension x WHERE pg_catalog.quote_ident(x.extname) = pg_catalog.quote_ident(pg_catalog.btrim(n, '\"')))",
	"FUNCTION":          signatureThere,
	"PROCEDURE":         signatureThere,
}

// signatureThere compares without quotes, which all names have.
const signatureThere = `EXISTS (SELECT FROM pg_catalog.pg_proc x JOIN pg_catalog.pg_namespace y ON y.oid = x.pronamespace
 WHERE pg_catalog.replace(n, '"', '') IN (y.nspname || '.' || x.proname, y.nspname || '.' || x.proname || '(' ||
       pg_catalog.replace(pg_catalog.pg_get_function_identity_arguments(x.oid), '"', '') || ')'))`

// CanBeAsked says that [Has] knows a kind of objects.
func CanBeAsked(kind string) bool { return there[kind] != "" }

// IsRelation says that a kind of objects is one of relations.
func IsRelation(kind string) bool { return there[kind] == relationThere }

// IsRoutine says that a kind of objects is functions or procedures.
func IsRoutine(kind string) bool { return there[kind] == routineThere }

// Has asks a server for an object of a kind that can be asked for. signature is what stands behind the name in
// the statement that drops it.
func Has(ctx context.Context, conn Conn, kind, schema, name, signature string) (bool, error) {
	return hasOne(ctx, conn, kind+" "+Qualified(schema, name), there[kind]+" FROM (SELECT $1::text, $2::text, $3::text) v (n, m, s)",
		schema, name, signature)
}

// HasNamed asks for an object by its quoted name, if objects of the kind can be asked for so.
func HasNamed(ctx context.Context, conn Conn, kind, quoted string) (has, can bool, err error) {
	condition := namedThere[kind]
	if condition == "" {
		return false, false, nil
	}
	has, err = hasOne(ctx, conn, kind+" "+quoted, condition+" FROM (SELECT $1::text) v (n)", quoted)
	return has, true, err
}

// HasFunction asks for any function of a quoted and qualified name.
func HasFunction(ctx context.Context, conn Conn, quoted string) (bool, error) {
	return hasOne(ctx, conn, "function "+quoted, `EXISTS (SELECT FROM pg_catalog.pg_proc x
  JOIN pg_catalog.pg_namespace y ON y.oid = x.pronamespace
 WHERE pg_catalog.concat('"', pg_catalog.replace(y.nspname, '"', '""'), '"."', pg_catalog.replace(x.proname, '"', '""'), '"') = $1)`, quoted)
}

func hasOne(ctx context.Context, conn Conn, what, condition string, args ...any) (has bool, err error) {
	if err = conn.QueryRow(ctx, "SELECT "+condition, args...).Scan(&has); err != nil {
		err = fmt.Errorf("look for %s: %w", what, err)
	}
	return has, err
}
