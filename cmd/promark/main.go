// Command promark backs up and restores Promscale, TimescaleDB and PostgreSQL
// databases without PostgreSQL client tools.
//
// This package is the terminal: flags in, progress and exit status out. It
// holds no SQL and no byte layout. Every subcommand is an options struct, its
// flags and a run function; what is printed, and where, is in output.go; the
// exit statuses are in exit.go.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
)

func main() {
	boundMemory()
	ctx, stop := interruptible(context.Background())
	status := run(ctx, hidePasswords()[1:], standardOutput())
	stop()
	os.Exit(status)
}

// memoryGoal is what the collector keeps the process below, as long as what is in use fits: it then works
// more often. 100,000 tables with their indexes need about 400 MiB.
const memoryGoal = 448 << 20

// heapGrowth is by how many percent the heap may grow before it is collected. Most of it are the buffers of
// workers, which stay: with Go's 100 a dump takes a fifth more memory, and no less time (measured).
const heapGrowth = 50

func boundMemory() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(heapGrowth)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryGoal)
	}
}

// interruptible gives a context that SIGINT and SIGTERM cancel. A second
// signal ends the process at once.
func interruptible(ctx context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		s, ok := <-signals
		if !ok {
			return
		}
		cancel(errInterrupted{s})
		if _, again := <-signals; again {
			os.Exit(statusInterrupted)
		}
	}()
	return ctx, func() {
		signal.Stop(signals)
		close(signals)
		cancel(nil)
	}
}

// command is one subcommand.
type command struct {
	name    string
	summary string
	run     func(ctx context.Context, args []string, out *output) error
}

// commands in the order of the help text.
func commands() []command {
	return []command{
		{"dump", "write a database into an archive", runDump},
		{"restore", "make a database from an archive", runRestore},
		{"list", "show what an archive holds", runList},
		{"script", "write an archive as SQL for psql", runScript},
		{"verify", "check every byte of an archive", runVerify},
		{"salvage", "save what is whole of a damaged archive", runSalvage},
		{"compare", "say where two databases differ", runCompare},
		{"repair", "put a database right that a restore left behind", runRepair},
		{"version", "show the version of promark", runVersion},
	}
}

// run executes the command line and gives the exit status.
func run(ctx context.Context, args []string, out *output) int {
	if len(args) == 0 {
		printUsage(out.err)
		return statusUsage
	}
	switch args[0] {
	case "-h", "--help", "help", "-?":
		return runHelp(ctx, args[1:], out)
	case "--version", "-V":
		args[0] = "version"
	}
	for _, c := range commands() {
		if c.name == args[0] {
			return out.finish(ctx, c.run(ctx, args[1:], out))
		}
	}
	fmt.Fprintf(out.err, "promark: no such command: %s%s\n", args[0], didYouMean(args[0]))
	fmt.Fprintln(out.err, "Try \"promark --help\".")
	return statusUsage
}

// runHelp answers "promark help [command]".
func runHelp(ctx context.Context, args []string, out *output) int {
	if len(args) == 1 {
		return run(ctx, []string{args[0], "--help"}, out)
	}
	printUsage(out.out)
	return statusWhole
}

func printUsage(w io.Writer) {
	fmt.Fprint(w, `promark backs up and restores Promscale, TimescaleDB and PostgreSQL databases.
It needs no PostgreSQL client tools.

Usage:
  promark COMMAND [OPTIONS] [ARGUMENT]

Commands:
`)
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-9s %s\n", c.name, c.summary)
	}
	fmt.Fprint(w, `
Examples:
  promark dump -d metrics -f metrics.promark
  promark restore -d postgres --create metrics.promark
  promark dump -d "postgres://db1/metrics" -j 4 | promark restore -d "postgres://db2/metrics" -

"promark COMMAND --help" shows the options of a command.
Exit status: 0 whole, 1 failed, 2 wrong usage, 3 finished with reported errors, 130 interrupted.
`)
}

// didYouMean suggests a command that begins alike.
func didYouMean(name string) string {
	for _, c := range commands() {
		if len(name) > 0 && name[0] == c.name[0] {
			return fmt.Sprintf(" (did you mean %q?)", c.name)
		}
	}
	return ""
}
