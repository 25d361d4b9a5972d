package catalog

import (
	"context"
	"slices"
	"strconv"
	"strings"
)

// Aggregate is a row of pg_aggregate and its row of pg_proc. Functions are
// qualified names, "" for none.
type Aggregate struct {
	Common
	Arguments *string `db:"arguments"` // with modes, names and ORDER BY
	Types     string  `db:"types"`     // all argument types, as GRANT wants them
	Flavor    string  `db:"flavor"`    // aggkind: "n" normal, "o" ordered-set, "h" hypothetical-set
	Parallel  string  `db:"parallel"`  // "s", "r", "u"
	SortOp    string  `db:"sort_op"`   // OPERATOR(...), "" if none

	Transition   string  `db:"transition"`
	State        string  `db:"state"`       // type
	StateSpace   int     `db:"state_space"` // bytes, 0 for the default
	Initial      *string `db:"initial"`     // nil: NULL
	Final        string  `db:"final"`
	FinalExtra   bool    `db:"final_extra"`
	FinalModify  string  `db:"final_modify"` // "r", "s", "w"
	Combine      string  `db:"combine"`
	Serialize    string  `db:"serialize"`
	Deserialize  string  `db:"deserialize"`
	MTransition  string  `db:"m_transition"` // of the moving-aggregate mode, as all that follow
	MInverse     string  `db:"m_inverse"`
	MState       string  `db:"m_state"`
	MStateSpace  int     `db:"m_state_space"`
	MInitial     *string `db:"m_initial"`
	MFinal       string  `db:"m_final"`
	MFinalExtra  bool    `db:"m_final_extra"`
	MFinalModify string  `db:"m_final_modify"`
}

var aggregateQuery = &query{
	name: "aggregates",
	columns: slices.Concat([]column{
		{"oid", all("p.oid")},
		{"schema", all("n.nspname")},
		{"name", all("p.proname")},
		{"owner", all("pg_catalog.pg_get_userbyid(p.proowner)")},
		{"arguments", all("CASE WHEN p.pronargs = 0 THEN '*' ELSE pg_catalog.pg_get_function_arguments(p.oid) END")},
		{"types", all(`pg_catalog.array_to_string(ARRAY(SELECT pg_catalog.format_type(u.t, NULL)
           FROM pg_catalog.unnest(p.proargtypes) WITH ORDINALITY u(t, i) ORDER BY u.i), ', ')`)},
		{"flavor", all("a.aggkind::text")},
		{"parallel", all("p.proparallel::text")},
		{"sort_op", all(operatorName("a.aggsortop"))},
		{"state", all("pg_catalog.format_type(a.aggtranstype, NULL)")},
		{"state_space", all("a.aggtransspace")},
		{"initial", all("a.agginitval")},
		{"final_extra", all("a.aggfinalextra")},
		{"final_modify", all("a.aggfinalmodify::text")},
		{"m_state", all("CASE WHEN a.aggmtranstype <> 0 THEN pg_catalog.format_type(a.aggmtranstype, NULL) ELSE '' END")},
		{"m_state_space", all("a.aggmtransspace")},
		{"m_initial", all("a.aggminitval")},
		{"m_final_extra", all("a.aggmfinalextra")},
		{"m_final_modify", all("a.aggmfinalmodify::text")},
	}, functionColumns("transition", "a.aggtransfn", "final", "a.aggfinalfn", "combine", "a.aggcombinefn",
		"serialize", "a.aggserialfn", "deserialize", "a.aggdeserialfn",
		"m_transition", "a.aggmtransfn", "m_inverse", "a.aggminvtransfn", "m_final", "a.aggmfinalfn"),
		aclColumns('f', "p.proacl", "p.proowner", "pg_proc", "p.oid")),
	from: all(`FROM pg_catalog.pg_aggregate a
  JOIN pg_catalog.pg_proc p ON p.oid = a.aggfnoid
  JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`),
}

func readAggregates(ctx context.Context, r *reader) ([]Object, error) {
	aggregates, err := load[Aggregate](ctx, r.server, aggregateQuery)
	if err != nil {
		return nil, err
	}
	for _, a := range aggregates {
		if a.Arguments == nil {
			a.Arguments = &a.Types
			return nil, vanished(a)
		}
	}
	return objects(aggregates), nil
}

// Address implements Object.
func (a *Aggregate) Address() string {
	return "AGGREGATE " + Qualified(a.Schema, a.Name) + "(" + *a.Arguments + ")"
}

// grantAddress has neither * nor ORDER BY: GRANT knows functions only.
func (a *Aggregate) grantAddress() string {
	return "FUNCTION " + Qualified(a.Schema, a.Name) + "(" + a.Types + ")"
}

// Define implements Object.
func (a *Aggregate) Define() []string {
	return []string{"CREATE " + a.Address() + " " + a.clauses().list()}
}

func (a *Aggregate) clauses() clauses {
	var c clauses
	c.set("SFUNC", a.Transition)
	c.set("STYPE", a.State)
	c.set("SSPACE", space(a.StateSpace))
	c.set("INITCOND", initial(a.Initial))
	c.set("FINALFUNC", a.Final)
	c.flag(a.FinalExtra, "FINALFUNC_EXTRA")
	c.set("FINALFUNC_MODIFY", a.modify(a.FinalModify))
	c.set("COMBINEFUNC", a.Combine)
	c.set("SERIALFUNC", a.Serialize)
	c.set("DESERIALFUNC", a.Deserialize)
	c.set("MSFUNC", a.MTransition)
	c.set("MINVFUNC", a.MInverse)
	c.set("MSTYPE", a.MState)
	c.set("MSSPACE", space(a.MStateSpace))
	c.set("MINITCOND", initial(a.MInitial))
	c.set("MFINALFUNC", a.MFinal)
	c.flag(a.MFinalExtra, "MFINALFUNC_EXTRA")
	c.set("MFINALFUNC_MODIFY", a.modify(a.MFinalModify))
	c.set("SORTOP", a.SortOp)
	c.flag(a.Flavor == "h", "HYPOTHETICAL")
	c.set("PARALLEL", map[string]string{"s": "SAFE", "r": "RESTRICTED"}[a.Parallel])
	return c
}

// modify gives FINALFUNC_MODIFY, "" for the default: read-only, and for
// ordered-set aggregates read-write (src/backend/commands/aggregatecmds.c).
func (a *Aggregate) modify(code string) string {
	usual := "r"
	if a.Flavor != "n" {
		usual = "w"
	}
	if code == usual {
		return ""
	}
	return map[string]string{"r": "READ_ONLY", "s": "SHAREABLE", "w": "READ_WRITE"}[code]
}

func space(bytes int) string {
	if bytes == 0 {
		return ""
	}
	return strconv.Itoa(bytes)
}

func initial(value *string) string {
	if value == nil {
		return ""
	}
	return Literal(*value)
}

// variant implements varier.
func (a *Aggregate) variant() (int, Object) {
	v := *a
	arguments := compatible(*a.Arguments)
	v.Arguments, v.Types = &arguments, compatible(a.Types)
	v.State, v.MState = compatible(a.State), compatible(a.MState)
	if v.State == a.State && v.Types == a.Types ||
		!anyCompatible(a.Transition, a.Final, a.Combine, a.MTransition, a.MInverse, a.MFinal) {
		return 0, nil
	}
	return CompatibleArrays.versionNum(), &v
}

// anyCompatible reports whether one of the functions took anyarray and
// anyelement until 13, and takes anycompatiblearray and anycompatible since
// 14 (release notes of 14, "Migration").
func anyCompatible(functions ...string) bool {
	return slices.ContainsFunc(functions, func(name string) bool {
		switch strings.TrimPrefix(name, `"pg_catalog".`) {
		case `"array_append"`, `"array_prepend"`, `"array_cat"`, `"array_position"`, `"array_positions"`,
			`"array_remove"`, `"array_replace"`, `"width_bucket"`:
			return strings.HasPrefix(name, `"pg_catalog".`)
		}
		return false
	})
}

// compatible turns types that ask for equal types into those that do not. A
// server that has them already wrote them itself.
func compatible(types string) string {
	return strings.NewReplacer(`"anyarray"`, `"anycompatiblearray"`, `"anyelement"`, `"anycompatible"`).Replace(types)
}
