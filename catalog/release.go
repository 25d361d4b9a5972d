package catalog

import (
	"fmt"
	"strconv"
	"strings"
)

// Which versions of TimescaleDB and Promscale go together, and with which
// servers: what a refusal tells beside "not available".

// release is the first two numbers of an extension's version.
type release struct{ major, minor int }

func parseRelease(version string) (release, bool) {
	first, rest, _ := strings.Cut(version, ".")
	second, _, _ := strings.Cut(rest, ".")
	major, err1 := strconv.Atoi(first)
	minor, err2 := strconv.Atoi(second)
	return release{major, minor}, err1 == nil && err2 == nil
}

func (r release) before(other release) bool {
	return r.major < other.major || r.major == other.major && r.minor < other.minor
}

func (r release) String() string { return fmt.Sprintf("%d.%d", r.major, r.minor) }

// timescaleServers says from which release on TimescaleDB is for which major
// versions of PostgreSQL (CMakeLists.txt of every release from 2.6.0 to
// 2.29.0).
var timescaleServers = []struct {
	since          release
	oldest, newest int
}{
	{release{2, 6}, 12, 14}, {release{2, 9}, 12, 15}, {release{2, 12}, 13, 15}, {release{2, 13}, 13, 16},
	{release{2, 16}, 14, 16}, {release{2, 17}, 14, 17}, {release{2, 20}, 15, 17}, {release{2, 23}, 15, 18},
}

// timescaleUnknown is the first release that the table does not tell of.
var timescaleUnknown = release{2, 30}

// TimescaleServers says in words for which servers a version of TimescaleDB
// is, if not for that one, and how its data gets there all the same; "" if it
// is, or if that is not known.
func TimescaleServers(version string, major int) (what, way string) {
	r, ok := parseRelease(version)
	if !ok || r.before(timescaleServers[0].since) || !r.before(timescaleUnknown) {
		return "", ""
	}
	i := 0
	for i+1 < len(timescaleServers) && !r.before(timescaleServers[i+1].since) {
		i++
	}
	row := timescaleServers[i]
	if major >= row.oldest && major <= row.newest {
		return "", ""
	}
	what = fmt.Sprintf("TimescaleDB %s is for PostgreSQL %d to %d", r, row.oldest, row.newest)
	if major < row.oldest || major > timescaleServers[len(timescaleServers)-1].newest {
		return what, ""
	}
	return what, timescaleWay(i, version, major)
}

// timescaleWay leads from a row of the table to a newer server: on the newest
// server that a release knows, the extension is updated in place to one that
// knows a newer server, as often as it takes. Releases from 2.20 on have no
// update scripts for those before 2.9; the steps never want one.
func timescaleWay(i int, version string, major int) string {
	way := "restore with TimescaleDB " + version
	for timescaleServers[i].newest < major {
		at, next := timescaleServers[i].newest, i
		for next+1 < len(timescaleServers) && timescaleServers[next+1].oldest <= at && timescaleServers[next].newest < major {
			next++
		}
		way += fmt.Sprintf(" on PostgreSQL %d; there, in a new session, ALTER EXTENSION timescaledb UPDATE TO a version of %s or later that it has; dump again and restore",
			at, timescaleServers[next].since)
		i = next
	}
	return way + fmt.Sprintf(" on PostgreSQL %d", major)
}

// The releases of Promscale's extension.
var (
	promscaleWhole  = release{0, 5}  // the first whose objects belong to the extension
	promscaleFuture = release{0, 9}  // the last release was 0.8.0
	promscale15     = release{0, 8}  // the first for PostgreSQL 15; the others are for 12 to 14 (Cargo.toml)
	withoutNodes    = release{2, 14} // the first TimescaleDB without timescaledb_information.data_nodes
)

// PromscaleRefused says why a version of Promscale can be neither dumped nor
// restored, "" if it can. Before 0.5 the extension held a few functions, and
// the connector made everything else, outside of it: CREATE EXTENSION would
// not bring what the rows of a dump need, and there is no
// promscale_post_restore() that repairs owners.
func PromscaleRefused(version string) string {
	if r, ok := parseRelease(version); ok && r.before(promscaleWhole) {
		return fmt.Sprintf("Promscale %s is too old: before 0.5 its objects do not belong to the extension; "+
			"update the connector and the extension first (ALTER EXTENSION promscale UPDATE)", version)
	}
	return ""
}

// PromscaleTooOld says why a version of Promscale cannot be created beside a
// version of TimescaleDB, "" if it can: the script of 0.5 to 0.8 reads the
// view timescaledb_information.data_nodes
// (migration/incremental/012-tracing.sql).
func PromscaleTooOld(version, timescale string) string {
	p, ok1 := parseRelease(version)
	t, ok2 := parseRelease(timescale)
	if !ok1 || !ok2 || !p.before(promscaleFuture) || t.before(withoutNodes) {
		return ""
	}
	return fmt.Sprintf("Promscale %s cannot be created with TimescaleDB %s nor any from %s on: its script reads "+
		"the view timescaledb_information.data_nodes, which is gone", version, timescale, withoutNodes)
}

// PromscaleServers says in words for which servers a version of Promscale is,
// if not for that one, and where else it can go.
func PromscaleServers(version string, major int) (what, way string) {
	r, ok := parseRelease(version)
	newest := 14
	if !r.before(promscale15) {
		newest = 15
	}
	if !ok || !r.before(promscaleFuture) || major <= newest {
		return "", ""
	}
	return fmt.Sprintf("Promscale %s is for PostgreSQL 12 to %d, and there is no newer Promscale", version, newest),
		fmt.Sprintf("restore on PostgreSQL %d or older, with TimescaleDB older than %s", newest, withoutNodes)
}
