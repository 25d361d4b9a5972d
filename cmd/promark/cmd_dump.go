package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/pflag"

	"promark/archive"
	"promark/catalog"
	"promark/dump"
)

// dumpOptions are the options of "promark dump".
type dumpOptions struct {
	conn        connection
	jobs        *int
	file        string
	json        bool
	compress    string
	lockTimeout time.Duration
	filter      filterOptions
	engine      dump.Options
	format      string
	script      scriptOptions // of -F plain
}

const dumpHelp = `promark dump [OPTIONS]

Writes a consistent snapshot of a database into one archive: to the file of -f,
which appears under its name only when it is whole, or to standard output,
which must not be a terminal. With -F plain it writes SQL for psql instead, as
"promark script" would make of the archive.`

func (o *dumpOptions) addFlags(f *pflag.FlagSet, out *output) {
	o.conn.addFlags(f)
	f.StringVarP(&o.file, "file", "f", "", "archive `file`; - or no -f: standard output")
	f.StringVarP(&o.format, "format", "F", "custom", "c, custom: an archive; p, plain: SQL for psql")
	o.jobs = jobs(f)
	f.StringVarP(&o.compress, "compress", "Z", "3", "compression `level`: 0 none, 1 fastest, 9 smallest")
	f.DurationVar(&o.lockTimeout, "lock-wait-timeout", 0, "give up when a table's lock cannot be had within this `time`, such as 30s")
	f.IntVar(&o.engine.LockBudget, "lock-budget", 0, "lock at most this `number` of relations at a time, where the server has no room for more")
	f.BoolVar(&o.engine.PauseJobs, "pause-jobs", false, "postpone the jobs of TimescaleDB, by at most 20 minutes, while the dump runs")
	f.DurationVar(&o.engine.PauseJobsWait, "pause-jobs-wait", 10*time.Minute, "with --pause-jobs: how long to wait for jobs that run; 0: not at all")
	f.BoolVar(&o.engine.SerializableDeferrable, "serializable-deferrable", false, "wait for a snapshot that no anomaly can touch")
	f.BoolVar(&o.engine.Roles, "roles", false, "with the roles that objects name, and memberships; never passwords")
	f.BoolVar(&o.engine.RolesOnly, "roles-only", false, "these roles and nothing else")
	f.BoolVar(&o.engine.NoStatistics, "no-statistics", false, "leave out the planner's statistics")
	f.BoolVar(&o.engine.AllowNewer, "allow-newer-server", false, "accept a server newer than this promark knows")
	o.filter.addFlags(f)
	f.StringVar(&o.engine.Role, "role", "", "read everything as this `role` (SET ROLE)")
	f.BoolVar(&o.json, "json", false, "print the result as JSON (needs -f)")
	f.BoolVarP(&out.quiet, "quiet", "q", false, "print errors only")
	o.script.addFlags(f)
	for _, name := range scriptFlags() {
		f.Lookup(name).Usage = "-F plain: " + f.Lookup(name).Usage
	}
}

func runDump(ctx context.Context, args []string, out *output) error {
	var o dumpOptions
	flags := newFlags("dump", dumpHelp)
	o.addFlags(flags, out)
	if err := refuse("dump", refusedByDump(), flags, args); err != nil {
		return err
	}
	if err := parse(flags, args, out); err != nil {
		return err
	}
	if err := o.complete(flags.Args(), out); err != nil {
		return err
	}
	if err := o.filter.complete("dump"); err != nil {
		return err
	}
	o.engine.Filter, o.engine.FilterText = o.filter.filter, o.filter.text(flags)
	if flags.Changed("pause-jobs-wait") && !o.engine.PauseJobs {
		return usagef("dump: --pause-jobs-wait goes with --pause-jobs")
	}
	if err := o.completeFormat(flags); err != nil {
		return err
	}
	var err error
	if o.engine.Config, err = o.conn.open(ctx, out); err != nil {
		return err
	}
	if o.plain() {
		return o.runPlain(ctx, out)
	}
	return writeTo(ctx, o.file, out, func(w io.Writer, commit func() error) error {
		o.engine.Output, o.engine.Commit = w, commit
		return o.run(ctx, out)
	})
}

// complete checks the options and fills in what follows from them.
func (o *dumpOptions) complete(rest []string, out *output) error {
	if len(rest) > 1 || len(rest) == 1 && o.conn.dbname != "" {
		return usagef("dump: too many arguments: %q", rest)
	}
	if len(rest) == 1 {
		o.conn.dbname = rest[0]
	}
	if o.file == "-" {
		o.file = ""
	}
	switch {
	case o.file == "" && out.outIsTerminal && !o.plain():
		return usagef("dump: an archive is not written to a terminal: give -f FILE, or send it through a pipe")
	case o.file == "" && o.json:
		return usagef("dump: --json needs -f, since standard output carries the archive")
	case o.lockTimeout < 0:
		return usagef("dump: --lock-wait-timeout must not be negative")
	case o.engine.LockBudget < 0:
		return usagef("dump: --lock-budget must not be negative")
	case o.engine.PauseJobsWait < 0:
		return usagef("dump: --pause-jobs-wait must not be negative")
	}
	var err error
	if o.engine.Level, err = compressLevel(o.compress); err != nil {
		return err
	}
	o.engine.Workers, o.engine.LockTimeout = *o.jobs, o.lockTimeout
	o.engine.Tool = "promark " + version
	return checkJobs(*o.jobs)
}

// dumpReport is the result of a dump as --json prints it.
type dumpReport struct {
	File      string   `json:"file"`
	Database  string   `json:"database"`
	Entries   int      `json:"entries"`
	Relations int      `json:"relations"`
	Rows      int64    `json:"rows"`
	Raw       int64    `json:"raw_bytes"`
	Bytes     int64    `json:"archive_bytes"`
	Seconds   float64  `json:"seconds"`
	Restarts  int      `json:"restarts"`
	Warnings  []string `json:"warnings"`
}

func (o *dumpOptions) run(ctx context.Context, out *output) error {
	m := startMeter(out, "dump")
	o.engine.Progress = (&dumpView{out: out, meter: m}).event
	start := time.Now()
	r, err := dump.Run(ctx, o.engine)
	m.close()
	if err != nil {
		return fmt.Errorf("dump of database %s: %w%s%s", o.engine.Config.Database, err, o.budgetAdvice(err), o.nothingLeft(err))
	}
	took := time.Since(start)
	if o.json {
		return out.json(dumpReport{
			File: o.file, Database: r.Database, Entries: r.Entries, Relations: r.Relations, Rows: r.Rows,
			Raw: r.RawBytes, Bytes: r.Bytes, Seconds: took.Seconds(), Restarts: r.Restarts,
			Warnings: append([]string{}, r.Warnings...),
		})
	}
	out.notice("dumped database %s: %s, %s rows, %s of rows in %s (%s to 1) in %s", r.Database,
		counted(r.Relations, "relation", "relations"), count(r.Rows), size(r.RawBytes), size(r.Bytes),
		ratio(r.RawBytes, r.Bytes), clock(took))
	return nil
}

// budgetAdvice says what helps against changes that no lock has kept away.
func (o *dumpOptions) budgetAdvice(err error) string {
	if o.engine.LockBudget == 0 || !errors.Is(err, catalog.ErrChanged) {
		return ""
	}
	advice := "\nwith --lock-budget tables are not locked before their turn: dump again when nobody changes them"
	if !o.engine.PauseJobs {
		advice += "; --pause-jobs keeps TimescaleDB's jobs from it"
	}
	return advice
}

// nothingLeft says what became of the output of a failed dump.
func (o *dumpOptions) nothingLeft(err error) string {
	switch {
	case o.file == "":
		return "\nwhat was written to standard output is not a whole archive"
	case errors.Is(err, archive.ErrNotDurable):
		return ""
	}
	return "\nno archive was written to " + o.file
}

// dumpView turns the engine's events into progress and messages.
type dumpView struct {
	out   *output
	meter *meter
}

func (v *dumpView) event(e dump.Event) {
	switch e := e.(type) {
	case dump.PhaseStarted:
		v.meter.update(func(t *tally) { t.phase = e.Phase.String() })
	case dump.Planned:
		v.meter.update(func(t *tally) { t.total, t.goal, t.countNoun = e.Relations, e.Bytes, "relations" })
	case dump.Copied:
		v.meter.update(func(t *tally) { t.done, t.rows, t.bytes, t.stored = e.Relations, e.Rows, e.Bytes, e.Stored })
	default:
		tell(v.out, e)
	}
}

// tell prints events that are messages.
func tell(out *output, e dump.Event) {
	switch e := e.(type) {
	case dump.Warned:
		out.warn(e.Text)
	case dump.Restarted:
		out.notice("the database changed while it was read, starting again: %v", e.Reason)
	case dump.JobsPostponed:
		out.notice("postponed jobs: %s", e.Jobs)
	case dump.JobsRunning:
		out.notice("waiting up to %s for running jobs: %s", clock(e.Left), e.Jobs)
	}
}
