//go:build linux

package pgtest

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// install is a place with PostgreSQL programs: a folder of the cache, or a
// Debian system in a folder of the cache, where they run with that folder as /.
type install struct {
	name string // for names in the cache, "17" or "trixie"
	root string // folder that becomes /, empty for none
	bin  string // folder of the programs, as seen from inside root

	settings []string // that its servers need
	mounts   []string // folders that its programs see under their own paths, also with a root
}

// home is where the folder of a server appears inside of install.root.
const home = "/promark"

// inside translates dir to the path that a program of the installation sees.
func (in install) inside(dir string) string {
	if in.root == "" {
		return dir
	}
	if dir == "" {
		return "/"
	}
	return home
}

// account gives the user that servers run as: PostgreSQL refuses root. It is
// nil for an ordinary user, who runs servers as himself.
func (in install) account() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	if in.root != "" {
		return debianAccount(in.root)
	}
	var errs []error
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err := errors.Join(err1, err2); err != nil {
			return nil, fmt.Errorf("account %s: %w", name, err)
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, fmt.Errorf("find an account to run servers as: %w", errors.Join(errs...))
}

// own hands a folder over to the account of the servers.
func (in install) own(dir string) error {
	who, err := in.account()
	if err != nil || who == nil {
		return err
	}
	if err := os.Chown(dir, int(who.Uid), int(who.Gid)); err != nil {
		return fmt.Errorf("hand over to the servers' account: %w", err)
	}
	return nil
}

// newServerDir makes an empty folder for a server, closed to others.
func (in install) newServerDir(dir string) error {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	return in.own(dir)
}

// template gives a folder with a fresh data directory of the installation, to
// be copied for every server: that takes a tenth of the time of initdb.
func (in install) template() (string, error) {
	dir, err := cached("template-"+in.name, func(dir string) error {
		work := filepath.Join(dir, "home")
		if err := in.newServerDir(work); err != nil {
			return err
		}
		_, err := in.run(work, "initdb", "--pgdata="+in.inside(work)+"/data", "--username="+Superuser,
			"--auth=trust", "--encoding=UTF8", "--locale="+locale, "--no-sync")
		return err
	})
	return filepath.Join(dir, "home", "data"), err
}

// run runs one program of the installation as the servers' account, with dir
// as its home ("" for none), and gives what it printed.
func (in install) run(dir, program string, args ...string) (string, error) {
	return in.runOrder(guardOrder{Dir: dir, Program: program, Args: args})
}

// runOrder is run with more to say about the program.
func (in install) runOrder(order guardOrder) (string, error) {
	program := order.Program
	order.Once, order.Root, order.Program, order.Mounts = true, in.root, in.bin+"/"+program, in.mounts
	cmd, err := guardCommand(order)
	if err != nil {
		return "", err
	}
	stdin, err := cmd.StdinPipe() // its end tells the guard that this process is gone
	if err != nil {
		return "", err
	}
	defer stdin.Close()
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s: %w: %s", program, err, bytes.TrimSpace(append(stderr.Bytes(), out...)))
	}
	return string(out), nil
}
