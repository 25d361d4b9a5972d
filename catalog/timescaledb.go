package catalog

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// What a dump must know about TimescaleDB. Chunks, compressed chunks and
// materialization tables are ordinary tables here, made by ordinary
// statements; the extension's own rows about them are configuration tables.

// timescaleName is the name of the extension.
const timescaleName = "timescaledb"

// timescaleType knows compressed_data: its send and receive functions keep
// every algorithm's bits (tsl/src/compression/compression.c,
// tsl_compressed_data_send and _recv).
func timescaleType(t *dataType) bool {
	return t.Extension == timescaleName && t.Name == "compressed_data"
}

type timescaleFound struct {
	Catalog     bool `db:"catalog"`
	Replication bool `db:"replication"`
	Hypercore   bool `db:"hypercore"`
	ByOID       bool `db:"by_oid"` // chunks are known by OID (since 2.29)
}

var timescaleFoundQuery = &query{
	name: "presence of timescaledb",
	columns: []column{
		{"catalog", all(`EXISTS (SELECT FROM pg_catalog.pg_extension e WHERE e.extname = 'timescaledb')
         AND pg_catalog.to_regclass('_timescaledb_catalog.hypertable') IS NOT NULL`)},
		{"replication", all(`EXISTS (SELECT FROM pg_catalog.pg_attribute a
          WHERE a.attrelid = pg_catalog.to_regclass('_timescaledb_catalog.hypertable')
            AND a.attname = 'replication_factor' AND NOT a.attisdropped)`)},
		{"by_oid", all(`EXISTS (SELECT FROM pg_catalog.pg_attribute a
          WHERE a.attrelid = pg_catalog.to_regclass('_timescaledb_catalog.chunk')
            AND a.attname = 'relid' AND NOT a.attisdropped)`)},
		{"hypercore", all(`EXISTS (SELECT FROM pg_catalog.pg_class c
          JOIN pg_catalog.pg_am am ON am.oid = c.relam AND am.amname IN ('hypercore', 'hypercore_proxy'))`)},
	},
	from: all(""),
}

var distributedQuery = &query{
	name:    "distributed hypertables",
	columns: []column{{"schema", all("h.schema_name")}, {"name", all("h.table_name")}},
	from:    all(`FROM _timescaledb_catalog.hypertable h WHERE h.replication_factor IS NOT NULL ORDER BY 1, 2`),
}

var hypercoreQuery = &query{
	name:    "tables of hypercore",
	columns: []column{{"schema", all("n.nspname")}, {"name", all("c.relname")}},
	from: all(`FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_am am ON am.oid = c.relam AND am.amname = 'hypercore'
 ORDER BY 1, 2`),
}

// hypertables gives the roots, once: they have no rows of their own, and a
// foreign key that references one is added after the post-restore call. What
// cannot be restored from rows and statements is refused here.
func (r *reader) hypertables(ctx context.Context) (map[uint32]bool, error) {
	if r.hyper != nil {
		return r.hyper, nil
	}
	r.hyper, r.hypertableOf = map[uint32]bool{}, map[uint32]string{}
	found, err := load[timescaleFound](ctx, r.server, timescaleFoundQuery)
	if err != nil {
		return nil, err
	}
	if !found[0].Catalog {
		return r.hyper, nil
	}
	if err := refuseTimescale(ctx, r.server, found[0]); err != nil {
		return nil, err
	}
	if err := r.refuseMovingDimensions(ctx); err != nil {
		return nil, err
	}
	hs, err := readHypertables(ctx, r.server, found[0])
	if err != nil {
		return nil, err
	}
	r.compressed, r.hypertableList = hs.pairs, hs.list
	for _, h := range hs.list {
		r.hyper[h.OID] = true
		whole := h.whole()
		for _, oid := range h.relations() {
			r.hypertableOf[oid] = Qualified(whole.Schema, whole.Name)
		}
	}
	return r.hyper, nil
}

// hypertableName gives the hypertable that a table or its rows, or the view of a
// continuous aggregate, belong to, "" for other objects.
func (r *reader) hypertableName(o Object) string {
	switch o := o.(type) {
	case *Table:
		return r.hypertableOf[o.OID]
	case *TableData:
		return r.hypertableOf[o.OID]
	case *View:
		return r.hypertableOf[o.OID]
	}
	return ""
}

// refuseTimescale refuses what lives partly outside of the database
// (distributed hypertables, until 2.13) and what newer versions cannot read
// (the hypercore access method, 2.18 to 2.21), all of it at once.
func refuseTimescale(ctx context.Context, s *Server, found *timescaleFound) error {
	var errs []error
	if found.Hypercore {
		tables, err := load[Common](ctx, s, hypercoreQuery)
		if err != nil {
			return err
		}
		if len(tables) > 0 {
			errs = append(errs, fmt.Errorf("read hypertables: tables with the access method hypercore, which newer releases "+
				"do not have, cannot be dumped: give each the access method heap with ALTER TABLE ... SET ACCESS METHOD heap: %s",
				someNames(tables)))
		}
	}
	if found.Replication {
		tables, err := load[Common](ctx, s, distributedQuery)
		if err != nil {
			return err
		}
		if len(tables) > 0 {
			errs = append(errs, fmt.Errorf("read hypertables: rows of distributed hypertables are on other servers and cannot be dumped: "+
				"copy them into hypertables of this server (CREATE TABLE ... (LIKE ...), create_hypertable(), INSERT ... SELECT) "+
				"and drop these: %s", someNames(tables)))
		}
	}
	return errors.Join(errs...)
}

// someNames lists qualified names, the first of very many.
func someNames(rows []*Common) string {
	const most = 50
	var names []string
	for _, r := range rows[:min(most, len(rows))] {
		names = append(names, Qualified(r.Schema, r.Name))
	}
	if len(rows) > most {
		names = append(names, fmt.Sprintf("and %d more", len(rows)-most))
	}
	return strings.Join(names, ", ")
}

// pass implements passer: in restoring mode the check of a foreign key that
// references a hypertable looks only at its empty root
// (src/planner/planner.c), so that the key is added after the post-restore
// calls.
func (c *Constraint) pass() Pass {
	if c.isFinal() {
		return FinalPass
	}
	return c.Kind.Pass
}

// isBlocker knows the trigger of a hypertable (until 2.22) that keeps rows out
// of its root. On a table that is a member of Promscale's extension, the
// post-restore call makes it.
func isBlocker(t *Trigger) bool { return t.Name == "ts_insert_blocker" }
