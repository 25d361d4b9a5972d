//go:build linux

package main_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"promark/catalog/pgtest"
	"promark/dump"
)

// running is a promark that a signal is to end.
type running struct {
	t        *testing.T
	cmd      *exec.Cmd
	messages bytes.Buffer
	ended    chan error
}

// begin starts the binary with an archive that does not end as its input, and an output that nobody reads.
func begin(t *testing.T, binary, folder string, server string, input []byte, args ...string) *running {
	t.Helper()
	r := &running{t: t, cmd: exec.Command(binary, args...), ended: make(chan error, 1)}
	r.cmd.Dir = folder
	r.cmd.Env = append(os.Environ(), "PGHOST=127.0.0.1", "PGPORT="+server, "PGUSER="+pgtest.Superuser, "PGSSLMODE=disable")
	r.cmd.Stderr = &r.messages
	in, err := r.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	r.cmd.Stdout = write
	if err := r.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	write.Close()
	go func() { _, _ = in.Write(input) }() // and then nothing
	go func() { r.ended <- r.cmd.Wait(); in.Close(); read.Close() }()
	t.Cleanup(func() { _ = r.cmd.Process.Kill() })
	return r
}

func (r *running) signal(s os.Signal) {
	r.t.Helper()
	if err := r.cmd.Process.Signal(s); err != nil {
		r.t.Fatal(err)
	}
}

// wait gives the exit status.
func (r *running) wait() int {
	r.t.Helper()
	select {
	case <-r.ended:
		return r.cmd.ProcessState.ExitCode()
	case <-time.After(time.Minute):
		r.t.Fatalf("it does not end: %s", r.messages.String())
		return -1
	}
}

// until waits until a query gives a true value.
func until(t *testing.T, db *pgtest.DB, what, sql string) {
	t.Helper()
	for end := time.Now().Add(time.Minute); db.Text(t, "SELECT EXISTS ("+sql+")") != "t"; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s: never: %s", what, sql)
		}
	}
}

// Goal: SIGINT and SIGTERM end every command, whatever it waits for: the server's queries are cancelled, no
// session and no file is left, and the status is 130. Method: the binary, brought to a point at
// which nothing goes on by itself: a lock, a slow query, a silent pipe.
func TestSignals(t *testing.T) {
	root := t.TempDir()
	buildBinary(t, root)
	server := pgtest.Get(t, 17)
	source := server.NewDatabase(t)
	// What is slow is so in copies only.
	source.Exec(t, `CREATE FUNCTION slow(what text) RETURNS bool LANGUAGE plpgsql IMMUTABLE AS $$BEGIN
			IF current_database() = '`+source.Name+`' OR current_setting('application_name') !~ what THEN RETURN true; END IF;
			PERFORM pg_sleep(600); RETURN true; END$$;
		CREATE TABLE t (i int CHECK (public.slow('rows'))); INSERT INTO t VALUES (1);
		CREATE INDEX ON t ((public.slow('index'))); CREATE MATERIALIZED VIEW m AS SELECT public.slow('view') FROM t;
		CREATE TABLE large AS SELECT repeat(md5(i::text), 9) FROM generate_series(1, 3000) i`)
	archive := filepath.Join(root, "db.promark")
	data := dumped(t, dump.Options{Config: config(t, source), Workers: 1})
	if err := os.WriteFile(archive, data, 0o600); err != nil {
		t.Fatal(err)
	}
	slow := func(what string) []string {
		return []string{"restore", "-q", "TARGET application_name=" + what, archive}
	}
	for i, c := range []signalCase{
		{"dump to a pipe that nobody reads", blockedWrite, []string{"dump", "-q", "-Z", "0", "SOURCE"}, nil},
		{"plain dump to a pipe that nobody reads", blockedWrite, []string{"dump", "-q", "-F", "plain", "SOURCE"}, nil},
		{"restore of rows", "SELECT" + sessionsOfSignals + " AND wait_event = 'PgSleep'", slow("rows"), nil},
		{"restore of an index", "SELECT" + sessionsOfSignals + " AND wait_event = 'PgSleep'", slow("index"), nil},
		{"restore of a view", "SELECT" + sessionsOfSignals + " AND wait_event = 'PgSleep'", slow("view"), nil},
		{"restore from a silent pipe", "SELECT" + sessionsOfSignals, []string{"restore", "-q", "TARGET", "-"}, data[:len(data)-200]},
		{"repair that waits for a lock", "SELECT" + sessionsOfSignals + " AND wait_event_type = 'Lock'", []string{"repair", "TARGET"}, nil},
		{"restore without its first byte", blockedRead, []string{"restore", "-q", "TARGET", "-"}, nil},
		{"verify of a silent pipe", blockedRead, []string{"verify", "-q", "-"}, data[:len(data)-200]},
		{"list of a silent pipe", blockedRead, []string{"list", "-"}, data[:100]},
		{"script of a silent pipe", blockedRead, []string{"script", "-q", "-", "-f", "out"}, data[:len(data)-200]},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(t, filepath.Join(root, "promark"), source, i) })
	}
}

// sessionsOfSignals are those of promark in the database, whatever their name.
const sessionsOfSignals = " FROM pg_stat_activity WHERE datname = current_database() AND application_name ~ '^(promark|rows|index|view)'"

// signalCase is a command, and how to see that it has come to where nothing goes on by itself: a query, or the system
// call that it is blocked in.
type signalCase struct {
	name, until string
	args        []string
	input       []byte
}

// run brings the command there, and sends it one of the signals.
func (c signalCase) run(t *testing.T, binary string, source *pgtest.DB, i int) {
	server := source.Server
	target := server.NewDatabase(t)
	folder := t.TempDir()
	db := target
	args := make([]string, 0, len(c.args)+1)
	for _, a := range c.args {
		if rest, ok := strings.CutPrefix(a, "TARGET"); ok {
			a = "-d" + "dbname=" + target.Name + rest
		}
		if a == "SOURCE" {
			a, db = "-d"+source.Name, source
		}
		args = append(args, a)
	}
	if c.args[0] == "repair" {
		tx, err := target.Conn(t).Begin(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer tx.Rollback(t.Context())
		if _, err := tx.Exec(t.Context(), "LOCK TABLE pg_catalog.pg_extension"); err != nil {
			t.Fatal(err)
		}
	}
	r := begin(t, binary, folder, fmt.Sprint(server.Port), c.input, args...)
	switch c.until {
	case blockedRead, blockedWrite:
		r.untilBlocked(c.until)
	default:
		until(t, db, c.name, c.until)
	}
	s, name := os.Interrupt, "SIGINT"
	if i%2 == 1 {
		s, name = syscall.SIGTERM, "SIGTERM"
	}
	r.signal(s)
	if status := r.wait(); status != statusInterrupted || !strings.Contains(r.messages.String(), "stopped by "+name) {
		t.Errorf("status %d: %s", status, r.messages.String())
	}
	until(t, db, "sessions are left", "SELECT WHERE NOT EXISTS (SELECT"+sessionsOfSignals+")")
	if left, err := os.ReadDir(folder); err != nil || len(left) != 0 {
		t.Errorf("left are %v, %v", left, err)
	}
}

const statusInterrupted = 130

// What a process is blocked in, as /proc tells it: the number of the system call and its file.
var (
	blockedRead  = fmt.Sprintf("%d 0x0 ", syscall.SYS_READ)
	blockedWrite = fmt.Sprintf("%d 0x1 ", syscall.SYS_WRITE)
)

// untilBlocked waits until the process sleeps in a system call.
func (r *running) untilBlocked(call string) {
	r.t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		tasks, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/syscall", r.cmd.Process.Pid))
		for _, task := range tasks {
			if b, err := os.ReadFile(task); err == nil && strings.HasPrefix(string(b), call) {
				return
			}
		}
	}
	r.t.Fatalf("it was never blocked: %s", r.messages.String())
}

// A second signal ends the process at once, although the server does not answer to the first: without the
// message that comes when everything has been cleaned up.
func TestSecondSignal(t *testing.T) {
	root := t.TempDir()
	buildBinary(t, root)
	server := pgtest.Get(t, 17)
	target, source := server.NewDatabase(t), server.NewDatabase(t)
	source.Exec(t, "CREATE TABLE t AS SELECT 1 AS i")
	archive := filepath.Join(root, "db.promark")
	if err := os.WriteFile(archive, dumped(t, dump.Options{Config: config(t, source), Workers: 1}), 0o600); err != nil {
		t.Fatal(err)
	}
	proxy := server.NewProxy(t)
	port := proxy.URL(target)
	port = port[strings.LastIndex(port[:strings.LastIndex(port, "/")], ":")+1 : strings.LastIndex(port, "/")]
	proxy.Plan(pgtest.Fault{Direction: pgtest.ToClient, After: 60, Kind: pgtest.Stall})
	r := begin(t, filepath.Join(root, "promark"), root, port, nil, "restore", "-q", "-d", target.Name, archive)
	for end := time.Now().Add(time.Minute); !proxy.Fired(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("the proxy has not stalled: %s", r.messages.String())
		}
	}
	r.signal(os.Interrupt)
	untilPending(t, r)
	r.signal(os.Interrupt)
	if status := r.wait(); status != statusInterrupted || strings.Contains(r.messages.String(), "stopped by") {
		t.Errorf("status %d: %s", status, r.messages.String())
	}
}

// untilPending waits until a process has taken the signal that it was sent.
func untilPending(t *testing.T, r *running) {
	t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", r.cmd.Process.Pid))
		if err == nil && strings.Contains(string(b), "ShdPnd:\t0000000000000000") {
			time.Sleep(50 * time.Millisecond)
			return
		}
	}
	t.Fatal("the signal was not taken")
}

// A password on the command line connects, and is not in the list of processes while the program runs.
func TestPasswordIsHidden(t *testing.T) {
	const password = "pass-word-48"
	root := t.TempDir()
	buildBinary(t, root)
	server := pgtest.Start(t, 16, pgtest.WithPassword(password))
	db := server.NewDatabase(t)
	db.Exec(t, "CREATE TABLE large AS SELECT repeat(md5(i::text), 9) FROM generate_series(1, 3000) i")
	for _, conn := range []string{db.URL(), db.ConnString()} {
		r := begin(t, filepath.Join(root, "promark"), root, fmt.Sprint(server.Port), nil, "dump", "-q", "-w", "-Z", "0", "-d", conn)
		r.untilBlocked(blockedWrite)
		line, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", r.cmd.Process.Pid))
		if err != nil || bytes.Contains(line, []byte(password)) || !bytes.Contains(line, []byte("xxxxxxxxxxxx")) {
			t.Errorf("the command line is %q, %v", line, err)
		}
		r.signal(os.Interrupt)
		if status := r.wait(); status != statusInterrupted || strings.Contains(r.messages.String(), password) {
			t.Errorf("status %d: %s", status, r.messages.String())
		}
	}
}
