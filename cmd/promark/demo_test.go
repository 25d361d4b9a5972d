//go:build linux

package main_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"promark/catalog/pgtest"
)

// demoVariable makes TestDemo show what it does: "make demo" sets it.
const demoVariable = "PROMARK_DEMO"

// demo tells what happens, and runs the binary as a user would.
type demo struct {
	t      *testing.T
	out    io.Writer
	binary string
	folder string
	server *pgtest.Server
}

// Goal: the whole way of a metrics database, as the README promises it: a
// real TimescaleDB, more than two million rows in at least forty chunks, dump,
// verify, restore and comparison. Method: the binary itself, and SQL on both
// databases; with PROMARK_DEMO set the same run is "make demo".
func TestDemo(t *testing.T) {
	d := newDemo(t)
	d.say("A real TimescaleDB starts, and a database of metrics is loaded into it.")
	source, target := d.server.DB("metrics"), d.server.DB("metrics_copy")
	d.server.DB("postgres").Exec(t, "CREATE DATABASE metrics")
	source.DropLater(t)
	target.DropLater(t)
	d.load(source)
	d.facts(source)

	d.say("One consistent snapshot goes into one file; its every byte is checked.")
	d.run("dump", "-d", source.Name, "-j", "4", "-f", "metrics.promark")
	d.run("verify", "metrics.promark")
	d.show(d.run("list", "--by-size", "metrics.promark"), 46)

	d.say("The file becomes a second database.")
	d.run("restore", "-d", "postgres", "--create-as", target.Name, "-j", "4", "metrics.promark")

	d.say("The copy is proved: every row and every definition, against the file and against the source.")
	d.run("verify", "metrics.promark", "--against", target.Name)
	d.run("compare", source.Name, target.Name)

	d.say("Both databases are compared once more, by SQL on both sides.")
	d.compare(source, target)
	d.alive(target)
	d.sizes(source)
}

func newDemo(t *testing.T) *demo {
	d := &demo{t: t, out: io.Discard, folder: t.TempDir()}
	if os.Getenv(demoVariable) != "" {
		d.out = os.Stdout
	}
	d.binary = buildBinary(t, d.folder)
	d.server = pgtest.Timescale(t)
	return d
}

// buildBinary builds promark, static, into a folder.
func buildBinary(t *testing.T, folder string) string {
	t.Helper()
	path := filepath.Join(folder, "promark")
	build := exec.Command("go", "build", "-trimpath", "-o", path, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if text, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build promark: %v\n%s", err, text)
	}
	return path
}

func (d *demo) say(text string) { fmt.Fprintf(d.out, "\n── %s\n\n", text) }

// run shows and runs a command of promark, and gives its standard output.
func (d *demo) run(args ...string) string {
	d.t.Helper()
	fmt.Fprintf(d.out, "$ promark %s\n", strings.Join(args, " "))
	cmd := exec.Command(d.binary, args...)
	cmd.Dir = d.folder
	cmd.Env = append(os.Environ(), "PGHOST=127.0.0.1", fmt.Sprintf("PGPORT=%d", d.server.Port), "PGUSER="+pgtest.Superuser)
	var messages strings.Builder
	cmd.Stderr = io.MultiWriter(&messages, d.out)
	text, err := cmd.Output()
	if err != nil {
		d.t.Fatalf("promark %s: %v\n%s", strings.Join(args, " "), err, messages.String())
	}
	if args[0] != "list" {
		fmt.Fprint(d.out, string(text))
	}
	return string(text)
}

// show prints the first lines of a text.
func (d *demo) show(text string, most int) {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	last := lines[len(lines)-1]
	if len(lines) > most {
		lines = append(lines[:most], "  ...", last)
	}
	fmt.Fprintln(d.out, strings.Join(lines, "\n"))
}

func (d *demo) load(db *pgtest.DB) {
	d.t.Helper()
	sql, err := os.ReadFile("../../testdata/demo/metrics.sql")
	if err != nil {
		d.t.Fatal(err)
	}
	start := time.Now()
	db.Exec(d.t, string(sql))
	// A Prometheus stale marker: a NaN with the payload that marks the end of a series.
	row := "PGCOPY\n\377\r\n\000\000\000\000\000\000\000\000\000\000\003\000\000\000\010\000\003\017\000\000\000\000\000" +
		"\000\000\000\010\177\360\000\000\000\000\000\002\000\000\000\010\000\000\000\000\000\000\000\001\377\377"
	conn := db.Conn(d.t)
	if _, err := conn.PgConn().CopyFrom(context.Background(), strings.NewReader(row), "COPY metrics.load1 FROM STDIN (FORMAT binary)"); err != nil {
		d.t.Fatal(err)
	}
	db.Exec(d.t, "REFRESH MATERIALIZED VIEW metrics.load_by_day; ANALYZE")
	fmt.Fprintf(d.out, "%s\nloaded in %.1f s\n", db.Text(d.t, "SELECT version()"), time.Since(start).Seconds())
}

func (d *demo) facts(db *pgtest.DB) {
	d.t.Helper()
	text := db.Text(d.t, `SELECT format('TimescaleDB %s: %s hypertables, %s chunks, %s rows of metrics, %s stale marker; %s ordinary tables, %s views, %s functions; %s on disk',
		(SELECT extversion FROM pg_extension WHERE extname = 'timescaledb'),
		(SELECT count(*) FROM timescaledb_information.hypertables),
		(SELECT count(*) FROM timescaledb_information.chunks),
		(SELECT sum(c) FROM unnest(ARRAY[(SELECT count(*) FROM metrics.cpu_seconds_total), (SELECT count(*) FROM metrics.memory_bytes),
			(SELECT count(*) FROM metrics.disk_io_bytes_total), (SELECT count(*) FROM metrics.http_requests_total), (SELECT count(*) FROM metrics.load1)]) c),
		(SELECT count(*) FROM metrics.load1 WHERE float8send(value) = '\x7ff0000000000002'),
		(SELECT count(*) FROM pg_class WHERE relnamespace = 'inventory'::regnamespace AND relkind IN ('r', 'p')),
		(SELECT count(*) FROM pg_class WHERE relnamespace IN ('inventory'::regnamespace, 'metrics'::regnamespace) AND relkind IN ('v', 'm')),
		(SELECT count(*) FROM pg_proc WHERE pronamespace IN ('inventory'::regnamespace, 'metrics'::regnamespace)),
		pg_size_pretty(pg_database_size(current_database())))`)
	fmt.Fprintln(d.out, text)
	for _, check := range []struct{ what, sql string }{
		{"at least 40 chunks", "SELECT count(*) >= 40 FROM timescaledb_information.chunks"},
		{"at least 2 million rows", `SELECT (SELECT count(*) FROM metrics.cpu_seconds_total) * 4 + (SELECT count(*) FROM metrics.load1) >= 2000000`},
		{"a stale marker", `SELECT count(*) = 1 FROM metrics.load1 WHERE float8send(value) = '\x7ff0000000000002'`},
	} {
		if db.Text(d.t, check.sql) != "t" {
			d.t.Errorf("the demo's database does not have %s", check.what)
		}
	}
}

// compare compares all rows and all definitions.
func (d *demo) compare(source, target *pgtest.DB) {
	d.t.Helper()
	want, got := rowsOf(d.t, source), rowsOf(d.t, target)
	differ(d.t, "rows", want, got)
	fmt.Fprintf(d.out, "%-58s %s\n", fmt.Sprintf("rows and hashes of %d relations, floats by their bits", len(want)), d.verdict())
	stale := `SELECT count(*) FROM metrics.load1 WHERE float8send(value) = '\x7ff0000000000002'`
	differ(d.t, "stale markers", source.Rows(d.t, stale), target.Rows(d.t, stale))
	fmt.Fprintf(d.out, "%-58s %s\n", "Prometheus stale markers (text COPY would lose them)", d.verdict())
	before, after := source.PgDump(d.t, "--schema-only"), target.PgDump(d.t, "--schema-only")
	differ(d.t, "definitions", strings.Split(before, "\n"), strings.Split(after, "\n"))
	fmt.Fprintf(d.out, "%-58s %s\n", fmt.Sprintf("definitions, as pg_dump prints them (%d lines)", strings.Count(before, "\n")), d.verdict())
}

func (d *demo) verdict() string {
	if d.t.Failed() {
		return "DIFFERENT"
	}
	return "equal"
}

// alive proves that hypertables of the copy work: rows make new chunks, and
// the job scheduler runs.
func (d *demo) alive(db *pgtest.DB) {
	d.t.Helper()
	chunks := "SELECT count(*) FROM show_chunks('metrics.load1')"
	before := db.Text(d.t, chunks)
	db.Exec(d.t, "INSERT INTO metrics.load1 VALUES ('2026-12-24 12:00Z', 1, 1)")
	after := db.Text(d.t, chunks)
	inRoot := db.Text(d.t, "SELECT count(*) FROM ONLY metrics.load1")
	if before == after || inRoot != "0" {
		d.t.Errorf("an insert made no chunk: %s chunks before, %s after, %s rows in the root", before, after, inRoot)
	}
	fmt.Fprintf(d.out, "%-58s %s\n", "an insert into the copy makes a new chunk", before+" -> "+after)
	schedulers := db.Text(d.t, `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
		AND application_name LIKE 'TimescaleDB Background Worker Scheduler%'`)
	if schedulers != "1" {
		d.t.Errorf("%s job schedulers run in the copy", schedulers)
	}
	fmt.Fprintf(d.out, "%-58s %s\n", "job schedulers at work in the copy", schedulers)
}

func (d *demo) sizes(db *pgtest.DB) {
	d.t.Helper()
	info, err := os.Stat(filepath.Join(d.folder, "metrics.promark"))
	if err != nil {
		d.t.Fatal(err)
	}
	onDisk := db.Text(d.t, "SELECT pg_size_pretty(pg_database_size(current_database()))")
	fmt.Fprintf(d.out, "\n%s in the database, %.1f MB in the archive.\n", onDisk, float64(info.Size())/1e6)
}
