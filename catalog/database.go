package catalog

import (
	"context"
	"strings"
)

// DatabaseSetting is one setting of pg_db_role_setting for this database, for
// all roles or for one. timescaledb.restoring is never one of them: a restore
// that it came from may have been cut off.
type DatabaseSetting struct {
	Common
	Role  string `db:"role"` // "" for all roles
	Value string `db:"value"`

	target int // server_version_num that it is written for; 0: the source's
}

var databaseSettingQuery = &query{
	name: "database settings",
	columns: []column{
		{"oid", all("d.oid")},
		{"role", all("CASE s.setrole WHEN 0 THEN '' ELSE pg_catalog.pg_get_userbyid(s.setrole) END")},
		{"name", all("pg_catalog.split_part(u.setting, '=', 1)")},
		{"value", all("pg_catalog.substr(u.setting, pg_catalog.strpos(u.setting, '=') + 1)")},
	},
	from: all(`FROM pg_catalog.pg_db_role_setting s
  JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase
 CROSS JOIN LATERAL pg_catalog.unnest(s.setconfig) WITH ORDINALITY u (setting, i)
 WHERE d.datname = pg_catalog.current_database()
   AND u.setting NOT LIKE 'timescaledb.restoring=%'`),
}

func readDatabaseSettings(ctx context.Context, r *reader) ([]Object, error) {
	settings, err := load[DatabaseSetting](ctx, r.server, databaseSettingQuery)
	for i, s := range settings {
		s.ID = ID{Class: synDatabaseSetting, OID: s.OID, Sub: int32(i + 1)}
	}
	return objects(settings), err
}

// Address implements Object: a setting has none.
func (s *DatabaseSetting) Address() string { return "" }

func (s *DatabaseSetting) tableName() string { return s.Role }

func (s *DatabaseSetting) part() Part { return Setting }

func (s *DatabaseSetting) roleNames() []string {
	if s.Role == "" {
		return nil
	}
	return []string{s.Role}
}

// Drop implements dropper: nothing that was made goes with it.
func (s *DatabaseSetting) Drop() string { return "" }

func (s *DatabaseSetting) stored() []string { return []string{s.Name + "=" + s.Value} }

// variant implements varier.
func (s *DatabaseSetting) variant() (int, Object) {
	since := nextChange(s.stored(), s.target)
	if since == 0 {
		return 0, nil
	}
	v := *s
	v.target = since
	return since, &v
}

// obstacles implements hindered.
func (s *DatabaseSetting) obstacles() []Obstacle { return settingObstacles(s.stored(), LeftOut) }

// unless implements conditional: a setting that is there already need not be
// made again, which not everybody could.
func (s *DatabaseSetting) unless() string {
	role := "0"
	if s.Role != "" {
		role = "(SELECT r.oid FROM pg_catalog.pg_roles r WHERE r.rolname = " + Literal(s.Role) + ")"
	}
	return "SELECT '=' FROM pg_catalog.pg_db_role_setting s JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase\n" +
		" WHERE d.datname = pg_catalog.current_database() AND s.setrole = " + role + " AND " + Literal(s.Name+"="+s.Value) + " = ANY (s.setconfig)"
}

// Define implements Object. The database's name is the target's business,
// and ALTER DATABASE takes no expression: the block puts the name in.
func (s *DatabaseSetting) Define() []string {
	stored := settingsOf(s.stored(), s.target)
	if len(stored) == 0 {
		return nil
	}
	set := " SET " + settingClause(stored[0])
	alter := "'ALTER DATABASE ' || pg_catalog.quote_ident(pg_catalog.current_database()) || " + Literal(set)
	if s.Role != "" {
		alter = Literal("ALTER ROLE "+Ident(s.Role)+" IN DATABASE ") +
			" || pg_catalog.quote_ident(pg_catalog.current_database()) || " + Literal(set)
	}
	return []string{"DO LANGUAGE plpgsql " + dollarQuote("BEGIN EXECUTE "+alter+"; END")}
}

// DollarQuote quotes a text with a tag that is not in it.
func DollarQuote(text string) string { return dollarQuote(text) }

// dollarQuote quotes a text with a tag that is not in it.
func dollarQuote(text string) string {
	tag := "$promark$"
	for strings.Contains(text, strings.TrimSuffix(tag, "$")) {
		tag = strings.TrimSuffix(tag, "$") + "x$"
	}
	return tag + text + tag
}
