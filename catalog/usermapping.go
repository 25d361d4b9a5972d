package catalog

import "context"

// UserMapping is a row of pg_user_mapping: how a user logs in to a foreign
// server. It belongs to the server's owner.
type UserMapping struct {
	Common
	Server    string   `db:"server"` // name
	ServerOID uint32   `db:"server_oid"`
	User      string   `db:"user"`    // role; "" for public
	Options   []string `db:"options"` // "name=value"
	Hidden    bool     `db:"hidden"`  // it has options that the session's user may not see
}

// Only superusers may read pg_user_mapping. The view shows the options of a
// mapping to its user, to the owner of the server if the mapping is public,
// and to superusers (src/backend/catalog/system_views.sql); to others they
// are NULL, as they are where there are none.
var userMappingQuery = &query{
	name: "user mappings",
	columns: []column{
		{"oid", all("m.umid")},
		{"name", all("m.usename || ' SERVER ' || m.srvname")},
		{"server", all("m.srvname")},
		{"server_oid", all("m.srvid")},
		{"user", all("CASE WHEN m.umuser = 0 THEN '' ELSE pg_catalog.pg_get_userbyid(m.umuser) END")},
		{"options", all("m.umoptions")},
		{"hidden", all(`m.umoptions IS NULL AND NOT (SELECT u.rolsuper FROM pg_catalog.pg_roles u WHERE u.rolname = CURRENT_USER)
       AND NOT (m.umuser <> 0 AND m.usename = CURRENT_USER
                AND (pg_catalog.pg_has_role(s.srvowner, 'USAGE') OR pg_catalog.has_server_privilege(m.srvid, 'USAGE')))
       AND NOT (m.umuser = 0 AND pg_catalog.pg_has_role(s.srvowner, 'USAGE'))`)},
	},
	from: all(`FROM pg_catalog.pg_user_mappings m
  JOIN pg_catalog.pg_foreign_server s ON s.oid = m.srvid`),
}

func readUserMappings(ctx context.Context, r *reader) ([]Object, error) {
	mappings, err := load[UserMapping](ctx, r.server, userMappingQuery)
	return objects(mappings), err
}

// notices implements noticer.
func (m *UserMapping) notices() []string {
	if !m.Hidden {
		return nil
	}
	return []string{m.label() + " is dumped without options: the user of the dump may not see whether it has any"}
}

// Address implements Object: nothing but its own statements can name it.
func (m *UserMapping) Address() string { return "" }

func (m *UserMapping) label() string {
	return "USER MAPPING FOR " + m.user() + " SERVER " + Ident(m.Server)
}

// user is the role, or the keyword PUBLIC, which no role can be named.
func (m *UserMapping) user() string { return granteeName(m.User) }

// roleNames implements roleNamer.
func (m *UserMapping) roleNames() []string { return []string{m.User} }

func (m *UserMapping) needs() []ID { return []ID{{Class: classForeignServer, OID: m.ServerOID}} }

// Drop implements dropper.
func (m *UserMapping) Drop() string { return "DROP " + m.label() }

// Define implements Object.
func (m *UserMapping) Define() []string {
	return []string{"CREATE " + m.label() + genericOptions(m.Options)}
}

// redacted implements secretive. What a wrapper takes for a password only the
// wrapper knows: everything is a secret but the user's name.
func (m *UserMapping) redacted() Object {
	options := redactOptions(m.Options, func(name string) bool { return name != "user" && name != "username" })
	if options == nil {
		return nil
	}
	out := *m
	out.Options = options
	return &out
}
