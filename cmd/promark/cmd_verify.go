package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"promark/archive"
)

// verdict is what "promark verify" found, as --json prints it.
type verdict struct {
	Archive string       `json:"archive"`
	Whole   bool         `json:"whole"`
	Bytes   int64        `json:"bytes"`
	Raw     int64        `json:"raw_bytes"`
	Rows    int64        `json:"rows"`
	Streams int          `json:"streams"`
	Seconds float64      `json:"seconds"`
	Damage  []damageLine `json:"damage"`
	More    int64        `json:"more_damage"` // places beyond those listed
	Lost    []lostLine   `json:"lost"`
	Against *comparison  `json:"against,omitempty"` // of a whole archive
}

type damageLine struct {
	Offset    int64    `json:"offset"`
	Length    int64    `json:"length"`
	What      string   `json:"what"`
	Error     string   `json:"error"`
	Relations []string `json:"relations"`
}

// lostLine is a stream whose rows are not all there.
type lostLine struct {
	Stream   uint32 `json:"stream"`
	Relation string `json:"relation"`
	Rows     int64  `json:"rows_readable"`
	Expected int64  `json:"rows_expected"` // -1: not known
	Error    string `json:"error"`
}

// verifyOptions are the options of "promark verify".
type verifyOptions struct {
	json       bool
	against    string
	noPrecheck bool
	compare    compareOptions
}

func runVerify(ctx context.Context, args []string, out *output) error {
	flags := newFlags("verify", `promark verify [OPTIONS] ARCHIVE

Reads every byte of an archive, checks every checksum, decodes every block and
compares rows and digests with what was recorded. Says exactly what is damaged
and which relations it concerns. ARCHIVE is a file, or - for standard input.

With --against it then compares the archive with a database, and says where they
differ: rows of every table, bit for bit, values of sequences, large objects,
and definitions, between major versions by name. It changes nothing there.
Exit status: 0 whole (and equal), 1 damaged, different or failed.`)
	var o verifyOptions
	flags.BoolVar(&o.json, "json", false, "print JSON")
	flags.BoolVarP(&out.quiet, "quiet", "q", false, "print errors and differences only")
	flags.StringVar(&o.against, "against", "", "compare with this database: name, `connection` URI or keyword string")
	flags.BoolVar(&o.noPrecheck, "no-precheck", false, "with --against: only compare, by the digests that the archive has")
	before := flagNames(flags)
	o.compare.addFlags(flags)
	if err := parse(flags, args, out); err != nil {
		return err
	}
	for _, name := range append(newNames(before, flags), "no-precheck") {
		if o.against == "" && flags.Changed(name) {
			return usagef("verify: --%s goes with --against", name)
		}
	}
	if err := o.compare.complete("verify"); err != nil {
		return err
	}
	return withInput(ctx, "verify", flags.Args(), out, func(in *input) error {
		if o.against == "" {
			return o.run(ctx, in, out)
		}
		if in.file == nil {
			return usagef("verify: --against needs an archive that is a file")
		}
		var err error
		if o.compare.engine.Target, err = o.compare.connect(ctx, o.against, out); err != nil {
			return err
		}
		return o.run(ctx, in, out)
	})
}

// run verifies and prints; damage and differences are errors that were shown.
func (o *verifyOptions) run(ctx context.Context, in *input, out *output) error {
	v := &verdict{Whole: true}
	var err error
	if !o.noPrecheck {
		if v, err = o.verdict(ctx, in, out); err != nil {
			return err
		}
	}
	if o.against != "" && v.Whole {
		if v.Against, err = o.runAgainst(ctx, in, out); err != nil {
			return in.explain(err)
		}
	}
	switch {
	case o.json && o.noPrecheck:
		err = out.json(v.Against)
	case o.json:
		err = out.json(v)
	default:
		o.print(out, v)
	}
	if err == nil && (!v.Whole || v.Against != nil && !v.Against.Equal) {
		err = errShown
	}
	return err
}

func (o *verifyOptions) print(out *output, v *verdict) {
	if !o.noPrecheck {
		printVerdict(out, v)
	}
	if v.Against != nil {
		v.Against.print(out, o.compare.verbose)
	}
}

func (o *verifyOptions) verdict(ctx context.Context, in *input, out *output) (*verdict, error) {
	start := time.Now()
	v, err := verify(ctx, in, out)
	if err != nil {
		return nil, in.explain(err)
	}
	v.Seconds = time.Since(start).Seconds()
	return v, nil
}

// runAgainst compares an archive with a database.
func (o *verifyOptions) runAgainst(ctx context.Context, in *input, out *output) (*comparison, error) {
	r, err := archive.Open(in.file, in.size)
	if err != nil {
		return nil, err
	}
	e := &o.compare.engine
	e.Archive = r
	if e.Filter, err = filterOf(r.Manifest().Facts[archive.FactFilter]); err != nil {
		return nil, err
	}
	c, err := o.compare.run(ctx, out, "verify")
	if err != nil {
		return nil, err
	}
	c.First, c.Second = in.name, e.Target.Database
	return c, nil
}

// verify checks an archive. An error means that nothing could be said.
func verify(ctx context.Context, in *input, out *output) (*verdict, error) {
	m := startMeter(out, "verify")
	defer m.close()
	m.update(func(t *tally) { t.phase = "reading" })
	progress := func(done, total int64) {
		m.update(func(t *tally) { t.stored, t.storedOf = done, total })
	}
	if in.file != nil {
		report, err := archive.Verify(ctx, in.file, in.size, progress)
		if err != nil {
			return nil, err
		}
		return judge(in.name, report), nil
	}
	report, err := archive.VerifyPipe(ctx, in.pipe, progress)
	if err != nil {
		return nil, err
	}
	return judge(in.name, report), nil
}

func judge(name string, r *archive.Report) *verdict {
	v := &verdict{
		Archive: name, Whole: r.OK(), Bytes: r.Bytes, Raw: r.RawBytes, Rows: r.Rows,
		Streams: r.Streams, Damage: []damageLine{}, More: r.More, Lost: []lostLine{},
	}
	for _, d := range r.Damage {
		v.Damage = append(v.Damage, damageLine{d.Offset, d.Length, d.What, d.Err.Error(), relationNames(d.Relations)})
	}
	for _, l := range r.Lost {
		v.Lost = append(v.Lost, lostLine{l.Stream, relationName(l.Relation), l.Rows, l.Expected, l.Err.Error()})
	}
	return v
}

func relationNames(relations []archive.Relation) []string {
	names := make([]string, len(relations))
	for i, r := range relations {
		names[i] = relationName(r)
	}
	return names
}

func relationName(r archive.Relation) string {
	if r.Schema == "" {
		return r.Name
	}
	return r.Schema + "." + r.Name
}

// maxVerdictLines bounds each list that verify prints; --json has all of it.
const maxVerdictLines = 50

func printVerdict(out *output, v *verdict) {
	if v.Whole {
		if !out.quiet {
			fmt.Fprintf(out.out, "%s is whole: %s, %s rows in %s of rows, every checksum and every digest right (%.1f s)\n",
				oneLine(v.Archive), size(v.Bytes), count(v.Rows), size(v.Raw), v.Seconds)
		}
		return
	}
	fmt.Fprintf(out.out, "%s is DAMAGED\n", oneLine(v.Archive))
	lines := make([]string, len(v.Damage))
	for i, d := range v.Damage {
		lines[i] = fmt.Sprintf("at byte %s, %s: %s: %s", count(d.Offset), size(d.Length), d.What, d.Error)
	}
	printSome(out.out, lines, int(v.More))
	lines = make([]string, len(v.Lost))
	for i, l := range v.Lost {
		lines[i] = fmt.Sprintf("%s: %s of %s rows can be read: %s", l.name(), count(l.Rows), l.expected(), l.Error)
	}
	if len(lines) == 0 {
		fmt.Fprintln(out.out, "no relation's rows are concerned")
		return
	}
	fmt.Fprintln(out.out, "relations concerned:")
	printSome(out.out, lines, 0)
}

// printSome prints the first lines of a list, and how many there are beyond.
func printSome(out io.Writer, lines []string, more int) {
	if beyond := len(lines) - maxVerdictLines; beyond > 0 {
		lines, more = lines[:maxVerdictLines], more+beyond
	}
	for _, l := range lines {
		fmt.Fprintln(out, "  "+oneLine(l))
	}
	if more > 0 {
		fmt.Fprintf(out, "  and %s more (--json has the list)\n", count(int64(more)))
	}
}

func (l lostLine) name() string {
	if l.Relation == "" {
		return fmt.Sprintf("stream %d", l.Stream)
	}
	return l.Relation
}

func (l lostLine) expected() string {
	if l.Expected < 0 {
		return "an unknown number of"
	}
	return count(l.Expected)
}
