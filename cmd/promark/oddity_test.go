//go:build linux

package main_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"promark/catalog/pgtest"
)

// oddity is an object that is easily lost or changed. Its numbers are those of the comments "#12"
// in testdata/ddl: every such comment stands in a case that this table names, and the other way
// round.
type oddity struct {
	what     string
	golden   string // cases of testdata/ddl, on every server (TestGoldenDDL)
	tests    string // other tests that have it
	relation string // of the regression database (TestRegression), perhaps "since" a version
}

// oddities are the odd objects that PostgreSQL's regression suite and the tests of pg_dump have,
// and some that neither has.
var oddities = []oddity{
	1:  {"view by primary key, one without columns", "view_loop", "", "key_dependent_view_no_cols"},
	2:  {"materialized view and function by primary key", "view_loop function_body", "", ""},
	3:  {"two views that need each other", "view_loop function_loop", "TestOrder", ""},
	4:  {"shell type alone", "shell_type", "TestSecurityLabels", ""},
	5:  {"base type with functions, typmod, default", "type_loop type_subscript", "", ""},
	6:  {"enum without labels, with inserted ones", "type_enum", "", ""},
	7:  {"composite type without attributes, with dropped ones", "type_composite", "", "test_tbl3"},
	8:  {"range with multirange elsewhere, operator class, collation", "type_multirange type_range", "", ""},
	9:  {"domain over array, composite, domain; unproved check; check that uses it", "domain domain_constraint domain_default", "", ""},
	10: {"named NOT NULL of a domain", "domain_not_null", "", ""},
	11: {"typed table", "typed_table", "", "persons"},
	12: {"table without columns, with generated ones only", "table generated", "TestRoundTrip", ""},
	13: {"children with columns in another order, late columns", "inheritance inheritance_late", "", "b_star"},
	14: {"two parents with defaults, DEFAULT NULL in a child", "default inheritance", "", ""},
	15: {"children with proved and unproved checks", "check_constraint", "", "invalid_check_con"},
	16: {"check NO INHERIT, same name in the child", "inheritance", "", ""},
	17: {"every sort of NOT NULL", "not_null_constraint not_null_loose foreign_table_named", "", ""},
	18: {"constraints that are not enforced", "check_constraint_enforced", "", ""},
	19: {"keys with periods", "constraint_period", "", ""},
	20: {"foreign keys of and to partitioned tables", "fk_constraint fk_constraint_partitioned fk_constraint_parts", "", ""},
	21: {"foreign keys that set columns to NULL, match full, wait, are unproved", "fk_constraint fk_constraint_columns", "", ""},
	22: {"attached key of a partition with dropped columns", "constraint fk_constraint_partitioned", "", ""},
	23: {"partitioned index without its parts", "index_attach", "", ""},
	24: {"unique index above, key below", "index_attach", "", ""},
	// Servers before 17.11 and 18.6 cannot attach it.
	25: {"partitioned exclusion constraint", "", "TestRegression", "idx_excl_part since 17"},
	26: {"partitions by list, range, hash, default, several levels", "table_attach", "TestRoundTrip", ""},
	27: {"hash partitions by enum and by array of enum", "", "TestRoundTripHashedEnum", ""},
	28: {"foreign table as partition and as child", "foreign_table_child foreign_table", "", ""},
	29: {"access method of a partitioned table, of tables and materialized views", "access_method_partitioned access_method", "", ""},
	30: {"logged identity of an unlogged table, and the reverse", "identity_logged sequence_unlogged", "", ""},
	31: {"identity of a partitioned table, descending, of a smallint", "identity identity_partitioned", "", ""},
	32: {"serial renamed, without default, moved", "sequence_owned_by", "", ""},
	33: {"generated columns of children and partitions", "generated generated_changed generated_other generated_virtual", "", "gtest1"},
	34: {"column with a default that old rows do not store", "", "TestRegression", "has_fast_default"},
	35: {"row type in the table's own check and default", "check_constraint default foreign_table", "", ""},
	36: {"options of columns, of TOAST, of tables", "column compression table materialized_view", "", ""},
	37: {"every clause of an index", "index index_opclass constraint constraint_nulls", "", ""},
	38: {"DEPENDS ON EXTENSION of everything that can", "extension extension_dependency function_extension", "TestRoundTrip", ""},
	39: {"odd names", "table schema view type_enum server subscription", "TestRoundTripCreate", ""},
	40: {"trigger of a partitioned table, its clones in another state", "trigger_partitioned", "", ""},
	41: {"every clause of a trigger, on tables, views and foreign tables", "trigger foreign_table", "", ""},
	42: {"rules in every state, with NOTIFY, several commands, RETURNING", "rule", "", ""},
	43: {"every clause of a view", "view view_since_15 default", "", ""},
	44: {"VALUES, ROWS FROM, TABLESAMPLE, tables of XML and JSON, MERGE, ON CONFLICT", "view rule view_since_17", "", ""},
	45: {"materialized views that are empty, on empty ones, through views", "refresh_materialized_view materialized_view", "", ""},
	46: {"row security in every state, policies for every command", "row_security policy", "", ""},
	47: {"every sort of aggregate", "aggregate", "", ""},
	48: {"operator classes and families, empty, loose, ordering", "operator_class operator_family operator_family_members", "", ""},
	49: {"operators in pairs across schemas, a negator that is a shell", "operator operator_postfix", "", ""},
	50: {"every sort of cast", "cast cast_range", "", ""},
	51: {"transforms, and functions that use them", "transform", "", ""},
	52: {"text search in other schemas, with options", "text_search_parser text_search_template text_search_dictionary text_search_configuration", "", ""},
	53: {"settings of functions with lists and odd values", "function_set function_set_empty database_setting", "", ""},
	54: {"functions in C, internal ones, with odd costs and bodies", "function", "", ""},
	55: {"procedures with OUT, defaults, polymorphic arguments", "procedure procedure_out function", "", ""},
	56: {"privileges through other grantors, of columns, of the server's objects", "privileges system_acl procedural_language", "", ""},
	57: {"default privileges", "default_acl default_acl_large_object", "", ""},
	58: {"changed privileges of extension members, configuration tables", "extension function_extension", "TestRoundTripPromscale", ""},
	59: {"publications and subscriptions", "publication publication_root publication_schema publication_table " +
		"publication_table_filter publication_generated subscription subscription_options", "", ""},
	60: {"large objects: comment, privileges, number of the system, empty, far", "large_object", "TestRows", ""},
	61: {"event triggers with tags, disabled, at login", "event_trigger event_trigger_login", "", ""},
	62: {"statistics of expressions, elsewhere, with target 0", "statistics statistics_expression statistics_target", "", ""},
	63: {"collations of every provider", "collation collation_builtin collation_locale collation_rules", "", ""},
	64: {"comments on everything", "domain type_composite constraint cast operator_class policy trigger rule large_object not_null_constraint", "", ""},
	65: {"security labels of everything", "", "TestSecurityLabels", ""},
	66: {"the schema public in every state", "schema_public schema_public_again schema", "", ""},
	67: {"database with settings, limits, a locale", "database_setting", "TestRoundTripCreate", ""},
	68: {"partition half detached", "", "TestDetachPending", ""},
	69: {"partition with all triggers disabled, and a foreign key", "disabled_triggers disabled_triggers_some", "", ""},
	70: {"ALTER ROLE ALL SET, regclass that names an index, money", "", "TestRoles TestRoundTrip", ""},
}

var oddityMark = regexp.MustCompile(`#(\d+)\b`)

// Every odd object has a test that exists, and that says so.
func TestOddities(t *testing.T) {
	marks := goldenMarks(t)
	tests := testNames(t)
	for number, o := range oddities {
		if number == 0 {
			continue
		}
		if o.golden == "" && o.tests == "" {
			t.Errorf("#%d, %s: no test", number, o.what)
		}
		for _, name := range strings.Fields(o.golden) {
			key := fmt.Sprintf("%s #%d", name, number)
			if !marks[key] {
				t.Errorf("#%d, %s: testdata/ddl/%s.sql does not say \"#%d\"", number, o.what, name, number)
			}
			delete(marks, key)
		}
		tests.check(t, number, o.what, strings.Fields(o.tests))
	}
	for mark := range marks {
		t.Errorf("testdata/ddl/%s is not in the table of oddities", mark)
	}
}

// The regression database has the odd objects that the table finds there.
func TestOdditiesOfRegression(t *testing.T) {
	for _, major := range pgtest.SourceSample(t) {
		db := pgtest.Regression(t, major)
		for number, o := range oddities {
			name, since, _ := strings.Cut(o.relation, " since ")
			if first, _ := strconv.Atoi(since); name == "" || major < first {
				continue
			}
			if db.Text(t, "SELECT EXISTS (SELECT FROM pg_class WHERE relname = '"+name+"')") != "t" {
				t.Errorf("#%d: there is no %s in %d", number, name, major)
			}
		}
	}
}

// goldenMarks gives "case #number" for every number in a case of testdata/ddl.
func goldenMarks(t *testing.T) map[string]bool {
	t.Helper()
	files, err := filepath.Glob("../../testdata/ddl/*.sql")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	marks := map[string]bool{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			if !strings.HasPrefix(line, "--") {
				continue
			}
			for _, m := range oddityMark.FindAllStringSubmatch(line, -1) {
				marks[strings.TrimSuffix(filepath.Base(file), ".sql")+" #"+m[1]] = true
			}
		}
	}
	return marks
}
