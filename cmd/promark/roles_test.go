//go:build linux

package main_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"promark/archive"
	"promark/catalog/pgtest"
	"promark/dump"
	"promark/restore"
)

// rolesSource makes roles of every sort, named p_..., and objects that name them; p_stranger only
// is in the same group as one of them.
const rolesSource = `
CREATE ROLE p_owner NOINHERIT; CREATE ROLE p_read; CREATE ROLE p_team CREATEDB; CREATE ROLE p_policy; CREATE ROLE p_defaults;
CREATE ROLE p_alice LOGIN PASSWORD 'secret'; CREATE ROLE p_bob LOGIN CONNECTION LIMIT 3 VALID UNTIL '2031-02-03 04:05:06+00';
CREATE ROLE p_stranger; CREATE ROLE p_mapped REPLICATION BYPASSRLS VALID UNTIL 'infinity';
CREATE ROLE "p_Odd ""'name" SUPERUSER CREATEROLE; COMMENT ON ROLE "p_Odd ""'name" IS 'it''s $promark$ odd';
ALTER ROLE p_bob SET search_path = "Odd", public; ALTER ROLE p_bob SET "promark.odd" = 'it''s';
GRANT p_read TO p_alice WITH ADMIN OPTION; GRANT p_team TO p_alice; GRANT p_team TO p_stranger; GRANT pg_monitor TO p_alice;
SET ROLE p_alice; GRANT p_read TO p_bob; RESET ROLE;
CREATE TABLE t (a int); ALTER TABLE t OWNER TO p_owner; GRANT SELECT ON t TO p_read;
CREATE POLICY pol ON t TO p_policy; ALTER DEFAULT PRIVILEGES FOR ROLE p_defaults GRANT SELECT ON TABLES TO "p_Odd ""'name";
CREATE SCHEMA s AUTHORIZATION p_mapped;
ALTER ROLE ALL SET "promark.everybody" = 'x'`

const rolesQuery = `SELECT rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication, rolbypassrls,
   rolconnlimit, rolvaliduntil AT TIME ZONE 'UTC', shobj_description(oid, 'pg_authid'),
   (SELECT setconfig::text FROM pg_db_role_setting WHERE setrole = r.oid AND setdatabase = 0)
 FROM pg_roles r WHERE rolname LIKE 'p\_%' AND rolname <> 'p_stranger' ORDER BY 1`

const membershipsQuery = `SELECT m.roleid::regrole, m.member::regrole, m.admin_option %s FROM pg_auth_members m
  WHERE m.member::regrole::text ~ '^"?p_' AND m.member::regrole::text <> 'p_stranger' ORDER BY m.roleid::regrole::text, m.member::regrole::text`

func dropRoles(t *testing.T, server *pgtest.Server) {
	t.Helper()
	admin := server.DB("postgres")
	names := admin.Rows(t, `SELECT quote_ident(rolname) FROM pg_roles WHERE rolname LIKE 'p\_%'`)
	admin.Exec(t, "ALTER ROLE ALL RESET ALL")
	if len(names) > 0 {
		admin.Exec(t, "DROP ROLE "+strings.Join(names, ", "))
	}
}

// dumped gives an archive of a database.
func dumped(t testing.TB, o dump.Options) []byte {
	t.Helper()
	var b bytes.Buffer
	o.Output = &b
	if _, err := dump.Run(context.Background(), o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func restored(t *testing.T, data []byte, o restore.Options) (*restore.Result, error) {
	t.Helper()
	r, err := archive.Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	o.File = r
	return restore.Run(context.Background(), o)
}

// Roles come back with attributes, settings, comments and memberships, on the same and on newer
// servers, once, and without passwords. What has nothing to do with the database does not.
func TestRoles(t *testing.T) {
	ways := []struct{ from, to int }{{16, 16}, {12, 18}, {15, 17}}
	if os.Getenv(pgtest.ConformanceVariable) != "" {
		ways = append(ways, []struct{ from, to int }{{12, 12}, {13, 13}, {14, 16}, {15, 15}, {17, 17}, {18, 18}}...)
	}
	for _, c := range ways {
		t.Run(fmt.Sprintf("%d to %d", c.from, c.to), func(t *testing.T) {
			from, to := pgtest.Get(t, c.from), pgtest.Get(t, c.to)
			t.Cleanup(func() { dropRoles(t, from); dropRoles(t, to) })
			options := ""
			if c.from >= 16 {
				options = ", m.inherit_option, m.set_option, m.grantor::regrole"
			}
			memberships := fmt.Sprintf(membershipsQuery, options)
			var whole, alone []byte
			var roles, members []string
			t.Run("source", func(t *testing.T) {
				source := from.NewDatabase(t)
				source.Exec(t, rolesSource)
				if c.from >= 16 {
					source.Exec(t, "GRANT p_read TO p_owner WITH INHERIT FALSE, SET FALSE")
				}
				whole = dumped(t, dump.Options{Config: config(t, source), Roles: true})
				alone = dumped(t, dump.Options{Config: config(t, source), RolesOnly: true})
				roles, members = from.DB("postgres").Rows(t, rolesQuery), from.DB("postgres").Rows(t, memberships)
			})
			if bytes.Contains(whole, []byte("secret")) || bytes.Contains(alone, []byte("SCRAM")) {
				t.Error("the archive has a password")
			}
			compare := func(t *testing.T) {
				differ(t, "roles", roles, to.DB("postgres").Rows(t, rolesQuery))
				differ(t, "memberships", members, to.DB("postgres").Rows(t, memberships))
				if got := to.DB("postgres").Text(t, "SELECT count(*) FROM pg_roles WHERE rolname = 'p_stranger'"); got != "0" {
					t.Error("a role came along that has nothing to do with the database")
				}
				if got := to.DB("postgres").Text(t, "SELECT setconfig::text FROM pg_db_role_setting WHERE setrole = 0 AND setdatabase = 0"); got != "{promark.everybody=x}" {
					t.Errorf("settings of all roles are %s", got)
				}
			}
			dropRoles(t, from)
			for i, archive := range [][]byte{alone, whole, whole} { // for the second, everything is there
				if i != 1 {
					dropRoles(t, to)
				}
				t.Run("restore", func(t *testing.T) {
					result, err := restored(t, archive, restore.Options{Config: config(t, to.NewDatabase(t))})
					if err != nil || result.WarningCount > 0 {
						t.Fatalf("%v, warnings %v", err, result.Warnings)
					}
					if i := slices.IndexFunc(result.Findings, func(f restore.Finding) bool { return f.Severity > restore.Notice }); i >= 0 {
						t.Errorf("finding %v", result.Findings[i])
					}
					compare(t)
				})
			}
		})
	}
}

// What exists stays as it is, and what stands in the way is found before the first change.
func TestRolesOfOthers(t *testing.T) {
	server := pgtest.Get(t, 18)
	admin := server.DB("postgres")
	t.Cleanup(func() { dropRoles(t, server) })
	var data []byte
	t.Run("source", func(t *testing.T) {
		source := server.NewDatabase(t)
		source.Exec(t, "CREATE ROLE p_group; CREATE ROLE p_strong REPLICATION; CREATE TABLE t (); ALTER TABLE t OWNER TO p_strong; "+
			"GRANT p_group TO p_strong; ALTER ROLE ALL SET promark.everybody = 'x'")
		data = dumped(t, dump.Options{Config: config(t, source), Roles: true})
	})
	dropRoles(t, server)

	target := server.NewDatabase(t)
	admin.Exec(t, "CREATE ROLE p_user LOGIN", "ALTER DATABASE "+target.Name+" OWNER TO p_user")
	user := config(t, target)
	user.User = "p_user"
	_, err := restored(t, data, restore.Options{Config: user})
	var found *restore.PreflightError
	if !errors.As(err, &found) || !strings.Contains(err.Error(), "may not create roles") || !strings.Contains(err.Error(), "p_strong (REPLICATION)") {
		t.Errorf("a user who may not create roles gets %v", err)
	}

	admin.Exec(t, "CREATE ROLE p_strong LOGIN", "ALTER ROLE ALL SET promark.everybody = 'y'")
	result, err := restored(t, data, restore.Options{Config: config(t, target)})
	if err != nil {
		t.Fatal(err)
	}
	if got := admin.Text(t, "SELECT rolcanlogin::text || rolreplication FROM pg_roles WHERE rolname = 'p_strong'"); got != "truefalse" {
		t.Errorf("the role that existed was changed: %s", got)
	}
	if got := admin.Text(t, "SELECT count(*) FROM pg_auth_members WHERE member = 'p_strong'::regrole"); got != "1" {
		t.Errorf("%s memberships of the role that existed, want the one that was missing", got)
	}
	if !slices.ContainsFunc(result.Findings, func(f restore.Finding) bool {
		return f.Code == "left-out" && strings.Contains(f.Text, "promark.everybody=y")
	}) {
		t.Errorf("findings %v do not name the setting that stays", result.Findings)
	}
	target.Exec(t, "DROP OWNED BY p_strong", "ALTER DATABASE "+target.Name+" OWNER TO postgres")
}

// Memberships in the roles of Promscale come back behind its extension, also without the roles:
// those of roles that exist.
func TestRolesOfPromscale(t *testing.T) {
	server := pgtest.Timescale(t)
	server.AddExtension(t, filepath.Join("..", "..", "testdata", "promscale"))
	admin := server.DB("postgres")
	source := server.NewDatabase(t)
	load(t, source, "promscale")
	t.Cleanup(func() { dropRoles(t, server) })
	admin.Exec(t, "CREATE ROLE p_grafana LOGIN; GRANT prom_reader TO p_grafana; CREATE ROLE p_gone LOGIN; GRANT prom_reader, prom_admin TO p_gone")
	without := dumped(t, dump.Options{Config: config(t, source)})
	with := dumped(t, dump.Options{Config: config(t, source), Roles: true})
	const memberships = `SELECT COALESCE(string_agg(m.roleid::regrole || ' ' || m.member::regrole, ', ' ORDER BY m.member::regrole::text, m.roleid::regrole::text), '')
		FROM pg_auth_members m WHERE m.member::regrole::text LIKE 'p\_%'`
	for _, c := range []struct {
		name     string
		archive  []byte
		want     string
		findings int
	}{
		{"without roles", without, "prom_reader p_grafana", 2},
		{"with roles", with, "prom_admin p_gone, prom_reader p_gone, prom_reader p_grafana", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			admin.Exec(t, "REVOKE prom_reader FROM p_grafana; DROP ROLE p_gone")
			result, err := restored(t, c.archive, restore.Options{Config: config(t, server.NewDatabase(t)), Workers: 2})
			if err != nil {
				t.Fatal(err)
			}
			if got := admin.Text(t, memberships); got != c.want {
				t.Errorf("memberships: %s, want %s", got, c.want)
			}
			left := 0
			for _, f := range result.Findings {
				if f.Code == "left-out" {
					left++
				}
			}
			if left != c.findings {
				t.Errorf("findings %v, want %d about memberships", result.Findings, c.findings)
			}
			admin.Exec(t, "DO $$BEGIN CREATE ROLE p_gone; EXCEPTION WHEN duplicate_object THEN NULL; END$$")
		})
	}
}
