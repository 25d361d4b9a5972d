//go:build linux

package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

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
//	vector NAME FILE             write the bytes of a vector of testdata/archive/v1 to a file
//	interrupt SIGNAL COMMAND     run a command that waits for the lock of table t in $SOURCE, send it
//	                             INT, TERM or KILL; its exit status must be 130 (KILL: none)
//	terminate COMMAND            the same, but the server's sessions are terminated; status 1
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
			vectors, err := filepath.Abs("../../testdata/archive/v1")
			if err != nil {
				return err
			}
			env.Setenv("VECTORS", vectors)
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
			"vector": scriptVector,

			"interrupt": scriptInterrupt,
			"terminate": scriptTerminate,
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

func scriptInterrupt(ts *testscript.TestScript, neg bool, args []string) {
	signals := map[string]os.Signal{"INT": os.Interrupt, "TERM": syscall.SIGTERM, "KILL": os.Kill}
	if neg || len(args) < 2 || signals[args[0]] == nil {
		ts.Fatalf("usage: interrupt INT|TERM|KILL COMMAND [ARG ...]")
	}
	status := disturb(ts, args[1:], func(_ *pgx.Conn, p *os.Process) error { return p.Signal(signals[args[0]]) })
	if status != statusInterrupted && args[0] != "KILL" {
		ts.Fatalf("exit status %d, want %d", status, statusInterrupted)
	}
}

func scriptTerminate(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: terminate COMMAND [ARG ...]")
	}
	status := disturb(ts, args, func(conn *pgx.Conn, _ *os.Process) error {
		return execAll(conn, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'promark%' AND datname = current_database()")
	})
	if status != statusFailed {
		ts.Fatalf("exit status %d, want %d", status, statusFailed)
	}
}

// disturb runs a command, waits until it wants the lock of table t, does
// something to it, and gives its exit status. Its messages go to a file.
func disturb(ts *testscript.TestScript, args []string, do func(*pgx.Conn, *os.Process) error) int {
	conn := scriptConn(ts, ts.Getenv("SOURCE"))
	defer conn.Close(context.Background())
	ts.Check(execAll(conn, "BEGIN; LOCK TABLE t"))

	path, err := exec.LookPath(args[0])
	ts.Check(err)
	var stderr strings.Builder
	cmd := exec.Command(path, args[1:]...)
	cmd.Dir = ts.MkAbs(".")
	cmd.Env = []string{"PATH=" + ts.Getenv("PATH"), "PGHOST=" + ts.Getenv("PGHOST"), "PGPORT=" + ts.Getenv("PGPORT"),
		"PGUSER=" + ts.Getenv("PGUSER"), "PGSSLMODE=disable"}
	cmd.Stderr = &stderr
	ts.Check(cmd.Start())
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	waiting := "SELECT 1/count(*) FROM pg_locks WHERE NOT granted AND relation = 't'::regclass"
	for deadline := time.Now().Add(time.Minute); execAll(conn, "SAVEPOINT s; "+waiting) != nil; {
		ts.Check(execAll(conn, "ROLLBACK TO s"))
		if time.Now().After(deadline) {
			ts.Fatalf("the command never waited for the lock: %s", stderr.String())
		}
		time.Sleep(20 * time.Millisecond)
	}
	ts.Check(do(conn, cmd.Process))
	select {
	case <-ended:
	case <-time.After(time.Minute):
		_ = cmd.Process.Kill()
		ts.Fatalf("the command does not end")
	}
	ts.Check(os.WriteFile(ts.MkAbs("messages"), []byte(stderr.String()), 0o600))
	return cmd.ProcessState.ExitCode()
}

func execAll(conn *pgx.Conn, sql string) error {
	return conn.PgConn().Exec(context.Background(), sql).Close()
}

// scriptConn connects to a database of the script's server.
func scriptConn(ts *testscript.TestScript, dbname string) *pgx.Conn {
	conn, err := pgx.Connect(context.Background(), "host="+ts.Getenv("PGHOST")+" port="+ts.Getenv("PGPORT")+
		" user="+ts.Getenv("PGUSER")+" sslmode=disable dbname="+dbname)
	ts.Check(err)
	return conn
}

func scriptSQL(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 || len(args) > 3 {
		ts.Fatalf("usage: sql DATABASE STATEMENT [FILE]")
	}
	conn := scriptConn(ts, args[0])
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

func scriptVector(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: vector NAME FILE")
	}
	data, err := os.ReadFile(filepath.Join(ts.Getenv("VECTORS"), args[0]))
	ts.Check(err)
	_, content, found := bytes.Cut(data, []byte("\n\n"))
	if !found {
		ts.Fatalf("%s has no head", args[0])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), content, 0o600))
}

func fileAndNumber(ts *testscript.TestScript, args []string) (string, int) {
	if len(args) != 2 {
		ts.Fatalf("usage: flip|cut FILE NUMBER")
	}
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	return ts.MkAbs(args[0]), n
}
