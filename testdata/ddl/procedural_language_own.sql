-- A language plpgsql of the user's in place of the extension's.
-- setup --
DROP EXTENSION plpgsql;
CREATE FUNCTION own_handler() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE TRUSTED LANGUAGE plpgsql HANDLER own_handler;
ALTER LANGUAGE plpgsql OWNER TO alice;
CREATE FUNCTION f() RETURNS integer LANGUAGE plpgsql AS 'BEGIN RETURN 1; END';
-- oracle because it makes the language beside the extension that a new database has --
-- skip 12 because it takes the functions from a template --
-- want --
CREATE FUNCTION "public"."own_handler"()
    RETURNS "language_handler"
    LANGUAGE "c"
    AS '$libdir/plpgsql', 'plpgsql_call_handler';
DROP EXTENSION IF EXISTS "plpgsql";
CREATE TRUSTED PROCEDURAL LANGUAGE "plpgsql"
    HANDLER "public"."own_handler";
ALTER PROCEDURAL LANGUAGE "plpgsql" OWNER TO "alice";
CREATE FUNCTION "public"."f"()
    RETURNS integer
    LANGUAGE "plpgsql"
    AS 'BEGIN RETURN 1; END';
