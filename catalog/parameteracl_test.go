package catalog

import (
	"context"
	"slices"
	"strings"
	"testing"

	"promark/catalog/pgtest"
)

// TestParameterPrivileges: who was granted parameters has them in another
// server, with grant options and grantors; roles that the database does not
// name are left alone, and superusers' own privileges, too.
func TestParameterPrivileges(t *testing.T) {
	source, target := pgtest.Get(t, 15), pgtest.Get(t, 18)
	a, b, stranger := pgtest.UniqueName("par a"), pgtest.UniqueName("par_b"), pgtest.UniqueName("par_c")
	names := strings.NewReplacer(":a", Ident(a), ":b", Ident(b), ":c", Ident(stranger))
	const roles = "CREATE ROLE :a; CREATE ROLE :b; CREATE ROLE :c"
	db, copied := source.NewDatabase(t), target.NewDatabase(t)
	db.Exec(t, names.Replace(roles+`; CREATE TABLE t (); GRANT SELECT ON t TO :a, :b;
GRANT SET, ALTER SYSTEM ON PARAMETER log_min_messages TO :a WITH GRANT OPTION;
SET ROLE :a; GRANT ALTER SYSTEM ON PARAMETER log_min_messages TO :b; RESET ROLE;
GRANT SET ON PARAMETER "my.custom", lc_messages TO :b;
GRANT SET ON PARAMETER log_statement TO :c; GRANT SET ON PARAMETER my.second TO PUBLIC`))
	t.Cleanup(func() {
		db.Exec(t, names.Replace("DROP OWNED BY :a, :b, :c; DROP ROLE :a; DROP ROLE :b; DROP ROLE :c;"+
			"REVOKE ALL ON PARAMETER my.second FROM PUBLIC"))
		copied.Exec(t, names.Replace("DROP OWNED BY :a, :b, :c; DROP ROLE :a; DROP ROLE :b; DROP ROLE :c;"+
			"REVOKE ALL ON PARAMETER my.second FROM PUBLIC"))
	})
	copied.Exec(t, names.Replace(roles))
	statements := parameterStatements(t, db)
	for range 2 { // it does no harm to say it again
		executeAll(t, copied, statements)
	}
	const granted = `SELECT parname, paracl FROM pg_parameter_acl WHERE parname <> 'log_statement' ORDER BY 1`
	want, got := db.Rows(t, granted), copied.Rows(t, granted)
	if len(want) != 4 || !slices.Equal(want, got) {
		t.Errorf("privileges are\n%q, want\n%q", got, want)
	}
	if n := copied.Text(t, "SELECT count(*) FROM pg_parameter_acl WHERE parname = 'log_statement'"); n != "0" {
		t.Error("a role that the database does not name has got a parameter")
	}
}

func parameterStatements(t *testing.T, db *pgtest.DB) []Statement {
	t.Helper()
	read, err := tryReadWith(t, db, Options{Roles: true})
	if err != nil {
		t.Fatal(err)
	}
	var out []Statement
	for _, item := range read.Items {
		if item.Kind.Name == "PARAMETER PRIVILEGES" {
			out = append(out, item.Statements...)
			checkUnless(t, db, item)
		}
	}
	return out
}

// checkUnless: only superusers grant parameters, and only those that are there.
func checkUnless(t *testing.T, db *pgtest.DB, item *Item) {
	t.Helper()
	if rows := db.Rows(t, item.Unless); len(rows) != 0 {
		t.Errorf("a superuser is refused: %q", rows)
	}
	name := item.Object.common().Name
	if strings.Contains(name, ".") {
		return
	}
	query := strings.ReplaceAll(item.Unless, Literal(name), "'nonsense'")
	if rows := db.Rows(t, query); len(rows) != 1 || !strings.Contains(rows[0], "no such parameter") {
		t.Errorf("for an unknown parameter: %q", rows)
	}
	db.Exec(t, "CREATE ROLE parameter_nobody")
	defer db.Exec(t, "DROP ROLE parameter_nobody")
	conn := db.Conn(t)
	if _, err := conn.Exec(context.Background(), "SET ROLE parameter_nobody"); err != nil {
		t.Fatal(err)
	}
	var answer string
	if err := conn.QueryRow(context.Background(), item.Unless).Scan(&answer); err != nil ||
		!strings.Contains(answer, "takes a superuser") {
		t.Errorf("for others: %q, %v", answer, err)
	}
}
