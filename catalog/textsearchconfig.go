package catalog

import "context"

// TextSearchConfiguration is a row of pg_ts_config with its mappings.
type TextSearchConfiguration struct {
	Common
	Parser       string   `db:"parser"` // qualified name
	Tokens       []string `db:"tokens"` // names of token types, in the parser's order
	Dictionaries []string `db:"dictionaries"`
}

// mappedTokens gives one array over the tokens of a configuration that have
// dictionaries. ts_token_type runs the parser's own function.
func mappedTokens(value string) []expr {
	return all(`COALESCE((SELECT pg_catalog.array_agg(` + value + ` ORDER BY m.token)
       FROM (SELECT m.maptokentype AS token, pg_catalog.string_agg(pg_catalog.quote_ident(dn.nspname) || '.' ||
                    pg_catalog.quote_ident(d.dictname), ', ' ORDER BY m.mapseqno) AS names
               FROM pg_catalog.pg_ts_config_map m
               JOIN pg_catalog.pg_ts_dict d ON d.oid = m.mapdict
               JOIN pg_catalog.pg_namespace dn ON dn.oid = d.dictnamespace
              WHERE m.mapcfg = c.oid GROUP BY m.maptokentype) m
       LEFT JOIN pg_catalog.ts_token_type(c.cfgparser) t ON t.tokid = m.token), '{}')`)
}

var textSearchConfigurationQuery = &query{
	name: "text search configurations",
	columns: []column{
		{"oid", all("c.oid")},
		{"schema", all("n.nspname")},
		{"name", all("c.cfgname")},
		{"owner", all("pg_catalog.pg_get_userbyid(c.cfgowner)")},
		{"parser", all("pg_catalog.quote_ident(pn.nspname) || '.' || pg_catalog.quote_ident(p.prsname)")},
		{"tokens", mappedTokens("COALESCE(t.alias, m.token::text)")},
		{"dictionaries", mappedTokens("m.names")},
	},
	from: all(`FROM pg_catalog.pg_ts_config c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.cfgnamespace
  LEFT JOIN pg_catalog.pg_ts_parser p ON p.oid = c.cfgparser
  LEFT JOIN pg_catalog.pg_namespace pn ON pn.oid = p.prsnamespace
 WHERE ` + userSchema),
}

func readTextSearchConfigurations(ctx context.Context, r *reader) ([]Object, error) {
	configurations, err := load[TextSearchConfiguration](ctx, r.server, textSearchConfigurationQuery)
	if err != nil {
		return nil, err
	}
	changed, err := load[Common](ctx, r.server, changedConfigurationQuery)
	for _, c := range changed {
		r.notices = append(r.notices, "mappings of the server's own text search configuration "+Qualified(c.Schema, c.Name)+
			" were changed, which is not dumped: make a configuration of your own")
	}
	return objects(configurations), err
}

// changedConfigurationQuery finds configurations of the server that users
// gave dictionaries of theirs or of an extension. What else they changed in
// them leaves no trace.
var changedConfigurationQuery = &query{
	name: "changed text search configurations",
	columns: []column{
		{"oid", all("c.oid")},
		{"schema", all("n.nspname")},
		{"name", all("c.cfgname")},
	},
	from: all(`FROM pg_catalog.pg_ts_config c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.cfgnamespace
 WHERE c.oid < 16384 AND EXISTS (SELECT FROM pg_catalog.pg_ts_config_map m WHERE m.mapcfg = c.oid AND m.mapdict >= 16384)
 ORDER BY c.cfgname`),
}

// Address implements Object.
func (c *TextSearchConfiguration) Address() string {
	return "TEXT SEARCH CONFIGURATION " + Qualified(c.Schema, c.Name)
}

// Define implements Object.
func (c *TextSearchConfiguration) Define() []string {
	var parser clauses
	parser.set("PARSER", c.Parser)
	out := []string{"CREATE " + c.Address() + " " + parser.list()}
	for i, token := range c.Tokens {
		out = append(out, "ALTER "+c.Address()+"\n    ADD MAPPING FOR "+Ident(token)+" WITH "+c.Dictionaries[i])
	}
	return out
}
