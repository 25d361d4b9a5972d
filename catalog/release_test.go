package catalog

import (
	"strings"
	"testing"
)

func TestTimescaleServers(t *testing.T) {
	const update = "; there, in a new session, ALTER EXTENSION timescaledb UPDATE TO a version of %s or later that it has; dump again and restore"
	step := func(major, since string) string {
		return " on PostgreSQL " + major + strings.Replace(update, "%s", since, 1)
	}
	for _, c := range []struct {
		version   string
		major     int
		what, way string
	}{
		{"2.9.3", 15, "", ""},
		{"2.9.3", 17, "TimescaleDB 2.9 is for PostgreSQL 12 to 15", "restore with TimescaleDB 2.9.3" + step("15", "2.17") + " on PostgreSQL 17"},
		{"2.9.3", 18, "TimescaleDB 2.9 is for PostgreSQL 12 to 15", "restore with TimescaleDB 2.9.3" + step("15", "2.23") + " on PostgreSQL 18"},
		{"2.6.1", 18, "TimescaleDB 2.6 is for PostgreSQL 12 to 14", "restore with TimescaleDB 2.6.1" + step("14", "2.17") + step("17", "2.23") + " on PostgreSQL 18"},
		{"2.19.3", 18, "TimescaleDB 2.19 is for PostgreSQL 14 to 17", "restore with TimescaleDB 2.19.3" + step("17", "2.23") + " on PostgreSQL 18"},
		{"2.29.0", 18, "", ""},
		{"2.23.0", 14, "TimescaleDB 2.23 is for PostgreSQL 15 to 18", ""},
		{"2.9.3", 19, "TimescaleDB 2.9 is for PostgreSQL 12 to 15", ""},
		{"9.0.0", 12, "", ""},
		{"2.5.2", 18, "", ""},
		{"new", 18, "", ""},
	} {
		if what, way := TimescaleServers(c.version, c.major); what != c.what || way != c.way {
			t.Errorf("%s on %d: %q, %q", c.version, c.major, what, way)
		}
	}
}

func TestPromscaleReleases(t *testing.T) {
	for version, refused := range map[string]bool{"0.4.2": true, "0.1": true, "0.5.0": false, "0.8.0": false, "0.9.0": false, "?": false} {
		if (PromscaleRefused(version) != "") != refused {
			t.Errorf("%s: %q", version, PromscaleRefused(version))
		}
	}
	for versions, refused := range map[[2]string]bool{
		{"0.8.0", "2.13.1"}: false, {"0.8.0", "2.14.0"}: true, {"0.5.4", "2.31.0"}: true, {"0.9.0", "2.31.0"}: false, {"0.8.0", "3.0.0"}: true,
	} {
		if (PromscaleTooOld(versions[0], versions[1]) != "") != refused {
			t.Errorf("%s: %q", versions, PromscaleTooOld(versions[0], versions[1]))
		}
	}
	for _, c := range []struct {
		version string
		major   int
		tells   bool
	}{{"0.7.0", 14, false}, {"0.7.0", 15, true}, {"0.8.0", 15, false}, {"0.8.0", 16, true}, {"0.9.0", 18, false}} {
		if what, way := PromscaleServers(c.version, c.major); (what != "") != c.tells || (way != "") != c.tells {
			t.Errorf("%s on %d: %q, %q", c.version, c.major, what, way)
		}
	}
}
