-- #5
-- Types with a subscripting function.
-- skip 12-13 because types cannot say how they are subscripted --
-- setup --
CREATE TYPE pair;
CREATE FUNCTION pair_in(cstring) RETURNS pair LANGUAGE internal IMMUTABLE STRICT AS 'point_in';
CREATE FUNCTION pair_out(pair) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'point_out';
CREATE FUNCTION pair_subscript(internal) RETURNS internal LANGUAGE internal IMMUTABLE STRICT AS 'raw_array_subscript_handler';
CREATE TYPE pair (INTERNALLENGTH = 16, INPUT = pair_in, OUTPUT = pair_out, ELEMENT = float8,
  SUBSCRIPT = pair_subscript, ALIGNMENT = double);
-- want --
CREATE TYPE "public"."pair";
CREATE FUNCTION "public"."pair_in"("cstring")
    RETURNS "public"."pair"
    LANGUAGE "internal" IMMUTABLE STRICT
    AS 'point_in';
CREATE FUNCTION "public"."pair_out"("public"."pair")
    RETURNS "cstring"
    LANGUAGE "internal" IMMUTABLE STRICT
    AS 'point_out';
CREATE FUNCTION "public"."pair_subscript"("internal")
    RETURNS "internal"
    LANGUAGE "internal" IMMUTABLE STRICT
    AS 'raw_array_subscript_handler';
CREATE TYPE "public"."pair" (
    INTERNALLENGTH = 16,
    INPUT = "public"."pair_in",
    OUTPUT = "public"."pair_out",
    SUBSCRIPT = "public"."pair_subscript",
    ELEMENT = double precision,
    ALIGNMENT = double,
    STORAGE = plain
);
