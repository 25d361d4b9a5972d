//go:build linux

package pgtest

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// CacheVariable names the environment variable that says where downloads,
// prepared data directories and running servers live.
const CacheVariable = "PROMARK_TEST_CACHE"

// cacheDir gives the cache folder and makes it if needed. Root has its own
// place outside its home, since the servers run as another user, who may not
// look into root's home.
func cacheDir() (string, error) {
	dir := os.Getenv(CacheVariable)
	switch {
	case dir != "":
	case os.Geteuid() == 0:
		dir = "/var/cache/promark-test"
	default:
		base, err := os.UserCacheDir()
		if err != nil {
			return "", fmt.Errorf("find a cache folder (or set %s): %w", CacheVariable, err)
		}
		dir = filepath.Join(base, "promark-test")
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("find the cache folder: %w", err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", fmt.Errorf("make the cache folder: %w", err)
	}
	return dir, reachable(dir)
}

// reachable reports the first parent of dir that the servers' user may not pass.
func reachable(dir string) error {
	if os.Geteuid() != 0 {
		return nil
	}
	for d := dir; ; d = filepath.Dir(d) {
		info, err := os.Stat(d)
		if err != nil {
			return fmt.Errorf("check the cache folder: %w", err)
		}
		if info.Mode()&0o001 == 0 {
			return fmt.Errorf("the cache folder %s is closed to other users at %s, and the servers "+
				"do not run as root: set %s to another place", dir, d, CacheVariable)
		}
		if d == "/" {
			return nil
		}
	}
}

// cached gives the path of a part of the cache, and makes the part when it is
// not there yet: fill gets an empty folder, which bears the final name only
// after fill has succeeded. Of several processes one fills, the others wait.
func cached(name string, fill func(dir string) error) (string, error) {
	cache, err := cacheDir()
	if err != nil {
		return "", err
	}
	final := filepath.Join(cache, name)
	if exists(final) {
		return final, nil
	}
	unlock, err := lock(final + ".lock")
	if err != nil {
		return "", err
	}
	defer unlock()
	if exists(final) {
		return final, nil
	}
	part := final + ".part"
	if err := os.RemoveAll(part); err != nil {
		return "", fmt.Errorf("remove an unfinished %s: %w", name, err)
	}
	if err := os.MkdirAll(part, 0o755); err != nil {
		return "", fmt.Errorf("make %s: %w", name, err)
	}
	if err := fill(part); err != nil {
		return "", errors.Join(fmt.Errorf("prepare %s: %w", name, err), os.RemoveAll(part))
	}
	if err := os.Rename(part, final); err != nil {
		return "", fmt.Errorf("finish %s: %w", name, err)
	}
	return final, nil
}

// lock waits for the lock file and holds it until unlock is called or the
// process ends.
func lock(path string) (unlock func(), err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, fmt.Errorf("make the folder of %s: %w", path, err)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, fmt.Errorf("open the lock file: %w", err)
	}
	for {
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX)
		if err == nil {
			return func() { f.Close() }, nil
		}
		if !errors.Is(err, syscall.EINTR) {
			f.Close()
			return nil, fmt.Errorf("lock %s: %w", path, err)
		}
	}
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
