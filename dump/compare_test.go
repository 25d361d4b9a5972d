//go:build linux

package dump

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// Rows that are read in ranges of pages by several workers, and by the coordinator where a worker gets
// no lock, add up to what one worker has read.
func TestCompareSplit(t *testing.T) {
	db := faultDatabase(t)
	o, out := options(t, db)
	if _, err := Run(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	compare := CompareOptions{Archive: open(t, out.Bytes()), Target: o.Config, Workers: 3}
	compare.test.splitBytes, compare.test.renewAfter = 1<<20, 2
	conn := db.Conn(t)
	locked := make(chan error, 1)
	var fired atomic.Bool
	compare.test.hook = func(point string) {
		if point != "catalog" || fired.Swap(true) {
			return
		}
		go func() {
			_, err := conn.Exec(context.Background(), "LOCK TABLE small; TRUNCATE small")
			locked <- err
		}()
		waitFor(t, db, "SELECT count(*) > 0 FROM pg_locks WHERE NOT granted AND mode = 'AccessExclusiveLock'")
	}
	r, err := Compare(t.Context(), compare)
	if err != nil || !r.Equal() || r.Rows != 10001 || len(r.Relations) != 2 {
		t.Errorf("%v, %+v", err, r)
	}
	if err := <-locked; err != nil {
		t.Error(err)
	}
	conn.Close(context.Background())
	checkNothingLeft(t, db)
}

// A comparison that is stopped, or loses its connections on either side, ends at once, says on which
// side, and leaves nothing behind.
func TestCompareStopped(t *testing.T) {
	source, target := faultDatabase(t), faultDatabase(t)
	const kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'promark compare' AND datname = current_database()"
	stop := errors.New("stop")
	for what, want := range map[string]string{
		"nothing": "", "cancel": "compare stopped: stop",
		"source": "source " + source.Name + ": ", "target": "target " + target.Name + ": ",
	} {
		ctx, cancel := context.WithCancelCause(t.Context())
		from, _ := options(t, source)
		to, _ := options(t, target)
		o := CompareOptions{Source: from.Config, Target: to.Config, Workers: 2}
		o.test.splitBytes = 1 << 20
		var fired atomic.Bool
		o.test.hook = func(point string) {
			if point != "copy" || fired.Swap(true) {
				return
			}
			switch what {
			case "cancel":
				cancel(stop)
			case "source":
				source.Exec(t, kill)
			case "target":
				target.Exec(t, kill)
			}
		}
		begin := time.Now()
		r, err := Compare(ctx, o)
		switch {
		case want == "" && (err != nil || !r.Equal() || r.Rows != 10001):
			t.Errorf("%v, %+v", err, r)
		case want != "" && (err == nil || !strings.HasPrefix(err.Error(), want)):
			t.Errorf("%s: %v", what, err)
		}
		if took := time.Since(begin); took > time.Minute {
			t.Errorf("%s: it took %s", what, took)
		}
		cancel(nil)
		checkNothingLeft(t, source)
		checkNothingLeft(t, target)
	}
}

// Of a table with more different rows than are looked for, as many are found as that, and it is said
// that there are more; rows that stand there twice are found twice, in rows of text as well.
func TestCompareFindsSome(t *testing.T) {
	source, target := faultDatabase(t), faultDatabase(t)
	target.Exec(t, "UPDATE large SET t = t || 'x' WHERE i % 100 = 0; INSERT INTO small VALUES (2), (2), (2)")
	from, _ := options(t, source)
	to, _ := options(t, target)
	o := CompareOptions{Source: from.Config, Target: to.Config, Workers: 2, FindRows: 10}
	o.test.splitBytes = 1 << 20
	r, err := Compare(t.Context(), o)
	if err != nil || len(r.Relations) != 2 {
		t.Fatal(err, r)
	}
	for _, rows := range r.Relations {
		found := rows.Found
		first, second := found.Rows[First], found.Rows[Second]
		switch rows.Relation.Name {
		case "large":
			if len(first)+len(second) < 10 || len(first) > 10 || len(second) > 10 || !found.More {
				t.Errorf("large: %d and %d rows, more: %v", len(first), len(second), found.More)
			}
		case "small":
			if len(first) != 0 || len(second) != 1 || second[0].Times != 3 || found.More {
				t.Errorf("small: %d and %v, more: %v", len(first), second, found.More)
			}
		}
	}
	checkNothingLeft(t, source)
	checkNothingLeft(t, target)
}
