//go:build linux

package restore

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"promark/archive"
	"promark/catalog/pgtest"
)

// Conditional entries are asked about together, but for those that need one another; what the target has is
// left out, and a question that it refuses is named.
func TestConditionalTogether(t *testing.T) {
	ctx := context.Background()
	h := newHandmade(t, 15)
	conditional := func(name string, needs ...uint32) {
		h.add(archive.Entry{Kind: "TABLE", Schema: "public", Name: name, Section: archive.SectionPreData, Needs: needs,
			Facts: map[string]string{archive.FactUnless: fmt.Sprintf("SELECT '=' FROM pg_class WHERE relname = '%s'", name)}},
			"CREATE TABLE public."+name+" ()")
	}
	h.table("before", "i int")
	conditional("before") // made by the entry in front
	conditional("a")
	conditional("b")
	conditional("pg_class")                    // is there
	conditional("a", uint32(len(h.entries)-2)) // made by the third
	db := pgtest.Get(t, 15).NewDatabase(t)
	o := options(t, db, 1)
	r := mustRun(t, fromFile(t, o, h.write(1)))
	if got := db.Text(t, "SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace"); got != "a b before" {
		t.Errorf("%s: %+v", got, r)
	}

	config, err := pgx.ParseConfig(db.URL())
	if err != nil {
		t.Fatal(err)
	}
	s, err := (&run{opts: Options{Config: config}, result: &Result{}}).dial(ctx, db.Name, "")
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	var list []*archive.Entry
	for i := range h.entries[1:] {
		list = append(list, &h.entries[i+1])
	}
	if n := together(list); n != 4 {
		t.Errorf("%d entries together", n)
	}
	if got := s.ask(ctx, list[1:4]); len(got) != 3 || got[list[1].ID] != "=" || got[list[3].ID] != "=" {
		t.Errorf("answers %v", got)
	}
	list[1].Facts = map[string]string{archive.FactUnless: "SELECT nothing"}
	if got := s.ask(ctx, list[1:4]); got != nil {
		t.Errorf("answers %v", got)
	}
	_, err = Run(ctx, fromFile(t, options(t, pgtest.Get(t, 15).NewDatabase(t), 1), h.write(1)))
	if err == nil || !strings.Contains(err.Error(), `look for TABLE`) {
		t.Errorf("a question that the target refuses: %v", err)
	}
}
