package catalog

import (
	"context"
	"fmt"
	"strings"
)

// Facts is what a restore must know about the source before it can begin:
// what CREATE DATABASE needs, and what must be there in a target.
type Facts struct {
	Database    DatabaseProperties
	Extensions  []ExtensionVersion // oldest first
	Roles       []string           // that the database depends on (pg_shdepend) or has settings for; by name
	Tablespaces []string           // that relations are in, apart from the database's own; by name
	Timescale   *TimescaleFacts    // nil without TimescaleDB
}

// DatabaseProperties is a row of pg_database. Names are the columns' names.
type DatabaseProperties struct {
	Name             string `db:"name"`
	Owner            string `db:"owner"`
	Encoding         string `db:"encoding"`
	Collate          string `db:"collate"`
	CType            string `db:"ctype"`
	LocaleProvider   string `db:"provider"` // c, i or b
	Locale           string `db:"locale"`   // of ICU and builtin
	ICURules         string `db:"rules"`
	CollationVersion string `db:"collation_version"`
	Tablespace       string `db:"tablespace"`
	ConnectionLimit  int    `db:"connection_limit"` // -1: none
	IsTemplate       bool   `db:"is_template"`
	AllowConnections bool   `db:"allow_connections"`
	Comment          string `db:"comment"`
	// Privileges are the GRANT and REVOKE statements that make a new
	// database's privileges the source's; %s stands for its quoted name, and
	// other per cent signs are doubled.
	Privileges []string `db:"-"`
	// Providers and Labels are the database's security labels.
	Providers []string `db:"providers"`
	Labels    []string `db:"labels"`
}

// ExtensionVersion is an extension as it is installed.
type ExtensionVersion struct {
	Name    string `db:"name"`
	Version string `db:"version"`
	Schema  string `db:"schema"`
}

var databasePropertiesQuery = &query{
	name: "database properties",
	columns: append([]column{
		{"name", all("d.datname")},
		{"owner", all("pg_catalog.pg_get_userbyid(d.datdba)")},
		{"encoding", all("pg_catalog.pg_encoding_to_char(d.encoding)")},
		{"collate", all("COALESCE(d.datcollate::text, '')")},
		{"ctype", all("COALESCE(d.datctype::text, '')")},
		{"provider", from(15, "d.datlocprovider::text", 0, "'c'")},
		{"locale", from(17, "COALESCE(d.datlocale, '')", 15, "COALESCE(d.daticulocale, '')", 0, "''")},
		{"rules", from(16, "COALESCE(d.daticurules, '')", 0, "''")},
		{"collation_version", from(15, "COALESCE(d.datcollversion, '')", 0, "''")},
		{"tablespace", all("t.spcname")},
		{"connection_limit", all("d.datconnlimit")},
		{"is_template", all("d.datistemplate")},
		{"allow_connections", all("d.datallowconn")},
		{"comment", all("COALESCE(pg_catalog.shobj_description(d.oid, 'pg_database'), '')")},
		{"providers", all(sharedLabels("l.provider", "pg_database", "d.oid"))},
		{"labels", all(sharedLabels("l.label", "pg_database", "d.oid"))},
	}, aclColumns('d', "d.datacl", "d.datdba", "pg_database", "d.oid")...),
	from: all(`FROM pg_catalog.pg_database d
  JOIN pg_catalog.pg_tablespace t ON t.oid = d.dattablespace
 WHERE d.datname = pg_catalog.current_database()`),
}

var extensionVersionQuery = &query{
	name: "extension versions",
	columns: []column{
		{"name", all("e.extname")},
		{"version", all("e.extversion")},
		{"schema", all("n.nspname")},
	},
	from: all(`FROM pg_catalog.pg_extension e
  JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
 ORDER BY e.oid`),
}

// The bootstrap superuser is not in pg_shdepend: whoever collects roles must
// add the owners of objects.
var roleQuery = &query{
	name:    "roles",
	columns: []column{{"name", all("r.rolname")}},
	from: all(`FROM pg_catalog.pg_roles r
 WHERE r.rolname !~ '^pg_'
   AND (EXISTS (SELECT FROM pg_catalog.pg_shdepend d
                  JOIN pg_catalog.pg_database db ON db.datname = pg_catalog.current_database()
                 WHERE d.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass AND d.refobjid = r.oid
                   AND (d.dbid = db.oid OR d.dbid = 0 AND d.objid = db.oid
                        AND d.classid = 'pg_catalog.pg_database'::pg_catalog.regclass))
        OR EXISTS (SELECT FROM pg_catalog.pg_db_role_setting s
                     JOIN pg_catalog.pg_database db ON db.datname = pg_catalog.current_database()
                    WHERE s.setdatabase = db.oid AND s.setrole = r.oid))
 ORDER BY r.rolname`),
}

var tablespaceQuery = &query{
	name:    "tablespaces",
	columns: []column{{"name", all("t.spcname")}},
	from: all(`FROM pg_catalog.pg_tablespace t
 WHERE t.spcname NOT IN ('pg_default', 'pg_global')
   AND EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.reltablespace = t.oid)
 ORDER BY t.spcname`),
}

type databaseRow struct {
	DatabaseProperties
	ACL  []string `db:"acl"`
	Base []string `db:"acl_base"`
}

// privileges writes the statements with a place for the database's name.
func (d *databaseRow) privileges() ([]string, error) {
	escape := func(acl []string) []string {
		out := make([]string, len(acl))
		for i, item := range acl {
			out[i] = strings.ReplaceAll(item, "%", "%%")
		}
		return out
	}
	target := grantTarget{address: "DATABASE %s", owner: strings.ReplaceAll(d.Owner, "%", "%%")}
	return aclStatements(target, escape(d.ACL), escape(d.Base))
}

// ReadFacts reads the facts about the database in the current transaction.
func ReadFacts(ctx context.Context, s *Server) (*Facts, error) {
	database, err := load[databaseRow](ctx, s, databasePropertiesQuery)
	if err != nil {
		return nil, err
	}
	if len(database) != 1 {
		return nil, fmt.Errorf("read database properties: database %q: %w", s.Database, ErrChanged)
	}
	f := &Facts{Database: database[0].DatabaseProperties}
	if f.Database.Privileges, err = database[0].privileges(); err != nil {
		return nil, err
	}
	extensions, err := load[ExtensionVersion](ctx, s, extensionVersionQuery)
	if err != nil {
		return nil, err
	}
	for _, e := range extensions {
		f.Extensions = append(f.Extensions, *e)
	}
	if f.Roles, err = loadNames(ctx, s, roleQuery); err != nil {
		return nil, err
	}
	if f.Tablespaces, err = loadNames(ctx, s, tablespaceQuery); err != nil {
		return nil, err
	}
	f.Timescale, err = timescaleFacts(ctx, s, f.Extensions)
	return f, err
}

func loadNames(ctx context.Context, s *Server, q *query) ([]string, error) {
	rows, err := load[Common](ctx, s, q)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, r := range rows {
		names = append(names, r.Name)
	}
	return names, nil
}
