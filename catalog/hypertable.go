package catalog

import "context"

// A hypertable is many tables: its root, its chunks, the tables of compressed
// rows, and for each continuous aggregate another hypertable and three views.
// What they are to each other stands in rows of TimescaleDB.

// hypertable is one of them, made by users or by TimescaleDB itself.
type hypertable struct {
	ID         int32  `db:"id"`
	OID        uint32 `db:"oid"` // of its root
	Schema     string `db:"schema"`
	Name       string `db:"name"`
	Compressed int32  `db:"compressed"` // the one with its compressed rows (until 2.28), or 0
	Filled     bool   `db:"filled"`     // the file of its root is not empty

	of        *hypertable // that it serves: with compressed rows or aggregates; nil: users
	chunks    []uint32    // and tables of compressed rows that belong to no other hypertable
	aggregate *continuousAggregate
}

// whole is the hypertable that users have made.
func (h *hypertable) whole() *hypertable {
	for h.of != nil {
		h = h.of
	}
	return h
}

// continuousAggregate is what a hypertable materializes.
type continuousAggregate struct {
	ID    int32    `db:"id"`    // of the hypertable with its rows
	Raw   int32    `db:"raw"`   // that it is computed from
	View  uint32   `db:"view"`  // that users see
	Views []uint32 `db:"views"` // that TimescaleDB computes it with
}

// hypertables is all of a database, by ID.
type hypertables struct {
	list  []*hypertable
	pairs []*chunkPair
}

var hypertableQuery = &query{
	name: "hypertables",
	columns: []column{
		{"id", all("h.id")},
		{"oid", all("c.oid")},
		{"schema", all("h.schema_name")},
		{"name", all("h.table_name")},
		{"compressed", all("COALESCE(h.compressed_hypertable_id, 0)")},
		{"filled", all("COALESCE(pg_catalog.pg_relation_size(c.oid) > 0, false)")},
	},
	from: all(`FROM _timescaledb_catalog.hypertable h
  JOIN pg_catalog.pg_namespace n ON n.nspname = h.schema_name
  JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = h.table_name
 ORDER BY h.id`),
}

var continuousAggregateQuery = &query{
	name: "continuous aggregates",
	columns: []column{
		{"id", all("a.mat_hypertable_id")},
		{"raw", all("a.raw_hypertable_id")},
		{"view", all("COALESCE(" + viewOf("user") + ", 0)")},
		{"views", all("pg_catalog.array_remove(ARRAY[" + viewOf("partial") + ", " + viewOf("direct") + "], NULL)")},
	},
	from: all("FROM _timescaledb_catalog.continuous_agg a ORDER BY a.mat_hypertable_id"),
}

// viewOf finds one of the views of a continuous aggregate.
func viewOf(which string) string {
	return `(SELECT c.oid FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
          WHERE n.nspname = a.` + which + `_view_schema AND c.relname = a.` + which + `_view_name)`
}

type chunk struct {
	OID        uint32 `db:"oid"`
	Hypertable int32  `db:"hypertable"`
}

// Until 2.28 compressed rows are in hypertables of their own, and chunks are
// known by name; then compressed rows are in tables of no hypertable, and
// chunks are known by OID.
var (
	chunkQuery = &query{
		name: "chunks by name", columns: []column{{"oid", all("c.oid")}, {"hypertable", all("k.hypertable_id")}},
		from: all(`FROM _timescaledb_catalog.chunk k
  JOIN pg_catalog.pg_namespace n ON n.nspname = k.schema_name
  JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = k.table_name
 ORDER BY c.oid`),
	}
	chunkByOIDQuery = &query{
		name: "chunks", columns: []column{{"oid", all("c.oid")}, {"hypertable", all("x.hypertable")}},
		from: all(`FROM (SELECT k.relid::pg_catalog.oid, k.hypertable_id FROM _timescaledb_catalog.chunk k
        UNION ALL SELECT z.compress_relid::pg_catalog.oid, k.hypertable_id FROM _timescaledb_catalog.compression_settings z
          JOIN _timescaledb_catalog.chunk k ON k.relid = z.relid) x (oid, hypertable)
  JOIN pg_catalog.pg_class c ON c.oid = x.oid
 ORDER BY c.oid`),
	}
)

type chunkPair struct {
	Chunk      uint32 `db:"chunk"`
	Compressed uint32 `db:"compressed"`
}

var (
	chunkPairQuery = &query{
		name:    "compressed chunks by name",
		columns: []column{{"chunk", all("c.oid")}, {"compressed", all("zc.oid")}},
		from: all(`FROM _timescaledb_catalog.chunk k
  JOIN _timescaledb_catalog.chunk z ON z.id = k.compressed_chunk_id
  JOIN pg_catalog.pg_namespace n ON n.nspname = k.schema_name
  JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = k.table_name
  JOIN pg_catalog.pg_namespace zn ON zn.nspname = z.schema_name
  JOIN pg_catalog.pg_class zc ON zc.relnamespace = zn.oid AND zc.relname = z.table_name`),
	}
	chunkPairByOIDQuery = &query{
		name:    "compressed chunks",
		columns: []column{{"chunk", all("z.relid::pg_catalog.oid")}, {"compressed", all("z.compress_relid::pg_catalog.oid")}},
		from:    all("FROM _timescaledb_catalog.compression_settings z WHERE z.compress_relid IS NOT NULL"),
	}
)

// readHypertables reads what hypertables are made of.
func readHypertables(ctx context.Context, s *Server, found *timescaleFound) (*hypertables, error) {
	chunkSource, pairSource := chunkQuery, chunkPairQuery
	if found.ByOID {
		chunkSource, pairSource = chunkByOIDQuery, chunkPairByOIDQuery
	}
	list, err := load[hypertable](ctx, s, hypertableQuery)
	if err != nil {
		return nil, err
	}
	aggregates, err := load[continuousAggregate](ctx, s, continuousAggregateQuery)
	if err != nil {
		return nil, err
	}
	chunks, err := load[chunk](ctx, s, chunkSource)
	if err != nil {
		return nil, err
	}
	hs := &hypertables{list: list}
	hs.connect(chunks, aggregates)
	hs.pairs, err = load[chunkPair](ctx, s, pairSource)
	return hs, err
}

// connect tells hypertables what they serve: always an older one.
func (hs *hypertables) connect(chunks []*chunk, aggregates []*continuousAggregate) {
	byID := make(map[int32]*hypertable, len(hs.list))
	for _, h := range hs.list {
		byID[h.ID] = h
	}
	for _, h := range hs.list {
		if z := byID[h.Compressed]; z != nil && h.ID < z.ID {
			z.of = h
		}
	}
	for _, a := range aggregates {
		if h, raw := byID[a.ID], byID[a.Raw]; h != nil && raw != nil && raw.ID < h.ID {
			h.of, h.aggregate = raw, a
		}
	}
	for _, c := range chunks {
		if h := byID[c.Hypertable]; h != nil {
			h.chunks = append(h.chunks, c.OID)
		}
	}
}

// relations gives the tables and views of one hypertable, its root first.
func (h *hypertable) relations() []uint32 {
	out := append([]uint32{h.OID}, h.chunks...)
	if a := h.aggregate; a != nil {
		out = append(append(out, a.View), a.Views...)
	}
	return out
}
