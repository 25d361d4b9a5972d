//go:build linux

package main_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"promark/archive"
	"promark/catalog/pgtest"
	"promark/dump"
	"promark/restore"
)

// Goal: a damaged archive never ends in a database that looks restored. Method: an archive that is
// cut, or in which a bit is another, from a file and through a pipe; and the published procedure,
// with a digit of one sample changed.
func TestDamagedPromscale(t *testing.T) {
	server := promscaleServers(t)["17"]
	source := server.NewDatabase(t)
	load(t, source, "promscale")
	source.Exec(t, "DELETE FROM _prom_catalog.ha_leases; DELETE FROM _prom_catalog.ha_leases_logs") // on which pg_restore fails
	data := dumped(t, dump.Options{Config: config(t, source), Workers: 2})
	flipped := func(at int) []byte {
		b := bytes.Clone(data)
		b[at] ^= 1
		return b
	}
	for name, c := range map[string]struct {
		data []byte
		want error
	}{
		"cut in the rows":    {data[:len(data)*4/5], archive.ErrTruncated},
		"cut in the trailer": {data[:len(data)-1], archive.ErrTruncated},
		"a bit in the rows":  {flipped(len(data) * 4 / 5), archive.ErrChecksum},
		"a bit in the index": {flipped(len(data) - 200), archive.ErrChecksum},
	} {
		t.Run(name, func(t *testing.T) {
			target := server.NewDatabase(t)
			p, err := archive.NewPipe(bytes.NewReader(c.data))
			if err != nil {
				t.Fatal(err)
			}
			result, err := restore.Run(t.Context(), restore.Options{Config: config(t, target), Pipe: p, Interrupt: func() {}})
			if !errors.Is(err, c.want) || result.State != restore.Restoring || !strings.Contains(result.State.String(), "restoring mode") {
				t.Errorf("through a pipe: %v, state %q", err, result.State)
			}
			const state = "SELECT current_setting('timescaledb.restoring') || (SELECT count(*) FROM pg_trigger WHERE tgname = 'ts_insert_blocker' AND tgrelid = '_ps_trace.span'::regclass)"
			if got := target.Text(t, state); got != "on0" {
				t.Errorf("restoring mode and calls: %s", got)
			}
			r, err := archive.Open(bytes.NewReader(c.data), int64(len(c.data)))
			if err == nil {
				result, err = restore.Run(t.Context(), restore.Options{Config: config(t, server.NewDatabase(t)), File: r})
			}
			if !errors.Is(err, c.want) || r != nil && result.State != restore.Untouched {
				t.Errorf("from a file: %v, state %q", err, result.State)
			}
		})
	}
	t.Run("published", func(t *testing.T) { publishedDamage(t, source) })
}

// publishedDamage shows that nobody notices one digit in a dump of pg_dump.
func publishedDamage(t *testing.T, source *pgtest.DB) {
	script := source.PgDump(t)
	changed := strings.Replace(script, "\t0.3333333333333333\t1\n", "\t0.9333333333333333\t1\n", 1)
	if changed == script {
		t.Fatal("the dump has no such sample")
	}
	target := source.Server.NewDatabase(t)
	target.Exec(t, "CREATE EXTENSION timescaledb", "SELECT timescaledb_pre_restore()")
	target.Exec(t, "CREATE EXTENSION promscale VERSION '0.9.0'")
	out, _, err := target.Psql(t, source.Server.Major, []byte(changed))
	if err != nil {
		t.Errorf("psql said %v\n%s", err, out)
	}
	target.Exec(t, "SELECT prom_api.promscale_post_restore()", "SELECT timescaledb_post_restore()")
	const samples = "SELECT count(*) || ' ' || sum(value) FROM prom_data.cpu_usage"
	if source.Text(t, samples) == target.Text(t, samples) {
		t.Error("the samples are the same")
	}
}
