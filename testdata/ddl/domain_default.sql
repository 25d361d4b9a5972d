-- #9
-- Defaults of domains that call functions of their domain.
-- setup --
CREATE DOMAIN d AS int CHECK (VALUE > 0);
CREATE FUNCTION positive(int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 > 0';
ALTER DOMAIN d ADD CONSTRAINT inside CHECK (positive(VALUE));
CREATE FUNCTION fresh() RETURNS d LANGUAGE sql AS 'SELECT 1::d';
ALTER DOMAIN d SET DEFAULT fresh();
COMMENT ON DOMAIN d IS 'in a loop';
COMMENT ON CONSTRAINT inside ON DOMAIN d IS 'inside';
CREATE DOMAIN a_child AS d;
CREATE TABLE t (a d, b a_child DEFAULT fresh());
-- want --
CREATE FUNCTION "public"."positive"(integer)
    RETURNS boolean
    LANGUAGE "sql" IMMUTABLE
    AS 'SELECT $1 > 0';
CREATE DOMAIN "public"."d" AS integer
    CONSTRAINT "d_check" CHECK ((VALUE > 0))
    CONSTRAINT "inside" CHECK ("public"."positive"(VALUE));
COMMENT ON DOMAIN "public"."d" IS 'in a loop';
COMMENT ON CONSTRAINT "inside" ON DOMAIN "public"."d" IS 'inside';
CREATE FUNCTION "public"."fresh"()
    RETURNS "public"."d"
    LANGUAGE "sql"
    AS 'SELECT 1::d';
CREATE DOMAIN "public"."a_child" AS "public"."d"
    DEFAULT "public"."fresh"();
CREATE TABLE "public"."t" (
    "a" "public"."d",
    "b" "public"."a_child" DEFAULT "public"."fresh"()
);
ALTER DOMAIN "public"."d"
    SET DEFAULT "public"."fresh"();
