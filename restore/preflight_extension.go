package restore

import (
	"context"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"promark/archive"
	"promark/catalog"
)

// exact says of which extensions only the dumped version will do: the archive has rows of their
// catalogs, and nothing but their own update scripts turns those into another version's.
func exact(name string) bool { return name == timescale || name == promscale }

// installed is an extension that the target has.
type installed struct {
	name, version, schema, comment string
	mine                           bool // the user may change it
	needed                         bool // by other objects
}

// extensions chooses the version of every extension.
func (p *preflight) extensions(ctx context.Context) error {
	p.r.versions = map[string]string{}
	have, err := p.installed(ctx)
	if err != nil {
		return err
	}
	p.have = have
	for _, x := range p.r.manifest.Extensions {
		if err := p.extension(ctx, x, have[x.Name]); err != nil {
			return err
		}
	}
	p.comments()
	if p.r.has(promscale) {
		p.promscaleRelease()
	}
	if !p.r.has(timescale) {
		return nil
	}
	if err := p.timescaleServer(ctx); err != nil {
		return err
	}
	return p.restoringMode(ctx)
}

// installed gives the extensions that the target has; a new database has none.
func (p *preflight) installed(ctx context.Context) (map[string]*installed, error) {
	out := map[string]*installed{}
	if p.r.opts.Create {
		return out, nil
	}
	rows, err := p.s.pgx.Query(ctx, `SELECT e.extname::text, e.extversion, n.nspname::text,
       COALESCE(pg_catalog.obj_description(e.oid, 'pg_extension'), ''), pg_catalog.pg_has_role(e.extowner, 'USAGE'),
       EXISTS (SELECT FROM pg_catalog.pg_depend d
                WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.refobjid = e.oid AND d.deptype = 'n')
  FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace`)
	if err != nil {
		return nil, err
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (x installed, err error) {
		return x, row.Scan(&x.name, &x.version, &x.schema, &x.comment, &x.mine, &x.needed)
	})
	for i := range list {
		out[list[i].name] = &list[i]
	}
	return out, err
}

func (p *preflight) extension(ctx context.Context, x archive.Extension, have *installed) error {
	want, forced := p.r.opts.ExtensionVersions[x.Name]
	if !forced {
		want = x.Version
	}
	p.r.versions[x.Name] = want
	if exact(x.Name) && want != x.Version {
		p.add(Error, codeExtension, "leave out --extension-version, and update the extension after the restore",
			"extension %s is wanted in version %s: the archive has rows of its catalog as %s has it, which no other version takes",
			x.Name, want, x.Version)
	}
	switch {
	case have == nil:
		return p.available(ctx, x.Name, want, forced)
	case exact(x.Name):
		return p.existing(ctx, x, have, want)
	case have.schema != x.Schema:
		p.add(Error, codeExtension, "ALTER EXTENSION "+catalog.Ident(x.Name)+" SET SCHEMA "+catalog.Ident(x.Schema)+
			"; or drop it", "the target has extension %s in schema %s, the source has it in %s", x.Name, have.schema, x.Schema)
	case have.version != want:
		p.add(Notice, codeExtension, "", "the target has extension %s %s, the source had %s",
			x.Name, have.version, x.Version)
	}
	return nil
}

func (p *preflight) available(ctx context.Context, name, want string, forced bool) error {
	versions, err := p.s.texts(ctx, `SELECT version FROM pg_catalog.pg_available_extension_versions
 WHERE name = $1 ORDER BY version`, name)
	if err != nil || slices.Contains(versions, want) {
		return err
	}
	has := "of which the target has no version"
	if len(versions) > 0 {
		has = "of which the target has " + strings.Join(versions, ", ")
	}
	switch {
	case exact(name):
		what, way := p.elsewhere(name, want)
		p.add(Error, codeExtension, way, "extension %s is wanted in version %s, %s%s", name, want, has, what)
	case len(versions) == 0:
		p.add(Error, codeExtension, "install its package on the server",
			"extension %s is not available on the target", name)
	case forced:
		p.add(Error, codeExtension, "install exactly that version", "extension %s is wanted in version %s, %s", name, want, has)
	default:
		standard, err := p.s.text(ctx, `SELECT default_version FROM pg_catalog.pg_available_extensions
 WHERE name = $1`, name)
		p.r.versions[name] = standard
		p.add(Notice, codeExtension, "", "extension %s is created in version %s: the source's version %s "+
			"is not available on the target", name, standard, want)
		return err
	}
	return nil
}

// elsewhere tells why a version may not exist for the target's server, and what to do.
func (p *preflight) elsewhere(name, want string) (what, way string) {
	if name == timescale {
		what, way = catalog.TimescaleServers(want, p.r.target.Major)
		if x := p.r.extension(promscale); x != nil && way != "" { // what it needs ends the way
			if _, other := catalog.PromscaleServers(x.Version, p.r.target.Major); other != "" {
				way = other
			}
		}
	} else {
		what, way = catalog.PromscaleServers(want, p.r.target.Major)
	}
	if what != "" {
		what = ": " + what
	}
	if way == "" {
		way = "install exactly that version; update it after the restore"
	}
	return what, way
}

// comments leaves out those of extensions that belong to others: only the owner may set them, and
// CREATE EXTENSION has set the usual one.
func (p *preflight) comments() {
	p.r.strange = map[string]bool{}
	for _, e := range p.r.pick(func(e *archive.Entry) bool { return e.Kind == "EXTENSION" }) {
		have := p.have[e.Name]
		if have == nil || have.mine {
			continue
		}
		p.r.strange[e.Name] = true
		for _, s := range e.Statements {
			if s.Part == archive.PartComment && !strings.HasSuffix(s.SQL, " IS "+catalog.Literal(have.comment)) && !p.r.opts.NoComments {
				p.add(Notice, codeLeftOut, s.SQL+";", "the comment of extension %s is left out: the extension belongs to another role", e.Name)
			}
		}
	}
}

// leavesComment says that a statement is a comment that only another role may set.
func (r *run) leavesComment(e *archive.Entry, p archive.Part) bool {
	return p == archive.PartComment && e.Kind == "EXTENSION" && r.strange[e.Name]
}

// promscaleRelease finds the releases that cannot be restored at all.
func (p *preflight) promscaleRelease() {
	x := p.r.extension(promscale)
	if why := catalog.PromscaleRefused(x.Version); why != "" {
		p.add(Error, codeExtension, "dump again then", "%s", why)
	}
	if why := catalog.PromscaleTooOld(p.r.versions[promscale], p.r.versions[timescale]); why != "" && p.have[promscale] == nil {
		p.add(Error, codeExtension, "restore a dump that was made before TimescaleDB was updated, on a server that has that version "+
			"(PostgreSQL 15 or older); or copy the source's files (pg_basebackup) instead", "%s", why)
	}
}
