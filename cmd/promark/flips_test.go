//go:build linux

package main_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"promark/archive"
	"promark/catalog/pgtest"
	"promark/dump"
	"promark/restore"
)

// realArchives gives archives of different kinds: of every kind of object, of rows as they are, in columns and
// compressed as a whole, of Promscale with TimescaleDB, and with a row above the limit of a block.
func realArchives(t *testing.T) map[string]realArchive {
	archives := map[string]realArchive{}
	plain := func(name string, level int, fill func(db *pgtest.DB)) {
		db := pgtest.Get(t, 18).NewDatabase(t)
		fill(db)
		archives[name] = realArchive{db.Server, dumped(t, dump.Options{Config: config(t, db), Workers: 2, Level: level})}
	}
	plain("all kinds of objects", 0, func(db *pgtest.DB) { load(t, db, "everything") })
	plain("stored rows", archive.LevelNone, func(db *pgtest.DB) {
		db.Exec(t, "CREATE TABLE t AS SELECT i, md5(i::text) FROM generate_series(1, 5000) i; CREATE TABLE u AS SELECT 1 AS i")
	})
	plain("columns", 0, func(db *pgtest.DB) {
		db.Exec(t, `CREATE TABLE samples AS SELECT '2026-01-01Z'::timestamptz + i * interval '15 s' AS time, random() AS value, i % 50 AS series
			FROM generate_series(1, 50000) i; CREATE INDEX ON samples (time)`)
	})
	plain("a large row", 0, func(db *pgtest.DB) {
		db.Exec(t, `CREATE TABLE t AS SELECT i, decode(string_agg(md5(n::text), ''), 'hex') AS b
			FROM generate_series(1, 2) i, generate_series(1, 300000 * (i - 1) + 9) n GROUP BY i`)
	})
	db := promscaleServers(t)["17"].NewDatabase(t)
	load(t, db, "promscale")
	db.Exec(t, "DELETE FROM _prom_catalog.ha_leases; DELETE FROM _prom_catalog.ha_leases_logs")
	archives["Promscale"] = realArchive{db.Server, dumped(t, dump.Options{Config: config(t, db), Workers: 2})}
	return archives
}

type realArchive struct {
	server *pgtest.Server
	data   []byte
}

// Goal: a damaged archive is found to be damaged, wherever that is: 100,000 flipped bits and 10,000 cuts in a full
// run. Method: a restore from the file must end before it connects; whoever reads a pipe as a restore
// does must get an error before the end; verify must say so; and nothing may panic. A few are really
// restored from a pipe, and must end with an error and a state that says what is there.
func TestFlippedBitsAndCuts(t *testing.T) {
	flips, cuts, restores := 300, 30, 1
	if pgtest.Faults() {
		flips, cuts, restores = 20_000, 2_000, 50
	}
	seed := pgtest.Seed(t)
	for name, a := range realArchives(t) {
		t.Run(name, func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, uint64(len(name))))
			if err := readPipe(a.data); err != nil {
				t.Fatalf("undamaged: %v", err)
			}
			damages := make([]damage, 0, flips+cuts)
			for range flips {
				damages = append(damages, damage{at: random.IntN(len(a.data)), bit: random.IntN(8)})
			}
			for range cuts {
				damages = append(damages, damage{at: random.IntN(len(a.data)), cut: true})
			}
			inParallel(t, a.data, damages)
			t.Logf("%d flipped bits and %d cuts in %d bytes, all found", flips, cuts, len(a.data))
			for range restores {
				a.refused(t, damages[random.IntN(len(damages))])
			}
		})
	}
}

// damage is one flipped bit, or a cut.
type damage struct {
	at, bit int
	cut     bool
}

func (d damage) String() string {
	if d.cut {
		return fmt.Sprintf("cut at %d", d.at)
	}
	return fmt.Sprintf("bit %d of byte %d", d.bit, d.at)
}

// in gives the damaged bytes; what is flipped in data has to be flipped back.
func (d damage) in(data []byte) []byte {
	if d.cut {
		return data[:d.at:d.at]
	}
	data[d.at] ^= 1 << d.bit
	return data
}

func inParallel(t *testing.T, whole []byte, damages []damage) {
	var next atomic.Int64
	var wait sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			data := bytes.Clone(whole)
			for {
				i := int(next.Add(1)) - 1
				if i >= len(damages) || t.Failed() {
					return
				}
				d := damages[i]
				foundEverywhere(t, d, d.in(data))
				if !d.cut {
					d.in(data)
				}
			}
		})
	}
	wait.Wait()
}

// foundEverywhere looks at damaged bytes in each way in which promark reads an archive.
func foundEverywhere(t *testing.T, d damage, data []byte) {
	for how, err := range map[string]error{"file": fromFileWithoutServer(data), "pipe": readPipe(data), "verify": verifyFile(data)} {
		switch {
		case err == nil:
			t.Errorf("%v: %s does not find it", d, how)
		case d.cut && d.at >= 64 && !errors.Is(err, archive.ErrTruncated):
			t.Errorf("%v: %s: %v", d, how, err)
		case !isDamage(err):
			t.Errorf("%v: %s: %v", d, how, err)
		}
	}
}

func isDamage(err error) bool {
	for _, e := range []error{archive.ErrNotArchive, archive.ErrVersion, archive.ErrTruncated, archive.ErrChecksum, archive.ErrLimit, archive.ErrInvalid} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

var errConnected = errors.New("it has connected to the target")

// fromFileWithoutServer restores from a file, up to the first connection.
func fromFileWithoutServer(data []byte) error {
	r, err := archive.Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return err
	}
	c := unreachable.Copy()
	result, err := restore.Run(context.Background(), restore.Options{Config: c, File: r})
	if result.State != restore.Untouched {
		return fmt.Errorf("state %v: %w", result.State, errConnected)
	}
	return err
}

// readPipe reads and decodes all of a pipe, as a restore does.
func readPipe(data []byte) error {
	p, err := archive.NewPipe(bytes.NewReader(data))
	if err != nil {
		return err
	}
	d := archive.NewDecoder()
	for {
		f, err := p.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch f.Kind {
		case archive.FrameBlock:
			_, err = d.Block(f)
		case archive.FramePack:
			_, err = d.Pack(f)
		}
		if err != nil {
			return err
		}
		f.Release()
	}
}

func verifyFile(data []byte) error {
	r, err := archive.Verify(context.Background(), bytes.NewReader(data), int64(len(data)), nil)
	if err != nil {
		return err
	}
	return r.Err()
}

// refused restores damaged bytes from a pipe into a server.
func (a realArchive) refused(t *testing.T, d damage) {
	t.Helper()
	data := d.in(bytes.Clone(a.data))
	p, err := archive.NewPipe(bytes.NewReader(data))
	if err != nil {
		if !isDamage(err) {
			t.Errorf("%v: %v", d, err)
		}
		return
	}
	result, err := restore.Run(context.Background(), restore.Options{Config: config(t, a.server.NewDatabase(t)), Workers: 2, Pipe: p, Interrupt: func() {}})
	if !isDamage(err) || result.State == restore.Complete {
		t.Errorf("%v: %v, state %v", d, err, result.State)
	}
}

var unreachable = func() *pgx.ConnConfig {
	c, err := pgx.ParseConfig("host=nowhere user=nobody dbname=none sslmode=disable")
	if err != nil {
		panic(err)
	}
	c.LookupFunc = func(context.Context, string) ([]string, error) { return []string{"127.0.0.1"}, nil }
	c.DialFunc = func(context.Context, string, string) (net.Conn, error) { return nil, errConnected }
	return c
}()
