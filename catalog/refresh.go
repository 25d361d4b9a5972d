package catalog

import (
	"context"
	"fmt"
)

// Refresh fills a materialized view. It runs when everything else is there,
// privileges and other refreshes included.
type Refresh struct {
	Common
	view  ID
	below []ID // refreshes of the materialized views that it reads
}

// refreshEdge says that the query of a view, or the body of a function,
// names a relation or a function.
type refreshEdge struct {
	Class    uint32 `db:"class"`
	OID      uint32 `db:"oid"`
	RefClass uint32 `db:"ref_class"`
	RefOID   uint32 `db:"ref_oid"`
}

// Functions count as well: the bodies of BEGIN ATOMIC functions record what
// they use. What a body that is a string reads is not known.
var refreshEdgeQuery = &query{
	name: "what materialized views read",
	columns: []column{
		{"class", all("CASE WHEN r.oid IS NULL THEN d.classid ELSE 'pg_catalog.pg_class'::pg_catalog.regclass::oid END")},
		{"oid", all("COALESCE(r.ev_class, d.objid)")},
		{"ref_class", all("d.refclassid")},
		{"ref_oid", all("d.refobjid")},
	},
	from: all(`FROM pg_catalog.pg_depend d
  LEFT JOIN pg_catalog.pg_rewrite r
    ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND r.oid = d.objid
 WHERE (r.rulename = '_RETURN' OR d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass)
   AND d.refclassid IN ('pg_catalog.pg_class'::pg_catalog.regclass, 'pg_catalog.pg_proc'::pg_catalog.regclass)
   AND d.deptype = 'n'
 GROUP BY 1, 2, 3, 4`),
}

func readRefreshes(ctx context.Context, r *reader) ([]Object, error) {
	rels, err := r.relations(ctx)
	if err != nil {
		return nil, err
	}
	matviews := map[ID]*Relation{}
	for _, rel := range rels.all {
		if rel.Relkind == 'm' {
			matviews[ID{Class: classClass, OID: rel.OID}] = rel
		}
	}
	if len(matviews) == 0 {
		return nil, nil
	}
	edges, err := load[refreshEdge](ctx, r.server, refreshEdgeQuery)
	if err != nil {
		return nil, err
	}
	reads := map[ID][]ID{}
	for _, e := range edges {
		from := ID{Class: e.Class, OID: e.OID}
		reads[from] = append(reads[from], ID{Class: e.RefClass, OID: e.RefOID})
	}
	filled, empty := refreshes(matviews, reads)
	for _, m := range empty {
		r.notices = append(r.notices, fmt.Sprintf("materialized view %s will be empty: it reads another one that is not populated", m.qualified()))
	}
	return objects(filled), nil
}

// refreshes gives one for each materialized view that can be filled: it is
// populated, and so are all that it reads, at any depth. An unpopulated one
// cannot be read, so that REFRESH of those above it would fail; the populated
// ones among these are empty in the copy.
func refreshes(matviews map[ID]*Relation, reads map[ID][]ID) (filled []*Refresh, empty []*Relation) {
	below := make(map[ID][]ID, len(matviews))
	fillable := make(map[ID]bool, len(matviews))
	for id, m := range matviews {
		below[id] = matviewsBelow(id, reads, matviews)
		fillable[id] = m.Populated
	}
	for changed := true; changed; {
		changed = false
		for id, ok := range fillable {
			if ok && !allTrue(fillable, below[id]) {
				fillable[id], changed = false, true
			}
		}
	}
	for id, m := range matviews {
		if fillable[id] {
			filled = append(filled, newRefresh(m, id, below[id]))
		} else if m.Populated {
			empty = append(empty, m)
		}
	}
	return filled, empty
}

func allTrue(of map[ID]bool, ids []ID) bool {
	for _, id := range ids {
		if !of[id] {
			return false
		}
	}
	return true
}

// matviewsBelow finds the materialized views that one reads, directly or
// through views and functions; not through other materialized views.
func matviewsBelow(top ID, reads map[ID][]ID, matviews map[ID]*Relation) []ID {
	var found []ID
	seen := map[ID]bool{top: true}
	queue := []ID{top}
	for len(queue) > 0 {
		next := queue[0]
		queue = queue[1:]
		for _, id := range reads[next] {
			if seen[id] {
				continue
			}
			seen[id] = true
			if matviews[id] != nil {
				found = append(found, id)
			} else {
				queue = append(queue, id)
			}
		}
	}
	return found
}

func newRefresh(m *Relation, id ID, below []ID) *Refresh {
	r := &Refresh{Common: Common{OID: m.OID, Schema: m.Schema, Name: m.Name}, view: id}
	r.ID = ID{Class: synRefresh, OID: m.OID}
	r.MemberOf = id
	for _, b := range below {
		r.below = append(r.below, ID{Class: synRefresh, OID: b.OID})
	}
	return r
}

// Address implements Object: a refresh has none.
func (r *Refresh) Address() string { return "" }

func (r *Refresh) tableName() string { return r.Name }

func (r *Refresh) locks() []ID { return []ID{r.view} }

func (r *Refresh) needs() []ID { return append([]ID{r.view}, r.below...) }

// Drop implements dropper: there is nothing to drop.
func (r *Refresh) Drop() string { return "" }

// Define implements Object.
func (r *Refresh) Define() []string {
	return []string{"REFRESH MATERIALIZED VIEW " + Qualified(r.Schema, r.Name)}
}
