package catalog

import "context"

// Collation is a row of pg_collation. Its version is not kept: it is that of
// the library that the server has.
type Collation struct {
	Common
	Provider      byte    `db:"provider"` // c: libc, i: ICU, b: builtin (since 17), d: the database's
	Deterministic bool    `db:"deterministic"`
	Collate       *string `db:"collate"` // of libc, and of ICU until 14
	Ctype         *string `db:"ctype"`
	Locale        *string `db:"locale"` // of ICU and builtin, since 15
	Rules         *string `db:"rules"`  // of ICU, since 16
}

// A server has one collation of a name for each encoding; only those of the
// database's are seen.
var userCollationQuery = &query{
	name: "collations",
	columns: []column{
		{"oid", all("c.oid")},
		{"schema", all("n.nspname")},
		{"name", all("c.collname")},
		{"owner", all("pg_catalog.pg_get_userbyid(c.collowner)")},
		{"provider", all("c.collprovider")},
		{"deterministic", all("c.collisdeterministic")},
		{"collate", all("c.collcollate")},
		{"ctype", all("c.collctype")},
		{"locale", from(17, "c.colllocale", 15, "c.colliculocale", 0, "NULL::text")},
		{"rules", from(16, "c.collicurules", 0, "NULL::text")},
	},
	from: all(`FROM pg_catalog.pg_collation c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.collnamespace
 WHERE ` + userSchema + " AND c." + ownEncoding),
}

// ownEncoding is the condition for collations of any encoding or of the
// database's.
const ownEncoding = `collencoding IN (-1, (SELECT db.encoding FROM pg_catalog.pg_database db
          WHERE db.datname = pg_catalog.current_database()))`

func readCollations(ctx context.Context, r *reader) ([]Object, error) {
	collations, err := load[Collation](ctx, r.server, userCollationQuery)
	return objects(collations), err
}

// Address implements Object.
func (c *Collation) Address() string { return "COLLATION " + Qualified(c.Schema, c.Name) }

// providerNames holds the words for pg_collation.collprovider
// (src/include/catalog/pg_collation.h).
var providerNames = map[byte]string{'b': "builtin", 'c': "libc", 'd': "default", 'i': "icu"}

// Define implements Object.
func (c *Collation) Define() []string {
	var out clauses
	out.set("PROVIDER", providerNames[c.Provider])
	out.flag(!c.Deterministic, "DETERMINISTIC = false")
	switch {
	case c.Locale != nil:
		out.set("LOCALE", Literal(*c.Locale))
	case c.Collate != nil && c.Ctype != nil && *c.Collate == *c.Ctype:
		out.set("LOCALE", Literal(*c.Collate))
	case c.Collate != nil && c.Ctype != nil:
		out.set("LC_COLLATE", Literal(*c.Collate))
		out.set("LC_CTYPE", Literal(*c.Ctype))
	}
	if c.Rules != nil {
		out.set("RULES", Literal(*c.Rules))
	}
	return []string{"CREATE " + c.Address() + " " + out.list()}
}
