//go:build linux

package restore

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"promark/archive"
	"promark/catalog/pgtest"
)

// Parts of objects can be left out, and statements go only to the versions that they are for.
func TestLeftOut(t *testing.T) {
	server := pgtest.Get(t, 15)
	h := newHandmade(t, 15)
	h.manifest.Roles = []string{"nobody_there"}
	table := h.table("t", "a int")
	h.entries[table-1].Statements = append(h.entries[table-1].Statements,
		archive.Statement{Part: archive.PartOwner, SQL: "ALTER TABLE public.t OWNER TO nobody_there"},
		archive.Statement{Part: archive.PartComment, SQL: "COMMENT ON TABLE public.t IS 'x'"},
		archive.Statement{Part: archive.PartLabel, SQL: "SECURITY LABEL ON TABLE public.t IS 'x'"},
		archive.Statement{Part: archive.PartSetting, SQL: "ALTER DATABASE nosuch SET work_mem = '1MB'"},
		archive.Statement{SQL: "CREATE TABLE public.newer (a int)", Since: 160000},
		archive.Statement{SQL: "CREATE TABLE public.older (a int)", Until: 150000},
		archive.Statement{SQL: "CREATE TABLE public.this (a int)", Since: 150000, Until: 160000})
	h.add(archive.Entry{Kind: "ACL", Name: "t", Section: archive.SectionPostData, Pass: archive.PassPrivileges})
	h.entries[1].Statements = []archive.Statement{
		{Part: archive.PartPrivilege, SQL: "GRANT SELECT ON public.t TO nobody_there"}}
	db := server.NewDatabase(t)
	o := fromFile(t, options(t, db, 1), h.write(1))
	o.NoOwner, o.NoPrivileges, o.NoComments, o.NoSecurityLabels, o.NoDatabaseSettings = true, true, true, true, true
	mustRun(t, o)
	const made = `SELECT string_agg(relname, ',' ORDER BY relname) || coalesce(obj_description('t'::regclass), '-')
		FROM pg_class WHERE relnamespace = 'public'::regnamespace`
	if got := db.Text(t, made); got != "t,this-" {
		t.Errorf("made were %s", got)
	}
}

// Rows go in frozen, so that no vacuum has to write the table once more; those of small tables do not,
// since it takes a TRUNCATE.
func TestFreeze(t *testing.T) {
	server := pgtest.Get(t, 17)
	h := newHandmade(t, 17)
	table := h.table("t", "a int")
	h.data(table, 1, archive.Data{Columns: native("a"), Freeze: true}, int4Rows(10000))
	small := h.table("small", "a int")
	h.data(small, 1, archive.Data{Columns: native("a"), Freeze: true}, int4Rows(200))
	for _, pipe := range []bool{false, true} {
		db := server.NewDatabase(t)
		o := fromFile(t, options(t, db, 2), h.write(1))
		if pipe {
			o = fromPipe(t, options(t, db, 2), bytes.NewReader(h.write(1)))
		}
		mustRun(t, o)
		db.Exec(t, "CREATE EXTENSION pg_visibility")
		// 10,000 rows of 28 bytes fill 45 pages; the server makes more of them in advance.
		got := db.Text(t, `SELECT a.all_frozen || ' ' || a.all_visible || ', ' || b.all_frozen
			FROM pg_visibility_map_summary('t') a, pg_visibility_map_summary('small') b`)
		if got != "45 45, 0" {
			t.Errorf("pipe %v: frozen: %s", pipe, got)
		}
	}
}

// Extensions come in the dumped version where that exists, else in the target's own, with a notice.
func TestExtensionVersions(t *testing.T) {
	server := pgtest.Get(t, 17)
	h := newHandmade(t, 17)
	h.manifest.Extensions = []archive.Extension{{Name: "hstore", Version: "1.4", Schema: "public"},
		{Name: "citext", Version: "0.1", Schema: "public"}, {Name: "plpgsql", Version: "1.0", Schema: "pg_catalog"}}
	for _, name := range []string{"hstore", "citext"} {
		h.add(archive.Entry{Kind: "EXTENSION", Name: name}, "CREATE EXTENSION "+name+" VERSION 'never sent'")
	}
	db := server.NewDatabase(t)
	result := mustRun(t, fromFile(t, options(t, db, 1), h.write(1)))
	if len(result.Findings) != 1 || result.Findings[0].Code != codeExtension || result.Findings[0].Severity != Notice {
		t.Errorf("findings: %v", result.Findings)
	}
	if got := db.Text(t, "SELECT string_agg(extname || extversion, ' ' ORDER BY extname) FROM pg_extension"); got != "citext1.6 hstore1.4 plpgsql1.0" {
		t.Errorf("extensions: %s", got)
	}
	forced := fromFile(t, options(t, server.NewDatabase(t), 1), h.write(1))
	forced.ExtensionVersions = map[string]string{"citext": "1.5"}
	if result := mustRun(t, forced); len(result.Findings) != 0 {
		t.Errorf("findings: %v", result.Findings)
	}
}

// A target that has TimescaleDB already, from its template, is used if the version is the same.
func TestTimescaleInTemplate(t *testing.T) {
	server := pgtest.Timescale(t)
	db := server.NewDatabase(t)
	db.Exec(t, "CREATE EXTENSION timescaledb")
	version := db.Text(t, "SELECT extversion FROM pg_extension WHERE extname = 'timescaledb'")
	for _, c := range []struct {
		version string
		code    Code
	}{{"1.0", codeExtension}, {version, ""}} {
		h := newHandmade(t, 17)
		h.manifest.Extensions = []archive.Extension{{Name: timescale, Version: c.version, Schema: "public"}}
		h.add(archive.Entry{Kind: "EXTENSION", Name: timescale}, "CREATE EXTENSION timescaledb")
		h.table("t", "a int")
		o := fromFile(t, options(t, db, 1), h.write(1))
		if c.code == "" {
			mustRun(t, o)
			continue
		}
		result, err := Run(t.Context(), o)
		if err == nil || result.State != Untouched || result.Findings[0].Code != c.code {
			t.Errorf("version %s: error %v, findings %v", c.version, err, result.Findings)
		}
	}
}

// What a newer target cannot hold is told before anything is made; what it is told to do without
// is left out.
func TestNewerTarget(t *testing.T) {
	db := pgtest.Get(t, 18).NewDatabase(t)
	h := newHandmade(t, 12)
	bounded := func(fact, sql string) {
		id := h.add(archive.Entry{Kind: "VIEW", Schema: "public", Name: fact,
			Facts: map[string]string{fact: "it is old", archive.FactRefused + "190000": "not yet"}}, sql)
		h.entries[id-1].Statements[0].Until = 140000
	}
	bounded(archive.FactRefused+"140000", "CREATE VIEW public.refused AS SELECT 1 !")
	bounded(archive.FactLeftOut+"140000", "SELECT fails")
	h.table("t", "a int")
	b := h.write(1)

	result, err := Run(context.Background(), fromFile(t, options(t, db, 1), b))
	var preflight *PreflightError
	if !errors.As(err, &preflight) || len(preflight.Findings) != 1 || preflight.Findings[0].Code != codeRefused ||
		!strings.Contains(err.Error(), "VIEW public.refused.140000") || result.State != Untouched || len(result.Findings) != 2 {
		t.Fatalf("error %v, state %v, findings %v", err, result.State, result.Findings)
	}
	o := fromFile(t, options(t, db, 1), b)
	o.Accept = []Code{codeRefused}
	if result, err = Run(context.Background(), o); err != nil || result.State != Complete {
		t.Errorf("error %v, state %v", err, result.State)
	}
	if got := db.Text(t, "SELECT string_agg(relname, ' ') FROM pg_class WHERE relnamespace = 'public'::regnamespace"); got != "t" {
		t.Errorf("the target has %s", got)
	}
}
