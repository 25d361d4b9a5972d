package main

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/spf13/pflag"

	"promark/archive"
	"promark/dump"
)

// compareOptions are the options of "promark compare", and of "promark verify
// --against".
type compareOptions struct {
	engine     dump.CompareOptions
	jobs       *int
	noPassword bool
	verbose    bool
	without    [partsWithout]bool
	schemaOnly bool
	dataOnly   bool
}

// partsWithout is the number of options that leave parts of definitions out.
const partsWithout = 6

// withoutParts are these options, in the order of their flags.
var withoutParts = [partsWithout]struct {
	name, letter, usage string
	parts               []archive.Part
}{
	{"no-owner", "O", "do not compare who owns what", []archive.Part{archive.PartOwner}},
	{"no-privileges", "x", "do not compare privileges", []archive.Part{archive.PartPrivilege}},
	{"no-comments", "", "do not compare comments", []archive.Part{archive.PartComment}},
	{"no-security-labels", "", "do not compare security labels", []archive.Part{archive.PartLabel}},
	{"no-tablespaces", "", "do not compare in which tablespace things are", []archive.Part{archive.PartTablespace}},
	{"no-table-access-method", "", "do not compare table access methods", []archive.Part{archive.PartAccessMethod}},
}

func (o *compareOptions) addFlags(f *pflag.FlagSet) {
	o.jobs = jobs(f)
	f.BoolVarP(&o.noPassword, "no-password", "w", false, "never ask for a password")
	f.StringVar(&o.engine.Role, "role", "", "read everything as this `role` (SET ROLE)")
	f.DurationVar(&o.engine.LockTimeout, "lock-wait-timeout", 0, "give up when a table's lock cannot be had within this `time`, such as 30s")
	f.IntVar(&o.engine.LockBudget, "lock-budget", 0, "lock at most this `number` of relations at a time, where the server has no room for more")
	f.BoolVar(&o.engine.AllowNewer, "allow-newer-server", false, "accept a server newer than this promark knows")
	f.BoolVarP(&o.dataOnly, "data-only", "a", false, "compare rows and values of sequences, not definitions")
	f.BoolVarP(&o.schemaOnly, "schema-only", "s", false, "compare definitions, not rows and values of sequences")
	for i, w := range withoutParts {
		f.BoolVarP(&o.without[i], w.name, w.letter, false, w.usage)
	}
	f.IntVar(&o.engine.FindRows, "find-rows", 0, "show up to this `number` of rows that only one side has, of each relation that differs: reads it two more times")
	f.BoolVarP(&o.verbose, "verbose", "v", false, "show what is equal, and what was not compared, too")
}

// maxFindRows bounds --find-rows: the rows that it chooses from are kept in memory.
const maxFindRows = 1000

func (o *compareOptions) complete(command string) error {
	if err := checkJobs(*o.jobs); err != nil {
		return err
	}
	switch {
	case o.engine.LockTimeout < 0:
		return usagef("%s: --lock-wait-timeout must not be negative", command)
	case o.engine.FindRows < 0 || o.engine.FindRows > maxFindRows:
		return usagef("%s: --find-rows must be from 0 to %d", command, maxFindRows)
	case o.engine.LockBudget < 0:
		return usagef("%s: --lock-budget must not be negative", command)
	}
	e := &o.engine
	e.Workers, e.NoRows, e.NoDefinitions = *o.jobs, o.schemaOnly, o.dataOnly
	for i, w := range withoutParts {
		if o.without[i] {
			e.Without = append(e.Without, w.parts...)
		}
	}
	return leavesSomething(command, o.schemaOnly, o.dataOnly)
}

// connect opens a connection that is named by one argument.
func (o *compareOptions) connect(ctx context.Context, name string, out *output) (*pgx.ConnConfig, error) {
	c := connection{dbname: name, noPassword: o.noPassword}
	return c.open(ctx, out)
}

func runCompare(ctx context.Context, args []string, out *output) error {
	var o compareOptions
	flags := newFlags("compare", `promark compare [OPTIONS] SOURCE TARGET

Reads two databases, each in one consistent snapshot, and says where they
differ: rows of every table, bit for bit, values of sequences, large objects,
and definitions, between major versions by name. It changes nothing. SOURCE and
TARGET are names of databases, connection URIs or keyword strings.
Exit status: 0 equal, 1 different or failed.`)
	o.addFlags(flags)
	asJSON := flags.Bool("json", false, "print JSON")
	flags.BoolVarP(&out.quiet, "quiet", "q", false, "print nothing about what is equal")
	var filter filterOptions
	filter.addChoice(flags, "compare")
	if err := parse(flags, args, out); err != nil {
		return err
	}
	if flags.NArg() != 2 {
		return usagef("compare: SOURCE and TARGET are needed, not %q", flags.Args())
	}
	if err := o.complete("compare"); err != nil {
		return err
	}
	if err := filter.complete("compare"); err != nil {
		return err
	}
	o.engine.Filter = filter.filter
	var err error
	if o.engine.Source, err = o.connect(ctx, flags.Arg(0), out); err != nil {
		return err
	}
	if o.engine.Target, err = o.connect(ctx, flags.Arg(1), out); err != nil {
		return err
	}
	r, err := o.run(ctx, out, "compare")
	if err != nil {
		return err
	}
	r.First, r.Second = o.engine.Source.Database, o.engine.Target.Database
	if *asJSON {
		err = out.json(r)
	} else {
		r.print(out, o.verbose)
	}
	if err == nil && !r.Equal {
		err = errShown
	}
	return err
}

// run compares. An error means that nothing could be said.
func (o *compareOptions) run(ctx context.Context, out *output, command string) (*comparison, error) {
	m := startMeter(out, command)
	o.engine.Progress = (&dumpView{out: out, meter: m}).event
	start := time.Now()
	r, err := dump.Compare(ctx, o.engine)
	m.close()
	if err != nil {
		return nil, fmt.Errorf("compare: %w", err)
	}
	c := newComparison(r, o.verbose)
	c.Seconds = time.Since(start).Seconds()
	return c, nil
}
