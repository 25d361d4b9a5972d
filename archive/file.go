package archive

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
)

// FileSystem is what File needs of a file system.
type FileSystem interface {
	// Create makes a new file that only its owner can read; it fails if there is one.
	Create(path string) (Handle, error)
	// Rename moves a file, replacing one that is there.
	Rename(from, to string) error
	Remove(path string) error
	// SyncFolder makes the names in a folder durable.
	SyncFolder(path string) error
}

// Handle is an open file.
type Handle interface {
	io.WriteCloser
	Sync() error
}

// File is a file that appears under its name only when it is whole. Until Commit it has a temporary
// name in the same folder.
type File struct {
	fs         FileSystem
	h          Handle
	path, temp string
	err        error // sticky
	done       bool  // committed or aborted
}

// CreateFile makes the temporary file; fs nil means the operating system's files.
func CreateFile(fs FileSystem, path string) (*File, error) {
	if fs == nil {
		fs = osFiles{}
	}
	var name [8]byte
	rand.Read(name[:])
	f := &File{fs: fs, path: path,
		temp: filepath.Join(filepath.Dir(path), ".promark-"+hex.EncodeToString(name[:])+".partial")}
	var err error
	if f.h, err = fs.Create(f.temp); err != nil {
		return nil, fmt.Errorf("create %s: %w", f.temp, err)
	}
	return f, nil
}

// Name is the final name.
func (f *File) Name() string { return f.path }

// Write writes to the temporary file.
func (f *File) Write(p []byte) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	if f.done {
		return 0, fmt.Errorf("write %s: %w", f.path, os.ErrClosed)
	}
	n, err := f.h.Write(p)
	if err == nil && n != len(p) {
		err = io.ErrShortWrite
	}
	if err != nil {
		f.err = fmt.Errorf("write %s: %w", f.path, err)
	}
	return n, f.err
}

// ErrNotDurable is what Commit says, with the reason, if it could do all but the last step: the file is whole
// and has its name. It is not removed then, since what had the name before is gone already.
var ErrNotDurable = errors.New("the file is whole and in its place, but may not be there any more if the machine fails now")

// Commit makes the content durable, gives the file its name and makes that durable too. If anything
// fails, no file of ours is left under either name, unless the error is ErrNotDurable.
func (f *File) Commit() error {
	if f.done {
		return fmt.Errorf("commit %s: %w", f.path, os.ErrClosed)
	}
	if f.err != nil {
		return errors.Join(f.err, f.Abort())
	}
	f.done = true
	err := f.h.Sync()
	err = errors.Join(err, f.h.Close())
	if err != nil {
		return f.undo(f.temp, fmt.Errorf("sync %s: %w", f.path, err))
	}
	if err := f.fs.Rename(f.temp, f.path); err != nil {
		return f.undo(f.temp, fmt.Errorf("rename %s to %s: %w", f.temp, f.path, err))
	}
	if err := f.fs.SyncFolder(filepath.Dir(f.path)); err != nil {
		return fmt.Errorf("sync the folder of %s: %w: %w", f.path, err, ErrNotDurable)
	}
	return nil
}

// Abort removes the temporary file. After Commit it does nothing.
func (f *File) Abort() error {
	if f.done {
		return nil
	}
	f.done = true
	return f.undo(f.temp, f.h.Close())
}

func (f *File) undo(path string, err error) error {
	if e := f.fs.Remove(path); e != nil && !errors.Is(e, os.ErrNotExist) {
		err = errors.Join(err, fmt.Errorf("remove %s: %w", path, e))
	}
	return err
}

// osFiles are the operating system's files.
type osFiles struct{}

func (osFiles) Create(path string) (Handle, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err // a nil *os.File would be a Handle that is not nil
	}
	return f, nil
}

func (osFiles) Rename(from, to string) error { return os.Rename(from, to) }
func (osFiles) Remove(path string) error     { return os.Remove(path) }

// SyncFolder does nothing on Windows, which cannot open folders for this and does not need it.
func (osFiles) SyncFolder(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
