//go:build linux

package dump

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"promark/catalog/pgtest"
)

// smallDatabase has something of most kinds and few rows, so that every message of its dump can be the last.
func smallDatabase(t *testing.T) *pgtest.DB {
	db := pgtest.Get(t, 17).NewDatabase(t)
	db.Exec(t, `CREATE TABLE small (i int PRIMARY KEY); INSERT INTO small VALUES (1);
		CREATE TABLE large AS SELECT i, repeat(md5(i::text), 9) AS t FROM generate_series(1, 60) i;
		CREATE VIEW v AS SELECT * FROM small; CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
		CREATE TABLE parts (i int) PARTITION BY RANGE (i); CREATE TABLE part PARTITION OF parts FOR VALUES FROM (0) TO (9);
		SELECT lo_create(1), lo_put(1, 0, 'x')`)
	return db
}

// Goal: a connection that is cut, after whichever message and in whichever direction, ends a dump in bounded
// time with an error that says what was being done; nothing is committed, and neither a session nor a
// goroutine is left. Method: a proxy that cuts after n messages, for all n in a full run; each planned
// fault must have happened. What is cut after the archive was committed is no failure.
func TestFaultAtEveryMessage(t *testing.T) {
	db := smallDatabase(t)
	proxy := db.Server.NewProxy(t)
	config, err := pgx.ParseConfig(proxy.URL(db))
	if err != nil {
		t.Fatal(err)
	}
	run := func(f pgtest.Fault) (archive []byte, err error) {
		o, out := options(t, db)
		o.Config, o.Workers = config, 2
		committed := false
		o.Commit = func() error { committed = true; return nil }
		proxy.Plan(f)
		begin := time.Now()
		_, err = Run(t.Context(), o)
		if took := time.Since(begin); took > time.Minute {
			t.Errorf("%+v: it took %s", f, took)
		}
		if committed != (err == nil) {
			t.Errorf("%+v: committed %v, error %v", f, committed, err)
		}
		checkNothingLeft(t, db)
		return out.Bytes(), err
	}
	if _, err := run(pgtest.Fault{After: 1 << 40}); err != nil {
		t.Fatal(err)
	}
	messages := map[pgtest.Direction]int64{pgtest.ToServer: proxy.Passed(pgtest.ToServer).Messages,
		pgtest.ToClient: proxy.Passed(pgtest.ToClient).Messages}
	random := rand.New(rand.NewPCG(pgtest.Seed(t), 1))
	fired, survived := 0, 0
	for way, all := range messages {
		for _, n := range drawn(random, all, 20) {
			f := pgtest.Fault{Direction: way, After: n, Part: n % 7}
			data, err := run(f)
			switch {
			case !proxy.Fired() && err == nil && n >= all-10:
				continue // this time there were some messages less
			case !proxy.Fired():
				t.Errorf("%+v has not happened: %v", f, err)
			case err == nil:
				open(t, data)
				survived++
			case !pgtest.IsCut(err) || !pgtest.SaysWhat(err):
				t.Errorf("%+v: %v", f, err)
			}
			fired++
		}
	}
	t.Logf("%d faults happened, at %d messages to the server and %d to the client; %d of them after the end",
		fired, messages[pgtest.ToServer], messages[pgtest.ToClient], survived)
}

// drawn gives all numbers below n in a full run, otherwise some.
func drawn(random *rand.Rand, n int64, some int) (list []int64) {
	for i := range n {
		if pgtest.Faults() || random.Int64N(n) < int64(some) {
			list = append(list, i)
		}
	}
	return list
}
