package main

import (
	"context"
	"fmt"
	"strings"

	"promark/restore"
)

// repairOptions are the options of "promark repair".
type repairOptions struct {
	conn   connection
	json   bool
	engine restore.RepairOptions
}

const repairHelp = `promark repair [OPTIONS]

Looks at a database that a restore has left behind, promark's or any other, and
puts right what can be put right without the archive: TimescaleDB's restoring
mode that was not ended, its job scheduler that does not run, triggers and
owners of chunks, calls in the wrong order. Says what it finds and what it does.
Where rows are missing, it says that the database must be dropped, and why, and
changes nothing. In a healthy database it changes nothing.

Exit status: 0 healthy or repaired, 1 something is left that it could not put
right, 2 wrong usage.`

func runRepair(ctx context.Context, args []string, out *output) error {
	var o repairOptions
	flags := newFlags("repair", repairHelp)
	o.conn.addFlags(flags)
	flags.BoolVar(&o.engine.DryRun, "dry-run", false, "find only, change nothing")
	flags.StringVar(&o.engine.Role, "role", "", "do everything as this `role` (SET ROLE)")
	flags.BoolVar(&o.json, "json", false, "print the result as JSON")
	flags.BoolVarP(&out.quiet, "quiet", "q", false, "print errors only")
	if err := parse(flags, args, out); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return usagef("repair: too many arguments: %s", strings.Join(flags.Args(), " "))
	}
	if o.conn.dbname == "" {
		return usagef("repair: no database: give -d")
	}
	return o.run(ctx, out)
}

func (o *repairOptions) run(ctx context.Context, out *output) (err error) {
	if o.engine.Config, err = o.conn.open(ctx, out); err != nil {
		return err
	}
	view := &repairView{out: out, silent: o.json || out.quiet, dryRun: o.engine.DryRun}
	o.engine.Progress = view.event
	result, err := restore.Repair(ctx, o.engine)
	if o.json {
		if jsonErr := out.json(repairJSON(result, err)); jsonErr != nil {
			return jsonErr
		}
	}
	if err != nil {
		return fmt.Errorf("repair: %w", err)
	}
	if !o.json {
		view.verdict(result)
	}
	if result.Verdict != restore.Healthy && result.Verdict != restore.Repaired {
		return errShown
	}
	return nil
}

// repairView prints what is found and done as it happens.
type repairView struct {
	out    *output
	silent bool
	dryRun bool
	shown  restoreView // warnings of the server
}

func (v *repairView) event(e restore.Event) {
	switch e := e.(type) {
	case restore.Troubled:
		v.print("found [%s]: %s", e.Trouble.Code, e.Trouble.Text)
		if v.dryRun && e.Trouble.Remedy != "" {
			v.print("would: %s", e.Trouble.Remedy)
		}
	case restore.Remedied:
		v.print("done: %s", e.Text)
	case restore.Warned:
		v.shown.out = v.out
		v.shown.warned(e.Warning)
	}
}

func (v *repairView) print(format string, args ...any) {
	if !v.silent {
		fmt.Fprintln(v.out.out, safe(fmt.Sprintf(format, args...)))
	}
}

// verdict prints the end: notes, what is left, and what that means.
func (v *repairView) verdict(r *restore.RepairResult) {
	for _, note := range r.Notes {
		v.print("note: %s", note)
	}
	v.left(r.Left)
	name := oneLine(r.Database)
	switch r.Verdict {
	case restore.Healthy:
		v.print("database %s is healthy: nothing was changed (looked at: %s)", name, looked(r))
	case restore.Repaired:
		v.print("database %s is repaired", name)
	case restore.Repairable:
		v.print("database %s can be repaired; nothing was changed", name)
	case restore.Resumable:
		v.out.line(fmt.Sprintf("promark: database %s is not whole, and its restore can go on; nothing was changed", name))
	case restore.Lost:
		v.out.line(fmt.Sprintf("promark: database %s must be dropped, and the restore done again: rows are missing; nothing was changed", name))
	default:
		v.out.line(fmt.Sprintf("promark: database %s: %s left that promark cannot put right", name,
			counted(len(r.Left), "trouble is", "troubles are")))
	}
}

// left prints, even with --quiet, what is wrong in the end and what to do about it.
func (v *repairView) left(troubles []restore.Trouble) {
	for _, t := range troubles {
		if v.dryRun && t.Remedy != "" {
			continue
		}
		text := ""
		if v.silent { // nobody has seen what was found
			text = ": " + safe(t.Text)
		}
		v.out.line(fmt.Sprintf("promark: left [%s]%s", t.Code, text))
		if t.Err != nil {
			v.out.line("  tried: " + safe(t.Err.Error()))
		}
		for _, line := range t.Missing {
			v.out.line("  " + oneLine(line))
		}
		if t.Advice != "" {
			v.out.line("  to do: " + safe(t.Advice))
		}
	}
}

// looked says what there was to look at.
func looked(r *restore.RepairResult) string {
	if r.Timescale == "" {
		return "no TimescaleDB, no unfinished restore"
	}
	text := fmt.Sprintf("TimescaleDB %s, %s, %s, job scheduler, restoring mode", oneLine(r.Timescale),
		counted(r.Hypertables, "hypertable", "hypertables"), counted(r.Chunks, "chunk", "chunks"))
	if r.Promscale != "" {
		text += ", Promscale " + oneLine(r.Promscale)
	}
	return text
}

// repairReport is the result of a repair as --json prints it.
type repairReport struct {
	Database    string        `json:"database"`
	Verdict     string        `json:"verdict"`
	Error       string        `json:"error,omitempty"`
	Found       []troubleLine `json:"found"`
	Done        []string      `json:"done"`
	Left        []troubleLine `json:"left"`
	Notes       []string      `json:"notes"`
	Timescale   string        `json:"timescaledb,omitempty"`
	Promscale   string        `json:"promscale,omitempty"`
	Hypertables int           `json:"hypertables"`
	Chunks      int           `json:"chunks"`
}

type troubleLine struct {
	Code    string   `json:"code"`
	Text    string   `json:"text"`
	Drop    bool     `json:"drop"`   // the database must be dropped
	Resume  bool     `json:"resume"` // the restore can go on
	Remedy  string   `json:"remedy,omitempty"`
	Advice  string   `json:"advice,omitempty"`
	Missing []string `json:"missing,omitempty"`
	Error   string   `json:"error,omitempty"`
}

func repairJSON(r *restore.RepairResult, err error) repairReport {
	j := repairReport{Database: r.Database, Verdict: r.Verdict.String(), Found: troubleLines(r.Found), Done: append([]string{}, r.Done...),
		Left: troubleLines(r.Left), Notes: append([]string{}, r.Notes...), Timescale: r.Timescale, Promscale: r.Promscale,
		Hypertables: r.Hypertables, Chunks: r.Chunks}
	if err != nil {
		j.Error = err.Error()
	}
	return j
}

func troubleLines(troubles []restore.Trouble) []troubleLine {
	lines := []troubleLine{}
	for _, t := range troubles {
		line := troubleLine{Code: string(t.Code), Text: t.Text, Drop: t.Lost && !t.Resume, Resume: t.Resume, Remedy: t.Remedy, Advice: t.Advice, Missing: t.Missing}
		if t.Err != nil {
			line.Error = t.Err.Error()
		}
		lines = append(lines, line)
	}
	return lines
}
