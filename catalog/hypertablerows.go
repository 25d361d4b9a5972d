package catalog

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Which rows of TimescaleDB's own tables are about some hypertables. Foreign
// keys say it: to the table of hypertables, or to one whose rows are about
// hypertables. A few tables have none; in every version (2.6 to 2.31) their
// columns have the names below.

// looseColumns are what a table without foreign keys is read by: the first
// that it has.
var looseColumns = []struct {
	name  string
	holds int
}{
	{"hypertable_id", aHypertable},      // continuous_aggs_hypertable_invalidation_log
	{"mat_hypertable_id", aHypertable},  // continuous_agg_migrate_plan (2.8 to 2.25)
	{"materialization_id", aHypertable}, // continuous_aggs_materialization_ranges (since 2.22)
	{"relid", aRelation},                // compression_settings (since 2.14)
	{"job_id", aJob},                    // job_errors (2.9 to 2.13)
}

const (
	aHypertable = iota
	aRelation
	aJob
)

// wholeTables are about no hypertable: they come along as they are.
var wholeTables = map[string]bool{"metadata": true}

// about writes conditions for the rows that are about some hypertables.
type about struct {
	config *configuration
	itself string // for the table of hypertables
	// refers says that a column has the value of another table's row that is
	// about the hypertables.
	refers   func(column string, to *configEntry, referenced string) string
	relation func(column string) string // says that a column names a part of the hypertables
	strays   string                     // for the jobs about no hypertable that come as well
}

// condition gives the condition for the rows of a table: true for a table that
// is about none, false for one that nothing is known about.
func (a *about) condition(e *configEntry) string {
	keys := a.config.keys[e.OID]
	switch {
	case e.Name == hypertableTable:
		return a.itself
	case wholeTables[e.Name], len(e.Columns) == 0: // _timescaledb_cache (until 2.13)
		return "true"
	case len(keys) == 0:
		return a.loose(e)
	}
	var columns, conditions []string
	for _, k := range keys {
		to := a.config.entries[k.To]
		columns = append(columns, Ident(k.Column))
		conditions = append(conditions, fmt.Sprintf("(%s IS NULL OR %s)", Ident(k.Column), a.refers(k.Column, to, k.Referenced)))
	}
	none := "pg_catalog.num_nonnulls(" + strings.Join(columns, ", ") + ") = 0"
	if e.Name == jobTable {
		conditions = append(conditions, "("+none+") <= ("+a.strays+")") // the one only with the other
	} else {
		conditions = append(conditions, "NOT "+none)
	}
	return strings.Join(conditions, " AND ")
}

const (
	hypertableTable = "hypertable"
	jobTable        = "bgw_job"
)

func (a *about) loose(e *configEntry) string {
	for _, c := range looseColumns {
		if !e.has(c.name) {
			continue
		}
		if c.holds == aRelation {
			return a.relation(c.name)
		}
		to := map[int]string{aHypertable: hypertableTable, aJob: jobTable}[c.holds]
		return a.refers(c.name, a.config.table(timescaleName, to), "id")
	}
	return "false"
}

// aboutChosen is for the rows of a source.
func (sel *selection) aboutChosen() *about {
	ids, relations := sel.hypertableIDs()
	a := &about{config: sel.config, itself: "id = ANY (" + ids + ")", strays: sel.strays()}
	a.refers = func(column string, to *configEntry, referenced string) string {
		return fmt.Sprintf("%s IN (SELECT x.%s FROM (SELECT * FROM ONLY %s WHERE %s) x)",
			Ident(column), Ident(referenced), Qualified(to.Schema, to.Name), a.condition(to))
	}
	a.relation = func(column string) string {
		return Ident(column) + "::pg_catalog.oid IN (SELECT pg_catalog.unnest(" + relations + "))"
	}
	return a
}

// aboutRestored gives the condition for rows whose values are texts, in a target
// that has the rows already that they refer to (see archive.FactAbout), and the
// tables of those rows.
func (c *configuration) aboutRestored(e *configEntry) (condition string, others []*configEntry) {
	quoted := func(column string) string { return "pg_catalog.replace(" + column + `, '"', '""')` }
	a := &about{config: c, strays: ":strays",
		itself: `pg_catalog.concat('"', ` + quoted("schema_name") + `, '"."', ` + quoted("table_name") + `, '"') = ANY (:relations)`,
		refers: func(column string, to *configEntry, referenced string) string {
			others = append(others, to)
			return fmt.Sprintf("%s IN (SELECT x.%s::pg_catalog.text FROM ONLY %s x)",
				Ident(column), Ident(referenced), Qualified(to.Schema, to.Name))
		},
		relation: func(column string) string { return Ident(column) + " = ANY (:relations)" }}
	condition = a.condition(e)
	return condition, others
}

// restrictTimescale finds out which rows of TimescaleDB's own tables are
// dumped, unless all are.
func (sel *selection) restrictTimescale(ctx context.Context, s *Server, families int) error {
	if !sel.extensions[timescaleName] || sel.filter.whole() && len(sel.hypertables) == families {
		return nil
	}
	a := sel.aboutChosen()
	sel.rows = map[uint32]string{}
	for _, e := range sel.config.order {
		if e.Extension != timescaleName || len(e.Columns) == 0 {
			continue
		}
		condition := a.condition(e)
		sel.rows[e.OID] = condition
		var err error
		switch {
		case condition == "false":
			err = refuseUnknownRows(ctx, s, e)
		case e.Name == jobTable:
			err = sel.tellJobs(ctx, s, e, condition)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// strays gives a condition for jobs that are about no hypertable: those whose
// procedures are dumped. Promscale's come with it.
func (sel *selection) strays() string {
	if !sel.filter.everything() && !sel.extensions[promscaleName] {
		return "false"
	}
	var extensions []string
	for name, chosen := range sel.extensions {
		if !chosen {
			extensions = append(extensions, name)
		}
	}
	slices.Sort(extensions)
	return "proc_schema <> ALL (" + nameArray(slices.Sorted(maps.Keys(sel.noSchemas))) + `) AND NOT EXISTS (SELECT FROM pg_catalog.pg_proc p
  JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
  JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = p.oid AND d.deptype = 'e'
  JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
 WHERE n.nspname = proc_schema AND p.proname = proc_name AND e.extname = ANY (` + nameArray(extensions) + `))`
}

func nameArray(names []string) string {
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = Literal(name)
	}
	return "ARRAY[" + strings.Join(quoted, ", ") + "]::pg_catalog.name[]"
}

// hypertableIDs gives arrays of the hypertables that are dumped, and of the
// tables that these are made of.
func (sel *selection) hypertableIDs() (ids, relations string) {
	var a, b []string
	for _, f := range sel.hypertables {
		for _, h := range f.all {
			a = append(a, fmt.Sprint(h.ID))
			for _, oid := range h.relations() {
				b = append(b, fmt.Sprint(oid))
			}
		}
	}
	return "'{" + strings.Join(a, ",") + "}'::integer[]", "'{" + strings.Join(b, ",") + "}'::oid[]"
}

type countedRows struct {
	Rows int64 `db:"rows"`
}

func countRows(ctx context.Context, s *Server, e *configEntry, condition string) (int64, error) {
	found, err := load[countedRows](ctx, s, &query{name: "rows of " + e.Name,
		columns: []column{{"rows", all("pg_catalog.count(*)")}},
		from:    all(fmt.Sprintf("FROM (SELECT * FROM ONLY %s %s) x WHERE %s", Qualified(e.Schema, e.Name), e.Condition, condition))})
	if err != nil {
		return 0, err
	}
	return found[0].Rows, nil
}

func refuseUnknownRows(ctx context.Context, s *Server, e *configEntry) error {
	n, err := countRows(ctx, s, e, "true")
	if err == nil && n > 0 {
		err = fmt.Errorf("it is not known which hypertables the rows of %s are about: "+
			"databases with this version of TimescaleDB cannot be dumped in part", Qualified(e.Schema, e.Name))
	}
	return err
}

// tellJobs tells how many jobs are left out that are about no hypertable.
func (sel *selection) tellJobs(ctx context.Context, s *Server, e *configEntry, condition string) error {
	n, err := countRows(ctx, s, e, "hypertable_id IS NULL AND NOT ("+condition+")")
	if n > 0 {
		sel.notices = append(sel.notices, fmt.Sprintf("jobs that belong to no hypertable are left out: %d", n))
	}
	return err
}
