-- #56
-- Languages with all their functions or few, trusted or not, with functions
-- of the user's, of the server and of an extension.
-- setup --
CREATE SCHEMA "L l";
CREATE FUNCTION "L l"."Handler h"() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE FUNCTION inline(internal) RETURNS void LANGUAGE c STRICT AS '$libdir/plpgsql', 'plpgsql_inline_handler';
CREATE FUNCTION validator(oid) RETURNS void LANGUAGE c STRICT AS '$libdir/plpgsql', 'plpgsql_validator';
CREATE LANGUAGE bare HANDLER "L l"."Handler h";
CREATE TRUSTED LANGUAGE "Full l" HANDLER "L l"."Handler h" INLINE inline VALIDATOR validator;
CREATE TRUSTED LANGUAGE server HANDLER plpgsql_call_handler VALIDATOR plpgsql_validator;
REVOKE USAGE ON LANGUAGE "Full l" FROM PUBLIC;
GRANT USAGE ON LANGUAGE "Full l" TO alice WITH GRANT OPTION;
REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC;
GRANT USAGE ON LANGUAGE plpgsql TO bob;
COMMENT ON LANGUAGE "Full l" IS 'it''s full';
ALTER LANGUAGE "Full l" OWNER TO alice;
ALTER LANGUAGE server OWNER TO "Carol ""C""";
CREATE FUNCTION a() RETURNS integer LANGUAGE "Full l" AS 'BEGIN RETURN 1; END';
CREATE PROCEDURE b() LANGUAGE bare AS 'BEGIN NULL; END';
DO LANGUAGE "Full l" 'BEGIN NULL; END';
-- oracle because it takes a language with functions of the server for one that CREATE EXTENSION makes --
-- want --
CREATE SCHEMA "L l";
CREATE TRUSTED PROCEDURAL LANGUAGE "server"
    HANDLER "pg_catalog"."plpgsql_call_handler"
    VALIDATOR "pg_catalog"."plpgsql_validator";
ALTER PROCEDURAL LANGUAGE "server" OWNER TO "Carol ""C""";
CREATE FUNCTION "L l"."Handler h"()
    RETURNS "language_handler"
    LANGUAGE "c"
    AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE PROCEDURAL LANGUAGE "bare"
    HANDLER "L l"."Handler h";
CREATE FUNCTION "public"."inline"("internal")
    RETURNS "void"
    LANGUAGE "c" STRICT
    AS '$libdir/plpgsql', 'plpgsql_inline_handler';
CREATE FUNCTION "public"."validator"("oid")
    RETURNS "void"
    LANGUAGE "c" STRICT
    AS '$libdir/plpgsql', 'plpgsql_validator';
CREATE TRUSTED PROCEDURAL LANGUAGE "Full l"
    HANDLER "L l"."Handler h"
    INLINE "public"."inline"
    VALIDATOR "public"."validator";
ALTER PROCEDURAL LANGUAGE "Full l" OWNER TO "alice";
COMMENT ON PROCEDURAL LANGUAGE "Full l" IS 'it''s full';
CREATE FUNCTION "public"."a"()
    RETURNS integer
    LANGUAGE "Full l"
    AS 'BEGIN RETURN 1; END';
CREATE PROCEDURE "public"."b"()
    LANGUAGE "bare"
    AS 'BEGIN NULL; END';
REVOKE ALL ON LANGUAGE "Full l" FROM PUBLIC;
REVOKE ALL ON LANGUAGE "Full l" FROM "alice";
GRANT USAGE ON LANGUAGE "Full l" TO "alice" WITH GRANT OPTION;
REVOKE ALL ON LANGUAGE "plpgsql" FROM PUBLIC;
GRANT USAGE ON LANGUAGE "plpgsql" TO "bob";
