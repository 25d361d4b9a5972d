//go:build linux

package restore

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"promark/archive"
	"promark/catalog"
	"promark/catalog/pgtest"
)

// A restore writes down what it does while it does it, for nobody to see but who asks; afterwards
// nothing of it is left. Subscribers of all tables get none of it, nor do event triggers.
func TestLedger(t *testing.T) {
	for _, major := range []int{12, 18} {
		server := pgtest.Get(t, major)
		db := server.NewDatabase(t)
		db.Exec(t, "CREATE TABLE log (tag text); CREATE FUNCTION log() RETURNS event_trigger LANGUAGE plpgsql AS "+
			"'BEGIN INSERT INTO public.log VALUES (tg_tag); END'; CREATE EVENT TRIGGER l ON ddl_command_end EXECUTE FUNCTION log();"+
			"CREATE EVENT TRIGGER d ON sql_drop EXECUTE FUNCTION log(); CREATE PUBLICATION all_tables FOR ALL TABLES; TRUNCATE log")
		slot := pgtest.UniqueName("ledger")
		db.Exec(t, "SELECT pg_create_logical_replication_slot('"+slot+"', 'pgoutput')")
		t.Cleanup(func() { db.Exec(t, "SELECT pg_drop_replication_slot('"+slot+"')") })
		h := newHandmade(t, major)
		var tables []uint32
		for i := range 10 {
			tables = append(tables, h.table(fmt.Sprint("t", i), "a int"))
		}
		for _, table := range tables {
			h.data(table, 1, archive.Data{Columns: native("a")}, int4Rows(3))
		}
		// The last entry looks into the ledger of the restore that it is a part of.
		h.add(archive.Entry{Kind: "VIEW", Name: "v", Section: archive.SectionPostData, Pass: archive.PassFinal},
			"CREATE TABLE public.seen AS SELECT lo_get(oid) AS ledger FROM pg_largeobject_metadata")
		o := fromFile(t, options(t, db, 2), h.write(1))
		o.Selection.ExcludeSchemas = []string{"not there"} // the target need not be empty
		mustRun(t, o)
		seen := db.Text(t, `SELECT count(*) FROM seen, regexp_split_to_table(
			replace(encode(ledger, 'escape'), '\000', ''), E'\n') line WHERE line ~ '^(entries 1-10|streams [0-9 -]+)$'`)
		if seen < "2" {
			t.Errorf("on %d the ledger has %s of the lines", major, seen)
		}
		const left = `SELECT nspname::text FROM pg_namespace WHERE nspname ~ 'promark' UNION ALL SELECT oid::text FROM pg_largeobject_metadata
			UNION ALL SELECT relname FROM pg_class WHERE relname ~ 'witness' UNION ALL SELECT description FROM pg_description WHERE description ~ 'unfinished'
			UNION ALL SELECT DISTINCT tag FROM log WHERE tag !~ '^CREATE TABLE|^ANALYZE'`
		if got := db.Rows(t, left); len(got) > 0 {
			t.Errorf("on %d is left: %q", major, got)
		}
		const published = `SELECT DISTINCT convert_from(substring(data FROM 6 FOR position('\x00'::bytea IN substring(data FROM 6)) - 1), 'UTF8')
			FROM pg_logical_slot_peek_binary_changes('%s', NULL, NULL, 'proto_version', '1', 'publication_names', 'all_tables')
			WHERE get_byte(data, 0) = ascii('R') ORDER BY 1`
		if got := db.Rows(t, fmt.Sprintf(published, slot)); len(got) != 1 || got[0] != "public" {
			t.Errorf("on %d relations of these schemas are published: %q", major, got)
		}
	}
}

// A ledger of any length is read whole, with what was taken back left out.
func TestLedgerIsRead(t *testing.T) {
	db := pgtest.Get(t, 13).NewDatabase(t)
	r := &run{opts: options(t, db, 1), manifest: &archive.Manifest{}, entries: make([]archive.Entry, 15000), result: &Result{Database: db.Name}}
	err := r.inSession(context.Background(), func(s *session) error {
		if err := s.exec(context.Background(), "SELECT lo_create(77)"); err != nil {
			return err
		}
		l := &ledger{object: 77}
		var ids []uint32
		for i := range uint32(1500) {
			ids = append(ids, 10*i)
			sql := l.note(fmt.Sprint("streams ", i))
			if i%3 == 0 {
				sql = "BEGIN; " + sql + "; ROLLBACK"
			}
			if err := s.exec(context.Background(), sql); err != nil {
				return err
			}
		}
		if err := s.exec(context.Background(), l.note(idLine("entries", ids))); err != nil {
			return err
		}
		again := &ledger{object: 77}
		d, err := r.readLedger(context.Background(), s, again)
		if err == nil && (len(d.streams) != 1000 || d.streams[3] || !d.streams[1499] || len(d.entries) != 1500 || !d.entries[14990]) {
			t.Errorf("%d streams, %d entries", len(d.streams), len(d.entries))
		}
		if again.page.Load() != l.page.Load() {
			t.Errorf("page %d follows, not %d", again.page.Load(), l.page.Load())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// What the ledger stands beside is no table of the user's: no statistics are gathered of it.
func TestWitnessIsNotAnalyzed(t *testing.T) {
	db := pgtest.Get(t, 13).NewDatabase(t)
	m := catalog.Mark{Ledger: 77}
	db.Exec(t, "CREATE TABLE public.own AS SELECT 1 AS n; CREATE SCHEMA "+catalog.MarkSchema+"; "+m.LedgerSQL())
	r := &run{opts: options(t, db, 1), manifest: &archive.Manifest{}, result: &Result{Database: db.Name}}
	for _, query := range []string{analyzeQuery, missingQuery} {
		err := r.inSession(t.Context(), func(s *session) error {
			got, err := analyzeStatements(t.Context(), s, query)
			if err == nil && (len(got) != 1 || !strings.Contains(got[0], "own") || strings.Contains(got[0], "witness")) {
				t.Errorf("%q", got)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
