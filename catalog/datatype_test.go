//go:build linux

package catalog

import (
	"context"
	"fmt"
	"testing"

	"promark/catalog/pgtest"
)

const dataTypeSetup = `
CREATE EXTENSION citext;
CREATE EXTENSION hstore;
CREATE EXTENSION seg;
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE DOMAIN mood_d AS mood NOT NULL DEFAULT 'ok';
CREATE DOMAIN class_d AS regclass;
CREATE TYPE pair AS (a int, b mood);
CREATE TYPE fpair AS (a float8, b mood);
CREATE TYPE plain AS (a float8, b text);
CREATE TYPE odd AS (a regclass, b xml);
CREATE TYPE floats AS RANGE (subtype = float8);
CREATE TYPE moods AS RANGE (subtype = mood);
CREATE TABLE linked (a int, next int[]);
CREATE TABLE t (
  f float8, b bytea, j jsonb, m money, n numeric(10,2)[], ts timestamptz, i inet, v tsvector, o oid, ov oidvector,
  e mood, d mood_d, c citext, h hstore, r int4range, fr floats, mr moods, p plain, pa plain[],
  ea mood[], da mood_d[], pr pair, fp fpair, rt linked[],
  rc regclass, rca regclass[], cd class_d, x xml, ac aclitem, s seg, od odd, g int GENERATED ALWAYS AS (1) STORED);`

// Every type of column gets the form that loads exactly on any supported
// target.
func TestColumnForms(t *testing.T) {
	for _, major := range pgtest.Versions() {
		t.Run(fmt.Sprint(major), func(t *testing.T) {
			db := pgtest.Get(t, major).NewDatabase(t)
			db.Exec(t, dataTypeSetup)
			text := map[string]bool{"rc": true, "rca": true, "cd": true, "x": true, "ac": true, "s": true, "od": true}
			checkForms(t, db, text)
		})
	}
}

func checkForms(t *testing.T, db *pgtest.DB, text map[string]bool) {
	t.Helper()
	ctx := context.Background()
	s, err := Connect(ctx, db.Conn(t))
	if err != nil {
		t.Fatal(err)
	}
	data, err := (&reader{server: s, selection: &selection{all: true, filter: &Filter{}}}).tableData(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range data {
		if d.Name != "t" {
			continue
		}
		if len(d.Columns) != 31 {
			t.Errorf("%d columns are copied, want all 31 but the generated one", len(d.Columns))
		}
		for _, c := range d.Columns {
			if got := c.Form == TextCast; got != text[c.Name] {
				t.Errorf("column %s %s: text cast %t, want %t", c.Name, c.Type, got, text[c.Name])
			}
		}
		return
	}
	t.Error("table t was not found")
}
