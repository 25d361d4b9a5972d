//go:build !linux

package main

import "os"

// hidePasswords gives the arguments; only on Linux their memory is known to be the process's command line.
func hidePasswords() []string { return os.Args }
