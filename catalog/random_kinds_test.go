package catalog

import (
	"fmt"
	"strings"
)

// More makers for TestRandomCode: what types and functions are used by, or
// use.

func (g *codeGenerator) language() {
	name := Ident(g.name())
	g.emit("CREATE TRUSTED LANGUAGE %s HANDLER plpgsql_call_handler%s%s", name,
		g.maybe(" INLINE plpgsql_inline_handler"), g.maybe(" VALIDATOR plpgsql_validator"))
	g.about("LANGUAGE "+name, "LANGUAGE "+name)
	function := g.qualified()
	g.emit("CREATE FUNCTION %s() RETURNS integer LANGUAGE %s AS 'BEGIN RETURN 1; END'", function, name)
}

func (g *codeGenerator) collation() {
	name := g.qualified()
	g.emit("CREATE COLLATION %s (%s)", name, choose(g, []string{"LOCALE = 'C'", "LC_COLLATE = 'C', LC_CTYPE = 'POSIX'",
		"PROVIDER = icu, LOCALE = 'de-u-co-phonebk'", "PROVIDER = icu, LOCALE = 'und-u-ks-level2', DETERMINISTIC = false"}))
	g.about("COLLATION "+name, "")
	domain := g.qualified()
	g.emit("CREATE DOMAIN %s AS text COLLATE %s", domain, name)
	g.types = append(g.types, domain)
}

func (g *codeGenerator) cast() {
	from, to := g.qualified(), choose(g, g.types)
	g.emit("CREATE TYPE %s AS (a integer)", from)
	if g.IntN(2) == 0 {
		from, to = to, from
	}
	how := "WITH INOUT"
	if g.IntN(2) == 0 {
		function := g.qualified()
		g.emit("SET check_function_bodies = off; CREATE FUNCTION %s(%s%s) RETURNS %s LANGUAGE sql AS 'SELECT NULL'", function, from,
			g.maybe(", integer"), to)
		how = "WITH FUNCTION " + function
	}
	g.emit("CREATE CAST (%s AS %s) %s%s", from, to, how, choose(g, []string{"", " AS ASSIGNMENT", " AS IMPLICIT"}))
	if g.IntN(3) == 0 {
		g.emit("COMMENT ON CAST (%s AS %s) IS %s", from, to, Literal(g.name()))
	}
}

// operatorClass makes a class, alone or in a family, and a range type that
// uses it.
func (g *codeGenerator) operatorClass() {
	class, equal, compare, typ := g.qualified(), g.qualified(), g.qualified(), choose(g, g.scalars)
	symbol := choose(g, g.schemas) + ".=" + strings.Map(func(digit rune) rune { return rune("=~@#%^&|`?"[digit-'0']) }, fmt.Sprint(g.number)) + "="
	g.emit("CREATE FUNCTION %s(%s, %s) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true'", equal, typ, typ)
	g.emit("CREATE FUNCTION %s(%s, %s) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 0'", compare, typ, typ)
	g.emit("CREATE OPERATOR %s (FUNCTION = %s, LEFTARG = %s, RIGHTARG = %s)", symbol, equal, typ, typ)
	family := ""
	if g.IntN(2) == 0 {
		family = g.qualified()
		g.emit("CREATE OPERATOR FAMILY %s USING btree", family)
		g.about("OPERATOR FAMILY "+family+" USING btree", "")
		if g.IntN(2) == 0 {
			g.emit("ALTER OPERATOR FAMILY %s USING btree ADD OPERATOR 3 = (bit, bit), FUNCTION 1 (bit, bit) bitcmp(bit, bit)", family)
		}
		family = " FAMILY " + family
	}
	g.emit("CREATE OPERATOR CLASS %s FOR TYPE %s USING btree%s AS OPERATOR 3 %s (%s, %s), FUNCTION 1 (%s, %s) %s(%s, %s)",
		class, typ, family, symbol, typ, typ, typ, typ, compare, typ, typ)
	g.about("OPERATOR CLASS "+class+" USING btree", "")
	ranged := g.qualified()
	g.emit("CREATE TYPE %s AS RANGE (SUBTYPE = %s, SUBTYPE_OPCLASS = %s)", ranged, typ, class)
	g.types = append(g.types, ranged)
}

func (g *codeGenerator) conversion() {
	name := g.qualified()
	g.emit("CREATE CONVERSION %s FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8", name)
	g.about("CONVERSION "+name, "")
}

func (g *codeGenerator) textSearch() {
	dictionary, configuration := g.qualified(), g.qualified()
	g.emit("CREATE TEXT SEARCH DICTIONARY %s (TEMPLATE = simple%s)", dictionary, g.maybe(", STOPWORDS = 'english', ACCEPT = false"))
	g.about("TEXT SEARCH DICTIONARY "+dictionary, "")
	g.emit("CREATE TEXT SEARCH CONFIGURATION %s (PARSER = \"default\")", configuration)
	g.emit("ALTER TEXT SEARCH CONFIGURATION %s ADD MAPPING FOR word, \"float\" WITH %s, simple", configuration, dictionary)
	g.about("TEXT SEARCH CONFIGURATION "+configuration, "")
}
