package restore

import (
	"slices"

	"promark/archive"
)

// Rows alone go into tables that have their foreign keys already: referenced rows must be there
// first. The archive's own foreign keys say in which order, as far as they go in no circle.

// dataOrder gives, for the entries of rows, those that have to be loaded before.
func (r *run) dataOrder() map[uint32][]uint32 {
	if !r.opts.Selection.NoSchema {
		return nil
	}
	rows := map[archive.Relation]uint32{}
	for _, e := range r.pick(func(e *archive.Entry) bool { return e.Data != nil }) {
		rows[e.Data.Relation] = e.ID
	}
	before := map[uint32][]uint32{}
	for i := range r.entries {
		key := &r.entries[i]
		from := rows[archive.Relation{Schema: key.Schema, Name: key.Table}]
		if key.Kind != "FK CONSTRAINT" || from == 0 {
			continue
		}
		for _, id := range key.Locks {
			locked := &r.entries[id-1]
			to := rows[archive.Relation{Schema: locked.Schema, Name: locked.Name}]
			if to != 0 && to != from && !reaches(before, to, from) {
				before[from] = append(before[from], to)
			}
		}
	}
	return before
}

// reaches reports whether one entry has to wait for another already.
func reaches(before map[uint32][]uint32, from, to uint32) bool {
	seen := map[uint32]bool{from: true}
	for queue := []uint32{from}; len(queue) > 0; queue = queue[1:] {
		if slices.Contains(before[queue[0]], to) {
			return true
		}
		for _, id := range before[queue[0]] {
			if !seen[id] {
				seen[id] = true
				queue = append(queue, id)
			}
		}
	}
	return false
}
