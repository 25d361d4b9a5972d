// Package columns encodes blocks of rows of PostgreSQL's binary COPY by columns: the values of each become
// small integers where they can, and these byte planes, each compressed with zstd. Decoding gives the
// identical bytes, in the order of the rows. ../FORMAT.md has the layout, under "columns".
//
// A block goes through these steps, each in a file with its inverse:
//
//	split      rows to columns of cells                        join
//	group      rows by a key column: series beside themselves  scatter
//	decimal    floats to integers                              toFloats
//	dictionary values to numbers                               lookUp
//	batches    TimescaleDB's compressed values to numbers      makeBatches
//	delta      numbers to differences, or offset               addDeltas, addOffsets
//	bitmap     a mask of the differences that are not zero     unmaskZeros
//	planes     numbers to bytes of equal weight                joinPlanes
//	stream     bytes to zstd                                   stream
//
// What pays for a column is found out on samples (choose, key, trial): an encoder is told nothing of the
// rows' types. A decoder takes hostile payloads: no panic, an error that wraps ErrInvalid, and memory in
// proportion to the size of the rows that the caller expects.
//
// CPU time on one core for rows of three 8-byte columns: encoding 35 to 80 ns per row, choosing included;
// decoding 16 to 31 ns; zstd alone takes 115 to 170 ns for two to twenty times the bytes (go test -bench).
package columns
