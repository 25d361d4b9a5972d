//go:build linux

package restore

import (
	"context"
	"fmt"
	"testing"

	"promark/archive"
	"promark/catalog/pgtest"
)

// A build gets the processes that its part of the work is worth: one while there is enough else to do,
// all of them for what comes last, or keeps others from working.
func TestBuildShare(t *testing.T) {
	const large = 100 << 20
	for _, c := range []struct {
		name      string
		tables    int
		indexes   int // of each
		locks     bool
		processes int
		builds    int // at the same time
		want      string
	}{
		{"one table alone", 1, 1, false, 4, 1, "4"},
		{"as many tables as processes", 4, 1, false, 4, 4, "1 1 1 1"},
		{"two tables", 2, 1, false, 4, 2, "2 2"},
		{"two indexes of a table", 1, 2, false, 4, 2, "2 2"},
		{"two indexes of a table that lock it", 1, 2, true, 4, 1, "4"},
		{"a server without parallel builds", 1, 1, false, 1, 1, "1"},
	} {
		r := &run{target: anyServer()}
		add := func(e archive.Entry) uint32 {
			e.ID = uint32(len(r.entries) + 1)
			r.entries = append(r.entries, e)
			return e.ID
		}
		for i := range c.tables {
			table := add(archive.Entry{Name: fmt.Sprint(i)})
			add(archive.Entry{Section: archive.SectionData, Needs: []uint32{table},
				Data: &archive.Data{Relation: archive.Relation{Name: fmt.Sprint(i)}, EstimatedBytes: large, Streams: []uint32{uint32(i + 1)}}})
			for j := range c.indexes {
				e := archive.Entry{Name: fmt.Sprint("i", i, j), Section: archive.SectionPostData, Needs: []uint32{table},
					Facts: map[string]string{archive.FactBuilds: "1"}}
				if c.locks {
					e.Locks = []uint32{table}
				}
				add(e)
			}
		}
		g := r.newGraph(func(e *archive.Entry) bool { return e.Section != archive.SectionPreData }, nil)
		s := newSchedule(context.Background(), g, 10, c.processes)
		s.begin(g, nil, 0)
		var loads []*job
		for range c.tables {
			loads = append(loads, mustTake(t, s))
		}
		for _, j := range loads {
			s.done(0, j)
		}
		var got []int
		for range c.builds {
			got = append(got, mustTake(t, s).processes)
		}
		if fmt.Sprint(got) != "["+c.want+"]" {
			t.Errorf("%s: builds have %v processes, should have %s", c.name, got, c.want)
		}
	}
}

func mustTake(t *testing.T, s *schedule) *job {
	t.Helper()
	j, err := s.take(0)
	if err != nil || j == nil {
		t.Fatalf("there is no work: %v", err)
	}
	return j
}

// The last index of a large table is built with all processes that the server allows, and with memory
// for each of them; what the server is set to is never lowered.
func TestBuildSettings(t *testing.T) {
	const report = `CREATE FUNCTION public.report(id int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN
  IF id = 1 THEN RAISE WARNING '% %', current_setting('max_parallel_maintenance_workers'), current_setting('maintenance_work_mem'); END IF;
  RETURN id; END $$`
	server := pgtest.Get(t, 15)
	source := server.NewDatabase(t)
	h := newHandmade(t, 15)
	function := h.add(archive.Entry{Kind: "FUNCTION", Schema: "public", Name: "report"}, report)
	table := h.table("big", "id int, t text")
	data := h.data(table, 1, archive.Data{Columns: native("id", "t"), Freeze: true},
		copyOut(t, source, "SELECT i, repeat('x', 100) FROM generate_series(1, 5000) i"))
	h.add(archive.Entry{Kind: "INDEX", Schema: "public", Name: "big_report", Table: "big", Section: archive.SectionPostData,
		Needs: []uint32{function, table, data}, Facts: map[string]string{archive.FactBuilds: "1"}},
		"CREATE INDEX big_report ON public.big (public.report(id))")
	file := h.write(1)
	for _, c := range []struct {
		set     string
		workers int
		want    string
	}{
		{"max_parallel_maintenance_workers = 2", 1, "2 192MB"},
		{"max_parallel_maintenance_workers = 2", 6, "5 384MB"},
		{"max_parallel_maintenance_workers = 0", 6, "0 64MB"},
		{"maintenance_work_mem = '1GB'", 1, "2 1GB"},
	} {
		target := server.NewDatabase(t)
		target.Exec(t, fmt.Sprintf("ALTER DATABASE %s SET %s", target.Name, c.set))
		o := fromFile(t, options(t, target, c.workers), file)
		o.NoAnalyze = true // which computes the expression as well
		result := mustRun(t, o)
		if len(result.Warnings) != 1 || result.Warnings[0].Message != c.want {
			t.Errorf("%s, %d workers: the build said %v, should say %s", c.set, c.workers, result.Warnings, c.want)
		}
	}
}
