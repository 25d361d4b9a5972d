// Package catalog knows what is in a PostgreSQL database and the SQL that
// makes it again.
//
// It reads the system catalogs of PostgreSQL 12 to 18 with one set-wise query
// per family of objects, gives every version the same row shape, and turns
// the rows into an ordered list of [Item]: finished statements with section,
// dependencies and the facts that a restorer needs as data. It never writes
// to the server, and it knows nothing of archives, files, flags or terminals.
//
// # Layout
//
// One file holds one family of object kinds, always with the same parts in
// the same order: model struct, query, reader, address, defining statements.
// kind.go is the table of all kinds; its order is the order among objects
// that do not depend on each other. What all kinds share is written once:
// owner, privileges, comments and labels in ddl.go and acl.go, dependencies
// in depend.go, order in order.go, loops in loop.go. Adding a kind is one
// file, one row in kind.go and one golden case in testdata/ddl.
//
// # Server versions
//
// Differences between server versions stand in three places only: the
// "since" expressions of query columns (query.go), the named abilities
// (feature.go), and the presence of a value in a model, which decides
// whether a clause is printed.
package catalog
