package catalog

import (
	"strings"
	"testing"

	"promark/catalog/pgtest"
)

// TestMultirangeOwner: what 14 to 16 let users do to a multirange type of its
// own is restored there, and is named for newer targets.
func TestMultirangeOwner(t *testing.T) {
	db := pgtest.Get(t, 15).NewDatabase(t)
	makeRoles(t, db)
	db.Exec(t, `CREATE TYPE granted AS RANGE (SUBTYPE = integer); GRANT USAGE ON TYPE granted_multirange TO alice;
		CREATE TYPE given AS RANGE (SUBTYPE = integer); ALTER TYPE given OWNER TO alice;
		CREATE TYPE plain AS RANGE (SUBTYPE = integer);
		ALTER TYPE plain OWNER TO alice; ALTER TYPE plain_multirange OWNER TO alice`)
	var altered []string
	for _, item := range readDatabase(t, db).Items {
		for _, o := range item.Obstacles {
			if o.Effect == Altered && o.Since == 170000 {
				altered = append(altered, Properties(item.Object).Name)
			}
		}
		for _, s := range item.Statements {
			if strings.Contains(s.SQL, "multirange\"") && s.Part != Definition && s.Until != 170000 {
				t.Errorf("not only for targets before 17: %s", s.SQL)
			}
		}
	}
	if got := strings.Join(altered, " "); got != "given_multirange granted_multirange" {
		t.Errorf("multirange types that newer servers alter are %q", got)
	}
}
