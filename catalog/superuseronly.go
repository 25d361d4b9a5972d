package catalog

import "slices"

// superuserKinds are made by superusers only (the checks stand in
// src/backend/commands, one file per kind; tried on 16).
var superuserKinds = []string{"PROCEDURAL LANGUAGE", "ACCESS METHOD", "OPERATOR FAMILY", "OPERATOR FAMILY MEMBERS",
	"OPERATOR CLASS", "TEXT SEARCH PARSER", "TEXT SEARCH TEMPLATE", "FOREIGN DATA WRAPPER", "PUBLICATION SCHEMA",
	"SUBSCRIPTION", "EVENT TRIGGER", "DISABLED TRIGGERS", "SHELL TYPE", "SYSTEM ACL"}

// untrusted languages are the server's and those of its own extensions.
var untrusted = []string{"c", "internal", "plperlu", "plpython2u", "plpython3u", "plpythonu", "pltclu"}

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
		case slices.Contains(untrusted, o.Language):
			return item.Kind.Name + " in language " + o.Language
		case o.LeakProof:
			return "LEAKPROOF " + item.Kind.Name
		}
	case *Table:
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
		if o.Method == 'b' {
			return item.Kind.Name + " without a function"
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
	if item.Kind.Name == "SUBSCRIPTION" {
		return "pg_create_subscription" // since 16
	}
	return ""
}
