//go:build linux

package main_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"promark/catalog/pgtest"
)

// measurement is what one contender took for one piece of work of a case, in every run.
type measurement struct {
	caseTitle, work, who string
	runs                 []pgtest.Usage
	server               []time.Duration // CPU of the server's sessions
	archive              int64           // bytes
	analyze              time.Duration
}

// elapsed gives the times of all runs, as median wants them; so does cpu.
func (m *measurement) elapsed() (times []time.Duration) {
	for _, u := range m.runs {
		times = append(times, u.Elapsed)
	}
	return times
}

func (m *measurement) cpu() (times []time.Duration) {
	for _, u := range m.runs {
		times = append(times, u.CPU)
	}
	return times
}

func median(times []time.Duration) time.Duration {
	times = slices.Sorted(slices.Values(times))
	return times[len(times)/2]
}

// peak is the most memory of any run.
func (m *measurement) peak() (most int64) {
	for _, u := range m.runs {
		most = max(most, u.Peak)
	}
	return most
}

// take adds a run to the measurement of a contender's work.
func (b *bench) take(c benchCase, work, who string, u pgtest.Usage, server time.Duration) *measurement {
	i := slices.IndexFunc(b.taken, func(m *measurement) bool {
		return m.caseTitle == c.title && m.work == work && m.who == who
	})
	if i < 0 {
		i = len(b.taken)
		b.taken = append(b.taken, &measurement{caseTitle: c.title, work: work, who: who})
	}
	m := b.taken[i]
	m.runs, m.server = append(m.runs, u), append(m.server, server)
	b.say("%-8s %-8s %-12s %8.2f s, CPU %7.2f s, %5.0f MiB, CPU of the server %7.2f s", c.name, work, who,
		u.Elapsed.Seconds(), u.CPU.Seconds(), float64(u.Peak)/(1<<20), server.Seconds())
	return m
}

// run measures a case: the contenders in turn, and that several times, so that a busy moment of the
// machine meets all of them.
func (b *bench) run(c benchCase) {
	b.t.Helper()
	source := b.database(c)
	via := func(db *pgtest.DB) string { return db.URL() }
	if c.slow {
		p := b.server.NewProxy(b.t)
		p.Delay(pgtest.ToServer, benchDelay)
		p.Delay(pgtest.ToClient, benchDelay)
		via = p.URL
	}
	all := contenders()
	switch {
	case c.alone:
		all = all[:1]
	case b.brief:
		all = slices.DeleteFunc(all, func(who contender) bool { return who.name == "15 -Fc" })
	}
	for range b.runs {
		for _, who := range all {
			b.dump(c, who, via(source))
		}
		if c.limit {
			b.limitDump(c, source)
		}
		if c.table != "" {
			continue
		}
		for _, who := range all {
			b.restore(c, who, source, via)
		}
		if c.limit {
			b.limitRestore(c, source)
		}
	}
}

func (b *bench) dump(c benchCase, who contender, url string) {
	b.t.Helper()
	file := b.archive(c, who)
	if err := os.RemoveAll(file); err != nil {
		b.t.Fatal(err)
	}
	var only []string
	if c.table != "" {
		only = []string{"-t", c.table}
	}
	before := b.postmaster.cpu()
	u, err := who.dump(b, url, file, only...)
	if err != nil {
		b.t.Fatalf("%s: dump with %s: %v", c.name, who.name, err)
	}
	b.take(c, "dump", who.name, u, b.postmaster.cpu()-before).archive = sizeOf(b, file)
}

// restore measures a restore into a new database, and then ANALYZE, which promark would run as well.
// The copies stay until the end: on ext4, which gives the number of a file that was removed to no new
// one for a minute, a restore behind the removal of thousands of files takes twice the time
// (recently_deleted in fs/ext4/ialloc.c; seen in a profile).
func (b *bench) restore(c benchCase, who contender, source *pgtest.DB, via func(*pgtest.DB) string) {
	b.t.Helper()
	target := b.server.NewDatabase(b.t)
	before := b.postmaster.cpu()
	u, err := who.restore(b, via(target), b.archive(c, who))
	if err != nil {
		b.t.Fatalf("%s: restore with %s: %v", c.name, who.name, err)
	}
	m := b.take(c, "restore", who.name, u, b.postmaster.cpu()-before)
	begin := time.Now()
	target.Exec(b.t, "ANALYZE")
	m.analyze = time.Since(begin)
	for _, sql := range []string{"SELECT relkind, count(*) FROM pg_class WHERE oid >= 16384 GROUP BY 1 ORDER BY 1",
		"SELECT sum(reltuples) FROM pg_class WHERE relkind = 'r' AND oid >= 16384"} {
		if want, got := source.Rows(b.t, sql), target.Rows(b.t, sql); !slices.Equal(want, got) {
			b.t.Errorf("%s: the copy of %s has %v, the source has %v", c.name, who.name, got, want)
		}
	}
	target.Exec(b.t, "CHECKPOINT")
}

// sizeOf gives the bytes of a file, or of all files of a folder.
func sizeOf(b *bench, path string) (sum int64) {
	b.t.Helper()
	err := filepath.WalkDir(path, func(_ string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil && info.Mode().IsRegular() {
			sum += info.Size()
		}
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return sum
}
