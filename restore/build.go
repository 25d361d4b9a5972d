package restore

import (
	"fmt"

	"promark/archive"
)

// An index is built by several processes of the server if it is worth it: while there is enough else
// to do, sessions side by side have less work to do together (10 million samples in 30 tables, PostgreSQL
// 15: 7.5 s of the server's CPU with one process for each build, 9.0 s with three), but what is built
// last, or alone, would leave processors without work.

// builders are the processes of the server that build.
type builders struct {
	processes int // at the same time; 1: the server is set to have no parallel builds
	memory    int // kB that the server gives to a build
}

// buildMemory is the least that a process of a build gets, in kB: PostgreSQL's own default for a whole
// build, which has one process less for every 32 MB that are missing (plan_create_index_workers in
// src/backend/optimizer/plan/planner.c). More makes no sort faster (10 million rows in random order:
// 8.5 s of CPU at 32 to 128 MB, 10.5 s at 512 MB, 13 s at 2 GB, whose quicksort misses the caches).
const buildMemory = 64 << 10

// newBuilders takes the settings of the target: what it would start by itself is used even with fewer workers.
func newBuilders(workers, helpers, memory int) builders {
	if helpers == 0 {
		return builders{1, memory}
	}
	return builders{max(workers, helpers+1), memory}
}

// settings gives the statement that sets the processes of the builds of a transaction, "" for what builds
// nothing.
func (b builders) settings(processes int) string {
	if processes == 0 {
		return ""
	}
	return fmt.Sprintf("SELECT pg_catalog.set_config('max_parallel_maintenance_workers', '%d', true), "+
		"pg_catalog.set_config('maintenance_work_mem', '%dkB', true)", processes-1, max(b.memory, processes*buildMemory))
}

// workload is what is left to load and to build, in bytes of rows.
type workload struct {
	left  int64
	using map[uint32]int64 // of it, what uses a relation
}

func (n *node) builds() bool { return n.entry.Facts[archive.FactBuilds] != "" }

// add counts a node, or, with -1, one that is done.
func (w *workload) add(n *node, sign int64) {
	if n.entry.Data == nil && !n.builds() {
		return
	}
	w.left += sign * n.cost
	for _, ids := range [][]uint32{n.exclusive, n.shared} {
		for _, id := range ids {
			w.using[id] += sign * n.cost
		}
	}
}

// share gives a build as many of the processes as it has of what is left, apart from what cannot be done
// beside it.
func (w *workload) share(n *node, processes int) int {
	left := w.left
	for _, id := range n.exclusive {
		left -= w.using[id] - n.cost
	}
	left = max(left, n.cost)
	return int(max(1, (n.cost*int64(processes)+left/2)/left))
}
