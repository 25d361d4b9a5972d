package restore

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"promark/archive"
	"promark/catalog"
)

// there is, by kind, a condition for the target to have an object: n is its schema, m its name, and
// s what stands behind them in the statement that drops it. Kinds that are not here (casts, rows,
// what belongs to the whole server) are not asked for.
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

// needs finds what a part of an archive needs of the rest, and the target has not: without it, the
// restore would fail in the middle.
func (p *preflight) needs(ctx context.Context) error {
	for _, check := range []func(context.Context) error{p.outside, p.functionsOfHypertables} {
		if err := check(ctx); err != nil {
			return err
		}
	}
	if p.r.opts.Selection.isAll() {
		return nil
	}
	missing, users := map[uint32]bool{}, map[uint32]*archive.Entry{}
	for _, e := range p.r.pick(func(e *archive.Entry) bool { return !isGlobal(e) && !isConditional(e) }) {
		for _, id := range e.Needs {
			if need := &p.r.entries[id-1]; p.r.skip[id] && !p.r.before.entries[id] && users[id] == nil && p.uses(e, need) {
				has, err := p.has(ctx, need)
				if err != nil {
					return err
				}
				users[id], missing[id] = e, !has
			}
		}
	}
	var names []string
	for _, e := range p.r.entries {
		if missing[e.ID] {
			names = append(names, fmt.Sprintf("%s (for %s)", entryName(&e), entryName(users[e.ID])))
		}
	}
	if len(names) > 0 {
		p.add(Error, codeMissing, "select these as well, or make them in the target",
			"what is selected needs what is neither selected nor in the target: %s", strings.Join(names, ", "))
	}
	return nil
}

// outsideThere is, by kind, a condition for the target to have what an archive has left out: n is its
// quoted name. What the server cannot be asked for by such a name is not here.
var outsideThere = map[string]string{
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

// signatureThere compares without quotes, with which the archive has all names.
const signatureThere = `EXISTS (SELECT FROM pg_catalog.pg_proc x JOIN pg_catalog.pg_namespace y ON y.oid = x.pronamespace
 WHERE pg_catalog.replace(n, '"', '') IN (y.nspname || '.' || x.proname, y.nspname || '.' || x.proname || '(' ||
       pg_catalog.replace(pg_catalog.pg_get_function_identity_arguments(x.oid), '"', '') || ')'))`

// outside finds what the filter of the dump has left out, what is restored needs, and the target has
// not.
func (p *preflight) outside(ctx context.Context) error {
	facts := sortedFacts(p.r.manifest.Facts, archive.FactOutside)
	if len(facts) == 0 {
		return nil
	}
	restored, known := map[string]bool{}, map[string]bool{}
	for i := range p.r.entries {
		e := &p.r.entries[i]
		name := e.Kind + " " + catalog.Qualified(e.Schema, e.Name)
		known[name] = true
		restored[name] = restored[name] || !p.r.skip[e.ID]
	}
	var missing []string
	for _, fact := range facts {
		name, user := strings.TrimPrefix(fact, archive.FactOutside), p.r.manifest.Facts[fact]
		kind, quoted, _ := strings.Cut(name, ` "`)
		if known[user] && !restored[user] || outsideThere[kind] == "" {
			continue
		}
		answer, err := p.s.text(ctx, "SELECT ("+outsideThere[kind]+")::text FROM (SELECT $1::text) v (n)", `"`+quoted)
		if err != nil {
			return err
		}
		if answer != "true" || p.r.opts.Create && kind != "EXTENSION" {
			missing = append(missing, fmt.Sprintf("%s (for %s)", name, user))
		}
	}
	if len(missing) > 0 {
		p.add(Error, codeMissing, "make them in the target, or select them when dumping",
			"the archive is a part that needs what is neither in it nor in the target: %s", strings.Join(missing, ", "))
	}
	return nil
}

// functionsOfHypertables finds functions that a hypertable names and that are neither restored nor
// there: its rows would stop at the first insert, and its jobs.
func (p *preflight) functionsOfHypertables(ctx context.Context) error {
	restored := map[string]bool{}
	for _, e := range p.r.pick(func(e *archive.Entry) bool { return there[e.Kind] == routineThere }) {
		restored[catalog.Qualified(e.Schema, e.Name)] = true
	}
	var missing []string
	for _, e := range p.r.pick(func(e *archive.Entry) bool { return e.Kind == "TABLE" }) {
		for _, fact := range sortedFacts(e.Facts, archive.FactFunction) {
			name := strings.TrimPrefix(fact, archive.FactFunction)
			if restored[name] {
				continue
			}
			has, err := p.s.text(ctx, "SELECT (EXISTS (SELECT FROM pg_catalog.pg_proc x JOIN pg_catalog.pg_namespace y ON y.oid = x.pronamespace"+
				" WHERE pg_catalog.concat('\"', pg_catalog.replace(y.nspname, '\"', '\"\"'), '\".\"', pg_catalog.replace(x.proname, '\"', '\"\"'), '\"') = $1))::text", name)
			if err != nil {
				return err
			}
			if has != "true" || p.r.opts.Create {
				missing = append(missing, fmt.Sprintf("%s (for hypertable %s)", name, qualifiedName(e)))
			}
		}
	}
	if len(missing) > 0 {
		p.add(Error, codeMissing, "select these as well (-P, or none of -t and -n), or make them in the target",
			"hypertables name functions that are neither selected nor in the target: %s", strings.Join(missing, ", "))
	}
	return nil
}

// uses says that an entry fails without another one. Rows need the relation that they go into; of what
// else stands in Needs some is there for the order alone.
func (p *preflight) uses(e, need *archive.Entry) bool {
	switch {
	case there[need.Kind] == "" || isConditional(need) || !defines(need):
		return false
	case e.Data != nil:
		return isRelationKind(need.Kind) && need.Schema == e.Data.Relation.Schema && need.Name == e.Data.Relation.Name
	}
	return slices.ContainsFunc(p.r.wanted(e), func(s archive.Statement) bool { return s.Part == archive.PartDefinition })
}

func isRelationKind(kind string) bool { return there[kind] == relationThere }

// has asks the target for an object. A new database has nothing but what template0 has.
func (p *preflight) has(ctx context.Context, e *archive.Entry) (bool, error) {
	if p.r.opts.Create && e.Kind != "EXTENSION" {
		return false, nil
	}
	_, signature, _ := strings.Cut(e.Drop, catalog.Qualified(e.Schema, e.Name))
	answer, err := p.s.text(ctx, "SELECT ("+there[e.Kind]+")::text FROM (SELECT $1::text, $2::text, $3::text) v (n, m, s)",
		e.Schema, e.Name, signature)
	return answer == "true", err
}
