package catalog

import (
	"slices"
	"strings"
)

// superuserKinds are made by superusers only (the checks stand in
// src/backend/commands, one file per kind; tried on 16).
var superuserKinds = []string{"PROCEDURAL LANGUAGE", "ACCESS METHOD", "OPERATOR FAMILY", "OPERATOR FAMILY MEMBERS",
	"OPERATOR CLASS", "TEXT SEARCH PARSER", "TEXT SEARCH TEMPLATE", "FOREIGN DATA WRAPPER", "PUBLICATION SCHEMA",
	"SUBSCRIPTION", "EVENT TRIGGER", "DISABLED TRIGGERS", "SHELL TYPE", "SYSTEM ACL"}

// ownType is SQL that tells whether a type is neither the server's own nor a
// member of an extension, whose members may belong to a superuser even where
// an ordinary user has created it.
func ownType(oid string) string {
	return `EXISTS (SELECT FROM pg_catalog.pg_type ot WHERE ot.oid = ` + oid + ` AND ot.oid >= 16384
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend od
             WHERE od.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND od.deptype = 'e'
               AND od.objid IN (ot.oid, CASE WHEN ot.typcategory = 'A' THEN ot.typelem END))
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend od
             WHERE od.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND od.deptype = 'e' AND od.objid = ot.typrelid))`
}

// SuperuserOnly says what an item is, in words, if only a superuser can make
// it; "" for others. A conditional item may not have to be made.
func SuperuserOnly(item *Item) string {
	o := item.Object
	defines := func(s Statement) bool { return s.Part == Definition || item.Pass == PrivilegesPass }
	if o.common().Extension != "" || item.Unless != "" || !slices.ContainsFunc(item.Statements, defines) {
		return ""
	}
	switch o := o.(type) {
	case *Function:
		switch {
		case o.Untrusted:
			return item.Kind.Name + " in language " + o.Language
		case o.LeakProof:
			return "LEAKPROOF " + item.Kind.Name
		case o.Support != "":
			return item.Kind.Name + " with a support function"
		}
	case *Table:
		if option := serverFileOption(o); option != "" {
			return item.Kind.Name + " with the option " + option
		}
		if o.hasMissingValues() {
			return item.Kind.Name + " whose compressed rows lack a column that was added with a default"
		}
	case *Aggregate:
		if o.State == "internal" || o.MState == "internal" {
			return item.Kind.Name + " with internal state"
		}
	case *BaseType:
		return "base TYPE"
	case *Cast:
		switch {
		case o.Method == 'b':
			return item.Kind.Name + " without a function"
		case !o.OwnType:
			return item.Kind.Name + " between types of the server or of extensions"
		}
	case *Transform:
		if !o.OwnType {
			return item.Kind.Name + " of a type of the server or of an extension"
		}
	case *UserMapping:
		if option := superuserOption(o.Options); option != "" {
			return item.Kind.Name + " with the option " + option
		}
	case *Subscription:
		switch {
		case !o.PasswordRequired:
			return item.Kind.Name + " that wants no password"
		case !o.hasPassword():
			return item.Kind.Name + " without a password"
		}
	case *Publication:
		if o.AllTables {
			return item.Kind.Name + " of all tables"
		}
	}
	if slices.Contains(superuserKinds, item.Kind.Name) {
		return item.Kind.Name
	}
	return ""
}

// SuperuserOr names the predefined role, of newer servers, whose members can
// make an item that otherwise only a superuser can; "" if there is none.
func SuperuserOr(item *Item) string {
	switch o := item.Object.(type) {
	case *Subscription:
		if o.PasswordRequired && o.hasPassword() {
			return "pg_create_subscription" // since 16
		}
	case *Table:
		return map[string]string{"filename": "pg_read_server_files", "program": "pg_execute_server_program"}[serverFileOption(o)]
	}
	return ""
}

// serverFileOption gives the option of a foreign table of file_fdw that
// reaches what the server's own user can (contrib/file_fdw/file_fdw.c,
// file_fdw_validator); "" for other tables.
func serverFileOption(t *Table) string {
	if t.ForeignValidator != "file_fdw_validator" {
		return ""
	}
	for _, o := range t.ForeignOptions {
		if name, _, _ := strings.Cut(o, "="); name == "filename" || name == "program" {
			return name
		}
	}
	return ""
}

// superuserOption finds an option of a user mapping that lets its user connect
// as the server does, which postgres_fdw leaves to superusers
// (contrib/postgres_fdw/option.c). Other wrappers have no such names.
func superuserOption(options []string) string {
	for _, o := range options {
		name, value, _ := strings.Cut(o, "=")
		switch {
		case name == "sslcert", name == "sslkey":
			return name
		case name == "password_required" && slices.Contains([]string{"false", "off", "no", "0"}, strings.ToLower(value)):
			return "password_required = false"
		}
	}
	return ""
}
