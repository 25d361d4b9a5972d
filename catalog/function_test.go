package catalog

import (
	"context"
	"strings"
	"testing"

	"promark/catalog/pgtest"
)

// A function that wants transforms names their types.
func TestFunctionTransforms(t *testing.T) {
	ctx := context.Background()
	db := pgtest.Get(t, 18).NewDatabase(t)
	db.Exec(t, `CREATE TRANSFORM FOR integer LANGUAGE sql (FROM SQL WITH FUNCTION prsd_lextype(internal));
CREATE TRANSFORM FOR text LANGUAGE sql (FROM SQL WITH FUNCTION varchar_support(internal));
CREATE FUNCTION f(integer, text[]) RETURNS text LANGUAGE sql TRANSFORM FOR TYPE integer, FOR TYPE text AS 'SELECT $2[1]'`)
	conn := db.Conn(t)
	if err := Pin(ctx, conn.PgConn(), Reading, ""); err != nil {
		t.Fatal(err)
	}
	s, err := Connect(ctx, conn)
	if err != nil {
		t.Fatal(err)
	}
	functions, err := readFunctions(ctx, &reader{server: s, selection: &selection{all: true, filter: &Filter{}}})
	if err != nil || len(functions) != 1 {
		t.Fatalf("%d functions: %v", len(functions), err)
	}
	created := strings.Join(functions[0].Define(), "\n")
	if !strings.Contains(created, `LANGUAGE "sql" TRANSFORM FOR TYPE integer, FOR TYPE "text"`) {
		t.Errorf("no transforms:\n%s", created)
	}
	db.Exec(t, "DROP FUNCTION f(integer, text[]); "+created)
}
