package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"promark/archive"
)

// verdict is what "promark verify" found, as --json prints it.
type verdict struct {
	Archive   string       `json:"archive"`
	Whole     bool         `json:"whole"`
	Bytes     int64        `json:"bytes"`
	Raw       int64        `json:"raw_bytes"`
	Rows      int64        `json:"rows"`
	Streams   int          `json:"streams"`
	Seconds   float64      `json:"seconds"`
	Damage    []damageLine `json:"damage"`
	Relations []string     `json:"damaged_relations"`
}

type damageLine struct {
	Offset    int64    `json:"offset"`
	Length    int64    `json:"length"`
	What      string   `json:"what"`
	Error     string   `json:"error,omitempty"`
	Relations []string `json:"relations"`
}

func runVerify(ctx context.Context, args []string, out *output) (err error) {
	flags := newFlags("verify", `promark verify [OPTIONS] ARCHIVE

Reads every byte of an archive, checks every checksum, decodes every block and
compares rows and digests with what was recorded. Says exactly what is damaged
and which relations it concerns. ARCHIVE is a file, or - for standard input.`)
	asJSON := flags.Bool("json", false, "print JSON")
	flags.BoolVarP(&out.quiet, "quiet", "q", false, "print errors only")
	if err := parse(flags, args, out); err != nil {
		return err
	}
	name, err := oneArchive("verify", flags.Args())
	if err != nil {
		return err
	}
	in, err := openInput(name, out)
	if err != nil {
		return err
	}
	defer func() { err = joinClose(err, in.close()) }()
	start := time.Now()
	v, err := verify(ctx, in, out)
	if err != nil {
		return in.explain(err)
	}
	v.Seconds = time.Since(start).Seconds()
	if *asJSON {
		if err := out.json(v); err != nil {
			return err
		}
	} else {
		printVerdict(out, v)
	}
	if !v.Whole {
		return errShown
	}
	return nil
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
		r, err := archive.Open(in.file, in.size)
		if err != nil {
			return nil, err
		}
		report, err := r.Verify(ctx, progress)
		if err != nil {
			return nil, err
		}
		return judge(in.name, report), nil
	}
	return verifyPipe(ctx, in, progress)
}

// verifyPipe decodes an archive that comes through a pipe; it ends at the
// first damage, since nothing behind it can be trusted to be in its place.
func verifyPipe(ctx context.Context, in *input, progress func(done, total int64)) (*verdict, error) {
	report := &archive.Report{}
	p, err := archive.NewPipe(in.pipe)
	if err != nil {
		return nil, err
	}
	decoder := archive.NewDecoder()
	for ctx.Err() == nil {
		f, err := p.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = decode(decoder, f, report)
		}
		if err != nil {
			report.Damage = append(report.Damage, archive.Damage{Offset: p.Offset(), What: "the archive from here on", Err: err})
			break
		}
		progress(p.Offset(), 0)
	}
	report.Bytes = p.Offset()
	return judge(in.name, report), context.Cause(ctx)
}

// decode decodes a frame and counts what it holds.
func decode(d *archive.Decoder, f *archive.Frame, report *archive.Report) error {
	defer f.Release()
	report.Frames++
	switch f.Kind {
	case archive.FrameBlock:
		b, err := d.Block(f)
		if err != nil {
			return err
		}
		report.RawBytes += int64(len(b.Data))
		report.Rows += int64(b.Rows)
	case archive.FramePack:
		packed, err := d.Pack(f)
		if err != nil {
			return err
		}
		report.Streams += len(packed)
		for _, s := range packed {
			report.RawBytes += s.RawBytes
			report.Rows += s.Rows
		}
	case archive.FrameEnd:
		report.Streams++
	}
	return nil
}

func judge(name string, r *archive.Report) *verdict {
	v := &verdict{
		Archive: name, Whole: len(r.Damage) == 0, Bytes: r.Bytes, Raw: r.RawBytes, Rows: r.Rows,
		Streams: r.Streams, Damage: []damageLine{}, Relations: []string{},
	}
	seen := map[archive.Relation]bool{}
	for _, d := range r.Damage {
		line := damageLine{Offset: d.Offset, Length: d.Length, What: d.What, Relations: []string{}}
		if d.Err != nil {
			line.Error = d.Err.Error()
		}
		for _, rel := range d.Relations {
			line.Relations = append(line.Relations, rel.Schema+"."+rel.Name)
			if !seen[rel] {
				seen[rel] = true
				v.Relations = append(v.Relations, rel.Schema+"."+rel.Name)
			}
		}
		v.Damage = append(v.Damage, line)
	}
	return v
}

// Bounds of what verify prints; --json has all of it.
const (
	maxDamageLines   = 50
	maxRelationNames = 100
)

func printVerdict(out *output, v *verdict) {
	if v.Whole {
		if !out.quiet {
			fmt.Fprintf(out.out, "%s is whole: %s, %s rows in %s of rows, every checksum and every digest right (%.1f s)\n",
				oneLine(v.Archive), size(v.Bytes), count(v.Rows), size(v.Raw), v.Seconds)
		}
		return
	}
	fmt.Fprintf(out.out, "%s is DAMAGED\n", oneLine(v.Archive))
	for i, d := range v.Damage {
		if i == maxDamageLines {
			fmt.Fprintf(out.out, "  and %s more (--json shows all)\n", counted(len(v.Damage)-i, "place", "places"))
			break
		}
		fmt.Fprintf(out.out, "  at byte %d, %s: %s: %s\n", d.Offset, size(d.Length), oneLine(d.What), oneLine(d.Error))
	}
	if len(v.Relations) == 0 {
		fmt.Fprintln(out.out, "no relation's rows are concerned")
		return
	}
	names := v.Relations
	more := ""
	if len(names) > maxRelationNames {
		more = fmt.Sprintf(" and %d more", len(names)-maxRelationNames)
		names = names[:maxRelationNames]
	}
	fmt.Fprintf(out.out, "relations concerned: %s%s\n", oneLine(strings.Join(names, ", ")), more)
}

// joinClose adds the error of a close to the error that is there already.
func joinClose(err, closeErr error) error {
	if err == nil {
		return closeErr
	}
	return err
}
