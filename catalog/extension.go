package catalog

import "context"

// Extension is a row of pg_extension. Its members come with it.
type Extension struct {
	Common
	Version string `db:"version"`
	Target  string `db:"target_schema"` // the schema that its relocatable objects are in
	// The tables and sequences whose rows are the user's, with the condition
	// that picks them (a WHERE clause, or "").
	ConfigOIDs       []uint32 `db:"config"`
	ConfigConditions []string `db:"conditions"`
	DefaultComment   string   `db:"default_comment"` // from the control file
	CurrentComment   string   `db:"comment"`
	ExtensionOwner   string   `db:"extension_owner"` // there is no ALTER EXTENSION ... OWNER
}

// Built-in extensions (plpgsql, OID below 16384) are in every database; one
// that was dropped and made again has a higher OID. The schema is not
// Common's: an extension's name stands alone.
var extensionQuery = &query{
	name: "extensions",
	columns: []column{
		{"oid", all("e.oid")},
		{"name", all("e.extname")},
		{"version", all("e.extversion")},
		{"target_schema", all("n.nspname")},
		{"extension_owner", all("pg_catalog.pg_get_userbyid(e.extowner)")},
		{"config", all("COALESCE(e.extconfig, '{}')")},
		{"conditions", all("COALESCE(e.extcondition, '{}')")},
		{"default_comment", all(`COALESCE((SELECT a.comment FROM pg_catalog.pg_available_extensions() a
          WHERE a.name = e.extname), '')`)},
		{"comment", all("COALESCE(pg_catalog.obj_description(e.oid, 'pg_extension'), '')")},
	},
	from: all(`FROM pg_catalog.pg_extension e
  JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
 WHERE e.oid >= 16384`),
}

func readExtensions(ctx context.Context, r *reader) ([]Object, error) {
	extensions, err := load[Extension](ctx, r.server, extensionQuery)
	return objects(extensions), err
}

// Address implements Object.
func (e *Extension) Address() string { return "EXTENSION " + Ident(e.Name) }

// Define implements Object. The version is the source's: the rows of its
// tables are made for that one.
func (e *Extension) Define() []string {
	exists := ""
	if e.Name == "plpgsql" {
		exists = "IF NOT EXISTS "
	}
	return []string{"CREATE EXTENSION " + exists + Ident(e.Name) +
		" SCHEMA " + Ident(e.Target) + " VERSION " + Literal(e.Version)}
}

// keepsComment leaves out the comment that the control file sets: only the
// extension's owner may set it again.
func (e *Extension) keepsComment() bool { return e.CurrentComment != e.DefaultComment }
