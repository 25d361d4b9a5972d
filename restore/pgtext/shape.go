package pgtext

import (
	"fmt"
	"regexp"
	"strings"
)

// A shape says what a type is made of, where its name does not:
//
//	name         a built-in type by its name in pg_type, such as int4 or char (the one-byte "char");
//	             text for enums; citext, hstore, ltree, lquery, ltxtquery, compressed_data
//	[shape]      an array
//	(shape,...)  a composite type's columns, in order, without dropped ones
//	<shape>      a range
//	{shape}      a multirange; shape is that of the ranges' subtype
//
// A domain has the shape of its base type.

// shapeDepth bounds nesting: nobody nests types that deep, and a shape may come from anybody.
const shapeDepth = 100

// Parse gives a type. name is what format_type prints and is used if shape is empty, which does
// for built-in types. major is the version of the server whose text is wanted.
func Parse(name, shape string, major int) (*Type, error) {
	if shape == "" {
		return parseName(name, major)
	}
	p := &shapeParser{rest: shape, major: major}
	t, err := p.parse(0)
	if err == nil && p.rest != "" {
		err = fmt.Errorf("%q follows it", p.rest)
	}
	if err != nil {
		return nil, fmt.Errorf("type %s: its shape %q: %w", name, shape, err)
	}
	return t, nil
}

// sqlName gives the name in pg_type of a name of format_type.
func sqlName(name string) string {
	switch name {
	case "boolean":
		return "bool"
	case "smallint":
		return "int2"
	case "integer":
		return "int4"
	case "bigint":
		return "int8"
	case "real":
		return "float4"
	case "double precision":
		return "float8"
	case "character varying":
		return "varchar"
	case "character":
		return "bpchar"
	case "bit varying":
		return "varbit"
	case "time without time zone":
		return "time"
	case "time with time zone":
		return "timetz"
	case "timestamp without time zone":
		return "timestamp"
	case "timestamp with time zone":
		return "timestamptz"
	case "char", "varbit": // never printed by format_type for a built-in type
		return ""
	}
	if name == "interval" || strings.HasPrefix(name, "interval ") {
		return "interval"
	}
	return name
}

var modifier = regexp.MustCompile(`\([-0-9,]*\)`)

func parseName(name string, major int) (*Type, error) {
	plain := modifier.ReplaceAllString(name, "")
	element, array := strings.CutSuffix(plain, "[]")
	bare := strings.ReplaceAll(element, `"`, "")
	switch {
	case bare == "_timescaledb_internal.compressed_data":
		element = "compressed_data"
	case len(bare) == len(element)-2: // a dump quotes all identifiers
		element = bare
	default:
		element = sqlName(element)
	}
	t := builtin(element, major)
	if t == nil {
		return nil, fmt.Errorf("type %s is not known, and the archive does not say what it is made of", name)
	}
	if array {
		t = arrayOf(t)
	}
	return t, nil
}

type shapeParser struct {
	rest  string
	major int
}

func (p *shapeParser) parse(depth int) (*Type, error) {
	if p.rest == "" || depth > shapeDepth {
		return nil, fmt.Errorf("it is cut or too deep")
	}
	open := p.rest[0]
	i := strings.IndexByte("[(<{", open)
	if i < 0 {
		return p.leaf()
	}
	p.rest = p.rest[1:]
	parts, err := p.list("])>}"[i], depth+1)
	switch {
	case err != nil:
		return nil, err
	case open == '(':
		return compositeOf(parts), nil
	case len(parts) != 1:
		return nil, fmt.Errorf("%d shapes between brackets", len(parts))
	}
	switch open {
	case '[':
		return arrayOf(parts[0]), nil
	case '<':
		return rangeOf(parts[0]), nil
	}
	return multirangeOf(rangeOf(parts[0])), nil
}

// list parses shapes, separated by commas, up to a closing bracket.
func (p *shapeParser) list(closing byte, depth int) ([]*Type, error) {
	var out []*Type
	for {
		if p.rest != "" && p.rest[0] == closing && len(out) == 0 {
			p.rest = p.rest[1:]
			return out, nil
		}
		t, err := p.parse(depth)
		if err != nil {
			return nil, err
		}
		out = append(out, t)
		if p.rest == "" || p.rest[0] != ',' && p.rest[0] != closing {
			return nil, fmt.Errorf("%q is wanted before %q", closing, p.rest)
		}
		c := p.rest[0]
		p.rest = p.rest[1:]
		if c == closing {
			return out, nil
		}
	}
}

func (p *shapeParser) leaf() (*Type, error) {
	n := strings.IndexAny(p.rest, ",[](){}<>")
	if n < 0 {
		n = len(p.rest)
	}
	name := p.rest[:n]
	p.rest = p.rest[n:]
	t := builtin(name, p.major)
	if t == nil {
		return nil, fmt.Errorf("type %q is not known", name)
	}
	return t, nil
}
