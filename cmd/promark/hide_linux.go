package main

import (
	"os"
	"strings"
	"unsafe"
)

// hidePasswords overwrites passwords in the process's command line, which everybody on the machine can read, and
// gives the arguments as they were. Go's strings of arguments are the kernel's own memory.
func hidePasswords() []string {
	args := make([]string, len(os.Args))
	for i, arg := range os.Args {
		args[i] = strings.Clone(arg)
		if memory := unsafe.Slice(unsafe.StringData(arg), len(arg)); len(arg) > 0 {
			for _, span := range passwordsIn(args[i]) {
				for j := span[0]; j < span[1]; j++ {
					memory[j] = 'x'
				}
			}
		}
	}
	return args
}
