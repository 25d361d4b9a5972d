package catalog

import (
	"context"
	"slices"
	"strconv"
)

// BaseType is a row of pg_type with typtype b that is not the array type of
// another one. Functions are qualified names, "" for none.
type BaseType struct {
	userType
	Length       int16   `db:"length"` // bytes; -1 variable, -2 a C string
	Input        string  `db:"input"`
	Output       string  `db:"output"`
	Receive      string  `db:"receive"`
	Send         string  `db:"send"`
	TypmodIn     string  `db:"typmod_in"`
	TypmodOut    string  `db:"typmod_out"`
	Analyze      string  `db:"analyze"`
	Subscript    string  `db:"subscript"` // since 14
	Collatable   bool    `db:"collatable"`
	Default      *string `db:"default"` // SQL; nil: none
	Element      string  `db:"element"` // type; "": none
	Category     string  `db:"category"`
	Preferred    bool    `db:"preferred"`
	Delimiter    string  `db:"delimiter"`
	Align        string  `db:"align"`
	Storage      string  `db:"storage"`
	PassedByCopy bool    `db:"by_value"`
}

var baseTypeQuery = &query{
	name: "base types",
	columns: typeColumns(slices.Concat([]column{
		{"length", all("t.typlen")},
		{"subscript", from(14, functionName("t.typsubscript"), 0, "''")},
		{"collatable", all("t.typcollation <> 0")},
		{"default", all(typeDefault)},
		{"element", all("CASE WHEN t.typelem <> 0 THEN pg_catalog.format_type(t.typelem, NULL) ELSE '' END")},
		{"category", all("t.typcategory::text")},
		{"preferred", all("t.typispreferred")},
		{"delimiter", all("t.typdelim::text")},
		{"align", all("CASE t.typalign WHEN 'c' THEN 'char' WHEN 's' THEN 'int2' WHEN 'i' THEN 'int4' ELSE 'double' END")},
		{"storage", all("CASE t.typstorage WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external' WHEN 'x' THEN 'extended' ELSE 'main' END")},
		{"by_value", all("t.typbyval")},
	}, functionColumns("input", "t.typinput", "output", "t.typoutput", "receive", "t.typreceive", "send", "t.typsend",
		"typmod_in", "t.typmodin", "typmod_out", "t.typmodout", "analyze", "t.typanalyze"))...),
	from: all(typeFrom + `t.typtype = 'b'
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_type e WHERE e.oid = t.typelem AND e.typarray = t.oid)`),
}

func readBaseTypes(ctx context.Context, r *reader) ([]Object, error) {
	types, err := load[BaseType](ctx, r.server, baseTypeQuery)
	return objects(types), err
}

// Drop implements dropper. The type and its functions need each other, so that only CASCADE drops
// them (as in src/bin/pg_dump/pg_dump.c, dumpBaseType).
func (t *BaseType) Drop() string { return "DROP " + t.Address() + " CASCADE" }

func (t *BaseType) shell() Object { return shellOf(&t.userType) }

// Define implements Object.
func (t *BaseType) Define() []string {
	return []string{"CREATE TYPE " + Qualified(t.Schema, t.Name) + " " + t.clauses().list()}
}

func (t *BaseType) clauses() clauses {
	length := "variable"
	if t.Length != -1 {
		length = strconv.Itoa(int(t.Length))
	}
	var c clauses
	c.set("INTERNALLENGTH", length)
	c.set("INPUT", t.Input)
	c.set("OUTPUT", t.Output)
	c.set("RECEIVE", t.Receive)
	c.set("SEND", t.Send)
	c.set("TYPMOD_IN", t.TypmodIn)
	c.set("TYPMOD_OUT", t.TypmodOut)
	c.set("ANALYZE", t.Analyze)
	c.set("SUBSCRIPT", t.Subscript)
	c.flag(t.Collatable, "COLLATABLE = true")
	if t.Default != nil {
		c.set("DEFAULT", *t.Default)
	}
	c.set("ELEMENT", t.Element)
	if t.Category != "U" {
		c.set("CATEGORY", Literal(t.Category))
	}
	c.flag(t.Preferred, "PREFERRED = true")
	if t.Delimiter != "," {
		c.set("DELIMITER", Literal(t.Delimiter))
	}
	c.set("ALIGNMENT", t.Align)
	c.set("STORAGE", t.Storage)
	c.flag(t.PassedByCopy, "PASSEDBYVALUE")
	return c
}
