package catalog

import (
	"slices"
	"strings"
	"testing"

	"promark/catalog/pgtest"
)

const foreignObjects = `
CREATE FOREIGN DATA WRAPPER w OPTIONS (api_key 'k');
CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (host 'h', "Password" 'p1');
CREATE SERVER open FOREIGN DATA WRAPPER w OPTIONS (host 'h', password '');
CREATE USER MAPPING FOR alice SERVER s OPTIONS (user 'u', pin 'p2');
CREATE USER MAPPING FOR bob SERVER s;
CREATE USER MAPPING FOR public SERVER s OPTIONS (username 'x');
`

// TestSecrets: a statement with a secret has a second text without it, that
// the server accepts; others have none.
func TestSecrets(t *testing.T) {
	server := pgtest.Get(t, 15)
	db := server.NewDatabase(t)
	makeRoles(t, db)
	db.Exec(t, foreignObjects)
	var redacted []string
	read := readDatabase(t, db)
	for _, item := range read.Items {
		for i, s := range item.Statements {
			if s.Redacted != "" {
				redacted = append(redacted, s.Redacted)
				item.Statements[i].SQL = s.Redacted
			}
		}
	}
	want := []string{
		`CREATE FOREIGN DATA WRAPPER "w" OPTIONS ("api_key" '')`,
		`CREATE SERVER "s" FOREIGN DATA WRAPPER "w" OPTIONS ("host" 'h', "Password" '')`,
		`CREATE USER MAPPING FOR "alice" SERVER "s" OPTIONS ("user" 'u', "pin" '')`,
	}
	if !slices.Equal(redacted, want) {
		t.Errorf("without secrets:\n%s\nwant:\n%s", strings.Join(redacted, "\n"), strings.Join(want, "\n"))
	}
	loadStatements(t, server.NewDatabase(t), read)
}

// TestHiddenMappings: whose options a user may not see, its mapping comes
// without them, and that is said.
func TestHiddenMappings(t *testing.T) {
	for _, major := range []int{12, 18} {
		db := pgtest.Get(t, major).NewDatabase(t)
		makeRoles(t, db)
		db.Exec(t, foreignObjects)
		db.Exec(t, "GRANT USAGE ON FOREIGN SERVER s TO bob")
		read := readAs(t, db, "bob")
		if notices := strings.Join(read.Notices, "\n"); strings.Count(notices, "without options") != 2 ||
			!strings.Contains(notices, `FOR "alice"`) || !strings.Contains(notices, "FOR PUBLIC") {
			t.Errorf("%d: notices are\n%s", major, notices)
		}
		text := goldenText(read)
		if !strings.Contains(text, `FOR "alice" SERVER "s";`) || strings.Contains(text, "'p2'") {
			t.Errorf("%d:\n%s", major, text)
		}
	}
}

// readAs reads a catalog with the rights of a role.
func readAs(t *testing.T, db *pgtest.DB, role string) *Catalog {
	t.Helper()
	read, err := tryRead(t, db, "SET ROLE "+Ident(role))
	if err != nil {
		t.Fatal(err)
	}
	return read
}

// TestLostOwner: who is no superuser any more keeps a wrapper, but cannot be
// given one.
func TestLostOwner(t *testing.T) {
	server := pgtest.Get(t, 16)
	db := server.NewDatabase(t)
	role := pgtest.UniqueName("was")
	db.Exec(t, "CREATE ROLE "+role+" SUPERUSER; CREATE FOREIGN DATA WRAPPER lost; CREATE FOREIGN DATA WRAPPER kept;"+
		"ALTER FOREIGN DATA WRAPPER lost OWNER TO "+role+"; ALTER ROLE "+role+" NOSUPERUSER")
	read := readDatabase(t, db)
	if len(read.Notices) != 1 || !strings.Contains(read.Notices[0], `"lost" cannot be given to its owner "`+role) {
		t.Errorf("notices: %q", read.Notices)
	}
	loadStatements(t, server.NewDatabase(t), read)
	db.Exec(t, "DROP OWNED BY "+role+"; DROP ROLE "+role)
}
