package catalog

import (
	"context"
	"fmt"
	"slices"
)

// reader is the state of one reading of a catalog. Families keep here what
// more than one kind needs (all relations, all types), loaded once.
type reader struct {
	server         *Server
	options        Options
	rels           *relations
	defaultList    []*Default
	constraintList []*Constraint
	indexList      []*Index
	sequenceList   []*Sequence
	types          dataTypes
	config         *configuration
	data           []*TableData
	namedIndexes   map[uint32]*IndexNames // by table
	indexNameList  []*IndexNames
	hyper          map[uint32]bool   // OIDs of hypertables
	hypertableOf   map[uint32]string // of these, of chunks and of what aggregates them
	compressed     []*chunkPair      // chunks with compressed rows
	hypertableList []*hypertable

	viewRules map[uint32]viewQuery // by the view's OID

	operatorMembers *opMembers

	domainConstraintList []*DomainConstraint
	selection            *selection
	notices              []string            // what cannot be kept, as sentences
	signatures           map[uint32]string   // of functions of extensions, by OID
	memberOf             map[ID]string       // extension of each member
	functions            map[string][]string // that hypertables name, by hypertable
}

// Read reads the whole catalog in the connection's current transaction. The
// session must be pinned for [Reading]. It fails on objects of kinds that it
// does not know: nothing is left out without a word.
func Read(ctx context.Context, s *Server) (*Catalog, error) { return Options{}.Read(ctx, s) }

// Options say what is read beside the objects of the database, and what of these.
type Options struct {
	Statistics bool // what ANALYZE found out about relations
	Roles      bool // the roles that objects name, with what they are members of
	RolesOnly  bool // nothing but these
	// LockBudget is how many locks the reading of definitions holds at a time, 0: any number. It needs
	// a transaction block, and gives locks up by rolling back to savepoints.
	LockBudget int
	// Filter selects objects; its zero value is all. Of relations that are not selected no
	// definition is read, unless what is selected inherits from them; edges to what is not
	// selected are dropped.
	Filter Filter
}

// Read is [Read] with options.
func (o Options) Read(ctx context.Context, s *Server) (*Catalog, error) {
	c, err := o.Prepare(ctx, s)
	if err != nil {
		return nil, err
	}
	return c, c.Each(func(item *Item) error {
		c.Items = append(c.Items, item)
		return nil
	})
}

// Prepare reads everything, but makes no items: [Catalog.Each] gives them one by one.
func (o Options) Prepare(ctx context.Context, s *Server) (*Catalog, error) {
	if !o.RolesOnly {
		if err := refuseUnfinished(ctx, s); err != nil {
			return nil, err
		}
	}
	sel, err := selectFrom(ctx, s, &o.Filter)
	if err != nil {
		return nil, err
	}
	server := *s
	server.selected = sel.condition()
	r := &reader{server: &server, options: o, selection: sel, config: sel.config, notices: sel.notices}
	return r.read(ctx)
}

func (r *reader) read(ctx context.Context) (*Catalog, error) {
	objects, err := r.objects(ctx)
	if err != nil {
		return nil, err
	}
	members, err := r.members(ctx)
	if err != nil {
		return nil, err
	}
	kept, left := r.selection.sift(objects, members)
	if err := r.checkPromscale(kept); err != nil {
		return nil, err
	}
	globals, err := r.globals(ctx, kept, members)
	if err != nil {
		return nil, err
	}
	changes, err := r.memberChanges(ctx, kept, members)
	if err != nil {
		return nil, err
	}
	g := newGraph(slices.Concat(globals, kept, changes), members)
	g.outside = r.newOutside(left, members)
	leftOut, err := r.leftOut(ctx, members, left)
	if err != nil {
		return nil, err
	}
	unclaimed, err := r.sweep(ctx, g, leftOut)
	if err != nil {
		return nil, err
	}
	d, err := r.ddl(ctx, g)
	if err != nil {
		return nil, err
	}
	if d.strangers, err = r.strangers(ctx, kept); err != nil {
		return nil, err
	}
	if err := g.readDependencies(ctx, r); err != nil {
		return nil, err
	}
	if r.functions, err = r.hypertableFunctions(ctx); err != nil {
		return nil, err
	}
	return r.assemble(g, d, append(r.notices, unclaimed...))
}

// objects reads all kinds.
func (r *reader) objects(ctx context.Context) ([]Object, error) {
	var out []Object
	for _, k := range kinds {
		if k.read == nil {
			continue // made by breaking a loop
		}
		found, err := k.read(ctx, r)
		if err != nil {
			return nil, fmt.Errorf("read catalog of kind %s: %w", k.Name, err)
		}
		for _, o := range found {
			c := o.common()
			c.Kind = k
			if c.ID == (ID{}) {
				c.ID = ID{Class: k.class, OID: c.OID}
			}
		}
		out = append(out, found...)
	}
	return out, nil
}

// ddl reads what objects of all kinds have: comments, labels, roles.
func (r *reader) ddl(ctx context.Context, g *graph) (*ddl, error) {
	roles, err := readRoles(ctx, r.server)
	if err != nil {
		return nil, err
	}
	comments, labels, err := readNotes(ctx, r)
	if err != nil {
		return nil, err
	}
	columns, err := r.columnACLs(ctx, g.findObject)
	if err != nil {
		return nil, err
	}
	extensions, err := r.extensionDependencies(ctx, g.findObject)
	if err != nil {
		return nil, err
	}
	obstacles, err := r.obstacles(ctx, g)
	if err != nil {
		return nil, err
	}
	return &ddl{filter: r.selection.filter, obstacles: obstacles, roles: roles, major: r.server.Major, columnACLs: columns, extensions: extensions,
		signatures: r.signatures, comments: byObject(comments, g), labels: byObject(labels, g)}, nil
}

func byObject(notes []*note, g *graph) map[Object][]*note {
	out := map[Object][]*note{}
	for _, n := range notes {
		if o := g.findObject(ID{Class: n.Class, OID: n.OID, Sub: n.Sub}); o != nil {
			out[o] = append(out[o], n)
		}
	}
	return out
}

// assemble orders the objects.
func (r *reader) assemble(g *graph, d *ddl, notices []string) (*Catalog, error) {
	order, err := g.order()
	if err != nil {
		return nil, err
	}
	d.inlined = g.inlinedParts(order)
	kept := &reader{options: r.options, selection: r.selection, config: r.config, hypertableOf: r.hypertableOf, functions: r.functions}
	return &Catalog{Server: r.server, Bytes: g.rowBytes(), Notices: notices, filledRoots: r.filledRoots(),
		maker: &maker{kept, g, d, order}}, nil
}

// inlinedParts lists the parts that are still written inside their object
// now that all loops are broken.
func (g *graph) inlinedParts(order []int32) map[Object][]Object {
	out := map[Object][]Object{}
	for _, n := range order {
		if o := g.nodes[n].object; o != nil && inlined(o) {
			if whole := g.whole(o); whole >= 0 {
				owner := g.nodes[whole].object
				out[owner] = append(out[owner], o)
			}
		}
	}
	return out
}

// objects turns a slice of a concrete kind into objects.
func objects[T any, P interface {
	*T
	Object
}](in []*T) []Object {
	out := make([]Object, len(in))
	for i, o := range in {
		out[i] = P(o)
	}
	return out
}
