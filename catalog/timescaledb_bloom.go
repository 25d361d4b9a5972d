package catalog

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Bloom filters beside compressed rows (since 2.20; by default for columns
// that have an index) say which batches cannot hold a value. They are made of
// hashes of the values, and the hash of an enum is that of its label's OID
// (src/backend/utils/adt/enum.c, hashenumextended): in a copy they would deny
// what is there, and a query would find nothing, without an error. Where there
// is no filter, TimescaleDB reads the batch (bloom1_contains and
// bloom1_contains_any_hashes in
// tsl/src/compression/batch_metadata_builder_bloom1.c), so that such filters
// are left out.

const bloomType = "bloom1"

// bloomEntry is a filter by the settings of a chunk's compression (since 2.22).
type bloomEntry struct {
	Chunk   uint32   `db:"chunk"`
	Columns []string `db:"columns"`
}

var bloomEntryQuery = &query{
	name: "bloom filters of chunks",
	columns: []column{
		{"chunk", all("z.relid::pg_catalog.oid")},
		{"columns", all(`ARRAY(SELECT c FROM pg_catalog.jsonb_array_elements_text(CASE pg_catalog.jsonb_typeof(e -> 'column')
         WHEN 'array' THEN e -> 'column' ELSE pg_catalog.jsonb_build_array(e -> 'column') END) c)`)},
	},
	from: all(`FROM (SELECT x.relid, pg_catalog.to_jsonb(x) -> 'index' FROM _timescaledb_catalog.compression_settings x) z (relid, index)
 CROSS JOIN LATERAL pg_catalog.jsonb_array_elements(CASE pg_catalog.jsonb_typeof(z.index) WHEN 'array' THEN z.index ELSE '[]' END) e
 WHERE e ->> 'type' = 'bloom' AND z.relid::pg_catalog.oid = ANY ($1::oid[])`),
}

// dropBlooms leaves out the filters that deny rows in a copy. A copy has NULL
// there. It gives a notice, since queries read more until the rows are
// compressed again.
func (r *reader) dropBlooms(ctx context.Context, rows []*compressedRows, types dataTypes) error {
	isBloom := func(c *Column) bool {
		t := types[c.TypeOID]
		return t != nil && t.Extension == timescaleName && t.Name == bloomType
	}
	rows = slices.DeleteFunc(slices.Clone(rows), func(z *compressedRows) bool {
		return !slices.ContainsFunc(z.table.Columns, isBloom) || len(z.hashed(types)) == 0
	})
	var chunks []uint32
	for _, z := range rows {
		chunks = append(chunks, z.chunk.OID)
	}
	if len(rows) == 0 {
		return nil
	}
	entries, err := load[bloomEntry](ctx, r.server, bloomEntryQuery, chunks)
	if err != nil {
		return err
	}
	configured := map[uint32][][]string{}
	for _, e := range entries {
		configured[e.Chunk] = append(configured[e.Chunk], e.Columns)
	}
	dropped := map[string]bool{}
	for _, z := range rows {
		hashed := z.hashed(types)
		keep := z.blooms(configured[z.chunk.OID], hashed)
		for _, c := range z.table.Columns {
			if isBloom(c) && !keep[bloomBody(c.Name)] {
				z.data.leaveOut(c.Name)
				dropped[r.hypertableOf[z.chunk.OID]] = true
			}
		}
	}
	if len(dropped) > 0 {
		r.notices = append(r.notices, fmt.Sprintf("bloom filters of compressed rows are left out where their hashes are of numbers "+
			"that the labels of an enum have in this database only: a copy gives the same rows, but reads more of them until its chunks "+
			"are decompressed and compressed again: %s",
			strings.Join(slices.Sorted(maps.Keys(dropped)), ", ")))
	}
	return nil
}

// hashed gives the chunk's columns whose hash is of OIDs.
func (z *compressedRows) hashed(types dataTypes) map[string]bool {
	out := map[string]bool{}
	for _, c := range z.chunk.Columns {
		if types.traits(c.TypeOID).hashes {
			out[c.Name] = true
		}
	}
	return out
}

// blooms gives what the names of filters end with that can be kept. A name
// that two sets of columns give is one that cannot.
func (z *compressedRows) blooms(configured [][]string, hashed map[string]bool) map[string]bool {
	sets := configured
	for _, c := range z.chunk.Columns {
		sets = append(sets, []string{c.Name})
	}
	keep := map[string]bool{}
	for _, columns := range sets {
		for _, body := range bloomBodies(columns) {
			before, known := keep[body]
			keep[body] = (before || !known) && !slices.ContainsFunc(columns, func(name string) bool { return hashed[name] })
		}
	}
	return keep
}

// bloomBody is what is left of a filter's name without what all have:
// _ts_meta_v2_, and one of bloom1, bloomh and bloomg with a line.
func bloomBody(name string) string {
	_, body, _ := strings.Cut(strings.TrimPrefix(name, "_ts_meta_v2_"), "_")
	return body
}

// bloomBodies gives what the name of a filter on some columns ends with:
// their names, of which 39 bytes are kept and a hash put before them if they
// are longer, and since 2.27.1 if there are several; then the hash is of
// other text than before (compressed_column_metadata_name_v2 in
// tsl/src/compression/create.c; sql/updates/2.27.0--2.27.1.sql).
func bloomBodies(columns []string) []string {
	const kept = 39
	name := strings.Join(columns, "_")
	with := func(hashed string) string {
		sum := md5.Sum([]byte(hashed))
		return hex.EncodeToString(sum[:])[:4] + "_" + name[:min(kept, len(name))]
	}
	var out []string
	if len(columns) > 1 {
		out = append(out, with(strings.Join(columns, "\x00")))
	}
	if len(name) > kept {
		return append(out, with(name))
	}
	return append(out, name)
}
