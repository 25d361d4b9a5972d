-- #4
-- Types that were never finished.
-- setup --
CREATE TYPE lonely;
CREATE TYPE "Lonely too";
COMMENT ON TYPE lonely IS 'unfinished';
ALTER TYPE lonely OWNER TO alice;
CREATE FUNCTION lonely_in(cstring) RETURNS lonely LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
-- want --
CREATE TYPE "public"."Lonely too";
CREATE TYPE "public"."lonely";
ALTER TYPE "public"."lonely" OWNER TO "alice";
COMMENT ON TYPE "public"."lonely" IS 'unfinished';
CREATE FUNCTION "public"."lonely_in"("cstring")
    RETURNS "public"."lonely"
    LANGUAGE "internal" IMMUTABLE STRICT
    AS 'int4in';
