//go:build linux

package main_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"promark/archive"
	"promark/catalog/pgtest"
	"promark/dump"
	"promark/restore"
)

// interrupted restores, is cut off at the beginning of every phase, and goes on each time.
func interrupted(t *testing.T, data []byte, o restore.Options) (*restore.Result, error) {
	t.Helper()
	for p := restore.PhasePrepare; p <= restore.PhaseAnalyze; p++ {
		r, err := archive.Open(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		stop := at(p)
		o.File = r
		o.Progress = func(e restore.Event) {
			if stop(e) {
				cancel()
			}
		}
		if _, err := restore.Run(ctx, o); err == nil || ctx.Err() == nil {
			t.Fatalf("in phase %v: %v", p, err)
		}
		cancel()
		o.Resume = true
	}
	o.Progress = nil
	return restored(t, data, o)
}

// What a repair does in between, or somebody by hand, is not done again, and what it cannot do is.
func TestResumeAfterRepair(t *testing.T) {
	server := promscaleServers(t)["17"]
	source := server.NewDatabase(t)
	load(t, source, "promscale")
	data := dumped(t, dump.Options{Config: config(t, source), Workers: 2})
	for _, c := range []struct {
		stop    restore.Phase
		verdict restore.Verdict
		byHand  string
		want    string
	}{
		{restore.PhaseData, restore.Resumable, "", "goes on"},
		{restore.PhaseData, restore.Resumable, "SELECT timescaledb_post_restore()", "somebody has ended TimescaleDB's restoring mode"},
		{restore.PhasePostRestore, restore.NotRepaired, "", "somebody has ended TimescaleDB's restoring mode"},
		{restore.PhaseFinal, restore.NotRepaired, "", "goes on"},
	} {
		t.Run(c.stop.String(), func(t *testing.T) {
			target := server.NewDatabase(t)
			cutOff(t, data, target, at(c.stop))
			result := repair(t, target, c.verdict)
			if advice := result.Left[0].Advice; !strings.Contains(advice, "promark restore --resume") {
				t.Errorf("the advice is %s", advice)
			}
			if c.byHand != "" {
				target.Exec(t, c.byHand)
			}
			ended, err := restored(t, data, restore.Options{Config: config(t, target), Workers: 2, Resume: true})
			if err != nil || !strings.Contains(fmt.Sprint(ended.Findings), c.want) || ended.Before == 0 {
				t.Fatalf("%v, findings %v, %d before", err, ended.Findings, ended.Before)
			}
			samePromscale(t, source, target)
			good(t, target)
			worksAsPromscale(t, target)
		})
	}
}

// A server may crash in restoring mode, and behind it.
func TestResumeTimescaleAfterCrash(t *testing.T) {
	server := pgtest.StartTimescale(t)
	source := server.NewDatabase(t)
	load(t, source, "timescaledb")
	data := dumped(t, dump.Options{Config: config(t, source), Workers: 2})
	for _, p := range []restore.Phase{restore.PhaseData, restore.PhaseFinal} {
		target := server.NewDatabase(t)
		cutOff(t, data, target, at(p))
		server.Crash(t)
		server.Run(t)
		if _, err := restored(t, data, restore.Options{Config: config(t, target), Workers: 2, Resume: true}); err != nil {
			t.Fatal(err)
		}
		same(t, source, target)
		worksAsHypertable(t, target)
	}
}
