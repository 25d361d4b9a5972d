package catalog

import (
	"context"
	"regexp"
	"slices"
	"strings"
)

// Text search: parsers and templates are sets of functions and have no owner;
// dictionaries are templates with options; configurations (see
// textsearchconfig.go) map the tokens of a parser to dictionaries.

// TextSearchParser is a row of pg_ts_parser. Functions are qualified names.
type TextSearchParser struct {
	Common
	Start    string `db:"start"`
	Token    string `db:"token"`
	End      string `db:"end"`
	Headline string `db:"headline"` // "": none
	LexTypes string `db:"lex_types"`
}

var textSearchParserQuery = &query{
	name: "text search parsers",
	columns: append([]column{
		{"oid", all("p.oid")},
		{"schema", all("n.nspname")},
		{"name", all("p.prsname")},
	}, functionColumns("start", "p.prsstart", "token", "p.prstoken", "end", "p.prsend",
		"headline", "p.prsheadline", "lex_types", "p.prslextype")...),
	from: all(`FROM pg_catalog.pg_ts_parser p
  JOIN pg_catalog.pg_namespace n ON n.oid = p.prsnamespace
 WHERE ` + userSchema),
}

func readTextSearchParsers(ctx context.Context, r *reader) ([]Object, error) {
	parsers, err := load[TextSearchParser](ctx, r.server, textSearchParserQuery)
	return objects(parsers), err
}

// Address implements Object.
func (p *TextSearchParser) Address() string {
	return "TEXT SEARCH PARSER " + Qualified(p.Schema, p.Name)
}

// Define implements Object.
func (p *TextSearchParser) Define() []string {
	var c clauses
	c.set("START", p.Start)
	c.set("GETTOKEN", p.Token)
	c.set("END", p.End)
	c.set("HEADLINE", p.Headline)
	c.set("LEXTYPES", p.LexTypes)
	return []string{"CREATE " + p.Address() + " " + c.list()}
}

// TextSearchTemplate is a row of pg_ts_template.
type TextSearchTemplate struct {
	Common
	Init   string `db:"init"` // "": none
	Lexize string `db:"lexize"`
}

var textSearchTemplateQuery = &query{
	name: "text search templates",
	columns: append([]column{
		{"oid", all("t.oid")},
		{"schema", all("n.nspname")},
		{"name", all("t.tmplname")},
	}, functionColumns("init", "t.tmplinit", "lexize", "t.tmpllexize")...),
	from: all(`FROM pg_catalog.pg_ts_template t
  JOIN pg_catalog.pg_namespace n ON n.oid = t.tmplnamespace
 WHERE ` + userSchema),
}

func readTextSearchTemplates(ctx context.Context, r *reader) ([]Object, error) {
	templates, err := load[TextSearchTemplate](ctx, r.server, textSearchTemplateQuery)
	return objects(templates), err
}

// Address implements Object.
func (t *TextSearchTemplate) Address() string {
	return "TEXT SEARCH TEMPLATE " + Qualified(t.Schema, t.Name)
}

// Define implements Object.
func (t *TextSearchTemplate) Define() []string {
	var c clauses
	c.set("INIT", t.Init)
	c.set("LEXIZE", t.Lexize)
	return []string{"CREATE " + t.Address() + " " + c.list()}
}

// TextSearchDictionary is a row of pg_ts_dict. Files that its options name
// must be on the target.
type TextSearchDictionary struct {
	Common
	Template string  `db:"template"` // qualified name
	Options  *string `db:"options"`  // SQL as the server wrote it; nil: none
	others   []ID    // dictionaries that may have to be there before
	path     string  // where a dictionary is that the options name without a schema; ""
}

var textSearchDictionaryQuery = &query{
	name: "text search dictionaries",
	columns: []column{
		{"oid", all("d.oid")},
		{"schema", all("n.nspname")},
		{"name", all("d.dictname")},
		{"owner", all("pg_catalog.pg_get_userbyid(d.dictowner)")},
		{"template", all("pg_catalog.quote_ident(tn.nspname) || '.' || pg_catalog.quote_ident(t.tmplname)")},
		{"options", all("NULLIF(d.dictinitoption, '')")},
	},
	from: all(`FROM pg_catalog.pg_ts_dict d
  JOIN pg_catalog.pg_namespace n ON n.oid = d.dictnamespace
  LEFT JOIN pg_catalog.pg_ts_template t ON t.oid = d.dicttemplate
  LEFT JOIN pg_catalog.pg_namespace tn ON tn.oid = t.tmplnamespace
 WHERE ` + userSchema),
}

func readTextSearchDictionaries(ctx context.Context, r *reader) ([]Object, error) {
	dictionaries, err := load[TextSearchDictionary](ctx, r.server, textSearchDictionaryQuery)
	var simple []ID
	for _, d := range dictionaries {
		if !d.namesAnother() {
			simple = append(simple, ID{Class: classTSDict, OID: d.OID})
		}
	}
	for _, d := range dictionaries {
		if d.namesAnother() {
			d.others, d.path = simple, d.schemaOfNamed(dictionaries)
		}
	}
	return objects(dictionaries), err
}

// namesAnother: a thesaurus looks its words up in another dictionary, which
// pg_depend does not know.
func (d *TextSearchDictionary) namesAnother() bool {
	return d.Options != nil && strings.Contains(*d.Options, "dictionary = ")
}

// unqualified finds the name, quoted or not, in options that give it without a
// schema.
var unqualified = regexp.MustCompile(`dictionary = '(?:([^'".\\]+)|"((?:[^'"\\]|"")+)")'`)

// schemaOfNamed gives the schema, its own if possible, that has a dictionary
// of the name that is in the options without a schema. The server keeps the
// name as it was written, and looks it up in the search path of each session
// that makes or uses the dictionary.
func (d *TextSearchDictionary) schemaOfNamed(all []*TextSearchDictionary) string {
	m := unqualified.FindStringSubmatch(*d.Options)
	if m == nil {
		return ""
	}
	name := strings.ToLower(m[1]) + strings.ReplaceAll(m[2], `""`, `"`)
	var found []string
	for _, o := range all {
		if o.Name == name && o != d {
			found = append(found, o.Schema)
		}
	}
	switch {
	case len(found) == 0: // one of the server's own
		return ""
	case slices.Contains(found, d.Schema):
		return d.Schema
	}
	return slices.Min(found)
}

func (d *TextSearchDictionary) needs() []ID { return d.others }

// Address implements Object.
func (d *TextSearchDictionary) Address() string {
	return "TEXT SEARCH DICTIONARY " + Qualified(d.Schema, d.Name)
}

// Define implements Object.
func (d *TextSearchDictionary) Define() []string {
	var c clauses
	c.set("TEMPLATE", d.Template)
	if d.Options != nil {
		c = append(c, *d.Options)
	}
	create := "CREATE " + d.Address() + " " + c.list()
	if d.path == "" {
		return []string{create}
	}
	// The path is empty again before the statement ends, and whatever happens if it fails.
	return []string{"DO LANGUAGE plpgsql " + dollarQuote("BEGIN\n"+
		" PERFORM pg_catalog.set_config('search_path', "+Literal(Ident(d.path))+", true);\n "+create+";\n"+
		" PERFORM pg_catalog.set_config('search_path', '', true);\nEND")}
}
