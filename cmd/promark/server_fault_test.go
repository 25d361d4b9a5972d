//go:build linux

package main_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"promark/archive"
	"promark/catalog/pgtest"
	"promark/dump"
	"promark/restore"
)

// knife is something that ends what a restore or a dump is doing.
type knife struct {
	// cut begins at a phase; what it gives is called once the command has ended.
	cut  func(t *testing.T, db *pgtest.DB, cancel context.CancelCauseFunc) (after func())
	want func(err error) bool
}

var errBecause = errors.New("because")

// sessionsOf are those of promark, other than those that tell of it.
const sessionsOf = " FROM pg_stat_activity WHERE datname = current_database() AND application_name ~ '^promark'"

// knives are the faults that are done to a server or to a context.
var knives = map[string]knife{
	"the server crashes": {func(t *testing.T, db *pgtest.DB, _ context.CancelCauseFunc) func() {
		db.Server.Crash(t)
		return func() { db.Server.Run(t) }
	}, func(err error) bool {
		return pgtest.IsCut(err) || code(err) == "57P01" || code(err) == "57P02" || code(err) == "57P03"
	}},
	"the server restarts": {func(t *testing.T, db *pgtest.DB, _ context.CancelCauseFunc) func() {
		db.Server.Restart(t)
		return func() {}
	}, func(err error) bool { return pgtest.IsCut(err) || code(err) == "57P01" }},
	"all backends are terminated": {func(t *testing.T, db *pgtest.DB, _ context.CancelCauseFunc) func() {
		return repeatedly(t, db, "SELECT pg_terminate_backend(pid)"+sessionsOf)
	}, func(err error) bool { return pgtest.IsCut(err) || code(err) == "57P01" }},
	"one backend is terminated": {func(t *testing.T, db *pgtest.DB, _ context.CancelCauseFunc) func() {
		return repeatedly(t, db, "SELECT pg_terminate_backend(pid)"+sessionsOf+" ORDER BY backend_start DESC LIMIT 1")
	}, func(err error) bool { return pgtest.IsCut(err) || code(err) == "57P01" }},
	"queries are cancelled": {func(t *testing.T, db *pgtest.DB, _ context.CancelCauseFunc) func() {
		return repeatedly(t, db, "SELECT pg_cancel_backend(pid)"+sessionsOf)
	}, func(err error) bool { return code(err) == "57014" }},
	"the context ends": {func(_ *testing.T, _ *pgtest.DB, cancel context.CancelCauseFunc) func() {
		cancel(errBecause)
		return func() {}
	}, func(err error) bool { return errors.Is(err, errBecause) || errors.Is(err, context.Canceled) }},
}

func code(err error) string {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code
	}
	return ""
}

// repeatedly runs a query until the command has ended: what it is to hit may not be there at once.
func repeatedly(t *testing.T, db *pgtest.DB, sql string) func() {
	conn := db.Conn(t)
	ctx, stop := context.WithCancel(context.Background())
	var wait sync.WaitGroup
	wait.Go(func() {
		for ctx.Err() == nil {
			if err := conn.PgConn().Exec(context.Background(), sql).Close(); err != nil {
				t.Error(err)
				return
			}
		}
	})
	return func() {
		stop()
		wait.Wait()
		conn.Close(context.Background())
	}
}

// someOf draws a number below n, all of them in a full run.
func someOf(random *rand.Rand, n int) []int {
	all := random.Perm(n)
	if pgtest.Faults() {
		return all
	}
	return all[:1]
}

// Goal: whatever happens to the server or to the context, in whichever phase, ends a restore in bounded time, with an
// error, the true state of the target, no session or goroutine left, and a resume that succeeds. Method: each knife at the
// beginning of each phase in a full run, at some otherwise.
func TestFaultsOfServerAtRestore(t *testing.T) {
	random := rand.New(rand.NewPCG(pgtest.Seed(t), 3))
	f := newFaultyRestore(t, pgtest.Start(t, 17))
	phases := []restore.Phase{restore.PhasePreflight, restore.PhasePrepare, restore.PhaseDefinitions, restore.PhaseData,
		restore.PhasePrivileges, restore.PhaseFinal, restore.PhaseAnalyze}
	fired, survived := 0, 0
	for name, k := range knives {
		for _, i := range someOf(random, len(phases)) {
			what := fmt.Sprintf("%s, phase %v", name, phases[i])
			target := f.server.NewDatabase(t)
			var once sync.Once
			after := func() {}
			ctx, cancel := context.WithCancelCause(t.Context())
			o := restore.Options{Config: config(t, target), Workers: 2, Progress: func(e restore.Event) {
				if at(phases[i])(e) {
					once.Do(func() { fired++; after = k.cut(t, target, cancel) })
				}
			}}
			result, err := f.into(t, ctx, what, o, i%2 == 0)
			after()
			nothingLeft(t, what, target)
			f.checkState(t, what, target, result, err)
			switch {
			case err == nil:
				survived++ // it came after the last query
			case !k.want(err):
				t.Errorf("%s: %v", what, err)
			}
		}
	}
	t.Logf("%d faults happened, %d of them after the last query; %d restores were resumed", fired, survived, f.resumed)
	if pgtest.Faults() && survived > fired/2 {
		t.Error("most came too late")
	}
}

// The same for dumps, which leave no archive behind.
func TestFaultsOfServerAtDump(t *testing.T) {
	random := rand.New(rand.NewPCG(pgtest.Seed(t), 4))
	server := pgtest.Start(t, 17)
	source := server.NewDatabase(t)
	load(t, source, "objects")
	source.Exec(t, "CREATE TABLE large AS SELECT i, repeat(md5(i::text), 30) FROM generate_series(1, 20000) i; CREATE TABLE larger AS TABLE large")
	phases := []dump.Phase{dump.Connecting, dump.Locking, dump.Reading, dump.Copying, dump.Finishing}
	fired := 0
	for name, k := range knives {
		for _, i := range someOf(random, len(phases)) {
			phase := phases[i]
			what := fmt.Sprintf("%s, phase %v", name, phase)
			var once sync.Once
			after := func() {}
			ctx, cancel := context.WithCancelCause(t.Context())
			committed := false
			o := dump.Options{Config: config(t, source), Workers: 2, Output: io.Discard, Commit: func() error { committed = true; return nil },
				Progress: func(e dump.Event) {
					if started, ok := e.(dump.PhaseStarted); ok && started.Phase == phase {
						once.Do(func() { fired++; after = k.cut(t, source, cancel) })
					}
				}}
			begin := time.Now()
			_, err := dump.Run(ctx, o)
			if took := time.Since(begin); took > time.Minute {
				t.Errorf("%s: it took %s", what, took)
			}
			after()
			cancel(nil)
			nothingLeft(t, what, source)
			if committed != (err == nil) || err != nil && !k.want(err) || err == nil && phase != dump.Finishing && phase != dump.Connecting {
				t.Errorf("%s: committed %v, error %v", what, committed, err)
			}
		}
	}
	t.Logf("%d faults happened", fired)
}

// A disk of the server that is full, at whatever point, is an error that names it, and the state of the target is told.
func TestFaultDiskOfServerFull(t *testing.T) {
	f := newFaultyRestore(t, pgtest.Start(t, 17))
	folder, err := os.MkdirTemp("", "promark-disk-")
	if err != nil {
		t.Fatal(err)
	}
	owner, err := os.Stat(f.server.DB("postgres").Text(t, "SELECT current_setting('data_directory')"))
	if err != nil {
		t.Fatal(err)
	}
	id := owner.Sys().(*syscall.Stat_t)
	mount := errors.Join(os.Chmod(folder, 0o755), syscall.Mount("tmpfs", folder, "tmpfs", 0,
		fmt.Sprintf("size=16m,mode=700,uid=%d,gid=%d", id.Uid, id.Gid)))
	t.Cleanup(func() {
		if err := errors.Join(syscall.Unmount(folder, syscall.MNT_DETACH), os.Remove(folder)); err != nil {
			t.Error(err)
		}
	})
	if mount != nil {
		t.Fatal(mount)
	}
	f.server.DB("postgres").Exec(t, "CREATE TABLESPACE small LOCATION "+pgtest.Literal(folder))
	full := 0
	for _, left := range []int64{16, 64, 200, 400, 600, 4000} {
		what := fmt.Sprintf("%d kB left", left)
		target := f.server.NewDatabase(t, pgtest.Clause("TABLESPACE small"))
		filler := filepath.Join(folder, "filler")
		if err := fill(filler, folder, left<<10); err != nil {
			t.Fatal(err)
		}
		result, err := f.into(t, t.Context(), what, restore.Options{Config: config(t, target), Workers: 2}, false)
		if err := os.Remove(filler); err != nil {
			t.Fatal(err)
		}
		f.checkState(t, what, target, result, err)
		if err != nil {
			full++
			if code(err) != "53100" || !pgtest.SaysWhat(err) {
				t.Errorf("%s: %v", what, err)
			}
		}
		target.Server.DB("postgres").Exec(t, "DROP DATABASE "+pgtest.Ident(target.Name)+" WITH (FORCE)")
	}
	if full < 3 {
		t.Errorf("the disk was full %d times", full)
	}
	t.Logf("the disk was full %d times", full)
}

// fill leaves that many bytes of a file system.
func fill(path, folder string, left int64) error {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(folder, &fs); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(syscall.Fallocate(int(f.Fd()), 0, 0, max(int64(fs.Bavail)*fs.Bsize-left, 1)), f.Close())
}

// From whichever read on the archive's file cannot be read, that is the error, and before the end of the check nothing is changed.
func TestFaultOfEveryRead(t *testing.T) {
	f := newFaultyRestore(t, pgtest.Get(t, 17))
	reads, partial := 0, 0
	for n := 0; ; n++ {
		if !pgtest.Faults() && n > 12 {
			n += 3
		}
		file := &faultyReader{r: bytes.NewReader(f.data), left: n}
		what := fmt.Sprintf("read %d", n)
		r, err := archive.Open(file, int64(len(f.data)))
		if err == nil {
			target := f.server.NewDatabase(t)
			var result *restore.Result
			result, err = f.into(t, t.Context(), what, restore.Options{Config: config(t, target), Workers: 2, File: r}, false)
			f.checkState(t, what, target, result, err)
			if result.State == restore.Partial {
				partial++
			}
		}
		if file.left >= 0 && err == nil {
			break
		}
		if reads++; !errors.Is(err, syscall.EIO) || !pgtest.SaysWhat(err) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if t.Logf("%d reads failed, %d of them after the check", reads, partial); reads < 6 || partial == 0 {
		t.Error("too few")
	}
}

// faultyReader fails from one read on: rows that fail to load together are read once more, one table at a time.
type faultyReader struct {
	mu   sync.Mutex
	r    io.ReaderAt
	left int
}

func (f *faultyReader) ReadAt(b []byte, off int64) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.left--; f.left < 0 {
		return 0, syscall.EIO
	}
	return f.r.ReadAt(b, off)
}
