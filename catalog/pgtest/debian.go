//go:build linux

package pgtest

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
)

// debian is a folder of the cache with the Debian packages of a PostgreSQL
// server and all that they depend on, unpacked and never installed: what exists
// as Debian packages only, TimescaleDB and pg_dump, runs there with the folder
// as its root. Another apt than the machine's own, with nothing but the
// machine's mirror in its configuration, finds, checks and downloads the
// packages. (Measured for PostgreSQL 17: 23 s of CPU time and 377 MB. debootstrap,
// which installs a whole system, took 103 s and 696 MB.)
type debian struct {
	name     string   // in the cache
	packages []string // what is wanted
	suites   []string // that have it, best first
	bin      string   // folder of its programs
	major    int      // of its PostgreSQL; 0: it has none
}

// debian15 has the client programs of PostgreSQL 15, of bookworm, Debian 12.
func debian15() debian {
	d := debianServer(15, "bookworm")
	d.packages = []string{"postgresql-client-15"}
	return d
}

// debian17 has PostgreSQL 17 and TimescaleDB 2.19.3 (Apache edition). Trixie is
// Debian 13, a release: it stays as it is.
func debian17() debian { return debianServer(17, "trixie") }

// debian18 has PostgreSQL 18 and TimescaleDB 2.31 or newer (Apache edition).
// Forky, the next release, and sid are in motion, and may lack a package for
// some days.
func debian18() debian { return debianServer(18, "forky", "sid") }

func debianServer(major int, suites ...string) debian {
	server := fmt.Sprintf("postgresql-%d", major)
	return debian{
		name: fmt.Sprintf("debian%d", major), packages: []string{server, server + "-timescaledb"},
		suites: suites, bin: fmt.Sprintf("/usr/lib/postgresql/%d/bin", major), major: major,
	}
}

// debianPooler has pgbouncer.
func debianPooler() debian {
	return debian{name: "pgbouncer", packages: []string{"pgbouncer"}, suites: []string{"trixie"}, bin: "/usr/sbin"}
}

// installDebian gives the installation of a Debian folder. Not yet in the
// cache, it is a download of 60 to 100 MB.
func installDebian(d debian) (install, error) {
	if os.Geteuid() != 0 {
		return install{}, errors.New("PostgreSQL of Debian runs in a folder of its own (chroot), " +
			"which needs root: run the tests as root")
	}
	root, err := cached(d.name, d.fill)
	return install{name: d.name, root: root, bin: d.bin}, err
}

// fill unpacks the packages of the first suite that has them.
func (d debian) fill(root string) error {
	mirror, err := debianMirror()
	if err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "promark-apt-")
	if err != nil {
		return fmt.Errorf("make a folder for apt: %w", err)
	}
	defer os.RemoveAll(work)
	var errs []error
	for _, suite := range d.suites {
		files, err := d.download(filepath.Join(work, suite), mirror, suite)
		if err == nil {
			return unpackSystem(files, root)
		}
		errs = append(errs, fmt.Errorf("download from Debian %s: %w", suite, err))
	}
	return errors.Join(errs...)
}

// download has apt put the packages and their dependencies into work, and
// gives the files. apt has checked them against the signed list of the suite.
func (d debian) download(work, mirror, suite string) ([]string, error) {
	a, err := newApt(work, fmt.Sprintf(binaryPackages, keyring, mirror, suite))
	if err != nil {
		return nil, err
	}
	// The server runs programs with a shell, and needs the locale of libc-bin.
	err = a.run(append([]string{"install", "--yes", "--download-only", "dash", "libc-bin", "tzdata"}, d.packages...)...)
	if err != nil {
		return nil, err
	}
	return filepath.Glob(filepath.Join(work, "cache", "archives", "*.deb"))
}

// unpackSystem unpacks packages into root, and makes what their installation
// or the system's start would make.
func unpackSystem(packages []string, root string) error {
	for _, name := range []string{"bin", "lib", "lib64", "sbin"} {
		err1 := os.MkdirAll(filepath.Join(root, "usr", name), 0o755)
		err2 := os.Symlink("usr/"+name, filepath.Join(root, name))
		if err := errors.Join(err1, err2); err != nil {
			return fmt.Errorf("make the folders of programs: %w", err)
		}
	}
	for _, file := range packages {
		if err := unpack(file, root); err != nil {
			return fmt.Errorf("unpack %s: %w", filepath.Base(file), err)
		}
	}
	for _, dir := range []string{"proc", "dev/shm", "etc", "tmp", home} {
		if err := os.MkdirAll(filepath.Join(root, dir), 0o755); err != nil {
			return fmt.Errorf("make /%s: %w", dir, err)
		}
	}
	for _, name := range devices() {
		if err := os.WriteFile(root+name, nil, 0o644); err != nil {
			return fmt.Errorf("make %s: %w", name, err)
		}
	}
	who, err := install{}.account()
	if err != nil {
		return err
	}
	line := fmt.Sprintf("postgres:x:%d:%d::/:/bin/sh\n", who.Uid, who.Gid)
	return errors.Join(os.Chmod(filepath.Join(root, "tmp"), 0o1777),
		os.WriteFile(filepath.Join(root, "etc", "passwd"), []byte(line), 0o644))
}

// devices lists the devices that programs need; guards mount them (mountInside).
func devices() []string { return []string{"/dev/null", "/dev/urandom", "/dev/zero"} }

// unpack unpacks one package, without what only people read.
func unpack(file, root string) error {
	tar := exec.Command("tar", "--extract", "--directory="+root, "--keep-directory-symlink",
		"--exclude=./usr/share/doc/*", "--exclude=./usr/share/man/*", "--exclude=./usr/share/locale/*")
	deb := exec.Command("dpkg-deb", "--fsys-tarfile", file)
	var err error
	if tar.Stdin, err = deb.StdoutPipe(); err != nil {
		return err
	}
	if err := errors.Join(deb.Start(), tar.Start()); err != nil {
		return err
	}
	return errors.Join(tar.Wait(), deb.Wait())
}

// debianAccount gives the account of servers in a Debian folder: the one that
// this machine had for them when the folder was made.
func debianAccount(root string) (*syscall.Credential, error) {
	passwd, err := os.ReadFile(filepath.Join(root, "etc", "passwd"))
	if err != nil {
		return nil, fmt.Errorf("find the servers' account: %w", err)
	}
	var who syscall.Credential
	if _, err := fmt.Sscanf(string(passwd), "postgres:x:%d:%d:", &who.Uid, &who.Gid); err != nil {
		return nil, fmt.Errorf("find the servers' account in %s: %w", root, err)
	}
	return &who, nil
}
