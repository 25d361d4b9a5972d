package restore

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"promark/archive"
	"promark/catalog"
)

// Entries that belong to the server rather than to the database: roles.

func isGlobal(e *archive.Entry) bool { return e.Facts[archive.FactGlobal] != "" }

// onlyGlobals says that the archive has nothing for the database itself, which then need not be
// empty.
func (r *run) onlyGlobals() bool {
	return len(r.entries) > 0 && !slices.ContainsFunc(r.entries, func(e archive.Entry) bool { return !isGlobal(&e) })
}

// globals restores them first: the database may belong to one of the roles. They go through any
// database of the server, since the target need not be there yet.
func (r *run) globals(ctx context.Context) error {
	entries := r.pick(isGlobal)
	if len(entries) == 0 {
		return nil
	}
	r.emit(PhaseStarted{PhaseRoles, int64(len(entries))})
	s, err := r.dial(ctx, r.opts.Config.Database, r.manifest.Database.Encoding)
	if err != nil {
		return err
	}
	defer s.close()
	r.changing()
	if err := r.define(ctx, s, entries); err != nil {
		return err
	}
	for _, e := range entries {
		r.created[e.ID] = true
	}
	return nil
}

// madeRoles gives the roles that the archive makes, and finds what speaks against it.
func (p *preflight) madeRoles(ctx context.Context, have []string) ([]string, error) {
	var made, strong []string
	for _, e := range p.r.pick(isGlobal) {
		name := e.Facts[archive.FactMakesRole]
		if name == "" || slices.Contains(have, name) {
			continue
		}
		made = append(made, name)
		if what := e.Facts[archive.FactSuperuser]; what != "" {
			strong = append(strong, fmt.Sprintf("%s (%s)", name, what))
		}
	}
	if len(made) == 0 {
		return nil, nil
	}
	p.add(Notice, codeRoles, "set passwords where they are needed: an archive has none",
		"roles are created: %s", strings.Join(made, ", "))
	if p.r.target.Superuser {
		return made, nil
	}
	user := p.r.target.User
	may, err := p.s.text(ctx, "SELECT rolcreaterole::text FROM pg_catalog.pg_roles WHERE rolname = current_user")
	if err == nil && may != "true" {
		p.add(Error, codeRoles, "as a superuser: ALTER ROLE "+catalog.Ident(user)+" CREATEROLE; or create them yourself",
			"user %s may not create roles, and these are missing on the target: %s", user, strings.Join(made, ", "))
	}
	if err == nil && len(strong) > 0 {
		p.add(Error, codePrivileges, "restore as a superuser, or have one create these roles",
			"user %s is no superuser and cannot create roles with what only a superuser can give: %s",
			user, strings.Join(strong, ", "))
	}
	return made, err
}
