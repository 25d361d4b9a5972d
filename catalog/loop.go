package catalog

import (
	"fmt"
	"slices"
	"strings"
)

// How dependency loops are broken. An object that can be written in two ways
// implements one of the interfaces below; which loop calls for which of them
// is decided here, by named rules, and nowhere else. The methods are called
// before any Define.
type (
	// inliner is a part whose definition may stand inside the statement of
	// the object that MemberOf names: a check constraint, a NOT NULL
	// constraint, a column default. As long as inline() is true, Define
	// gives nothing, the whole waits for what the part needs, and the part
	// does not wait for the whole. After separate(), inline() is false,
	// Define gives a statement of its own (ALTER TABLE ... ADD CONSTRAINT,
	// SET DEFAULT), and the whole's Define leaves the part out; section()
	// may then give another section.
	inliner interface {
		inline() bool
		separate()
	}

	// postponer is an object that can be made as an empty shape first: a
	// view, a function, a domain without its default. After postpone(), Define gives the dummy, which needs only the
	// types of its columns; the returned object (with Kind unset, its own
	// ID and Common, section PostData) puts the definition in, and takes
	// over all that the view needs.
	postponer interface{ postpone() Object }

	// mover can only be moved to the post-data section as a whole:
	// materialized views, functions with a parsed body. After move(),
	// section() gives PostData.
	mover interface{ move() }

	// sheller is a type whose functions need it to exist before it is
	// defined: shell() gives the object that makes the shell type
	// (ID{synShellType, OID, 0}; Kind unset), once.
	sheller interface{ shell() Object }
)

// loop is a circle of nodes: each needs the next, the last needs the first.
type loop []int32

// loopRule breaks one sort of loop. apply reports whether the loop was of its
// sort, and has then changed the graph so that the loop is gone.
type loopRule struct {
	name  string
	apply func(g *graph, l loop) bool
}

// loopRules are tried in this order. Parts of a table and their table make
// no loop to begin with: see graph.need.
var loopRules = []loopRule{
	{"a type and its functions", (*graph).shellFirst},
	{"a table or domain, and a part of it that uses it", (*graph).separateInside},
	{"a view, or a function or materialized view, that needs a later section", (*graph).postponeView},
	{"a table or domain, and a part of it that needs a later section", (*graph).separatePart},
}

// shellFirst lets a function need the shell of a type, and the type the
// function (src/bin/pg_dump/pg_dump_sort.c, repairTypeFuncLoop).
func (g *graph) shellFirst(l loop) bool {
	for i, n := range l {
		typ := l[(i+1)%len(l)]
		t, ok := g.nodes[typ].object.(sheller)
		if !ok || g.nodes[n].object == nil || g.nodes[n].object.common().ID.Class != classProc {
			continue
		}
		shell, made := g.find(ID{Class: synShellType, OID: g.nodes[typ].object.common().OID})
		if !made {
			shell = g.addLate(t.shell())
			g.copyEdges(shell, typ, func(e edge) bool {
				return g.nodes[e.to].object != nil && g.nodes[e.to].object.common().ID.Class == classNamespace
			})
			g.need(typ, shell, false)
		}
		g.redirect(n, typ, shell)
		return true
	}
	return false
}

// separateInside writes a check constraint or default as a statement of its
// own when that alone breaks the loop: no section boundary is in it.
func (g *graph) separateInside(l loop) bool {
	return !g.crossesBoundary(l) && g.separatePart(l)
}

func (g *graph) separatePart(l loop) bool {
	for _, n := range l {
		part, ok := g.nodes[n].object.(inliner)
		if !ok || !part.inline() {
			continue
		}
		whole := g.whole(g.nodes[n].object)
		part.separate()
		g.takeOut(n, whole)
		return true
	}
	return false
}

// takeOut lets a part that has become a statement of its own wait for the
// whole, instead of the other way round.
func (g *graph) takeOut(part, whole int32) {
	g.remove(whole, part)
	g.need(part, whole, false)
	g.nodes[part].stage = stageOf(g.nodes[part].object)
}

// postponeView takes, of the objects in the loop that can come later, the
// last one before those that cannot: in a loop of two views and a primary
// key, the second view, which needs the key; the first one may then stay.
func (g *graph) postponeView(l loop) bool {
	for i, n := range l {
		next := (i + 1) % len(l)
		if g.canWait(l, i) && !g.canWait(l, next) {
			return g.later(n, l)
		}
	}
	for i, n := range l { // nothing but views
		if g.canWait(l, i) {
			return g.later(n, l)
		}
	}
	return false
}

// canWait reports whether the i-th node of a loop can be postponed or moved.
func (g *graph) canWait(l loop, i int) bool {
	return g.canMove(l[i], l) || g.canPostpone(l, i)
}

// canMove: moving helps only against a section boundary.
func (g *graph) canMove(n int32, l loop) bool {
	_, ok := g.nodes[n].object.(mover)
	return ok && g.nodes[n].stage == stagePreData && g.crossesBoundary(l)
}

// canPostpone: it helps only if the shape does not need the next node of the
// loop, too. A stub of a function must not live until a later section, where
// the data might call it.
func (g *graph) canPostpone(l loop, i int) bool {
	n, next := l[i], l[(i+1)%len(l)]
	_, ok := g.nodes[n].object.(postponer)
	_, moves := g.nodes[n].object.(mover)
	if !ok || g.postponed[n] || moves && g.crossesBoundary(l) {
		return false
	}
	return !slices.ContainsFunc(g.nodes[n].edges, func(e edge) bool { return e.to == next && g.shapes(e) })
}

// later moves an object, or leaves an empty shape in its place.
func (g *graph) later(n int32, l loop) bool {
	o := g.nodes[n].object
	if g.canMove(n, l) {
		o.(mover).move()
		g.nodes[n].stage = stageOf(o)
		return true
	}
	g.postponed[n] = true
	definition := g.addLate(o.(postponer).postpone())
	g.copyEdges(definition, n, func(edge) bool { return true })
	g.nodes[n].edges = slices.DeleteFunc(g.nodes[n].edges, func(e edge) bool { return !g.shapes(e) })
	g.need(definition, n, false)
	return true
}

// shapes reports whether an edge of a view, function or domain is needed for
// its dummy too: the types and collations of its columns or arguments, its
// schema, the constraints inside.
func (g *graph) shapes(e edge) bool {
	if o := g.nodes[e.to].object; o != nil {
		if inlined(o) {
			return true
		}
		switch o.common().ID.Class {
		case classNamespace, classExtension, classCollation, classType, classLanguage:
			return true
		}
	}
	return e.viaType
}

func (g *graph) crossesBoundary(l loop) bool {
	return slices.ContainsFunc(l, func(n int32) bool { return g.nodes[n].object == nil })
}

// addLate adds a node for an object that breaking a loop has made.
func (g *graph) addLate(o Object) int32 {
	c := o.common()
	if c.Kind == nil {
		c.Kind = kindOfClass(c.ID.Class)
	}
	n := g.add(o)
	for _, id := range lateAliases(o) {
		g.index[id] = n // taken over from the object that it completes
	}
	return n
}

func lateAliases(o Object) []ID {
	if a, ok := o.(aliaser); ok {
		return a.aliases()
	}
	return nil
}

func (g *graph) copyEdges(to, from int32, keep func(edge) bool) {
	for _, e := range g.nodes[from].edges {
		if keep(e) {
			g.need(to, e.to, e.viaType)
		}
	}
}

func (g *graph) remove(from, to int32) {
	g.nodes[from].edges = slices.DeleteFunc(g.nodes[from].edges, func(e edge) bool { return e.to == to })
}

func (g *graph) redirect(from, to, instead int32) {
	g.remove(from, to)
	g.need(from, instead, false)
}

// breakLoops breaks every loop among the nodes that order leaves out.
func (g *graph) breakLoops(keys []sortKey, order []int32) error {
	left := make([]bool, len(keys))
	for n := range left {
		left[n] = true
	}
	for _, n := range order {
		left[n] = false
	}
	for {
		sub := g.within(left, keys)
		l := sub.shortestLoop()
		if l == nil {
			return nil
		}
		if err := g.breakLoop(l); err != nil {
			return err
		}
	}
}

// subgraph is the part of a graph in which loops are looked for.
type subgraph struct {
	nodes []int32 // in key order
	needs map[int32][]int32
}

// within gives the nodes that are still left, less those that can be on no
// loop because they need nothing or nobody needs them; left is brought up to
// date.
func (g *graph) within(left []bool, keys []sortKey) subgraph {
	sub := subgraph{needs: map[int32][]int32{}}
	stages := make([][]int32, stageCount)
	for n := range left {
		if left[n] && g.nodes[n].object != nil {
			s := g.nodes[n].stage
			stages[s] = append(stages[s], int32(n))
		}
	}
	for n := range left {
		if left[n] {
			sub.nodes = append(sub.nodes, int32(n))
			sub.needs[int32(n)] = slices.DeleteFunc(g.needs(int32(n), stages), func(to int32) bool {
				return int(to) >= len(left) || !left[to]
			})
		}
	}
	sub.trim(left)
	slices.SortFunc(sub.nodes, func(a, b int32) int { return keys[a].compare(&keys[b]) })
	return sub
}

// trim drops nodes that need nothing, again and again.
func (s *subgraph) trim(left []bool) {
	for {
		before := len(s.nodes)
		s.nodes = slices.DeleteFunc(s.nodes, func(n int32) bool {
			s.needs[n] = slices.DeleteFunc(s.needs[n], func(to int32) bool { return !left[to] })
			if len(s.needs[n]) == 0 {
				left[n] = false
				delete(s.needs, n)
			}
			return !left[n]
		})
		if len(s.nodes) == before {
			return
		}
	}
}

// loopStarts bounds the search for the shortest loop: any loop has to be
// broken, short ones show their nature best.
const loopStarts = 50

// shortestLoop gives the shortest loop through one of the first nodes that
// are on a loop at all, or nil.
func (s *subgraph) shortestLoop() loop {
	var best loop
	found := 0
	for _, n := range s.nodes {
		l := s.loopThrough(n)
		if l == nil {
			continue
		}
		if best == nil || len(l) < len(best) {
			best = l
		}
		if found++; len(best) <= 2 || found == loopStarts {
			break
		}
	}
	return best
}

// loopThrough searches breadth first for the way from a node to itself.
func (s *subgraph) loopThrough(start int32) loop {
	cameFrom := map[int32]int32{}
	queue := []int32{start}
	for len(queue) > 0 {
		n := queue[0]
		queue = queue[1:]
		for _, to := range s.needs[n] {
			if to == start {
				return trace(cameFrom, start, n)
			}
			if _, seen := cameFrom[to]; !seen {
				cameFrom[to] = n
				queue = append(queue, to)
			}
		}
	}
	return nil
}

func trace(cameFrom map[int32]int32, start, last int32) loop {
	var l loop
	for n := last; n != start; n = cameFrom[n] {
		l = append(l, n)
	}
	l = append(l, start)
	slices.Reverse(l)
	return l
}

func (g *graph) breakLoop(l loop) error {
	for _, rule := range loopRules {
		if rule.apply(g, l) {
			return nil
		}
	}
	return fmt.Errorf("order objects: no rule breaks this loop of dependencies:\n%s", g.describe(l))
}

// describe prints a loop, one object a line.
func (g *graph) describe(l loop) string {
	var b strings.Builder
	for _, n := range l {
		b.WriteString("  " + g.name(n) + " needs\n")
	}
	b.WriteString("  " + g.name(l[0]))
	return b.String()
}

func (g *graph) name(n int32) string {
	o := g.nodes[n].object
	if o == nil {
		return fmt.Sprintf("the end of stage %d", g.nodes[n].stage)
	}
	if a := o.Address(); a != "" {
		return a
	}
	return o.common().Kind.Name + " " + Qualified(o.common().Schema, o.common().Name)
}
