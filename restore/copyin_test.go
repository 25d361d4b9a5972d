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

// smallTables is an archive of many tables with a row or two each, and their names in order.
func smallTables(t *testing.T, major, tables int, refusing int) []byte {
	h := newHandmade(t, major)
	for i := range tables {
		columns := "a int"
		if i == refusing {
			columns = "a int CHECK (a < 0)"
		}
		table := h.table(fmt.Sprintf("t%03d", i), columns)
		h.data(table, 1, archive.Data{Columns: native("a"), Freeze: true}, int4Rows(i%3))
	}
	return h.write(1)
}

// Small tables cost less than a round trip each: goal of the one message that holds many COPYs.
// Method: a network on which the round trips alone would take longer.
func TestSmallTablesTogether(t *testing.T) {
	const tables, delay = 300, 20 * time.Millisecond
	server := pgtest.Get(t, 15)
	b := smallTables(t, 15, tables, -1)
	proxy := server.NewProxy(t)
	proxy.Delay(pgtest.ToServer, delay)
	proxy.Delay(pgtest.ToClient, delay)
	db := server.NewDatabase(t)
	o := options(t, db, 1)
	config, err := pgx.ParseConfig(proxy.URL(db))
	if err != nil {
		t.Fatal(err)
	}
	o.Config, o.NoAnalyze = config, true
	started := time.Now()
	result := mustRun(t, fromFile(t, o, b))
	if took := time.Since(started); took > tables*2*delay {
		t.Errorf("%d tables took %s: a round trip each", tables, took)
	}
	if result.Rows != tables {
		t.Errorf("%d rows were loaded instead of %d", result.Rows, tables)
	}
}

// A COPY that fails between others is named, and with KeepGoing the others are loaded, on servers old
// and new: what was sent behind it must not be taken for anything else.
func TestFailureBetweenCopies(t *testing.T) {
	for _, major := range []int{12, 15, 18} {
		for _, pipe := range []bool{false, true} {
			server := pgtest.Get(t, major)
			b := smallTables(t, major, 30, 20)
			db := server.NewDatabase(t)
			o := options(t, db, 2)
			o.KeepGoing = true
			if pipe {
				o = fromPipe(t, o, bytes.NewReader(b))
			} else {
				o = fromFile(t, o, b)
			}
			result, err := Run(context.Background(), o)
			if !errors.Is(err, ErrFailures) || len(result.Failures) != 1 || result.Failures[0].Entry.Name != "t020" ||
				result.Failures[0].Code != "23514" { // check_violation
				t.Fatalf("%d, pipe %v: %v, failures %v", major, pipe, err, result.Failures)
			}
			if result.Rows != 28 { // all but the two of t020
				t.Errorf("%d, pipe %v: %d rows were loaded", major, pipe, result.Rows)
			}
		}
	}
}
