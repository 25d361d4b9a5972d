package restore

import (
	"context"
	"fmt"

	"promark/archive"
	"promark/catalog"
)

// database: settings of a database are its owner's to make.
func (g *grants) database(ctx context.Context) error {
	db := catalog.Ident(g.r.target.Database)
	settings := g.r.pick(func(e *archive.Entry) bool { return g.isSetting(e) && e.Table == "" })
	owner, err := g.s.text(ctx, `SELECT pg_catalog.pg_has_role(datdba, 'USAGE')::text FROM pg_catalog.pg_database
 WHERE datname = pg_catalog.current_database()`)
	if err != nil {
		return err
	}
	if len(settings) > 0 && owner != "true" {
		g.owner = true
		g.lack("ALTER DATABASE "+db+" OWNER TO "+g.user+";",
			"the ownership of database %s, whose settings are restored (unless --no-database-settings is given)", g.r.target.Database)
		return nil // who owns it may create in it
	}
	may, err := g.s.text(ctx, "SELECT pg_catalog.has_database_privilege($1, 'CREATE')::text", g.r.target.Database)
	if err == nil && may != "true" {
		g.lack("GRANT CREATE ON DATABASE "+db+" TO "+g.user+";", "CREATE on database %s", g.r.target.Database)
	}
	return err
}

// isSetting says that an entry is a setting of the database, for all roles or for the one of
// Table.
func (g *grants) isSetting(e *archive.Entry) bool {
	return e.Kind == "DATABASE SETTING" && !g.r.opts.NoDatabaseSettings
}

// maySet is true if the user may set parameter %[1]s for role %[2]s in the database: his own or
// everybody's settings, or, as one who may create roles, those of others (since 16 of those that
// are his to give). The parameter must be one that he may set.
const maySet = `SELECT ((r.rolname IS NULL OR r.rolname = current_user OR me.rolcreaterole AND NOT r.rolsuper AND %[3]s) AND %[4]s)::text
  FROM pg_catalog.pg_roles me LEFT JOIN pg_catalog.pg_roles r ON r.rolname = %[2]s
 WHERE me.rolname = current_user`

// settings that others than the database's owner have to make.
func (g *grants) settings(ctx context.Context) error {
	admin := "true"
	if g.r.target.Has(catalog.GrantOptions) {
		admin = "pg_catalog.pg_has_role(r.oid, 'USAGE WITH ADMIN OPTION')"
	}
	for _, e := range g.r.pick(g.isSetting) {
		may, err := g.s.text(ctx, fmt.Sprintf(maySet, catalog.Literal(e.Name), catalog.Literal(e.Table), admin, g.settable(catalog.Literal(e.Name))))
		if err != nil {
			return err
		}
		if may == "true" {
			continue
		}
		whose := ""
		if e.Table != "" {
			whose = " of role " + e.Table
		}
		if err := g.lackUnless(ctx, e, "setting %s%s in the database (unless --no-database-settings is given)", e.Name, whose); err != nil {
			return err
		}
	}
	return nil
}

// settable is a condition: the user may keep parameter n in a setting. What no library has defined
// yet is a superuser's (src/backend/utils/misc/guc.c, validate_option_array_item). TimescaleDB's are
// not defined while the target is looked at.
func (g *grants) settable(n string) string {
	condition := "(EXISTS (SELECT FROM pg_catalog.pg_settings s WHERE pg_catalog.lower(s.name) = pg_catalog.lower(" + n +
		") AND s.context NOT LIKE 'superuser%')"
	if g.r.has(timescale) {
		condition += " OR " + n + " LIKE 'timescaledb.%'"
	}
	if g.r.target.Has(catalog.ParameterPrivileges) {
		condition += " OR pg_catalog.has_parameter_privilege(" + n + ", 'SET')"
	}
	return condition + ")"
}

// parameters: only a superuser, or since 15 who was granted it, may keep triggers from firing. Rows
// that need it are named elsewhere on older servers.
func (g *grants) parameters(ctx context.Context) error {
	unchecked := g.r.pick(g.unchecked)
	if !g.r.opts.DisableTriggers && (len(unchecked) == 0 || !g.r.target.Has(catalog.ParameterPrivileges)) {
		return nil
	}
	if !g.r.target.Has(catalog.ParameterPrivileges) {
		g.add(Error, codePrivileges, "restore as a superuser, or without --disable-triggers",
			"user %s is no superuser and cannot disable triggers", g.r.target.User)
		return nil
	}
	grant := "GRANT SET ON PARAMETER session_replication_role TO " + g.user + ";"
	may, err := g.s.text(ctx, "SELECT pg_catalog.has_parameter_privilege('session_replication_role', 'SET')::text")
	if err == nil && may != "true" {
		for _, e := range unchecked {
			g.lack(grant, "what it takes to load rows that violate a foreign key: %s", qualifiedName(e))
		}
		if g.r.opts.DisableTriggers {
			g.lack(grant, "what --disable-triggers sets")
		}
	}
	return err
}
