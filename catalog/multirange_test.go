package catalog

import (
	"strings"
	"testing"

	"promark/catalog/pgtest"
)

// TestMultirangePrivileges: what 14 to 16 let users grant on a multirange
// type of its own is named.
func TestMultirangePrivileges(t *testing.T) {
	db := pgtest.Get(t, 15).NewDatabase(t)
	db.Exec(t, `CREATE TYPE granted AS RANGE (SUBTYPE = integer); GRANT USAGE ON TYPE granted_multirange TO PUBLIC;
		REVOKE USAGE ON TYPE granted_multirange FROM PUBLIC;
		CREATE TYPE plain AS RANGE (SUBTYPE = integer)`)
	notices := readDatabase(t, db).Notices
	if len(notices) != 1 || !strings.Contains(notices[0], `"public"."granted_multirange" are not kept`) {
		t.Errorf("notices are %q", notices)
	}
}
