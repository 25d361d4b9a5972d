//go:build linux

package main_test

import (
	"slices"
	"testing"

	"promark/archive"
	"promark/catalog/pgtest"
	"promark/restore"
)

// Goal: a script takes the parts of an archive that a restore takes, from a file and from a pipe.
// Method: scripts of parts go into one database after the other, with psql; what is there is counted.
func TestScriptSelection(t *testing.T) {
	server := pgtest.Get(t, 17)
	source := server.NewDatabase(t)
	source.Exec(t, `CREATE SCHEMA app; CREATE SCHEMA other;
CREATE TABLE app.item (a int PRIMARY KEY, b text); INSERT INTO app.item SELECT i, i FROM generate_series(1, 10) i;
CREATE INDEX item_b ON app.item (b); CREATE TABLE app.log (x int REFERENCES app.item); INSERT INTO app.log VALUES (1);
CREATE TABLE other.far (a int); INSERT INTO other.far VALUES (1), (2); COMMENT ON TABLE other.far IS 'far'`)
	const counts = `SELECT concat_ws(' ',
 xpath('//count/text()', query_to_xml('SELECT count(*) FROM ' || c, true, true, '')),
 obj_description(c), (SELECT count(*) FROM pg_index WHERE indrelid = c))
  FROM unnest(ARRAY[to_regclass('app.item'), to_regclass('app.log'), to_regclass('other.far')]) c WHERE c IS NOT NULL`
	for _, c := range []struct {
		name  string
		setup string
		parts []restore.ScriptOptions
		want  []string
	}{
		{"definitions, then rows", "", []restore.ScriptOptions{selected(restore.Selection{NoData: true}), selected(restore.Selection{NoSchema: true})},
			[]string{"{10} 2", "{1} 0", "{2} far 0"}},
		{"a schema, then a table", "CREATE SCHEMA app", []restore.ScriptOptions{selected(restore.Selection{Schemas: []string{"other"}}),
			selected(restore.Selection{Schemas: []string{"app"}, Tables: []string{"item"}})}, []string{"{10} 0", "{2} far 0"}},
		{"sections", "", []restore.ScriptOptions{selected(restore.Selection{Sections: []archive.Section{archive.SectionPreData}}),
			selected(restore.Selection{Sections: []archive.Section{archive.SectionData}}),
			selected(restore.Selection{Sections: []archive.Section{archive.SectionPostData}})}, []string{"{10} 2", "{1} 0", "{2} far 0"}},
		{"no comments", "", []restore.ScriptOptions{{Options: restore.Options{NoComments: true,
			Selection: restore.Selection{ExcludeSchemas: []string{"app"}}}}}, []string{"{2} 0"}},
	} {
		for _, pipe := range []bool{false, true} {
			target := server.NewDatabase(t)
			target.Exec(t, c.setup)
			for _, part := range c.parts {
				psql(t, target, scriptOf(t, source, pipe, part))
			}
			if got := target.Rows(t, counts); !slices.Equal(got, c.want) {
				t.Errorf("%s, pipe %v: %q, want %q", c.name, pipe, got, c.want)
			}
		}
	}
}

func selected(s restore.Selection) restore.ScriptOptions {
	return restore.ScriptOptions{Options: restore.Options{Selection: s}}
}
