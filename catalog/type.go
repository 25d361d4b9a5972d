package catalog

import (
	"context"
	"slices"
	"strings"
)

// userType is what all types share.
type userType struct {
	Common
	ArrayOID uint32 `db:"array_oid"` // of the array type that comes with it; 0 if none
}

// typeColumns gives the columns that all types have, of pg_type t and
// pg_namespace n, and those of one family.
func typeColumns(family ...column) []column {
	return slices.Concat([]column{
		{"oid", all("t.oid")},
		{"schema", all("n.nspname")},
		{"name", all("t.typname")},
		{"owner", all("pg_catalog.pg_get_userbyid(t.typowner)")},
		{"array_oid", all("t.typarray")},
	}, aclColumns('T', "t.typacl", "t.typowner", "pg_type", "t.oid"), family)
}

// typeFrom is the FROM and WHERE of a query on user types.
const typeFrom = `FROM pg_catalog.pg_type t
  JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND `

// typeDefault gives the default of a type as SQL; NULL: none. Only domains
// have expressions (typdefaultbin); a base type's default is a string that
// its input function reads.
const typeDefault = `COALESCE(pg_catalog.pg_get_expr(t.typdefaultbin, 0), pg_catalog.quote_literal(t.typdefault))`

// Address implements Object.
func (t *userType) Address() string { return "TYPE " + Qualified(t.Schema, t.Name) }

func (t *userType) aliases() []ID {
	if t.ArrayOID == 0 {
		return nil
	}
	return []ID{{Class: classType, OID: t.ArrayOID}}
}

// readTypes reads the types of all families of the kind TYPE.
func readTypes(ctx context.Context, r *reader) ([]Object, error) {
	var types []Object
	for _, read := range []func(context.Context, *reader) ([]Object, error){
		readBaseTypes, readEnums, readComposites, readRanges, readMultiranges,
	} {
		found, err := read(ctx, r)
		if err != nil {
			return nil, err
		}
		types = append(types, found...)
	}
	return types, nil
}

// functionName gives an SQL expression for the qualified name of a function;
// an empty string where oid is 0. A dangling OID stays visible as a number, so that the
// statement fails instead of losing a clause.
func functionName(oid string) string {
	return `COALESCE((SELECT pg_catalog.quote_ident(fn.nspname) || '.' || pg_catalog.quote_ident(f.proname)
           FROM pg_catalog.pg_proc f JOIN pg_catalog.pg_namespace fn ON fn.oid = f.pronamespace
          WHERE f.oid = ` + oid + `), NULLIF(` + oid + `::pg_catalog.oid::text, '0'), '')`
}

// functionColumns gives columns that hold qualified function names: pairs of
// a column name and the expression of the OID.
func functionColumns(pairs ...string) []column {
	var columns []column
	for i := 0; i < len(pairs); i += 2 {
		columns = append(columns, column{pairs[i], all(functionName(pairs[i+1]))})
	}
	return columns
}

// collationName gives an SQL expression for the qualified name of a
// collation; NULL where oid is 0 or equals usual, the type's own.
func collationName(oid, usual string) string {
	return `CASE WHEN ` + oid + ` <> ` + usual + ` THEN
           (SELECT pg_catalog.quote_ident(cn.nspname) || '.' || pg_catalog.quote_ident(co.collname)
              FROM pg_catalog.pg_collation co JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace
             WHERE co.oid = ` + oid + `) END`
}

// clauses collects "NAME = value" clauses of a CREATE statement.
type clauses []string

// set adds a clause if it has a value.
func (c *clauses) set(name, value string) {
	if value != "" {
		*c = append(*c, name+" = "+value)
	}
}

// flag adds a clause that is only a word.
func (c *clauses) flag(on bool, word string) {
	if on {
		*c = append(*c, word)
	}
}

// list writes the clauses, one a line, in parentheses.
func (c clauses) list() string {
	if len(c) == 0 {
		return "()"
	}
	return "(\n    " + strings.Join(c, ",\n    ") + "\n)"
}

// ShellType is a type that is only a name: one that a user left unfinished,
// or the first step of a type whose functions need it to exist.
type ShellType struct {
	userType
	step bool // the first step of a type
}

var shellTypeQuery = &query{
	name:    "shell types",
	columns: typeColumns(),
	from:    all(typeFrom + `t.typtype = 'p' AND NOT t.typisdefined`),
}

func readShellTypes(ctx context.Context, r *reader) ([]Object, error) {
	types, err := load[ShellType](ctx, r.server, shellTypeQuery)
	return objects(types), err
}

// shellOf makes the first step of a type. It has neither owner nor
// privileges: the type gets them once it is defined.
func shellOf(t *userType) Object {
	s := &ShellType{step: true}
	s.OID, s.Schema, s.Name = t.OID, t.Schema, t.Name
	s.ID = ID{Class: synShellType, OID: t.OID}
	s.MemberOf = t.ID
	return s
}

// Drop implements dropper: a first step goes with its type.
func (s *ShellType) Drop() string {
	if s.step {
		return ""
	}
	return "DROP " + s.Address()
}

func (s *ShellType) noOwnerStatement() bool { return s.step }

// Define implements Object.
func (s *ShellType) Define() []string {
	return []string{"CREATE TYPE " + Qualified(s.Schema, s.Name)}
}
