-- #38, #58
-- Members of an extension keep changed privileges only; what uses them, and
-- what goes with them, is the user's own.
-- upgrade because other servers have other versions of the extensions --
-- setup --
CREATE EXTENSION citext;
REVOKE EXECUTE ON FUNCTION citext_eq(citext, citext) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION citext_eq(citext, citext) TO alice WITH GRANT OPTION;
REVOKE ALL ON FUNCTION max(citext) FROM PUBLIC;
REVOKE USAGE ON TYPE citext FROM PUBLIC;
CREATE DOMAIN name_of AS citext CHECK (VALUE <> '');
CREATE TYPE pair AS (a citext, b citext[]);
CREATE TYPE between_names AS RANGE (SUBTYPE = citext);
CREATE FUNCTION mine(citext DEFAULT 'X') RETURNS citext LANGUAGE sql AS 'SELECT $1';
CREATE PROCEDURE also_mine(citext) LANGUAGE sql AS 'SELECT 1';
CREATE AGGREGATE longest(citext) (SFUNC = citext_larger, STYPE = citext, SORTOP = OPERATOR(>));
CREATE OPERATOR === (FUNCTION = citext_eq, LEFTARG = citext, RIGHTARG = citext, COMMUTATOR = ===);
ALTER FUNCTION mine DEPENDS ON EXTENSION citext;
ALTER PROCEDURE also_mine DEPENDS ON EXTENSION citext;
-- want 12-13 --
CREATE EXTENSION "citext" SCHEMA "public" VERSION '1.6';
CREATE TYPE "public"."pair" AS (
    "a" "public"."citext",
    "b" "public"."citext"[]);
CREATE FUNCTION "public"."mine"("public"."citext" DEFAULT 'X'::"public"."citext")
    RETURNS "public"."citext"
    LANGUAGE "sql"
    AS 'SELECT $1';
ALTER FUNCTION "public"."mine"("public"."citext") DEPENDS ON EXTENSION "citext";
CREATE PROCEDURE "public"."also_mine"("public"."citext")
    LANGUAGE "sql"
    AS 'SELECT 1';
ALTER PROCEDURE "public"."also_mine"("public"."citext") DEPENDS ON EXTENSION "citext";
CREATE DOMAIN "public"."name_of" AS "public"."citext"
    CONSTRAINT "name_of_check" CHECK ((VALUE OPERATOR("public".<>) ''::"public"."citext"));
CREATE OPERATOR "public".=== (
    FUNCTION = "public"."citext_eq",
    LEFTARG = "public"."citext",
    RIGHTARG = "public"."citext",
    COMMUTATOR = OPERATOR("public".===)
);
CREATE AGGREGATE "public"."longest"("public"."citext") (
    SFUNC = "public"."citext_larger",
    STYPE = "public"."citext",
    SORTOP = OPERATOR("public".>)
);
CREATE TYPE "public"."between_names" AS RANGE (
    SUBTYPE = "public"."citext"
);
REVOKE ALL ON TYPE "public"."citext" FROM PUBLIC;
REVOKE ALL ON FUNCTION "public"."citext_eq"("public"."citext", "public"."citext") FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."citext_eq"("public"."citext", "public"."citext") TO "alice" WITH GRANT OPTION;
REVOKE ALL ON FUNCTION "public"."max"("public"."citext") FROM PUBLIC;
-- want 14-17 --
CREATE EXTENSION "citext" SCHEMA "public" VERSION '1.6';
CREATE TYPE "public"."pair" AS (
    "a" "public"."citext",
    "b" "public"."citext"[]);
CREATE FUNCTION "public"."mine"("public"."citext" DEFAULT 'X'::"public"."citext")
    RETURNS "public"."citext"
    LANGUAGE "sql"
    AS 'SELECT $1';
ALTER FUNCTION "public"."mine"("public"."citext") DEPENDS ON EXTENSION "citext";
CREATE PROCEDURE "public"."also_mine"(IN "public"."citext")
    LANGUAGE "sql"
    AS 'SELECT 1';
ALTER PROCEDURE "public"."also_mine"(IN "public"."citext") DEPENDS ON EXTENSION "citext";
CREATE DOMAIN "public"."name_of" AS "public"."citext"
    CONSTRAINT "name_of_check" CHECK ((VALUE OPERATOR("public".<>) ''::"public"."citext"));
CREATE OPERATOR "public".=== (
    FUNCTION = "public"."citext_eq",
    LEFTARG = "public"."citext",
    RIGHTARG = "public"."citext",
    COMMUTATOR = OPERATOR("public".===)
);
CREATE AGGREGATE "public"."longest"("public"."citext") (
    SFUNC = "public"."citext_larger",
    STYPE = "public"."citext",
    SORTOP = OPERATOR("public".>)
);
CREATE TYPE "public"."between_names" AS RANGE (
    SUBTYPE = "public"."citext",
    MULTIRANGE_TYPE_NAME = "public"."between_names_multirange"
);
REVOKE ALL ON TYPE "public"."citext" FROM PUBLIC;
REVOKE ALL ON FUNCTION "public"."citext_eq"("public"."citext", "public"."citext") FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."citext_eq"("public"."citext", "public"."citext") TO "alice" WITH GRANT OPTION;
REVOKE ALL ON FUNCTION "public"."max"("public"."citext") FROM PUBLIC;
-- want 18 --
CREATE EXTENSION "citext" SCHEMA "public" VERSION '1.8';
CREATE TYPE "public"."pair" AS (
    "a" "public"."citext",
    "b" "public"."citext"[]);
CREATE FUNCTION "public"."mine"("public"."citext" DEFAULT 'X'::"public"."citext")
    RETURNS "public"."citext"
    LANGUAGE "sql"
    AS 'SELECT $1';
ALTER FUNCTION "public"."mine"("public"."citext") DEPENDS ON EXTENSION "citext";
CREATE PROCEDURE "public"."also_mine"(IN "public"."citext")
    LANGUAGE "sql"
    AS 'SELECT 1';
ALTER PROCEDURE "public"."also_mine"(IN "public"."citext") DEPENDS ON EXTENSION "citext";
CREATE DOMAIN "public"."name_of" AS "public"."citext"
    CONSTRAINT "name_of_check" CHECK ((VALUE OPERATOR("public".<>) ''::"public"."citext"));
CREATE OPERATOR "public".=== (
    FUNCTION = "public"."citext_eq",
    LEFTARG = "public"."citext",
    RIGHTARG = "public"."citext",
    COMMUTATOR = OPERATOR("public".===)
);
CREATE AGGREGATE "public"."longest"("public"."citext") (
    SFUNC = "public"."citext_larger",
    STYPE = "public"."citext",
    SORTOP = OPERATOR("public".>)
);
CREATE TYPE "public"."between_names" AS RANGE (
    SUBTYPE = "public"."citext",
    MULTIRANGE_TYPE_NAME = "public"."between_names_multirange"
);
REVOKE ALL ON TYPE "public"."citext" FROM PUBLIC;
REVOKE ALL ON FUNCTION "public"."citext_eq"("public"."citext", "public"."citext") FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."citext_eq"("public"."citext", "public"."citext") TO "alice" WITH GRANT OPTION;
REVOKE ALL ON FUNCTION "public"."max"("public"."citext") FROM PUBLIC;
