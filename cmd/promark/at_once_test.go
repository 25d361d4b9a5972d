//go:build linux

package main_test

import (
	"bytes"
	"context"
	"sync"
	"testing"

	"promark/archive"
	"promark/catalog/pgtest"
	"promark/dump"
	"promark/restore"
)

// Several dumps of one database at once, while it is written to, do not get in each other's way, and each has
// one state of it: money that is moved from table to table is neither lost nor doubled.
func TestDumpsAtOnce(t *testing.T) {
	server := pgtest.Get(t, 16)
	source := server.NewDatabase(t)
	source.Exec(t, "CREATE TABLE a AS SELECT i, 100 AS money FROM generate_series(1, 2000) i; CREATE TABLE b AS SELECT i, 0 AS money FROM a")
	ctx, stop := context.WithCancel(t.Context())
	writer := source.Conn(t)
	var writing sync.WaitGroup
	moved := 0
	writing.Go(func() {
		for ; ctx.Err() == nil; moved++ {
			_, err := writer.Exec(context.Background(), `WITH one AS (UPDATE a SET money = money - 1 WHERE i = 1 + (random() * 1999)::int RETURNING i)
				UPDATE b SET money = money + 1 FROM one WHERE b.i = one.i`)
			if err != nil {
				t.Error(err)
				return
			}
		}
	})
	archives := make([]bytes.Buffer, 4)
	var dumping sync.WaitGroup
	for i := range archives {
		dumping.Go(func() {
			if _, err := dump.Run(context.Background(), dump.Options{Config: config(t, source), Workers: 2, Output: &archives[i]}); err != nil {
				t.Error(err)
			}
		})
	}
	dumping.Wait()
	stop()
	writing.Wait()
	if moved == 0 {
		t.Error("nothing was written meanwhile")
	}
	for i := range archives {
		r, err := archive.Open(bytes.NewReader(archives[i].Bytes()), int64(archives[i].Len()))
		if err != nil {
			t.Fatal(err)
		}
		target := server.NewDatabase(t)
		if _, err := restore.Run(t.Context(), restore.Options{Config: config(t, target), File: r, Workers: 1}); err != nil {
			t.Fatal(err)
		}
		if got := target.Text(t, "SELECT concat_ws(' ', sum(a.money + b.money), bool_and(a.money + b.money = 100)) FROM a JOIN b USING (i)"); got != "200000 t" {
			t.Errorf("dump %d: %s", i, got)
		}
	}
}
