package catalog

import (
	"context"
	"fmt"
)

// Rows of hypertables and of their continuous aggregates under a filter.

// spreadWithoutData extends what leaves out a hypertable's rows to its chunks:
// a root has no rows of its own. The view of a continuous aggregate means the
// rows of that.
func (sel *selection) spreadWithoutData(pairs []*chunkPair) {
	without := func(oid uint32) bool {
		rel := sel.relations[oid]
		return rel != nil && rel.withoutData
	}
	for _, f := range sel.hypertables {
		for _, h := range f.all {
			if without(h.OID) || h.aggregate != nil && without(h.aggregate.View) {
				for _, oid := range h.relations() {
					if rel := sel.relations[oid]; rel != nil {
						rel.withoutData = true
					}
				}
			}
		}
	}
	for _, p := range pairs {
		if compressed := sel.relations[p.Compressed]; compressed != nil && without(p.Chunk) {
			compressed.withoutData = true
		}
	}
}

type viewUse struct {
	View  uint32 `db:"view"`
	Table uint32 `db:"table"`
}

var viewUseQuery = &query{
	name:    "tables of views",
	columns: []column{{"view", all("r.ev_class")}, {"table", all("d.refobjid")}},
	from: all(`FROM pg_catalog.pg_rewrite r
  JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = r.oid
   AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid <> r.ev_class
 WHERE r.ev_class = ANY ($1) GROUP BY 1, 2 ORDER BY 1, 2`),
}

// checkAggregates refuses continuous aggregates whose rows are left out while
// the rows they are computed from are not: a refresh looks only at what has
// changed since. It also refuses those that join tables that are not dumped.
func (sel *selection) checkAggregates(ctx context.Context, s *Server) error {
	var views []uint32
	var refused refusals
	for _, f := range sel.hypertables {
		for _, h := range f.all {
			if h.aggregate == nil {
				continue
			}
			views = append(append(views, h.aggregate.View), h.aggregate.Views...)
			if own, raw := sel.relations[h.OID], sel.relations[h.of.OID]; own != nil && raw != nil &&
				own.withoutData && !raw.withoutData {
				refused.add(fmt.Errorf("the rows of continuous aggregate %s cannot be left out alone: a refresh would not "+
					"compute them again; leave out those of %s as well", sel.knownAs(h), sel.knownAs(h.of)))
			}
		}
	}
	if len(views) == 0 {
		return nil
	}
	uses, err := load[viewUse](ctx, s, viewUseQuery, views)
	if err != nil {
		return err
	}
	for _, u := range uses {
		view, table := sel.relations[u.View], sel.relations[u.Table]
		if view != nil && table != nil && table.Extension == "" && !table.chosen {
			refused.add(fmt.Errorf("continuous aggregates of a hypertable come along, and the view %s reads %s, "+
				"which is not selected: select that as well",
				Qualified(view.Schema, view.Name), Qualified(table.Schema, table.Name)))
		}
	}
	return refused.err()
}

// knownAs gives the name by which users know a hypertable: a continuous
// aggregate is known by its view.
func (sel *selection) knownAs(h *hypertable) string {
	if h.aggregate != nil {
		if view := sel.relations[h.aggregate.View]; view != nil {
			return Qualified(view.Schema, view.Name)
		}
	}
	return Qualified(h.Schema, h.Name)
}
