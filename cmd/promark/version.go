package main

import (
	"context"
	"fmt"
	"runtime"
)

// version is stamped by the linker (-X main.version=...).
var version = "development"

func runVersion(_ context.Context, args []string, out *output) error {
	flags := newFlags("version", "promark version [--json]\n\nShows the version of promark.")
	asJSON := flags.Bool("json", false, "print JSON")
	if err := parse(flags, args, out); err != nil {
		return err
	}
	if *asJSON {
		return out.json(map[string]string{
			"version": version, "go": runtime.Version(), "os": runtime.GOOS, "arch": runtime.GOARCH,
		})
	}
	_, err := fmt.Fprintf(out.out, "promark %s (%s, %s/%s)\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}
