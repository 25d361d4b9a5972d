package restore

import (
	"context"
	"fmt"
	"hash/crc32"
	"maps"
	"slices"
	"strconv"
	"strings"

	"promark/archive"
	"promark/catalog"
)

// newName is the name of the database that Create makes.
func (r *run) newName() string {
	if r.opts.DatabaseName != "" {
		return r.opts.DatabaseName
	}
	return r.manifest.Database.Name
}

// newDatabase checks that the database can be made.
func (p *preflight) newDatabase(ctx context.Context) error {
	name := p.r.newName()
	if name == "" {
		p.add(Error, codeExists, "give a name", "the archive does not say how the database is called")
		return nil
	}
	found, err := p.s.text(ctx, "SELECT datname::text FROM pg_catalog.pg_database WHERE datname = $1", name)
	if err != nil {
		return err
	}
	if p.r.opts.Clean && p.r.target.Database == name {
		p.add(Error, codeExists, "connect to another one, such as postgres", "database %s cannot be dropped while -d names it", name)
	}
	if found != "" && !p.r.opts.Clean {
		p.add(Error, codeExists, "drop it, or choose another name", "database %s exists already", name)
	}
	if p.r.target.Superuser {
		return nil
	}
	may, err := p.s.text(ctx, `SELECT rolcreatedb::text FROM pg_catalog.pg_roles WHERE rolname = current_user`)
	if err == nil && may != "true" {
		p.add(Error, codePrivileges, "ALTER ROLE "+catalog.Ident(p.r.target.User)+" CREATEDB;",
			"user %s may not create databases", p.r.target.User)
	}
	return err
}

// createDatabase makes the target from template0, as the source was made. CREATE DATABASE does not
// run in a transaction, and everything after it wants a connection to the new database.
func (r *run) createDatabase(ctx context.Context) error {
	if !r.opts.Create || r.onlyGlobals() || r.resumes || r.isMade {
		return nil
	}
	s, err := r.dial(ctx, r.opts.Config.Database, "")
	if err != nil {
		return err
	}
	defer s.close()
	if err := s.exec(ctx, r.nameLock("pg_advisory_lock")); err != nil {
		return fmt.Errorf("create the database: %w", err)
	}
	if err := r.dropDatabase(ctx, s); err != nil {
		return err
	}
	sql := r.createDatabaseSQL()
	if err := s.exec(ctx, sql); err != nil {
		return newFailure("create the database", nil, sql, err)
	}
	r.changing()
	return nil
}

// nameLock calls a function of advisory locks for the one that is held while the database is made: a
// restore that is killed meanwhile leaves the server at it.
func (r *run) nameLock(function string) string {
	return fmt.Sprintf("SELECT pg_catalog.%s(%d, %d)", function, lockKey, int32(crc32.ChecksumIEEE([]byte(r.newName()))))
}

// createDatabaseSQL gives CREATE DATABASE. The provider of the locale is named
// where the server knows providers, and its own locale only if it is not libc.
func (r *run) createDatabaseSQL() string {
	d, name := r.manifest.Database, catalog.Ident(r.newName())
	var b strings.Builder
	fmt.Fprintf(&b, "CREATE DATABASE %s TEMPLATE template0 ENCODING %s", name, catalog.Literal(d.Encoding))
	option := func(keyword, value string) {
		if value != "" {
			b.WriteString(" " + keyword + " " + catalog.Literal(value))
		}
	}
	option("LC_COLLATE", d.Collate)
	option("LC_CTYPE", d.CType)
	switch d.LocaleProvider {
	case "i":
		b.WriteString(" LOCALE_PROVIDER icu")
		option("ICU_LOCALE", d.Locale)
		option("ICU_RULES", d.ICURules)
	case "b":
		b.WriteString(" LOCALE_PROVIDER builtin")
		option("BUILTIN_LOCALE", d.Locale)
	case "c":
		if r.target.Has(catalog.LocaleProviders) {
			b.WriteString(" LOCALE_PROVIDER libc")
		}
	}
	if d.Owner != "" && !r.opts.NoOwner {
		b.WriteString(" OWNER " + catalog.Ident(d.Owner))
	}
	if d.Tablespace != "" && d.Tablespace != "pg_default" && !r.opts.NoTablespaces {
		b.WriteString(" TABLESPACE " + catalog.Ident(d.Tablespace))
	}
	return b.String()
}

// finishDatabase sets what would stand in the restore's own way, and what belongs to the database
// itself.
func (r *run) finishDatabase(ctx context.Context) error {
	if !r.opts.Create || r.onlyGlobals() {
		return nil
	}
	return r.inSession(ctx, func(s *session) error {
		for i, sql := range r.databaseProperties() {
			if err := r.step(ctx, s, fmt.Sprint("property ", i), sql); err != nil {
				failed := newFailure("set properties of the database", nil, sql, err)
				if err := r.collect(ctx, s, failed); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

func (r *run) databaseProperties() []string {
	var out []string
	name := catalog.Ident(r.newName())
	if comment := r.manifest.Facts[archive.FactDatabaseComment]; comment != "" && !r.opts.NoComments {
		out = append(out, "COMMENT ON DATABASE "+name+" IS "+catalog.Literal(comment))
	}
	if !r.opts.NoSecurityLabels {
		out = append(out, r.databaseLabels(name)...)
	}
	if !r.opts.NoPrivileges {
		out = append(out, r.databasePrivileges(name)...)
	}
	if n := r.manifest.Database.ConnLimit; n >= 0 {
		out = append(out, "ALTER DATABASE "+name+" CONNECTION LIMIT "+strconv.Itoa(n))
	}
	if r.manifest.Database.IsTemplate {
		out = append(out, "ALTER DATABASE "+name+" IS_TEMPLATE true")
	}
	return out
}

func (r *run) databaseLabels(name string) []string {
	var out []string
	for _, fact := range slices.Sorted(maps.Keys(r.manifest.Facts)) {
		if provider, is := strings.CutPrefix(fact, archive.FactDatabaseLabel); is {
			out = append(out, "SECURITY LABEL FOR "+catalog.Ident(provider)+" ON DATABASE "+name+
				" IS "+catalog.Literal(r.manifest.Facts[fact]))
		}
	}
	return out
}

// databasePrivileges gives the statements in their order, which that of their names is.
func (r *run) databasePrivileges(name string) []string {
	var out []string
	put := strings.NewReplacer("%%", "%", "%s", name)
	for _, fact := range sortedFacts(r.manifest.Facts, archive.FactDatabasePrivilege) {
		out = append(out, put.Replace(r.manifest.Facts[fact]))
	}
	return out
}

// sortedFacts gives the names of facts that begin so, in order.
func sortedFacts(facts map[string]string, prefix string) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(facts)), func(name string) bool { return !strings.HasPrefix(name, prefix) })
}
