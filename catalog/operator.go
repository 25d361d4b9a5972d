package catalog

import (
	"context"
	"slices"
)

// Operator is a row of pg_operator with a function. Rows without one are
// shells, which the commutator and negator clauses of others make.
type Operator struct {
	Common
	Function   string   `db:"function"`
	Left       string   `db:"left_type"`  // "" for a prefix operator
	Right      string   `db:"right_type"` // "" for a postfix operator, until 13
	Commutator string   `db:"commutator"` // OPERATOR(...), "" if none
	Negator    string   `db:"negator"`
	Merges     bool     `db:"merges"`
	Hashes     bool     `db:"hashes"`
	Restrict   string   `db:"restrict"` // selectivity estimator
	Join       string   `db:"join"`
	SchemaOIDs []uint32 `db:"schema_oids"` // of commutator and negator, which may be shells
	Shells     []string `db:"shells"`      // NAME(LEFT, RIGHT) of those that are
}

// operatorName gives an SQL expression for OPERATOR(schema.name); an empty string where
// oid is 0.
func operatorName(oid string) string {
	return `COALESCE((SELECT 'OPERATOR(' || pg_catalog.quote_ident(sn.nspname) || '.' || so.oprname || ')'
           FROM pg_catalog.pg_operator so JOIN pg_catalog.pg_namespace sn ON sn.oid = so.oprnamespace
          WHERE so.oid = ` + oid + `), NULLIF(` + oid + `::pg_catalog.oid::text, '0'), '')`
}

var operatorQuery = &query{
	name: "operators",
	columns: slices.Concat([]column{
		{"oid", all("o.oid")},
		{"schema", all("n.nspname")},
		{"name", all("o.oprname")},
		{"owner", all("pg_catalog.pg_get_userbyid(o.oprowner)")},
		{"left_type", all("CASE WHEN o.oprleft <> 0 THEN pg_catalog.format_type(o.oprleft, NULL) ELSE '' END")},
		{"right_type", all("CASE WHEN o.oprright <> 0 THEN pg_catalog.format_type(o.oprright, NULL) ELSE '' END")},
		{"commutator", all(operatorName("o.oprcom"))},
		{"negator", all(operatorName("o.oprnegate"))},
		{"merges", all("o.oprcanmerge")},
		{"hashes", all("o.oprcanhash")},
		{"shells", all(`ARRAY(SELECT pg_catalog.quote_ident(sn.nspname) || '.' || so.oprname || '(' ||
                CASE WHEN so.oprleft <> 0 THEN pg_catalog.format_type(so.oprleft, NULL) ELSE 'NONE' END || ', ' ||
                CASE WHEN so.oprright <> 0 THEN pg_catalog.format_type(so.oprright, NULL) ELSE 'NONE' END || ')'
           FROM pg_catalog.pg_operator so JOIN pg_catalog.pg_namespace sn ON sn.oid = so.oprnamespace
          WHERE so.oid IN (o.oprcom, o.oprnegate) AND so.oprcode = 0 ORDER BY so.oid)`)},
		{"schema_oids", all(`ARRAY(SELECT so.oprnamespace FROM pg_catalog.pg_operator so
          WHERE so.oid IN (o.oprcom, o.oprnegate))`)},
	}, functionColumns("function", "o.oprcode", "restrict", "o.oprrest", "join", "o.oprjoin")),
	from: all(`FROM pg_catalog.pg_operator o
  JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace
 WHERE o.oprcode <> 0 AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`),
}

func readOperators(ctx context.Context, r *reader) ([]Object, error) {
	operators, err := load[Operator](ctx, r.server, operatorQuery)
	return objects(operators), err
}

func (o *Operator) needs() []ID {
	var ids []ID
	for _, oid := range o.SchemaOIDs {
		ids = append(ids, ID{Class: classNamespace, OID: oid})
	}
	return ids
}

// Address implements Object. An operator's name is never quoted.
func (o *Operator) Address() string {
	return "OPERATOR " + o.name() + " (" + orNone(o.Left) + ", " + orNone(o.Right) + ")"
}

// Drop implements dropper. A shell that CREATE OPERATOR left for a commutator
// or negator would stay, and keep its schema from being dropped; what is no
// shell any more is somebody else's.
func (o *Operator) Drop() string {
	if len(o.Shells) == 0 {
		return "DROP " + o.Address()
	}
	body := "\nBEGIN\n  DROP " + o.Address() + ";\n"
	for _, shell := range o.Shells {
		body += "  IF EXISTS (SELECT FROM pg_catalog.pg_operator WHERE oid = pg_catalog.to_regoperator(" + Literal(shell) +
			") AND oprcode = 0) THEN\n    DROP OPERATOR " + shell + ";\n  END IF;\n"
	}
	return "DO LANGUAGE plpgsql " + dollarQuote(body+"END")
}

func (o *Operator) name() string { return Ident(o.Schema) + "." + o.Name }

func orNone(operand string) string {
	if operand == "" {
		return "NONE"
	}
	return operand
}

// Define implements Object.
func (o *Operator) Define() []string {
	var c clauses
	c.set("FUNCTION", o.Function)
	c.set("LEFTARG", o.Left)
	c.set("RIGHTARG", o.Right)
	c.set("COMMUTATOR", o.Commutator)
	c.set("NEGATOR", o.Negator)
	c.flag(o.Merges, "MERGES")
	c.flag(o.Hashes, "HASHES")
	c.set("RESTRICT", o.Restrict)
	c.set("JOIN", o.Join)
	return []string{"CREATE OPERATOR " + o.name() + " " + c.list()}
}

// obstacles implements hindered.
func (o *Operator) obstacles() []Obstacle {
	if o.Right == "" {
		return []Obstacle{postfixGone}
	}
	return nil
}

// variant implements varier.
func (o *Operator) variant() (int, Object) {
	v := *o
	v.Left, v.Right = compatible(o.Left), compatible(o.Right)
	if v.Left == o.Left && v.Right == o.Right || !anyCompatible(o.Function) {
		return 0, nil
	}
	return CompatibleArrays.versionNum(), &v
}
