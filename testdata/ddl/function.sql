-- #54, #55
-- Functions: every clause.
-- setup --
CREATE SCHEMA "S s";
CREATE TYPE mood AS ENUM ('one');
CREATE TABLE t (id int, x text);
CREATE FUNCTION defaults(a int, b text DEFAULT 'x''y', VARIADIC c numeric[] DEFAULT '{1,2}') RETURNS SETOF t
  LANGUAGE sql STABLE ROWS 10 COST 5 AS $$ select * from t $$;
CREATE FUNCTION expressions(a int DEFAULT (1 + 2), b mood DEFAULT 'one', c timestamptz DEFAULT now(), d t DEFAULT NULL)
  RETURNS int LANGUAGE sql AS 'select 1';
CREATE FUNCTION modes(IN a int, OUT b int, INOUT c text) LANGUAGE plpgsql SECURITY DEFINER LEAKPROOF PARALLEL SAFE
  AS $$begin b := 1; end$$;
CREATE FUNCTION columns() RETURNS TABLE (x int, "Y y" text) LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL RESTRICTED
  AS E'begin return; -- $$ $_$ ''\\n''\n\r\tend';
CREATE FUNCTION trigger_function() RETURNS trigger LANGUAGE plpgsql AS 'begin return null; end';
CREATE FUNCTION event_function() RETURNS event_trigger LANGUAGE plpgsql AS 'begin end';
CREATE FUNCTION windowed(int) RETURNS bigint LANGUAGE internal WINDOW AS 'window_row_number';
CREATE FUNCTION polymorphic(anyelement, anyarray, VARIADIC "any") RETURNS anyelement LANGUAGE internal COST 0.5 AS 'int4um';
CREATE FUNCTION support(internal) RETURNS internal LANGUAGE internal STRICT AS 'generate_series_int4_support';
CREATE FUNCTION a_supported(int, int) RETURNS SETOF int LANGUAGE internal IMMUTABLE STRICT SUPPORT support ROWS 0.5
  AS 'generate_series_int4';
CREATE FUNCTION rows_1000() RETURNS SETOF int LANGUAGE sql ROWS 1000 COST 1e10 AS 'select 1';
CREATE FUNCTION cost_1() RETURNS int LANGUAGE internal COST 1 AS 'pg_backend_pid';
CREATE FUNCTION cost_100() RETURNS int LANGUAGE internal COST 100 AS 'pg_backend_pid';
CREATE FUNCTION sql_cost_1() RETURNS int LANGUAGE sql COST 1 AS 'select 1';
CREATE FUNCTION "S s"."F ""x"("select" int, "User" text DEFAULT 'ä') RETURNS record LANGUAGE sql AS $$ select 1,2 $$;
CREATE FUNCTION library() RETURNS int LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE FUNCTION nothing() RETURNS void LANGUAGE sql AS '';
CREATE FUNCTION over(int) RETURNS int LANGUAGE sql AS 'select 1';
CREATE FUNCTION over(text) RETURNS int LANGUAGE sql AS 'select 2';
CREATE FUNCTION over(int, "char", char, bpchar, varchar(3), bit varying) RETURNS char LANGUAGE sql AS $$select 'x'::char$$;
CREATE FUNCTION returns_row(t, t[]) RETURNS t LANGUAGE sql AS 'select $1';
COMMENT ON FUNCTION over(text) IS 'the second';
COMMENT ON FUNCTION modes IS 'modes';
ALTER FUNCTION modes OWNER TO alice;
ALTER FUNCTION defaults OWNER TO "Carol ""C""";
REVOKE EXECUTE ON FUNCTION modes FROM PUBLIC;
GRANT EXECUTE ON FUNCTION modes TO bob WITH GRANT OPTION;
SET ROLE bob;
GRANT EXECUTE ON FUNCTION modes TO "träger";
RESET ROLE;
REVOKE ALL ON FUNCTION over(text) FROM PUBLIC, postgres;
-- want --
CREATE SCHEMA "S s";
CREATE TYPE "public"."mood" AS ENUM (
    'one');
CREATE FUNCTION "S s"."F ""x"("select" integer, "User" "text" DEFAULT 'ä'::"text")
    RETURNS "record"
    LANGUAGE "sql"
    AS ' select 1,2 ';
CREATE FUNCTION "public"."columns"()
    RETURNS TABLE("x" integer, "Y y" "text")
    LANGUAGE "plpgsql" IMMUTABLE STRICT PARALLEL RESTRICTED
    AS 'begin return; -- $$ $_$ ''\n''
	end';
CREATE FUNCTION "public"."cost_1"()
    RETURNS integer
    LANGUAGE "internal"
    AS 'pg_backend_pid';
CREATE FUNCTION "public"."cost_100"()
    RETURNS integer
    LANGUAGE "internal" COST 100
    AS 'pg_backend_pid';
CREATE FUNCTION "public"."event_function"()
    RETURNS "event_trigger"
    LANGUAGE "plpgsql"
    AS 'begin end';
CREATE FUNCTION "public"."library"()
    RETURNS integer
    LANGUAGE "c"
    AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE FUNCTION "public"."modes"("a" integer, OUT "b" integer, INOUT "c" "text")
    RETURNS "record"
    LANGUAGE "plpgsql" SECURITY DEFINER LEAKPROOF PARALLEL SAFE
    AS 'begin b := 1; end';
ALTER FUNCTION "public"."modes"("a" integer, OUT "b" integer, INOUT "c" "text") OWNER TO "alice";
COMMENT ON FUNCTION "public"."modes"("a" integer, OUT "b" integer, INOUT "c" "text") IS 'modes';
CREATE FUNCTION "public"."nothing"()
    RETURNS "void"
    LANGUAGE "sql"
    AS '';
CREATE FUNCTION "public"."over"("text")
    RETURNS integer
    LANGUAGE "sql"
    AS 'select 2';
COMMENT ON FUNCTION "public"."over"("text") IS 'the second';
CREATE FUNCTION "public"."over"(integer)
    RETURNS integer
    LANGUAGE "sql"
    AS 'select 1';
CREATE FUNCTION "public"."over"(integer, "char", character, character, character varying, bit varying)
    RETURNS character
    LANGUAGE "sql"
    AS 'select ''x''::char';
CREATE FUNCTION "public"."polymorphic"("anyelement", "anyarray", VARIADIC "any")
    RETURNS "anyelement"
    LANGUAGE "internal" COST 0.5
    AS 'int4um';
CREATE FUNCTION "public"."rows_1000"()
    RETURNS SETOF integer
    LANGUAGE "sql" COST 1e+10
    AS 'select 1';
CREATE FUNCTION "public"."sql_cost_1"()
    RETURNS integer
    LANGUAGE "sql" COST 1
    AS 'select 1';
CREATE FUNCTION "public"."support"("internal")
    RETURNS "internal"
    LANGUAGE "internal" STRICT
    AS 'generate_series_int4_support';
CREATE FUNCTION "public"."a_supported"(integer, integer)
    RETURNS SETOF integer
    LANGUAGE "internal" IMMUTABLE STRICT ROWS 0.5 SUPPORT "public"."support"
    AS 'generate_series_int4';
CREATE FUNCTION "public"."trigger_function"()
    RETURNS "trigger"
    LANGUAGE "plpgsql"
    AS 'begin return null; end';
CREATE FUNCTION "public"."windowed"(integer)
    RETURNS bigint
    LANGUAGE "internal" WINDOW
    AS 'window_row_number';
CREATE TABLE "public"."t" (
    "id" integer,
    "x" "text"
);
CREATE FUNCTION "public"."defaults"("a" integer, "b" "text" DEFAULT 'x''y'::"text", VARIADIC "c" numeric[] DEFAULT '{1,2}'::numeric[])
    RETURNS SETOF "public"."t"
    LANGUAGE "sql" STABLE COST 5 ROWS 10
    AS ' select * from t ';
ALTER FUNCTION "public"."defaults"("a" integer, "b" "text", VARIADIC "c" numeric[]) OWNER TO "Carol ""C""";
CREATE FUNCTION "public"."expressions"("a" integer DEFAULT (1 + 2), "b" "public"."mood" DEFAULT 'one'::"public"."mood", "c" timestamp with time zone DEFAULT "now"(), "d" "public"."t" DEFAULT NULL::"public"."t")
    RETURNS integer
    LANGUAGE "sql"
    AS 'select 1';
CREATE FUNCTION "public"."returns_row"("public"."t", "public"."t"[])
    RETURNS "public"."t"
    LANGUAGE "sql"
    AS 'select $1';
REVOKE ALL ON FUNCTION "public"."modes"("a" integer, OUT "b" integer, INOUT "c" "text") FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."modes"("a" integer, OUT "b" integer, INOUT "c" "text") TO "bob" WITH GRANT OPTION;
SET ROLE "bob";
GRANT EXECUTE ON FUNCTION "public"."modes"("a" integer, OUT "b" integer, INOUT "c" "text") TO "träger";
RESET ROLE;
REVOKE ALL ON FUNCTION "public"."over"("text") FROM PUBLIC;
REVOKE ALL ON FUNCTION "public"."over"("text") FROM "postgres";
