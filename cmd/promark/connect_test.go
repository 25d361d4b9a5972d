package main

import (
	"os"
	"path/filepath"
	"testing"
)

// Goal: the connection options mean what they mean in libpq. Method: a table
// of command lines and environments with the host, port, user, database and
// password that must come out, worked out by libpq's documented precedence.
func TestConnectionConfig(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	passfile := write("pass", "h1:5433:db:u1:from-file\n*:*:*:u2:anywhere\n")
	services := write("services.conf", "[metrics]\nhost=h-service\nport=7777\nuser=u-service\ndbname=db-service\n")
	type want struct {
		host               string
		port               uint16
		user, db, password string
	}
	for _, tc := range []struct {
		name string
		conn connection
		env  map[string]string
		want want
	}{
		{"flags", connection{dbname: "db", host: "h1", port: "5433", user: "u1"}, nil,
			want{"h1", 5433, "u1", "db", "from-file"}},
		{"environment", connection{}, map[string]string{"PGHOST": "e", "PGPORT": "99", "PGUSER": "u2", "PGDATABASE": "edb"},
			want{"e", 99, "u2", "edb", "anywhere"}},
		{"flags win over the environment", connection{host: "h", user: "u"}, map[string]string{"PGHOST": "e", "PGUSER": "x", "PGDATABASE": "edb"},
			want{"h", 5432, "u", "edb", ""}},
		{"the database is named like the user", connection{host: "h", user: "joe"}, nil,
			want{"h", 5432, "joe", "joe", ""}},
		{"a URI", connection{dbname: "postgres://u1:pw@h1:5433/db"}, nil,
			want{"h1", 5433, "u1", "db", "pw"}},
		{"a URI wins over flags, flags fill it", connection{dbname: "postgresql://h1/db", host: "no", user: "u3", port: "5433"}, nil,
			want{"h1", 5433, "u3", "db", ""}},
		{"a keyword string wins over flags", connection{dbname: "host=h1 dbname=db", host: "no", user: "u1", port: "5433"}, nil,
			want{"h1", 5433, "u1", "db", "from-file"}},
		{"a service", connection{dbname: "service=metrics"}, nil,
			want{"h-service", 7777, "u-service", "db-service", ""}},
		{"odd characters", connection{dbname: `it's a \db`, host: "h", user: `o'x\y`}, nil,
			want{"h", 5432, `o'x\y`, `it's a \db`, ""}},
		{"PGPASSWORD", connection{dbname: "db", host: "h", user: "u"}, map[string]string{"PGPASSWORD": "secret"},
			want{"h", 5432, "u", "db", "secret"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for _, v := range []string{"PGHOST", "PGPORT", "PGUSER", "PGDATABASE", "PGPASSWORD", "PGSERVICE", "PGSSLMODE"} {
				t.Setenv(v, "")
				os.Unsetenv(v)
			}
			t.Setenv("PGPASSFILE", passfile)
			t.Setenv("PGSERVICEFILE", services)
			for k, v := range tc.env {
				t.Setenv(k, v)
			}
			c, err := tc.conn.config()
			if err != nil {
				t.Fatal(err)
			}
			got := want{c.Host, c.Port, c.User, c.Database, c.Password}
			if got != tc.want {
				t.Errorf("got %+v, want %+v", got, tc.want)
			}
		})
	}
}

// Goal: no setting that must be made after connecting travels in the startup
// packet, whatever the user gives.
func TestSearchPathNeverInStartupPacket(t *testing.T) {
	c, err := (&connection{dbname: "postgres://u@h/db?search_path=evil"}).config()
	if err != nil {
		t.Fatal(err)
	}
	if v, ok := c.RuntimeParams["search_path"]; ok {
		t.Errorf("search_path=%q is in the startup packet", v)
	}
}
