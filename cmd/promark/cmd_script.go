package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"promark/archive"
	"promark/restore"
)

// scriptOptions say what a script holds: options of "promark script", and of "promark dump -F plain".
type scriptOptions struct {
	file     string
	choice   selectOptions
	versions []string
	accepted []string
	engine   restore.ScriptOptions
}

const scriptHelp = `promark script [OPTIONS] ARCHIVE

Writes an archive, or the parts that are chosen, as SQL that psql runs into an
empty database: to the file of -f, which appears under its name only when it is
whole, or to standard output. The script of a part wants no empty database.
ARCHIVE is a file, or - for standard input. No server is needed.`

// addFlags adds what both commands have.
func (o *scriptOptions) addFlags(f *pflag.FlagSet) {
	e := &o.engine
	f.BoolVarP(&e.Create, "create", "C", false, "the script creates the database and connects to it")
	f.StringVar(&e.DatabaseName, "create-as", "", "like --create, under another `name`")
	f.IntVar(&e.TargetMajor, "target-version", 0, "major `version` of PostgreSQL that will run the script (default: the source's)")
	f.BoolVar(&e.Lossy, "lossy", false, "write NaN where text cannot carry its payload, instead of failing")
	f.BoolVar(&e.NoDatabaseSettings, "no-database-settings", false, "leave out ALTER DATABASE ... SET and its like")
	f.BoolVar(&e.NoAnalyze, "no-analyze", false, "do not gather statistics at the end")
}

func runScript(ctx context.Context, args []string, out *output) error {
	var o scriptOptions
	flags := newFlags("script", scriptHelp)
	flags.StringVarP(&o.file, "file", "f", "", "script `file`; - or no -f: standard output")
	o.addFlags(flags)
	addParts(&o.engine.Options, flags)
	o.choice.addFlags(flags)
	flags.BoolVar(&o.engine.NoPrecheck, "no-precheck", false, "do not check all checksums of a file before the first statement")
	flags.StringArrayVar(&o.versions, "extension-version", nil, "install `NAME=VERSION` instead of the dumped version (repeatable)")
	flags.StringArrayVar(&o.accepted, "accept", nil, "go on in spite of the finding with this `CODE` (repeatable)")
	flags.BoolVarP(&out.quiet, "quiet", "q", false, "print errors only")
	if err := parse(flags, args, out); err != nil {
		return err
	}
	if err := o.complete("script"); err != nil {
		return err
	}
	if err := o.choice.complete("script"); err != nil {
		return err
	}
	o.engine.Selection = o.choice.selection
	return withInput(ctx, "script", flags.Args(), out, func(in *input) (err error) {
		if in.file != nil {
			o.engine.File, err = archive.Open(in.file, in.size)
		} else {
			o.engine.Pipe, err = archive.NewPipe(in.pipe)
		}
		if err != nil {
			return in.explain(err)
		}
		return in.explain(o.write(ctx, out))
	})
}

// complete fills in what follows from the options.
func (o *scriptOptions) complete(command string) (err error) {
	if o.file == "-" {
		o.file = ""
	}
	if o.engine.TargetMajor < 0 {
		return usagef("%s: --target-version wants a number such as 17", command)
	}
	o.engine.Create = o.engine.Create || o.engine.DatabaseName != ""
	o.engine.ExtensionVersions, err = extensionVersions(command, o.versions)
	for _, code := range o.accepted {
		o.engine.Accept = append(o.engine.Accept, restore.Code(code))
	}
	return err
}

// write writes the script to where -f says.
func (o *scriptOptions) write(ctx context.Context, out *output) error {
	return writeTo(ctx, o.file, out, func(w io.Writer, commit func() error) error {
		o.engine.Output, o.engine.Commit = w, commit
		return o.run(ctx, out)
	})
}

func (o *scriptOptions) run(ctx context.Context, out *output) error {
	m := startMeter(out, "script")
	o.engine.Progress = (&restoreView{out: out, meter: m}).event
	start := time.Now()
	r, err := restore.Script(ctx, o.engine)
	m.close()
	var lost *restore.LossError
	if errors.As(err, &lost) {
		err = fmt.Errorf("%w\nuse an archive, which keeps them, or accept it with --lossy", err)
	}
	if err != nil && o.file == "" {
		return fmt.Errorf("%w\nthe script on standard output is incomplete, and ends with a statement that fails", err)
	}
	if errors.Is(err, archive.ErrNotDurable) {
		return err
	}
	if err != nil {
		return fmt.Errorf("%w\nno script was written to %s", err, o.file)
	}
	if len(r.Lost) > 0 {
		out.warn(lossText(r.Lost))
	}
	out.notice("wrote the script of database %s: %s, %s rows, %s of SQL in %s", r.Database,
		counted(r.Entries, "entry", "entries"), count(r.Rows), size(r.Bytes), clock(time.Since(start)))
	return nil
}

// lossText says what --lossy has lost, with the first few relations: each chunk of a metric is one.
func lossText(lost []restore.LostValues) string {
	const most = 5
	values := 0
	var names []string
	for i, l := range lost {
		values += int(l.Values)
		if i < most {
			names = append(names, fmt.Sprintf("%s (%s)", relationName(l.Relation), count(l.Values)))
		}
	}
	if more := len(lost) - most; more > 0 {
		names = append(names, fmt.Sprintf("and %s more", count(int64(more))))
	}
	return fmt.Sprintf("%s became plain NaN in %s: %s", counted(values, "NaN with a payload", "NaNs with a payload"),
		counted(len(lost), "relation", "relations"), strings.Join(names, ", "))
}

// writeFrom writes the script of an archive that do writes at the same time.
func (o *scriptOptions) writeFrom(ctx context.Context, out *output, do func(context.Context, io.Writer) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	r, w := io.Pipe()
	done := make(chan error, 1)
	go func() {
		err := do(ctx, w)
		w.CloseWithError(err)
		done <- err
	}()
	stop := func() { r.CloseWithError(context.Canceled) }
	p, err := archive.NewPipe(r)
	if err == nil {
		o.engine.Pipe, o.engine.Interrupt = p, stop
		err = o.write(ctx, out)
	}
	if err != nil {
		cancel()
		stop()
	}
	if dumped := <-done; dumped != nil && (err == nil || errors.Is(err, dumped)) {
		return dumped
	}
	return err
}
