-- Types that were never finished.
-- setup --
CREATE TYPE lonely;
CREATE TYPE "Lonely too";
COMMENT ON TYPE lonely IS 'unfinished';
ALTER TYPE lonely OWNER TO alice;
CREATE FUNCTION lonely_in(cstring) RETURNS lonely LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
