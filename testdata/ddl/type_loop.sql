-- #5
-- Types whose functions need them: the shell type comes first.
-- setup --
CREATE TYPE plain_int;
CREATE FUNCTION plain_int_in(cstring) RETURNS plain_int LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION plain_int_out(plain_int) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE TYPE plain_int (INTERNALLENGTH = 4, INPUT = plain_int_in, OUTPUT = plain_int_out, ALIGNMENT = int4,
  DEFAULT = 42, PASSEDBYVALUE);
CREATE SCHEMA "S s";
CREATE TYPE "S s".words;
CREATE FUNCTION "S s".words_in(cstring) RETURNS "S s".words LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION "S s".words_out("S s".words) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE FUNCTION "S s".words_recv(internal) RETURNS "S s".words LANGUAGE internal STABLE STRICT AS 'textrecv';
CREATE FUNCTION "S s".words_send("S s".words) RETURNS bytea LANGUAGE internal STABLE STRICT AS 'textsend';
CREATE FUNCTION "S s".words_typmod_in(cstring[]) RETURNS integer LANGUAGE internal IMMUTABLE STRICT AS 'varchartypmodin';
CREATE FUNCTION "S s".words_typmod_out(integer) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'varchartypmodout';
CREATE FUNCTION "S s".words_analyze(internal) RETURNS boolean LANGUAGE internal STRICT AS 'array_typanalyze';
CREATE TYPE "S s".words (INTERNALLENGTH = VARIABLE, INPUT = "S s".words_in, OUTPUT = "S s".words_out,
  RECEIVE = "S s".words_recv, SEND = "S s".words_send, TYPMOD_IN = "S s".words_typmod_in,
  TYPMOD_OUT = "S s".words_typmod_out, ANALYZE = "S s".words_analyze, ALIGNMENT = double, STORAGE = external,
  DEFAULT = 'zip''py', CATEGORY = 'S', PREFERRED = true, DELIMITER = '|', COLLATABLE = true);
COMMENT ON TYPE "S s".words IS 'with everything';
ALTER TYPE "S s".words OWNER TO alice;
REVOKE USAGE ON TYPE "S s".words FROM PUBLIC;
CREATE TYPE pair;
CREATE FUNCTION pair_in(cstring) RETURNS pair LANGUAGE internal IMMUTABLE STRICT AS 'point_in';
CREATE FUNCTION pair_out(pair) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'point_out';
CREATE TYPE pair (INTERNALLENGTH = 16, INPUT = pair_in, OUTPUT = pair_out, ELEMENT = float8, ALIGNMENT = double);
CREATE TABLE t (a plain_int, b "S s".words(7), c pair[]);
CREATE TYPE rounded;
CREATE FUNCTION rounded_canonical(rounded) RETURNS rounded LANGUAGE internal IMMUTABLE STRICT AS 'int4range_canonical';
CREATE TYPE rounded AS RANGE (SUBTYPE = int4, CANONICAL = rounded_canonical);
CREATE TYPE c_string;
CREATE FUNCTION c_string_in(cstring) RETURNS c_string LANGUAGE internal IMMUTABLE STRICT AS 'cstring_in';
CREATE FUNCTION c_string_out(c_string) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'cstring_out';
CREATE TYPE c_string (INTERNALLENGTH = -2, INPUT = c_string_in, OUTPUT = c_string_out, ALIGNMENT = char);
CREATE TYPE like_int;
CREATE FUNCTION like_int_in(cstring) RETURNS like_int LANGUAGE internal IMMUTABLE STRICT AS 'int2in';
CREATE FUNCTION like_int_out(like_int) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int2out';
CREATE TYPE like_int (INPUT = like_int_in, OUTPUT = like_int_out, LIKE = int2);
-- want 12-13 --
CREATE SCHEMA "S s";
CREATE TYPE "S s"."words";
CREATE TYPE "public"."c_string";
CREATE TYPE "public"."like_int";
CREATE TYPE "public"."pair";
CREATE TYPE "public"."plain_int";
CREATE TYPE "public"."rounded";
CREATE FUNCTION "S s"."words_analyze"("internal")
    RETURNS boolean
    LANGUAGE "internal" STRICT
    AS 'array_typanalyze';
CREATE FUNCTION "S s"."words_in"("cstring")
    RETURNS "S s"."words"
    LANGUAGE "internal" IMMUTABLE STRICT
    AS 'textin';
CREATE FUNCTION "S s"."words_out"("S s"."words")
    RETURNS "cstring"
    LANGUAGE "internal" IMMUTABLE STRICT
    AS 'textout';
CREATE FUNCTION "S s"."words_recv"("internal")
    RETURNS "S s"."words"
    LANGUAGE "internal" STABLE STRICT
    AS 'textrecv';
CREATE FUNCTION "S s"."words_send"("S s"."words")
    RETURNS "bytea"
    LANGUAGE "internal" STABLE STRICT
    AS 'textsend';
CREATE FUNCTION "S s"."words_typmod_in"("cstring"[])
    RETURNS integer
    LANGUAGE "internal" IMMUTABLE STRICT
    AS 'varchartypmodin';
CREATE FUNCTION "S s"."words_typmod_out"(integer)
    RETURNS "cstring"
    LANGUAGE "internal" IMMUTABLE STRICT
    AS 'varchartypmodout';
CREATE TYPE "S s"."words" (
    INTERNALLENGTH = variable,
    INPUT = "S s"."words_in",
    OUTPUT = "S s"."words_out",
    RECEIVE = "S s"."words_recv",
    SEND = "S s"."words_send",
    TYPMOD_IN = "S s"."words_typmod_in",
    TYPMOD_OUT = "S s"."words_typmod_out",
    ANALYZE = "S s"."words_analyze",
    COLLATABLE = true,
    DEFAULT = 'zip''py',
    CATEGORY = 'S',
    PREFERRED = true,
    DELIMITER = '|',
    ALIGNMENT = double,
    STORAGE = external
);
ALTER TYPE "S s"."words" OWNER TO "alice";
COMMENT ON TYPE "S s"."words" IS 'with everything';
CREATE FUNCTION "public"."c_string_in"("cstring")
    RETURNS "public"."c_string"
    LANGUAGE "internal" IMMUTABLE STRICT
    AS 'cstring_in';
CREATE FUNCTION "public"."c_string_out"("public"."c_string")
    RETURNS "cstring"
    LANGUAGE "internal" IMMUTABLE STRICT
    AS 'cstring_out';
CREATE TYPE "public"."c_string" (
    INTERNALLENGTH = -2,
    INPUT = "public"."c_string_in",
    OUTPUT = "public"."c_string_out",
    ALIGNMENT = char,
    STORAGE = plain
);
CREATE FUNCTION "public"."like_int_in"("cstring")
    RETURNS "public"."like_int"
    LANGUAGE "internal" IMMUTABLE STRICT
    AS 'int2in';
CREATE FUNCTION "public"."like_int_out"("public"."like_int")
    RETURNS "cstring"
    LANGUAGE "internal" IMMUTABLE STRICT
    AS 'int2out';
CREATE TYPE "public"."like_int" (
    INTERNALLENGTH = 2,
    INPUT = "public"."like_int_in",
    OUTPUT = "public"."like_int_out",
    ALIGNMENT = int2,
    STORAGE = plain,
    PASSEDBYVALUE
);
CREATE FUNCTION "public"."pair_in"("cstring")
    RETURNS "public"."pair"
    LANGUAGE "internal" IMMUTABLE STRICT
    AS 'point_in';
CREATE FUNCTION "public"."pair_out"("public"."pair")
    RETURNS "cstring"
    LANGUAGE "internal" IMMUTABLE STRICT
    AS 'point_out';
CREATE TYPE "public"."pair" (
    INTERNALLENGTH = 16,
    INPUT = "public"."pair_in",
    OUTPUT = "public"."pair_out",
    ELEMENT = double precision,
    ALIGNMENT = double,
    STORAGE = plain
);
CREATE FUNCTION "public"."plain_int_in"("cstring")
    RETURNS "public"."plain_int"
    LANGUAGE "internal" IMMUTABLE STRICT
    AS 'int4in';
CREATE FUNCTION "public"."plain_int_out"("public"."plain_int")
    RETURNS "cstring"
    LANGUAGE "internal" IMMUTABLE STRICT
    AS 'int4out';
CREATE TYPE "public"."plain_int" (
    INTERNALLENGTH = 4,
    INPUT = "public"."plain_int_in",
    OUTPUT = "public"."plain_int_out",
    DEFAULT = '42',
    ALIGNMENT = int4,
    STORAGE = plain,
    PASSEDBYVALUE
);
CREATE FUNCTION "public"."rounded_canonical"("public"."rounded")
    RETURNS "public"."rounded"
    LANGUAGE "internal" IMMUTABLE STRICT
    AS 'int4range_canonical';
CREATE TYPE "public"."rounded" AS RANGE (
    SUBTYPE = integer,
    CANONICAL = "public"."rounded_canonical"
);
CREATE TABLE "public"."t" (
    "a" "public"."plain_int",
    "b" "S s"."words"(7),
    "c" "public"."pair"[]
);
REVOKE ALL ON TYPE "S s"."words" FROM PUBLIC;
-- want 14-18 --
CREATE SCHEMA "S s";
CREATE TYPE "S s"."words";
CREATE TYPE "public"."c_string";
CREATE TYPE "public"."like_int";
CREATE TYPE "public"."pair";
CREATE TYPE "public"."plain_int";
CREATE TYPE "public"."rounded";
CREATE FUNCTION "S s"."words_analyze"("internal")
    RETURNS boolean
    LANGUAGE "internal" STRICT
    AS 'array_typanalyze';
CREATE FUNCTION "S s"."words_in"("cstring")
    RETURNS "S s"."words"
    LANGUAGE "internal" IMMUTABLE STRICT
    AS 'textin';
CREATE FUNCTION "S s"."words_out"("S s"."words")
    RETURNS "cstring"
    LANGUAGE "internal" IMMUTABLE STRICT
    AS 'textout';
CREATE FUNCTION "S s"."words_recv"("internal")
    RETURNS "S s"."words"
    LANGUAGE "internal" STABLE STRICT
    AS 'textrecv';
CREATE FUNCTION "S s"."words_send"("S s"."words")
    RETURNS "bytea"
    LANGUAGE "internal" STABLE STRICT
    AS 'textsend';
CREATE FUNCTION "S s"."words_typmod_in"("cstring"[])
    RETURNS integer
    LANGUAGE "internal" IMMUTABLE STRICT
    AS 'varchartypmodin';
CREATE FUNCTION "S s"."words_typmod_out"(integer)
    RETURNS "cstring"
    LANGUAGE "internal" IMMUTABLE STRICT
    AS 'varchartypmodout';
CREATE TYPE "S s"."words" (
    INTERNALLENGTH = variable,
    INPUT = "S s"."words_in",
    OUTPUT = "S s"."words_out",
    RECEIVE = "S s"."words_recv",
    SEND = "S s"."words_send",
    TYPMOD_IN = "S s"."words_typmod_in",
    TYPMOD_OUT = "S s"."words_typmod_out",
    ANALYZE = "S s"."words_analyze",
    COLLATABLE = true,
    DEFAULT = 'zip''py',
    CATEGORY = 'S',
    PREFERRED = true,
    DELIMITER = '|',
    ALIGNMENT = double,
    STORAGE = external
);
ALTER TYPE "S s"."words" OWNER TO "alice";
COMMENT ON TYPE "S s"."words" IS 'with everything';
CREATE FUNCTION "public"."c_string_in"("cstring")
    RETURNS "public"."c_string"
    LANGUAGE "internal" IMMUTABLE STRICT
    AS 'cstring_in';
CREATE FUNCTION "public"."c_string_out"("public"."c_string")
    RETURNS "cstring"
    LANGUAGE "internal" IMMUTABLE STRICT
    AS 'cstring_out';
CREATE TYPE "public"."c_string" (
    INTERNALLENGTH = -2,
    INPUT = "public"."c_string_in",
    OUTPUT = "public"."c_string_out",
    ALIGNMENT = char,
    STORAGE = plain
);
CREATE FUNCTION "public"."like_int_in"("cstring")
    RETURNS "public"."like_int"
    LANGUAGE "internal" IMMUTABLE STRICT
    AS 'int2in';
CREATE FUNCTION "public"."like_int_out"("public"."like_int")
    RETURNS "cstring"
    LANGUAGE "internal" IMMUTABLE STRICT
    AS 'int2out';
CREATE TYPE "public"."like_int" (
    INTERNALLENGTH = 2,
    INPUT = "public"."like_int_in",
    OUTPUT = "public"."like_int_out",
    ALIGNMENT = int2,
    STORAGE = plain,
    PASSEDBYVALUE
);
CREATE FUNCTION "public"."pair_in"("cstring")
    RETURNS "public"."pair"
    LANGUAGE "internal" IMMUTABLE STRICT
    AS 'point_in';
CREATE FUNCTION "public"."pair_out"("public"."pair")
    RETURNS "cstring"
    LANGUAGE "internal" IMMUTABLE STRICT
    AS 'point_out';
CREATE TYPE "public"."pair" (
    INTERNALLENGTH = 16,
    INPUT = "public"."pair_in",
    OUTPUT = "public"."pair_out",
    SUBSCRIPT = "pg_catalog"."raw_array_subscript_handler",
    ELEMENT = double precision,
    ALIGNMENT = double,
    STORAGE = plain
);
CREATE FUNCTION "public"."plain_int_in"("cstring")
    RETURNS "public"."plain_int"
    LANGUAGE "internal" IMMUTABLE STRICT
    AS 'int4in';
CREATE FUNCTION "public"."plain_int_out"("public"."plain_int")
    RETURNS "cstring"
    LANGUAGE "internal" IMMUTABLE STRICT
    AS 'int4out';
CREATE TYPE "public"."plain_int" (
    INTERNALLENGTH = 4,
    INPUT = "public"."plain_int_in",
    OUTPUT = "public"."plain_int_out",
    DEFAULT = '42',
    ALIGNMENT = int4,
    STORAGE = plain,
    PASSEDBYVALUE
);
CREATE FUNCTION "public"."rounded_canonical"("public"."rounded")
    RETURNS "public"."rounded"
    LANGUAGE "internal" IMMUTABLE STRICT
    AS 'int4range_canonical';
CREATE TYPE "public"."rounded" AS RANGE (
    SUBTYPE = integer,
    MULTIRANGE_TYPE_NAME = "public"."rounded_multirange",
    CANONICAL = "public"."rounded_canonical"
);
CREATE TABLE "public"."t" (
    "a" "public"."plain_int",
    "b" "S s"."words"(7),
    "c" "public"."pair"[]
);
REVOKE ALL ON TYPE "S s"."words" FROM PUBLIC;
