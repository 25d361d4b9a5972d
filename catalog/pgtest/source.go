//go:build linux

package pgtest

import (
	"archive/tar"
	"compress/bzip2"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// sourceSuites names the Debian releases that have the sources of a version. For the other
// versions Debian has neither sources nor the headers that a module needs.
func sourceSuites(major int) []string {
	switch major {
	case 15:
		return []string{"bookworm"}
	case 17:
		return debian17().suites
	case 18:
		return debian18().suites
	}
	return nil
}

// source gives the folder of the cache with those parts of PostgreSQL's source that tests use:
// regress (src/test/regress), headers (of the server, and postgres_ext.h). Not yet in the cache,
// it is a download of 50 MB, half of which are Debian's lists of packages.
func source(major int) (string, error) {
	if sourceSuites(major) == nil {
		return "", fmt.Errorf("no sources of PostgreSQL %d for tests", major)
	}
	return cached(fmt.Sprintf("source%d", major), func(dir string) error {
		mirror, err := debianMirror()
		if err != nil {
			return err
		}
		var errs []error
		for _, suite := range sourceSuites(major) {
			err := downloadSource(dir, major, mirror, suite)
			if err == nil {
				return nil
			}
			errs = append(errs, fmt.Errorf("download sources from Debian %s: %w", suite, err))
		}
		return errors.Join(errs...)
	})
}

// downloadSource fills dir with what source promises. apt has checked the files.
func downloadSource(dir string, major int, mirror, suite string) error {
	work, err := os.MkdirTemp("", "promark-apt-")
	if err != nil {
		return fmt.Errorf("make a folder for apt: %w", err)
	}
	defer os.RemoveAll(work)
	a, err := newApt(work, fmt.Sprintf(binaryPackages+sourcePackages, keyring, mirror, suite, keyring, mirror, suite))
	if err != nil {
		return err
	}
	if err := errors.Join(a.source(major, mirror),
		a.run("download", fmt.Sprintf("postgresql-server-dev-%d", major))); err != nil {
		return err
	}
	tarball, err := only(filepath.Join(work, "postgresql-*.orig.tar.bz2"))
	if err != nil {
		return err
	}
	headers, err := only(filepath.Join(work, "postgresql-server-dev-*.deb"))
	if err != nil {
		return err
	}
	return errors.Join(extractSource(tarball, dir), extractHeaders(headers, major, dir))
}

// earlierSources are tarballs by the release before the one that a suite lists: file, and SHA-256
// as its signed description (.dsc) has it. A mirror may list a release for days and lack its
// sources (seen on the days after 17.12), and keeps those of earlier ones.
var earlierSources = map[int][2]string{
	17: {"pool/main/p/postgresql-17/postgresql-17_17.11.orig.tar.bz2",
		"dd27f2b3c59e73ed14aa3324901242bf69a032a6347805f274e6260322d42979"},
}

// source downloads the tarball of a version's sources.
func (a apt) source(major int, mirror string) error {
	err := a.run("source", "--download-only", fmt.Sprintf("postgresql-%d", major))
	earlier, has := earlierSources[major]
	if err == nil || !has {
		return err
	}
	// What apt has begun to download is of the other release.
	begun, globErr := filepath.Glob(filepath.Join(a.work, "postgresql-*.orig.tar.bz2*"))
	for _, file := range begun {
		globErr = errors.Join(globErr, os.Remove(file))
	}
	file, sum := earlier[0], earlier[1]
	return errors.Join(globErr, a.fetch(mirror+file, filepath.Join(a.work, filepath.Base(file)), sum))
}

// only gives the one file of a pattern.
func only(pattern string) (string, error) {
	files, err := filepath.Glob(pattern)
	if err == nil && len(files) != 1 {
		err = fmt.Errorf("%d files %s instead of one", len(files), filepath.Base(pattern))
	}
	if err != nil {
		return "", err
	}
	return files[0], nil
}

// extractSource unpacks the parts of the source that tests use.
func extractSource(tarball, dir string) error {
	f, err := os.Open(tarball)
	if err != nil {
		return err
	}
	defer f.Close()
	r := tar.NewReader(bzip2.NewReader(f))
	for {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("unpack %s: %w", filepath.Base(tarball), err)
		}
		_, name, _ := strings.Cut(h.Name, "/")
		if h.Typeflag != tar.TypeReg || !filepath.IsLocal(name) {
			continue
		}
		switch rest, regress := strings.CutPrefix(name, "src/test/regress/"); {
		case regress && !strings.HasPrefix(rest, "expected/"):
			name = filepath.Join("regress", rest)
		case name == "src/include/postgres_ext.h":
			name = filepath.Join("headers", "postgres_ext.h")
		default:
			continue
		}
		if err := extractFile(filepath.Join(dir, name), name, r); err != nil {
			return fmt.Errorf("unpack %s: %w", h.Name, err)
		}
	}
}

// extractHeaders unpacks the server's headers from their package.
func extractHeaders(deb string, major int, dir string) error {
	to := filepath.Join(dir, "headers")
	if err := os.MkdirAll(to, 0o755); err != nil {
		return err
	}
	prefix := fmt.Sprintf("./usr/include/postgresql/%d/server", major)
	pack := exec.Command("dpkg-deb", "--fsys-tarfile", deb)
	unpack := exec.Command("tar", "--extract", "--directory="+to,
		fmt.Sprintf("--strip-components=%d", strings.Count(prefix, "/")+1), prefix)
	var err error
	if unpack.Stdin, err = pack.StdoutPipe(); err != nil {
		return err
	}
	if err := errors.Join(pack.Start(), unpack.Start()); err != nil {
		return err
	}
	return errors.Join(unpack.Wait(), pack.Wait())
}

// HasSource tells whether there are sources and headers of a server version.
func HasSource(major int) bool { return sourceSuites(major) != nil }
