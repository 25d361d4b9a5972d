package catalog

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Effect is what an obstacle does to an object.
type Effect uint8

const (
	// Refused: the target cannot have the object.
	Refused Effect = iota
	// LeftOut: nor does it need it. It is a setting that the target does not
	// know, or privileges on a function that it does not have.
	LeftOut
	// Altered: the target gets the object without something.
	Altered
)

// Obstacle says what keeps an object out of newer targets. Its statements are
// for targets before Since only, unless the object is only altered.
type Obstacle struct {
	Effect Effect
	Since  int    // server_version_num
	Until  int    // the first release of a major version that has no such obstacle any more; 0: all have it
	Reason string // "it calls function path_center(path), which PostgreSQL 15 no longer has"
}

// obstaclesOf gives what the object itself knows and what was found for it.
func (d *ddl) obstaclesOf(o Object) []Obstacle {
	found := d.obstacles[o]
	if h, ok := o.(hindered); ok {
		found = append(h.obstacles(), found...)
	}
	return found
}

// postfixGone is the obstacle of operators that stand behind their operand.
var postfixGone = Obstacle{Since: PostfixOperatorsGone.versionNum(),
	Reason: "PostgreSQL 14 and later have no postfix operators"}

// nodeTrees lists every stored expression of the user's objects: class and
// OID of the object, and the text of the expression's nodes.
var nodeTrees = &query{
	name: "stored expressions",
	columns: []column{
		{"class", all("x.class::pg_catalog.regclass::oid")}, {"oid", all("x.oid")}, {"immutable", all("x.immutable")},
		{"found", all("ARRAY(SELECT m[1] FROM pg_catalog.regexp_matches(x.tree, $1, 'g') m)")},
	},
	from: from(14, treesFrom(slices.Concat(treesOfAll, treesSince14)), 0, treesFrom(treesOfAll)),
}

func treesFrom(trees []string) string {
	return "FROM (" + strings.Join(trees, "\nUNION ALL\n") + ") x\n WHERE x.oid >= 16384 AND x.tree ~ $1\n ORDER BY x.class, x.oid"
}

// treesOfAll are the branches of nodeTrees for every server. Immutable
// expressions are those of generated columns, indexes and partition keys.
var treesOfAll = []string{
	"SELECT 'pg_catalog.pg_rewrite' AS class, oid, false AS immutable, COALESCE(ev_action::text, '') || COALESCE(ev_qual::text, '') AS tree FROM pg_catalog.pg_rewrite",
	"SELECT 'pg_catalog.pg_attrdef', d.oid, a.attgenerated <> '', adbin::text FROM pg_catalog.pg_attrdef d " +
		"JOIN pg_catalog.pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum",
	"SELECT 'pg_catalog.pg_constraint', oid, false, conbin::text FROM pg_catalog.pg_constraint",
	"SELECT 'pg_catalog.pg_class', indexrelid, true, COALESCE(indexprs::text, '') || COALESCE(indpred::text, '') FROM pg_catalog.pg_index",
	"SELECT 'pg_catalog.pg_class', partrelid, true, partexprs::text FROM pg_catalog.pg_partitioned_table",
	"SELECT 'pg_catalog.pg_trigger', oid, false, tgqual::text FROM pg_catalog.pg_trigger",
	"SELECT 'pg_catalog.pg_policy', oid, false, COALESCE(polqual::text, '') || COALESCE(polwithcheck::text, '') FROM pg_catalog.pg_policy",
	"SELECT 'pg_catalog.pg_type', oid, false, typdefaultbin::text FROM pg_catalog.pg_type",
}

var treesSince14 = []string{
	"SELECT 'pg_catalog.pg_proc', oid, false, COALESCE(proargdefaults::text, '') || COALESCE(prosqlbody::text, '') FROM pg_catalog.pg_proc",
	"SELECT 'pg_catalog.pg_statistic_ext', oid, false, stxexprs::text FROM pg_catalog.pg_statistic_ext",
}

// intervalText is a cast of an interval column to another type by way of its
// text, which is not immutable since 15: indexes, generated columns and
// partition keys that have it are refused there. 1186 is interval.
const intervalText = `COERCEVIAIO :arg \{VAR [^}]*:vartype (1186) `

// usedQuery finds functions and operators of users' aggregates, operators,
// casts and operator families among $1.
var usedQuery = &query{
	name: "functions that are used",
	columns: []column{
		{"class", all("x.class::pg_catalog.regclass::oid")}, {"oid", all("x.oid")}, {"used", all("x.used")},
	},
	from: all(`FROM (
  SELECT 'pg_catalog.pg_proc' AS class, a.aggfnoid::oid AS oid, u.used
    FROM pg_catalog.pg_aggregate a CROSS JOIN LATERAL (VALUES (a.aggtransfn::oid), (a.aggfinalfn::oid),
         (a.aggcombinefn::oid), (a.aggmtransfn::oid), (a.aggminvtransfn::oid), (a.aggmfinalfn::oid)) u (used)
  UNION ALL SELECT 'pg_catalog.pg_operator', o.oid, o.oprcode::oid FROM pg_catalog.pg_operator o
  UNION ALL SELECT 'pg_catalog.pg_cast', c.oid, c.castfunc FROM pg_catalog.pg_cast c
  UNION ALL SELECT 'pg_catalog.pg_amop', m.oid, m.amopopr FROM pg_catalog.pg_amop m
  UNION ALL SELECT 'pg_catalog.pg_amproc', m.oid, m.amproc::oid FROM pg_catalog.pg_amproc m
) x
 WHERE x.oid >= 16384 AND x.used = ANY ($1)
 ORDER BY x.class, x.oid, x.used`),
}

// systemColumnQuery finds rules (and so views) that read columns of the server's
// own relations. The first branch is what dependencies tell, which they do
// not of tables that initdb pins: there the rule's text is searched.
var systemColumnQuery = &query{
	name: "columns of system relations that are read",
	columns: []column{
		{"class", all("'pg_catalog.pg_rewrite'::pg_catalog.regclass::oid")}, {"oid", all("x.oid")}, {"found", all("pg_catalog.array_agg(x.found)")},
	},
	from: all(`FROM (
  SELECT r.oid, n.nspname || '.' || c.relname || '.' || a.attname AS found
    FROM pg_catalog.pg_depend d
    JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid AND d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
    JOIN pg_catalog.pg_class c ON c.oid = d.refobjid AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid
   WHERE c.oid < 16384 AND r.oid >= 16384
  UNION
  SELECT r.oid, 'pg_catalog.' || c.relname || '.' || a.attname
    FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
    JOIN pg_catalog.pg_rewrite r ON r.oid >= 16384 AND r.ev_action::text LIKE '%:relid ' || c.oid || ' %'
   WHERE c.oid < 16384 AND c.relkind = 'r' AND c.relnamespace = 'pg_catalog'::pg_catalog.regnamespace
     AND (c.relname || '.' || a.attname = ANY ($1) OR c.relname || '.*' = ANY ($1))
     AND pg_catalog.pg_get_ruledef(r.oid) LIKE '%' || pg_catalog.quote_ident(a.attname) || '%'
) x GROUP BY x.oid`),
}

// collationQuery finds foreign keys between columns of different collations
// of which one is not deterministic, which servers refuse since 18.
var collationQuery = &query{
	name: "collations of foreign keys",
	columns: []column{
		{"class", all("'pg_catalog.pg_constraint'::pg_catalog.regclass::oid")}, {"oid", all("f.oid")},
	},
	from: all(`FROM pg_catalog.pg_constraint f
 WHERE f.contype = 'f' AND f.conparentid = 0 AND EXISTS (
       SELECT FROM ROWS FROM (pg_catalog.unnest(f.conkey), pg_catalog.unnest(f.confkey)) k (a, b)
         JOIN pg_catalog.pg_attribute x ON x.attrelid = f.conrelid AND x.attnum = k.a
         JOIN pg_catalog.pg_attribute y ON y.attrelid = f.confrelid AND y.attnum = k.b
         JOIN pg_catalog.pg_collation c ON c.oid IN (x.attcollation, y.attcollation)
        WHERE x.attcollation <> y.attcollation AND NOT c.collisdeterministic)`),
}

// opaqueQuery finds functions that take or give the type opaque (2282),
// which is gone since 13.
var opaqueQuery = &query{
	name: "functions with opaque",
	columns: []column{
		{"class", all("'pg_catalog.pg_proc'::pg_catalog.regclass::oid")}, {"oid", all("p.oid")},
	},
	from: from(13, "FROM pg_catalog.pg_proc p WHERE false",
		0, "FROM pg_catalog.pg_proc p WHERE p.oid >= 16384 AND (p.prorettype = 2282 OR 2282 = ANY (p.proargtypes))"),
}

// generatedQuery finds children with a generated column whose parent's is
// not generated, which servers refuse since 16.
var generatedQuery = &query{
	name: "generated columns of children",
	columns: []column{
		{"class", all("'pg_catalog.pg_class'::pg_catalog.regclass::oid")}, {"oid", all("i.inhrelid")},
		{"name", all("pg_catalog.min(c.attname)")},
	},
	from: all(`FROM pg_catalog.pg_inherits i
  JOIN pg_catalog.pg_attribute c ON c.attrelid = i.inhrelid AND c.attgenerated <> '' AND NOT c.attisdropped
  JOIN pg_catalog.pg_attribute p ON p.attrelid = i.inhparent AND p.attname = c.attname AND p.attgenerated = ''
   AND NOT p.attisdropped
 GROUP BY i.inhrelid`),
}

// hindrance is a row of the queries above.
type hindrance struct {
	Immutable bool     `db:"immutable"`
	Class     uint32   `db:"class"`
	OID       uint32   `db:"oid"`
	Used      uint32   `db:"used"`
	Name      string   `db:"name"`
	Found     []string `db:"found"`
}

// obstacleReader finds the obstacles of one catalog.
type obstacleReader struct {
	*reader
	g     *graph
	found map[Object][]Obstacle
	gone  map[uint32]removal // functions and operators, by OID: they do not share any
}

// obstacles finds what newer servers than the source's do not take.
func (r *reader) obstacles(ctx context.Context, g *graph) (map[Object][]Obstacle, error) {
	o := &obstacleReader{reader: r, g: g, found: map[Object][]Obstacle{}, gone: map[uint32]removal{}}
	for _, step := range []func(context.Context) error{
		o.resolve, o.trees, o.functions, o.columns, o.tables, o.intervals,
	} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	o.separate()
	return o.found, nil
}

// separate takes parts with an obstacle out of the objects that they stand
// in, so that a target can have those without them. A generation expression
// cannot be taken out: its table cannot be made.
func (o *obstacleReader) separate() {
	for n := range o.g.nodes {
		object := o.g.nodes[n].object
		part, ok := object.(inliner)
		if !ok || !part.inline() || o.found[object] == nil {
			continue
		}
		whole := o.g.whole(object)
		if part.separate(); !part.inline() {
			o.g.takeOut(int32(n), whole)
		} else if whole >= 0 {
			owner := o.g.nodes[whole].object
			o.found[owner] = append(o.found[owner], o.found[object]...)
		}
	}
}

func (o *obstacleReader) add(h *hindrance, since int, reason string) {
	object := o.g.findObject(ID{Class: h.Class, OID: h.OID})
	if object == nil || object.common().Extension != "" {
		return
	}
	obstacle := Obstacle{Since: since * 10000, Reason: reason}
	if !slices.Contains(o.found[object], obstacle) {
		o.found[object] = append(o.found[object], obstacle)
	}
}

// resolve looks up what the source has and newer servers do not.
func (o *obstacleReader) resolve(ctx context.Context) error {
	byName := map[string]removal{}
	var functions, operators []string
	for _, r := range removals {
		if r.since <= o.server.Major || r.now != "" {
			continue
		}
		byName[r.name] = r
		switch r.kind {
		case "function":
			functions = append(functions, r.name)
		case "operator":
			operators = append(operators, r.name)
		}
	}
	rows, err := o.server.Conn.Query(ctx, `
SELECT pg_catalog.to_regprocedure(n)::oid, n, false FROM pg_catalog.unnest($1::text[]) n
UNION ALL SELECT pg_catalog.to_regoperator(n)::oid, n, false FROM pg_catalog.unnest($2::text[]) n
UNION ALL SELECT oid, oid::pg_catalog.regoperator::text, true FROM pg_catalog.pg_operator
 WHERE oid >= 16384 AND oprright = 0 AND oprleft <> 0`, functions, operators)
	if err != nil {
		return fmt.Errorf("read what newer servers do not have: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var oid *uint32
		var name string
		var postfix bool
		if err := rows.Scan(&oid, &name, &postfix); err != nil {
			return fmt.Errorf("read what newer servers do not have: %w", err)
		}
		switch {
		case postfix:
			o.gone[*oid] = removal{"operator", name, since[PostfixOperatorsGone], ""}
		case oid != nil:
			o.gone[*oid] = byName[name]
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read what newer servers do not have: %w", err)
	}
	return nil
}

// trees searches stored expressions.
func (o *obstacleReader) trees(ctx context.Context) error {
	if len(o.gone) == 0 {
		return nil
	}
	var oids []string
	for oid := range o.gone {
		oids = append(oids, strconv.FormatUint(uint64(oid), 10))
	}
	slices.Sort(oids)
	pattern := `:(?:funcid|opno|aggfnoid|winfnoid) (` + strings.Join(oids, "|") + `) `
	rows, err := load[hindrance](ctx, o.server, nodeTrees, pattern)
	if err != nil {
		return err
	}
	for _, h := range rows {
		for _, oid := range h.Found {
			n, _ := strconv.ParseUint(oid, 10, 32)
			r := o.gone[uint32(n)]
			o.add(h, r.since, r.reason())
		}
	}
	return nil
}

// functions looks at objects that name functions in columns of their own.
func (o *obstacleReader) functions(ctx context.Context) error {
	oids := []uint32{}
	for oid := range o.gone {
		oids = append(oids, oid)
	}
	rows, err := load[hindrance](ctx, o.server, usedQuery, oids)
	if err != nil {
		return err
	}
	for _, h := range rows {
		o.add(h, o.gone[h.Used].since, o.gone[h.Used].reason())
	}
	rows, err = load[hindrance](ctx, o.server, opaqueQuery)
	for _, h := range rows {
		o.add(h, since[OpaqueGone], "it uses type opaque, which PostgreSQL 13 no longer has")
	}
	return err
}

// columns looks at views and rules that read the server's own relations.
func (o *obstacleReader) columns(ctx context.Context) error {
	gone := map[string]removal{}
	names := []string{}
	for _, r := range removals {
		if r.kind == "column" && r.since > o.server.Major {
			gone[r.name] = r
			names = append(names, r.name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	rows, err := load[hindrance](ctx, o.server, systemColumnQuery, names)
	if err != nil {
		return err
	}
	for _, h := range rows {
		slices.Sort(h.Found)
		for _, name := range h.Found {
			name = strings.TrimPrefix(name, "pg_catalog.")
			r, ok := gone[name]
			if !ok {
				r, ok = gone[name[:strings.LastIndexByte(name, '.')]+".*"]
			}
			if ok {
				o.add(h, r.since, r.reason())
			}
		}
	}
	return nil
}

// tables looks at rules that newer servers have for columns.
func (o *obstacleReader) tables(ctx context.Context) error {
	if !o.server.Has(GeneratedAlike) {
		rows, err := load[hindrance](ctx, o.server, generatedQuery)
		if err != nil {
			return err
		}
		for _, h := range rows {
			o.add(h, since[GeneratedAlike], "column "+Ident(h.Name)+
				" is generated and its parent's is not, which PostgreSQL 16 and later refuse")
		}
	}
	if o.server.Has(CollationsAlike) {
		return nil
	}
	rows, err := load[hindrance](ctx, o.server, collationQuery)
	for _, h := range rows {
		o.add(h, since[CollationsAlike], "its columns have different collations of which one is not deterministic, "+
			"which PostgreSQL 18 and later refuse")
	}
	return err
}

// intervals looks for text forms of intervals where only immutable
// expressions are allowed.
func (o *obstacleReader) intervals(ctx context.Context) error {
	if o.server.Has(IntervalTextStable) {
		return nil
	}
	rows, err := load[hindrance](ctx, o.server, nodeTrees, intervalText)
	for _, h := range rows {
		if h.Immutable {
			o.add(h, since[IntervalTextStable], "it takes the text of an interval, which is not immutable in PostgreSQL 15 and later")
		}
	}
	return err
}
