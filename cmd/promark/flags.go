package main

import (
	"errors"
	"fmt"
	"runtime"

	"github.com/spf13/pflag"
)

// newFlags gives the flag set of a command. Its usage text starts with help.
func newFlags(name, help string) *pflag.FlagSet {
	f := pflag.NewFlagSet(name, pflag.ContinueOnError)
	f.SortFlags = false
	f.Usage = func() {}
	f.SetInterspersed(true)
	f.Bool("help", false, "show this help")
	f.SetAnnotation("help", "text", []string{help})
	return f
}

// parse parses args. It answers --help itself, with pflag.ErrHelp, and turns
// every other complaint into a usage error.
func parse(f *pflag.FlagSet, args []string, out *output) error {
	err := f.Parse(args)
	help, _ := f.GetBool("help")
	if help || errors.Is(err, pflag.ErrHelp) {
		text := f.Lookup("help").Annotations["text"][0]
		f.VisitAll(func(flag *pflag.Flag) {
			if flag.Value.Type() == "bool" {
				flag.Value = helpSwitch{flag.Value}
			}
		})
		fmt.Fprintf(out.out, "Usage: %s\n\nOptions:\n%s", text, f.FlagUsages())
		return pflag.ErrHelp
	}
	if err != nil {
		return usagef("%s: %v", f.Name(), err)
	}
	return nil
}

// helpSwitch is a boolean flag in a help text, where pflag would write "[=true|false]" behind each.
type helpSwitch struct{ pflag.Value }

// Type gives a type of which the help shows no value.
func (helpSwitch) Type() string { return "boolfunc" }

// jobs adds -j. The default is one worker per processor, at most four: more
// rarely helps a server that also has to do the work.
func jobs(f *pflag.FlagSet) *int {
	return f.IntP("jobs", "j", min(runtime.NumCPU(), 4), "number of parallel workers, each with a connection of its own")
}

func checkJobs(n int) error {
	if n < 1 || n > maxJobs {
		return usagef("--jobs must be from 1 to %d", maxJobs)
	}
	return nil
}

// maxJobs bounds -j: beyond it a typing error is likelier than a machine.
const maxJobs = 256
