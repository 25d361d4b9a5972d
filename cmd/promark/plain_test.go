//go:build linux

package main_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"

	"promark/archive"
	"promark/catalog/pgtest"
	"promark/dump"
	"promark/restore"
)

// scriptOf writes the script of a database, from a file or while the dump runs.
func scriptOf(t *testing.T, source *pgtest.DB, pipe bool, opts restore.ScriptOptions) []byte {
	t.Helper()
	var script bytes.Buffer
	opts.Output = &script
	from := dump.Options{Config: config(t, source), Workers: 2, Tool: "test"}
	if err := writeScript(from, pipe, opts); err != nil {
		t.Fatal(err)
	}
	if name := os.Getenv("PROMARK_KEEP_SCRIPT"); name != "" {
		os.WriteFile(name, script.Bytes(), 0o600)
	}
	return script.Bytes()
}

func writeScript(from dump.Options, pipe bool, opts restore.ScriptOptions) error {
	if pipe {
		r, w := io.Pipe()
		from.Output = w
		go func() {
			_, err := dump.Run(context.Background(), from)
			w.CloseWithError(err)
		}()
		var err error
		if opts.Pipe, err = archive.NewPipe(r); err != nil {
			return err
		}
		opts.Interrupt = func() { r.CloseWithError(context.Canceled) }
	} else {
		var b bytes.Buffer
		from.Output = &b
		if _, err := dump.Run(context.Background(), from); err != nil {
			return err
		}
		var err error
		if opts.File, err = archive.Open(bytes.NewReader(b.Bytes()), int64(b.Len())); err != nil {
			return err
		}
	}
	_, err := restore.Script(context.Background(), opts)
	return err
}

// psql runs a script into a database.
func psql(t *testing.T, target *pgtest.DB, script []byte) {
	t.Helper()
	out, left, err := target.Psql(t, target.Server.Major, script)
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if len(left) > 0 {
		t.Errorf("psql has run programs: they left %q", left)
	}
}

// Goal: a script makes the database again. Method: source, script, psql, compared as a restore is.
func TestScriptRoundTrip(t *testing.T) {
	for _, major := range pgtest.Sample(t, "script") {
		t.Run(fmt.Sprint(major), func(t *testing.T) {
			server := pgtest.Get(t, major)
			source := server.NewDatabase(t)
			load(t, source, "values")
			load(t, source, "objects")
			withoutPayloads(t, source)
			for _, pipe := range []bool{false, true} {
				target := server.NewDatabase(t)
				psql(t, target, scriptOf(t, source, pipe, restore.ScriptOptions{}))
				same(t, source, target)
			}
		})
	}
}

// withoutPayloads removes what a script cannot carry.
func withoutPayloads(t *testing.T, db *pgtest.DB) {
	t.Helper()
	var lost *restore.LossError
	err := writeScript(dump.Options{Config: config(t, db)}, false, restore.ScriptOptions{Output: io.Discard})
	if !errors.As(err, &lost) || lost.Lost[0].Relation.Name != "stale" || lost.Lost[0].Values != 1 {
		t.Fatalf("the stale marker was not found: %v", err)
	}
	for _, l := range lost.Lost {
		db.Exec(t, "TRUNCATE "+pgtest.Ident(l.Relation.Schema)+"."+pgtest.Ident(l.Relation.Name))
	}
}

func TestScriptTimescale(t *testing.T) {
	for name, server := range map[string]*pgtest.Server{"17": pgtest.Timescale(t), "18": pgtest.NewerTimescale(t)} {
		t.Run(name, func(t *testing.T) {
			source, target := server.NewDatabase(t), server.NewDatabase(t)
			load(t, source, "timescaledb")
			psql(t, target, scriptOf(t, source, true, restore.ScriptOptions{}))
			same(t, source, target)
			worksAsHypertable(t, target)
		})
	}
}

func TestScriptPromscale(t *testing.T) {
	for name, server := range promscaleServers(t) {
		t.Run(name, func(t *testing.T) {
			source, target := server.NewDatabase(t), server.NewDatabase(t)
			load(t, source, "promscale")
			script := scriptOf(t, source, name == "18", restore.ScriptOptions{})
			// The extension leaves the session with a search path of its own.
			if !regexp.MustCompile(`CREATE EXTENSION [^;]*"promscale"[^;]*;\n(SET timescaledb[^;]*;\n)?SET client_encoding`).Match(script) {
				t.Error("the session's settings are not made again after CREATE EXTENSION promscale")
			}
			psql(t, target, script)
			samePromscale(t, source, target)
			worksAsPromscale(t, target)
		})
	}
}

// A script without --lossy ends with a statement that fails, at the first value that is lost.
func TestScriptLosesNothing(t *testing.T) {
	server := pgtest.Get(t, 17)
	source, target := server.NewDatabase(t), server.NewDatabase(t)
	source.Exec(t, "CREATE TABLE stale (id int, v float8)")
	loadStaleMarker(t, source)
	var script bytes.Buffer
	err := writeScript(dump.Options{Config: config(t, source)}, true, restore.ScriptOptions{Output: &script})
	if err == nil || !strings.Contains(err.Error(), `"public"."stale": 1 values`) {
		t.Fatalf("error %v", err)
	}
	if _, _, err := target.Psql(t, 17, script.Bytes()); err == nil || !strings.Contains(err.Error(), "the script is incomplete") {
		t.Errorf("psql took the script for whole: %v", err)
	}
	script.Reset()
	if err := writeScript(dump.Options{Config: config(t, source)}, true, restore.ScriptOptions{Output: &script, Lossy: true}); err != nil {
		t.Fatal(err)
	}
	psql(t, server.NewDatabase(t), script.Bytes())
}

// Rows that span blocks, an encoding that is not UTF-8, and another version.
func TestScriptLargeRows(t *testing.T) {
	server := pgtest.Get(t, 15)
	source, target := server.NewDatabase(t, pgtest.Encoding("LATIN1")), server.NewDatabase(t, pgtest.Encoding("LATIN1"))
	source.Exec(t, `CREATE TABLE "caf\é" (v text, b bytea); INSERT INTO "caf\é" VALUES (repeat(E'\\\t\né', 2300000), decode(repeat('5c0a', 4500000), 'hex')), ('é', '')`)
	psql(t, target, scriptOf(t, source, true, restore.ScriptOptions{}))
	sameRows(t, source, target)
	newer := pgtest.Get(t, 17).NewDatabase(t)
	psql(t, newer, scriptOf(t, source, true, restore.ScriptOptions{TargetMajor: 17}))
	const lengths = "SELECT string_agg(length(v) || ' ' || md5(b), ',' ORDER BY length(v)) FROM "
	// The test speaks UTF-8 with a server that takes it for LATIN1.
	if got, want := newer.Text(t, lengths+`"caf\Ã©"`), source.Text(t, lengths+`"caf\é"`); got != want {
		t.Errorf("rows are %s, want %s", got, want)
	}
	if _, _, err := newer.Psql(t, 17, scriptOf(t, source, true, restore.ScriptOptions{})); err == nil || !strings.Contains(err.Error(), "this script is for PostgreSQL 15") {
		t.Errorf("a server of another version: %v", err)
	}
	if _, _, err := newer.Psql(t, 17, scriptOf(t, source, true, restore.ScriptOptions{TargetMajor: 17})); err == nil || !strings.Contains(err.Error(), "the database is not empty") {
		t.Errorf("a database that is not empty: %v", err)
	}
}

// Roles come before the database, and those that are there stay.
func TestScriptRoles(t *testing.T) {
	server := pgtest.Get(t, 16)
	source, admin := server.NewDatabase(t), server.DB("postgres")
	role, group := pgtest.UniqueName(`odd "role'`), pgtest.UniqueName("group")
	make := "CREATE ROLE " + pgtest.Ident(group) + "; CREATE ROLE " + pgtest.Ident(role) + " LOGIN CONNECTION LIMIT 3; GRANT " + pgtest.Ident(group) + " TO " + pgtest.Ident(role)
	drop := "DROP ROLE IF EXISTS " + pgtest.Ident(role) + ", " + pgtest.Ident(group)
	admin.Exec(t, make)
	t.Cleanup(func() { admin.Exec(t, drop) })
	source.Exec(t, "CREATE TABLE t (); GRANT SELECT ON t TO "+pgtest.Ident(role))
	var script bytes.Buffer
	if err := writeScript(dump.Options{Config: config(t, source), Roles: true}, true, restore.ScriptOptions{Output: &script}); err != nil {
		t.Fatal(err)
	}
	source.Exec(t, "DROP TABLE t")
	admin.Exec(t, drop)
	for range 2 { // the second time they are there
		psql(t, source, script.Bytes())
		got := admin.Text(t, "SELECT rolconnlimit || ' ' || pg_has_role(oid, "+pgtest.Literal(group)+", 'member') FROM pg_roles WHERE rolname = "+pgtest.Literal(role))
		if got != "3 true" {
			t.Errorf("the role is %s", got)
		}
		source.Exec(t, "DROP TABLE t")
	}
}
