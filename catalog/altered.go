package catalog

import (
	"context"
	"slices"
)

// What a definition or the rows of a table depend on are rows of these system catalogs. A row that
// a snapshot shows and that was changed or deleted since has the transaction that did it in xmax;
// so have rows whose change was rolled back, or is not committed yet.
const alteringRows = `
SELECT c.oid AS relation, c.xmax FROM pg_catalog.pg_class c
UNION ALL SELECT i.indrelid, c.xmax FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
UNION ALL SELECT attrelid, xmax FROM pg_catalog.pg_attribute WHERE attnum > 0
UNION ALL SELECT conrelid, xmax FROM pg_catalog.pg_constraint
UNION ALL SELECT tgrelid, xmax FROM pg_catalog.pg_trigger
UNION ALL SELECT ev_class, xmax FROM pg_catalog.pg_rewrite
UNION ALL SELECT polrelid, xmax FROM pg_catalog.pg_policy`

type suspect struct {
	OID uint32 `db:"oid"`
}

var suspectQuery = &query{
	name:    "tables that may have changed",
	columns: []column{{"oid", all("c.oid")}},
	from: all(`FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p') AND ` + userRelation + `
   AND c.oid IN (SELECT a.relation FROM (` + alteringRows + `) a WHERE a.xmax <> 0)`),
}

// Suspects lists the tables that a filter selects and that may have changed since the session's
// snapshot: all that have changed are among them.
func Suspects(ctx context.Context, s *Server, f Filter) ([]uint32, error) {
	sel, err := selectFrom(ctx, s, &f)
	if err != nil {
		return nil, err
	}
	server := *s
	server.selected = sel.lockCondition()
	list, err := load[suspect](ctx, &server, suspectQuery)
	oids := make([]uint32, len(list))
	for i, t := range list {
		oids[i] = t.OID
	}
	return oids, err
}

// trait is something about a table that its definition or its rows depend on.
type trait struct {
	OID  uint32 `db:"oid"`
	Name string `db:"name"` // of the table, quoted
	Text string `db:"text"`
}

// traitQuery reads catalog rows only, so that two sessions with different snapshots can compare.
// Columns are known by what COPY and pg_get_... functions see of them, the rest by the transaction
// that wrote the row. New parts are traits that nobody misses.
var traitQuery = &query{
	name: "what makes a table",
	columns: []column{
		{"oid", all("c.oid")},
		{"name", all("pg_catalog.format('%I.%I', n.nspname, c.relname)")},
		{"text", all("t.text")},
	},
	from: all(`FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 CROSS JOIN LATERAL (
       SELECT pg_catalog.concat('table ', c.relname, ' ', c.relnamespace, ' ', c.relfilenode) AS text
 UNION ALL SELECT pg_catalog.concat('column ', a.attnum, ' ', a.attname, ' ', a.atttypid, ' ', a.atttypmod, ' ', a.attcollation)
             FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0
 UNION ALL SELECT pg_catalog.concat('index ', i.indexrelid, ' ', i.xmin, ' ', x.relname)
             FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid WHERE i.indrelid = c.oid
 UNION ALL SELECT pg_catalog.concat('constraint ', k.oid, ' ', k.xmin) FROM pg_catalog.pg_constraint k WHERE k.conrelid = c.oid
 UNION ALL SELECT pg_catalog.concat('trigger ', g.oid, ' ', g.xmin) FROM pg_catalog.pg_trigger g WHERE g.tgrelid = c.oid
 UNION ALL SELECT pg_catalog.concat('rule ', r.oid, ' ', r.xmin) FROM pg_catalog.pg_rewrite r WHERE r.ev_class = c.oid
 UNION ALL SELECT pg_catalog.concat('policy ', p.oid, ' ', p.xmin) FROM pg_catalog.pg_policy p WHERE p.polrelid = c.oid) t
 WHERE c.oid = ANY ($1)
 ORDER BY 2`),
}

// AlteredTables names the tables, of those with the given OIDs, that lack now what they had then: that were
// dropped, emptied, rewritten or altered between the snapshots of two sessions. What was added to
// them does not count.
func AlteredTables(ctx context.Context, then, now *Server, oids []uint32) ([]string, error) {
	if len(oids) == 0 {
		return nil, nil
	}
	before, err := load[trait](ctx, then, traitQuery, oids)
	if err != nil {
		return nil, err
	}
	after, err := load[trait](ctx, now, traitQuery, oids)
	if err != nil {
		return nil, err
	}
	type key struct {
		oid  uint32
		text string
	}
	has := make(map[key]bool, len(after))
	for _, t := range after {
		has[key{t.OID, t.Text}] = true
	}
	var names []string
	for _, t := range before {
		if !has[key{t.OID, t.Text}] {
			names = append(names, t.Name)
		}
	}
	return slices.Compact(names), nil
}
