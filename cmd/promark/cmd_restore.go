package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/pflag"

	"promark/archive"
	"promark/restore"
)

// restoreOptions are the options of "promark restore".
type restoreOptions struct {
	conn       connection
	jobs       *int
	json       bool
	versions   []string
	choice     selectOptions
	engine     restore.Options
	ignored    []string
	createName string
}

const restoreHelp = `promark restore [OPTIONS] ARCHIVE

Makes a database from an archive. ARCHIVE is a file, or - for standard input.
The target (-d) must exist and be empty; with --create, -d names any database
of the server (such as postgres), and the database is made as it was dumped.

The whole archive is checked, and everything that stands in the way is
reported, before the first change. Every failing statement is an error.`

func (o *restoreOptions) addFlags(f *pflag.FlagSet, out *output) {
	o.conn.addFlags(f)
	o.jobs = jobs(f)
	e := &o.engine
	f.BoolVarP(&e.Create, "create", "C", false, "create the database from template0 with encoding, locale and owner as dumped")
	f.StringVar(&e.DatabaseName, "create-as", "", "like --create, under another `name`")
	f.BoolVarP(&e.Clean, "clean", "c", false, "drop what the archive makes before making it; with --create: the database (not from a pipe)")
	f.BoolVar(&e.IfExists, "if-exists", false, "with --clean: what is not there need not be dropped")
	o.choice.addFlags(f)
	f.StringVar(&e.Role, "role", "", "do everything as this `role` (SET ROLE)")
	f.BoolVar(&e.DisableTriggers, "disable-triggers", false, "no trigger or foreign key sees the rows that are loaded (superusers only)")
	addParts(e, f)
	f.BoolVar(&e.NoDatabaseSettings, "no-database-settings", false, "leave out ALTER DATABASE ... SET and its like")
	f.BoolVar(&e.NoAnalyze, "no-analyze", false, "do not gather missing statistics at the end")
	f.BoolVar(&e.NoPrecheck, "no-precheck", false, "do not check all checksums of a file before the first change")
	f.BoolVar(&e.Resume, "resume", false, "go on with a restore of this archive that was cut off, with the same options")
	f.BoolVar(&e.KeepGoing, "keep-going", false, "go on after failing statements, report all, exit with status 3")
	f.BoolVar(&e.AllowNewerServer, "allow-newer-server", false, "accept a server newer than this promark knows")
	f.StringArrayVar(&o.versions, "extension-version", nil, "install `NAME=VERSION` instead of the dumped version (repeatable)")
	f.StringArrayVar(&o.ignored, "accept", nil, "go on in spite of the preflight finding with this `CODE` (repeatable)")
	f.BoolVar(&o.json, "json", false, "print the result as JSON")
	f.BoolVarP(&out.quiet, "quiet", "q", false, "print errors only")
}

func runRestore(ctx context.Context, args []string, out *output) error {
	var o restoreOptions
	flags := newFlags("restore", restoreHelp)
	o.addFlags(flags, out)
	if err := refuse("restore", refusedByRestore(), flags, args); err != nil {
		return err
	}
	if err := parse(flags, args, out); err != nil {
		return err
	}
	if err := o.complete(); err != nil {
		return err
	}
	return withInput(ctx, "restore", flags.Args(), out, func(in *input) error { return o.run(ctx, in, out) })
}

func (o *restoreOptions) run(ctx context.Context, in *input, out *output) (err error) {
	if err := o.openArchive(in); err != nil {
		return in.explain(err)
	}
	if o.engine.Config, err = o.conn.open(ctx, out); err != nil {
		return err
	}
	m := startMeter(out, "restore")
	o.engine.Progress = (&restoreView{out: out, meter: m}).event
	result, err := restore.Run(ctx, o.engine)
	m.close()
	return o.report(in, result, err, out)
}

// complete checks combinations of options and fills in what follows from them.
func (o *restoreOptions) complete() error {
	if o.conn.dbname == "" && !o.engine.Create && o.engine.DatabaseName == "" {
		return usagef("restore: no target: give -d with an existing empty database, or --create")
	}
	if err := checkJobs(*o.jobs); err != nil {
		return err
	}
	if err := o.choice.complete("restore"); err != nil {
		return err
	}
	o.engine.Selection = o.choice.selection
	switch {
	case o.engine.IfExists && !o.engine.Clean:
		return usagef("restore: --if-exists goes with --clean")
	case o.engine.Clean && o.engine.Selection.NoSchema:
		return usagef("restore: --clean drops tables, and rows alone cannot be restored then")
	}
	o.engine.Workers = *o.jobs
	o.engine.Tool = "promark " + version
	o.engine.Create = o.engine.Create || o.engine.DatabaseName != ""
	for _, code := range o.ignored {
		o.engine.Accept = append(o.engine.Accept, restore.Code(code))
	}
	var err error
	o.engine.ExtensionVersions, err = extensionVersions("restore", o.versions)
	return err
}

// extensionVersions takes NAME=VERSION apart.
func extensionVersions(command string, list []string) (map[string]string, error) {
	versions := map[string]string{}
	for _, v := range list {
		name, version, ok := strings.Cut(v, "=")
		if !ok || name == "" || version == "" {
			return nil, usagef("%s: --extension-version wants NAME=VERSION, not %q", command, v)
		}
		versions[name] = version
	}
	return versions, nil
}

func (o *restoreOptions) openArchive(in *input) (err error) {
	if in.file != nil {
		o.engine.File, err = archive.Open(in.file, in.size)
	} else {
		o.engine.Pipe, err = archive.NewPipe(in.pipe)
	}
	return err
}

// restoreReport is the result of a restore as --json prints it.
type restoreReport struct {
	State    string        `json:"state"`
	Database string        `json:"database"`
	Error    string        `json:"error,omitempty"`
	Entries  int           `json:"entries"`
	Before   int           `json:"entries_before"` // restored before the restore was cut off (--resume)
	Rows     int64         `json:"rows"`
	Bytes    int64         `json:"bytes"`
	Seconds  float64       `json:"seconds"`
	Warnings int           `json:"warnings"`
	Findings []findingLine `json:"findings"`
	Failures []string      `json:"failures"`
}

type findingLine struct {
	Severity string `json:"severity"`
	Code     string `json:"code"`
	Text     string `json:"text"`
	Hint     string `json:"hint,omitempty"`
}

// report shows the result. The last line always says in which state the
// target is.
func (o *restoreOptions) report(in *input, r *restore.Result, err error, out *output) error {
	if o.json {
		if jsonErr := out.json(jsonReport(r, err)); jsonErr != nil {
			return jsonErr
		}
	}
	var preflight *restore.PreflightError
	switch {
	case err == nil:
		out.notice("restored database %s: %s%s, %s rows, %s in %s%s", r.Database,
			counted(r.Entries, "entry", "entries"), before(r.Before), count(r.Rows), size(r.Bytes), clock(r.Elapsed), warned(r.WarningCount))
		return nil
	case errors.Is(err, restore.ErrFailures):
		out.line(fmt.Sprintf("promark: %s; %s", counted(len(r.Failures), "statement failed", "statements failed"), r.State))
		return errReported
	case errors.As(err, &preflight):
		out.line("promark: the target is not ready; nothing was changed")
		return errShown
	}
	out.clear()
	return fmt.Errorf("%w\n%s%s", in.explain(err), r.State, warned(r.WarningCount))
}

// before counts what --resume has found done.
func before(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(" (%s before)", count(int64(n)))
}

func warned(n int) string {
	if n == 0 {
		return ""
	}
	return ", " + counted(n, "warning", "warnings") + " from the server"
}

func jsonReport(r *restore.Result, err error) restoreReport {
	j := restoreReport{
		State: r.State.String(), Database: r.Database, Entries: r.Entries, Before: r.Before, Rows: r.Rows, Bytes: r.Bytes,
		Seconds: r.Elapsed.Seconds(), Warnings: r.WarningCount, Findings: []findingLine{}, Failures: []string{},
	}
	if err != nil {
		j.Error = err.Error()
	}
	for _, f := range r.Findings {
		j.Findings = append(j.Findings, findingLine{f.Severity.String(), string(f.Code), f.Text, f.Hint})
	}
	for _, f := range r.Failures {
		j.Failures = append(j.Failures, f.Error())
	}
	return j
}

// restoreView turns the engine's events into progress and messages.
type restoreView struct {
	out   *output
	meter *meter
	shown int // warnings printed
}

// maxWarningLines bounds the warnings that are printed one by one.
const maxWarningLines = 20

func (v *restoreView) event(e restore.Event) {
	switch e := e.(type) {
	case restore.Totals:
		v.meter.update(func(t *tally) { t.total, t.goal, t.countNoun = e.Entries, e.Bytes, "entries" })
	case restore.PhaseStarted:
		v.meter.update(func(t *tally) { t.phase, t.stored, t.storedOf = e.Phase.String(), 0, 0 })
	case restore.Checked:
		v.meter.update(func(t *tally) { t.stored, t.storedOf = e.Done, e.Total })
	case restore.EntryDone:
		v.meter.update(func(t *tally) { t.done++ })
	case restore.Sent:
		v.meter.update(func(t *tally) { t.bytes += e.Bytes })
	case restore.Loaded:
		v.meter.update(func(t *tally) { t.rows += e.Rows })
	case restore.Warned:
		v.warned(e.Warning)
	case restore.Failed:
		v.out.line("promark: " + safe(e.Failure.Error()))
	case restore.Found:
		v.found(e.Finding)
	}
}

func (v *restoreView) warned(w restore.Warning) {
	v.shown++
	switch {
	case v.shown <= maxWarningLines:
		v.out.warn(fmt.Sprintf("the server says: %s (SQLSTATE %s)", w.Message, w.Code))
	case v.shown == maxWarningLines+1:
		v.out.warn("more warnings are counted, not shown")
	}
}

// found shows a finding. Errors are shown even with --quiet.
func (v *restoreView) found(f restore.Finding) {
	text := fmt.Sprintf("promark: %s: %s [%s]", f.Severity, safe(f.Text), f.Code)
	if f.Hint != "" {
		text += "\n  " + strings.ReplaceAll(safe(f.Hint), "\n", "\n  ")
	}
	if f.Severity == restore.Error || !v.out.quiet {
		v.out.line(text)
	}
}
