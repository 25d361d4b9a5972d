package catalog

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"promark/catalog/pgtest"
)

// everything loads testdata/schema/everything*.sql.
func everything(t *testing.T, db *pgtest.DB) {
	t.Helper()
	for _, role := range []string{"everything_owner", "everything_reader", `everything "other"`} {
		db.Exec(t, fmt.Sprintf(`DO $$ BEGIN CREATE ROLE %s; EXCEPTION WHEN duplicate_object THEN NULL; END $$`,
			Ident(role)))
	}
	scripts := []string{"everything.sql"}
	for major := OldestServer; major <= db.Server.Major; major++ {
		scripts = append(scripts, fmt.Sprintf("everything_%d.sql", major))
	}
	for _, name := range scripts {
		text, err := os.ReadFile(filepath.Join("../testdata/schema", name))
		if os.IsNotExist(err) && name != scripts[0] {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Try(string(text)); err != nil {
			t.Fatalf("%s: %s", name, shortError(err, string(text)))
		}
	}
}

// shortError shows a script's error with the line that it is at.
func shortError(err error, script string) string {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return err.Error()
	}
	at := min(max(int(pg.Position)-1, 0), len(script))
	line := strings.Count(string([]rune(script)[:at]), "\n") + 1
	return fmt.Sprintf("line %d: %s (%s) %s", line, pg.Message, pg.Code, pg.Where)
}

// TestEverything: a database with every kind of object gives statements that
// load without an error, the copy gives the same statements, and pg_dump
// prints the same for both.
func TestEverything(t *testing.T) {
	for _, major := range pgtest.Versions() {
		t.Run(strconv.Itoa(major), func(t *testing.T) {
			server := pgtest.Get(t, major)
			source, target := server.NewDatabase(t), server.NewDatabase(t)
			everything(t, source)
			read := readDatabase(t, source)
			for _, n := range read.Notices {
				t.Logf("notice: %s", n)
			}
			loadStatements(t, target, read)
			want, got := goldenText(read), goldenText(readDatabase(t, target))
			if want != got {
				t.Errorf("copy: %s", firstDifference(want, got))
			}
			compareWithOracle(t, source, target)
		})
	}
}

// compareWithOracle compares what pg_dump says of two databases. The order of
// its statements follows names, so that equal databases give equal texts.
func compareWithOracle(t *testing.T, source, target *pgtest.DB) {
	t.Helper()
	want, got := source.PgDump(t, "--schema-only"), target.PgDump(t, "--schema-only")
	if want == got {
		return
	}
	dir := os.Getenv("PROMARK_KEEP")
	if dir != "" {
		os.WriteFile(filepath.Join(dir, "source.sql"), []byte(want), 0o644)
		os.WriteFile(filepath.Join(dir, "target.sql"), []byte(got), 0o644)
	}
	t.Errorf("pg_dump differs: %s", firstDifference(strings.TrimSpace(want), strings.TrimSpace(got)))
}
