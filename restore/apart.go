package restore

import (
	"context"

	"promark/archive"
)

// Definitions that the archive marks (archive.FactApart) are made in several sessions at once. What
// must not be made by two sessions at the same time, since both would lock the same relation, or
// since one needs the other, is kept together and made in the order of the archive by one of them.

// defineAll is define in as many sessions as there are workers, where that is worth their start.
func (r *run) defineAll(ctx context.Context, s *session, entries []*archive.Entry) error {
	begin := 0
	for i := 0; i < len(entries); {
		n := apartRun(entries[i:])
		if r.workers == 1 || n <= r.groupSize {
			i += max(n, 1)
			continue
		}
		if err := r.define(ctx, s, entries[begin:i]); err != nil {
			return err
		}
		batches := batchesOf(clusters(entries[i:i+n]), r.groupSize)
		err := r.share(ctx, len(batches), func(ctx context.Context, s *session, b int) error {
			return r.define(ctx, s, batches[b])
		})
		if err != nil {
			return err
		}
		i += n
		begin = i
	}
	return r.define(ctx, s, entries[begin:])
}

// apartRun counts the entries of one kind at the front that may be made apart.
func apartRun(entries []*archive.Entry) int {
	for i, e := range entries {
		if e.Facts[archive.FactApart] == "" || e.Kind != entries[0].Kind || isConditional(e) || e.NoTransaction {
			return i
		}
	}
	return len(entries)
}

// clusters divides entries into those that have to be kept together: entries with the same value of
// the fact, and what needs each other.
func clusters(entries []*archive.Entry) [][]*archive.Entry {
	at := make(map[uint32]int, len(entries)) // place, by ID
	values := map[string]int{}
	parent := make([]int, len(entries))
	find := func(i int) int {
		for parent[i] != i {
			parent[i] = parent[parent[i]]
			i = parent[i]
		}
		return i
	}
	for i, e := range entries {
		at[e.ID], parent[i] = i, i
		if first, ok := values[e.Facts[archive.FactApart]]; ok {
			parent[i] = find(first)
		} else {
			values[e.Facts[archive.FactApart]] = i
		}
		for _, id := range e.Needs {
			if needed, ok := at[id]; ok {
				parent[find(i)] = find(needed)
			}
		}
	}
	var out [][]*archive.Entry
	number := map[int]int{} // of the cluster, by its root
	for i, e := range entries {
		n, ok := number[find(i)]
		if !ok {
			n = len(out)
			number[find(i)] = n
			out = append(out, nil)
		}
		out[n] = append(out[n], e)
	}
	return out
}

// batchesOf puts clusters together until a transaction has enough to do.
func batchesOf(clusters [][]*archive.Entry, size int) [][]*archive.Entry {
	var out [][]*archive.Entry
	var batch []*archive.Entry
	for _, c := range clusters {
		if batch = append(batch, c...); len(batch) >= size {
			out, batch = append(out, batch), nil
		}
	}
	if len(batch) > 0 {
		out = append(out, batch)
	}
	return out
}
