//go:build linux

package main_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"promark/catalog/pgtest"
	"promark/dump"
	"promark/restore"
)

// memberAdditions are what users add to members of the extension in testdata/members, and change
// on them; %s is the role that gets what changes its owner.
const memberAdditions = `
CREATE EXTENSION promark_members;
CREATE TYPE public.mood AS ENUM ('sad', 'ok');
ALTER TABLE members.item ADD COLUMN mood public.mood DEFAULT 'ok', ADD COLUMN extra text COLLATE "C" NOT NULL DEFAULT 'y''',
  ADD COLUMN double integer GENERATED ALWAYS AS (id * 2) STORED;
CREATE TABLE public.owner_of (id integer PRIMARY KEY); INSERT INTO public.owner_of VALUES (1), (5);
ALTER TABLE members.item ADD CONSTRAINT mine CHECK (id < 1000), ADD CONSTRAINT unique_extra UNIQUE (id, extra),
  ADD CONSTRAINT references_mine FOREIGN KEY (id) REFERENCES public.owner_of;
INSERT INTO members.item (id, name, mood) VALUES (5, 'user''s', 'sad');
CREATE INDEX mine_i ON members.item (lower(name)) WHERE mood = 'sad';
COMMENT ON INDEX members.mine_i IS 'index''s comment';
CREATE FUNCTION public.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER mine BEFORE INSERT ON members.item FOR EACH ROW EXECUTE FUNCTION public.f();
ALTER TABLE members.item DISABLE TRIGGER mine;
CREATE RULE mine AS ON DELETE TO members.item DO INSTEAD NOTHING;
CREATE POLICY mine ON members.item FOR SELECT TO %[1]s USING (id > 0);
ALTER TABLE members.item ENABLE ROW LEVEL SECURITY; ALTER TABLE members.item FORCE ROW LEVEL SECURITY;
CREATE STATISTICS members.st ON id, name FROM members.item;
ALTER TABLE members.item ALTER COLUMN name SET STATISTICS 77, ALTER COLUMN note SET STORAGE EXTERNAL, ALTER COLUMN id SET (n_distinct = -1);
ALTER TABLE members.item ALTER COLUMN note SET DEFAULT 'none';
ALTER TABLE members.item SET (autovacuum_enabled = false, toast.autovacuum_vacuum_threshold = 7);
COMMENT ON TABLE members.item IS 'the user''s'; COMMENT ON COLUMN members.item.name IS 'too';
COMMENT ON FUNCTION members.twice(integer, text[]) IS 'f'; COMMENT ON TYPE members.pair IS 'y'; COMMENT ON VIEW members.items IS 'v';
COMMENT ON SCHEMA members IS 's'; COMMENT ON TRIGGER touch ON members.item IS 'on';
COMMENT ON OPERATOR members.=== (integer, members.pair) IS 'o'; COMMENT ON OPERATOR members.!! (NONE, members.pair) IS 'prefix';
COMMENT ON CAST (members.pair AS integer) IS 'c'; COMMENT ON TEXT SEARCH DICTIONARY members."Words" IS 'd';
COMMENT ON TEXT SEARCH CONFIGURATION members.texts IS 't'; COMMENT ON OPERATOR FAMILY members.f USING btree IS 'f';
COMMENT ON INDEX members.item_pkey IS 'i'; COMMENT ON CONSTRAINT item_pkey ON members.item IS 'c'; COMMENT ON CONSTRAINT item_name_check ON members.item IS 'n';
ALTER TABLE members.item CLUSTER ON item_pkey; ALTER TABLE members.item REPLICA IDENTITY USING INDEX item_pkey;
ALTER FUNCTION members.twice(integer, text[]) OWNER TO %[1]s; ALTER VIEW members.items OWNER TO %[1]s; ALTER TYPE members.pair OWNER TO %[1]s;
DROP INDEX members.item_gone;
REVOKE ALL ON members.item FROM PUBLIC;
ALTER TABLE members.part ADD CONSTRAINT small CHECK (k < 50);
CREATE TABLE public.part_1 PARTITION OF members.part FOR VALUES IN (1); CREATE INDEX part_k ON members.part (k); INSERT INTO members.part VALUES (1);
CREATE VIEW public.uses AS SELECT extra, mood FROM members.item;
DROP INDEX members.item_name; CREATE INDEX item_name ON members.item (name DESC)`

// memberQueries show all of that.
var memberQueries = map[string]string{
	"columns": `SELECT attname, atttypid::regtype, (SELECT collname FROM pg_collation WHERE oid = attcollation), attnotnull, attgenerated, attstattarget, attstorage,
	   (SELECT array_agg(o) FROM unnest(attoptions) o WHERE o !~ '^pg_attver'), pg_get_expr(adbin, adrelid), col_description(attrelid, attnum)
	   FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum WHERE attrelid = 'members.item'::regclass AND attnum > 0 ORDER BY attnum`,
	"table": `SELECT c.relrowsecurity, c.relforcerowsecurity, (SELECT string_agg(o, ',' ORDER BY o) FROM unnest(c.reloptions) o), t.reloptions,
	   obj_description(c.oid) FROM pg_class c JOIN pg_class t ON t.oid = c.reltoastrelid WHERE c.oid = 'members.item'::regclass`,
	"constraints": "SELECT conname, pg_get_constraintdef(oid), convalidated, obj_description(oid) FROM pg_constraint WHERE conrelid = 'members.item'::regclass AND contype <> 'n' ORDER BY 1",
	"inherited": `SELECT conrelid::regclass::text, conname, conislocal, coninhcount, pg_get_constraintdef(oid) FROM pg_constraint
	   WHERE conrelid = ANY ('{members.part,part_1}'::regclass[]) AND contype = 'c' ORDER BY 1, 2`,
	"indexes": `SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid), indisclustered, indisreplident, obj_description(indexrelid) FROM pg_index WHERE indrelid = ANY ('{members.item,members.part,part_1}'::regclass[])
	   AND indexrelid::regclass::text NOT IN ('members.item_gone', 'members.item_name') ORDER BY 1`,
	"triggers": "SELECT tgname, pg_get_triggerdef(oid), tgenabled, obj_description(oid) FROM pg_trigger WHERE tgrelid = 'members.item'::regclass AND NOT tgisinternal ORDER BY 1",
	"rest": `SELECT (SELECT string_agg(concat(rulename, ev_enabled), ',') FROM pg_rewrite WHERE ev_class = 'members.item'::regclass),
	   (SELECT string_agg(concat(polname, polcmd, polroles::regrole[]), ',') FROM pg_policy WHERE polrelid = 'members.item'::regclass),
	   (SELECT string_agg(pg_get_statisticsobjdef(oid), ',') FROM pg_statistic_ext WHERE stxrelid = 'members.item'::regclass)`,
	"owners": `SELECT 'members.twice', proowner::regrole, obj_description(oid) FROM pg_proc WHERE oid = 'members.twice'::regproc
	   UNION ALL SELECT 'members.items', relowner::regrole, obj_description(oid) FROM pg_class WHERE oid = 'members.items'::regclass
	   UNION ALL SELECT 'members.pair', typowner::regrole, obj_description(oid) FROM pg_type WHERE oid = 'members.pair'::regtype
	   UNION ALL SELECT 'members', nspowner::regrole, obj_description(oid) FROM pg_namespace WHERE nspname = 'members'`,
	"privileges": "SELECT relname, acl::text FROM pg_class, unnest(relacl) acl WHERE relnamespace = 'members'::regnamespace AND acl::text !~ '^postgres=' ORDER BY 1, 2",
	"comments": `SELECT i.type, i.identity, description FROM pg_description d JOIN pg_depend m ON m.classid = d.classoid AND m.objid = d.objoid AND m.deptype = 'e'
	   JOIN pg_extension e ON e.oid = m.refobjid AND e.extname = 'promark_members', pg_identify_object(d.classoid, d.objoid, d.objsubid) i ORDER BY 1, 2, 3`,
	"rows": "SELECT * FROM members.item ORDER BY id",
}

// What users have added to members of an extension comes back once, and what cannot is named.
func TestMembers(t *testing.T) {
	for _, c := range []struct{ from, to int }{{12, 12}, {15, 15}, {18, 18}, {12, 18}} {
		t.Run(fmt.Sprintf("%d to %d", c.from, c.to), func(t *testing.T) {
			dir := filepath.Join("..", "..", "testdata", "members")
			from, to := pgtest.Get(t, c.from), pgtest.Get(t, c.to)
			from.AddExtension(t, dir)
			to.AddExtension(t, dir)
			role := pgtest.UniqueName("member_owner")
			for _, server := range slices.Compact([]*pgtest.Server{from, to}) {
				server.DB("postgres").Exec(t, "CREATE ROLE "+role)
				t.Cleanup(func() { server.DB("postgres").Exec(t, "DROP ROLE "+role) })
			}
			source, target, again := from.NewDatabase(t), to.NewDatabase(t), to.NewDatabase(t)
			source.Exec(t, fmt.Sprintf(memberAdditions, role))
			data := dumped(t, dump.Options{Config: config(t, source), Workers: 2})
			result, err := restored(t, data, restore.Options{Config: config(t, target), Workers: 3})
			if err != nil {
				t.Fatal(err)
			}
			for name, query := range memberQueries {
				if c.from != c.to && (name == "columns" || name == "rows") {
					continue // the defaults of catalog columns differ between versions
				}
				differ(t, name, source.Rows(t, query), target.Rows(t, query))
			}
			said := fmt.Sprint(result.Findings, result.Warnings)
			for _, want := range []string{"item_name", "item_gone"} {
				if c.from == c.to && !strings.Contains(said, want) {
					t.Errorf("nothing was said about %s: %s", want, said)
				}
			}
			// What is restored is a source like any other.
			data = dumped(t, dump.Options{Config: config(t, target), Workers: 2})
			if _, err := restored(t, data, restore.Options{Config: config(t, again), Workers: 1}); err != nil {
				t.Fatal(err)
			}
			for name, query := range memberQueries {
				differ(t, "again: "+name, target.Rows(t, query), again.Rows(t, query))
			}
		})
	}
}

// A hypertable that is a member of Promscale's extension has chunks that are not: what users add to
// it comes back on both, and nothing twice. What the extension makes itself is not spoken of.
func TestMembersOfPromscale(t *testing.T) {
	server := pgtest.Timescale(t)
	server.AddExtension(t, filepath.Join("..", "..", "testdata", "promscale"))
	source, target := server.NewDatabase(t), server.NewDatabase(t)
	load(t, source, "promscale")
	source.Exec(t, `CREATE INDEX user_index ON _ps_trace.span (duration_ms, start_time DESC);
		CREATE FUNCTION public.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
		CREATE TRIGGER user_trigger AFTER INSERT ON _ps_trace.span FOR EACH ROW EXECUTE FUNCTION public.f();
		ALTER TABLE _ps_trace.span ADD COLUMN extra integer; UPDATE _ps_trace.span SET extra = 1 WHERE start_time < '2025-01-01 01:00';
		ALTER TABLE _prom_catalog.metric ADD COLUMN remark text DEFAULT 'none'; CREATE INDEX user_metric ON _prom_catalog.metric (lower(metric_name));
		COMMENT ON TABLE _prom_catalog.metric IS 'the user''s'; ALTER TABLE _prom_catalog.ha_leases SET (fillfactor = 50)`)
	result, err := moveThroughFile(dump.Options{Config: config(t, source), Workers: 2}, restore.Options{Config: config(t, target), Workers: 3})
	if err != nil || result.WarningCount > 0 {
		t.Fatalf("%v, warnings %v", err, result.Warnings)
	}
	for _, f := range result.Findings {
		if f.Severity > restore.Notice {
			t.Errorf("finding %v", f)
		}
	}
	sameRows(t, source, target)
	for name, query := range map[string]string{
		"indexes": `SELECT indrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class c ON c.oid = indrelid
		   WHERE c.relnamespace::regnamespace::text !~ '^(pg_|_timescaledb_(catalog|config|cache))' ORDER BY 1, 2`,
		"triggers": "SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2",
		"columns": `SELECT attrelid::regclass::text, attname, atttypid::regtype FROM pg_attribute WHERE attnum > 0 AND NOT attisdropped
		   AND attrelid IN (SELECT oid FROM pg_class WHERE relname ~ '^(span|metric|_hyper)' AND relkind = 'r') ORDER BY 1, attnum`,
		"options": "SELECT reloptions::text, obj_description(oid) FROM pg_class WHERE relname IN ('metric', 'ha_leases') AND relkind = 'r' ORDER BY relname",
	} {
		differ(t, name, source.Rows(t, query), target.Rows(t, query))
	}
	worksAsPromscale(t, target)
}
