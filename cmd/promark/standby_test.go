//go:build linux

package main_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"promark/catalog/pgtest"
	"promark/dump"
	"promark/restore"
)

// Goal: a dump of a standby has what the primary has, but for the rows of unlogged tables, which it
// names. When the standby ends a dump's session because of what it has to replay, the error says so,
// and how to keep it from happening.
func TestStandby(t *testing.T) {
	for _, major := range []int{12, 18} {
		t.Run(fmt.Sprint(major), func(t *testing.T) {
			t.Parallel()
			primary := pgtest.Start(t, major)
			source, target := primary.NewDatabase(t), primary.NewDatabase(t)
			load(t, source, "values")
			load(t, source, "objects")
			source.Exec(t, "CREATE UNLOGGED TABLE passing AS SELECT 1 AS n; SELECT lo_from_bytea(0, 'large')")
			standby := primary.NewStandby(t, "max_standby_streaming_delay=0")
			for _, o := range []dump.CompareOptions{{Archive: opened(t, dump.Options{Config: config(t, source)})}, {Source: config(t, source)}} {
				standby.CatchUp(t, primary)
				o.Target = config(t, standby.DB(source.Name))
				r := compared(t, o)
				equal(t, r)
				if !slices.ContainsFunc(r.LeftOut, func(l dump.LeftOut) bool { return strings.Contains(l.Name, `"passing"`) }) {
					t.Errorf("left out: %v", r.LeftOut)
				}
			}
			var archive bytes.Buffer
			result, err := dump.Run(t.Context(), dump.Options{Config: config(t, standby.DB(source.Name)), Workers: 2, Output: &archive})
			if err != nil {
				t.Fatal(err)
			}
			if !slices.ContainsFunc(result.Warnings, func(w string) bool { return strings.Contains(w, `"passing" is unlogged`) }) {
				t.Errorf("warnings %q do not name the unlogged table", result.Warnings)
			}
			if _, err := restored(t, archive.Bytes(), restore.Options{Config: config(t, target), Workers: 2}); err != nil {
				t.Fatal(err)
			}
			source.Exec(t, "TRUNCATE passing, unlogged")
			same(t, source, target)

			_, err = dump.Run(t.Context(), dump.Options{
				Config: config(t, standby.DB(source.Name)), Workers: 2, Output: &archive,
				Progress: func(e dump.Event) {
					if p, ok := e.(dump.PhaseStarted); ok && p.Phase == dump.Reading {
						source.Exec(t, "TRUNCATE passing; DROP TABLE passing") // replays a lock on a table that is locked
						standby.CatchUp(t, primary)
					}
				},
			})
			if err == nil || !strings.Contains(err.Error(), "max_standby_streaming_delay") {
				t.Errorf("a conflict with recovery: %v", err)
			}
		})
	}
}
