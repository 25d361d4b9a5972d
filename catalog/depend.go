package catalog

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// graph holds what needs what. Nodes are objects, and after them the
// boundaries between the stages of a restore. Edges go from a node to the
// nodes that it needs.
type graph struct {
	nodes []node
	index map[ID]int32 // by ID of the object and its aliases

	boundaries [stageCount - 1]int32
	extensions map[string]int32 // by name
	changes    map[string]int32 // what their members need to be as in the source
	postponed  map[int32]bool   // only their shape is made at their place
	outside    *outside         // what a filter leaves out; nil: nothing is
}

type node struct {
	object Object // nil for a boundary
	stage  stage
	edges  []edge
}

type edge struct {
	to      int32
	viaType bool // the row depends on a type, possibly a table's row type
}

// stage is where in a restore an object stands. A boundary node comes after
// each stage but the last; all objects of later stages need it.
type stage int8

const (
	stagePreData stage = iota
	stageData
	stagePostData
	stagePrivileges
	stageFinal
	stageCount
)

func stageOf(o Object) stage {
	switch passOf(o) {
	case PrivilegesPass:
		return stagePrivileges
	case FinalPass:
		return stageFinal
	default:
		return stage(sectionOf(o))
	}
}

func sectionOf(o Object) Section {
	if s, ok := o.(sectioner); ok {
		return s.section()
	}
	return o.common().Kind.Section
}

func passOf(o Object) Pass {
	if p, ok := o.(passer); ok {
		return p.pass()
	}
	return o.common().Kind.Pass
}

// newGraph makes the nodes and the edges that the objects know themselves.
func newGraph(objects []Object, members map[ID]string) *graph {
	g := &graph{index: make(map[ID]int32, 2*len(objects)), extensions: map[string]int32{}, changes: map[string]int32{}, postponed: map[int32]bool{}}
	for _, o := range objects {
		g.add(o)
	}
	markMembers(objects, members, g.findObject)
	for s := range g.boundaries {
		g.boundaries[s] = int32(len(g.nodes))
		g.nodes = append(g.nodes, node{stage: stage(s)})
	}
	for i := range g.nodes {
		if o := g.nodes[i].object; o != nil {
			g.nodes[i].stage = stageOf(o)
			g.connect(int32(i))
		}
	}
	return g
}

// add makes a node. The object's own ID wins over others' aliases.
func (g *graph) add(o Object) int32 {
	n := int32(len(g.nodes))
	g.nodes = append(g.nodes, node{object: o, stage: stageOf(o)})
	g.index[o.common().ID] = n
	if e, ok := o.(*Extension); ok {
		g.extensions[e.Name] = n
	}
	if c, ok := o.(*MemberChanges); ok {
		g.changes[c.Name] = n
	}
	if a, ok := o.(aliaser); ok {
		for _, id := range a.aliases() {
			if _, taken := g.index[id]; !taken && id.OID != 0 {
				g.index[id] = n
			}
		}
	}
	return n
}

// connect adds the edges that do not come from pg_depend.
func (g *graph) connect(n int32) {
	o := g.nodes[n].object
	c := o.common()
	if c.Extension != "" {
		if to, ok := g.extensions[c.Extension]; ok {
			g.need(n, to, false)
		}
		if to, ok := g.changes[c.Extension]; ok && c.ID.Class == classClass {
			g.need(n, to, false)
		}
		return
	}
	if needs, ok := o.(needer); ok {
		for _, id := range needs.needs() {
			g.needID(n, id)
		}
	}
	whole, ok := g.find(c.MemberOf)
	switch {
	case !ok:
	case inlined(o):
		g.need(whole, n, false)
	default:
		g.need(n, whole, false)
	}
}

func inlined(o Object) bool {
	part, ok := o.(inliner)
	return ok && part.inline()
}

// find gives the node of a catalog row, a column's table if the column has
// no node of its own.
func (g *graph) find(id ID) (int32, bool) {
	if id == (ID{}) {
		return 0, false
	}
	n, ok := g.index[id]
	if !ok && id.Sub != 0 {
		n, ok = g.index[ID{Class: id.Class, OID: id.OID}]
	}
	return n, ok
}

func (g *graph) findObject(id ID) Object {
	if n, ok := g.find(id); ok {
		return g.nodes[n].object
	}
	return nil
}

func (g *graph) needID(from int32, id ID) {
	if to, ok := g.find(id); ok {
		g.need(from, to, id.Class == classType)
	}
}

// need adds an edge. What stands inside another's statement is made with it:
// an object that needs the part needs the whole, and the part does not wait
// for the whole.
func (g *graph) need(from, to int32, viaType bool) {
	if from == to || g.has(from, to) {
		return
	}
	if o := g.nodes[from].object; inlined(o) && to == g.whole(o) {
		return
	}
	g.nodes[from].edges = append(g.nodes[from].edges, edge{to, viaType})
	if o := g.nodes[to].object; o != nil && inlined(o) && from != g.whole(o) {
		g.need(from, g.whole(o), viaType)
	}
}

// has looks at the last edges only: pg_depend is read in the order of its
// objects' index, so that doubles stand together, and a double does no harm.
func (g *graph) has(from, to int32) bool {
	edges := g.nodes[from].edges
	for i := len(edges) - 1; i >= max(0, len(edges)-8); i-- {
		if edges[i].to == to {
			return true
		}
	}
	return false
}

// whole is the node that an inlined part is written in.
func (g *graph) whole(part Object) int32 {
	if n, ok := g.find(part.common().MemberOf); ok {
		return n
	}
	return -1
}

// dependQuery leaves out membership in extensions (e), pins (p, until 13)
// and what points to built-in objects.
const dependQuery = `
SELECT d.classid, d.objid, d.objsubid, d.refclassid, d.refobjid, d.refobjsubid, d.deptype::text
  FROM pg_catalog.pg_depend d
 WHERE d.deptype NOT IN ('e', 'p') AND d.refobjid >= 16384`

// readDependencies adds the edges of pg_depend, row by row: the rows
// themselves are not kept. Rows about unknown objects (toast tables, members
// of extensions as dependants) are passed over.
func (g *graph) readDependencies(ctx context.Context, r *reader) error {
	rows, err := r.server.Conn.Query(ctx, dependQuery)
	if err != nil {
		return fmt.Errorf("read dependencies: %w", err)
	}
	var from, to ID
	var kind string
	_, err = pgx.ForEachRow(rows, []any{&from.Class, &from.OID, &from.Sub,
		&to.Class, &to.OID, &to.Sub, &kind}, func() error {
		g.depend(from, to, kind)
		return nil
	})
	if err != nil {
		return fmt.Errorf("read dependencies: %w", err)
	}
	return nil
}

// depend adds the edge of one pg_depend row. A sequence that a column owns
// need not wait for its table (the column's default waits for the sequence):
// OWNED BY, a statement of its own, waits for both.
func (g *graph) depend(from, to ID, kind string) {
	if kind == "a" && from.Class == classClass && to.Class == classClass && to.Sub != 0 {
		if owned, ok := g.index[ID{Class: synOwnedBy, OID: from.OID}]; ok {
			g.needID(owned, to)
			return
		}
	}
	n, ok := g.find(from)
	if !ok || g.nodes[n].object.common().Extension != "" {
		return
	}
	if _, ok := g.find(to); !ok {
		g.outside.need(g.nodes[n].object, to, kind)
	}
	g.needID(n, to)
}
