package catalog

// functionSignature gives an SQL expression for a function with the types of
// its arguments, which CREATE CAST and others want; an empty string where oid
// is 0. A dangling OID stays visible as a number, as in functionName.
func functionSignature(oid string) string {
	return `COALESCE((SELECT pg_catalog.quote_ident(fn.nspname) || '.' || pg_catalog.quote_ident(f.proname) || '(' ||
                pg_catalog.array_to_string(ARRAY(SELECT pg_catalog.format_type(u.t, NULL)
                    FROM pg_catalog.unnest(f.proargtypes) WITH ORDINALITY u(t, i) ORDER BY u.i), ', ') || ')'
           FROM pg_catalog.pg_proc f JOIN pg_catalog.pg_namespace fn ON fn.oid = f.pronamespace
          WHERE f.oid = ` + oid + `), NULLIF(` + oid + `::pg_catalog.oid::text, '0'), '')`
}
