//go:build linux

package restore

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"

	"promark/archive"
)

// randomEntries makes relations with rows, and entries that need and lock some of them.
func randomEntries(random *rand.Rand) []archive.Entry {
	var entries []archive.Entry
	add := func(e archive.Entry) uint32 {
		e.ID = uint32(len(entries) + 1)
		entries = append(entries, e)
		return e.ID
	}
	tables := uint32(10 + random.IntN(20))
	for i := range tables {
		add(archive.Entry{Kind: "TABLE", Name: fmt.Sprint("t", i)})
	}
	stream := uint32(0)
	for i := range tables {
		d := &archive.Data{Relation: archive.Relation{Name: fmt.Sprint("t", i)}, EstimatedBytes: random.Int64N(1 << 21)}
		for range 1 + random.IntN(3) {
			stream++
			d.Streams = append(d.Streams, stream)
		}
		add(archive.Entry{Kind: "TABLE DATA", Section: archive.SectionData, Needs: []uint32{i + 1}, Data: d})
	}
	for range 100 {
		e := archive.Entry{Kind: "POST", Section: archive.SectionPostData}
		for range 1 + random.IntN(3) {
			table := 1 + random.Uint32N(tables)
			e.Needs = append(e.Needs, table)
			if random.IntN(2) == 0 {
				e.Locks = append(e.Locks, table)
			}
		}
		if n := uint32(len(entries)); n > 2*tables && random.IntN(2) == 0 {
			e.Needs = append(e.Needs, 2*tables+1+random.Uint32N(n-2*tables))
		}
		add(e)
	}
	return entries
}

// watch notes what runs and finds what must not run side by side or too early.
type watch struct {
	mu     sync.Mutex
	t      *testing.T
	g      *graph
	done   map[uint32]bool
	loaded map[uint32]int  // streams
	used   map[uint32]*job // relations in exclusive use
}

func (w *watch) begin(j *job) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, n := range j.nodes {
		for _, id := range n.entry.Needs {
			if need := w.g.nodes[id]; need != nil && !w.done[id] && !inJob(j, id) {
				w.t.Errorf("entry %d runs before entry %d, which it needs", n.entry.ID, id)
			}
			if by := w.used[id]; by != nil && by != j {
				w.t.Errorf("entry %d uses relation %d, which another job has locked", n.entry.ID, id)
			}
		}
		for _, id := range n.entry.Locks {
			w.used[id] = j
		}
	}
}

func (w *watch) end(j *job) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, n := range j.nodes {
		w.done[n.entry.ID] = true
		for _, id := range n.entry.Locks {
			delete(w.used, id)
		}
	}
	for _, l := range j.loads {
		e := l.node.entry
		w.loaded[e.ID]++
		w.done[e.ID] = w.loaded[e.ID] == len(e.Data.Streams)
	}
}

func inJob(j *job, id uint32) bool {
	for _, n := range j.nodes {
		if n.entry.ID == id {
			return true
		}
	}
	return false
}

// Whatever the graph and the number of workers, everything runs once, after what it needs, and
// never beside what locks the same relation.
func TestSchedule(t *testing.T) {
	for seed := range uint64(200) {
		random := rand.New(rand.NewPCG(seed, 0))
		r := &run{entries: randomEntries(random)}
		r.target = anyServer()
		g := r.newGraph(func(e *archive.Entry) bool { return e.Section != archive.SectionPreData }, nil)
		s := newSchedule(context.Background(), g, 1+random.IntN(20), 3)
		s.begin(g, nil, 0)
		w := &watch{t: t, g: g, done: map[uint32]bool{}, loaded: map[uint32]int{}, used: map[uint32]*job{}}
		var workers sync.WaitGroup
		ran := make([]int, 5)
		for i := range 1 + random.IntN(4) {
			workers.Go(func() {
				for {
					j, err := s.take(i)
					if err != nil {
						t.Errorf("seed %d: %v", seed, err)
					}
					if j == nil {
						return
					}
					w.begin(j)
					ran[i] += len(j.nodes)
					runtime.Gosched() // so that others come in between
					w.end(j)
					s.done(i, j)
				}
			})
		}
		workers.Wait()
		total := 0
		for _, n := range ran {
			total += n
		}
		if total != 100 || s.left != 0 {
			t.Errorf("seed %d: %d of 100 entries ran, %d nodes are left", seed, total, s.left)
		}
	}
}

// The largest work is handed out first, and small work together.
func TestLargestFirst(t *testing.T) {
	r := &run{target: anyServer()}
	for i, bytes := range []int64{1000, 9 << 20, 2000, 5 << 20} {
		r.entries = append(r.entries, archive.Entry{ID: uint32(i + 1), Section: archive.SectionData,
			Data: &archive.Data{EstimatedBytes: bytes, Streams: []uint32{uint32(i + 1)}}})
	}
	g := r.newGraph(func(*archive.Entry) bool { return true }, nil)
	s := newSchedule(context.Background(), g, 10, 1)
	s.begin(g, nil, 0)
	var got []string
	for {
		j, err := s.take(0)
		if err != nil {
			t.Fatal(err)
		}
		if j == nil {
			break
		}
		var ids []uint32
		for _, l := range j.loads {
			ids = append(ids, l.stream)
		}
		got = append(got, fmt.Sprint(ids))
		s.done(0, j)
	}
	if fmt.Sprint(got) != "[[2] [4] [3 1]]" {
		t.Errorf("order is %v", got)
	}
}
