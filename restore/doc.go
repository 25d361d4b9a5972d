// Package restore replays an archive into a live database.
//
// # Contract
//
// [Run] checks the archive, looks at the target (every finding is reported before the first
// change), executes the statements of the archive and loads its rows. Every failing statement is
// an error: there are no expected ones. Rows loaded must equal rows recorded. Whatever happens,
// the [Result] says in which [State] the target is.
//
// # Order
//
//	extensions that need it, pre-restore calls       timescaledb.go, promscale.go
//	definitions, with their owners                   definitions.go
//	rows of the catalogs of extensions               extension.go
//	rows, sequences, indexes, constraints, triggers  graph.go, schedule.go, worker.go
//	privileges, post-restore calls, final entries    restore.go
//	statistics                                       analyze.go
//
// The archive's order is always a possible order. Definitions follow it, in groups: many
// statements in a round trip, one bounded transaction for a group; a group that fails is rolled
// back and replayed entry by entry, which names the culprit. Rows, and what waits for rows, are a
// graph: an index is built as soon as its table is loaded, the largest work comes first, and
// entries that lock the same relation never run side by side.
//
// # Concurrency
//
// One goroutine and one session per worker, started and waited for in [Run]. From a file, workers
// pull streams. From a pipe, one goroutine reads frames and hands them to the workers by stream,
// through short queues (pipe.go): the number of workers need not match the dump's.
//
// The package knows no object kinds: what a statement needs, locks or belongs to stands in its
// archive entry. It never prints, logs or exits.
package restore
