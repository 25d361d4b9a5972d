-- #51
-- Transforms with one function or both, and a function that uses one: number
-- 51 of the list of odd objects.
-- setup --
CREATE SCHEMA "T t";
CREATE TYPE "T t"."Type t" AS (a integer);
CREATE FUNCTION "T t"."to"(internal) RETURNS "T t"."Type t" LANGUAGE internal STRICT IMMUTABLE AS 'int4recv';
CREATE FUNCTION "T t"."from"(internal) RETURNS internal LANGUAGE internal STRICT IMMUTABLE AS 'prsd_lextype';
CREATE TRANSFORM FOR int LANGUAGE SQL (FROM SQL WITH FUNCTION prsd_lextype(internal), TO SQL WITH FUNCTION int4recv(internal));
CREATE TRANSFORM FOR "T t"."Type t" LANGUAGE sql (FROM SQL WITH FUNCTION "T t"."from"(internal),
  TO SQL WITH FUNCTION "T t"."to"(internal));
CREATE TRANSFORM FOR "T t"."Type t" LANGUAGE plpgsql (TO SQL WITH FUNCTION "T t"."to"(internal));
CREATE TRANSFORM FOR text LANGUAGE plpgsql (FROM SQL WITH FUNCTION prsd_lextype(internal));
COMMENT ON TRANSFORM FOR "T t"."Type t" LANGUAGE sql IS 'it''s transformed';
CREATE FUNCTION a_user(a integer, b "T t"."Type t") RETURNS integer LANGUAGE plpgsql
  TRANSFORM FOR TYPE "T t"."Type t", FOR TYPE text AS 'BEGIN RETURN a; END';
CREATE FUNCTION sql_user(integer) RETURNS integer LANGUAGE sql TRANSFORM FOR TYPE int AS 'SELECT $1';
-- want --
CREATE SCHEMA "T t";
CREATE TRANSFORM FOR "text" LANGUAGE "plpgsql" (
    FROM SQL WITH FUNCTION "pg_catalog"."prsd_lextype"("internal")
);
CREATE TRANSFORM FOR integer LANGUAGE "sql" (
    FROM SQL WITH FUNCTION "pg_catalog"."prsd_lextype"("internal"),
    TO SQL WITH FUNCTION "pg_catalog"."int4recv"("internal")
);
CREATE TYPE "T t"."Type t" AS (
    "a" integer);
CREATE FUNCTION "T t"."from"("internal")
    RETURNS "internal"
    LANGUAGE "internal" IMMUTABLE STRICT
    AS 'prsd_lextype';
CREATE FUNCTION "T t"."to"("internal")
    RETURNS "T t"."Type t"
    LANGUAGE "internal" IMMUTABLE STRICT
    AS 'int4recv';
CREATE TRANSFORM FOR "T t"."Type t" LANGUAGE "plpgsql" (
    TO SQL WITH FUNCTION "T t"."to"("internal")
);
CREATE TRANSFORM FOR "T t"."Type t" LANGUAGE "sql" (
    FROM SQL WITH FUNCTION "T t"."from"("internal"),
    TO SQL WITH FUNCTION "T t"."to"("internal")
);
COMMENT ON TRANSFORM FOR "T t"."Type t" LANGUAGE "sql" IS 'it''s transformed';
CREATE FUNCTION "public"."a_user"("a" integer, "b" "T t"."Type t")
    RETURNS integer
    LANGUAGE "plpgsql" TRANSFORM FOR TYPE "T t"."Type t", FOR TYPE "text"
    AS 'BEGIN RETURN a; END';
CREATE FUNCTION "public"."sql_user"(integer)
    RETURNS integer
    LANGUAGE "sql" TRANSFORM FOR TYPE integer
    AS 'SELECT $1';
