//go:build linux

package main_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"promark/archive"
	"promark/catalog"
	"promark/catalog/pgtest"
	"promark/dump"
	"promark/restore"
)

// archiveOf dumps a database into memory.
func archiveOf(t *testing.T, source *pgtest.DB) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := dump.Run(context.Background(), dump.Options{Config: config(t, source), Output: &b}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// restoreSelection restores a part of an archive from a file.
func restoreSelection(t *testing.T, data []byte, target *pgtest.DB, s restore.Selection) error {
	t.Helper()
	r, err := archive.Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	_, err = restore.Run(context.Background(), restore.Options{Config: config(t, target), File: r, Selection: s})
	return err
}

// listWithout names all entries of an archive but those of a table and its chunks.
func listWithout(t *testing.T, data []byte, hypertable string) (ids []uint32) {
	t.Helper()
	r, err := archive.Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]bool{}
	for _, e := range r.Entries() {
		if e.Facts[archive.FactHypertable] == hypertable {
			parts[e.Schema+"."+e.Name] = true
		}
	}
	for _, e := range r.Entries() {
		if !parts[e.Schema+"."+e.Table] {
			ids = append(ids, e.ID)
		}
	}
	if len(ids) == len(r.Entries()) {
		t.Fatalf("nothing of the archive belongs to %s", hypertable)
	}
	return ids
}

// sameParts compares rows and what pg_dump would tell, at less expense.
func sameParts(t *testing.T, source, target *pgtest.DB) {
	t.Helper()
	sameRows(t, source, target)
	differ(t, "sequences", source.Rows(t, sequences), target.Rows(t, sequences))
	for _, name := range []string{"owners and privileges of relations", "triggers", "indexes", "constraints", "inheritance", "options"} {
		differ(t, name, source.Rows(t, promscaleQueries[name]), target.Rows(t, promscaleQueries[name]))
	}
}

// A part of a whole archive is what the same part of the database is: tables, views, and rows in
// TimescaleDB's catalog. The filters of a dump have their own test. Ways: from a file, through a
// pipe, as a script.
func TestSelectionTakesWholeHypertables(t *testing.T) {
	for name, server := range map[string]*pgtest.Server{"17": pgtest.Timescale(t), "18": pgtest.NewerTimescale(t)} {
		t.Run(name, func(t *testing.T) {
			source := server.NewDatabase(t)
			load(t, source, "hypertables")
			data := archiveOf(t, source)
			for _, c := range []struct {
				name   string
				choice restore.Selection
				filter catalog.Filter
				newer  bool
			}{
				{"a hypertable", restore.Selection{Tables: []string{"metrics"}}, catalog.Filter{Tables: []string{"metrics"}}, true},
				{"a schema", restore.Selection{Schemas: []string{"public"}}, catalog.Filter{Schemas: []string{"public"}}, false},
				{"without a hypertable", restore.Selection{ExcludeTables: []string{"metrics"}}, catalog.Filter{ExcludeTables: []string{"metrics"}}, true},
				{"a list", restore.Selection{List: listWithout(t, data, `"public"."other"`)}, catalog.Filter{ExcludeTables: []string{"other"}}, false},
				{"without rows", restore.Selection{NoData: true, Tables: []string{"other"}}, catalog.Filter{NoData: true, Tables: []string{"other"}}, false},
			} {
				if name != "17" && !c.newer && !pgtest.Conformance() {
					continue
				}
				t.Run(c.name, func(t *testing.T) {
					want := movePart(t, source, c.filter)
					target := server.NewDatabase(t)
					if err := restoreSelection(t, data, target, c.choice); err != nil {
						t.Fatal(err)
					}
					sameParts(t, want, target)
				})
			}
			if name != "17" && !pgtest.Conformance() {
				return
			}
			t.Run("script", func(t *testing.T) {
				want := movePart(t, source, catalog.Filter{Tables: []string{"metrics"}})
				for _, pipe := range []bool{true, false} {
					if !pipe && !pgtest.Conformance() {
						continue
					}
					target := server.NewDatabase(t)
					psql(t, target, scriptOf(t, source, pipe, restore.ScriptOptions{Options: restore.Options{Selection: restore.Selection{Tables: []string{"metrics"}}}}))
					sameParts(t, want, target)
				}
			})
			t.Run("pipe", func(t *testing.T) {
				target := server.NewDatabase(t)
				_, err := moveThroughPipe(dump.Options{Config: config(t, source)}, restore.Options{Config: config(t, target),
					Selection: restore.Selection{Tables: []string{"other"}}})
				if err != nil {
					t.Fatal(err)
				}
				sameParts(t, movePart(t, source, catalog.Filter{Tables: []string{"other"}}), target)
			})
		})
	}
}

// What cannot become a working hypertable is refused before anything is changed.
func TestSelectionRefusesPartsOfHypertables(t *testing.T) {
	server := pgtest.Timescale(t)
	source, target := server.NewDatabase(t), server.NewDatabase(t)
	load(t, source, "hypertables")
	data := archiveOf(t, source)
	chunk := strings.TrimPrefix(source.Text(t, "SELECT min(c::text) FROM show_chunks('metrics') c"), "own.")
	list := listWithout(t, data, `"public"."other"`)
	const alone, out = `it is a part of hypertable "public"."metrics"; select that`, `cannot be left out alone: it is a part of hypertable "public"."metrics"`
	for _, c := range []struct {
		name   string
		choice restore.Selection
		want   string // of the error
	}{
		{"a chunk", restore.Selection{Tables: []string{chunk}}, alone},
		{"the schema of chunks", restore.Selection{Schemas: []string{"own"}}, alone},
		{"a continuous aggregate", restore.Selection{Tables: []string{"daily"}}, alone},
		{"without the schema of chunks", restore.Selection{ExcludeSchemas: []string{"own"}}, out},
		{"without a chunk", restore.Selection{ExcludeTables: []string{chunk}}, out},
		{"without an aggregate", restore.Selection{ExcludeTables: []string{"weekly"}}, out},
		{"a list without a chunk", restore.Selection{List: without(t, data, list, "TABLE", chunk)}, out},
		{"a list without the root", restore.Selection{List: without(t, data, list, "TABLE", "metrics")}, alone},
		{"a list without a dimension", restore.Selection{List: without(t, data, list, "EXTENSION DATA", "dimension")}, "EXTENSION DATA _timescaledb_catalog.dimension"},
		{"rows", restore.Selection{NoSchema: true}, "cannot be restored without definitions"},
		{"rows of one", restore.Selection{NoSchema: true, Schemas: []string{"own"}}, "cannot be restored without definitions"},
		{"a section", restore.Selection{Sections: []archive.Section{archive.SectionPreData}}, "cannot be restored in sections"},
		{"rows as a section", restore.Selection{Sections: []archive.Section{archive.SectionData}}, "cannot be restored in sections"},
	} {
		if err := restoreSelection(t, data, target, c.choice); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
	if got := target.Text(t, "SELECT count(*) FROM pg_extension"); got != "1" {
		t.Errorf("the target has %s extensions", got)
	}
	if err := restoreSelection(t, data, target, restore.Selection{Tables: []string{"plain", "plain_id_seq"}}); err != nil {
		t.Errorf("a table that is no hypertable: %v", err)
	}
	if err := restoreSelection(t, data, target, restore.Selection{Tables: []string{"other"}}); err != nil {
		t.Errorf("a hypertable beside a table: %v", err)
	}
	if err := restoreSelection(t, data, target, restore.Selection{Indexes: []string{"metrics_v"}}); err == nil || !strings.Contains(err.Error(), "TABLE public.metrics (for INDEX public.metrics_v on metrics)") {
		t.Errorf("an index of a hypertable that is not there: %v", err)
	}
	err := restoreSelection(t, data, target, restore.Selection{Tables: []string{"metrics"}})
	if err == nil || !strings.Contains(err.Error(), "the target has extension timescaledb already, and rows in _timescaledb_catalog.hypertable") {
		t.Errorf("a second hypertable: %v", err)
	}
}

// without takes one entry out of a list.
func without(t *testing.T, data []byte, list []uint32, kind, name string) (out []uint32) {
	t.Helper()
	r, err := archive.Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range list {
		if e := r.Entries()[id-1]; e.Kind != kind || e.Name != name {
			out = append(out, id)
		}
	}
	if len(out) != len(list)-1 {
		t.Fatalf("the list has %d entries %s %s", len(list)-len(out), kind, name)
	}
	return out
}
