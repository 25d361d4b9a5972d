//go:build linux

package restore

import (
	"context"
	"errors"
	"strings"
	"testing"

	"promark/archive"
	"promark/catalog/pgtest"
)

// A foreign key that has been added lets others of the same referenced table begin while it is
// validated, but none of its own table.
func TestWeakenedLocks(t *testing.T) {
	r := &run{target: anyServer()}
	add := func(e archive.Entry) uint32 {
		e.ID = uint32(len(r.entries) + 1)
		r.entries = append(r.entries, e)
		return e.ID
	}
	referenced, a, b := add(archive.Entry{Name: "referenced"}), add(archive.Entry{Name: "a"}), add(archive.Entry{Name: "b"})
	var keys []uint32
	for _, table := range []uint32{a, a, b} {
		data := add(archive.Entry{Section: archive.SectionData, Needs: []uint32{table},
			Data: &archive.Data{Relation: archive.Relation{Name: r.entries[table-1].Name}, EstimatedBytes: 1 << 20}})
		keys = append(keys, add(archive.Entry{Section: archive.SectionPostData, Table: r.entries[table-1].Name,
			Needs: []uint32{data}, Locks: []uint32{table, referenced}, Facts: map[string]string{archive.FactValidates: "x"}}))
	}
	g := r.newGraph(func(e *archive.Entry) bool { return e.Section != archive.SectionPreData }, nil)
	s := newSchedule(context.Background(), g, 10, 1)
	s.begin(g, nil, 0)
	first := s.compose()
	if first == nil || first.nodes[0].entry.ID != keys[0] {
		t.Fatalf("the first job is %v", first)
	}
	if j := s.compose(); j != nil {
		t.Fatalf("entry %d is added beside another key of the same referenced table", j.nodes[0].entry.ID)
	}
	s.weaken(first, first.nodes[0], r.ownTable(first.nodes[0].entry))
	second := s.compose()
	if second == nil || second.nodes[0].entry.ID != keys[2] {
		t.Fatalf("beside a key that is validated, the job is %v", second)
	}
	s.done(0, first) // gives nothing back that the second has
	if j := s.compose(); j != nil {
		t.Errorf("entry %d is added beside another key of the same referenced table", j.nodes[0].entry.ID)
	}
	s.done(0, second)
	if j := s.compose(); j == nil || j.nodes[0].entry.ID != keys[1] {
		t.Errorf("the last job is %v", j)
	}
}

// A key that is validated apart ends as one that is added whole. A row that violates it is an error that
// names the statement, and who puts the row right and goes on ends with the same.
func TestValidatedApart(t *testing.T) {
	for _, major := range []int{12, 15, 18} {
		server := pgtest.Get(t, major)
		source, target := server.NewDatabase(t), server.NewDatabase(t)
		h := newHandmade(t, major)
		referenced, big := h.table("referenced", "id int PRIMARY KEY"), h.table("big", "id int, t text")
		rows := h.data(referenced, 1, archive.Data{Columns: native("id"), Freeze: true}, copyOut(t, source, "SELECT generate_series(1, 4999)"))
		data := h.data(big, 1, archive.Data{Columns: native("id", "t"), Freeze: true},
			copyOut(t, source, "SELECT i, repeat('x', 100) FROM generate_series(1, 5000) i"))
		key := h.add(archive.Entry{Kind: "FK CONSTRAINT", Schema: "public", Name: "key", Table: "big", Section: archive.SectionPostData,
			Needs: []uint32{referenced, big, rows, data}, Locks: []uint32{referenced, big},
			Facts: map[string]string{archive.FactValidates: "ALTER TABLE ONLY public.big VALIDATE CONSTRAINT key"}},
			"ALTER TABLE ONLY public.big ADD CONSTRAINT key FOREIGN KEY (id) REFERENCES public.referenced (id) DEFERRABLE INITIALLY DEFERRED",
			"COMMENT ON CONSTRAINT key ON public.big IS 'x'")
		b := h.write(1)
		_, err := Run(context.Background(), fromFile(t, options(t, target, 2), b))
		var failed *Failure
		if !errors.As(err, &failed) || failed.Entry.ID != key || failed.Code != "23503" || !strings.Contains(failed.Statement, "VALIDATE") {
			t.Fatalf("%d: error is %v", major, err)
		}
		target.Exec(t, "INSERT INTO referenced VALUES (5000)")
		resumed(t, target, b)
		if got := target.Text(t, "SELECT convalidated::text || condeferred || obj_description(oid) FROM pg_constraint WHERE conname = 'key'"); got != "truetruex" {
			t.Errorf("%d: the key is %s", major, got)
		}
	}
}
