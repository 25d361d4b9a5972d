//go:build linux

package main_test

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"promark/catalog/pgtest"
)

// benchVariable holds what "make bench" asks for, as words: cases=many,proxy scale=0.1 runs=3 jobs=2.
// Without it TestBench runs a sample so small that it only proves that the bench works.
const benchVariable = "PROMARK_BENCH"

// benchCase is a database, and what is measured on it.
type benchCase struct {
	name, title string
	sql         string  // file in testdata/bench, with a procedure bench_build(scale)
	table       string  // the only one that is dumped, and not restored
	size        float64 // of that database, at scale 1
	slow        bool    // through a proxy that delays each direction by benchDelay
	limit       bool    // beside them, what the server can do
	alone       bool    // without the programs of PostgreSQL
}

// benchDelay is how much later every message of a slow case arrives.
const benchDelay = 5 * time.Millisecond

func benchCases() []benchCase {
	return []benchCase{
		{name: "samples", title: "20 million samples in 30 chunks", sql: "samples", size: 1, limit: true},
		{name: "one", title: "20 million samples in one table", sql: "one", size: 1, limit: true},
		{name: "mixed", title: "logs, jsonb, wide rows, bytea, NULLs, long texts, arrays", sql: "mixed", size: 1, limit: true},
		{name: "logs", title: "of these: logs", sql: "mixed", table: "logs", size: 1, limit: true},
		{name: "traces", title: "jsonb", sql: "mixed", table: "traces", size: 1, limit: true},
		{name: "wide", title: "wide rows", sql: "mixed", table: "wide", size: 1, limit: true},
		{name: "bytes", title: "bytea", sql: "mixed", table: "bytes", size: 1, limit: true},
		{name: "sparse", title: "many NULLs", sql: "mixed", table: "sparse", size: 1, limit: true},
		{name: "documents", title: "long texts", sql: "mixed", table: "documents", size: 1, limit: true},
		{name: "arrays", title: "arrays", sql: "mixed", table: "arrays", size: 1, limit: true},
		{name: "many", title: "16,000 tables, 26,000 indexes", sql: "many", size: 1},
		{name: "proxy", title: "the same, 5 ms away", sql: "many", size: 1, slow: true},
		{name: "10k", title: "10,000 tables with an index", sql: "relations", size: 0.1, alone: true},
		{name: "30k", title: "30,000 tables with an index", sql: "relations", size: 0.3, alone: true},
		{name: "100k", title: "100,000 tables with an index", sql: "relations", size: 1, alone: true},
	}
}

// benchOptions say which cases run, how large and how often.
type benchOptions struct {
	cases []string // none: all
	scale float64
	runs  int
	jobs  int
	brief bool // without the programs of PostgreSQL 15, a download that no other test needs
}

// Goal: the figures of the README, and that each of them can be had again. Method: the binary itself
// and PostgreSQL's own programs in turn, on one server, several times; see benchCases.
func TestBench(t *testing.T) {
	o := benchOptions{cases: []string{"samples", "proxy"}, scale: 0.001, runs: 1, jobs: 2, brief: true}
	out := io.Discard
	if text := os.Getenv(benchVariable); text != "" {
		o, out = parseBench(t, text), os.Stdout
	}
	b := newBench(t, o, out)
	for _, c := range benchCases() {
		if len(o.cases) == 0 || slices.Contains(o.cases, c.name) {
			b.run(c)
		}
	}
	b.report()
}

func parseBench(t *testing.T, text string) benchOptions {
	t.Helper()
	o := benchOptions{scale: 0.1, runs: 3, jobs: 2}
	for _, word := range strings.Fields(text) {
		name, value, _ := strings.Cut(word, "=")
		var err error
		switch {
		case value == "":
		case name == "cases":
			o.cases = strings.Split(value, ",")
		case name == "scale":
			o.scale, err = strconv.ParseFloat(value, 64)
		case name == "runs":
			o.runs, err = strconv.Atoi(value)
		case name == "jobs":
			o.jobs, err = strconv.Atoi(value)
		default:
			err = fmt.Errorf("unknown word")
		}
		if err != nil {
			t.Fatalf("%s: %s: %v", benchVariable, word, err)
		}
	}
	for _, name := range o.cases {
		if !slices.ContainsFunc(benchCases(), func(c benchCase) bool { return c.name == name }) {
			t.Fatalf("%s: there is no case %s", benchVariable, name)
		}
	}
	return o
}

// bench runs cases, and keeps what they took.
type bench struct {
	benchOptions
	t      *testing.T
	out    io.Writer
	folder string // that the programs of PostgreSQL can write to
	binary string
	server *pgtest.Server
	built  map[string]*pgtest.DB // by file and size
	taken  []*measurement

	postmaster *postmaster
}

// newBench starts a PostgreSQL 15 whose lock table has room for 100,000 relations, and that does not
// wait for the disk, so that programs are compared and not disks.
func newBench(t *testing.T, o benchOptions, out io.Writer) *bench {
	folder, err := os.MkdirTemp("", "promark-bench-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	if err := os.Chmod(folder, 0o777); err != nil { // servers and programs run as an account of their own
		t.Fatal(err)
	}
	b := &bench{benchOptions: o, t: t, out: out, folder: folder, binary: buildBinary(t, folder), built: map[string]*pgtest.DB{}}
	b.server = pgtest.Start(t, 15, pgtest.Set("shared_buffers", "1GB"), pgtest.Set("wal_level", "replica"),
		pgtest.Set("max_wal_size", "8GB"), pgtest.Set("max_locks_per_transaction", "4096"),
		pgtest.Set("maintenance_work_mem", "128MB"))
	b.postmaster = findPostmaster(t, b.server)
	b.say("PostgreSQL 15, scale %g, %d jobs, %d runs", o.scale, o.jobs, o.runs)
	return b
}

func (b *bench) say(format string, args ...any) { fmt.Fprintf(b.out, format+"\n", args...) }

// database builds a case's database, once for all cases that use it.
func (b *bench) database(c benchCase) *pgtest.DB {
	b.t.Helper()
	size := c.size * b.scale
	key := fmt.Sprint(c.sql, size)
	if db := b.built[key]; db != nil {
		return db
	}
	sql, err := os.ReadFile(filepath.Join("../../testdata/bench", c.sql+".sql"))
	if err != nil {
		b.t.Fatal(err)
	}
	db, begin := b.server.NewDatabase(b.t), time.Now()
	db.Exec(b.t, string(sql), fmt.Sprintf("CALL bench_build(%g)", size), "DROP PROCEDURE bench_build", "VACUUM ANALYZE", "CHECKPOINT")
	b.built[key] = db
	b.say("%s: built in %.0f s, %s", c.name, time.Since(begin).Seconds(),
		db.Text(b.t, "SELECT pg_size_pretty(pg_database_size(current_database())) || ', ' || count(*) || ' tables and indexes' FROM pg_class WHERE relkind IN ('r', 'i') AND oid >= 16384"))
	return db
}
