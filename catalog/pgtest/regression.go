//go:build linux

package pgtest

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"
)

// RegressionName is the name of the database that PostgreSQL's regression suite fills.
const RegressionName = "regression"

// RegressionTables is a number of tables that every regression database exceeds, whatever its
// version: fewer mean that the suite did not run.
const RegressionTables = 400

// regressionWorkers is how many tests of one group run at the same time.
const regressionWorkers = 2

// regressionSource gives the version whose regression suite a server gets: its own, or, where
// there are no sources, that of 15, of which it takes what it understands.
func regressionSource(major int) int {
	if HasSource(major) {
		return major
	}
	return 15
}

// Regression starts a private server with the database that PostgreSQL's own regression suite
// leaves behind, and with the roles of the suite. The suite runs once, in one to two minutes, and
// its data directory stays in the cache. Functions in C exist where HasSource says so.
func Regression(t testing.TB, major int) *DB {
	t.Helper()
	in, err := regressionInstall(major)
	if err != nil {
		t.Fatal(err)
	}
	data, err := cached("regression-"+in.name, func(dir string) error { return buildRegression(in, major, dir) })
	if err != nil {
		t.Fatal(err)
	}
	s := private(t, func(o options) (*Server, error) {
		o.template = filepath.Join(data, dataName)
		return start(in, major, o)
	}, nil)
	return s.DB(RegressionName)
}

// regressionInstall gives the server for the suite: Debian's own where it comes with newer
// sources than the npm package (17 and 18), for a suite tests what its own minor release has
// repaired, and crashes an older one.
func regressionInstall(major int) (install, error) {
	var in install
	var err error
	switch major {
	case debian17().major:
		in, err = installDebian(debian17())
	case debian18().major:
		in, err = installDebian(debian18())
	default:
		in, err = installMajor(major)
	}
	if err != nil {
		return in, err
	}
	modules, err := regressionModules(in, major)
	in.mounts = append(in.mounts, modules)
	return in, err
}

// regressionModules gives the folder with the modules that tests load: it stays in the cache,
// since functions in the database name it.
func regressionModules(in install, major int) (string, error) {
	return cached("modules-"+in.name, func(dir string) error {
		for _, name := range []string{"autoinc.so", "refint.so"} {
			file := filepath.Join(in.libraries(), name)
			if err := os.Symlink(file, filepath.Join(dir, name)); err != nil {
				return err
			}
		}
		if !HasSource(major) {
			return nil
		}
		source, err := source(major)
		if err != nil {
			return err
		}
		return compile(major, filepath.Join(source, "regress", "regress.c"), filepath.Join(dir, "regress.so"))
	})
}

// libraries gives the folder of modules, as the server sees it.
func (in install) libraries() string {
	if in.root != "" {
		return filepath.Join(filepath.Dir(in.bin), "lib")
	}
	return filepath.Join(filepath.Dir(in.bin), "lib", "postgresql")
}

// buildRegression runs the suite on a server of its own and copies the data directory into dir.
func buildRegression(in install, major int, dir string) error {
	source, err := source(regressionSource(major))
	if err != nil {
		return err
	}
	in.mounts = append(in.mounts, source, dir)
	s, err := start(in, major, options{})
	if err != nil {
		return err
	}
	return errors.Join(fillRegression(s, filepath.Join(source, "regress"), dir), s.end())
}

func fillRegression(s *Server, source, dir string) error {
	in, err := clients(s.Major)
	if err != nil {
		return err
	}
	in.mounts = s.in.mounts
	if err := s.in.newServerDir(filepath.Join(dir, "results")); err != nil {
		return err
	}
	admin := s.DB("postgres")
	err = admin.exec("CREATE DATABASE " + RegressionName + " TEMPLATE template0")
	for _, setting := range []string{"lc_messages", "lc_monetary", "lc_numeric", "lc_time"} {
		err = errors.Join(err, admin.exec("ALTER DATABASE "+RegressionName+" SET "+setting+" TO 'C'"))
	}
	r := regression{s, in, source, dir}
	if err = errors.Join(err, r.run(), s.command(guardFast)); err != nil {
		return fmt.Errorf("regression suite on PostgreSQL %d: %w", s.Major, err)
	}
	if out, err := exec.Command("cp", "-a", s.DataDir, dir).CombinedOutput(); err != nil {
		return fmt.Errorf("keep the data directory: %w: %s", err, out)
	}
	return nil
}

// regression is a run of the suite.
type regression struct {
	server *Server
	in     install // of psql
	source string  // src/test/regress
	dir    string  // with a folder for results
}

// run runs the groups of the schedule one after the other.
func (r *regression) run() error {
	schedule, err := os.ReadFile(filepath.Join(r.source, "parallel_schedule"))
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(schedule)) {
		names, ok := strings.CutPrefix(line, "test:")
		if !ok {
			continue
		}
		group := errgroup.Group{}
		group.SetLimit(regressionWorkers)
		for _, name := range strings.Fields(names) {
			group.Go(func() error { return r.test(name) })
		}
		if err := group.Wait(); err != nil {
			return err
		}
	}
	return nil
}

// test runs one file, with the environment that pg_regress gives to psql. Statements that fail
// are part of the suite: it tests the server, of which nothing is judged here.
func (r *regression) test(name string) error {
	_, err := r.in.runOrder(guardOrder{
		Program: "psql",
		Args: []string{"-X", "-q", "-v", "HIDE_TABLEAM=on", "-v", "HIDE_TOAST_COMPRESSION=on",
			"-f", filepath.Join(r.source, "sql", name+".sql"), "-d", r.server.DB(RegressionName).URL()},
		Env: []string{"PGTZ=America/Los_Angeles", "PGDATESTYLE=Postgres, MDY",
			"PGOPTIONS=-c intervalstyle=postgres_verbose", "PGAPPNAME=pg_regress/" + name,
			"PG_ABS_SRCDIR=" + r.source, "PG_ABS_BUILDDIR=" + r.dir,
			"PG_LIBDIR=" + r.server.in.mounts[0], "PG_DLSUFFIX=.so"},
	})
	if err != nil && !HasSource(r.server.Major) {
		return r.recovered()
	}
	if err != nil {
		return fmt.Errorf("test %s: %w", name, err)
	}
	return nil
}

// recovered waits for a server that a test has crashed: what the suite of a newer version finds
// in an old one (12.22 dies of triggers.sql) is nobody's business here.
func (r *regression) recovered() error {
	var err error
	for range 300 {
		if err = r.server.DB(RegressionName).exec("SELECT 1"); err == nil {
			return nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	return fmt.Errorf("wait for the server after a crash: %w", err)
}
