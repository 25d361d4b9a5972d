package restore

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"promark/archive"
	"promark/catalog"
)

// An ordinary user can restore what a superuser has prepared. What is missing of that is told as
// the statements that a superuser has to run, and nothing that is there already.

// grants collects what is missing.
type grants struct {
	*preflight
	user       string // quoted
	owner      bool   // the database is to become the user's
	missing    []string
	statements []string
}

// superuser checks what a user may do who is none.
func (p *preflight) superuser(ctx context.Context) error {
	t := p.r.target
	if t.Superuser {
		return nil
	}
	if !t.Has(catalog.TrustedExtensions) {
		p.add(Error, codePrivileges, "restore as a superuser",
			"user %s is no superuser, which a restore needs before PostgreSQL 13", t.User)
		return nil
	}
	if err := p.superuserOnly(ctx); err != nil {
		return err
	}
	g := &grants{preflight: p, user: catalog.Ident(t.User)}
	steps := []func(context.Context) error{g.predefined, g.roles, g.actors, g.tablespaces, g.parameters, g.functions, g.uses,
		g.database, g.settings, g.timescale, g.schemas, g.strangers, g.creators, g.standing, g.members}
	if p.r.opts.Create {
		steps = []func(context.Context) error{g.predefined, g.roles, g.actors, g.tablespaces, g.parameters, g.functions, g.strangers, g.newDatabase}
	}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return err
		}
	}
	if len(g.missing) > 0 {
		p.add(Error, codePrivileges, "-- as a superuser, in database "+t.Database+":\n"+strings.Join(g.statements, "\n"),
			"user %s is no superuser and lacks %s", t.User, strings.Join(g.missing, "; "))
	}
	return nil
}

// lack notes what is missing and what gives it.
func (g *grants) lack(statement, format string, args ...any) {
	g.missing = append(g.missing, fmt.Sprintf(format, args...))
	g.statements = append(g.statements, statement)
}

// without gives the names for which a condition on the name n does not hold.
func (g *grants) without(ctx context.Context, names []string, condition string) ([]string, error) {
	if len(names) == 0 {
		return nil, nil
	}
	return g.s.texts(ctx, "SELECT n FROM pg_catalog.unnest($1::text[]) n WHERE ("+condition+") IS NOT TRUE ORDER BY n", names)
}

// newDatabase: what a superuser has to prepare for TimescaleDB is in the database.
func (g *grants) newDatabase(context.Context) error {
	if !g.r.has(timescale) {
		return nil
	}
	name := catalog.Ident(g.r.newName())
	g.lack(g.r.createDatabaseSQL()+";\nALTER DATABASE "+name+" OWNER TO "+g.user+
		";\n-- then restore into it without --create, which will tell what else is missing",
		"a database in which a superuser has prepared TimescaleDB, which --create does not make")
	return nil
}

// predefined roles let others than superusers make some objects.
func (g *grants) predefined(ctx context.Context) error {
	var roles []string
	for _, e := range g.r.pick(g.runs) {
		if role := e.Facts[archive.FactSuperuserOr]; role != "" && !slices.Contains(roles, role) {
			roles = append(roles, role)
		}
	}
	missing, err := g.without(ctx, roles,
		"NOT EXISTS (SELECT FROM pg_catalog.pg_roles r WHERE r.rolname = n AND NOT pg_catalog.pg_has_role(r.oid, 'USAGE'))")
	if len(missing) > 0 {
		g.lack("GRANT "+catalog.Idents(missing)+" TO "+g.user+";", "membership of %s", firstNames(missing))
	}
	return err
}

// roles: to give an object to another role one must be able to become that role, and to go on with
// the object one must have the role's privileges.
func (g *grants) roles(ctx context.Context) error {
	ordinary, strong, err := g.become(ctx, g.newOwners())
	if err != nil {
		return err
	}
	if len(ordinary) > 0 {
		g.lack(g.membership(ordinary), "membership of %s, who own objects", firstNames(ordinary))
	}
	if len(strong) > 0 {
		g.add(Error, codePrivileges, "restore as a superuser; or with --no-owner, so that everything belongs to "+g.r.target.User+
			"; or change the owners in the source and dump again",
			"user %s is no superuser and cannot give objects to the superusers that own them in the archive: %s",
			g.r.target.User, g.ownedBy(strong))
	}
	return nil
}

// become gives those of some roles that the user cannot become, ordinary ones and superusers.
// Those that do not exist are told of elsewhere.
func (g *grants) become(ctx context.Context, roles []string) (ordinary, strong []string, err error) {
	condition := "pg_catalog.pg_has_role(n, 'MEMBER') AND pg_catalog.pg_has_role(n, 'USAGE')"
	if g.r.target.Has(catalog.GrantOptions) {
		condition = "pg_catalog.pg_has_role(n, 'SET') AND pg_catalog.pg_has_role(n, 'USAGE')"
	}
	known, err := g.without(ctx, roles, "NOT EXISTS (SELECT FROM pg_catalog.pg_roles r WHERE r.rolname = n)")
	if err != nil {
		return nil, nil, err
	}
	strange, err := g.without(ctx, known, condition)
	if err != nil {
		return nil, nil, err
	}
	ordinary, err = g.without(ctx, strange, "(SELECT r.rolsuper FROM pg_catalog.pg_roles r WHERE r.rolname = n)")
	strong = slices.DeleteFunc(strange, func(name string) bool { return slices.Contains(ordinary, name) })
	return ordinary, strong, err
}

// membership lets the user become roles.
func (g *grants) membership(roles []string) string {
	options := ""
	if g.r.target.Has(catalog.GrantOptions) {
		options = " WITH INHERIT TRUE, SET TRUE"
	}
	return "GRANT " + catalog.Idents(roles) + " TO " + g.user + options + ";"
}

// granted says that a role is Promscale's, whose roles are granted to whoever creates its extension.
func (g *grants) granted(role string) bool {
	return promscaleRoles[role] && g.r.has(promscale) && g.have[promscale] == nil
}

// newOwners lists the roles that objects are given to.
func (g *grants) newOwners() []string {
	var out []string
	for _, e := range g.r.pick(g.changesOwner) {
		if e.Owner != g.r.target.User && !g.granted(e.Owner) && !slices.Contains(out, e.Owner) {
			out = append(out, e.Owner)
		}
	}
	if g.have[promscale] != nil && !slices.Contains(out, "prom_admin") {
		out = append(out, "prom_admin")
	}
	if owner := g.r.manifest.Database.Owner; g.r.opts.Create && !g.r.opts.NoOwner && owner != "" &&
		owner != g.r.target.User && !slices.Contains(out, owner) {
		out = append(out, owner)
	}
	return out
}

// changesOwner says that an entry's object is given to a role.
func (g *grants) changesOwner(e *archive.Entry) bool {
	return e.Owner != "" && !g.r.opts.NoOwner && !isGlobal(e) &&
		slices.ContainsFunc(g.r.wanted(e), func(s archive.Statement) bool { return s.Part == archive.PartOwner })
}

// ownedBy names objects of roles.
func (g *grants) ownedBy(roles []string) string {
	var texts []string
	for _, role := range roles {
		var names []string
		if g.r.opts.Create && g.r.manifest.Database.Owner == role {
			names = append(names, "the database")
		}
		for _, e := range g.r.pick(func(e *archive.Entry) bool { return e.Owner == role && g.changesOwner(e) }) {
			names = append(names, qualifiedName(e))
		}
		texts = append(texts, role+" ("+firstNames(names)+")")
	}
	return strings.Join(texts, ", ")
}

func (g *grants) tablespaces(ctx context.Context) error {
	if g.r.opts.NoTablespaces {
		return nil
	}
	missing, err := g.without(ctx, g.r.manifest.Tablespaces,
		"NOT EXISTS (SELECT FROM pg_catalog.pg_tablespace s WHERE s.spcname = n AND NOT pg_catalog.has_tablespace_privilege(s.oid, 'CREATE'))")
	if len(missing) > 0 {
		g.lack("GRANT CREATE ON TABLESPACE "+catalog.Idents(missing)+" TO "+g.user+";", "CREATE on tablespace %s", firstNames(missing))
	}
	return err
}
