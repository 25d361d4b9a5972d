package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"promark/archive"
)

// writeTo has something written to a file, which has its name once commit was called and is gone if write
// fails; or, without a commit, to what cannot be replaced: to standard output, if there is no file, and to a
// device or a named pipe of that name. (A file in the place of /dev/null would break the machine.)
func writeTo(ctx context.Context, file string, out *output, write func(w io.Writer, commit func() error) error) error {
	if file == "" {
		return write(&waitingWriter{ctx: ctx, w: out.out}, nil)
	}
	path, special, err := destination(file)
	if err != nil {
		return err
	}
	if special {
		return writeInto(ctx, path, write)
	}
	f, err := archive.CreateFile(out.files, path)
	if err != nil {
		return err
	}
	if err := write(f, f.Commit); err != nil {
		return errors.Join(err, f.Abort())
	}
	return nil
}

// destination looks at what is there under the name of an output. Of a symbolic link it is the file behind it
// that is written: the link stays.
func destination(file string) (path string, special bool, err error) {
	info, err := os.Stat(file)
	_, link := os.Lstat(file)
	switch {
	case errors.Is(err, os.ErrNotExist) && link == nil:
		return "", false, fmt.Errorf("the output %s is a symbolic link that leads nowhere", file)
	case errors.Is(err, os.ErrNotExist):
		return file, false, nil
	case err != nil:
		return "", false, fmt.Errorf("look at the output: %w", err)
	case info.IsDir():
		return "", false, fmt.Errorf("the output %s is a directory: give the name of a file in it", file)
	case !info.Mode().IsRegular():
		return file, true, nil
	}
	path, err = filepath.EvalSymlinks(file)
	return path, false, err
}

// writeInto writes to a device or a named pipe. Opening a pipe waits for its reader.
func writeInto(ctx context.Context, path string, write func(w io.Writer, commit func() error) error) error {
	var f *os.File
	_, err := apart(ctx, func() (n int, err error) {
		f, err = os.OpenFile(path, os.O_WRONLY, 0)
		return 0, err
	})
	if err != nil {
		return fmt.Errorf("open the output %s: %w", path, err)
	}
	err = write(&waitingWriter{ctx: ctx, w: f}, nil)
	if closed := f.Close(); err == nil && closed != nil {
		err = fmt.Errorf("close the output %s: %w", path, closed)
	}
	return err
}
