package catalog

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"promark/catalog/pgtest"
)

// kindsExtension brings an object of every kind whose members need a closer
// look, operators for families of its own and of the server among them. The
// second version adds to a family in another transaction, of which no trace is
// left in the third.
var kindsExtension = map[string]string{
	"promark_kinds.control": "default_version = '1'\nrelocatable = true\ncomment = 'kinds'\n",
	"promark_kinds--1.sql": `
CREATE FUNCTION kinds_handler() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE TRUSTED LANGUAGE kinds_language HANDLER kinds_handler;
CREATE LANGUAGE kinds_untrusted HANDLER kinds_handler;
CREATE TRANSFORM FOR text LANGUAGE kinds_language (FROM SQL WITH FUNCTION prsd_lextype(internal));
CREATE COLLATION kinds_collation (LOCALE = 'C');
CREATE CAST (text AS inet) WITH INOUT;
CREATE ACCESS METHOD kinds_method TYPE INDEX HANDLER gisthandler;
CREATE FUNCTION kinds_eq(box, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE OPERATOR ~== (LEFTARG = box, RIGHTARG = text, FUNCTION = kinds_eq);
ALTER OPERATOR FAMILY pg_catalog.box_ops USING gist ADD OPERATOR 30 ~== (box, text);
CREATE OPERATOR FAMILY kinds_loose USING gist;
ALTER OPERATOR FAMILY kinds_loose USING gist ADD OPERATOR 3 && (box, box);
CREATE OPERATOR CLASS kinds_class FOR TYPE box USING gist AS OPERATOR 3 && (box, box),
  FUNCTION 1 gist_box_consistent(internal, box, smallint, oid, internal), FUNCTION 2 gist_box_union(internal, internal),
  FUNCTION 5 gist_box_penalty(internal, internal, internal), FUNCTION 6 gist_box_picksplit(internal, internal),
  FUNCTION 7 gist_box_same(box, box, internal);
CREATE CONVERSION kinds_conversion FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
CREATE TEXT SEARCH PARSER kinds_parser (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype);
CREATE TEXT SEARCH TEMPLATE kinds_template (LEXIZE = dsimple_lexize);
CREATE TEXT SEARCH DICTIONARY kinds_dictionary (TEMPLATE = kinds_template);
CREATE TEXT SEARCH CONFIGURATION kinds_configuration (PARSER = kinds_parser);
ALTER TEXT SEARCH CONFIGURATION kinds_configuration ADD MAPPING FOR word WITH kinds_dictionary;
`,
	"promark_kinds--1--2.sql": "ALTER OPERATOR FAMILY kinds_loose USING gist ADD OPERATOR 4 &> (box, box);\n",
	"promark_kinds--2--3.sql": "COMMENT ON SCHEMA public IS 'third';\n",
}

// Of what an extension brought, only changed privileges are kept; what users
// build on it, or add to it, is theirs.
func TestMembersOfExtensions(t *testing.T) {
	dir := t.TempDir()
	for name, text := range kindsExtension {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, major := range pgtest.Sample(t, "members of extensions") {
		server := pgtest.Get(t, major)
		server.AddExtension(t, dir)
		db, copied := server.NewDatabase(t), server.NewDatabase(t)
		makeRoles(t, db)
		db.Exec(t, "CREATE SCHEMA k", "CREATE EXTENSION promark_kinds SCHEMA k", "ALTER EXTENSION promark_kinds UPDATE TO '2'",
			"GRANT USAGE ON LANGUAGE kinds_language TO alice WITH GRANT OPTION")
		db.Exec(t, usesExtension)
		read := readDatabase(t, db)
		loadStatements(t, copied, read)
		if want, got := goldenText(read), goldenText(readDatabase(t, copied)); got != want {
			t.Errorf("%d, copy: %s", major, firstDifference(want, got))
		}
		got := slices.DeleteFunc(kindNames(read), func(name string) bool { return name == "SCHEMA public" }) // until 14
		if !slices.Equal(got, usedKinds) {
			t.Errorf("%d: objects are\n%s\nwant\n%s", major, strings.Join(got, "\n"), strings.Join(usedKinds, "\n"))
		}
	}
}

const usesExtension = `
CREATE LANGUAGE own_language HANDLER k.kinds_handler;
CREATE FUNCTION f() RETURNS integer LANGUAGE kinds_language AS 'BEGIN RETURN 1; END';
CREATE OPERATOR CLASS own_class FOR TYPE box USING kinds_method AS OPERATOR 3 &&;
CREATE OPERATOR CLASS in_family FOR TYPE text USING gist FAMILY k.kinds_loose AS STORAGE box;
ALTER OPERATOR FAMILY k.kinds_loose USING gist ADD OPERATOR 5 |>> (box, box);
ALTER OPERATOR FAMILY pg_catalog.point_ops USING gist ADD OPERATOR 31 k.~== (box, text);
CREATE TEXT SEARCH CONFIGURATION own_configuration (COPY = k.kinds_configuration);
CREATE TEXT SEARCH DICTIONARY own_dictionary (TEMPLATE = k.kinds_template);
CREATE TABLE t (a text COLLATE k.kinds_collation, b box);
CREATE INDEX i ON t USING gist (b k.kinds_class)`

var usedKinds = []string{
	"EXTENSION promark_kinds", "FUNCTION f", "INDEX i", "OPERATOR CLASS in_family", "OPERATOR CLASS own_class",
	`OPERATOR FAMILY MEMBERS kinds_loose USING gist OPERATOR 5 ("box", "box")`,
	`OPERATOR FAMILY MEMBERS point_ops USING gist OPERATOR 31 ("box", "text")`,
	"OPERATOR FAMILY own_class", "PROCEDURAL LANGUAGE kinds_language", "PROCEDURAL LANGUAGE own_language", "SCHEMA k", "TABLE DATA t",
	"TABLE t", "TEXT SEARCH CONFIGURATION own_configuration", "TEXT SEARCH DICTIONARY own_dictionary",
}

// Nothing tells a member that an update of an extension added from a user's
// once another update has followed: it is made where the target lacks it.
func TestMemberOfUpdate(t *testing.T) {
	dir := t.TempDir()
	for name, text := range kindsExtension {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, major := range pgtest.Sample(t, "member of an update") {
		server := pgtest.Get(t, major)
		server.AddExtension(t, dir)
		db := server.NewDatabase(t)
		db.Exec(t, "CREATE SCHEMA k", "CREATE EXTENSION promark_kinds SCHEMA k", "ALTER EXTENSION promark_kinds UPDATE TO '2'",
			"ALTER EXTENSION promark_kinds UPDATE TO '3'", "ALTER OPERATOR FAMILY k.kinds_loose USING gist ADD OPERATOR 5 |>> (box, box)")
		read := readDatabase(t, db)
		for version, want := range map[string]string{"3": `4:"=" 5:""`, "1": `4:"" 5:""`} {
			target := server.NewDatabase(t)
			target.Exec(t, "CREATE SCHEMA k", "CREATE EXTENSION promark_kinds SCHEMA k VERSION '"+version+"'")
			if got := missingMembers(t, read, target); got != want {
				t.Errorf("%d, version %s: answers are %s, want %s", major, version, got, want)
			}
			query := "SELECT string_agg(amopstrategy::text, ' ' ORDER BY amopstrategy) FROM pg_amop WHERE amopfamily = (SELECT oid FROM pg_opfamily WHERE opfname = 'kinds_loose')"
			if got := target.Text(t, query); got != "3 4 5" {
				t.Errorf("%d, version %s: members are %s", major, version, got)
			}
			target.Exec(t, "ALTER OPERATOR FAMILY k.kinds_loose USING gist DROP OPERATOR 5 (box, box)",
				"ALTER OPERATOR FAMILY k.kinds_loose USING gist ADD OPERATOR 5 <<(box, box)")
			if got := missingMembers(t, read, target); !strings.Contains(got, "the source has another one") {
				t.Errorf("%d: of another member was said %s", major, got)
			}
		}
	}
}

// missingMembers makes the conditional members that the target lacks, and
// gives the answers.
func missingMembers(t *testing.T, c *Catalog, target *pgtest.DB) string {
	var out []string
	for _, item := range c.Items {
		m, ok := item.Object.(*FamilyMember)
		if !ok {
			continue
		}
		answer := strings.Join(target.Rows(t, item.Unless), "")
		out = append(out, fmt.Sprintf("%d:%q", m.members[0].Number, answer))
		if answer == "" {
			target.Exec(t, item.Statements[0].SQL)
		}
	}
	return strings.Join(out, " ")
}

// A plpgsql that was dropped and made again is that of every database.
func TestLanguageMadeAgain(t *testing.T) {
	for _, major := range pgtest.Sample(t, "plpgsql again") {
		server := pgtest.Get(t, major)
		db, copied := server.NewDatabase(t), server.NewDatabase(t)
		makeRoles(t, db)
		db.Exec(t, `DROP EXTENSION plpgsql; CREATE EXTENSION plpgsql; COMMENT ON EXTENSION plpgsql IS 'it is back';
			REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC; GRANT USAGE ON LANGUAGE plpgsql TO alice;
			CREATE FUNCTION f() RETURNS integer LANGUAGE plpgsql AS 'BEGIN RETURN 1; END'`)
		loadStatements(t, copied, readDatabase(t, db))
		for _, query := range []string{
			"SELECT obj_description(oid, 'pg_extension') FROM pg_extension WHERE extname = 'plpgsql'",
			"SELECT lanacl FROM pg_language WHERE lanname = 'plpgsql'",
			"SELECT f()",
		} {
			if want, got := db.Text(t, query), copied.Text(t, query); got != want {
				t.Errorf("%d: %s gives %q, want %q", major, query, got, want)
			}
		}
	}
}
