package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"promark/archive"
)

// salvageOptions are the options of "promark salvage".
type salvageOptions struct {
	file    string
	partial bool
	json    bool
}

const salvageHelp = `promark salvage [OPTIONS] ARCHIVE

Writes everything that is still provably whole in a damaged or cut archive into
a new one, which is valid: all definitions, and the rows of every relation that
has all of them. Says exactly what is lost. ARCHIVE is a file; it is not changed.
Exit status: 0 nothing is lost, 3 something is, 1 nothing can be saved.`

func runSalvage(ctx context.Context, args []string, out *output) error {
	var o salvageOptions
	flags := newFlags("salvage", salvageHelp)
	flags.StringVarP(&o.file, "file", "f", "", "archive `file` to write; - or no -f: standard output")
	flags.BoolVar(&o.partial, "partial", false, "keep the whole blocks of relations that are not whole, too")
	flags.BoolVar(&o.json, "json", false, "print JSON (needs -f)")
	flags.BoolVarP(&out.quiet, "quiet", "q", false, "print errors and what is lost only")
	if err := parse(flags, args, out); err != nil {
		return err
	}
	if o.file == "-" {
		o.file = ""
	}
	switch {
	case o.file == "" && out.outIsTerminal:
		return usagef("salvage: an archive is not written to a terminal: give -f FILE, or send it through a pipe")
	case o.file == "" && o.json:
		return usagef("salvage: --json needs -f, since standard output carries the archive")
	}
	return withInput(ctx, "salvage", flags.Args(), out, func(in *input) error { return o.run(ctx, in, out) })
}

func (o *salvageOptions) run(ctx context.Context, in *input, out *output) error {
	if in.file == nil {
		return usagef("salvage: a damaged archive has to be a file, since it is read at several places")
	}
	if err := o.notItself(in); err != nil {
		return err
	}
	d, err := o.open(ctx, in, out)
	if err != nil {
		return fmt.Errorf("%s: nothing can be saved: %w", in.name, err)
	}
	r := &rescue{Archive: in.name, File: o.file, Damage: judge(in.name, d.Report).Damage, More: d.Report.More,
		Lost: rescueLines(d.Losses(o.partial))}
	err = writeTo(ctx, o.file, out, func(w io.Writer, commit func() error) error {
		sum, err := d.Salvage(ctx, w, o.partial)
		if err == nil && commit != nil {
			err = commit()
		}
		r.Entries, r.Rows, r.Raw, r.Bytes = sum.Entries, sum.Rows, sum.RawBytes, sum.Bytes
		return err
	})
	if err != nil {
		return in.explain(err)
	}
	return o.report(r, out)
}

// notItself refuses to put the new archive in the place of the damaged one, of which a later promark, or a person,
// may save more.
func (o *salvageOptions) notItself(in *input) error {
	from, err := in.file.Stat()
	if err != nil {
		return fmt.Errorf("open archive: %w", err)
	}
	if to, err := os.Stat(o.file); err == nil && os.SameFile(from, to) {
		return usagef("salvage: -f names the damaged archive itself: give another file")
	}
	return nil
}

func (o *salvageOptions) open(ctx context.Context, in *input, out *output) (*archive.Damaged, error) {
	m := startMeter(out, "salvage")
	defer m.close()
	m.update(func(t *tally) { t.phase = "reading" })
	return archive.OpenDamaged(ctx, in.file, in.size, func(done, total int64) {
		m.update(func(t *tally) { t.stored, t.storedOf = done, total })
	})
}

// rescue is what "promark salvage" did, as --json prints it.
type rescue struct {
	Archive string       `json:"archive"`
	File    string       `json:"file"`
	Entries int          `json:"entries"`
	Rows    int64        `json:"rows"`
	Raw     int64        `json:"raw_bytes"`
	Bytes   int64        `json:"archive_bytes"`
	Damage  []damageLine `json:"damage"`
	More    int64        `json:"more_damage"` // places beyond those listed
	Lost    []rescueLine `json:"lost"`
}

// rescueLine is a relation of which rows are lost.
type rescueLine struct {
	Entry     uint32 `json:"entry"`
	Relation  string `json:"relation"`
	Extension string `json:"extension,omitempty"`
	Kept      int64  `json:"rows_kept"`
	Expected  int64  `json:"rows_expected"` // -1: not known
	Error     string `json:"error"`
	text      string
}

func rescueLines(losses []archive.Loss) []rescueLine {
	lines := []rescueLine{}
	for _, l := range losses {
		text := l.String()
		if l.Extension != "" {
			text += " (rows of extension " + l.Extension + " about itself)"
		}
		lines = append(lines, rescueLine{l.Entry, relationName(l.Relation), l.Extension, l.Kept, l.Expected, l.Err.Error(),
			text + ": " + l.Err.Error()})
	}
	return lines
}

// report shows what was saved and what was lost: on standard output, unless that carries the archive.
func (o *salvageOptions) report(r *rescue, out *output) error {
	lost := error(nil)
	if len(r.Lost) > 0 {
		lost = errReported
	}
	if o.json {
		return errors.Join(out.json(r), lost)
	}
	out.clear()
	to := out.out
	if o.file == "" {
		to = out.err
	}
	if !out.quiet {
		fmt.Fprintf(to, "saved of %s: %s, %s rows, %s of rows in %s\n", oneLine(r.Archive), counted(r.Entries, "entry", "entries"),
			count(r.Rows), size(r.Raw), size(r.Bytes))
	}
	if lost == nil {
		if !out.quiet {
			fmt.Fprintln(to, "nothing is lost")
		}
		return nil
	}
	fmt.Fprintf(to, "LOST, of %s:\n", counted(len(r.Lost), "relation", "relations"))
	lines := make([]string, len(r.Lost))
	for i, l := range r.Lost {
		lines[i] = l.text
	}
	printSome(to, lines, 0)
	return lost
}
