//go:build linux

package main_test

import (
	"fmt"
	"testing"

	"promark/catalog/pgtest"
	"promark/dump"
	"promark/restore"
)

// Foreign keys of tables that are large enough to be validated apart come back as they were, whatever
// they are like: those that cannot be among them.
func TestForeignKeysOfLargeTables(t *testing.T) {
	for _, major := range []int{12, 15, 18} {
		t.Run(fmt.Sprint(major), func(t *testing.T) {
			server := pgtest.Get(t, major)
			source := server.NewDatabase(t)
			source.Exec(t, `CREATE TABLE referenced (a int PRIMARY KEY, b int UNIQUE);
INSERT INTO referenced SELECT i, -i FROM generate_series(1, 3000) i;
CREATE TABLE first (id int PRIMARY KEY, a int REFERENCES referenced ON DELETE CASCADE, b int, self int, t text,
  CONSTRAINT b FOREIGN KEY (b) REFERENCES referenced (b) MATCH FULL ON UPDATE SET NULL DEFERRABLE INITIALLY DEFERRED);
INSERT INTO first SELECT i, i, -i, i / 2 + 1, repeat('x', 200) FROM generate_series(1, 3000) i`, `
ALTER TABLE first ADD CONSTRAINT self FOREIGN KEY (self) REFERENCES first;
CREATE TABLE parted (a int, t text) PARTITION BY RANGE (a);
CREATE TABLE part PARTITION OF parted FOR VALUES FROM (0) TO (3001);
INSERT INTO parted SELECT i, repeat('x', 200) FROM generate_series(1, 3000) i;
ALTER TABLE parted ADD PRIMARY KEY (a), ADD CONSTRAINT whole FOREIGN KEY (a) REFERENCES referenced;
ALTER TABLE part ADD CONSTRAINT own FOREIGN KEY (a) REFERENCES first;
ALTER TABLE first ADD CONSTRAINT to_parted FOREIGN KEY (a) REFERENCES parted;
CREATE TABLE child (CONSTRAINT child_a FOREIGN KEY (a) REFERENCES referenced) INHERITS (first);
INSERT INTO child SELECT * FROM first;
SET CONSTRAINTS ALL IMMEDIATE;
CREATE TABLE unchecked (a int, t text);
INSERT INTO unchecked SELECT 2 * i, repeat('x', 200) FROM generate_series(1, 3000) i;
ALTER TABLE unchecked ADD CONSTRAINT later FOREIGN KEY (a) REFERENCES referenced NOT VALID;
COMMENT ON CONSTRAINT self ON first IS 'itself'`)
			data := dumped(t, dump.Options{Config: config(t, source), Workers: 2})
			target := server.NewDatabase(t)
			if _, err := restored(t, data, restore.Options{Config: config(t, target), Workers: 3}); err != nil {
				t.Fatal(err)
			}
			const keys = `SELECT conrelid::regclass, conname, convalidated, condeferred, confrelid::regclass, coninhcount, conislocal, pg_get_constraintdef(oid)
				FROM pg_constraint WHERE contype = 'f' ORDER BY conrelid::regclass::text, conname, confrelid::regclass::text`
			differ(t, "keys", source.Rows(t, keys), target.Rows(t, keys))
			if want, got := source.PgDump(t, "-s"), target.PgDump(t, "-s"); want != got {
				t.Errorf("pg_dump -s prints\n%s\nof the copy, should print\n%s", got, want)
			}
		})
	}
}
