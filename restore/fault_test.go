//go:build linux

package restore

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"promark/archive"
	"promark/catalog/pgtest"
)

// A connection that breaks or falls silent, wherever that is, ends the restore with an error and
// the right state, in bounded time, and leaves no connection behind.
func TestBrokenConnections(t *testing.T) {
	server := pgtest.Get(t, 17)
	h := newHandmade(t, 17)
	for i := range 8 {
		table := h.table(fmt.Sprint("t", i), "a int")
		h.data(table, 1+i%2, archive.Data{Columns: native("a"), Freeze: true}, int4Rows(2000*i))
		h.add(archive.Entry{Kind: "INDEX", Name: fmt.Sprint("i", i), Section: archive.SectionPostData,
			Needs: []uint32{table}}, fmt.Sprintf("CREATE INDEX i%d ON public.t%d (a)", i, i))
	}
	b := h.write(2)
	proxy := server.NewProxy(t)
	attempt := func(pipe bool, f pgtest.Fault) (*Result, error) {
		db := server.NewDatabase(t)
		o := options(t, db, 3)
		config, err := pgx.ParseConfig(proxy.URL(db))
		if err != nil {
			t.Fatal(err)
		}
		o.Config = config
		if pipe {
			o = fromPipe(t, o, bytes.NewReader(b))
		} else {
			o = fromFile(t, o, b)
		}
		proxy.Plan(f)
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		return Run(ctx, o)
	}
	never := pgtest.Fault{Direction: pgtest.ToServer, After: 1 << 40}
	if result, err := attempt(false, never); err != nil || result.State != Complete {
		t.Fatalf("through the proxy: %v", err)
	}
	messages := proxy.Passed(pgtest.ToServer).Messages
	for i := range int64(6) {
		f := pgtest.Fault{Direction: pgtest.ToServer, After: messages * i / 6, Kind: pgtest.Cut}
		if i%2 == 1 {
			f.Part = 3
		}
		if i == 3 {
			f.Direction = pgtest.ToClient
		}
		result, err := attempt(i%2 == 0, f)
		if err == nil { // it was the goodbye of a session that was cut, after its work
			f.After++
			result, err = attempt(i%2 == 0, f)
		}
		if !proxy.Fired() {
			t.Errorf("%+v did not happen", f)
		}
		var failed *Failure
		if err == nil || result.State == Complete {
			t.Errorf("%+v: error %v, state %v", f, err, result.State)
		}
		if errors.As(err, &failed) && failed.Entry == nil {
			t.Errorf("%+v: the failure names no entry: %v", f, err)
		}
		for wait := 0; proxy.Open() > 0 && wait < 100; wait++ {
			time.Sleep(50 * time.Millisecond)
		}
		if n := proxy.Open(); n > 0 {
			t.Errorf("%+v: %d connections are left", f, n)
		}
	}
}
