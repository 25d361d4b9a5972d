//go:build linux

package main_test

import (
	"bytes"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"promark/archive"
	"promark/catalog/pgtest"
	"promark/dump"
	"promark/restore"
)

// Goal: what PostgreSQL's own regression suite leaves behind comes back as the original brings
// it back. Method: the database is dumped by promark and by pg_dump; promark restores with one
// worker and with four, pg_restore once; then pg_dump prints all three copies.
//
// "make conformance" does it on all servers; "make test" on the one of those with sources of
// their own that the seed draws.
func TestRegression(t *testing.T) {
	for _, major := range pgtest.RegressionSample(t) {
		t.Run(fmt.Sprint(major), func(t *testing.T) { testRegression(t, major) })
	}
}

func testRegression(t *testing.T, major int) {
	watch := stopwatch{t: t, last: time.Now()}
	source := pgtest.Regression(t, major)
	enoughTables(t, source)
	watch.lap("the suite")
	first, second := dumpAll(t, source), dumpAll(t, source)
	sameEntries(t, "the second dump", first, second, wholeEntry)
	watch.lap("two dumps")

	reference := source.Server.NewDatabase(t)
	complaints := reference.PgRestore(t, source)
	if pgtest.HasSource(major) && len(complaints) > 0 {
		t.Errorf("pg_restore: %v", complaints)
	}
	wantDump := expectedDump(t, source.PgDump(t), reference.PgDump(t))
	if len(complaints) > 0 {
		wantDump = expectedOfEither(source.PgDump(t), reference.PgDump(t))
	}
	wantRows := expectedRows(t, source, reference)
	watch.lap("pg_dump and pg_restore")
	for _, workers := range []int{1, 4} {
		t.Run(fmt.Sprintf("restored by %d", workers), func(t *testing.T) {
			watch := stopwatch{t: t, last: time.Now()}
			target := source.Server.NewDatabase(t)
			restoreAll(t, first, target, workers)
			watch.lap("restore")
			differ(t, "rows", wantRows, rowsOf(t, target))
			sameDump(t, wantDump, parts(target.PgDump(t)))
			watch.lap("rows and pg_dump")
			sameEntries(t, "the copy's dump", first, dumpAll(t, target), definition)
			watch.lap("dump of the copy")
			equal(t, compared(t, dump.CompareOptions{Archive: first, Target: config(t, target)}))
			watch.lap("comparison with the archive")
		})
	}
}

type stopwatch struct {
	t    *testing.T
	last time.Time
}

// lap says how long a part took.
func (w *stopwatch) lap(what string) {
	w.t.Logf("%s: %.1f s", what, time.Since(w.last).Seconds())
	w.last = time.Now()
}

func enoughTables(t *testing.T, db *pgtest.DB) {
	t.Helper()
	query := fmt.Sprintf("SELECT count(*) > %d FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace <> ALL "+
		"(ARRAY['pg_catalog', 'information_schema', 'pg_toast']::regnamespace[])", pgtest.RegressionTables)
	if db.Text(t, query) != "t" {
		t.Fatal("the regression database is nearly empty")
	}
}

func dumpAll(t *testing.T, db *pgtest.DB) *archive.Reader {
	t.Helper()
	var b bytes.Buffer
	if _, err := dump.Run(context.Background(), dump.Options{Config: config(t, db), Workers: 4, Output: &b}); err != nil {
		t.Fatalf("dump: %v", err)
	}
	r, err := archive.Open(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// restoreAll restores and reports every statement that fails.
func restoreAll(t *testing.T, from *archive.Reader, to *pgtest.DB, workers int) {
	t.Helper()
	result, err := restore.Run(context.Background(),
		restore.Options{Config: config(t, to), File: from, Workers: workers, KeepGoing: true})
	for _, f := range result.Failures {
		t.Errorf("restore: %v", f)
	}
	if err != nil || result.State != restore.Complete {
		t.Fatalf("restore: %v, %v, findings %v", err, result.State, result.Findings)
	}
}

// sameEntries compares what two archives hold: objects, statements and their order.
func sameEntries(t *testing.T, what string, want, got *archive.Reader, line func(archive.Entry) string) {
	t.Helper()
	differ(t, what, entryLines(want, line), entryLines(got, line))
}

func entryLines(r *archive.Reader, line func(archive.Entry) string) []string {
	var lines []string
	for _, e := range r.Entries() {
		if text := line(e); text != "" {
			lines = append(lines, text)
		}
	}
	return lines
}

// wholeEntry gives all that a dump decides about an entry; the rest depends on the copying.
func wholeEntry(e archive.Entry) string {
	data := "no rows"
	if e.Data != nil {
		d := *e.Data
		d.Streams, d.EstimatedBytes = nil, 0
		data = fmt.Sprintf("%+v", d)
	}
	e.Data = nil
	return fmt.Sprintf("%+v %s", e, data)
}

// definition gives the statements of an entry. The copy of a table has its columns in another
// order if a parent had got them late, and has statistics of its own.
func definition(e archive.Entry) string {
	if e.Kind == "STATISTICS DATA" {
		return ""
	}
	return fmt.Sprintf("%s %q.%q %q %+v", e.Kind, e.Schema, e.Table, e.Name, e.Statements)
}

// part is what pg_dump prints of one object, below a comment with its name.
type part struct{ name, text, or string }

var partHead = regexp.MustCompile(`(?m)^-- (?:Data for )?(Name: .*)$`)

// parts cuts a dump, with the rows of every table sorted: their order is nobody's promise.
func parts(dump string) []part {
	heads := partHead.FindAllStringSubmatchIndex(dump, -1)
	list := []part{{name: "the settings", text: dump[:heads[0][0]]}}
	for i, h := range heads {
		end := len(dump)
		if i+1 < len(heads) {
			end = heads[i+1][0]
		}
		list = append(list, part{name: dump[h[2]:h[3]], text: sortRows(dump[h[0]:end])})
	}
	return list
}

func sortRows(text string) string {
	before, rest, isCopy := strings.Cut(text, " FROM stdin;\n")
	if !isCopy {
		return text
	}
	rows := strings.SplitAfter(rest, "\n")
	end := max(slices.Index(rows, "\\.\n"), 0)
	slices.Sort(rows[:end])
	return before + " FROM stdin;\n" + strings.Join(rows, "")
}

// keptByPromark names what promark keeps and the original loses, with the reason. The copy must
// then be as the source is.
var keptByPromark = map[string]string{
	"gtestxx_4":          columnOrder,
	"test_type_diff2_c1": columnOrder,
	"test_type_diff2_c2": columnOrder,
}

const columnOrder = "pg_dump makes a child with INHERITS, which puts the parent's columns first; " +
	"promark makes it as it is, and attaches it"

// expectedDump gives what pg_dump must print of a copy: what it prints of the copy that the
// original made, and of the source where promark does better.
func expectedDump(t *testing.T, source, reference string) []part {
	t.Helper()
	texts := map[string]string{}
	for _, p := range parts(source) {
		texts[p.name] = p.text
	}
	list := parts(reference)
	for i, p := range list {
		name, _, _ := strings.Cut(strings.TrimPrefix(p.name, "Name: "), "; ")
		if keptByPromark[name] != "" && texts[p.name] != "" {
			list[i].text = texts[p.name]
		}
	}
	return list
}

// expectedOfEither is for servers so old that pg_dump 17 writes what they do not understand, so that
// the original's copy lacks objects: the copy must have all that the source has, each as in the
// source or as in the original's copy.
func expectedOfEither(source, reference string) []part {
	texts := map[string]string{}
	for _, p := range parts(reference) {
		texts[p.name] = p.text
	}
	list := parts(source)
	for i, p := range list {
		list[i].or = texts[p.name]
	}
	return list
}

// sameDump compares two dumps object by object, and the order of the objects.
func sameDump(t *testing.T, want, got []part) {
	t.Helper()
	differ(t, "objects that pg_dump finds", partNames(want), partNames(got))
	of := map[string][]part{}
	for _, p := range want {
		of[p.name] = append(of[p.name], p)
	}
	for _, p := range got {
		wanted := of[p.name]
		if len(wanted) > 0 && wanted[0].text != p.text && wanted[0].or != p.text {
			differ(t, "pg_dump, "+p.name, strings.Split(wanted[0].text, "\n"), strings.Split(p.text, "\n"))
		}
		of[p.name] = wanted[min(1, len(wanted)):]
	}
}

// expectedRows gives the rows of the source, and those of the original's copy for materialized
// views: both fill them anew, while the source's may be older than what they are made from.
func expectedRows(t *testing.T, source, reference *pgtest.DB) []string {
	t.Helper()
	views := source.Rows(t, "SELECT schemaname || '.' || matviewname FROM pg_matviews")
	made := map[string]string{}
	for _, line := range rowsOf(t, reference) {
		made[lineTable(line)] = line
	}
	lines := rowsOf(t, source)
	for i, line := range lines {
		if name := lineTable(line); slices.Contains(views, name) {
			lines[i] = made[name]
		}
	}
	return lines
}

// lineTable gives the table of a line of rowsOf, which ends with two numbers.
func lineTable(line string) string {
	fields := strings.Split(line, " ")
	return strings.Join(fields[:len(fields)-2], " ")
}

func partNames(list []part) []string {
	var names []string
	for _, p := range list {
		names = append(names, p.name)
	}
	return names
}
