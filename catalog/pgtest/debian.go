//go:build linux

package pgtest

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
)

// debian is a Debian system in a folder of the cache, for what exists as
// Debian packages only: TimescaleDB, and pg_dump.
type debian struct {
	suite    string
	major    int // of its PostgreSQL
	packages string
}

// trixie is Debian 13: PostgreSQL 17 and TimescaleDB 2.19.3 (Apache edition).
func trixie() debian {
	return debian{"trixie", 17, "postgresql-17,postgresql-17-timescaledb"}
}

// forky is Debian 14, which is still in motion: used for what trixie lacks.
func forky() debian {
	return debian{"forky", 18, "postgresql-18,postgresql-18-timescaledb"}
}

// installDebian gives the installation of a Debian folder. It takes about a
// minute and 700 MB when it is not in the cache yet.
func installDebian(d debian) (install, error) {
	if os.Geteuid() != 0 {
		return install{}, fmt.Errorf("PostgreSQL of Debian %s runs in a folder of its own (chroot), "+
			"which needs root: run the tests as root", d.suite)
	}
	root, err := cached("debian-"+d.suite, d.bootstrap)
	bin := fmt.Sprintf("/usr/lib/postgresql/%d/bin", d.major)
	return install{name: "debian-" + d.suite, root: root, bin: bin}, err
}

// bootstrap fills dir with the system. debootstrap checks the signatures.
func (d debian) bootstrap(dir string) error {
	mirror, err := debianMirror()
	if err != nil {
		return err
	}
	args := []string{"--variant=minbase", "--include=" + d.packages, d.suite, dir, mirror}
	// Releases newer than debootstrap itself are installed as sid is.
	if !exists("/usr/share/debootstrap/scripts/" + d.suite) {
		args = append(args, "/usr/share/debootstrap/scripts/sid")
	}
	// All its processes and mounts end with it, and it ends with the test;
	// PDEATHSIG belongs to this thread.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	cmd := exec.Command("debootstrap", args...)
	cmd.Env = append(os.Environ(), aptProxy()...)
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags: syscall.CLONE_NEWPID, Unshareflags: syscall.CLONE_NEWNS, Pdeathsig: syscall.SIGKILL,
	}
	out, err := cmd.CombinedOutput()
	if errors.Is(err, exec.ErrNotFound) {
		return fmt.Errorf("debootstrap is not installed: run \"make deps\": %w", err)
	}
	if err != nil {
		return fmt.Errorf("debootstrap %s: %w: %s", d.suite, err, out[max(0, len(out)-2000):])
	}
	return d.trim(dir)
}

// trim makes the folder for servers' homes, and removes what only takes space:
// the package files, and the server that the package has set up for itself.
func (d debian) trim(dir string) error {
	return errors.Join(
		os.Chmod(dir, 0o755),
		os.Mkdir(dir+home, 0o755),
		os.RemoveAll(dir+"/var/cache/apt"),
		os.RemoveAll(dir+"/var/lib/apt/lists"),
		os.RemoveAll(fmt.Sprintf("%s/var/lib/postgresql/%d", dir, d.major)),
	)
}

// debianMirror gives the mirror that apt is configured to use on this machine.
func debianMirror() (string, error) {
	release, err := os.ReadFile("/etc/os-release")
	if err != nil {
		return "", fmt.Errorf("find this system's release: %w", err)
	}
	_, rest, _ := strings.Cut(string(release), "\nVERSION_CODENAME=")
	codename, _, _ := strings.Cut(rest, "\n")
	out, err := exec.Command("apt-get", "indextargets", "--format", "$(REPO_URI)",
		"Created-By: Packages", "Release: "+strings.Trim(codename, `"`)).Output()
	if err != nil {
		return "", fmt.Errorf("ask apt for its mirror: %w", err)
	}
	mirrors := strings.Fields(string(out))
	if len(mirrors) == 0 {
		return "", fmt.Errorf("apt has no mirror of Debian %s in its sources", codename)
	}
	return mirrors[0], nil
}

// aptProxy gives apt's own proxy as debootstrap's, if apt has one.
func aptProxy() []string {
	out, err := exec.Command("apt-config", "shell", "proxy", "Acquire::http::Proxy").Output()
	value, found := bytes.CutPrefix(bytes.TrimSpace(out), []byte("proxy='"))
	if err != nil || !found || os.Getenv("http_proxy") != "" {
		return nil
	}
	return []string{"http_proxy=" + strings.TrimSuffix(string(value), "'")}
}

// debianAccount gives the account of PostgreSQL inside a Debian folder.
func debianAccount(root string) (*syscall.Credential, error) {
	passwd, err := os.ReadFile(filepath.Join(root, "etc", "passwd"))
	if err != nil {
		return nil, fmt.Errorf("find the servers' account: %w", err)
	}
	for line := range strings.Lines(string(passwd)) {
		var uid, gid uint32
		rest, found := strings.CutPrefix(line, "postgres:x:")
		if _, err := fmt.Sscanf(rest, "%d:%d:", &uid, &gid); found && err == nil {
			return &syscall.Credential{Uid: uid, Gid: gid}, nil
		}
	}
	return nil, fmt.Errorf("no account postgres in %s", root)
}
