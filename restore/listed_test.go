//go:build linux

package restore

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"promark/archive"
	"promark/catalog/pgtest"
)

// Equal privileges become one statement with a list of names, each object's in their own order.
func TestListedSteps(t *testing.T) {
	table := func(name string, privileges ...string) unit {
		u := unit{entry: &archive.Entry{Name: name, Facts: map[string]string{archive.FactListed: name}},
			statements: []archive.Statement{{SQL: "CREATE " + name}}}
		for _, sql := range privileges {
			u.statements = append(u.statements, archive.Statement{Part: archive.PartPrivilege, SQL: sql})
		}
		return u.setAside()
	}
	units := []unit{
		table(`"a"."b"`, `REVOKE ALL ON TABLE "a"."b" FROM x`, `GRANT SELECT ON TABLE "a"."b" TO y`),
		table(`"a"."c"`, `GRANT SELECT ON TABLE "a"."c" TO y`),
		table(`"a"."d d"`, `REVOKE ALL ON TABLE "a"."d d" FROM x`, `GRANT SELECT ON TABLE "a"."d d" TO y`),
		table(`"a"."e"`, `GRANT SELECT (" ""a"".""e"" ") ON TABLE "a"."e" TO y`, "SET ROLE y", `GRANT SELECT ON TABLE "a"."e" TO z`),
	}
	want := []string{`REVOKE ALL ON TABLE "a"."b", "a"."d d" FROM x`, `GRANT SELECT ON TABLE "a"."b", "a"."d d" TO y`,
		`GRANT SELECT ON TABLE "a"."c" TO y`,
		`GRANT SELECT (" ""a"".""e"" ") ON TABLE "a"."e" TO y`, "SET ROLE y", `GRANT SELECT ON TABLE "a"."e" TO z`}
	var got []string
	for _, s := range listedSteps(units) {
		got = append(got, s.sql)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
	for _, u := range units {
		if len(u.statements) != 1 {
			t.Errorf("%s: %v is left of its statements", u.entry.Name, u.statements)
		}
	}
}

// A privilege that cannot be granted is named with its table, though it was one of a list.
func TestListedCulprit(t *testing.T) {
	h := newHandmade(t, 15)
	for i := range 5 {
		id := h.table(fmt.Sprint("t", i), "a int")
		name, role := fmt.Sprintf(`public."t%d"`, i), "PUBLIC"
		if i == 3 {
			role = "nobody_there"
		}
		e := &h.entries[id-1]
		e.Facts = map[string]string{archive.FactListed: name}
		e.Statements = append(e.Statements,
			archive.Statement{Part: archive.PartPrivilege, SQL: "GRANT SELECT ON TABLE " + name + " TO " + role})
	}
	db := pgtest.Get(t, 15).NewDatabase(t)
	o := fromFile(t, options(t, db, 1), h.write(1))
	o.KeepGoing = true
	result, err := Run(context.Background(), o)
	if !errors.Is(err, ErrFailures) || len(result.Failures) != 1 || result.Failures[0].Entry.Name != "t3" {
		t.Fatalf("%v, failures %v", err, result.Failures)
	}
	if got := db.Text(t, "SELECT count(*) FROM pg_class WHERE relname ~ '^t.$' AND relacl IS NOT NULL"); got != "4" {
		t.Errorf("%s tables have their privileges", got)
	}
}
