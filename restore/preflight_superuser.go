package restore

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"promark/archive"
	"promark/catalog"
)

// superuserOnly names everything that the user, who is no superuser, cannot make. What members of a
// predefined role can make, on this server, is left to the grants.
func (p *preflight) superuserOnly(ctx context.Context) error {
	predefined, err := p.s.texts(ctx, "SELECT rolname::text FROM pg_catalog.pg_roles WHERE rolname LIKE 'pg\\_%'")
	if err != nil {
		return err
	}
	var kinds []string
	names := map[string][]string{}
	add := func(what, name string) {
		if names[what] == nil {
			kinds = append(kinds, what)
		}
		names[what] = append(names[what], name)
	}
	for _, e := range p.r.pick(func(e *archive.Entry) bool { return !isGlobal(e) && !isConditional(e) }) {
		if p.unchecked(e) && p.r.target.Has(catalog.ParameterPrivileges) {
			continue // takes a right that can be granted
		}
		if what := e.Facts[archive.FactSuperuser]; what != "" && p.runs(e) && !slices.Contains(predefined, e.Facts[archive.FactSuperuserOr]) {
			add(what, qualifiedName(e))
		}
	}
	extensions, err := p.untrusted(ctx)
	if err != nil {
		return err
	}
	for _, name := range extensions {
		add("EXTENSION that is not trusted", name)
	}
	if len(kinds) == 0 {
		return nil
	}
	texts := make([]string, len(kinds))
	for i, what := range kinds {
		texts[i] = fmt.Sprintf("%s: %s", what, firstNames(names[what]))
	}
	p.add(Error, codePrivileges, "restore as a superuser, or leave these out",
		"user %s is no superuser and cannot make what only a superuser can: %s", p.r.target.User, strings.Join(texts, "; "))
	return nil
}

// unchecked says that rows are loaded while no trigger fires.
func (p *preflight) unchecked(e *archive.Entry) bool { return e.Facts[archive.FactUnchecked] != "" }

// runs says that something of an entry is left when privileges are not restored.
func (p *preflight) runs(e *archive.Entry) bool {
	if !p.r.opts.NoPrivileges || e.Data != nil {
		return true
	}
	return slices.ContainsFunc(e.Statements, func(s archive.Statement) bool { return s.Part != archive.PartPrivilege })
}

func qualifiedName(e *archive.Entry) string {
	if e.Schema == "" {
		return e.Name
	}
	return e.Schema + "." + e.Name
}

// firstNames lists names, the first of many with their number.
func firstNames(names []string) string {
	const most = 5
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}

// untrusted gives the extensions that have to be made and that only a superuser may make: those
// that the target does not mark as trusted.
func (p *preflight) untrusted(ctx context.Context) ([]string, error) {
	var out []string
	for _, e := range p.r.pick(func(e *archive.Entry) bool { return e.Kind == "EXTENSION" }) {
		if p.have[e.Name] != nil {
			continue
		}
		strict, err := p.s.text(ctx, `SELECT (superuser AND NOT trusted)::text FROM pg_catalog.pg_available_extension_versions
 WHERE name = $1 AND version = $2`, e.Name, p.r.versions[e.Name])
		if err != nil {
			return nil, err
		}
		if strict == "true" {
			out = append(out, e.Name)
		}
	}
	return out, nil
}
