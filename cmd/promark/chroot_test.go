//go:build linux

package main_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"promark/catalog/pgtest"
)

// Goal: the binary needs nothing but itself. Method: it dumps and restores,
// through pipes, in a root folder that holds no other file: no library, no
// time zones, no certificates, no passwd, no /tmp, no /dev.
func TestEmptyChroot(t *testing.T) {
	root := t.TempDir()
	buildBinary(t, root)
	server := pgtest.Get(t, 16)
	source, target := server.NewDatabase(t), server.NewDatabase(t)
	source.Exec(t, "CREATE TABLE t AS SELECT i, now() + i * interval '1 day' AS at FROM generate_series(1, 1000) i")

	archive := inChroot(t, root, nil, "dump", "-d", address(source), "-j", "2")
	inChroot(t, root, archive, "verify", "-")
	list := inChroot(t, root, archive, "list", "-")
	if !strings.Contains(string(list), "public.t") {
		t.Errorf("list does not name the table:\n%s", list)
	}
	inChroot(t, root, archive, "restore", "-d", address(target), "-j", "2", "-")
	differ(t, "rows", rowsOf(t, source), rowsOf(t, target))
}

func address(db *pgtest.DB) string {
	return fmt.Sprintf("host=127.0.0.1 port=%d user=%s dbname=%s sslmode=disable", db.Server.Port, pgtest.Superuser, db.Name)
}

// inChroot runs the binary as /promark of a root folder, with an empty
// environment. A user who is not root gets a user namespace, where that is
// allowed.
func inChroot(t *testing.T, root string, stdin []byte, args ...string) []byte {
	t.Helper()
	cmd := exec.Command("/promark", args...)
	cmd.Env = []string{}
	cmd.Dir = "/"
	cmd.Stdin = bytes.NewReader(stdin)
	cmd.SysProcAttr = &syscall.SysProcAttr{Chroot: root}
	if os.Getuid() != 0 {
		cmd.SysProcAttr.Cloneflags = syscall.CLONE_NEWUSER
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
	}
	var messages bytes.Buffer
	cmd.Stderr = &messages
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("promark %s: %v\n%s", strings.Join(args, " "), err, messages.String())
	}
	return out
}
