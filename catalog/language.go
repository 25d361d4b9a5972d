package catalog

import (
	"context"
	"slices"
)

// Language is a row of pg_language that a user has made, or the language of
// an extension that was. The built-in ones have changed privileges at most
// ([SystemACL]).
type Language struct {
	Common
	Handler   string `db:"handler"`   // qualified name
	Inline    string `db:"inline"`    // "": DO does not work
	Validator string `db:"validator"` // "": none
	Trusted   bool   `db:"trusted"`
	// The handler is a function that CREATE LANGUAGE made in pg_catalog
	// itself (until 12), and with it the others in SystemFunctions.
	Template        bool     `db:"template"`
	SystemFunctions []uint32 `db:"system_functions"`
}

var languageQuery = &query{
	name: "languages",
	columns: slices.Concat([]column{
		{"oid", all("l.oid")},
		{"name", all("l.lanname")},
		{"owner", all("pg_catalog.pg_get_userbyid(l.lanowner)")},
		{"trusted", all("l.lanpltrusted")},
		{"template", all(`EXISTS (SELECT FROM pg_catalog.pg_proc p
          WHERE p.oid = l.lanplcallfoid AND p.oid >= 16384 AND p.pronamespace = 'pg_catalog'::pg_catalog.regnamespace
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                 WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = p.oid AND d.deptype = 'e'))`)},
		{"system_functions", all(`ARRAY(SELECT p.oid FROM pg_catalog.pg_proc p
          WHERE p.oid IN (l.lanplcallfoid, l.laninline, l.lanvalidator) AND p.oid >= 16384
            AND p.pronamespace = 'pg_catalog'::pg_catalog.regnamespace)`)},
	}, functionColumns("handler", "l.lanplcallfoid", "inline", "l.laninline", "validator", "l.lanvalidator"),
		aclColumns('l', "l.lanacl", "l.lanowner", "pg_language", "l.oid")),
	from: all("FROM pg_catalog.pg_language l\n WHERE l.lanispl AND l.oid >= 16384"),
}

// readLanguages drops the privileges of untrusted languages: nobody but a
// superuser may use one, and no GRANT may name it.
func readLanguages(ctx context.Context, r *reader) ([]Object, error) {
	languages, err := load[Language](ctx, r.server, languageQuery)
	for _, l := range languages {
		if !l.Trusted {
			l.ACL, l.ACLBase = nil, nil
		}
	}
	return objects(languages), err
}

// aliases: functions in pg_catalog that come with the language.
func (l *Language) aliases() []ID {
	if !l.Template {
		return nil
	}
	var ids []ID
	for _, oid := range l.SystemFunctions {
		ids = append(ids, ID{Class: classProc, OID: oid})
	}
	return ids
}

// Address implements Object.
func (l *Language) Address() string { return "PROCEDURAL LANGUAGE " + Ident(l.Name) }

func (l *Language) grantAddress() string { return "LANGUAGE " + Ident(l.Name) }

// Define implements Object. Every new database has the extension plpgsql: a
// language of that name that is not the extension's takes its place. A
// language from a template of the server (until 12) names no functions; since
// 13 this stands for CREATE EXTENSION.
func (l *Language) Define() []string {
	var out []string
	if l.Name == "plpgsql" {
		out = append(out, "DROP EXTENSION IF EXISTS "+Ident(l.Name))
	}
	if l.Template {
		return append(out, "CREATE OR REPLACE PROCEDURAL LANGUAGE "+Ident(l.Name))
	}
	sql := "CREATE "
	if l.Trusted {
		sql += "TRUSTED "
	}
	sql += "PROCEDURAL LANGUAGE " + Ident(l.Name) + "\n    HANDLER " + l.Handler
	if l.Inline != "" {
		sql += "\n    INLINE " + l.Inline
	}
	if l.Validator != "" {
		sql += "\n    VALIDATOR " + l.Validator
	}
	return append(out, sql)
}
