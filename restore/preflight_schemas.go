package restore

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"promark/archive"
	"promark/catalog"
)

// mayCreateIn is true if role %[1]s may create in schema n, or if that is not to be asked: the role
// is a superuser, or is missing, which is told elsewhere; the schema is missing, and the restore or
// an extension makes it. TimescaleDB's are missing where a superuser has to make it. With %[2]s true,
// the role is going to own the database.
const mayCreateIn = `CASE WHEN NOT EXISTS (SELECT FROM pg_catalog.pg_roles r WHERE r.rolname = %[1]s AND NOT r.rolsuper) THEN true
 WHEN EXISTS (SELECT FROM pg_catalog.pg_namespace s WHERE s.nspname = n)
 THEN pg_catalog.has_schema_privilege(%[1]s, n, 'USAGE') AND pg_catalog.has_schema_privilege(%[1]s, n, 'CREATE')
      OR %[2]s AND (SELECT pg_catalog.pg_get_userbyid(s.nspowner) = 'pg_database_owner' FROM pg_catalog.pg_namespace s WHERE s.nspname = n)
 ELSE n NOT LIKE '\_timescaledb\_%%' END`

// schemas: objects are made in schemas that are there already, and given to owners who must be
// allowed to have made them there.
func (g *grants) schemas(ctx context.Context) error {
	users := g.schemaUsers()
	for _, role := range slices.Sorted(maps.Keys(users)) {
		own := role == g.r.target.User
		missing, err := g.without(ctx, users[role], fmt.Sprintf(mayCreateIn, catalog.Literal(role), fmt.Sprint(own && g.owner)))
		if err != nil {
			return err
		}
		if len(missing) > 0 {
			g.lack("GRANT USAGE, CREATE ON SCHEMA "+catalog.Idents(missing)+" TO "+catalog.Ident(role)+";",
				"CREATE on schema %s%s", firstNames(missing), g.whose(role))
		}
	}
	return nil
}

// schemaUsers gives, by role, the schemas that it creates in and that the restore does not make.
func (g *grants) schemaUsers() map[string][]string {
	made := g.r.madeSchemas()
	users := map[string][]string{}
	use := func(role, schema string) {
		if !slices.Contains(users[role], schema) {
			users[role] = append(users[role], schema)
		}
	}
	for _, e := range g.r.pick(createsInSchema) {
		if made[e.Schema] {
			continue
		}
		if use(g.r.target.User, e.Schema); g.changesOwner(e) {
			use(e.Owner, e.Schema)
		}
	}
	return users
}

// madeSchemas are those that the restore makes.
func (r *run) madeSchemas() map[string]bool {
	made := map[string]bool{}
	for i := range r.entries {
		if e := &r.entries[i]; e.Kind == "SCHEMA" && defines(e) && (!r.skip[e.ID] || r.before.entries[e.ID]) {
			made[e.Name] = true
		}
	}
	return made
}

func createsInSchema(e *archive.Entry) bool {
	return e.Schema != "" && e.Section == archive.SectionPreData && !isGlobal(e) && !isConditional(e) && defines(e)
}

// defines says that an entry makes its object, which extensions make of others.
func defines(e *archive.Entry) bool {
	return slices.ContainsFunc(e.Statements, func(s archive.Statement) bool { return s.Part == archive.PartDefinition })
}

// members: what others may do with members of an extension that a superuser has made is his to say.
func (g *grants) members(ctx context.Context) error {
	for _, e := range g.r.pick(func(e *archive.Entry) bool { return isConditional(e) && g.strangeMember(e) }) {
		if err := g.lackUnless(ctx, e, "the privileges that the source grants on %s", qualifiedName(e)); err != nil {
			return err
		}
	}
	return nil
}

// lackUnless notes the statements of a conditional entry that the target does not have yet.
func (g *grants) lackUnless(ctx context.Context, e *archive.Entry, format string, args ...any) error {
	var statements []string
	for _, s := range g.r.wanted(e) {
		statements = append(statements, s.SQL+";")
	}
	if len(statements) == 0 {
		return nil
	}
	answer, err := g.s.text(ctx, e.Facts[archive.FactUnless])
	if err != nil {
		return fmt.Errorf("look for %s: %w", describe(e), err)
	}
	if answer == "" {
		g.lack(strings.Join(statements, "\n"), format, args...)
	}
	return nil
}

// privilegesOnly says that an entry is privileges, and not what hangs on a member.
func privilegesOnly(e *archive.Entry) bool {
	return !slices.ContainsFunc(e.Statements, func(s archive.Statement) bool { return s.Part != archive.PartPrivilege })
}

// strangeMember says that an entry is privileges on a member of an extension that the user does not
// make.
func (p *preflight) strangeMember(e *archive.Entry) bool {
	return privilegesOnly(e) && slices.ContainsFunc(e.Needs, func(id uint32) bool {
		x := &p.r.entries[id-1]
		return x.Kind == "EXTENSION" && (x.Name == timescale || p.r.strange[x.Name])
	})
}
