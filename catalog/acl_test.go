package catalog

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestParseACLItem(t *testing.T) {
	for text, want := range map[string]aclItem{
		"bob=r/alice":        {grantee: "bob", grantor: "alice", plain: []string{"SELECT"}},
		"=U/alice":           {grantor: "alice", plain: []string{"USAGE"}},
		"bob=a*rw*/alice":    {grantee: "bob", grantor: "alice", plain: []string{"SELECT"}, grantable: []string{"INSERT", "UPDATE"}},
		`"a ""b""=/"=m/"x/"`: {grantee: `a "b"=/`, grantor: "x/", plain: []string{"MAINTAIN"}},
		"träger=X/alice":     {grantee: "träger", grantor: "alice", plain: []string{"EXECUTE"}},
		"16400=sA/alice":     {grantee: "16400", grantor: "alice", plain: []string{"SET", "ALTER SYSTEM"}},
		"bob=/alice":         {grantee: "bob", grantor: "alice"},
	} {
		got, err := parseACLItem(text)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, %v; want %+v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "bob", "bob=r", `"bob=r/alice`, "bob=q/alice", "bob=r/alice/x", `bob=r/"alice`} {
		if got, err := parseACLItem(text); err == nil {
			t.Errorf("%q: %+v, want an error", text, got)
		}
	}
}

func TestACLStatements(t *testing.T) {
	target := grantTarget{address: `TABLE "t"`, owner: "own"}
	for _, c := range []struct {
		name, acl, base, want string
	}{
		{"equal", "own=arw/own", "own=arw/own", ""},
		{"new item", "own=arw/own,bob=r/own", "own=arw/own", `GRANT SELECT ON TABLE "t" TO "bob"`},
		{"all revoked", "", "own=arw/own", `REVOKE ALL ON TABLE "t" FROM "own"`},
		{"owner's own first", "bob=r/own,own=r/own", "own=arw/own",
			`REVOKE ALL ON TABLE "t" FROM "own"; GRANT SELECT ON TABLE "t" TO "own"; GRANT SELECT ON TABLE "t" TO "bob"`},
		{"grant option", "own=a/own,bob=r*w/own", "own=a/own",
			`GRANT UPDATE ON TABLE "t" TO "bob"; GRANT SELECT ON TABLE "t" TO "bob" WITH GRANT OPTION`},
		{"other grantor", "own=a/own,bob=r*/own,=r/bob", "own=a/own",
			`GRANT SELECT ON TABLE "t" TO "bob" WITH GRANT OPTION; SET ROLE "bob"; GRANT SELECT ON TABLE "t" TO PUBLIC; RESET ROLE`},
		{"public revoked", "own=X/own", "=X/own,own=X/own", `REVOKE ALL ON TABLE "t" FROM PUBLIC`},
	} {
		got, err := aclStatements(target, items(c.acl), items(c.base))
		if err != nil || strings.Join(got, "; ") != c.want {
			t.Errorf("%s: %q, %v; want %q", c.name, strings.Join(got, "; "), err, c.want)
		}
	}
	target.column = `"c"`
	got, err := aclStatements(target, items("bob=rw/own"), nil)
	if want := []string{`GRANT SELECT ("c"), UPDATE ("c") ON TABLE "t" TO "bob"`}; err != nil || !slices.Equal(got, want) {
		t.Errorf("column: %q, %v; want %q", got, err, want)
	}
}

func items(list string) []string {
	if list == "" {
		return nil
	}
	return strings.Split(list, ",")
}
