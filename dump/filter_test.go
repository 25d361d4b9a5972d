//go:build linux

package dump

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"promark/archive"
	"promark/catalog"
	"promark/catalog/pgtest"
)

// A user who may read only some tables can dump those: nothing else is
// locked, read or deparsed.
func TestFilterLocksSelectedOnly(t *testing.T) {
	for _, major := range []int{12, 15, 18} {
		server := pgtest.Get(t, major)
		db := server.NewDatabase(t)
		role := pgtest.UniqueName("reader")
		db.Exec(t, "CREATE TABLE mine (a serial, b text); CREATE TABLE secret (a serial, b text);"+
			"INSERT INTO mine (b) VALUES ('x'); CREATE ROLE "+role+" LOGIN;"+
			"GRANT SELECT ON mine, mine_a_seq TO "+role)
		t.Cleanup(func() { db.Exec(t, "DROP OWNED BY "+role, "DROP ROLE "+role) })
		o, out := options(t, db)
		o.Config.User, o.Config.Password = role, ""
		if _, err := Run(context.Background(), o); err == nil || !strings.Contains(err.Error(), "secret") {
			t.Errorf("%d: a dump of everything: %v", major, err)
		}
		out.Reset()
		o.Filter = catalog.Filter{Tables: []string{"mine"}}
		locked := db.Conn(t)
		if _, err := locked.Exec(context.Background(), "BEGIN; LOCK TABLE secret"); err != nil {
			t.Fatal(err)
		}
		if _, err := Run(context.Background(), o); err != nil {
			t.Errorf("%d: %v", major, err)
			continue
		}
		if got := archived(t, open(t, out.Bytes())); len(got) != 1 || len(got["public.mine"]) == 0 {
			t.Errorf("%d: %d relations have rows", major, len(got))
		}
	}
}

// Leaving out the rows of a hypertable leaves out those of its chunks, and
// nothing else: the hypertable stays one.
func TestFilterHypertableRows(t *testing.T) {
	db := pgtest.Timescale(t).NewDatabase(t)
	db.Exec(t, "CREATE EXTENSION timescaledb")
	db.Exec(t, timescaleSetup)
	for name, c := range map[string]struct {
		filter    catalog.Filter
		relations int // with rows, those of the extension aside
	}{
		"all":                {catalog.Filter{}, 13},
		"rows of m excluded": {catalog.Filter{ExcludeTableData: []string{"m"}}, 3},
		"definitions":        {catalog.Filter{NoData: true}, 0},
		"rows of n excluded": {catalog.Filter{ExcludeTableData: []string{"n"}}, 12},
		"all rows excluded":  {catalog.Filter{ExcludeTableData: []string{"*.*"}}, 0},
	} {
		o, out := options(t, db)
		o.Filter = c.filter
		if _, err := Run(context.Background(), o); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		r := open(t, out.Bytes())
		data, chunks := 0, 0
		for _, e := range r.Entries() {
			if e.Kind == "TABLE DATA" {
				data++
			}
			if e.Kind == "TABLE" && strings.HasPrefix(e.Name, "_hyper_") {
				chunks++
			}
		}
		if data != c.relations || chunks != 11 {
			t.Errorf("%s: rows of %d relations, %d chunks; want %d and 11", name, data, chunks, c.relations)
		}
		if n := bytes.Count(rows(t, r, "_timescaledb_catalog", "chunk"), []byte("\n")); n != 11 {
			t.Errorf("%s: %d rows about chunks", name, n)
		}
	}
}

// The manifest of a partial archive says so, and names what is in it only.
func TestFilterManifest(t *testing.T) {
	db := pgtest.Get(t, 15).NewDatabase(t)
	role := pgtest.UniqueName("owner")
	db.Exec(t, "CREATE EXTENSION hstore; CREATE ROLE "+role+"; CREATE TABLE a (x int); CREATE TABLE b (x int);"+
		"ALTER TABLE b OWNER TO "+role)
	t.Cleanup(func() { db.Exec(t, "DROP OWNED BY "+role, "DROP ROLE "+role) })
	manifest := func(f catalog.Filter) *archive.Manifest {
		o, out := options(t, db)
		o.Filter, o.FilterText = f, "--some=option"
		if _, err := Run(context.Background(), o); err != nil {
			t.Fatal(err)
		}
		return open(t, out.Bytes()).Manifest()
	}
	m := manifest(catalog.Filter{Tables: []string{"a"}})
	if m.Facts[archive.FactFilter] != "--some=option" || len(m.Extensions) != 0 || strings.Contains(strings.Join(m.Roles, " "), role) {
		t.Errorf("manifest of a part: %v, extensions %v, roles %v", m.Facts, m.Extensions, m.Roles)
	}
	m = manifest(catalog.Filter{ExcludeTables: []string{"a"}})
	if len(m.Extensions) != 1 || !strings.Contains(strings.Join(m.Roles, " "), role) {
		t.Errorf("manifest without a table: extensions %v, roles %v", m.Extensions, m.Roles)
	}
}
