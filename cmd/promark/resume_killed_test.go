//go:build linux

package main_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"promark/catalog"
	"promark/catalog/pgtest"
	"promark/dump"
	"promark/restore"
)

// killer kills restores of one archive, and has them go on.
type killer struct {
	t       *testing.T
	binary  string
	archive string
	source  *pgtest.DB
	want    map[string][]string // what the source is, by what is asked
	random  *rand.Rand
	first   int                      // number of the phase in which the first is killed
	whole   time.Duration            // of a restore that nobody kills
	lasts   map[string]time.Duration // of its phases
	hit     map[string]int           // restores that were killed, by phase
}

// What a killed restore was at where no mark says so.
const (
	beforeMark = "before the first change"
	afterMark  = "after the last change"
)

// A restore that is killed at any moment, and the one that goes on with it, too, ends as if nobody
// had killed it: rows by their bits, definitions, and all that belongs to extensions.
func TestResumeKilled(t *testing.T) {
	server := promscaleServers(t)["17"]
	source := server.NewDatabase(t)
	load(t, source, "promscale")
	loadMarkers(t, source)
	source.Exec(t, `CREATE TABLE public.large AS SELECT n AS id, md5(n::text) AS text, n / 3.0::float8 AS value FROM generate_series(1, 100000) n;
		ALTER TABLE public.large ADD PRIMARY KEY (id); CREATE INDEX ON public.large (text); CREATE UNLOGGED TABLE public.unlogged AS TABLE public.large;
		CREATE TABLE public.refers (id int GENERATED ALWAYS AS IDENTITY, large int REFERENCES public.large); INSERT INTO public.refers (large) SELECT n FROM generate_series(1, 1000) n;
		GRANT SELECT ON public.large TO PUBLIC; SELECT lo_create(4294967295); SELECT lo_put(4294967295, 10000, 'a large object')`)
	k := &killer{t: t, source: source, binary: buildBinary(t, t.TempDir()), archive: filepath.Join(t.TempDir(), "archive"),
		random: rand.New(rand.NewPCG(pgtest.Seed(t), 6)), hit: map[string]int{}}
	if err := os.WriteFile(k.archive, dumped(t, dump.Options{Config: config(t, source), Workers: 2}), 0o600); err != nil {
		t.Fatal(err)
	}
	k.want, k.first = k.all(source), k.random.IntN(100)
	k.measure(server.NewDatabase(t))
	times := 9
	if pgtest.Faults() {
		times = 200
	}
	for i := range times {
		t.Run(fmt.Sprint(i), func(t *testing.T) { k.again(t, i) })
	}
	for _, phase := range slices.Sorted(maps.Keys(k.hit)) {
		t.Logf("killed in %s: %d", phase, k.hit[phase])
	}
	for phase := restore.PhasePrepare; phase <= restore.PhaseAnalyze; phase++ {
		if pgtest.Faults() && k.hit[phase.String()] == 0 {
			t.Errorf("no restore was killed in phase %s", phase)
		}
	}
}

// command gives a restore. Its archive comes from a file, or from a pipe.
func (k *killer) command(server *pgtest.Server, pipe bool, args ...string) *exec.Cmd {
	args = append([]string{"restore", "--accept", "clients", "-q", "-j", fmt.Sprint(1 + k.random.IntN(4))}, args...)
	if pipe {
		args = append(args, "-")
	} else {
		args = append(args, k.archive)
	}
	cmd := exec.Command(k.binary, args...)
	if pipe {
		cmd.Stdin, _ = os.Open(k.archive) // if it fails, so does the restore
	}
	cmd.Env = append(os.Environ(), "PGHOST=127.0.0.1", fmt.Sprintf("PGPORT=%d", server.Port), "PGUSER="+pgtest.Superuser)
	return cmd
}

// measure restores once and notes how long the phases take.
func (k *killer) measure(target *pgtest.DB) {
	k.lasts = map[string]time.Duration{}
	cmd := k.command(target.Server, false, "-d", target.Name)
	ended := make(chan error, 1)
	begun := time.Now()
	if err := cmd.Start(); err != nil {
		k.t.Fatal(err)
	}
	go func() { ended <- cmd.Wait() }()
	conn := target.Conn(k.t)
	defer conn.Close(context.Background())
	phase, since := "", begun
	for {
		select {
		case err := <-ended:
			if err != nil {
				k.t.Fatalf("a restore that nobody kills: %v", err)
			}
			k.whole = time.Since(begun)
			k.t.Logf("a whole restore takes %v: %v", k.whole, k.lasts)
			return
		case <-time.After(time.Millisecond):
		}
		if now := k.phase(conn); now != phase {
			k.lasts[phase] += time.Since(since)
			phase, since = now, time.Now()
		}
	}
}

// phase gives that of the mark, "" without one.
func (k *killer) phase(conn *pgx.Conn) string {
	m, err := catalog.ReadMark(context.Background(), conn)
	if err != nil {
		k.t.Fatal(err)
	}
	if m == nil {
		return ""
	}
	return m.Phase
}

// again kills a restore, one time of three at any moment and otherwise in the next phase, sometimes what goes on with it, too, and lets the next come to its end.
func (k *killer) again(t *testing.T, i int) {
	server := k.source.Server
	phases := slices.Sorted(maps.Keys(k.lasts))
	phase, create := "", k.random.IntN(2) == 0
	if i%3 > 0 {
		phase, create = phases[(k.first+i-i/3)%len(phases)], false
	}
	target := server.DB(pgtest.UniqueName("killed"))
	args := []string{"-d", "postgres", "--create-as", target.Name}
	if create {
		target.DropLater(t)
	} else {
		target = server.NewDatabase(t)
		args = []string{"-d", target.Name}
	}
	where := k.kill(t, k.command(server, k.fromPipe(), args...), target, phase)
	args = append(args, "--resume")
	for where != afterMark && k.random.IntN(3) == 0 {
		where = k.kill(t, k.command(server, k.fromPipe(), args...), target, "")
	}
	cmd := k.command(server, k.fromPipe(), args...)
	text, err := cmd.CombinedOutput()
	if err != nil && !strings.Contains(string(text), "has no unfinished restore to go on with") { // what follows tells whether it is whole
		t.Fatalf("%s: %v\n%s", strings.Join(cmd.Args[1:], " "), err, text)
	}
	for what, got := range k.all(target) {
		differ(t, what, k.want[what], got)
	}
	if text, err = exec.Command(k.binary, "verify", k.archive, "--against", target.URL()).CombinedOutput(); err != nil {
		t.Errorf("verify: %v\n%s", err, text)
	}
	good(t, target)
}

func (k *killer) fromPipe() bool { return k.random.IntN(3) == 0 }

// kill lets a restore run until any moment of the whole, or of a phase, which may be short, and says
// how far it has come.
func (k *killer) kill(t *testing.T, cmd *exec.Cmd, target *pgtest.DB, phase string) string {
	t.Helper()
	wait := time.Duration(k.random.Float64() * float64(k.whole))
	if phase != "" {
		wait = time.Duration(k.random.Float64() * float64(k.lasts[phase]))
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	if phase != "" {
		k.await(target, phase, ended)
	}
	select {
	case err := <-ended:
		ended <- err
	case <-time.After(wait):
	}
	cmd.Process.Kill() // fails if it has ended
	<-ended
	where := k.where(target)
	k.hit[where]++
	t.Logf("%s, killed: %s", strings.Join(cmd.Args[1:], " "), where)
	return where
}

// await waits until a target is in a phase, or the restore has ended.
func (k *killer) await(target *pgtest.DB, phase string, ended chan error) {
	conn := target.Conn(k.t)
	defer conn.Close(context.Background())
	for k.phase(conn) != phase {
		select {
		case err := <-ended:
			ended <- err
			return
		case <-time.After(time.Millisecond):
		}
	}
}

// where says how far a killed restore has come.
func (k *killer) where(target *pgtest.DB) string {
	admin := target.Server.DB("postgres")
	if admin.Text(k.t, "SELECT count(*) FROM pg_database WHERE datname = "+pgtest.Literal(target.Name)) == "0" {
		return beforeMark
	}
	conn := target.Conn(k.t)
	defer conn.Close(context.Background())
	phase := k.phase(conn)
	switch {
	case phase != "":
		return phase
	case target.Text(k.t, "SELECT count(*) FROM pg_extension WHERE extname = 'promscale'") == "1":
		return afterMark
	}
	return beforeMark
}

// all is everything that is compared.
func (k *killer) all(db *pgtest.DB) map[string][]string {
	out := map[string][]string{"rows": rowsOf(k.t, db), "sequences": db.Rows(k.t, sequences), "settings": db.Rows(k.t, settings),
		"definitions":   strings.Split(db.PgDump(k.t, "--schema-only"), "\n"),
		"large objects": db.Rows(k.t, "SELECT oid, md5(lo_get(oid)) FROM pg_largeobject_metadata ORDER BY 1"),
		"schemas":       db.Rows(k.t, "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_(toast_)?temp_' ORDER BY 1")}
	for name, query := range promscaleQueries {
		out[name] = db.Rows(k.t, query)
	}
	return out
}
