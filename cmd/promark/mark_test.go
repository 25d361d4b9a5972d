//go:build linux

package main_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"promark/archive"
	"promark/catalog"
	"promark/catalog/pgtest"
	"promark/dump"
	"promark/restore"
)

// cutOff restores until an event of which stop says true, and gives the phase that this was in and
// the state that the restore says the target is in.
func cutOff(t *testing.T, data []byte, target *pgtest.DB, stop func(restore.Event) bool) (restore.Phase, restore.State) {
	t.Helper()
	r, err := archive.Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	stopped, phase := false, restore.PhaseCheck
	result, err := restore.Run(ctx, restore.Options{Config: config(t, target), File: r, Workers: 2, Progress: func(e restore.Event) {
		if p, ok := e.(restore.PhaseStarted); ok && !stopped {
			phase = p.Phase
		}
		if stop(e) {
			stopped = true
			cancel()
		}
	}})
	if !stopped || err == nil {
		t.Fatalf("the restore was not cut off: %v", err)
	}
	return phase, result.State
}

func at(p restore.Phase) func(restore.Event) bool {
	return func(e restore.Event) bool {
		started, ok := e.(restore.PhaseStarted)
		return ok && started.Phase == p
	}
}

// What a restore that was cut off has left is neither dumped nor restored into, and says where it
// came from and how far it has come.
func TestUnfinishedIsMarked(t *testing.T) {
	server := pgtest.Get(t, 16)
	source, target := server.NewDatabase(t), server.NewDatabase(t)
	load(t, source, "objects")
	data := dumped(t, dump.Options{Config: config(t, source)})
	if p, state := cutOff(t, data, target, at(restore.PhasePrivileges)); p != restore.PhasePrivileges || state != restore.Partial {
		t.Errorf("cut off in phase %v, state %v", p, state)
	}
	r, err := archive.Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	mark, err := catalog.ReadMark(context.Background(), target.Conn(t))
	if err != nil || mark == nil || mark.Archive != fmt.Sprintf("%x", r.Manifest().ID) || mark.Phase != "privileges" || !mark.Own {
		t.Errorf("the mark is %+v, error %v", mark, err)
	}
	_, err = dump.Run(context.Background(), dump.Options{Config: config(t, target), Output: &bytes.Buffer{}})
	if err == nil || !strings.Contains(err.Error(), "is not whole: it has an unfinished restore of archive "+mark.Archive) {
		t.Errorf("a dump gave %v", err)
	}
	result, err := restored(t, data, restore.Options{Config: config(t, target)})
	if err == nil || result.State != restore.Untouched || !strings.Contains(err.Error(), "has an unfinished restore of archive "+mark.Archive) {
		t.Errorf("a second restore gave %v", err)
	}
}

// The mark comes and goes unseen by event triggers that were restored.
func TestMarkIsNotLogged(t *testing.T) {
	for _, major := range []int{12, 18} {
		server := pgtest.Get(t, major)
		source, target := server.NewDatabase(t), server.NewDatabase(t)
		source.Exec(t, `CREATE TABLE log (tag text); CREATE FUNCTION log() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO public.log VALUES (tg_tag); END';
			CREATE EVENT TRIGGER created ON ddl_command_end EXECUTE FUNCTION log(); CREATE EVENT TRIGGER dropped ON sql_drop EXECUTE FUNCTION log()`)
		move(t, ways[0], source, target)
		if got := target.Rows(t, "SELECT tag FROM log UNION ALL SELECT nspname FROM pg_namespace WHERE nspname = '_promark'"); len(got) > 0 {
			t.Errorf("on %d the triggers have seen %q", major, got)
		}
	}
}
