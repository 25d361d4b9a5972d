package catalog

import (
	"maps"
	"slices"
)

// Catalog is everything that was read.
type Catalog struct {
	Server *Server
	Items  []*Item // of [Options.Read]
	Bytes  int64   // size on disk of all rows
	// Roles and Tablespaces are those that objects name, predefined roles left out. They are known when
	// all items are made.
	Roles, Tablespaces []string
	// Outside is what the filter has left out although an item needs it: kind and
	// quoted name, and the kind and quoted name of what needs it. It is known then, too.
	Outside map[string]string
	// Notices are sentences about what the source holds and no target can
	// get: privileges of roles that do not exist, objects that users put
	// into pg_catalog. They are complete when all items are made.
	Notices []string

	filledRoots []string // of hypertables: they should have no rows
	extensions  map[string]bool
	maker       *maker
}

// maker has what items are made of, which is large: objects are given up as soon as they are items.
type maker struct {
	reader *reader // without the lists of what it has read
	graph  *graph
	ddl    *ddl
	order  []int32
}

// Each gives the items, in their order. If Items does not hold them it makes them, once, keeps none, and
// gives up what they are made of.
func (c *Catalog) Each(found func(*Item) error) error {
	m := c.maker
	if m == nil {
		for _, item := range c.Items {
			if err := found(item); err != nil {
				return err
			}
		}
		return nil
	}
	c.maker = nil
	c.extensions = map[string]bool{}
	tablespaces := map[string]bool{}
	take := func(item *Item) error {
		m.ddl.roles.useItem(item, m.reader.selection.filter)
		item.Hypertable = m.reader.hypertableName(item.Object)
		item.PartOf = m.reader.madeByPromscale(item.Object)
		if t, ok := item.Object.(*Table); ok {
			item.Functions = m.reader.functions[t.qualified()]
		}
		m.graph.outside.see(item)
		if n, ok := item.Object.(noticer); ok && item.Object.common().Extension == "" {
			c.Notices = append(c.Notices, n.notices()...)
		}
		if name := m.ddl.tablespace(item.Object); name != "" {
			tablespaces[name] = true
		}
		if e, ok := item.Object.(*Extension); ok {
			c.extensions[e.Name] = true
		}
		return found(item)
	}
	if m.reader.options.RolesOnly {
		take = onlyGlobal(take)
	}
	if err := m.graph.items(m.order, m.ddl, take); err != nil {
		return err
	}
	c.Roles, c.Tablespaces = m.ddl.roles.names(), slices.Sorted(maps.Keys(tablespaces))
	c.Outside = m.graph.outside.all()
	c.Notices = slices.Concat(c.Notices, m.graph.outside.notices(), m.ddl.roles.notices)
	return nil
}

// HasExtension reports whether CREATE EXTENSION of that name is among the
// items.
func (c *Catalog) HasExtension(name string) bool { return c.extensions[name] }

// rowBytes is how large all rows are.
func (g *graph) rowBytes() (sum int64) {
	for _, v := range g.nodes {
		switch o := v.object.(type) {
		case *TableData:
			sum += o.Bytes
		case *LargeObjectData:
			sum += o.Bytes
		}
	}
	return sum
}
