//go:build linux

package dump

import (
	"context"
	"strings"
	"testing"

	"promark/catalog/pgtest"
)

// refuses makes sure that a dump ends with an error that has all the texts, and writes nothing.
func refuses(t *testing.T, db *pgtest.DB, texts ...string) {
	t.Helper()
	o, out := options(t, db)
	_, err := Run(context.Background(), o)
	if err == nil || out.Len() > 0 {
		t.Fatalf("the dump should be refused: %v, %d bytes", err, out.Len())
	}
	for _, text := range texts {
		if !strings.Contains(err.Error(), text) {
			t.Errorf("%q is not in: %v", text, err)
		}
	}
}

// What cannot be restored from rows and statements is refused, all of it in one message. Neither the
// access method hypercore nor distributed hypertables exist in the releases of the test servers:
// they are made of what these have.
func TestTimescaleRefuses(t *testing.T) {
	db := pgtest.NewerTimescale(t).NewDatabase(t)
	db.Exec(t, "CREATE EXTENSION timescaledb", `CREATE ACCESS METHOD hypercore TYPE TABLE HANDLER heap_tableam_handler;
		CREATE TABLE "Hyper" (x int) USING hypercore; CREATE TABLE core (x int) USING hypercore;
		CREATE TABLE far (t timestamptz NOT NULL); SELECT create_hypertable('far', 't');
		CREATE TABLE away (t timestamptz NOT NULL); SELECT create_hypertable('away', 't')`,
		`ALTER TABLE _timescaledb_catalog.hypertable ADD COLUMN replication_factor int;
		UPDATE _timescaledb_catalog.hypertable SET replication_factor = 1`)
	refuses(t, db, "SET ACCESS METHOD heap: \"public\".\"Hyper\", \"public\".\"core\"",
		"distributed hypertables are on other servers", ": \"public\".\"away\", \"public\".\"far\"")
}

// movingHypertables are partitioned by hashes: those of enums are other numbers in every database.
const movingHypertables = `CREATE EXTENSION timescaledb;
CREATE TYPE region AS ENUM ('north', 'south'); CREATE DOMAIN place AS region; CREATE TYPE pair AS (n int, at place);
CREATE TYPE span AS RANGE (subtype = region, multirange_type_name = spans);
CREATE FUNCTION by_text(anyelement) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT abs(pg_catalog.hashtext($1::text))';
CREATE TABLE an_enum (t timestamptz NOT NULL, "at" region); SELECT create_hypertable('an_enum', 't', 'at', 2);
CREATE TABLE a_pair (t timestamptz NOT NULL, at pair); SELECT create_hypertable('a_pair', 't', 'at', 2);
CREATE TABLE a_span (t timestamptz NOT NULL, at spans); SELECT create_hypertable('a_span', 't', 'at', 2); INSERT INTO a_span VALUES ('2025-01-01', '{[north,south]}');
CREATE TABLE a_class (t timestamptz NOT NULL, at regclass); SELECT create_hypertable('a_class', 't', 'at', 2);
CREATE TABLE was_two (t timestamptz NOT NULL, at region); SELECT create_hypertable('was_two', 't', 'at', 2);
CREATE TABLE a_text (t timestamptz NOT NULL, at text); SELECT create_hypertable('a_text', 't', 'at', 2);
CREATE TABLE of_one (t timestamptz NOT NULL, at region); SELECT create_hypertable('of_one', 't', 'at', 1);
CREATE TABLE my_own (t timestamptz NOT NULL, at region); SELECT create_hypertable('my_own', 't', 'at', 2, partitioning_func => 'by_text');
CREATE TABLE no_rows (t timestamptz NOT NULL, at region); SELECT create_hypertable('no_rows', 't', 'at', 2);
INSERT INTO a_pair VALUES ('2025-01-01', '(1,north)'); INSERT INTO a_class VALUES ('2025-01-01', 'my_own'); INSERT INTO a_text VALUES ('2025-01-01', 'x');
INSERT INTO an_enum VALUES ('2025-01-01', 'north'); INSERT INTO of_one SELECT * FROM an_enum; INSERT INTO was_two SELECT * FROM an_enum;
INSERT INTO my_own VALUES ('2025-01-01', 'north'), ('2025-01-01', 'south');
SELECT set_number_partitions('was_two', 1)`

// A hypertable whose rows would violate the checks of their chunks in every copy is refused by
// name, unless it is left out.
func TestTimescaleRefusesMovingRows(t *testing.T) {
	for name, server := range map[string]*pgtest.Server{"17": pgtest.Timescale(t), "18": pgtest.NewerTimescale(t)} {
		t.Run(name, func(t *testing.T) {
			db, other := server.NewDatabase(t), server.NewDatabase(t)
			db.Exec(t, movingHypertables)
			other.Exec(t, movingHypertables)
			const hash = "SELECT _timescaledb_functions.get_partition_hash('north'::region)"
			if db.Text(t, hash) == other.Text(t, hash) {
				t.Error("an enum's hash is the same in two databases")
			}
			refuses(t, db, "partitioned by the hash of an enum", `-T: "public"."a_class" ("at"), "public"."a_pair" ("at"), "public"."a_span" ("at"), "public"."an_enum" ("at"), "public"."was_two" ("at")`)
			o, _ := options(t, db)
			o.Filter.ExcludeTables = []string{"a_class", "a_pair", "a_span", "an_enum", "was_two"}
			if _, err := Run(context.Background(), o); err != nil {
				t.Errorf("without them: %v", err)
			}
		})
	}
}
