//go:build linux

package main_test

import (
	"fmt"
	"testing"

	"promark/catalog/pgtest"
	"promark/dump"
)

// Partitions by the hash of a type that names objects depend on the OIDs of these.
func TestRoundTripHashedNames(t *testing.T) {
	for _, major := range pgtest.Sample(t, "hashed names") {
		server := pgtest.Get(t, major)
		source, target := server.NewDatabase(t), server.NewDatabase(t)
		source.Exec(t, hashedNames)
		target.Exec(t, "CREATE TABLE x (); DROP TABLE x; CREATE TABLE x (); DROP TABLE x")
		move(t, way{"file", 4, 4, false}, source, target)
		for _, table := range []string{"names", "domains", "expressions"} {
			query := "SELECT * FROM " + table + " ORDER BY id"
			differ(t, table, source.Rows(t, query), target.Rows(t, query))
			target.Exec(t, fmt.Sprintf("ALTER TABLE %[1]s DETACH PARTITION %[1]s0", table),
				fmt.Sprintf("ALTER TABLE %[1]s ATTACH PARTITION %[1]s0 FOR VALUES WITH (MODULUS 2, REMAINDER 0)", table))
		}
	}
}

const hashedNames = `
CREATE DOMAIN name AS regclass; CREATE DOMAIN other_name AS name;
CREATE TABLE names (id int, r regclass, p regtype) PARTITION BY HASH (r, p);
CREATE TABLE domains (id int, r other_name) PARTITION BY HASH (r);
CREATE TABLE expressions (id int, r regclass) PARTITION BY HASH ((r::oid));
DO $$ DECLARE t text; BEGIN
	FOR i IN 1..20 LOOP EXECUTE 'CREATE TABLE t' || i || '()'; END LOOP;
	FOREACH t IN ARRAY ARRAY['names', 'domains', 'expressions'] LOOP
		FOR i IN 0..1 LOOP EXECUTE format('CREATE TABLE %1$s%2$s PARTITION OF %1$s FOR VALUES WITH (MODULUS 2, REMAINDER %2$s)', t, i); END LOOP;
		EXECUTE format('INSERT INTO %s (id, r) SELECT i, (''t'' || i)::regclass FROM generate_series(1, 20) i', t);
	END LOOP;
	UPDATE names SET p = 'name';
END $$;
`

// Partitions by the hash of an enum depend on the labels' OIDs, which are others in the copy: a
// row may belong to another partition there (#27). pg_dump knows it of enums, not of arrays.
func TestRoundTripHashedEnum(t *testing.T) {
	for _, major := range pgtest.Sample(t, "hashed enum") {
		t.Run(fmt.Sprint(major), func(t *testing.T) {
			server := pgtest.Get(t, major)
			source, target := server.NewDatabase(t), server.NewDatabase(t)
			source.Exec(t, hashedEnums)
			// Other OIDs in the target, whatever the source's are.
			target.Exec(t, `DO $$ BEGIN FOR i IN 1..7 LOOP EXECUTE 'CREATE TYPE x AS ENUM (''a'')'; DROP TYPE x; END LOOP; END $$`)
			archived := opened(t, dump.Options{Config: config(t, source)})
			move(t, way{"file", 4, 4, false}, source, target)
			equal(t, compared(t, dump.CompareOptions{Archive: archived, Target: config(t, target)}))
			sameByCompare(t, source, target)
			for _, table := range []string{"single", "arrays", "deep", "records"} {
				query := "SELECT * FROM " + table + " ORDER BY id"
				differ(t, table, source.Rows(t, query), target.Rows(t, query))
			}
			if got := target.Text(t, "SELECT count(*) FROM fired"); got != "0" {
				t.Errorf("a trigger of a partition has fired for %s rows of another one", got)
			}
			target.Exec(t, "ALTER TABLE single DETACH PARTITION single0",
				"ALTER TABLE single ATTACH PARTITION single0 FOR VALUES WITH (MODULUS 2, REMAINDER 0)")
		})
	}
}

const hashedEnums = `
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy', 'fine', 'so so');
CREATE TYPE pair AS (m mood, i int);
CREATE TABLE single (id int, m mood, gone int, t text) PARTITION BY HASH (m);
ALTER TABLE single DROP gone;
CREATE TABLE single0 PARTITION OF single FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE single1 (t text, m mood, id int);
ALTER TABLE single ATTACH PARTITION single1 FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE arrays (id int, m mood[]) PARTITION BY HASH (m);
CREATE TABLE arrays0 PARTITION OF arrays FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE arrays1 PARTITION OF arrays FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE deep (id int, m mood) PARTITION BY LIST (id);
CREATE TABLE deep1 PARTITION OF deep DEFAULT PARTITION BY HASH (m);
CREATE TABLE deep10 PARTITION OF deep1 FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE deep11 PARTITION OF deep1 FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE records (id int, m mood) PARTITION BY HASH ((ARRAY[m]));
CREATE TABLE records0 PARTITION OF records FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE records1 PARTITION OF records FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO single (id, m, t) SELECT i, (enum_range(NULL::mood))[i % 5 + 1], 'x' || i FROM generate_series(1, 50) i;
INSERT INTO arrays SELECT i, (enum_range(NULL::mood))[1:i % 6] FROM generate_series(1, 50) i;
INSERT INTO deep SELECT i, (enum_range(NULL::mood))[i % 5 + 1] FROM generate_series(1, 50) i;
INSERT INTO records SELECT i, (enum_range(NULL::mood))[i % 5 + 1] FROM generate_series(1, 50) i;
CREATE TABLE fired (id int);
CREATE FUNCTION fire() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO public.fired VALUES (NEW.id); RETURN NEW; END';
CREATE TRIGGER fire BEFORE INSERT ON single0 FOR EACH ROW EXECUTE FUNCTION fire();
CREATE TRIGGER fire BEFORE INSERT ON single1 FOR EACH ROW EXECUTE FUNCTION fire();
`
