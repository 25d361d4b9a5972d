package restore

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"

	"promark/archive"
	"promark/catalog"
)

// unloaded keeps TimescaleDB's loader from loading the library of the version that a database has
// (src/loader/loader.c): the restore may want another one in its place, and where the library is
// missing, no other statement works.
const unloaded = "SET timescaledb.disable_load = on"

// withLibrary is what every other session needs: without the library it reads a hypertable as PostgreSQL
// does, without compressed rows, and the setting may be a role's or the database's.
const withLibrary = "SET timescaledb.disable_load = off"

// existing judges an extension of which only the dumped version will do and that is there already,
// made by whoever prepared the database, or by its template.
func (p *preflight) existing(ctx context.Context, x archive.Extension, have *installed, want string) error {
	if have.version == want && have.schema == x.Schema {
		return errors.Join(p.available(ctx, x.Name, want, false), p.emptyCatalog(ctx, x.Name))
	}
	text := fmt.Sprintf("the target has extension %s %s in schema %s already, wanted is %s in schema %s",
		x.Name, have.version, have.schema, want, x.Schema)
	if x.Name == timescale && p.r.target.Superuser && !have.needed && p.r.opts.Selection.isAll() {
		p.r.replaces = true
		p.add(Notice, codeExtension, "", "%s: it is dropped and created again", text)
		return p.available(ctx, x.Name, want, false)
	}
	p.add(Error, codeExtension, "DROP EXTENSION "+catalog.Ident(x.Name)+" CASCADE; or make the database anew from template0", "%s", text)
	return nil
}

// emptyCatalog finds tables of an extension that have rows where the archive's come, whose numbers
// are in the names of chunks and in each other.
func (p *preflight) emptyCatalog(ctx context.Context, name string) error {
	if p.r.opts.Clean {
		return nil
	}
	entries := p.r.pick(func(e *archive.Entry) bool {
		return isExtensionData(e) && e.Extension == name && comesEmpty(e) && !p.r.begun(e)
	})
	var full []string
	for _, e := range entries {
		has, err := hasRows(ctx, p.s, e)
		var pg *pgconn.PgError
		if errors.As(err, &pg) && pg.Code == "42501" { // insufficient_privilege, which is told elsewhere
			continue
		}
		if err != nil {
			return fmt.Errorf("look into %s: %w", describe(e), err)
		}
		if has {
			full = append(full, qualifiedName(e))
		}
	}
	if len(full) == 0 {
		return nil
	}
	why := ""
	if name == promscale {
		why = ", which CREATE EXTENSION promscale leaves empty in TimescaleDB's restoring mode alone"
	}
	p.add(Error, codeNotEmpty, "DROP EXTENSION "+catalog.Ident(name)+" CASCADE; or make the database anew from template0",
		"the target has extension %s already, and rows in %s%s", name, firstNames(full), why)
	return nil
}

// timescaleServer checks what the server itself must have.
func (p *preflight) timescaleServer(ctx context.Context) error {
	// An ordinary user may not read shared_preload_libraries; the settings that the preloaded
	// loader defines are there for everybody.
	loaded, err := p.s.text(ctx, `SELECT count(*) FROM pg_catalog.pg_settings
 WHERE name = 'timescaledb.max_background_workers'`)
	if err != nil {
		return err
	}
	if loaded == "0" {
		p.add(Error, codePreload, "add timescaledb to shared_preload_libraries and restart the server",
			"the target does not preload timescaledb")
		return nil
	}
	return p.license(ctx)
}

// license compares the licence with what the archive has.
func (p *preflight) license(ctx context.Context) error {
	license, err := p.readLicense(ctx)
	if err != nil || license != "apache" {
		return err
	}
	const hint = "set timescaledb.license to 'timescale' and reload the server's configuration (the edition of " +
		"TimescaleDB that Linux distributions have cannot: install Timescale's packages)"
	if e := p.r.compressedRows(); e != nil {
		p.add(Error, codeLicense, hint, "timescaledb.license is apache on the target: compressed rows, such as those of %s, cannot be loaded",
			qualifiedName(e))
	} else if p.r.manifest.Facts[archive.FactTimescaleLicense] == "timescale" {
		p.add(Caution, codeLicense, hint, "timescaledb.license is apache on the target, timescale on the source: "+
			"compression, continuous aggregates and jobs will not work")
	}
	return nil
}

// readLicense gives the setting as it will be with the extension, or "" if that is not known
// before the extension is there. The library of the extension defines it, and the edition its
// default: a superuser can load it into a session.
func (p *preflight) readLicense(ctx context.Context) (string, error) {
	if !p.r.target.Superuser && (p.have[timescale] == nil || p.r.replaces) {
		return "", nil
	}
	s, err := p.r.dial(ctx, p.r.target.Database, "", unloaded)
	if err != nil {
		return "", err
	}
	defer s.close()
	load := withLibrary + "; SELECT" // loads what the database has
	if p.r.target.Superuser {
		load = "LOAD " + catalog.Literal("$libdir/timescaledb-"+p.r.versions[timescale])
	}
	if err := s.exec(ctx, load); err != nil {
		return "", nil // the library is missing: where that matters, it is found out elsewhere
	}
	return s.text(ctx, "SELECT pg_catalog.current_setting('timescaledb.license', true)")
}
