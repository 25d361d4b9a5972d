-- Until 12 a language made without an extension comes with functions in
-- pg_catalog.
-- setup --
DROP EXTENSION plpgsql;
CREATE LANGUAGE plpgsql;
COMMENT ON LANGUAGE plpgsql IS 'from a template';
REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC;
CREATE FUNCTION f() RETURNS integer LANGUAGE plpgsql AS 'BEGIN RETURN 1; END';
-- skip 13-18 because it makes the extension --
-- want --
DROP EXTENSION IF EXISTS "plpgsql";
CREATE OR REPLACE PROCEDURAL LANGUAGE "plpgsql";
COMMENT ON PROCEDURAL LANGUAGE "plpgsql" IS 'from a template';
CREATE FUNCTION "public"."f"()
    RETURNS integer
    LANGUAGE "plpgsql"
    AS 'BEGIN RETURN 1; END';
REVOKE ALL ON LANGUAGE "plpgsql" FROM PUBLIC;
