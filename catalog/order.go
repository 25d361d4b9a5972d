package catalog

import (
	"cmp"
	"container/heap"
	"slices"
	"strings"
)

// sortKey orders objects that do not depend on each other. Equal catalogs
// give equal orders whatever their OIDs are; the OID only parts what all
// else finds equal.
type sortKey struct {
	stage        stage
	kind         int16 // index in the kinds table
	schema, name string
	object       Object // its address tells overloads and namesakes on other tables apart; nil for a boundary
	table        string
	oid          uint32
	sub          int32
}

func keyOf(o Object) sortKey {
	c := o.common()
	k := sortKey{stage: stageOf(o), kind: int16(slices.Index(kinds, c.Kind)), schema: c.Schema, name: c.Name,
		object: o, oid: c.OID, sub: c.ID.Sub}
	if t, ok := o.(tabled); ok {
		k.table = t.tableName()
	}
	if inlined(o) {
		k.kind = -1 // before the object that waits for it, which keeps its own place
	}
	return k
}

// boundaryKey sorts a boundary behind all objects of its stage.
func boundaryKey(s stage) sortKey { return sortKey{stage: s, kind: int16(len(kinds))} }

// compare orders keys, strings by their bytes. Large objects are named by
// their number, which sorts as one.
func (k *sortKey) compare(l *sortKey) int {
	differ := cmp.Or(
		cmp.Compare(k.stage, l.stage),
		cmp.Compare(k.kind, l.kind),
		strings.Compare(k.schema, l.schema),
		strings.Compare(k.name, l.name),
		strings.Compare(k.table, l.table),
	)
	if differ != 0 {
		return differ
	}
	return cmp.Or(strings.Compare(k.address(), l.address()), cmp.Compare(k.sub, l.sub), cmp.Compare(k.oid, l.oid))
}

func (k *sortKey) address() string {
	if k.object == nil {
		return ""
	}
	return k.object.Address()
}

// ready is a heap of nodes that wait for nothing any more, smallest key first.
type ready struct {
	nodes []int32
	keys  []sortKey // of all nodes
}

func (h *ready) Len() int           { return len(h.nodes) }
func (h *ready) Less(i, j int) bool { return h.keys[h.nodes[i]].compare(&h.keys[h.nodes[j]]) < 0 }
func (h *ready) Swap(i, j int)      { h.nodes[i], h.nodes[j] = h.nodes[j], h.nodes[i] }
func (h *ready) Push(x any)         { h.nodes = append(h.nodes, x.(int32)) }
func (h *ready) Pop() any {
	last := h.nodes[len(h.nodes)-1]
	h.nodes = h.nodes[:len(h.nodes)-1]
	return last
}

// topological orders nodes 0..len(keys)-1 so that each comes after what it
// needs and, where that leaves a choice, by key (Kahn's algorithm). Nodes on
// a loop, and what needs them, are missing from the result.
func topological(keys []sortKey, needs func(n int32) []int32) []int32 {
	waits := make([]int32, len(keys))
	neededBy := make([][]int32, len(keys))
	h := &ready{keys: keys}
	for n := range keys {
		for _, to := range needs(int32(n)) {
			waits[n]++
			neededBy[to] = append(neededBy[to], int32(n))
		}
		if waits[n] == 0 {
			h.nodes = append(h.nodes, int32(n))
		}
	}
	heap.Init(h)
	order := make([]int32, 0, len(keys))
	for h.Len() > 0 {
		n := heap.Pop(h).(int32)
		order = append(order, n)
		for _, m := range neededBy[n] {
			if waits[m]--; waits[m] == 0 {
				heap.Push(h, m)
			}
		}
	}
	return order
}

// needs lists what a node needs: its edges, the boundary before its stage,
// and for a boundary all nodes of its stage, which byStage holds.
func (g *graph) needs(n int32, byStage [][]int32) []int32 {
	v := &g.nodes[n]
	if v.object == nil {
		out := slices.Clone(byStage[v.stage])
		if v.stage > 0 {
			out = append(out, g.boundaries[v.stage-1])
		}
		return out
	}
	out := make([]int32, 0, len(v.edges)+1)
	for _, e := range v.edges {
		out = append(out, e.to)
	}
	if v.stage > 0 {
		out = append(out, g.boundaries[v.stage-1])
	}
	return out
}

// byStage lists the objects of each stage.
func (g *graph) byStage() [][]int32 {
	out := make([][]int32, stageCount)
	for n, v := range g.nodes {
		if v.object != nil {
			out[v.stage] = append(out[v.stage], int32(n))
		}
	}
	return out
}

func (g *graph) keys() []sortKey {
	keys := make([]sortKey, len(g.nodes))
	for n, v := range g.nodes {
		if v.object == nil {
			keys[n] = boundaryKey(v.stage)
		} else {
			keys[n] = keyOf(v.object)
		}
	}
	return keys
}

// order breaks all loops and gives the order of the nodes, boundaries
// included.
func (g *graph) order() ([]int32, error) {
	for {
		keys, stages := g.keys(), g.byStage()
		needs := func(n int32) []int32 { return g.needs(n, stages) }
		order := topological(keys, needs)
		if len(order) == len(g.nodes) {
			return order, nil
		}
		if err := g.breakLoops(keys, order); err != nil {
			return nil, err
		}
	}
}
