//go:build linux

package restore

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"promark/archive"
	"promark/catalog/pgtest"
)

func native(columns ...string) []archive.Column {
	var out []archive.Column
	for _, c := range columns {
		out = append(out, archive.Column{Name: c})
	}
	return out
}

// mixture is an archive with every way in which rows travel: a large table over several streams,
// small ones in packs, one without columns, one with text casts, and what waits for rows.
func mixture(t *testing.T, source *pgtest.DB) *handmade {
	source.Exec(t, `CREATE TABLE big AS SELECT i AS id, CASE WHEN i % 7 = 0 THEN 'NaN' ELSE i / 3.0::float8 END AS v,
		repeat('x', i % 50) AS t FROM generate_series(1, 30000) i;
	CREATE TABLE target_of_reg (a int);
	CREATE TABLE reg (id int GENERATED ALWAYS AS IDENTITY, r regclass, f float8);
	INSERT INTO reg (r, f) VALUES ('target_of_reg', 'NaN'), (NULL, -0.0), (0, 1), (4000000000, 2), ('pg_class', 3);
	CREATE TABLE nothing (); INSERT INTO nothing DEFAULT VALUES; INSERT INTO nothing DEFAULT VALUES`)
	h := newHandmade(t, source.Server.Major)
	big := h.table("big", "id int, v float8, t text")
	target := h.table("target_of_reg", "a int")
	reg := h.table("reg", "id int GENERATED ALWAYS AS IDENTITY, r regclass, f float8")
	nothing := h.table("nothing", "")
	var small []uint32
	for i := range 120 {
		small = append(small, h.table(fmt.Sprintf("small_%d", i), "a int"))
	}
	bigData := h.data(big, 3, archive.Data{Columns: native("id", "v", "t")},
		copyOut(t, source, "SELECT * FROM public.big"))
	h.data(target, 1, archive.Data{Columns: native("a"), Freeze: true}, nil)
	h.data(reg, 1, archive.Data{Columns: []archive.Column{{Name: "id"},
		{Name: "r", Type: "regclass", Form: archive.FormTextCast}, {Name: "f"}}},
		copyOut(t, source, "SELECT id, r::text, f FROM public.reg"))
	h.data(nothing, 1, archive.Data{}, copyOut(t, source, "SELECT FROM public.nothing"))
	ints := copyOut(t, source, "SELECT generate_series(1, 4)")
	for i, table := range small {
		h.data(table, 1, archive.Data{Columns: native("a"), Freeze: true}, ints[:i%5])
	}
	pkey := h.add(archive.Entry{Kind: "CONSTRAINT", Schema: "public", Name: "big_pkey", Table: "big",
		Section: archive.SectionPostData, Needs: []uint32{big, bigData}, Locks: []uint32{big}},
		"ALTER TABLE ONLY public.big ADD CONSTRAINT big_pkey PRIMARY KEY (id)")
	for i := range 3 {
		h.add(archive.Entry{Kind: "INDEX", Schema: "public", Name: fmt.Sprint("big_t_", i), Table: "big",
			Section: archive.SectionPostData, Needs: []uint32{big}},
			fmt.Sprintf("CREATE INDEX big_t_%d ON public.big (t)", i))
	}
	for i, table := range small[:50] {
		h.add(archive.Entry{Kind: "FK CONSTRAINT", Schema: "public", Name: "fk", Table: fmt.Sprint("small_", i),
			Section: archive.SectionPostData, Needs: []uint32{table, pkey}, Locks: []uint32{table, big}},
			fmt.Sprintf("ALTER TABLE ONLY public.small_%d ADD CONSTRAINT fk FOREIGN KEY (a) REFERENCES public.big (id)", i))
	}
	return h
}

const summary = `SELECT count(*), sum(hashtext(encode(float8send(v), 'hex') || t || id)) FROM big
	UNION ALL SELECT count(*), sum(hashtext(id || encode(float8send(f), 'hex') || coalesce(r::oid::bigint::text, '-'))) FROM (
	  SELECT id, f, CASE WHEN r = 'target_of_reg'::regclass THEN 1::oid::regclass ELSE r END AS r FROM reg) x
	UNION ALL SELECT count(*), 0 FROM nothing`

// Rows come back bit for bit, from a file and from a pipe, whatever the numbers of workers.
func TestMixture(t *testing.T) {
	for _, major := range pgtest.Versions() {
		t.Run(fmt.Sprint(major), func(t *testing.T) {
			server := pgtest.Get(t, major)
			source := server.NewDatabase(t)
			h := mixture(t, source)
			want := source.Rows(t, summary)
			for _, c := range []struct {
				name              string
				encoders, workers int
				pipe              bool
			}{
				{"file 1", 1, 1, false}, {"file 4", 4, 4, false},
				{"pipe 1 to 1", 1, 1, true}, {"pipe 4 to 1", 4, 1, true},
				{"pipe 1 to 4", 1, 4, true}, {"pipe 4 to 4", 4, 4, true},
			} {
				if major != 17 && (c.encoders != 4 || c.workers != 4) {
					continue // one server for every combination is enough
				}
				t.Run(c.name, func(t *testing.T) {
					b := h.write(c.encoders)
					db := server.NewDatabase(t)
					o := options(t, db, c.workers)
					if c.pipe {
						o = fromPipe(t, o, bytes.NewReader(b))
					} else {
						o = fromFile(t, o, b)
					}
					result := mustRun(t, o)
					if got := db.Rows(t, summary); strings.Join(got, "\n") != strings.Join(want, "\n") {
						t.Errorf("rows differ:\n%v\n%v", got, want)
					}
					if result.Entries != len(h.entries) {
						t.Errorf("%d entries restored, archive has %d", result.Entries, len(h.entries))
					}
					if got := db.Text(t, "SELECT count(*) FROM pg_constraint WHERE contype = 'f'"); got != "50" {
						t.Errorf("%s foreign keys", got)
					}
					if got := db.Text(t, "SELECT count(*) FROM small_4"); got != "4" {
						t.Errorf("small_4 has %s rows", got)
					}
				})
			}
		})
	}
}

// A failing statement names its entry, code and place, and what stood before it stays.
func TestCulprit(t *testing.T) {
	server := pgtest.Get(t, 17)
	h := newHandmade(t, 17)
	h.table("good", "a int")
	h.add(archive.Entry{Kind: "TABLE", Schema: "public", Name: "bad"}, "CREATE TABLE public.bad (a nosuchtype)")
	h.table("after", "a int")
	db := server.NewDatabase(t)
	result, err := Run(context.Background(), fromFile(t, options(t, db, 1), h.write(1)))
	var failed *Failure
	if !errors.As(err, &failed) {
		t.Fatalf("error is %v", err)
	}
	if failed.Entry.ID != 2 || failed.Code != "42704" || failed.Position != 28 || result.State != Partial {
		t.Errorf("failure: %+v, state %v", failed, result.State)
	}
	if got := db.Text(t, "SELECT string_agg(relname, ',') FROM pg_class WHERE relnamespace = 'public'::regnamespace"); got != "good" {
		t.Errorf("tables: %s", got)
	}
}
