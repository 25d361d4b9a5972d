// Package dump turns a live database into an archive, and compares databases:
// the same walk with another sink, see compare.go.
//
// # Consistency
//
// Tables are locked first and the snapshot is taken second: what is locked
// before the snapshot cannot be truncated, compressed or rewritten behind its
// back. A snapshot that comes first would silently lose such rows, since
// these commands do not keep the old ones for it. What only the snapshot shows
// is locked afterwards and then compared with the current catalog. Whenever
// the two differ, everything is rolled back and done again, a bounded number
// of times; nothing is left out and nothing is guessed.
//
// # Connections
//
// One connection, the coordinator, holds the locks and the snapshot until the
// end, but for the locks of extensions' tables and of views, which end when
// definitions and the rows of these tables have been read. A helper connection
// lists what there is before the snapshot exists. Workers import the snapshot
// and copy. A worker that cannot get its own lock at once (an exclusive lock
// queues between the coordinator's lock and its own, and waiting would be a
// deadlock that the server cannot see) leaves the relation to the coordinator.
//
// # Errors
//
// The first error stops everything. Run returns when every worker has ended
// and every server session is closed. What has been written to the output by
// then is no archive.
package dump
