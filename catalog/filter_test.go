package catalog

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"promark/catalog/pgtest"
)

// filterSetup has something of everything in two schemas, and what belongs to
// none.
const filterSetup = "../testdata/schema/filter.sql"

// filterCase: what a filter selects, the same as options of pg_dump.
type filterCase struct {
	name    string
	options []string
	filter  Filter
	has     []string // entries that must be there: "KIND schema.name"
	hasNot  []string // entries that must not
}

var filterCases = []filterCase{
	{name: "everything", has: []string{"TABLE app.item", "EVENT TRIGGER watch", "EXTENSION hstore", "SCHEMA app"}},
	{
		name: "schema", options: []string{"-n", "app"}, filter: Filter{Schemas: []string{"app"}},
		has:    []string{"SCHEMA app", "TABLE app.item", "FUNCTION app.touch", "SEQUENCE app.loose", "STATISTICS app.both"},
		hasNot: []string{"SCHEMA other", "TABLE other.line", "EVENT TRIGGER watch", "EXTENSION hstore", "CAST "},
	},
	{
		name: "two schemas by one pattern", options: []string{"-n", "app|other"}, filter: Filter{Schemas: []string{"app|other"}},
		has: []string{"SCHEMA app", "SCHEMA other", "TABLE other.line"}, hasNot: []string{"TABLE public.plain"},
	},
	{
		name: "quoted schema", options: []string{"-n", `"Mixed Case"`}, filter: Filter{Schemas: []string{`"Mixed Case"`}},
		has: []string{"SCHEMA Mixed Case", "TABLE Mixed Case.Table"}, hasNot: []string{"SCHEMA app"},
	},
	{
		name: "without a schema", options: []string{"-N", "app"}, filter: Filter{ExcludeSchemas: []string{"app"}},
		has:    []string{"SCHEMA other", "TABLE other.line", "EVENT TRIGGER watch", "EXTENSION hstore"},
		hasNot: []string{"SCHEMA app", "TABLE app.item", "FUNCTION app.touch", "INDEX app.item_price"},
	},
	{
		name: "table", options: []string{"-t", "app.item"}, filter: Filter{Tables: []string{"app.item"}},
		has: []string{"TABLE app.item", "SEQUENCE app.item_id_seq", "SEQUENCE OWNED BY app.item_id_seq", "INDEX app.item_price",
			"CONSTRAINT app.item_pkey", "TRIGGER app.touched", "POLICY app.mine", "RULE app.quiet", "TABLE DATA app.item"},
		hasNot: []string{"SCHEMA app", "FUNCTION app.touch", "TYPE app.mood", "VIEW app.cheap", "SEQUENCE app.loose", "TABLE app.part"},
	},
	{
		name: "tables by a wild card", options: []string{"-t", "app.*"}, filter: Filter{Tables: []string{"app.*"}},
		has:    []string{"TABLE app.item", "VIEW app.cheap", "MATERIALIZED VIEW app.dear", "SEQUENCE app.loose"},
		hasNot: []string{"SCHEMA app", "FUNCTION app.touch", "TABLE public.plain"},
	},
	{
		name: "a name without a schema is looked up", options: []string{"-t", "plain"}, filter: Filter{Tables: []string{"plain"}},
		has: []string{"TABLE public.plain"}, hasNot: []string{"TABLE other.plain"},
	},
	{
		name: "letters are folded", options: []string{"-t", "PL*"}, filter: Filter{Tables: []string{"PL*"}},
		has: []string{"TABLE public.plain"}, hasNot: []string{"TABLE Mixed Case.Table"},
	},
	{
		name: "view", options: []string{"-t", "app.cheap"}, filter: Filter{Tables: []string{"app.cheap"}},
		has: []string{"VIEW app.cheap"}, hasNot: []string{"TABLE app.item"},
	},
	{
		name: "materialized view", options: []string{"-t", "app.dear"}, filter: Filter{Tables: []string{"app.dear"}},
		has: []string{"MATERIALIZED VIEW app.dear", "INDEX app.dear_id"}, hasNot: []string{"TABLE app.item"},
	},
	{
		name: "sequence", options: []string{"-t", "app.item_id_seq"}, filter: Filter{Tables: []string{"app.item_id_seq"}},
		has: []string{"SEQUENCE app.item_id_seq"}, hasNot: []string{"TABLE app.item", "SEQUENCE OWNED BY app.item_id_seq"},
	},
	{
		name: "partition", options: []string{"-t", "app.part_1"}, filter: Filter{Tables: []string{"app.part_1"}},
		has: []string{"TABLE app.part_1", "TABLE ATTACH app.part_1"}, hasNot: []string{"TABLE app.part", "TABLE app.part_2"},
	},
	{
		name: "partitioned table", options: []string{"-t", "app.part"}, filter: Filter{Tables: []string{"app.part"}},
		has: []string{"TABLE app.part"}, hasNot: []string{"TABLE app.part_1"},
	},
	{
		name: "partitions too", options: []string{"--table-and-children", "app.part"},
		filter: Filter{TablesAndChildren: []string{"app.part"}},
		has:    []string{"TABLE app.part", "TABLE app.part_1", "TABLE app.part_2", "TABLE ATTACH app.part_2"},
		hasNot: []string{"TABLE app.item"},
	},
	{
		name: "child of a table", options: []string{"-t", "app.kid"}, filter: Filter{Tables: []string{"app.kid"}},
		has: []string{"TABLE app.kid"}, hasNot: []string{"TABLE app.parent"},
	},
	{
		name: "identity", options: []string{"-t", "other.line"}, filter: Filter{Tables: []string{"other.line"}},
		has: []string{"TABLE other.line", "SEQUENCE other.line_id_seq", "FK CONSTRAINT other.line_item_fkey"},
	},
	{
		name: "without a table", options: []string{"-T", "app.item"}, filter: Filter{ExcludeTables: []string{"app.item"}},
		has:    []string{"SCHEMA app", "TABLE app.part", "VIEW app.cheap", "SEQUENCE app.item_id_seq"},
		hasNot: []string{"TABLE app.item", "INDEX app.item_price", "POLICY app.mine", "TABLE DATA app.item"},
	},
	{
		name: "without partitions", options: []string{"--exclude-table-and-children", "app.part"},
		filter: Filter{ExcludeTablesAndKin: []string{"app.part"}},
		has:    []string{"TABLE app.item"}, hasNot: []string{"TABLE app.part", "TABLE app.part_1", "INDEX app.part_1_at_idx"},
	},
	{
		name: "schema without a table", options: []string{"-n", "app", "-T", "app.p*"},
		filter: Filter{Schemas: []string{"app"}, ExcludeTables: []string{"app.p*"}},
		has:    []string{"TABLE app.item"}, hasNot: []string{"TABLE app.part", "TABLE app.part_1", "TABLE app.parent"},
	},
	{
		name: "without rows", options: []string{"--exclude-table-data", "app.item"},
		filter: Filter{ExcludeTableData: []string{"app.item"}},
		has:    []string{"TABLE app.item", "TABLE DATA app.part_1"}, hasNot: []string{"TABLE DATA app.item"},
	},
	{
		name: "without rows of partitions", options: []string{"--exclude-table-data-and-children", "app.part"},
		filter: Filter{ExcludeTableDataAndKin: []string{"app.part"}},
		has:    []string{"TABLE app.part_1", "TABLE DATA app.item"}, hasNot: []string{"TABLE DATA app.part_1"},
	},
	{
		name: "definitions", options: []string{"-s"}, filter: Filter{NoData: true},
		has:    []string{"TABLE app.item", "INDEX app.item_price"},
		hasNot: []string{"TABLE DATA app.item", "SEQUENCE SET app.loose", "REFRESH MATERIALIZED VIEW app.dear", "LARGE OBJECT DATA "},
	},
	{
		name: "rows", options: []string{"-a"}, filter: Filter{NoSchema: true},
		has:    []string{"TABLE DATA app.item", "SEQUENCE SET app.loose", "LARGE OBJECT DATA "},
		hasNot: []string{"TABLE app.item", "INDEX app.item_price", "SCHEMA app", "FUNCTION app.touch", "REFRESH MATERIALIZED VIEW app.dear"},
	},
	{
		name: "rows of a table", options: []string{"-a", "-t", "app.item"}, filter: Filter{NoSchema: true, Tables: []string{"app.item"}},
		has: []string{"TABLE DATA app.item", "SEQUENCE SET app.item_id_seq"}, hasNot: []string{"TABLE DATA app.part_1", "LARGE OBJECT DATA "},
	},
	{
		name: "pre-data", options: []string{"--section=pre-data"}, filter: Filter{Sections: []Section{PreData}},
		has: []string{"TABLE app.item"}, hasNot: []string{"TABLE DATA app.item", "INDEX app.item_price", "CONSTRAINT app.item_pkey"},
	},
	{
		name: "data", options: []string{"--section=data"}, filter: Filter{Sections: []Section{Data}},
		has: []string{"TABLE DATA app.item"}, hasNot: []string{"TABLE app.item", "INDEX app.item_price"},
	},
	{
		name: "post-data", options: []string{"--section=post-data"}, filter: Filter{Sections: []Section{PostData}},
		has: []string{"INDEX app.item_price", "TRIGGER app.touched"}, hasNot: []string{"TABLE app.item", "TABLE DATA app.item"},
	},
	{
		name: "two sections", options: []string{"--section=pre-data", "--section=post-data"},
		filter: Filter{Sections: []Section{PreData, PostData}},
		has:    []string{"TABLE app.item", "INDEX app.item_price"}, hasNot: []string{"TABLE DATA app.item"},
	},
	{
		name: "large objects of a schema", options: []string{"-n", "app", "-b"}, filter: Filter{Schemas: []string{"app"}, LargeObjects: true},
		has: []string{"TABLE app.item", "LARGE OBJECT DATA "}, hasNot: []string{"TABLE other.line"},
	},
	{
		name: "no large objects", options: []string{"-B"}, filter: Filter{NoLargeObjects: true},
		has: []string{"TABLE app.item"}, hasNot: []string{"LARGE OBJECT DATA "},
	},
	{
		name: "extension", options: []string{"-e", "hst*"}, filter: Filter{Extensions: []string{"hst*"}},
		has: []string{"EXTENSION hstore"}, hasNot: []string{"EXTENSION citext", "EVENT TRIGGER watch"},
	},
	{
		name: "without an extension", options: []string{"--exclude-extension", "hstore"}, filter: Filter{ExcludeExtensions: []string{"hstore"}},
		has: []string{"EXTENSION citext", "TABLE app.item", "EVENT TRIGGER watch"}, hasNot: []string{"EXTENSION hstore"},
	},
	{
		name: "no unlogged rows", options: []string{"--no-unlogged-table-data"}, filter: Filter{NoUnloggedTableData: true},
		has: []string{"TABLE app.scratch", "TABLE DATA app.item"}, hasNot: []string{"TABLE DATA app.scratch"},
	},
	{
		name: "schema of the server", options: []string{"-n", "app", "-n", "other", "-N", "oth?r"},
		filter: Filter{Schemas: []string{"app", "other"}, ExcludeSchemas: []string{"oth?r"}},
		has:    []string{"SCHEMA app"}, hasNot: []string{"SCHEMA other", "TABLE other.line"},
	},
}

// TestFilters: a filter selects what it says and nothing else, and the same
// as pg_dump with the same options: the two sets of entries are compared
// whole, so that what nobody named is seen as well. "make conformance" does
// it on every server, otherwise two drawn by a seed see a part of the cases.
func TestFilters(t *testing.T) {
	setup, err := os.ReadFile(filterSetup)
	if err != nil {
		t.Fatal(err)
	}
	for _, major := range pgtest.Versions() {
		var db *pgtest.DB
		for i, c := range filterCases {
			drawn := pgtest.Sample(t, fmt.Sprint("filter", i/filterBatch))
			if !slices.Contains(drawn, major) || len(drawn) < len(pgtest.Versions()) && major != drawn[0] {
				continue
			}
			if db == nil {
				db = pgtest.Get(t, major).NewDatabase(t)
				db.Exec(t, string(setup))
			}
			t.Run(fmt.Sprintf("%d %s", major, c.name), func(t *testing.T) { c.check(t, db) })
		}
	}
}

// filterBatch is how many cases a server sees that was drawn for them.
const filterBatch = 12

func (c *filterCase) check(t *testing.T, db *pgtest.DB) {
	read, err := tryReadWith(t, db, Options{Filter: c.filter})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]bool{}
	for _, item := range read.Items {
		got[entryName(item)] = true
	}
	for _, want := range c.has {
		if !got[want] {
			t.Errorf("%s is missing", want)
		}
	}
	for _, absent := range c.hasNot {
		if got[absent] {
			t.Errorf("%s is there", absent)
		}
	}
	oracle := dumpedNames(db.PgDump(t, c.options...))
	for _, name := range differing(comparable(got), oracle) {
		t.Errorf("pg_dump does not agree: %s (promark: %t, pg_dump: %t)", name, got[name], oracle[name])
	}
}

func entryName(item *Item) string {
	c := item.Object.common()
	name := c.Name
	if c.Schema != "" {
		name = c.Schema + "." + c.Name
	}
	return item.Kind.Name + " " + name
}

// comparedKinds are kinds that both have as entries of their own, with the
// words of pg_dump where these differ.
var comparedKinds = map[string]string{
	"SCHEMA": "SCHEMA", "EXTENSION": "EXTENSION", "TYPE": "TYPE", "DOMAIN": "DOMAIN", "FUNCTION": "FUNCTION",
	"PROCEDURE": "PROCEDURE", "AGGREGATE": "AGGREGATE", "OPERATOR": "OPERATOR", "TABLE": "TABLE",
	"SEQUENCE": "SEQUENCE", "VIEW": "VIEW", "MATERIALIZED VIEW": "MATERIALIZED VIEW", "TABLE ATTACH": "TABLE ATTACH",
	"SEQUENCE OWNED BY": "SEQUENCE OWNED BY", "SEQUENCE SET": "SEQUENCE SET", "TABLE DATA": "TABLE DATA",
	"CONSTRAINT": "CONSTRAINT", "FK CONSTRAINT": "FK CONSTRAINT", "INDEX": "INDEX", "INDEX ATTACH": "INDEX ATTACH",
	"STATISTICS": "STATISTICS", "RULE": "RULE", "TRIGGER": "TRIGGER", "POLICY": "POLICY", "ROW SECURITY": "ROW SECURITY",
	"REFRESH MATERIALIZED VIEW": "MATERIALIZED VIEW DATA", "EVENT TRIGGER": "EVENT TRIGGER", "LARGE OBJECT DATA": "BLOBS",
	"COLLATION": "COLLATION", "PUBLICATION": "PUBLICATION", "FOREIGN TABLE": "FOREIGN TABLE", "SERVER": "SERVER",
}

func comparable(entries map[string]bool) map[string]bool {
	out := map[string]bool{}
	for name := range entries {
		kind, rest := splitKind(name)
		if comparedKinds[kind] != "" && name != "SCHEMA public" {
			out[kind+" "+rest] = true
		}
	}
	return out
}

// splitKind takes the kind off an entry's name: the longest that fits.
func splitKind(name string) (kind, rest string) {
	for _, k := range kinds {
		if r, ok := strings.CutPrefix(name, k.Name+" "); ok && len(k.Name) > len(kind) {
			kind, rest = k.Name, r
		}
	}
	return kind, rest
}

// dumpedLine is the comment before each entry in pg_dump's output.
var dumpedLine = regexp.MustCompile(`(?m)^-- (?:Data for )?Name: (.*?)(?:\(.*\))?; Type: ([A-Z ]+); Schema: ([^;]*);`)

// dumpedNames gives the entries of pg_dump's output by our names.
func dumpedNames(out string) map[string]bool {
	ours := map[string]string{}
	for kind, theirs := range comparedKinds {
		ours[theirs] = kind
	}
	names := map[string]bool{}
	for _, m := range dumpedLine.FindAllStringSubmatch(out, -1) {
		kind, ok := ours[m[2]]
		if !ok || m[2] == "SCHEMA" && m[1] == "public" {
			continue
		}
		name := m[1]
		switch kind {
		case "CONSTRAINT", "FK CONSTRAINT", "TRIGGER", "RULE", "POLICY": // "table name"
			name = name[strings.LastIndexByte(name, ' ')+1:]
		case "LARGE OBJECT DATA":
			name = ""
		}
		if m[3] != "-" {
			name = m[3] + "." + name
		}
		names[kind+" "+name] = true
	}
	return names
}

func differing(a, b map[string]bool) (names []string) {
	for name := range a {
		if !b[name] {
			names = append(names, name)
		}
	}
	for name := range b {
		if !a[name] {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
