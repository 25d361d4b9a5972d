//go:build linux

package dump

import (
	"bytes"
	"context"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"promark/archive"
	"promark/catalog"
	"promark/catalog/pgtest"
)

// hypertableServers gives databases with two hypertables, on both servers.
func hypertableServers(t *testing.T) map[string]*pgtest.DB {
	t.Helper()
	setup, err := os.ReadFile("../testdata/schema/hypertables.sql")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]*pgtest.DB{"17": pgtest.Timescale(t).NewDatabase(t), "18": pgtest.NewerTimescale(t).NewDatabase(t)}
	for _, db := range out {
		db.Exec(t, string(setup))
	}
	return out
}

// relationsOf tells by names what belongs to the two hypertables.
var relationsOf = map[string]*regexp.Regexp{
	"metrics": regexp.MustCompile(`^(public\.(metrics|weekly)|views\.daily|own\._hyper_1_\d+_chunk|_timescaledb_internal\.` +
		`(_hyper_[34]_\d+_chunk|compress_hyper_5_100_chunk|_compressed_hypertable_5|_(materialized_hypertable|partial_view|direct_view)_[34]))$`),
	"other": regexp.MustCompile(`^(public\.other|_timescaledb_internal\._hyper_2_\d+_chunk)$`),
	"plain": regexp.MustCompile(`^(public\.plain|views\.of_plain)$`),
}

var hypertableIDs = map[string]string{"metrics": "1, 3, 4, 5", "other": "2", "plain": "0"}

// rowsOfHypertables says which rows of TimescaleDB's tables are about hypertables with the IDs H.
var rowsOfHypertables = map[string]string{
	"hypertable": "id IN (H)", "dimension": "hypertable_id IN (H)", "chunk": "hypertable_id IN (H)", "tablespace": "hypertable_id IN (H)",
	"dimension_slice":        "dimension_id IN (SELECT id FROM _timescaledb_catalog.dimension WHERE hypertable_id IN (H))",
	"chunk_constraint":       "chunk_id IN (SELECT id FROM _timescaledb_catalog.chunk WHERE hypertable_id IN (H))",
	"compression_chunk_size": "chunk_id IN (SELECT id FROM _timescaledb_catalog.chunk WHERE hypertable_id IN (H))",
	"chunk_index":            "hypertable_id IN (H)", "chunk_column_stats": "hypertable_id IN (H)",
	"compression_settings": "1 IN (H)", // all are about that one
	"bgw_job":              "hypertable_id IN (H)", "continuous_agg": "mat_hypertable_id IN (H)",
	"continuous_aggs_watermark": "mat_hypertable_id IN (H)", "continuous_aggs_bucket_function": "mat_hypertable_id IN (H)",
	"continuous_aggs_invalidation_threshold": "hypertable_id IN (H)", "continuous_aggs_hypertable_invalidation_log": "hypertable_id IN (H)",
	"continuous_aggs_materialization_invalidation_log": "materialization_id IN (H)",
	"metadata": "key <> 'uuid'",
}

// mayBeEmpty are those that the setup has no rows for.
var mayBeEmpty = []string{"tablespace", "chunk_column_stats", "compression_chunk_size"}

// A selection has all of a hypertable or nothing: tables, views, and of TimescaleDB's own rows
// those about it. Method: each filter says which of three families it means; every table and view
// and every row of the extension must be there if it belongs to these, and not if it does not.
func TestFilterTakesWholeHypertables(t *testing.T) {
	for name, db := range hypertableServers(t) {
		t.Run(name, func(t *testing.T) {
			relations := db.Rows(t, `SELECT n.nspname || '.' || c.relname || ' ' || c.relkind::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
	  WHERE c.relkind IN ('r', 'v') AND n.nspname IN ('public', 'own', 'views', '_timescaledb_internal') AND NOT EXISTS
	    (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype = 'e') ORDER BY 1`)
			source := extensionRows(t, db)
			for _, c := range []struct {
				name   string
				filter catalog.Filter
				want   string // the families
				strays bool   // with jobs that belong to no hypertable
				newer  bool   // on the newer server always
			}{
				{"everything", catalog.Filter{}, "metrics other plain", true, false},
				{"a hypertable", catalog.Filter{Tables: []string{"metrics"}}, "metrics", false, true},
				{"the other", catalog.Filter{Tables: []string{"public.oth*"}}, "other", false, false},
				{"both, and what they name themselves", catalog.Filter{Tables: []string{"metrics", "other", "own.*", "views.daily"}}, "metrics other", false, false},
				{"with children", catalog.Filter{TablesAndChildren: []string{"metrics"}}, "metrics", false, false},
				{"no hypertable", catalog.Filter{Tables: []string{"plain", "views.of_plain"}}, "plain", false, false},
				{"a schema", catalog.Filter{Schemas: []string{"public"}, ExcludeTables: []string{"other", "plain"}}, "metrics", false, false},
				{"all schemas", catalog.Filter{Schemas: []string{"*"}}, "metrics other plain", false, false},
				{"without a hypertable", catalog.Filter{ExcludeTables: []string{"metrics"}}, "other plain", true, true},
				{"without its children", catalog.Filter{ExcludeTablesAndKin: []string{"metrics"}}, "other plain", true, false},
				{"without all", catalog.Filter{ExcludeTables: []string{"metrics", "other"}}, "plain", true, true},
				{"without its schema", catalog.Filter{Schemas: []string{"*"}, ExcludeSchemas: []string{"public"}, ExcludeTables: []string{"views.of_plain"}}, "", false, false},
				{"without another table", catalog.Filter{ExcludeTables: []string{"plain", "views.of_plain"}}, "metrics other", true, false},
				{"the extension alone", catalog.Filter{Extensions: []string{"timescaledb"}, ExcludeTables: []string{"metrics", "other"}}, "plain", false, false},
				{"another extension", catalog.Filter{Extensions: []string{"plpgsql"}}, "metrics other plain", false, false},
				{"without rows", catalog.Filter{NoData: true, Tables: []string{"metrics"}}, "metrics", false, false},
				{"all sections", catalog.Filter{Tables: []string{"other"}, Sections: []catalog.Section{catalog.PreData, catalog.Data, catalog.PostData}}, "other", false, false},
			} {
				if name != "17" && !c.newer && !pgtest.Conformance() {
					continue
				}
				o, out := options(t, db)
				o.Filter = c.filter
				result, err := Run(context.Background(), o)
				if err != nil {
					t.Errorf("%s: %v", c.name, err)
					continue
				}
				checkFamilies(t, c.name, open(t, out.Bytes()), relations, source, strings.Fields(c.want), c.strays, c.filter.NoData)
				if told := strings.Contains(strings.Join(result.Warnings, " "), "jobs that belong to no hypertable are left out: 1"); c.strays == told &&
					strings.Contains(c.want, "m") {
					t.Errorf("%s: warnings %q", c.name, result.Warnings)
				}
			}
		})
	}
}

func checkFamilies(t *testing.T, name string, r *archive.Reader, relations []string, source map[string]map[string][]string, families []string, strays, noData bool) {
	t.Helper()
	var want, got, rowsWanted, rowsGot []string
	for _, line := range relations {
		relation, kind, _ := strings.Cut(line, " ")
		belongs := slices.IndexFunc([]string{"metrics", "other", "plain"}, func(f string) bool { return relationsOf[f].MatchString(relation) })
		if belongs < 0 {
			t.Fatalf("%s belongs to nobody", relation)
		}
		if !slices.Contains(families, []string{"metrics", "other", "plain"}[belongs]) {
			continue
		}
		want = append(want, relation)
		if root := regexp.MustCompile(`\.(metrics|other|_materialized.*|_compressed.*)$`).MatchString(relation); kind == "r" && !root && !noData {
			rowsWanted = append(rowsWanted, relation)
		}
	}
	for _, e := range r.Entries() {
		switch e.Kind {
		case "TABLE", "VIEW":
			got = append(got, e.Schema+"."+e.Name)
		case "TABLE DATA":
			rowsGot = append(rowsGot, e.Schema+"."+e.Name)
		}
	}
	slices.Sort(got)
	slices.Sort(rowsGot)
	slices.Sort(want)
	slices.Sort(rowsWanted)
	if !slices.Equal(got, want) {
		t.Errorf("%s: relations %q, want %q", name, got, want)
	}
	if !slices.Equal(rowsGot, rowsWanted) {
		t.Errorf("%s: rows of %q, want %q", name, rowsGot, rowsWanted)
	}
	extension := strings.Contains(strings.Join(families, " "), "m") || slices.Contains(families, "other") || strays || name == "the extension alone"
	if has := slices.ContainsFunc(r.Entries(), func(e archive.Entry) bool { return e.Kind == "EXTENSION" && e.Name == "timescaledb" }); has != extension {
		t.Errorf("%s: the extension is there: %t", name, has)
	}
	if strays {
		families = append(families, "strays")
	}
	if extension {
		checkExtensionRows(t, name, r, source, families)
	}
}

// extensionRows reads TimescaleDB's own rows: for each of its tables, as COPY gives them, those
// about each hypertable, about none (""), and jobs of nobody ("strays").
func extensionRows(t *testing.T, db *pgtest.DB) map[string]map[string][]string {
	t.Helper()
	conn := db.Conn(t)
	if _, err := conn.Exec(context.Background(), "SET search_path = ''; SET quote_all_identifiers = on; SET TimeZone = 'UTC'"); err != nil {
		t.Fatal(err)
	}
	read := func(table, condition string) []string {
		var out bytes.Buffer
		if _, err := conn.PgConn().CopyTo(context.Background(), &out, "COPY (SELECT * FROM "+table+" WHERE "+condition+") TO STDOUT"); err != nil {
			t.Fatal(err)
		}
		return lines(out.Bytes())
	}
	rows := map[string]map[string][]string{}
	for _, table := range db.Rows(t, `SELECT c.oid::regclass::text FROM pg_extension e, unnest(extconfig) x JOIN pg_class c ON c.oid = x
	  WHERE c.relkind = 'r' AND extname = 'timescaledb' ORDER BY 1`) {
		_, relation, _ := strings.Cut(table, ".")
		condition := rowsOfHypertables[relation]
		rows[table] = map[string][]string{}
		switch {
		case relation == "metadata":
			rows[table][""] = read(table, condition)
		case condition == "" && len(read(table, "true")) > 0:
			t.Errorf("the test does not know what the rows of %s are about", table)
		case condition != "":
			for f, ids := range hypertableIDs {
				rows[table][f] = read(table, strings.ReplaceAll(condition, "(H)", "("+ids+")"))
			}
			if len(rows[table]["metrics"]) == 0 && !slices.Contains(mayBeEmpty, relation) {
				t.Errorf("%s has no rows", table)
			}
		}
		if relation == "bgw_job" {
			rows[table]["strays"] = read(table, "id >= 1000 AND hypertable_id IS NULL")
		}
	}
	return rows
}

// checkExtensionRows looks into an archive, or finds that nothing of the extension is there.
func checkExtensionRows(t *testing.T, name string, r *archive.Reader, source map[string]map[string][]string, families []string) {
	t.Helper()
	for table, parts := range source {
		schema, relation, _ := strings.Cut(table, ".")
		want := slices.Clone(parts[""])
		for _, f := range families {
			want = append(want, parts[f]...)
		}
		slices.Sort(want)
		if got := lines(rows(t, r, schema, relation)); !slices.Equal(got, want) {
			t.Errorf("%s: %s has the rows\n%q, want\n%q", name, table, got, want)
		}
	}
}

func lines(text []byte) []string {
	list := strings.SplitAfter(string(text), "\n")
	slices.Sort(list)
	return list[1:] // without the empty one
}

// What cannot become a working hypertable is refused, with the way out.
func TestFilterRefusesPartsOfHypertables(t *testing.T) {
	for name, db := range hypertableServers(t) {
		t.Run(name, func(t *testing.T) {
			const alone, out = `cannot be dumped alone: it is a part of hypertable "public"."metrics"`, `cannot be left out alone: it is a part of hypertable "public"."metrics"`
			chunk := db.Text(t, "SELECT min(c::text) FROM show_chunks('metrics') c")
			for _, c := range []struct {
				name   string
				filter catalog.Filter
				want   string
			}{
				{"a chunk", catalog.Filter{Tables: []string{chunk}}, alone},
				{"the schema of chunks", catalog.Filter{Schemas: []string{"own"}}, alone},
				{"a table of compressed rows", catalog.Filter{Tables: []string{"*.compress_hyper_5_100_chunk"}}, alone},
				{"a continuous aggregate", catalog.Filter{Tables: []string{"views.daily"}}, `"views"."daily" ` + alone},
				{"an aggregate of that", catalog.Filter{Tables: []string{"weekly"}}, `"public"."weekly" ` + alone},
				{"the schema of an aggregate", catalog.Filter{Schemas: []string{"views"}}, alone},
				{"its rows", catalog.Filter{Tables: []string{"*._materialized_hypertable_3"}}, alone},
				{"without a chunk", catalog.Filter{ExcludeTables: []string{chunk}}, out},
				{"without the schema of chunks", catalog.Filter{ExcludeSchemas: []string{"own"}}, out},
				{"without the schema of other chunks", catalog.Filter{ExcludeSchemas: []string{"_timescaledb_internal"}}, "cannot be left out alone"},
				{"without an aggregate", catalog.Filter{ExcludeTables: []string{"weekly"}}, out},
				{"without the schema of an aggregate", catalog.Filter{ExcludeSchemas: []string{"views"}}, out},
				{"a hypertable, without a chunk", catalog.Filter{Tables: []string{"metrics"}, ExcludeTables: []string{chunk}}, out},
				{"without rows of an aggregate", catalog.Filter{ExcludeTableData: []string{"views.daily"}}, `the rows of continuous aggregate "views"."daily" cannot be left out alone`},
				{"without the extension", catalog.Filter{ExcludeExtensions: []string{"timescaledb"}}, "without the extension timescaledb"},
				{"without the extension's rows", catalog.Filter{ExcludeTables: []string{"_timescaledb_catalog.dimension"}}, "it has rows about hypertable"},
				{"rows alone", catalog.Filter{NoSchema: true}, "cannot be dumped without definitions"},
				{"rows of one alone", catalog.Filter{NoSchema: true, Tables: []string{"metrics"}}, "cannot be dumped without definitions"},
				{"rows as a section", catalog.Filter{Sections: []catalog.Section{catalog.Data}}, "cannot be dumped in sections"},
				{"definitions as a section", catalog.Filter{Sections: []catalog.Section{catalog.PreData}, Tables: []string{"other"}}, "cannot be dumped in sections"},
			} {
				o, _ := options(t, db)
				o.Filter = c.filter
				if _, err := Run(context.Background(), o); err == nil || !strings.Contains(err.Error(), c.want) {
					t.Errorf("%s: %v, want %q", c.name, err, c.want)
				}
			}
			db.Exec(t, "CREATE OR REPLACE VIEW _timescaledb_internal._direct_view_3 AS SELECT time_bucket('1 day', t) AS bucket, d, count(*) AS n FROM metrics JOIN plain ON id = d GROUP BY 1, 2")
			joins, _ := options(t, db)
			joins.Filter = catalog.Filter{Tables: []string{"metrics"}}
			if _, err := Run(context.Background(), joins); err == nil || !strings.Contains(err.Error(), `reads "public"."plain", which is not selected`) {
				t.Errorf("an aggregate that joins another table: %v", err)
			}
			joins.Filter = catalog.Filter{Tables: []string{"metrics", "plain"}}
			if _, err := Run(context.Background(), joins); err != nil {
				t.Errorf("an aggregate with the table that it joins: %v", err)
			}
			for _, c := range []struct{ name, table string }{{"rows of another table", "plain"}, {"rows of a chunk left out", ""}} {
				o, _ := options(t, db)
				o.Filter = catalog.Filter{NoSchema: true, Tables: []string{c.table}}
				if c.table == "" {
					o.Filter = catalog.Filter{ExcludeTableData: []string{chunk}}
				}
				if _, err := Run(context.Background(), o); err != nil {
					t.Errorf("%s: %v", c.name, err)
				}
			}
		})
	}
}

// pg_dump gives nothing of a hypertable's rows, and says that all went well.
func TestPgDumpLosesRowsOfHypertables(t *testing.T) {
	db := hypertableServers(t)["17"]
	if out := db.PgDump(t, "-a", "-t", "metrics"); strings.Contains(out, "\t") || !strings.Contains(out, "COPY public.metrics") {
		t.Errorf("pg_dump -a -t metrics gives %s", out)
	}
	o, _ := options(t, db)
	o.Filter = catalog.Filter{NoSchema: true, Tables: []string{"metrics"}}
	if _, err := Run(context.Background(), o); err == nil {
		t.Error("a dump of the same is not refused")
	}
	var out bytes.Buffer
	o.Output, o.Filter = &out, catalog.Filter{Tables: []string{"metrics"}}
	result, err := Run(context.Background(), o)
	if err != nil || result.Rows < 72 {
		t.Errorf("a dump of the hypertable: %v, %v", result, err)
	}
}
