//go:build linux

package main_test

import (
	"fmt"
	"strings"
	"testing"

	"promark/catalog/pgtest"
)

// Goal: bytes that are no UTF-8 come back as they are, in data, names,
// comments, defaults and functions. Method: a database whose encoding promises
// nothing and one with a single-byte encoding, round trips through a file and
// through a pipe, comparison by the bytes on both servers.
func TestEncodings(t *testing.T) {
	for _, encoding := range []string{"SQL_ASCII", "LATIN1"} {
		t.Run(encoding, func(t *testing.T) {
			server := pgtest.Get(t, 14)
			source := server.NewDatabase(t, pgtest.Encoding(encoding))
			// Every statement is made of bytes on the server, so that no client's
			// encoding can touch it.
			source.Exec(t, `DO $do$
DECLARE
    odd text := convert_from('\xe4f6fcdf', current_setting('server_encoding'));
BEGIN
    EXECUTE format('CREATE TABLE %I (%I text DEFAULT %L, id int)', 'table ' || odd, odd || '
"x"', odd || '''');
    EXECUTE format('COMMENT ON TABLE %I IS %L', 'table ' || odd, 'comment ' || odd);
    EXECUTE format('INSERT INTO %I (id) VALUES (1), (2)', 'table ' || odd);
    EXECUTE format('INSERT INTO %I VALUES (%L, 3)', 'table ' || odd, repeat(odd, 100000));
    EXECUTE format('CREATE FUNCTION f() RETURNS text LANGUAGE sql AS %L', 'SELECT ' || quote_literal(odd));
    EXECUTE format('CREATE TYPE e AS ENUM (%L, %L)', odd, 'plain');
    EXECUTE 'CREATE TABLE enums AS SELECT enum_first(NULL::e) AS v, enum_range(NULL::e) AS all_of_them';
END $do$`)
			for _, w := range ways[:2] {
				target := server.NewDatabase(t, pgtest.Encoding(encoding))
				move(t, w, source, target)
				const bytes = `SELECT encode(convert_to(string_agg(x, '|' ORDER BY x), current_setting('server_encoding')), 'hex') FROM (
					SELECT relname::text || obj_description(oid, 'pg_class') FROM pg_class WHERE relname LIKE 'table %'
					UNION ALL SELECT attname::text FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid WHERE relname LIKE 'table %'
					UNION ALL SELECT prosrc FROM pg_proc WHERE proname = 'f' UNION ALL SELECT f()
					UNION ALL SELECT v::text || all_of_them::text FROM enums
					UNION ALL SELECT (xpath('//v/text()', query_to_xml(format('SELECT md5(string_agg(t::text, '';'' ORDER BY id)) AS v FROM %I t', relname), true, false, '')))[1]::text
						FROM pg_class WHERE relname LIKE 'table %') x (x)`
				want, got := source.Text(t, bytes), target.Text(t, bytes)
				sameByCompare(t, source, target)
				if want != got || !strings.Contains(want, "e4f6fcdf") {
					t.Errorf("%s: bytes are %.200s, want %.200s", w.name, got, want)
				}
			}
		})
	}
}

// Goal: values of 1 MB and of 200 MB pass, whole, and in a full run more than 1 GB of them. Method: round trips through a
// file and through a pipe; the server's own digest of the values on both sides.
func TestLargeValues(t *testing.T) {
	server := pgtest.Get(t, 17)
	source := server.NewDatabase(t)
	rows := 20
	if pgtest.Conformance() {
		rows = 1000
	}
	source.Exec(t, fmt.Sprintf(`CREATE TABLE large (id int PRIMARY KEY, b bytea, t text);
		ALTER TABLE large ALTER b SET STORAGE EXTERNAL, ALTER t SET STORAGE EXTERNAL;
		INSERT INTO large SELECT i, decode(repeat(md5(i::text), 65536), 'hex'), 'one' FROM generate_series(101, 100 + %d) i;
		INSERT INTO large VALUES (21, decode(repeat(md5('big'), 13107200), 'hex'), 'two'), (22, NULL, repeat('ä', 1000000))`, rows))
	const digests = "SELECT concat_ws(' ', id, length(b), md5(b), length(t), md5(t)) FROM large ORDER BY id"
	want := source.Rows(t, digests)
	if !strings.Contains(fmt.Sprint(want), "21 209715200 ") {
		t.Fatalf("the source has no value of 200 MB: %v", want)
	}
	for _, w := range ways[:2] {
		target := server.NewDatabase(t)
		move(t, w, source, target)
		differ(t, w.name, want, target.Rows(t, digests))
		sameByCompare(t, source, target)
	}
}
