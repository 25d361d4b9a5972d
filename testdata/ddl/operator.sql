-- #49
-- Operators: pairs across schemas, shells that stay shells.
-- setup --
CREATE SCHEMA a;
CREATE SCHEMA "B b";
CREATE FUNCTION a.eq(int, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'select true';
CREATE FUNCTION a.eq(text, int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'select true';
CREATE FUNCTION a."N (e"(int, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'select true';
CREATE FUNCTION a.prefix(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'select $1';
CREATE OPERATOR "B b".=== (FUNCTION = a.eq, LEFTARG = int, RIGHTARG = text, COMMUTATOR = OPERATOR(a.===),
  NEGATOR = OPERATOR(a.!==), MERGES, HASHES, RESTRICT = eqsel, JOIN = eqjoinsel);
CREATE OPERATOR a.=== (FUNCTION = a.eq, LEFTARG = text, RIGHTARG = int, COMMUTATOR = OPERATOR("B b".===), MERGES, HASHES);
CREATE OPERATOR a.!== (FUNCTION = a."N (e", LEFTARG = int, RIGHTARG = text, NEGATOR = OPERATOR("B b".===));
CREATE OPERATOR a.~~~ (FUNCTION = a.prefix, RIGHTARG = text);
CREATE OPERATOR a.<< (FUNCTION = a.eq, LEFTARG = int, RIGHTARG = text, COMMUTATOR = OPERATOR("B b".>>));
CREATE OPERATOR a.<-> (FUNCTION = int4mi, LEFTARG = int, RIGHTARG = int, COMMUTATOR = OPERATOR(a.<->));
CREATE OPERATOR a.|| (FUNCTION = array_larger, LEFTARG = anyarray, RIGHTARG = anyarray);
CREATE VIEW v AS SELECT 1 OPERATOR("B b".===) 'x'::text AS x, OPERATOR(a.~~~) 'y'::text AS y;
COMMENT ON OPERATOR "B b".=== (int, text) IS 'a pair';
COMMENT ON OPERATOR a.~~~ (NONE, text) IS 'a prefix';
ALTER OPERATOR "B b".=== (int, text) OWNER TO alice;
ALTER OPERATOR a.~~~ (NONE, text) OWNER TO "Carol ""C""";
-- want --
CREATE SCHEMA "B b";
CREATE SCHEMA "a";
CREATE FUNCTION "a"."N (e"(integer, "text")
    RETURNS boolean
    LANGUAGE "sql" IMMUTABLE
    AS 'select true';
CREATE FUNCTION "a"."eq"("text", integer)
    RETURNS boolean
    LANGUAGE "sql" IMMUTABLE
    AS 'select true';
CREATE FUNCTION "a"."eq"(integer, "text")
    RETURNS boolean
    LANGUAGE "sql" IMMUTABLE
    AS 'select true';
CREATE FUNCTION "a"."prefix"("text")
    RETURNS "text"
    LANGUAGE "sql" IMMUTABLE
    AS 'select $1';
CREATE OPERATOR "B b".=== (
    FUNCTION = "a"."eq",
    LEFTARG = integer,
    RIGHTARG = "text",
    COMMUTATOR = OPERATOR("a".===),
    NEGATOR = OPERATOR("a".!==),
    MERGES,
    HASHES,
    RESTRICT = "pg_catalog"."eqsel",
    JOIN = "pg_catalog"."eqjoinsel"
);
ALTER OPERATOR "B b".=== (integer, "text") OWNER TO "alice";
COMMENT ON OPERATOR "B b".=== (integer, "text") IS 'a pair';
CREATE OPERATOR "a".!== (
    FUNCTION = "a"."N (e",
    LEFTARG = integer,
    RIGHTARG = "text",
    NEGATOR = OPERATOR("B b".===)
);
CREATE OPERATOR "a".<-> (
    FUNCTION = "pg_catalog"."int4mi",
    LEFTARG = integer,
    RIGHTARG = integer,
    COMMUTATOR = OPERATOR("a".<->)
);
CREATE OPERATOR "a".<< (
    FUNCTION = "a"."eq",
    LEFTARG = integer,
    RIGHTARG = "text",
    COMMUTATOR = OPERATOR("B b".>>)
);
CREATE OPERATOR "a".=== (
    FUNCTION = "a"."eq",
    LEFTARG = "text",
    RIGHTARG = integer,
    COMMUTATOR = OPERATOR("B b".===),
    MERGES,
    HASHES
);
CREATE OPERATOR "a".|| (
    FUNCTION = "pg_catalog"."array_larger",
    LEFTARG = "anyarray",
    RIGHTARG = "anyarray"
);
CREATE OPERATOR "a".~~~ (
    FUNCTION = "a"."prefix",
    RIGHTARG = "text"
);
ALTER OPERATOR "a".~~~ (NONE, "text") OWNER TO "Carol ""C""";
COMMENT ON OPERATOR "a".~~~ (NONE, "text") IS 'a prefix';
CREATE VIEW "public"."v" AS
 SELECT (1 OPERATOR("B b".===) 'x'::"text") AS "x",
    (OPERATOR("a".~~~) 'y'::"text") AS "y";
