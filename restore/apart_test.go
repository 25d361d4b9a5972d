//go:build linux

package restore

import (
	"fmt"
	"testing"

	"promark/archive"
	"promark/catalog/pgtest"
)

// What has the same value of the fact, and what needs each other, comes to one session, in the order
// of the archive.
func TestClusters(t *testing.T) {
	entry := func(id uint32, value string, needs ...uint32) *archive.Entry {
		return &archive.Entry{ID: id, Needs: needs, Facts: map[string]string{archive.FactApart: value}}
	}
	got := fmt.Sprint(ids(clusters([]*archive.Entry{
		entry(4, "a"), entry(5, "b", 1), entry(6, "a", 4), entry(7, "c", 1, 5), entry(8, "d"), entry(9, "d"), entry(10, "e", 9, 7),
	})))
	if want := "[[4 6] [5 7 8 9 10]]"; got != want {
		t.Errorf("clusters are %s, want %s", got, want)
	}
}

func ids(clusters [][]*archive.Entry) [][]uint32 {
	var out [][]uint32
	for _, c := range clusters {
		var one []uint32
		for _, e := range c {
			one = append(one, e.ID)
		}
		out = append(out, one)
	}
	return out
}

// Children of several parents, whose names are mixed in the archive's order, are made by several
// sessions, and those of one parent by one of them: CREATE TABLE locks the parent until the end of its
// transaction, and sessions that take parents in different orders would wait for each other.
func TestApart(t *testing.T) {
	const parents, children = 4, 150
	h := newHandmade(t, 15)
	log := h.table("log", "parent int, pid int")
	add := func(name, columns string, parent int, needs ...uint32) uint32 {
		return h.add(archive.Entry{Kind: "TABLE", Schema: "public", Name: name, Needs: append(needs, log),
			Facts: map[string]string{archive.FactApart: fmt.Sprint("p", parent)}},
			fmt.Sprintf("CREATE TABLE public.%s %s", name, columns),
			fmt.Sprintf("INSERT INTO public.log VALUES (%d, pg_catalog.pg_backend_pid())", parent))
	}
	var ids []uint32
	for p := range parents {
		ids = append(ids, add(fmt.Sprint("p", p), "(a int)", p))
	}
	for c := range children {
		for p := range parents {
			p := (p + c) % parents // now this parent first, now that
			add(fmt.Sprintf("c%d_%d", c, p), fmt.Sprintf("(b int) INHERITS (public.p%d)", p), p, ids[p])
		}
	}
	db := pgtest.Get(t, 15).NewDatabase(t)
	mustRun(t, fromFile(t, options(t, db, 3), h.write(1)))
	if got := db.Text(t, "SELECT count(*) FROM pg_inherits"); got != fmt.Sprint(parents*children) {
		t.Errorf("%s children", got)
	}
	got := db.Text(t, `SELECT count(DISTINCT pid) || ' sessions, ' || max(n) || ' for a parent'
		FROM log JOIN (SELECT parent, count(DISTINCT pid) n FROM log GROUP BY 1) x USING (parent)`)
	if got != "2 sessions, 1 for a parent" { // a session's work is worth its start from 250 entries on
		t.Errorf("made by %s", got)
	}
}
