package restore

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"promark/archive"
	"promark/catalog"
)

// What the archive says that its definitions and privileges take, beside the ownership of objects.

// named gives what facts of the entries that are restored name, sorted: the entries that have a part
// for which include holds.
func (p *preflight) named(prefix string, include func(archive.Part) bool) []string {
	names := map[string]bool{}
	for _, e := range p.r.pick(func(e *archive.Entry) bool { return len(e.Facts) > 0 }) {
		facts := sortedFacts(e.Facts, prefix)
		if len(facts) == 0 || p.strangeMember(e) ||
			!slices.ContainsFunc(p.r.wanted(e), func(s archive.Statement) bool { return include(s.Part) }) {
			continue
		}
		for _, fact := range facts {
			names[strings.TrimPrefix(fact, prefix)] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

func is(part archive.Part) func(archive.Part) bool {
	return func(p archive.Part) bool { return p == part }
}

// actors: other roles than the owner have granted privileges, or have default privileges of their
// own; their statements are run as these roles.
func (g *grants) actors(ctx context.Context) error {
	names := slices.DeleteFunc(g.named(archive.FactActsAs, is(archive.PartPrivilege)), func(name string) bool {
		return name == g.r.target.User || g.granted(name) || slices.Contains(g.newOwners(), name)
	})
	ordinary, strong, err := g.become(ctx, names)
	if len(ordinary) > 0 {
		g.lack(g.membership(ordinary), "membership of %s, who have granted privileges or have default privileges", firstNames(ordinary))
	}
	if len(strong) > 0 {
		g.add(Error, codePrivileges, "restore as a superuser; or without privileges (--no-privileges)",
			"user %s is no superuser and cannot restore what superusers have granted in others' place, or their default privileges: %s",
			g.r.target.User, firstNames(strong))
	}
	return err
}

// functions that set a parameter which is a superuser's.
func (g *grants) functions(ctx context.Context) error {
	names, err := g.without(ctx, g.named(archive.FactSets, is(archive.PartDefinition)), g.settable("n"))
	if err != nil || len(names) == 0 {
		return err
	}
	if !g.r.target.Has(catalog.ParameterPrivileges) {
		g.add(Error, codePrivileges, "restore as a superuser, or change the functions in the source and dump again",
			"user %s is no superuser and cannot make functions that set %s", g.r.target.User, firstNames(names))
		return nil
	}
	quoted := make([]string, len(names))
	for i, name := range names {
		parts := strings.Split(name, ".")
		quoted[i] = catalog.Ident(parts[0])
		for _, part := range parts[1:] {
			quoted[i] += "." + catalog.Ident(part)
		}
	}
	g.lack("GRANT SET ON PARAMETER "+strings.Join(quoted, ", ")+" TO "+g.user+";", "SET on parameter %s, which functions set", firstNames(names))
	return nil
}

// usable is, by kind, a condition under which role %s has USAGE on the object n, or the object is
// not there: then the restore makes it.
var usable = map[string]string{
	"LANGUAGE": `NOT EXISTS (SELECT FROM pg_catalog.pg_language x WHERE x.lanname = n
  AND NOT pg_catalog.has_language_privilege(%s, x.oid, 'USAGE'))`,
	"FOREIGN DATA WRAPPER": `NOT EXISTS (SELECT FROM pg_catalog.pg_foreign_data_wrapper x WHERE x.fdwname = n
  AND NOT pg_catalog.has_foreign_data_wrapper_privilege(%s, x.oid, 'USAGE'))`,
}

// uses finds objects of the target that definitions use, and that the user, or the new owner of what
// is defined, may not.
func (g *grants) uses(ctx context.Context) error {
	type user struct{ role, kind string }
	needed := map[user]map[string]bool{}
	for _, e := range g.r.pick(func(e *archive.Entry) bool { return !isConditional(e) && defines(e) }) {
		for _, fact := range sortedFacts(e.Facts, archive.FactUses) {
			kind, name := cutKind(strings.TrimPrefix(fact, archive.FactUses))
			roles := []string{g.r.target.User}
			if e.Facts[fact] == "owner" && g.changesOwner(e) && e.Owner != g.r.target.User {
				roles = append(roles, e.Owner)
			}
			for _, role := range roles {
				u := user{role, kind}
				if needed[u] == nil {
					needed[u] = map[string]bool{}
				}
				needed[u][name] = true
			}
		}
	}
	users := slices.SortedFunc(maps.Keys(needed), func(a, b user) int { return strings.Compare(a.role+a.kind, b.role+b.kind) })
	for _, u := range users {
		condition := fmt.Sprintf(usable[u.kind], catalog.Literal(u.role))
		if u.role != g.r.target.User {
			condition = "NOT EXISTS (SELECT FROM pg_catalog.pg_roles r WHERE r.rolname = " + catalog.Literal(u.role) + ") OR " + condition
		}
		missing, err := g.without(ctx, slices.Sorted(maps.Keys(needed[u])), condition)
		if err != nil {
			return err
		}
		if len(missing) > 0 {
			g.lack("GRANT USAGE ON "+u.kind+" "+catalog.Idents(missing)+" TO "+catalog.Ident(u.role)+";",
				"USAGE on %s %s%s", strings.ToLower(u.kind), firstNames(missing), g.whose(u.role))
		}
	}
	return nil
}

// cutKind takes the words of a kind that is known off the front of a fact; of another one nothing is
// asked.
func cutKind(text string) (kind, name string) {
	for kind := range usable {
		if name, ok := strings.CutPrefix(text, kind+" "); ok {
			return kind, name
		}
	}
	return "", text
}

// whose says for whom something is missing, if that is not the user.
func (g *grants) whose(role string) string {
	if role == g.r.target.User {
		return ""
	}
	return " for " + role
}

// creators: some objects can only be given to who may create in the database.
func (g *grants) creators(ctx context.Context) error {
	var owners []string
	for _, e := range g.r.pick(g.changesOwner) {
		if e.Facts[archive.FactOwnerCreates] != "" && e.Owner != g.r.target.User && !slices.Contains(owners, e.Owner) {
			owners = append(owners, e.Owner)
		}
	}
	missing, err := g.without(ctx, owners, `NOT EXISTS (SELECT FROM pg_catalog.pg_roles r WHERE r.rolname = n
  AND NOT pg_catalog.has_database_privilege(r.oid, pg_catalog.current_database(), 'CREATE'))`)
	if len(missing) > 0 {
		g.lack("GRANT CREATE ON DATABASE "+catalog.Ident(g.r.target.Database)+" TO "+catalog.Idents(missing)+";",
			"CREATE on the database for %s, who own publications", firstNames(missing))
	}
	return err
}

// strangers: objects in schemas that the restore makes, whose owners may not create there.
func (g *grants) strangers(ctx context.Context) error {
	made := g.r.madeSchemas()
	var names, owners []string
	for _, e := range g.r.pick(g.changesOwner) {
		if e.Facts[archive.FactOwnerStrange] == "" || !made[e.Schema] || e.Owner == g.r.target.User {
			continue
		}
		if names = append(names, qualifiedName(e)); !slices.Contains(owners, e.Owner) {
			owners = append(owners, e.Owner)
		}
	}
	if len(names) > 0 {
		g.add(Error, codePrivileges, "GRANT CREATE ON SCHEMA ... to the owners in the source and dump again; or restore as a superuser; or with --no-owner",
			"user %s is no superuser and cannot give objects to owners who may not create in their schemas: %s (owners: %s)",
			g.r.target.User, firstNames(names), firstNames(owners))
	}
	return nil
}

// standing: a schema that every database has is its owner's to comment on and to give away; until 14
// that is a superuser.
func (g *grants) standing(ctx context.Context) error {
	var names []string
	for _, e := range g.r.pick(func(e *archive.Entry) bool { return e.Kind == "SCHEMA" && !isConditional(e) && !defines(e) }) {
		if slices.ContainsFunc(g.r.wanted(e), func(s archive.Statement) bool { return s.Part != archive.PartPrivilege }) {
			names = append(names, e.Name)
		}
	}
	missing, err := g.without(ctx, names, `NOT EXISTS (SELECT FROM pg_catalog.pg_namespace s WHERE s.nspname = n
  AND NOT pg_catalog.pg_has_role(s.nspowner, 'USAGE'))`)
	for _, name := range missing {
		g.lack("ALTER SCHEMA "+catalog.Ident(name)+" OWNER TO "+g.user+";", "the ownership of schema %s, which the source has commented or given away", name)
	}
	return err
}

// labelProbe is refused for want of the provider before the server looks for the table
// (src/backend/commands/seclabel.c, ExecSecLabelStmt), of which there is none.
const labelProbe = `SECURITY LABEL FOR %s ON TABLE pg_catalog."promark: no such table" IS NULL`

// labels finds providers of security labels that the target has not loaded.
func (p *preflight) labels(ctx context.Context) error {
	if p.r.opts.NoSecurityLabels {
		return nil
	}
	names := p.named(archive.FactLabels, is(archive.PartLabel))
	if p.r.opts.Create {
		for _, fact := range sortedFacts(p.r.manifest.Facts, archive.FactDatabaseLabel) {
			if name := strings.TrimPrefix(fact, archive.FactDatabaseLabel); !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	var missing []string
	for _, name := range names {
		var pg *pgconn.PgError
		switch err := p.s.exec(ctx, fmt.Sprintf(labelProbe, catalog.Ident(name))); {
		case err != nil && !errors.As(err, &pg):
			return err
		case pg != nil && pg.Code == "22023": // invalid_parameter_value
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		p.add(Error, codeLabels, "preload the library that provides them, or --no-security-labels",
			"providers of security labels are missing on the target: %s", firstNames(missing))
	}
	return nil
}
