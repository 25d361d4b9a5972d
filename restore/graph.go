package restore

import (
	"slices"

	"promark/archive"
)

// node is an entry in the graph of what is restored in parallel: rows, sequence values, and all
// of the post-data section.
type node struct {
	entry      *archive.Entry
	statements []archive.Statement
	next       []*node
	waits      int      // nodes that must be done before
	streams    int      // streams that are not loaded yet
	cost       int64    // bytes of rows that it reads or loads
	exclusive  []uint32 // relations (entries) that nobody else may use meanwhile
	shared     []uint32 // relations that nobody may use exclusively meanwhile
}

// graph is all nodes, by entry.
type graph struct {
	nodes map[uint32]*node
	order []*node          // as in the archive
	there map[uint32]int64 // bytes of rows that an earlier restore has loaded, by their entry
}

// newGraph makes the graph of the entries that include accepts. done says which streams are
// loaded already.
func (r *run) newGraph(include func(*archive.Entry) bool, done map[uint32]bool) *graph {
	g := &graph{nodes: map[uint32]*node{}, there: map[uint32]int64{}}
	for i := range r.entries {
		e := &r.entries[i]
		if r.there[e.ID] && e.Data != nil {
			g.there[e.ID] = e.Data.EstimatedBytes
		}
		if r.skip[e.ID] || !include(e) {
			continue
		}
		n := &node{entry: e, statements: r.wanted(e)}
		if e.Data != nil {
			n.cost = max(e.Data.EstimatedBytes, 1)
			for _, id := range e.Data.Streams {
				if !done[id] {
					n.streams++
				}
			}
		}
		g.nodes[e.ID] = n
		g.order = append(g.order, n)
	}
	g.connect(newLoads(r.entries, g), r.dataOrder())
	return g
}

// connect sets edges, costs and locks. The order of the archive guarantees that what a node waits
// for stands before it.
func (g *graph) connect(l *loads, more map[uint32][]uint32) {
	lockable := map[uint32]bool{}
	for _, n := range g.order {
		for _, id := range n.entry.Locks {
			lockable[id] = true
		}
	}
	for _, n := range g.order {
		n.exclusive = n.entry.Locks
		for _, id := range n.entry.Needs {
			if lockable[id] && !slices.Contains(n.exclusive, id) {
				n.shared = append(n.shared, id)
			}
		}
		before := slices.Concat(n.entry.Needs, l.before(n.entry), more[n.entry.ID])
		slices.Sort(before)
		for _, id := range slices.Compact(before) {
			if p := g.nodes[id]; p != nil && p != n {
				p.next = append(p.next, n)
				n.waits++
				n.cost = max(n.cost, p.cost)
			}
			n.cost = max(n.cost, g.there[id]) // an index is as much work as it would have been
		}
	}
}

// loads knows which rows a post-data entry has to wait for: those of the relations that it needs
// or locks, and, for the latter, of all their children and partitions, since a constraint or a
// trigger of a parent reaches down to them.
type loads struct {
	entries  []archive.Entry
	of       map[uint32][]uint32 // the entries with rows of a relation, by the relation's entry
	children map[uint32][]uint32 // pre-data entries that need a pre-data entry
	below    map[uint32][]uint32 // result of under, by relation
}

func newLoads(entries []archive.Entry, g *graph) *loads {
	l := &loads{entries, map[uint32][]uint32{}, map[uint32][]uint32{}, map[uint32][]uint32{}}
	for i := range entries {
		e := &entries[i]
		if e.Section == archive.SectionPreData {
			for _, id := range e.Needs {
				l.children[id] = append(l.children[id], e.ID)
			}
		}
		if e.Data != nil && (g.nodes[e.ID] != nil || g.there[e.ID] > 0) {
			for _, id := range l.relationsOf(e) {
				l.of[id] = append(l.of[id], e.ID)
			}
		}
	}
	return l
}

// relationsOf finds the entry that makes the relation of e's rows: the one of that name that they
// need; all that they need if none has it, or if the rows may go into any of them.
func (l *loads) relationsOf(e *archive.Entry) []uint32 {
	if e.Facts[archive.FactThrough] != "" {
		return e.Needs
	}
	for _, id := range e.Needs {
		made := l.entry(id)
		if made != nil && made.Section == archive.SectionPreData &&
			made.Schema == e.Data.Relation.Schema && made.Name == e.Data.Relation.Name {
			return []uint32{id}
		}
	}
	return e.Needs
}

func (l *loads) entry(id uint32) *archive.Entry {
	if id == 0 || int(id) > len(l.entries) {
		return nil
	}
	return &l.entries[id-1]
}

// before gives the loads that an entry waits for.
func (l *loads) before(e *archive.Entry) []uint32 {
	if e.Section != archive.SectionPostData {
		return nil
	}
	var out []uint32
	for _, id := range e.Needs {
		out = append(out, l.of[id]...)
	}
	for _, id := range e.Locks {
		out = append(out, l.under(id)...)
	}
	return out
}

// under gives the loads of a relation and of everything below it. Children need their parent;
// an attached partition stands beside it in an entry that locks one of the two.
func (l *loads) under(top uint32) []uint32 {
	if found, ok := l.below[top]; ok {
		return found
	}
	var out []uint32
	seen := map[uint32]bool{top: true}
	for queue := []uint32{top}; len(queue) > 0; queue = queue[1:] {
		out = append(out, l.of[queue[0]]...)
		for _, id := range l.children[queue[0]] {
			found := []uint32{id}
			if e := l.entry(id); len(e.Locks) > 0 {
				found = append(found, e.Needs...)
			}
			for _, f := range found {
				if !seen[f] {
					seen[f] = true
					queue = append(queue, f)
				}
			}
		}
	}
	l.below[top] = out
	return out
}
