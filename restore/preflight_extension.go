package restore

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"promark/archive"
)

// exact says of which extensions only the dumped version will do: the archive has rows of their
// catalogs, and nothing but their own update scripts turns those into another version's.
func exact(name string) bool { return name == timescale || name == promscale }

// extensions chooses the version of every extension.
func (p *preflight) extensions(ctx context.Context) error {
	p.r.versions = map[string]string{}
	installed, err := p.installed(ctx)
	if err != nil {
		return err
	}
	for _, x := range p.r.manifest.Extensions {
		if err := p.extension(ctx, x, installed[x.Name]); err != nil {
			return err
		}
	}
	if !p.r.has(timescale) {
		return nil
	}
	if err := p.timescaleServer(ctx); err != nil {
		return err
	}
	return p.restoringMode(ctx)
}

// installed gives the versions of the extensions that the target has; a new database has none.
func (p *preflight) installed(ctx context.Context) (map[string]string, error) {
	out := map[string]string{}
	if p.r.opts.Create {
		return out, nil
	}
	rows, err := p.s.texts(ctx, "SELECT extname::text || ' ' || extversion FROM pg_catalog.pg_extension")
	for _, row := range rows {
		name, version, _ := strings.Cut(row, " ")
		out[name] = version
	}
	return out, err
}

func (p *preflight) extension(ctx context.Context, x archive.Extension, installed string) error {
	want, forced := p.r.opts.ExtensionVersions[x.Name]
	if !forced {
		want = x.Version
	}
	p.r.versions[x.Name] = want
	switch {
	case installed == want:
		return nil
	case installed != "" && exact(x.Name):
		p.add(Error, codeExtension, "create the database from template0, and the extension with VERSION '"+want+"'",
			"the target has extension %s %s already, wanted is %s", x.Name, installed, want)
		return nil
	case installed != "":
		p.add(Notice, codeExtension, "", "the target has extension %s %s, the source had %s",
			x.Name, installed, x.Version)
		return nil
	}
	return p.available(ctx, x.Name, want, forced)
}

func (p *preflight) available(ctx context.Context, name, want string, forced bool) error {
	versions, err := p.s.texts(ctx, `SELECT version FROM pg_catalog.pg_available_extension_versions
 WHERE name = $1 ORDER BY version`, name)
	if err != nil || slices.Contains(versions, want) {
		return err
	}
	if len(versions) == 0 {
		p.add(Error, codeExtension, "install its package on the server",
			"extension %s is not available on the target", name)
		return nil
	}
	list := strings.Join(versions, ", ")
	if exact(name) || forced {
		p.add(Error, codeExtension, "install exactly that version; update it after the restore",
			"extension %s %s is not available on the target, which has %s", name, want, list)
		return nil
	}
	standard, err := p.s.text(ctx, `SELECT default_version FROM pg_catalog.pg_available_extensions
 WHERE name = $1`, name)
	p.r.versions[name] = standard
	p.add(Notice, codeExtension, "", "extension %s is created in version %s: the source's version %s "+
		"is not available on the target", name, standard, want)
	return err
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
	}
	license, err := p.s.text(ctx, "SELECT pg_catalog.current_setting('timescaledb.license', true)")
	if err == nil && p.r.licenseMisses(license) {
		p.add(Error, codeLicense, "set timescaledb.license to 'timescale' and reload the server's configuration",
			"timescaledb.license is %q on the target, %q on the source: compressed rows cannot be loaded",
			license, p.r.manifest.Facts["timescaledb.license"])
	}
	return err
}

// extensionRows finds rows that the target's TimescaleDB or Promscale has already: those of the
// archive have numbers of their own, which are in the names of chunks and in each other.
func (p *preflight) extensionRows(ctx context.Context) error {
	installed, err := p.installed(ctx)
	if err != nil || p.r.opts.Clean {
		return err
	}
	var found []string
	for _, e := range p.r.pick(isExtensionData) {
		if !comesEmpty(e) || installed[e.Extension] != p.r.versions[e.Extension] {
			continue
		}
		has, err := hasRows(ctx, p.s, e)
		if err != nil {
			return err
		}
		if has {
			found = append(found, relation(e.Data))
		}
	}
	if more := len(found) - 3; more > 0 {
		found = append(found[:3], fmt.Sprintf("%d more tables", more))
	}
	if len(found) > 0 {
		p.add(Error, codeNotEmpty, "restore into a new database", "the target has hypertables, jobs or metrics already, "+
			"whose numbers may be those of the archive's: there are rows in %s", strings.Join(found, ", "))
	}
	return nil
}
