package catalog

import "context"

// ForeignServer is a row of pg_foreign_server.
type ForeignServer struct {
	Common
	Type    *string  `db:"type"`
	Version *string  `db:"version"`
	Wrapper string   `db:"wrapper"` // name, not quoted
	Options []string `db:"options"` // "name=value"
}

var foreignServerQuery = &query{
	name: "foreign servers",
	columns: append([]column{
		{"oid", all("s.oid")},
		{"name", all("s.srvname")},
		{"owner", all("pg_catalog.pg_get_userbyid(s.srvowner)")},
		{"type", all("s.srvtype")},
		{"version", all("s.srvversion")},
		{"wrapper", all("w.fdwname")},
		{"options", all("s.srvoptions")},
	}, aclColumns('S', "s.srvacl", "s.srvowner", "pg_foreign_server", "s.oid")...),
	from: all(`FROM pg_catalog.pg_foreign_server s
  JOIN pg_catalog.pg_foreign_data_wrapper w ON w.oid = s.srvfdw`),
}

func readForeignServers(ctx context.Context, r *reader) ([]Object, error) {
	servers, err := load[ForeignServer](ctx, r.server, foreignServerQuery)
	return objects(servers), err
}

// Address implements Object.
func (s *ForeignServer) Address() string { return "SERVER " + Ident(s.Name) }

func (s *ForeignServer) grantAddress() string { return "FOREIGN SERVER " + Ident(s.Name) }

// Define implements Object.
func (s *ForeignServer) Define() []string {
	create := "CREATE " + s.Address()
	if s.Type != nil {
		create += " TYPE " + Literal(*s.Type)
	}
	if s.Version != nil {
		create += " VERSION " + Literal(*s.Version)
	}
	return []string{create + " FOREIGN DATA WRAPPER " + Ident(s.Wrapper) + genericOptions(s.Options)}
}

// uses implements using: ALTER SERVER ... OWNER asks the new owner, too.
func (s *ForeignServer) uses() []Use { return []Use{{"FOREIGN DATA WRAPPER", s.Wrapper, true}} }

// redacted implements secretive.
func (s *ForeignServer) redacted() Object {
	options := redactOptions(s.Options, isSecret)
	if options == nil {
		return nil
	}
	out := *s
	out.Options = options
	return &out
}
