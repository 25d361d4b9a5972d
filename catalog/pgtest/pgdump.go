//go:build linux

package pgtest

import (
	"fmt"
	"strings"
	"testing"
)

// PgDump gives what the original pg_dump prints for the database: the oracle
// of tests, and of tests only. The program is that of PostgreSQL 17 for
// servers up to 17, and of 18 for 18, since a pg_dump refuses newer servers.
// Arguments are those of pg_dump, such as "--schema-only".
//
// Lines that differ from run to run are left out: \restrict and \unrestrict
// with their random keys. So is pg_attver, a column option of new minor
// releases that belongs to the server alone, and that pg_dump must not print.
func (db *DB) PgDump(t testing.TB, args ...string) string {
	t.Helper()
	in, err := clients(db.Server.Major)
	if err != nil {
		t.Fatal(err)
	}
	out, err := in.run("", "pg_dump", append(args, "--dbname="+db.URL())...)
	if err != nil {
		t.Fatalf("pg_dump of %s from %s: %v", db.Name, in.name, err)
	}
	return cleanDump(out)
}

// clients gives the original client programs for servers of a version: 17 for all up to 17, and
// 18 for 18.
func clients(major int) (install, error) {
	d := debian17()
	if major > d.major {
		d = debian18()
	}
	in, err := installDebian(d)
	if err != nil {
		return in, fmt.Errorf("get the programs of PostgreSQL %d: %w", d.major, err)
	}
	return in, nil
}

// PgRestore fills an empty database as the original does it: pg_dump of the source into its
// custom format, pg_restore of that, with arguments such as "--jobs=2". It gives the errors of
// pg_restore, but for the one that every server before 17 has: it does not know the setting
// transaction_timeout.
func (db *DB) PgRestore(t testing.TB, source *DB, args ...string) (complaints []string) {
	t.Helper()
	in, err := clients(db.Server.Major)
	if err != nil {
		t.Fatal(err)
	}
	dir, file := db.Server.dir, db.Name+".dump"
	_, err = in.run(dir, "pg_dump", "--format=custom", "--compress=0", "--file="+file, "--dbname="+source.URL())
	if err != nil {
		t.Fatalf("pg_dump of %s from %s: %v", source.Name, in.name, err)
	}
	_, err = in.run(dir, "pg_restore", append(args, "--dbname="+db.URL(), file)...)
	if err == nil {
		return nil
	}
	for _, text := range strings.Split(err.Error(), "pg_restore: error: ")[1:] {
		if !strings.Contains(text, `unrecognized configuration parameter "transaction_timeout"`) {
			complaints = append(complaints, text)
		}
	}
	return complaints
}

// cleanDump removes what PgDump promises to leave out.
func cleanDump(out string) string {
	var b strings.Builder
	for line := range strings.Lines(out) {
		if strings.HasPrefix(line, `\restrict `) || strings.HasPrefix(line, `\unrestrict `) {
			continue
		}
		if strings.Contains(line, "pg_attver=") {
			line = withoutAttver(line)
		}
		b.WriteString(line)
	}
	return b.String()
}

// withoutAttver removes pg_attver from ALTER ... SET (pg_attver=..., a=b); a
// statement with nothing else disappears.
func withoutAttver(line string) string {
	before, rest, open := strings.Cut(line, " SET (")
	list, after, closed := strings.Cut(rest, ")")
	if !open || !closed {
		return line
	}
	var kept []string
	for _, option := range strings.Split(list, ", ") {
		if !strings.HasPrefix(option, "pg_attver=") {
			kept = append(kept, option)
		}
	}
	if len(kept) == 0 {
		return ""
	}
	return fmt.Sprintf("%s SET (%s)%s", before, strings.Join(kept, ", "), after)
}
