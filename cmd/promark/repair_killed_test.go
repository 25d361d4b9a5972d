//go:build linux

package main_test

import (
	"bytes"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"promark/archive"
	"promark/catalog/pgtest"
	"promark/dump"
	"promark/restore"
)

// after counts entries.
func after(n int) func(restore.Event) bool {
	return func(e restore.Event) bool {
		if _, ok := e.(restore.EntryDone); ok {
			n--
		}
		return n == 0
	}
}

// A restore that is cut off, wherever that is, leaves a database that a repair makes a good one,
// with the rest of the archive, or that it says must be dropped: never one that it takes for good.
func TestRepairKilled(t *testing.T) {
	for name, server := range promscaleServers(t) {
		t.Run(name, func(t *testing.T) {
			source := server.NewDatabase(t)
			load(t, source, "promscale")
			data := dumped(t, dump.Options{Config: config(t, source), Workers: 2})
			first, last := restore.PhaseCheck, restore.PhaseAnalyze
			if name != "17" && !pgtest.Conformance() {
				first, last = restore.PhasePostRestore, restore.PhasePostRestore
			}
			for p := first; p <= last; p++ {
				if p == restore.PhaseRoles || p == restore.PhaseClean {
					continue // the archive has no roles, the target nothing to clean
				}
				t.Run(p.String(), func(t *testing.T) { killed(t, source, data, at(p)) })
			}
		})
	}
}

// killed cuts a restore off, and repairs.
func killed(t *testing.T, source *pgtest.DB, data []byte, stop func(restore.Event) bool) {
	target := source.Server.NewDatabase(t)
	p, state := cutOff(t, data, target, stop)
	switch {
	case state == restore.Untouched:
		found(t, repair(t, target, restore.Healthy))
	case p < restore.PhasePostRestore:
		result := repair(t, target, restore.Resumable)
		if result.Found[0].Code != "unfinished-restore" {
			t.Errorf("found %v", result.Found)
		}
		if text := result.Left[0].Text; !strings.Contains(text, "rows or indexes are missing") {
			t.Errorf("it says %s", text)
		}
		if target.Text(t, "SELECT count(*) FROM pg_namespace WHERE nspname = '_promark'") != "1" {
			t.Error("the mark is gone")
		}
	case p == restore.PhaseAnalyze:
		found(t, repair(t, target, restore.Repaired), "unfinished-restore")
		samePromscale(t, source, target)
		good(t, target)
	default:
		result := repair(t, target, restore.NotRepaired)
		left := result.Left[0]
		if left.Code != "unfinished-restore" || len(left.Missing) != 1 || !strings.HasSuffix(left.Missing[0], "; REFRESH MATERIALIZED VIEW public.hourly") {
			t.Fatalf("left is %v", result.Left)
		}
		addMissing(t, data, target, left.Missing)
		samePromscale(t, source, target)
		good(t, target)
		worksAsPromscale(t, target)
	}
}

// addMissing does what the advice says.
func addMissing(t *testing.T, data []byte, target *pgtest.DB, lines []string) {
	t.Helper()
	var list []uint32
	for _, line := range lines {
		id, _, _ := strings.Cut(line, ";")
		n, err := strconv.ParseUint(id, 10, 32)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, uint32(n))
	}
	o := restore.Options{Config: config(t, target), Selection: restore.Selection{List: list}}
	if _, err := restored(t, data, o); err == nil || !strings.Contains(err.Error(), "has an unfinished restore of archive") {
		t.Errorf("a second restore into what the first has left gave %v", err)
	}
	o.Accept = []restore.Code{"unfinished-restore", "clients"}
	if _, err := restored(t, data, o); err != nil {
		t.Fatal(err)
	}
}

// The same at a few entries, drawn anew each day.
func TestRepairKilledAtEntries(t *testing.T) {
	server := promscaleServers(t)["17"]
	source := server.NewDatabase(t)
	load(t, source, "promscale")
	data := dumped(t, dump.Options{Config: config(t, source), Workers: 2})
	r, err := archive.Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(pgtest.Seed(t), 4))
	times := 2
	if pgtest.Conformance() {
		times = 50
	}
	for range times {
		n := 1 + random.IntN(len(r.Entries())-1)
		t.Run(strconv.Itoa(n), func(t *testing.T) { killed(t, source, data, after(n)) })
	}
}
