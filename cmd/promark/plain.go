package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/pflag"

	"promark/archive"
	"promark/dump"
)

func (o *dumpOptions) plain() bool { return o.format == "p" || o.format == "plain" }

// scriptFlags are the flags of dump that only mean something for a script: an archive has
// it all, and restore is told so.
func scriptFlags() []string {
	return []string{"create", "create-as", "target-version", "lossy", "no-database-settings", "no-analyze"}
}

// completeFormat checks -F and what goes with it.
func (o *dumpOptions) completeFormat(flags *pflag.FlagSet) error {
	switch o.format {
	case "p", "plain":
		for _, name := range []string{"json", "compress"} {
			if flags.Changed(name) {
				return usagef("dump: --%s does not go with -F plain", name)
			}
		}
		o.script.file = o.file
		o.engine.Level = archive.LevelFastest // the archive only passes through memory
		e, left := &o.script.engine, &o.filter.filter
		e.NoStatistics, e.NoOwner, e.NoPrivileges = o.engine.NoStatistics, left.NoOwner, left.NoPrivileges
		e.NoComments, e.NoSecurityLabels = left.NoComments, left.NoSecurityLabels
		return o.script.complete("dump")
	case "c", "custom":
		for _, name := range scriptFlags() {
			if flags.Changed(name) {
				return usagef("dump: --%s is for -F plain: \"promark restore\" and "+
					"\"promark script\" have the same for an archive", name)
			}
		}
		return nil
	case "d", "directory", "t", "tar":
		return usagef("dump: there is no format %s: an archive is one file, which -j fills and restores in parallel "+
			"and which goes through pipes; use -F custom", o.format)
	}
	return usagef("dump: -F must be custom or plain, not %q", o.format)
}

// runPlain lets the dump write its archive into memory, and the script be made of it as it comes.
func (o *dumpOptions) runPlain(ctx context.Context, out *output) error {
	o.engine.Progress = func(e dump.Event) { tell(out, e) }
	return o.script.writeFrom(ctx, out, func(ctx context.Context, w io.Writer) error {
		o.engine.Output = w
		if _, err := dump.Run(ctx, o.engine); err != nil {
			return fmt.Errorf("dump of database %s: %w", o.engine.Config.Database, err)
		}
		return nil
	})
}
