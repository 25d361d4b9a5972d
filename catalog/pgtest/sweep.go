//go:build linux

package pgtest

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// claim takes the lock that tells sweep that the folder of a server is in use,
// for as long as this process lives.
func claim(dir string) (unlock func(), err error) {
	// While the lock file exists and is not locked yet, nobody may sweep.
	free, err := lock(filepath.Dir(dir) + ".lock")
	if err != nil {
		return nil, err
	}
	defer free()
	return lock(filepath.Join(dir, lockName))
}

// claimLimit is the time that a process may take from making a folder to the
// start of its guard, which claims it.
const claimLimit = 10 * time.Minute

// sweep removes the folders of servers that have no guard: it was killed, or
// the test was killed before the guard could start.
func sweep() error {
	cache, err := cacheDir()
	if err != nil {
		return err
	}
	free, err := lock(filepath.Join(cache, "run.lock"))
	if err != nil {
		return err
	}
	defer free()
	dirs, err := filepath.Glob(filepath.Join(cache, "run", "*"))
	if err != nil {
		return fmt.Errorf("look for left folders: %w", err)
	}
	for _, dir := range dirs {
		if !abandoned(dir) {
			continue
		}
		if err := os.RemoveAll(dir); err != nil {
			return fmt.Errorf("remove a left folder: %w", err)
		}
	}
	return nil
}

// abandoned tells whether a folder has no guard and will get none.
func abandoned(dir string) bool {
	f, err := os.Open(filepath.Join(dir, lockName))
	if errors.Is(err, os.ErrNotExist) {
		info, err := os.Stat(dir)
		return err == nil && time.Since(info.ModTime()) > claimLimit
	}
	if err != nil {
		return false
	}
	defer f.Close()
	return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil
}
