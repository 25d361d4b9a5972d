package catalog

import "context"

// Conversion is a row of pg_conversion.
type Conversion struct {
	Common
	From     string `db:"from_encoding"` // names of encodings
	To       string `db:"to_encoding"`
	Function string `db:"function"` // qualified name; its signature is fixed
	Default  bool   `db:"is_default"`
	OldCall  bool   `db:"old_call"` // the function takes no "noError", which it must since 14
}

var conversionQuery = &query{
	name: "conversions",
	columns: append([]column{
		{"oid", all("c.oid")},
		{"schema", all("n.nspname")},
		{"name", all("c.conname")},
		{"owner", all("pg_catalog.pg_get_userbyid(c.conowner)")},
		{"from_encoding", all("pg_catalog.pg_encoding_to_char(c.conforencoding)")},
		{"to_encoding", all("pg_catalog.pg_encoding_to_char(c.contoencoding)")},
		{"is_default", all("c.condefault")},
		{"old_call", from(14, "false", 0, "c.conproc >= 16384")},
	}, functionColumns("function", "c.conproc")...),
	from: all(`FROM pg_catalog.pg_conversion c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.connamespace
 WHERE ` + userSchema),
}

func readConversions(ctx context.Context, r *reader) ([]Object, error) {
	conversions, err := load[Conversion](ctx, r.server, conversionQuery)
	return objects(conversions), err
}

// Address implements Object.
func (c *Conversion) Address() string { return "CONVERSION " + Qualified(c.Schema, c.Name) }

// obstacles: no other statement gives a function of the user's the argument
// that newer servers call it with.
func (c *Conversion) obstacles() []Obstacle {
	if !c.OldCall {
		return nil
	}
	return []Obstacle{{Since: ConversionNoError.versionNum(), Reason: "function " + c.Function +
		" lacks the sixth argument that PostgreSQL 14 and later call conversions with"}}
}

// Define implements Object.
func (c *Conversion) Define() []string {
	sql := "CREATE "
	if c.Default {
		sql += "DEFAULT "
	}
	return []string{sql + c.Address() + " FOR " + Literal(c.From) + " TO " + Literal(c.To) + " FROM " + c.Function}
}
