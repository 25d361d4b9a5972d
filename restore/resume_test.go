//go:build linux

package restore

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"promark/archive"
	"promark/catalog/pgtest"
)

// everything is what a restore may have made of an archive: rows, and definitions as the original
// pg_dump prints them.
func everything(t *testing.T, db *pgtest.DB, rows string) []string {
	t.Helper()
	lines := strings.Split(db.PgDump(t), "\n")
	slices.Sort(lines) // rows need not have the same order
	return slices.Concat(db.Rows(t, rows), lines,
		db.Rows(t, "SELECT nspname FROM pg_namespace WHERE nspname ~ 'promark' UNION ALL SELECT 'l' || oid FROM pg_largeobject_metadata"))
}

// equal reports the first difference.
func equal(t *testing.T, want, got []string) {
	t.Helper()
	for i := range max(len(want), len(got)) {
		if i >= len(want) || i >= len(got) || want[i] != got[i] {
			t.Errorf("line %d differs: %d lines, wanted are %d:\n%s\n%s", i, len(got), len(want),
				strings.Join(got[min(i, len(got)):min(i+1, len(got))], ""), strings.Join(want[min(i, len(want)):min(i+1, len(want))], ""))
			return
		}
	}
}

// resumed goes on with a restore, from a file, and expects no complaint.
func resumed(t *testing.T, db *pgtest.DB, b []byte) *Result {
	t.Helper()
	o := fromFile(t, options(t, db, 2), b)
	o.Resume = true
	return mustRun(t, o)
}

// A connection that breaks anywhere, in front of a COMMIT or behind it, costs nothing but the rest:
// who goes on, through a connection that breaks as well, or from a file, ends with the same.
func TestResumeAfterFault(t *testing.T) {
	server := pgtest.Get(t, 17)
	source := server.NewDatabase(t)
	h := mixture(t, source)
	b := h.write(4)
	whole := server.NewDatabase(t)
	mustRun(t, fromFile(t, options(t, whole, 2), b))
	want := everything(t, whole, summary)
	proxy := server.NewProxy(t)
	attempt := func(db *pgtest.DB, pipe, resume bool, f pgtest.Fault) error {
		o := options(t, db, 3)
		config, err := pgx.ParseConfig(proxy.URL(db))
		if err != nil {
			t.Fatal(err)
		}
		o.Config, o.Resume = config, resume
		if pipe {
			o = fromPipe(t, o, bytes.NewReader(b))
		} else {
			o = fromFile(t, o, b)
		}
		proxy.Plan(f)
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		_, err = Run(ctx, o)
		return err
	}
	if err := attempt(server.NewDatabase(t), false, false, pgtest.Fault{After: 1 << 40}); err != nil {
		t.Fatal(err)
	}
	messages := [2]int64{proxy.Passed(pgtest.ToServer).Messages, proxy.Passed(pgtest.ToClient).Messages}
	random := rand.New(rand.NewPCG(pgtest.Seed(t), 7))
	times, fired := 3, 0
	if pgtest.Faults() {
		times = 150
	}
	for i := range times {
		db := server.NewDatabase(t)
		for run := 0; run < 3; run++ {
			f := pgtest.Fault{Direction: pgtest.Direction(random.IntN(2)), Kind: pgtest.Cut, Part: int64(random.IntN(3))}
			// What goes on has less to say.
			f.After = random.Int64N(messages[f.Direction]) >> run
			err := attempt(db, random.IntN(2) == 0, run > 0, f)
			if proxy.Fired() {
				fired++
			}
			if errors.As(err, new(*PreflightError)) && run > 0 { // it had come to its end
				break
			}
		}
		o := fromFile(t, options(t, db, 2), b)
		o.Resume = true
		if _, err := Run(context.Background(), o); err != nil && !strings.Contains(err.Error(), "no unfinished restore") {
			t.Fatalf("%d: %v", i, err)
		}
		equal(t, want, everything(t, db, summary))
	}
	t.Logf("%d connections were cut in %d restores", fired, times)
	if fired < times {
		t.Errorf("only %d connections were cut", fired)
	}
}

// A worker's session that is ended by somebody else costs no more.
func TestResumeAfterTermination(t *testing.T) {
	server := pgtest.Get(t, 17)
	h := mixture(t, server.NewDatabase(t))
	b := h.write(4)
	whole := server.NewDatabase(t)
	mustRun(t, fromFile(t, options(t, whole, 2), b))
	want := everything(t, whole, summary)
	random := rand.New(rand.NewPCG(pgtest.Seed(t), 8))
	times := 1
	if pgtest.Faults() {
		times = 30
	}
	for range times {
		db := server.NewDatabase(t)
		o, left := fromFile(t, options(t, db, 3), b), 1+random.IntN(50)
		o.Progress = func(e Event) {
			if _, rows := e.(Sent); rows {
				if left--; left == 0 {
					db.Exec(t, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'promark restore'")
				}
			}
		}
		if _, err := Run(context.Background(), o); err == nil {
			t.Error("the restore has not noticed it")
		}
		resumed(t, db, b)
		equal(t, want, everything(t, db, summary))
	}
}

// unloggedThings is an archive with unlogged tables that have keys to each other and triggers, an
// unlogged sequence, and a last entry that waits for what control says.
func unloggedThings(t *testing.T) *handmade {
	h := newHandmade(t, 16)
	one := h.add(archive.Entry{Kind: "TABLE", Schema: "public", Name: "one"}, "CREATE UNLOGGED TABLE public.one (a int)")
	two := h.add(archive.Entry{Kind: "TABLE", Schema: "public", Name: "two"}, "CREATE UNLOGGED TABLE public.two (a int)")
	logged := h.table("logged", "a int")
	s := h.add(archive.Entry{Kind: "SEQUENCE", Schema: "public", Name: "s"}, "CREATE UNLOGGED SEQUENCE public.s")
	var needs []uint32
	for _, table := range []uint32{one, two, logged} {
		needs = append(needs, h.data(table, 1, archive.Data{Columns: native("a"), Unlogged: table != logged, Freeze: true}, int4Rows(20000)))
	}
	h.add(archive.Entry{Kind: "SEQUENCE SET", Schema: "public", Name: "s", Section: archive.SectionData, Needs: []uint32{s}},
		"SELECT pg_catalog.setval('public.s', 77)")
	post := func(table uint32, kind, sql string) {
		needs = append(needs, h.add(archive.Entry{Kind: kind, Schema: "public", Name: fmt.Sprint("x", len(h.entries)), Section: archive.SectionPostData,
			Needs: needs[:3:3], Locks: []uint32{table}}, sql))
	}
	post(one, "CONSTRAINT", "ALTER TABLE public.one ADD PRIMARY KEY (a)")
	post(two, "CONSTRAINT", "ALTER TABLE public.two ADD CHECK (a >= 0)")
	h.add(archive.Entry{Kind: "FK CONSTRAINT", Schema: "public", Name: "f", Section: archive.SectionPostData, Locks: []uint32{one, two},
		Needs: needs}, "ALTER TABLE public.two ADD FOREIGN KEY (a) REFERENCES public.one")
	h.add(archive.Entry{Kind: "TRIGGER", Schema: "public", Name: "t", Section: archive.SectionPostData, Locks: []uint32{one}, Needs: needs},
		"CREATE TRIGGER t BEFORE UPDATE ON public.one FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
		"CREATE TRIGGER i BEFORE INSERT ON public.one FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()")
	h.add(archive.Entry{Kind: "COMMENT", Schema: "public", Name: "last", Pass: archive.PassFinal}, "COMMENT ON TABLE public.logged IS 'the last'")
	return h
}

const unloggedRows = `SELECT count(*), sum(a) FROM one UNION ALL SELECT count(*), sum(a) FROM two
	UNION ALL SELECT count(*), sum(a) FROM logged UNION ALL SELECT last_value, 0 FROM s`

// A server that crashes takes unlogged rows with it; one that is restarted does not. Neither costs
// more than the rest of the restore.
func TestResumeAfterCrash(t *testing.T) {
	server := pgtest.Start(t, 16)
	h := unloggedThings(t)
	b := h.write(1)
	whole := server.NewDatabase(t)
	mustRun(t, fromFile(t, options(t, whole, 2), b))
	want := everything(t, whole, unloggedRows)
	last := len(h.entries)
	for crash, at := range map[bool][]int{true: {2, 6, 8, last - 1, last}, false: {last}} {
		for _, after := range at {
			db := server.NewDatabase(t)
			o, entries := fromFile(t, options(t, db, 2), b), 0
			o.Progress = func(e Event) {
				if _, done := e.(EntryDone); !done {
					return
				}
				switch entries++; {
				case entries == after && crash:
					server.Crash(t)
				case entries == after:
					server.Stop(t)
				}
			}
			if _, err := Run(context.Background(), o); err == nil {
				t.Fatal("the restore has not noticed it")
			}
			server.Run(t)
			result := resumed(t, db, b)
			equal(t, want, everything(t, db, unloggedRows))
			if said := strings.Contains(fmt.Sprint(result.Findings), "has recovered from a crash since"); after == last && said != crash {
				t.Errorf("crash %v after %d entries: findings %v", crash, after, result.Findings)
			}
		}
	}
}

// waiting is an archive with an entry that waits as long as the target has a table control, for
// sessions of a name.
func waiting(t *testing.T) *handmade {
	h := newHandmade(t, 17)
	table := h.table("t", "a int")
	h.data(table, 1, archive.Data{Columns: native("a")}, int4Rows(10))
	h.add(archive.Entry{Kind: "INDEX", Schema: "public", Name: "i", Section: archive.SectionPostData, Needs: []uint32{table}},
		`DO $$ BEGIN WHILE current_setting('application_name') = 'patient' LOOP PERFORM pg_sleep(0.02); END LOOP; END $$`, "CREATE INDEX i ON public.t (a)")
	return h
}

// started runs a restore that waits, and gives what it says in the end.
func started(t *testing.T, db *pgtest.DB, b []byte) chan error {
	t.Helper()
	o, waits, ended := fromFile(t, options(t, db, 1), b), make(chan bool), make(chan error, 1)
	o.Config.RuntimeParams["application_name"] = "patient"
	o.Progress = func(e Event) {
		if s, ok := e.(EntryStarted); ok && s.Entry.Kind == "INDEX" {
			close(waits)
		}
	}
	go func() {
		_, err := Run(context.Background(), o)
		ended <- err
	}()
	<-waits
	return ended
}

// What a killed restore has left at work in the server is ended, and nobody else; a restore that is
// alive stops with an error, whoever's it is.
func TestResumeTakesOver(t *testing.T) {
	db := pgtest.Get(t, 17).NewDatabase(t)
	b := waiting(t).write(1)
	ended := started(t, db, b)
	other := db.Conn(t)
	if _, err := other.Exec(context.Background(), "SET application_name = 'patient'"); err != nil {
		t.Fatal(err)
	}
	result := resumed(t, db, b)
	if said := fmt.Sprint(result.Findings); !strings.Contains(said, "are still at work, and are ended: pid ") {
		t.Errorf("findings: %v", said)
	}
	if err := <-ended; err == nil {
		t.Error("the first restore has not noticed it")
	}
	if err := other.Ping(context.Background()); err != nil {
		t.Errorf("somebody else's session: %v", err)
	}
	if got := db.Text(t, "SELECT count(*) || ' ' || (SELECT count(*) FROM pg_indexes WHERE tablename = 't') FROM t"); got != "10 1" {
		t.Errorf("rows and indexes: %s", got)
	}
	_, err := Run(context.Background(), func() Options { o := fromFile(t, options(t, db, 2), b); o.Resume = true; return o }())
	if err == nil || !strings.Contains(err.Error(), "has no unfinished restore to go on with") {
		t.Errorf("going on with a restore that is finished gave %v", err)
	}
}

// Of many that go on at the same time, one does.
func TestResumeTogether(t *testing.T) {
	db := pgtest.Get(t, 17).NewDatabase(t)
	b := waiting(t).write(1)
	ended := started(t, db, b)
	const many = 4
	errs := make(chan error, many)
	for range many {
		o := fromFile(t, options(t, db, 2), b)
		o.Resume = true
		go func() {
			_, err := Run(context.Background(), o)
			errs <- err
		}()
	}
	well := 0
	for range many {
		if err := <-errs; err == nil {
			well++
		} else {
			t.Logf("one says: %v", err)
		}
	}
	<-ended
	if well > 1 {
		t.Errorf("%d of them have done it", well)
	}
	if well == 0 { // each has ended the one before
		resumed(t, db, b)
	}
	if got := db.Text(t, "SELECT count(*) || ' ' || (SELECT count(*) FROM pg_indexes WHERE tablename = 't') FROM t"); got != "10 1" {
		t.Errorf("rows and indexes: %s", got)
	}
}

// stopped restores until an entry is done, and leaves the rest.
func stopped(t *testing.T, o Options, entry uint32) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	o.Progress = func(e Event) {
		if d, ok := e.(EntryDone); ok && d.Entry.ID == entry {
			cancel()
		}
	}
	if _, err := Run(ctx, o); err == nil {
		t.Fatal("the restore was not stopped")
	}
}

// Only the same archive goes on, with the same choices, into what was not changed.
func TestResumeRefuses(t *testing.T) {
	server := pgtest.Get(t, 13)
	h := newHandmade(t, 13)
	table := h.table("t", "a int")
	h.table("other", "a int")
	h.data(table, 1, archive.Data{Columns: native("a")}, int4Rows(10))
	h.add(archive.Entry{Kind: "VIEW", Schema: "public", Name: "v", Section: archive.SectionPostData}, "CREATE VIEW public.v AS SELECT 1")
	b := h.write(1)
	h.manifest.ID = [16]byte{1}
	another := h.write(1)
	db := server.NewDatabase(t)
	stopped(t, fromFile(t, options(t, db, 1), b), 3)
	for _, c := range []struct {
		want   string
		b      []byte
		change func(*Options)
		sql    string
	}{
		{"this is archive", another, func(o *Options) {}, ""},
		{"was begun with no options; this one has --no-comments, --role postgres", b, func(o *Options) { o.NoComments, o.Role = true, "postgres" }, ""},
		{"this one has a selection of the entries 1 3", b, func(o *Options) { o.Selection.Tables = []string{"t"} }, ""},
		{"go on with it: promark restore --resume", b, func(o *Options) { o.Resume = false }, ""},
		{`is gone: "public"."other"`, b, func(o *Options) {}, "DROP TABLE other"},
		{"has no unfinished restore to go on with", b, func(o *Options) {}, "DROP SCHEMA _promark CASCADE"},
	} {
		if c.sql != "" {
			db.Exec(t, c.sql)
		}
		o := fromFile(t, options(t, db, 1), c.b)
		o.Resume = true
		c.change(&o)
		if _, err := Run(context.Background(), o); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, want %s", err, c.want)
		}
	}
	empty := server.NewDatabase(t)
	if result := resumed(t, empty, b); result.Before != 0 || result.Entries != 4 {
		t.Errorf("into an empty database: %d and %d entries", result.Before, result.Entries)
	}
	if got := empty.Text(t, "SELECT count(*) FROM t"); got != "10" {
		t.Errorf("%s rows", got)
	}
}

// What was dropped is not dropped again, and a part of an archive goes on as a part, beside what
// the target has.
func TestResumeParts(t *testing.T) {
	server := pgtest.Get(t, 14)
	h := newHandmade(t, 14)
	t1, t2 := h.table("t1", "a int PRIMARY KEY"), h.table("t2", "a int PRIMARY KEY")
	h.entries[0].Drop, h.entries[1].Drop = "DROP TABLE public.t1", "DROP TABLE public.t2"
	d1 := h.data(t1, 1, archive.Data{Columns: native("a"), Freeze: true}, int4Rows(9000))
	h.data(t2, 1, archive.Data{Columns: native("a"), Freeze: true}, int4Rows(9000))
	h.add(archive.Entry{Kind: "VIEW", Schema: "public", Name: "v", Section: archive.SectionPostData, Needs: []uint32{d1}}, "CREATE VIEW public.v AS SELECT 1")
	b := h.write(1)
	for name, c := range map[string]struct {
		prepare string
		choose  func(*Options)
		want    string
	}{
		"clean": {"CREATE TABLE t1 (x text); CREATE TABLE t2 (x text); CREATE TABLE t3 ()", func(o *Options) { o.Clean = true }, "9000 9000 3"},
		"list":  {"CREATE TABLE t2 AS SELECT 1; CREATE TABLE t3 ()", func(o *Options) { o.Selection.List = []uint32{1, 3, 5} }, "9000 1 3"},
		"data":  {"CREATE TABLE t1 (a int PRIMARY KEY); CREATE TABLE t2 (a int PRIMARY KEY)", func(o *Options) { o.Selection.NoSchema = true }, "9000 9000 2"},
	} {
		t.Run(name, func(t *testing.T) {
			db := server.NewDatabase(t)
			db.Exec(t, c.prepare)
			o := fromFile(t, options(t, db, 1), b)
			c.choose(&o)
			stopped(t, o, d1)
			o.Resume, o.Progress = true, nil
			if result := mustRun(t, o); result.Before == 0 {
				t.Error("nothing was there before")
			}
			if got := db.Text(t, "SELECT concat_ws(' ', (SELECT count(*) FROM t1), (SELECT count(*) FROM t2), (SELECT count(*) FROM pg_tables WHERE schemaname = 'public'))"); got != c.want {
				t.Errorf("rows and tables: %s, want %s", got, c.want)
			}
		})
	}
}

// What waits for rows that are there is as much work as it would have been: large indexes are not
// taken for small ones, of which many go to one session.
func TestResumeCosts(t *testing.T) {
	h := newHandmade(t, 17)
	table := h.table("t", "a int")
	data := h.data(table, 1, archive.Data{Columns: native("a"), EstimatedBytes: 1 << 30}, int4Rows(1))
	index := h.add(archive.Entry{Kind: "INDEX", Section: archive.SectionPostData, Needs: []uint32{table}}, "CREATE INDEX i ON public.t (a)")
	for _, there := range []bool{false, true} {
		r := &run{target: anyServer(), entries: h.entries, skip: map[uint32]bool{data: there}, there: map[uint32]bool{data: there}}
		g := r.newGraph(func(e *archive.Entry) bool { return e.Section != archive.SectionPreData }, nil)
		if n := g.nodes[index]; n.cost < 1<<30 || (n.waits == 0) != there {
			t.Errorf("there %v: the index costs %d and waits for %d", there, n.cost, n.waits)
		}
	}
}

// cutReader gives an error where the archive is cut.
type cutReader struct{ io.Reader }

func (c cutReader) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	if err == io.EOF {
		err = errors.New("cut")
	}
	return n, err
}

// A pipe that is cut in the middle of rows goes on from a pipe, which is cut later, and then from a
// file or a pipe: no block is loaded twice, and none is lost.
func TestResumeOfPipe(t *testing.T) {
	server := pgtest.Get(t, 15)
	h := newHandmade(t, 15)
	var tables []uint32
	for i := range 3 {
		tables = append(tables, h.table(fmt.Sprint("t", i), "a int"))
	}
	for i, table := range tables {
		h.data(table, 1+i, archive.Data{Columns: native("a"), Freeze: i == 0}, int4Rows(300000))
	}
	for i, table := range tables {
		h.add(archive.Entry{Kind: "INDEX", Schema: "public", Name: fmt.Sprint("i", i), Section: archive.SectionPostData, Needs: []uint32{table}},
			fmt.Sprintf("CREATE UNIQUE INDEX i%d ON public.t%d (a)", i, i))
	}
	b := h.write(3)
	parts := 0
	for i := range 3 {
		db := server.NewDatabase(t)
		for cut := 1; cut < 3; cut++ {
			o := fromPipe(t, options(t, db, 1+i%3), cutReader{bytes.NewReader(b[:len(b)*(cut*6+2*i-3)/20])})
			o.Resume = cut > 1
			if _, err := Run(context.Background(), o); err == nil {
				t.Fatal("the cut was not noticed")
			}
		}
		if strings.Contains(strings.Join(db.Rows(t, "SELECT replace(encode(lo_get(oid), 'escape'), '\\000', '') FROM pg_largeobject_metadata"), ""), "blocks") {
			parts++
		}
		if i%2 == 0 {
			resumed(t, db, b)
		} else {
			o := fromPipe(t, options(t, db, 3), bytes.NewReader(b))
			o.Resume = true
			mustRun(t, o)
		}
		for j := range tables {
			if got := db.Text(t, fmt.Sprintf("SELECT count(*) || ' ' || sum(a) FROM t%d", j)); got != "300000 44999850000" {
				t.Errorf("t%d has %s", j, got)
			}
		}
	}
	if parts == 0 {
		t.Error("no stream was loaded in parts")
	}
}

// What did not work is told again, and tried again if none of it is there.
func TestResumeKeepsGoing(t *testing.T) {
	server := pgtest.Get(t, 18)
	h := newHandmade(t, 18)
	table := h.table("t", "a int")
	h.entries[0].Statements = append(h.entries[0].Statements,
		archive.Statement{Part: archive.PartOwner, SQL: "ALTER TABLE public.t OWNER TO nobody_there"})
	h.add(archive.Entry{Kind: "TABLE", Schema: "public", Name: "bad"}, "CREATE TABLE public.bad (a missing)")
	data := h.data(table, 1, archive.Data{Columns: native("a")}, int4Rows(10))
	h.add(archive.Entry{Kind: "VIEW", Schema: "public", Name: "v", Section: archive.SectionPostData, Needs: []uint32{data}}, "CREATE VIEW public.v AS SELECT 1")
	b, db := h.write(1), server.NewDatabase(t)
	o := fromFile(t, options(t, db, 1), b)
	o.KeepGoing = true
	stopped(t, o, data)
	o = fromFile(t, options(t, db, 1), b)
	o.KeepGoing, o.Resume = true, true
	result, err := Run(context.Background(), o)
	if !errors.Is(err, ErrFailures) || len(result.Failures) != 2 ||
		!strings.Contains(result.Failures[0].Error(), "before the interruption") || !strings.Contains(result.Failures[0].Error(), "nobody_there") ||
		result.Failures[1].Entry.Name != "bad" {
		t.Errorf("error %v, failures %v", err, result.Failures)
	}
	if got := db.Text(t, "SELECT count(*) FROM t"); got != "10" {
		t.Errorf("%s rows", got)
	}
}

// A statement that refuses transactions may have run although nobody has written that down.
func TestResumeOutsideOfTransactions(t *testing.T) {
	server := pgtest.Get(t, 14)
	h := newHandmade(t, 14)
	table := h.table("t", "a int")
	index := h.add(archive.Entry{Kind: "INDEX", Schema: "public", Name: "i", Section: archive.SectionPostData, Needs: []uint32{table}, NoTransaction: true},
		"CREATE INDEX CONCURRENTLY i ON public.t (a)", "COMMENT ON INDEX public.i IS 'x'")
	h.add(archive.Entry{Kind: "VIEW", Schema: "public", Name: "v", Section: archive.SectionPostData, Needs: []uint32{index}}, "CREATE VIEW public.v AS SELECT 1")
	b := h.write(1)
	for _, c := range []struct{ note, want string }{
		{"", ""},
		{fmt.Sprintf("undone entries %d\nbegin %d 0\n", index, index), "is taken for the work"},
	} {
		db := server.NewDatabase(t)
		stopped(t, fromFile(t, options(t, db, 1), b), index)
		db.Exec(t, "SELECT lo_put(oid, 100 * 2048, "+pgtest.Literal(c.note)+") FROM pg_largeobject_metadata")
		if c.note != "" { // as if the note of the first statement had not been written
			db.Exec(t, "SELECT lo_put(oid, 0, decode(replace(encode(lo_get(oid), 'hex'), encode('part', 'hex'), encode('step', 'hex')), 'hex')) FROM pg_largeobject_metadata")
		}
		result := resumed(t, db, b)
		if said := fmt.Sprint(result.Findings); !strings.Contains(said, c.want) {
			t.Errorf("findings: %s", said)
		}
		if got := db.Text(t, "SELECT obj_description('i'::regclass) || (SELECT count(*) FROM pg_views WHERE viewname = 'v')"); got != "x1" {
			t.Errorf("comment and view: %s", got)
		}
	}
}
