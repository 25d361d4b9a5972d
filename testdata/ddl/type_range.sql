-- #8
-- Range types: subtype's operator class and collation, difference function.
-- setup --
CREATE SCHEMA "S s";
CREATE TYPE floats AS RANGE (SUBTYPE = float8, SUBTYPE_DIFF = float8mi);
CREATE TYPE texts AS RANGE (SUBTYPE = text, COLLATION = "C");
CREATE TYPE patterns AS RANGE (SUBTYPE = text, SUBTYPE_OPCLASS = text_pattern_ops);
CREATE TYPE varchars AS RANGE (SUBTYPE = varchar);
CREATE TYPE "S s"."R r" AS RANGE (SUBTYPE = int4);
CREATE DOMAIN small AS int CHECK (VALUE < 10);
CREATE FUNCTION small_diff(small, small) RETURNS float8 LANGUAGE sql IMMUTABLE AS 'SELECT ($1 - $2)::float8';
CREATE TYPE smalls AS RANGE (SUBTYPE = small, SUBTYPE_DIFF = small_diff);
CREATE TABLE t (a floats, b floats[] DEFAULT ARRAY[floats(1, 2)]);
CREATE VIEW v AS SELECT floats(1, 2, '[]') AS f;
COMMENT ON TYPE floats IS 'of float8';
COMMENT ON FUNCTION floats(float8, float8) IS 'comes with the type';
REVOKE EXECUTE ON FUNCTION floats(float8, float8, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION floats(float8, float8, text) TO bob;
ALTER TYPE floats OWNER TO alice;
REVOKE ALL ON TYPE floats FROM PUBLIC;
GRANT USAGE ON TYPE floats TO bob WITH GRANT OPTION;
ALTER FUNCTION texts(text, text) RENAME TO renamed;
REVOKE EXECUTE ON FUNCTION renamed(text, text) FROM PUBLIC;
-- want 12-13 --
CREATE SCHEMA "S s";
CREATE TYPE "S s"."R r" AS RANGE (
    SUBTYPE = integer
);
CREATE TYPE "public"."floats" AS RANGE (
    SUBTYPE = double precision,
    SUBTYPE_DIFF = "pg_catalog"."float8mi"
);
ALTER TYPE "public"."floats" OWNER TO "alice";
COMMENT ON TYPE "public"."floats" IS 'of float8';
CREATE TYPE "public"."patterns" AS RANGE (
    SUBTYPE = "text",
    SUBTYPE_OPCLASS = "pg_catalog"."text_pattern_ops"
);
CREATE TYPE "public"."texts" AS RANGE (
    SUBTYPE = "text",
    COLLATION = "pg_catalog"."C"
);
CREATE TYPE "public"."varchars" AS RANGE (
    SUBTYPE = character varying,
    SUBTYPE_OPCLASS = "pg_catalog"."text_ops"
);
CREATE DOMAIN "public"."small" AS integer
    CONSTRAINT "small_check" CHECK ((VALUE < 10));
COMMENT ON FUNCTION "public"."floats"(double precision, double precision) IS 'comes with the type';
CREATE FUNCTION "public"."small_diff"("public"."small", "public"."small")
    RETURNS double precision
    LANGUAGE "sql" IMMUTABLE
    AS 'SELECT ($1 - $2)::float8';
CREATE TYPE "public"."smalls" AS RANGE (
    SUBTYPE = "public"."small",
    SUBTYPE_OPCLASS = "pg_catalog"."int4_ops",
    SUBTYPE_DIFF = "public"."small_diff"
);
CREATE TABLE "public"."t" (
    "a" "public"."floats",
    "b" "public"."floats"[] DEFAULT ARRAY["public"."floats"((1)::double precision, (2)::double precision)]
);
CREATE VIEW "public"."v" AS
 SELECT "public"."floats"((1)::double precision, (2)::double precision, '[]'::"text") AS "f";
REVOKE ALL ON TYPE "public"."floats" FROM PUBLIC;
GRANT USAGE ON TYPE "public"."floats" TO "bob" WITH GRANT OPTION;
REVOKE ALL ON FUNCTION "public"."floats"(double precision, double precision, "text") FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."floats"(double precision, double precision, "text") TO "bob";
-- want 14-18 --
CREATE SCHEMA "S s";
CREATE TYPE "S s"."R r" AS RANGE (
    SUBTYPE = integer,
    MULTIRANGE_TYPE_NAME = "S s"."R r_multirange"
);
CREATE TYPE "public"."floats" AS RANGE (
    SUBTYPE = double precision,
    MULTIRANGE_TYPE_NAME = "public"."floats_multirange",
    SUBTYPE_DIFF = "pg_catalog"."float8mi"
);
ALTER TYPE "public"."floats" OWNER TO "alice";
COMMENT ON TYPE "public"."floats" IS 'of float8';
CREATE TYPE "public"."patterns" AS RANGE (
    SUBTYPE = "text",
    MULTIRANGE_TYPE_NAME = "public"."patterns_multirange",
    SUBTYPE_OPCLASS = "pg_catalog"."text_pattern_ops"
);
CREATE TYPE "public"."texts" AS RANGE (
    SUBTYPE = "text",
    MULTIRANGE_TYPE_NAME = "public"."texts_multirange",
    COLLATION = "pg_catalog"."C"
);
CREATE TYPE "public"."varchars" AS RANGE (
    SUBTYPE = character varying,
    MULTIRANGE_TYPE_NAME = "public"."varchars_multirange",
    SUBTYPE_OPCLASS = "pg_catalog"."text_ops"
);
CREATE DOMAIN "public"."small" AS integer
    CONSTRAINT "small_check" CHECK ((VALUE < 10));
COMMENT ON FUNCTION "public"."floats"(double precision, double precision) IS 'comes with the type';
CREATE FUNCTION "public"."small_diff"("public"."small", "public"."small")
    RETURNS double precision
    LANGUAGE "sql" IMMUTABLE
    AS 'SELECT ($1 - $2)::float8';
CREATE TYPE "public"."smalls" AS RANGE (
    SUBTYPE = "public"."small",
    MULTIRANGE_TYPE_NAME = "public"."smalls_multirange",
    SUBTYPE_OPCLASS = "pg_catalog"."int4_ops",
    SUBTYPE_DIFF = "public"."small_diff"
);
CREATE TABLE "public"."t" (
    "a" "public"."floats",
    "b" "public"."floats"[] DEFAULT ARRAY["public"."floats"((1)::double precision, (2)::double precision)]
);
CREATE VIEW "public"."v" AS
 SELECT "public"."floats"((1)::double precision, (2)::double precision, '[]'::"text") AS "f";
REVOKE ALL ON TYPE "public"."floats" FROM PUBLIC;
GRANT USAGE ON TYPE "public"."floats" TO "bob" WITH GRANT OPTION;
REVOKE ALL ON FUNCTION "public"."floats"(double precision, double precision, "text") FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."floats"(double precision, double precision, "text") TO "bob";
