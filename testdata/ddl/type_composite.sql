-- #7, #64
-- Composite types: none, dropped and added attributes, collations, modifiers,
-- types and tables that need each other.
-- setup --
CREATE TYPE nothing AS ();
CREATE TYPE c AS (gone text, x int, "Y y" varchar(7), also_gone int, z text COLLATE "C",
  n numeric(8,2)[], ch char(3), bp bpchar, "q" "char", iv interval day to second(2));
ALTER TYPE c DROP ATTRIBUTE gone, DROP ATTRIBUTE also_gone;
ALTER TYPE c ADD ATTRIBUTE w timestamp(3) with time zone;
COMMENT ON TYPE c IS 'a type';
COMMENT ON COLUMN c.z IS 'by its number';
COMMENT ON COLUMN c.w IS 'the last';
CREATE TYPE a_nested AS (c c, cs c[]);
CREATE TYPE only_dropped AS (x int);
ALTER TYPE only_dropped DROP ATTRIBUTE x;
CREATE TABLE t (a c, b a_nested);
CREATE TYPE a_of_table AS (row t, rows t[]);
CREATE TABLE typed OF only_dropped;
ALTER TYPE c OWNER TO alice;
GRANT USAGE ON TYPE c TO bob;
REVOKE USAGE ON TYPE c FROM PUBLIC;
-- want --
CREATE TYPE "public"."c" AS (
    "x" integer,
    "Y y" character varying(7),
    "z" "text" COLLATE "pg_catalog"."C",
    "n" numeric(8,2)[],
    "ch" character(3),
    "bp" "bpchar",
    "q" "char",
    "iv" interval day to second(2),
    "w" timestamp(3) with time zone);
ALTER TYPE "public"."c" OWNER TO "alice";
COMMENT ON TYPE "public"."c" IS 'a type';
COMMENT ON COLUMN "public"."c"."z" IS 'by its number';
COMMENT ON COLUMN "public"."c"."w" IS 'the last';
CREATE TYPE "public"."a_nested" AS (
    "c" "public"."c",
    "cs" "public"."c"[]);
CREATE TYPE "public"."nothing" AS ();
CREATE TYPE "public"."only_dropped" AS ();
CREATE TABLE "public"."t" (
    "a" "public"."c",
    "b" "public"."a_nested"
);
CREATE TYPE "public"."a_of_table" AS (
    "row" "public"."t",
    "rows" "public"."t"[]);
CREATE TABLE "public"."typed" OF "public"."only_dropped";
REVOKE ALL ON TYPE "public"."c" FROM PUBLIC;
GRANT USAGE ON TYPE "public"."c" TO "bob";
