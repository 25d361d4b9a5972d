package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"promark/archive"
)

// input is an opened archive: a file that can be read anywhere, or a pipe.
type input struct {
	name string
	file *os.File // nil for a pipe
	size int64
	pipe io.Reader
}

// openInput opens an archive by its name on the command line; "-" is
// standard input. A named pipe or a device is read like standard input.
func openInput(ctx context.Context, name string, out *output) (*input, error) {
	if name == "-" {
		if out.inIsTerminal {
			return nil, usagef("an archive is not read from a terminal: give a file name, or send it through a pipe")
		}
		return &input{name: "standard input", pipe: &waitingReader{ctx: ctx, r: out.in}}, nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("open archive: %w", err)
	}
	info, err := f.Stat()
	switch {
	case err != nil:
		return nil, errors.Join(fmt.Errorf("open archive %s: %w", name, err), f.Close())
	case info.IsDir():
		return nil, errors.Join(fmt.Errorf("open archive %s: it is a directory", name), f.Close())
	case !info.Mode().IsRegular():
		return &input{name: name, pipe: &waitingReader{ctx: ctx, r: f}}, nil
	}
	return &input{name: name, file: f, size: info.Size()}, nil
}

func (in *input) close() error {
	if in.file != nil {
		return in.file.Close()
	}
	return nil
}

// explain adds to an error about an archive what it means for the user.
func (in *input) explain(err error) error {
	hint := ""
	switch {
	case err == nil:
		return nil
	case errors.Is(err, archive.ErrNotArchive):
		hint = "\nit was not written by \"promark dump\""
	case errors.Is(err, archive.ErrVersion):
		hint = "\nuse a newer promark"
	case errors.Is(err, archive.ErrTruncated):
		hint = "\nthe end is missing: the dump did not finish, or the copy is incomplete; \"promark salvage\" saves what is whole"
	case errors.Is(err, archive.ErrChecksum):
		hint = "\nthe archive is damaged; \"promark verify\" says which relations are concerned, \"promark salvage\" saves the others"
	}
	return fmt.Errorf("%s: %w%s", in.name, err, hint)
}

// withInput opens the one archive that a command's arguments name, does
// something with it and closes it.
func withInput(ctx context.Context, command string, args []string, out *output, do func(*input) error) error {
	name, err := oneArchive(command, args)
	if err != nil {
		return err
	}
	in, err := openInput(ctx, name, out)
	if err != nil {
		return err
	}
	return errors.Join(do(in), in.close())
}

// oneArchive takes the single argument of a command that reads an archive.
func oneArchive(command string, args []string) (string, error) {
	switch len(args) {
	case 0:
		return "", usagef("%s: no archive given (a file name, or - for standard input)", command)
	case 1:
		return args[0], nil
	}
	return "", usagef("%s: more than one archive given: %q", command, args)
}
