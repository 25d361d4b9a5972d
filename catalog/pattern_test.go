package catalog

import (
	"slices"
	"strings"
	"testing"

	"promark/catalog/pgtest"
)

// The regular expressions are those that psql and pg_dump make of a pattern.
func TestParsePattern(t *testing.T) {
	for _, c := range []struct {
		pattern string
		parts   []string
	}{
		{"abc", []string{"^(abc)$"}},
		{"ABC", []string{"^(abc)$"}},
		{`"ABC"`, []string{"^(ABC)$"}},
		{`a"B"C`, []string{"^(aBc)$"}},
		{`"a""b"`, []string{`^(a"b)$`}},
		{"a*b?", []string{"^(a.*b.)$"}},
		{`"a*b?.c"`, []string{`^(a\*b\?\.c)$`}},
		{"a|b", []string{"^(a|b)$"}},
		{"a$", []string{`^(a\$)$`}},
		{`"a$"`, []string{`^(a\$)$`}},
		{"a[0-9]+", []string{"^(a[0-9]+)$"}},
		{"a[]", []string{`^(a\[])$`}},
		{`"a[]"`, []string{`^(a\[\])$`}},
		{"s.t", []string{"^(s)$", "^(t)$"}},
		{`d."s.s".T`, []string{"^(d)$", `^(s\.s)$`, "^(t)$"}},
		{"s.*", []string{"^(s)$", "^(.*)$"}},
		{"größe.Ö", []string{"^(größe)$", "^(Ö)$"}},
		{"", []string{"^()$"}},
		{`"`, []string{"^()$"}},
	} {
		if got := parsePattern(c.pattern).parts; !slices.Equal(got, c.parts) {
			t.Errorf("%s: %q, want %q", c.pattern, got, c.parts)
		}
	}
}

// What cannot be selected is an error, with pg_dump's words.
func TestFilterErrors(t *testing.T) {
	db := pgtest.Get(t, 15).NewDatabase(t)
	db.Exec(t, "CREATE TABLE t (a int); CREATE SCHEMA s")
	for _, c := range []struct {
		filter Filter
		want   string // "": no error
	}{
		{Filter{Tables: []string{"nothing"}}, "no matching tables were found"},
		{Filter{Tables: []string{"t", "nothing"}}, ""},
		{Filter{Tables: []string{"t", "nothing"}, StrictNames: true}, `no matching tables were found for pattern "nothing"`},
		{Filter{TablesAndChildren: []string{"nothing"}}, "no matching tables were found"},
		{Filter{Schemas: []string{"nothing"}}, "no matching schemas were found"},
		{Filter{Schemas: []string{"s", "nothing"}, StrictNames: true}, `no matching schemas were found for pattern "nothing"`},
		{Filter{Extensions: []string{"nothing"}}, "no matching extensions were found"},
		{Filter{Schemas: []string{"pg_catalog"}}, "no matching schemas were found"},
		{Filter{Tables: []string{"pg_catalog.pg_class"}}, "no matching tables were found"},
		{Filter{Tables: []string{"a.b.c.d"}}, "too many dotted names"},
		{Filter{Schemas: []string{"a.b.c"}}, "too many dotted names"},
		{Filter{Extensions: []string{"a.b"}}, "too many dotted names"},
		{Filter{Tables: []string{"otherdb.public.t"}}, "names a database other than"},
		{Filter{Schemas: []string{"otherdb.s"}}, "names a database other than"},
		{Filter{Tables: []string{db.Name + ".public.t"}}, ""},
		{Filter{Schemas: []string{db.Name + ".s"}}, ""},
		{Filter{Tables: []string{"["}}, "invalid regular expression"},
		{Filter{ExcludeTables: []string{"nothing"}, ExcludeSchemas: []string{"nothing"}, ExcludeTableData: []string{"nothing"},
			ExcludeExtensions: []string{"nothing"}, StrictNames: true}, ""},
	} {
		_, err := tryReadWith(t, db, Options{Filter: c.filter})
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%+v: %v", c.filter, err)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%+v: %v, want %q", c.filter, err, c.want)
		}
	}
}
