package catalog

import (
	"context"
	"strings"
)

// ForeignDataWrapper is a row of pg_foreign_data_wrapper.
type ForeignDataWrapper struct {
	Common
	superuserOwned
	Handler   string   `db:"handler"`   // qualified and quoted, or ""
	Validator string   `db:"validator"` // the same
	Options   []string `db:"options"`   // "name=value"
}

var foreignDataWrapperQuery = &query{
	name: "foreign data wrappers",
	columns: append([]column{
		{"oid", all("w.oid")},
		{"name", all("w.fdwname")},
		{"owner", all("pg_catalog.pg_get_userbyid(w.fdwowner)")},
		{"owner_superuser", all(isSuperuser("w.fdwowner"))},
		{"handler", all(routineName("w.fdwhandler"))},
		{"validator", all(routineName("w.fdwvalidator"))},
		{"options", all("w.fdwoptions")},
	}, aclColumns('F', "w.fdwacl", "w.fdwowner", "pg_foreign_data_wrapper", "w.oid")...),
	from: all("FROM pg_catalog.pg_foreign_data_wrapper w"),
}

// routineName gives the qualified name of the function with an OID, ” for 0.
func routineName(oid string) string {
	return `COALESCE((SELECT pg_catalog.quote_ident(fn.nspname) || '.' || pg_catalog.quote_ident(f.proname)
           FROM pg_catalog.pg_proc f JOIN pg_catalog.pg_namespace fn ON fn.oid = f.pronamespace
          WHERE f.oid = ` + oid + `), '')`
}

func readForeignDataWrappers(ctx context.Context, r *reader) ([]Object, error) {
	wrappers, err := load[ForeignDataWrapper](ctx, r.server, foreignDataWrapperQuery)
	return objects(wrappers), err
}

// Address implements Object.
func (w *ForeignDataWrapper) Address() string { return "FOREIGN DATA WRAPPER " + Ident(w.Name) }

// notices implements noticer.
func (w *ForeignDataWrapper) notices() []string { return w.lostOwner(w) }

// Define implements Object.
func (w *ForeignDataWrapper) Define() []string {
	create := "CREATE " + w.Address()
	if w.Handler != "" {
		create += " HANDLER " + w.Handler
	}
	if w.Validator != "" {
		create += " VALIDATOR " + w.Validator
	}
	return []string{create + genericOptions(w.Options)}
}

// redacted implements secretive.
func (w *ForeignDataWrapper) redacted() Object {
	options := redactOptions(w.Options, isSecret)
	if options == nil {
		return nil
	}
	out := *w
	out.Options = options
	return &out
}

// genericOptions gives the OPTIONS clause of foreign objects, with a space
// before it, "" without options. They stay in the order in which the catalog
// has them. A name has no '=' in it, as far as the catalog can tell.
func genericOptions(options []string) string {
	if len(options) == 0 {
		return ""
	}
	return " OPTIONS (" + optionList(options, "") + ")"
}

// optionList writes options, each behind a word (ADD) or none.
func optionList(options []string, word string) string {
	out := make([]string, len(options))
	for i, o := range options {
		name, value, _ := strings.Cut(o, "=")
		out[i] = word + Ident(name) + " " + Literal(value)
	}
	return strings.Join(out, ", ")
}
