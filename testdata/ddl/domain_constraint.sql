-- #9
-- Checks of domains in a loop with their domain.
-- setup --
CREATE DOMAIN d AS int;
CREATE FUNCTION fine(d) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
ALTER DOMAIN d ADD CONSTRAINT uses_itself CHECK (fine(VALUE));
ALTER DOMAIN d ADD CONSTRAINT simple CHECK (VALUE > 0);
COMMENT ON CONSTRAINT uses_itself ON DOMAIN d IS 'in a loop';
COMMENT ON CONSTRAINT simple ON DOMAIN d IS 'in none';
CREATE TABLE t (a d);
CREATE FUNCTION sees_table(int) RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE DOMAIN e AS int CHECK (sees_table(VALUE));
-- want --
CREATE DOMAIN "public"."d" AS integer
    CONSTRAINT "simple" CHECK ((VALUE > 0));
COMMENT ON CONSTRAINT "simple" ON DOMAIN "public"."d" IS 'in none';
CREATE FUNCTION "public"."fine"("public"."d")
    RETURNS boolean
    LANGUAGE "sql" IMMUTABLE
    AS 'SELECT true';
CREATE FUNCTION "public"."sees_table"(integer)
    RETURNS boolean
    LANGUAGE "sql"
    AS 'SELECT true';
CREATE DOMAIN "public"."e" AS integer
    CONSTRAINT "e_check" CHECK ("public"."sees_table"(VALUE));
CREATE TABLE "public"."t" (
    "a" "public"."d"
);
ALTER DOMAIN "public"."d"
    ADD CONSTRAINT "uses_itself" CHECK ("public"."fine"((VALUE)::"public"."d"));
COMMENT ON CONSTRAINT "uses_itself" ON DOMAIN "public"."d" IS 'in a loop';
