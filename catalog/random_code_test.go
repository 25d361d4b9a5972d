package catalog

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"promark/catalog/pgtest"
)

var randomSeed = flag.Uint64("seed", 0, "seed of the random schemas; 0: some fixed ones")

// TestRandomCode: types, domains, functions, aggregates, operators, operator
// classes, casts and their like that depend on each other at random come back
// the same. The seed of a failure is in the test's name:
// go test -run TestRandomCode -seed N.
func TestRandomCode(t *testing.T) {
	seeds := []uint64{1, 2}
	if *randomSeed != 0 {
		seeds = []uint64{*randomSeed}
	}
	for _, seed := range seeds {
		for _, major := range []int{12, 18} {
			t.Run(fmt.Sprintf("seed %d on %d", seed, major), func(t *testing.T) {
				g := newCodeGenerator(seed, major)
				db, copied := pgtest.Get(t, major).NewDatabase(t), pgtest.Get(t, major).NewDatabase(t)
				makeRoles(t, db)
				db.Exec(t, g.script(60))
				read := readDatabase(t, db)
				loadStatements(t, copied, read)
				if want, got := goldenText(read), goldenText(readDatabase(t, copied)); got != want {
					t.Errorf("copy: %s", firstDifference(want, got))
				}
			})
		}
	}
}

// codeGenerator writes a script that makes objects, each of those before it.
type codeGenerator struct {
	*rand.Rand
	major   int
	out     strings.Builder
	number  int
	types   []string // usable for columns and arguments
	scalars []string // with a default btree operator class
	callees []string // functions of one integer, by their qualified name
	schemas []string
}

func newCodeGenerator(seed uint64, major int) *codeGenerator {
	builtin := []string{"integer", "text", "numeric(10,3)", "timestamp(2) with time zone", `"char"`, "bpchar",
		"character(5)", "integer[]", "bytea", "jsonb", "varchar(7)", "interval day to second(1)"}
	return &codeGenerator{Rand: rand.New(rand.NewPCG(seed, 0)), major: major, types: builtin,
		scalars: []string{"integer", "text", "numeric", "date"}}
}

func (g *codeGenerator) script(objects int) string {
	for range 3 {
		schema := Ident(g.name())
		g.emit("CREATE SCHEMA %s", schema)
		g.schemas = append(g.schemas, schema)
	}
	makers := []func(){g.enum, g.composite, g.domain, g.rangeType, g.function, g.function, g.integerFunction,
		g.integerFunction, g.procedure, g.aggregate, g.operators, g.shellType,
		g.language, g.collation, g.cast, g.operatorClass, g.conversion, g.textSearch}
	if g.major >= 14 {
		makers = append(makers, g.parsedFunction, g.parsedFunction, g.functionLoop)
	}
	for range objects {
		makers[g.IntN(len(makers))]()
	}
	return g.out.String()
}

func (g *codeGenerator) emit(format string, args ...any) {
	fmt.Fprintf(&g.out, format+";\n", args...)
}

// name gives an unquoted name that is new, often an odd one.
func (g *codeGenerator) name() string {
	g.number++
	prefix := []string{"plain", "With Space", `qu"ote`, "select", "ä€", "apo'strophe", "$dollar$", "line\nbreak", "user", "a.b"}
	return fmt.Sprintf("%s%d", prefix[g.IntN(len(prefix))], g.number)
}

func (g *codeGenerator) qualified() string {
	return choose(g, g.schemas) + "." + Ident(g.name())
}

func choose[T any](g *codeGenerator, from []T) T { return from[g.IntN(len(from))] }

func (g *codeGenerator) maybe(text string) string {
	if g.IntN(2) == 0 {
		return ""
	}
	return text
}

// about gives an object a comment, an owner and privileges, or not.
func (g *codeGenerator) about(address, grant string) {
	roles := []string{"alice", "bob", `"Carol ""C"""`, "träger"}
	if g.IntN(3) == 0 {
		g.emit("COMMENT ON %s IS %s", address, Literal(g.name()))
	}
	if g.IntN(3) == 0 {
		g.emit("ALTER %s OWNER TO %s", address, choose(g, roles))
	}
	if grant == "" || g.IntN(3) > 0 {
		return
	}
	if g.IntN(2) == 0 {
		g.emit("REVOKE ALL ON %s FROM PUBLIC", grant)
	}
	for range g.IntN(3) {
		g.emit("GRANT ALL ON %s TO %s%s", grant, choose(g, roles), g.maybe(" WITH GRANT OPTION"))
	}
}

func (g *codeGenerator) enum() {
	name := g.qualified()
	labels := make([]string, g.IntN(4))
	for i := range labels {
		labels[i] = Literal(g.name())
	}
	g.emit("CREATE TYPE %s AS ENUM (%s)", name, strings.Join(labels, ", "))
	g.about("TYPE "+name, "TYPE "+name)
	g.types = append(g.types, name, name+"[]")
	g.scalars = append(g.scalars, name)
}

func (g *codeGenerator) composite() {
	name := g.qualified()
	columns := make([]string, g.IntN(5))
	for i := range columns {
		columns[i] = Ident(g.name()) + " " + choose(g, g.types)
	}
	g.emit("CREATE TYPE %s AS (%s)", name, strings.Join(columns, ", "))
	g.about("TYPE "+name, "TYPE "+name)
	g.types = append(g.types, name, name+"[]")
}

func (g *codeGenerator) domain() {
	name, base, own := g.qualified(), choose(g, g.types), g.IntN(3) == 0
	if own {
		base = "integer" // over another domain, such a check overflows the server's stack
	}
	g.emit("CREATE DOMAIN %s AS %s%s%s%s", name, base, g.maybe(" DEFAULT NULL"), g.maybe(" NOT NULL"),
		g.maybe(" CHECK (VALUE IS NOT NULL)"))
	if g.IntN(3) == 0 {
		check := g.name()
		g.emit("ALTER DOMAIN %s ADD CONSTRAINT %s CHECK (VALUE IS NULL) NOT VALID", name, Ident(check))
		g.emit("COMMENT ON CONSTRAINT %s ON DOMAIN %s IS 'apart'", Ident(check), name)
	}
	if own {
		fine := g.qualified()
		g.emit("CREATE FUNCTION %s(%s) RETURNS boolean LANGUAGE sql AS 'SELECT true'", fine, name)
		g.emit("ALTER DOMAIN %s ADD CHECK (%s(VALUE))", name, fine)
	}
	g.about("DOMAIN "+name, "TYPE "+name)
	g.types = append(g.types, name, name+"[]")
}

func (g *codeGenerator) rangeType() {
	name := g.qualified()
	g.emit("CREATE TYPE %s AS RANGE (SUBTYPE = %s)", name, choose(g, g.scalars))
	g.about("TYPE "+name, "TYPE "+name)
	g.types = append(g.types, name, name+"[]")
}

func (g *codeGenerator) shellType() {
	name := g.qualified()
	g.emit("CREATE TYPE %s", name)
	g.about("TYPE "+name, "")
}

// arguments gives a list of arguments and their types.
func (g *codeGenerator) arguments() (list, types string) {
	var full, bare []string
	defaults := false
	for range g.IntN(4) {
		typ := choose(g, g.types)
		argument := g.maybe(Ident(g.name())+" ") + typ
		if defaults = defaults || g.IntN(3) == 0; defaults {
			argument += " DEFAULT NULL"
		}
		full, bare = append(full, argument), append(bare, typ)
	}
	return strings.Join(full, ", "), strings.Join(bare, ", ")
}

func (g *codeGenerator) function() {
	name := g.qualified()
	list, types := g.arguments()
	body := Literal(choose(g, []string{"SELECT NULL", "\n-- $$ '' \\ $_$\n", "SELECT 'it''s'", ""}))
	g.emit("SET check_function_bodies = off; CREATE FUNCTION %s(%s) RETURNS %s%s LANGUAGE %s%s%s%s%s%s%s AS %s",
		name, list, g.maybe("SETOF "), choose(g, g.types), choose(g, []string{"sql", "plpgsql"}),
		g.maybe(" IMMUTABLE"), g.maybe(" STRICT"), g.maybe(" SECURITY DEFINER"), g.maybe(" PARALLEL SAFE"),
		g.maybe(" COST 7.5"), g.maybe(` SET search_path = "$user", 'a b', '' SET my.setting = 'a, "b"'`), body)
	address := name + "(" + types + ")"
	g.about("FUNCTION "+address, "FUNCTION "+address)
}

func (g *codeGenerator) procedure() {
	name := g.qualified()
	list, types := g.arguments()
	g.emit("CREATE PROCEDURE %s(%s) LANGUAGE plpgsql%s AS 'begin end'", name, list, g.maybe(" SECURITY DEFINER"))
	address := name + "(" + types + ")"
	g.about("PROCEDURE "+address, "PROCEDURE "+address)
}

// integerFunction makes what parsed bodies and aggregates can call.
func (g *codeGenerator) integerFunction() {
	name := g.qualified()
	g.emit("CREATE FUNCTION %s(a integer) RETURNS integer LANGUAGE sql%s AS 'SELECT 1'", name, g.maybe(" IMMUTABLE"))
	g.callees = append(g.callees, name)
}

func (g *codeGenerator) parsedFunction() {
	if len(g.callees) == 0 {
		return
	}
	name := g.qualified()
	g.emit("CREATE FUNCTION %s(a integer) RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT %s(a) + %s(a * 2); END",
		name, choose(g, g.callees), choose(g, g.callees))
	g.callees = append(g.callees, name)
}

// functionLoop lets an older function call a newer one.
func (g *codeGenerator) functionLoop() {
	if len(g.callees) == 0 {
		return
	}
	g.emit("CREATE OR REPLACE FUNCTION %s(a integer) RETURNS integer LANGUAGE sql RETURN %s(a - 1)",
		choose(g, g.callees), choose(g, g.callees))
}

func (g *codeGenerator) aggregate() {
	name, step := g.qualified(), g.qualified()
	g.emit("CREATE FUNCTION %s(integer, integer) RETURNS integer LANGUAGE sql AS 'SELECT 1'", step)
	g.emit("CREATE AGGREGATE %s(integer) (SFUNC = %s, STYPE = integer%s%s%s)", name, step, g.maybe(", INITCOND = '0'"),
		g.maybe(", PARALLEL = SAFE"), g.maybe(", MSFUNC = int4pl, MINVFUNC = int4mi, MSTYPE = integer"))
	g.about("AGGREGATE "+name+"(integer)", "FUNCTION "+name+"(integer)")
}

func (g *codeGenerator) operators() {
	left, right := choose(g, g.scalars), choose(g, g.scalars)
	one, other, function := choose(g, g.schemas), choose(g, g.schemas), g.qualified()
	symbol := strings.Map(func(digit rune) rune { return rune("=~@#%^&|`?"[digit-'0']) }, fmt.Sprint(g.number))
	g.emit("CREATE FUNCTION %s(%s, %s) RETURNS boolean LANGUAGE sql AS 'SELECT true'", function, left, right)
	pair := g.maybe(fmt.Sprintf(", COMMUTATOR = OPERATOR(%s.<%s)", other, symbol))
	g.emit("CREATE OPERATOR %s.>%s (FUNCTION = %s, LEFTARG = %s, RIGHTARG = %s%s%s)", one, symbol, function, left, right,
		pair, g.maybe(", RESTRICT = eqsel, JOIN = eqjoinsel, HASHES"))
	g.about(fmt.Sprintf("OPERATOR %s.>%s (%s, %s)", one, symbol, left, right), "")
}
