package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"promark/archive"
)

// listOptions are the options of "promark list".
type listOptions struct {
	json   bool
	all    bool
	bySize bool
	list   bool
}

func runList(ctx context.Context, args []string, out *output) error {
	var o listOptions
	flags := newFlags("list", `promark list [OPTIONS] ARCHIVE

Shows what an archive holds: the database, its extensions, the entries by
kind, and every relation with rows, raw and stored bytes and codec.
ARCHIVE is a file, or - for standard input.`)
	flags.BoolVar(&o.json, "json", false, "print JSON")
	flags.BoolVar(&o.all, "all", false, "show relations without rows, too")
	flags.BoolVar(&o.bySize, "by-size", false, "largest relations first (default: order of the archive)")
	flags.BoolVarP(&o.list, "list", "l", false, "one line per entry, for promark restore -L")
	if err := parse(flags, args, out); err != nil {
		return err
	}
	return withInput(ctx, "list", flags.Args(), out, func(in *input) error { return o.run(in, out) })
}

func (o *listOptions) run(in *input, out *output) error {
	if o.list {
		return o.printList(in, out)
	}
	c, err := readContents(in)
	if err != nil {
		return in.explain(err)
	}
	if o.bySize {
		largestFirst(c.Relations)
	}
	if o.json {
		return out.json(c)
	}
	return printContents(out.out, c, o.all)
}

// printList prints the entries: of a pipe, they are all that is read of it.
func (o *listOptions) printList(in *input, out *output) error {
	if o.json {
		return usagef("list: -l and --json exclude each other")
	}
	if in.file == nil {
		p, err := archive.NewPipe(in.pipe)
		if err != nil {
			return in.explain(err)
		}
		return printList(out.out, p.Manifest(), p.Entries())
	}
	r, err := archive.Open(in.file, in.size)
	if err != nil {
		return in.explain(err)
	}
	return printList(out.out, r.Manifest(), r.Entries())
}

// printContents prints the tables of "promark list".
func printContents(w io.Writer, c *contents, all bool) error {
	t := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	row := func(cells ...string) { fmt.Fprintln(t, strings.Join(cells, "\t")) }
	row("archive", oneLine(c.Archive))
	row("id", c.ID)
	row("created", c.Created+" by "+oneLine(c.Tool))
	row("database", fmt.Sprintf("%s (owner %s, %s, collate %s, ctype %s)", oneLine(c.Database), oneLine(c.Owner), c.Encoding, c.Collate, c.Ctype))
	row("server", "PostgreSQL "+oneLine(c.Server))
	for i, e := range c.Extensions {
		label := ""
		if i == 0 {
			label = "extensions"
		}
		row(label, fmt.Sprintf("%s %s in schema %s", oneLine(e.Name), oneLine(e.Version), oneLine(e.Schema)))
	}
	if len(c.Roles) > 0 {
		row("roles", oneLine(strings.Join(c.Roles, ", ")))
	}
	if c.Secrets > 0 {
		row("secrets", counted(c.Secrets, "entry has", "entries have")+" passwords or keys in the clear (--no-secrets leaves them blank)")
	}
	if filter := c.Facts[archive.FactFilter]; filter != "" {
		row("partial", oneLine(filter))
	}
	if from := c.Facts[archive.FactSalvaged]; from != "" {
		row("salvaged", "from archive "+oneLine(from)+", which was damaged")
	}
	for _, warning := range c.Warnings {
		row("warning", oneLine(warning))
	}
	row()
	row("SECTION", "KIND", "ENTRIES")
	for _, k := range c.Kinds {
		row(k.Section, k.Kind, count(int64(k.Entries)))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(w)
	if err := printRelations(w, c, all); err != nil {
		return err
	}
	return printTotals(w, c.Totals)
}

func printRelations(w io.Writer, c *contents, all bool) error {
	t := tabwriter.NewWriter(w, 0, 8, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "ROWS\tRAW\tSTORED\tRATIO\tCODEC\t RELATION")
	empty := 0
	for _, r := range c.Relations {
		if r.Rows == 0 && r.Lost == "" && !all {
			empty++
			continue
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t %s\n", count(r.Rows), size(r.Raw), size(r.Stored), ratio(r.Raw, r.Stored), r.Codec, r.label())
	}
	if err := t.Flush(); err != nil {
		return err
	}
	if empty > 0 {
		fmt.Fprintf(w, "and %s without rows (--all shows them)\n", counted(empty, "relation", "relations"))
	}
	return nil
}

func (r relationLine) label() string {
	name := oneLine(r.Name)
	if r.Schema != "" {
		name = oneLine(r.Schema) + "." + name
	}
	if r.Parts > 1 {
		name += fmt.Sprintf(" (%d parts)", r.Parts)
	}
	if r.Lost != "" {
		name += " (" + oneLine(r.Lost) + ")"
	}
	return name
}

func printTotals(w io.Writer, t totals) error {
	_, err := fmt.Fprintf(w, "\n%s, %s, %s rows, %s of rows in %s (%s to 1); the whole archive is %s\n",
		counted(t.Entries, "entry", "entries"), counted(t.Relations, "relation", "relations"), count(t.Rows),
		size(t.Raw), size(t.Stored), ratio(t.Raw, t.Stored), size(t.Archive))
	return err
}

// ratio is how many raw bytes one stored byte stands for.
func ratio(raw, stored int64) string {
	if stored == 0 {
		return "-"
	}
	return fmt.Sprintf("%.1f", float64(raw)/float64(stored))
}
