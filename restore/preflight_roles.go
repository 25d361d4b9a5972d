package restore

import (
	"context"
	"slices"
	"strings"

	"promark/archive"
	"promark/catalog"
)

// roles finds the missing ones. What CREATE EXTENSION promscale makes need not be there.
func (p *preflight) roles(ctx context.Context) error {
	have, err := p.s.texts(ctx, "SELECT rolname::text FROM pg_catalog.pg_roles")
	if err != nil {
		return err
	}
	made, err := p.madeRoles(ctx, have)
	if err != nil {
		return err
	}
	have = append(have, made...)
	missing := func(name string) bool {
		return !slices.Contains(have, name) && !(promscaleRoles[name] && p.r.has(promscale))
	}
	owners := p.jobOwners(missing)
	var named, create []string
	if !p.r.opts.NoOwner || !p.r.opts.NoPrivileges {
		for _, name := range p.r.namedRoles() {
			if missing(name) && !slices.Contains(owners, name) {
				named = append(named, name)
				create = append(create, "CREATE ROLE "+catalog.Ident(name)+";")
			}
		}
	}
	if len(named) > 0 {
		p.add(Error, codeRoles, strings.Join(create, " "), "roles are missing on the target: %s",
			strings.Join(named, ", "))
	}
	return nil
}

// jobOwners finds and gives the missing owners of TimescaleDB's jobs: without them the rows about
// jobs are refused (until 2.10: the jobs never start). A role whose jobs are to run can log in.
func (p *preflight) jobOwners(missing func(string) bool) []string {
	var owners []string
	if len(p.r.pick(func(e *archive.Entry) bool { return isExtensionData(e) && e.Data != nil && e.Name == "bgw_job" })) == 0 {
		return nil
	}
	for _, kind := range []struct{ fact, attributes string }{
		{archive.FactJobOwner, "LOGIN"}, {archive.FactJobSuperuser, "LOGIN SUPERUSER"},
	} {
		for _, fact := range sortedFacts(p.r.manifest.Facts, kind.fact) {
			name := strings.TrimPrefix(fact, kind.fact)
			if !missing(name) {
				continue
			}
			owners = append(owners, name)
			p.add(Error, codeRoles, "CREATE ROLE "+catalog.Ident(name)+" "+kind.attributes+";",
				"role %s is missing on the target: jobs of TimescaleDB belong to it (%s)", name, p.r.manifest.Facts[fact])
		}
	}
	return owners
}

// namedRoles gives the roles that the restore needs. Of a part of the archive only the owners are
// known beforehand.
func (r *run) namedRoles() []string {
	if len(r.skip) == 0 {
		return r.manifest.Roles
	}
	return r.owners()
}

// owners gives the roles that own what is restored.
func (r *run) owners() []string {
	var owners []string
	for _, e := range r.pick(func(e *archive.Entry) bool { return e.Owner != "" && !isData(e) }) {
		if !r.opts.NoOwner && !slices.Contains(owners, e.Owner) && !strings.HasPrefix(e.Owner, "pg_") {
			owners = append(owners, e.Owner)
		}
	}
	return owners
}

func (p *preflight) tablespaces(ctx context.Context) error {
	if p.r.opts.NoTablespaces {
		return nil
	}
	have, err := p.s.texts(ctx, "SELECT spcname::text FROM pg_catalog.pg_tablespace")
	if err != nil {
		return err
	}
	var missing []string
	for _, name := range p.r.manifest.Tablespaces {
		if !slices.Contains(have, name) {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		p.add(Error, codeTablespace, "CREATE TABLESPACE ... LOCATION ... for each, or --no-tablespaces",
			"tablespaces are missing on the target: %s", strings.Join(missing, ", "))
	}
	return nil
}
