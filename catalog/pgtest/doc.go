//go:build linux

// Package pgtest gives tests real servers: PostgreSQL 12 to 18, and
// PostgreSQL 17 with TimescaleDB.
//
//	s := pgtest.Get(t, 15)                  // shared by the process, started on first use
//	db := s.NewDatabase(t)                  // fresh, dropped at the end of the test
//	db.Exec(t, "CREATE TABLE a (b int); INSERT INTO a VALUES (1)")
//	db.Text(t, "SELECT count(*) FROM a")    // "1"
//	conn := db.Conn(t)                      // *pgx.Conn, closed at the end of the test
//	url := db.URL()                         // or db.ConnString(), for the code under test
//
// A test that restarts, crashes or configures a server starts its own with
// Start(t, major, options...). Tests of everything loop over Versions().
// Roles and tablespaces belong to the whole server: name them with UniqueName.
//
// What the servers are made of is downloaded once into a cache folder,
// $PROMARK_TEST_CACHE (else /var/cache/promark-test for root and promark-test
// in the user's cache folder), checked, and used from there by all tests. The
// registry and the mirror are those that npm and apt are configured for. What
// is missing on the machine itself is installed by "make deps".
//
// Servers listen on 127.0.0.1 and on a Unix socket in their own folder. They
// do not run as root: root's tests run them as postgres or nobody. Their data
// is throw-away: fsync is off. Autovacuum is off, too. Whatever becomes of a
// test process, its servers stop and their folders go (guard.go).
package pgtest
