-- #50, #64
-- Casts of every method and context, with functions of users and of the
-- server, on types of the server and on row types: number 50 of the list of
-- odd objects.
-- setup --
CREATE SCHEMA "S s";
CREATE TYPE "S s"."Mood" AS ENUM ('sad', 'happy');
CREATE TABLE "T t" (a integer, b text);
CREATE DOMAIN num AS integer;
CREATE FUNCTION "S s"."to Mood"(integer) RETURNS "S s"."Mood" LANGUAGE sql IMMUTABLE AS
  $$SELECT CASE $1 WHEN 0 THEN 'sad' ELSE 'happy' END::"S s"."Mood"$$;
CREATE FUNCTION row_text("T t") RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1.b';
CREATE FUNCTION padded(box, integer, boolean) RETURNS macaddr LANGUAGE sql IMMUTABLE AS $$SELECT NULL::macaddr$$;
CREATE CAST (integer AS "S s"."Mood") WITH FUNCTION "S s"."to Mood"(integer) AS ASSIGNMENT;
CREATE CAST ("S s"."Mood" AS integer[]) WITH INOUT;
CREATE CAST ("T t" AS text) WITH FUNCTION row_text("T t") AS IMPLICIT;
CREATE CAST (box AS macaddr) WITH FUNCTION padded(box, integer, boolean);
CREATE CAST (timestamptz AS interval) WITH FUNCTION age(timestamptz) AS ASSIGNMENT;
CREATE CAST (text AS inet) WITHOUT FUNCTION;
CREATE CAST (integer AS "T t") WITH INOUT AS IMPLICIT;
CREATE CAST ("S s"."Mood" AS "T t") WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (integer AS "S s"."Mood") IS 'it''s a mood';
COMMENT ON CAST (text AS inet) IS 'binary';
ALTER FUNCTION row_text("T t") OWNER TO alice;
CREATE VIEW a_view AS SELECT 1::"S s"."Mood" AS m, ROW(1, 'x')::"T t"::text AS t;
CREATE FUNCTION a_function() RETURNS "S s"."Mood" LANGUAGE sql AS 'SELECT 1::"S s"."Mood"';
CREATE TABLE uses (m "S s"."Mood" DEFAULT 1, CHECK (m = 1::"S s"."Mood"));
-- want --
CREATE SCHEMA "S s";
CREATE TYPE "S s"."Mood" AS ENUM (
    'sad',
    'happy');
CREATE DOMAIN "public"."num" AS integer;
CREATE CAST ("S s"."Mood" AS integer[]) WITH INOUT;
CREATE CAST ("text" AS "inet") WITHOUT FUNCTION;
COMMENT ON CAST ("text" AS "inet") IS 'binary';
CREATE CAST (timestamp with time zone AS interval) WITH FUNCTION "pg_catalog"."age"(timestamp with time zone) AS ASSIGNMENT;
CREATE FUNCTION "S s"."to Mood"(integer)
    RETURNS "S s"."Mood"
    LANGUAGE "sql" IMMUTABLE
    AS 'SELECT CASE $1 WHEN 0 THEN ''sad'' ELSE ''happy'' END::"S s"."Mood"';
CREATE CAST (integer AS "S s"."Mood") WITH FUNCTION "S s"."to Mood"(integer) AS ASSIGNMENT;
COMMENT ON CAST (integer AS "S s"."Mood") IS 'it''s a mood';
CREATE FUNCTION "public"."a_function"()
    RETURNS "S s"."Mood"
    LANGUAGE "sql"
    AS 'SELECT 1::"S s"."Mood"';
CREATE FUNCTION "public"."padded"("box", integer, boolean)
    RETURNS "macaddr"
    LANGUAGE "sql" IMMUTABLE
    AS 'SELECT NULL::macaddr';
CREATE CAST ("box" AS "macaddr") WITH FUNCTION "public"."padded"("box", integer, boolean);
CREATE TABLE "public"."T t" (
    "a" integer,
    "b" "text"
);
CREATE CAST ("S s"."Mood" AS "public"."T t") WITH INOUT AS ASSIGNMENT;
CREATE CAST (integer AS "public"."T t") WITH INOUT AS IMPLICIT;
CREATE FUNCTION "public"."row_text"("public"."T t")
    RETURNS "text"
    LANGUAGE "sql" IMMUTABLE
    AS 'SELECT $1.b';
ALTER FUNCTION "public"."row_text"("public"."T t") OWNER TO "alice";
CREATE CAST ("public"."T t" AS "text") WITH FUNCTION "public"."row_text"("public"."T t") AS IMPLICIT;
CREATE TABLE "public"."uses" (
    "m" "S s"."Mood" DEFAULT 1,
    CONSTRAINT "uses_m_check" CHECK (("m" = (1)::"S s"."Mood"))
);
CREATE VIEW "public"."a_view" AS
 SELECT (1)::"S s"."Mood" AS "m",
    (ROW(1, 'x'::"text")::"public"."T t")::"text" AS "t";
