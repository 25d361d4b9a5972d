// Package archive is a container for the definitions and rows of one database. FORMAT.md beside
// this file is the specification of its bytes.
//
// # Writing
//
// NewWriter takes the manifest and all entries and writes them at once. Then every goroutine that
// copies rows has an Encoder of its own and gives it stream after stream: Begin, Row for each row,
// End. Rows are compressed in that goroutine; a lock is held only while a finished block is
// written. Close writes index and trailer, and refuses if a stream of the catalog is missing. The
// first error of a Writer or an Encoder makes everything after it fail. Nothing seeks: the output
// may be a pipe. CreateFile gives an output that appears under its name only when it is whole.
//
// # Reading
//
// Open reads an archive that is a file; Check verifies every stored byte; Stream gives the blocks of
// one stream, from many goroutines at the same time. NewPipe reads an archive while it arrives:
// definitions first, then frames in the order in which they were written, each verified and left to
// be decoded by a worker; only after the last frame is it known that the archive is whole. Verify
// decodes everything, goes on behind damage, and says what is damaged and whose rows are lost.
//
// # What is promised
//
// An archive that was read to its end without an error holds exactly the rows that were given to
// the encoders: every byte is under a checksum, every stream under a row count and a digest. Readers
// take hostile input: no panic, no memory on the word of a length, an error for whatever a writer
// does not make. Rows are opaque, but for finding where one ends.
//
// Rows of binary COPY are stored by columns: package columns has the transforms.
//
// This package knows no SQL, no connections and no flags; it does not print. Versions of the format
// are read by all later versions of this package.
//
// # Costs
//
// CPU time on one core of a busy virtual server, for rows of time, value and series in the order in
// which they arrive: encoding 70 ns per row, with every block decoded again before it is written 115
// ns; decoding 20 ns, Verify 40 ns; Check 2.4 GB/s of stored bytes. An encoder holds some 25 MB, for
// blocks of many keys 50 MB, a decoder half of it. Opening an archive of 100,000 relations takes a
// second and 220 MB of garbage and entries; the archive's own part of it is 150 kB.
package archive
