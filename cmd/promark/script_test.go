//go:build linux

package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/rogpeppe/go-internal/testscript"

	"promark/catalog/pgtest"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"promark": main})
}

// Goal: what a user sees: flags, messages, exit statuses, files left behind.
// Method: scripts in testdata/cli run the binary against a real server. Their
// own commands are
//
//	status N COMMAND [ARG ...]   run a command and compare its exit status
//	sql DATABASE STATEMENT [FILE] run SQL; the first column of each row goes to FILE
//	flip FILE OFFSET             invert one bit of a file; a negative offset counts from its end
//	cut FILE BYTES               cut bytes off a file's end
func TestScripts(t *testing.T) {
	server := pgtest.Get(t, 15)
	testscript.Run(t, testscript.Params{
		Dir:                 "../../testdata/cli",
		RequireUniqueNames:  true,
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			admin, err := pgx.ParseConfig(server.NewDatabase(t).URL())
			if err != nil {
				return err
			}
			name := pgtest.UniqueName("cli")
			env.Setenv("PGHOST", admin.Host)
			env.Setenv("PGPORT", strconv.Itoa(int(admin.Port)))
			env.Setenv("PGUSER", admin.User)
			env.Setenv("PGSSLMODE", "disable")
			env.Setenv("SOURCE", name+"_source")
			env.Setenv("TARGET", name+"_target")
			env.Defer(func() {
				for _, db := range []string{"_source", "_target"} {
					drop(t, admin, name+db)
				}
			})
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status": scriptStatus,
			"sql":    scriptSQL,
			"flip":   scriptFlip,
			"cut":    scriptCut,
		},
	})
}

func drop(t *testing.T, config *pgx.ConnConfig, name string) {
	conn, err := pgx.ConnectConfig(context.Background(), config)
	if err != nil {
		t.Error(err)
		return
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(context.Background(), "DROP DATABASE IF EXISTS "+pgtest.Ident(name)+" WITH (FORCE)"); err != nil {
		t.Error(err)
	}
}

func scriptStatus(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N COMMAND [ARG ...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}

func scriptSQL(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 || len(args) > 3 {
		ts.Fatalf("usage: sql DATABASE STATEMENT [FILE]")
	}
	config, err := pgx.ParseConfig("host=" + ts.Getenv("PGHOST") + " port=" + ts.Getenv("PGPORT") +
		" user=" + ts.Getenv("PGUSER") + " sslmode=disable dbname=" + args[0])
	ts.Check(err)
	config.DefaultQueryExecMode = pgx.QueryExecModeSimpleProtocol
	conn, err := pgx.ConnectConfig(context.Background(), config)
	ts.Check(err)
	defer conn.Close(context.Background())
	rows, err := conn.PgConn().Exec(context.Background(), args[1]).ReadAll()
	ts.Check(err)
	if len(args) == 2 {
		return
	}
	var b strings.Builder
	for _, r := range rows[len(rows)-1].Rows {
		b.Write(r[0])
		b.WriteByte('\n')
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), []byte(b.String()), 0o666))
}

func scriptFlip(ts *testscript.TestScript, neg bool, args []string) {
	path, n := fileAndNumber(ts, args)
	data, err := os.ReadFile(path)
	ts.Check(err)
	if n < 0 {
		n += len(data)
	}
	data[n] ^= 1
	ts.Check(os.WriteFile(path, data, 0o600))
}

func scriptCut(ts *testscript.TestScript, neg bool, args []string) {
	path, n := fileAndNumber(ts, args)
	info, err := os.Stat(path)
	ts.Check(err)
	ts.Check(os.Truncate(path, info.Size()-int64(n)))
}

func fileAndNumber(ts *testscript.TestScript, args []string) (string, int) {
	if len(args) != 2 {
		ts.Fatalf("usage: flip|cut FILE NUMBER")
	}
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	return ts.MkAbs(args[0]), n
}
