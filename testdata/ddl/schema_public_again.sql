-- #66
-- The schema public, dropped and made again: no privileges for PUBLIC.
-- setup --
DROP SCHEMA public;
CREATE SCHEMA public;
COMMENT ON SCHEMA public IS 'mine';
-- want --
COMMENT ON SCHEMA "public" IS 'mine';
REVOKE ALL ON SCHEMA "public" FROM PUBLIC;
REVOKE ALL ON SCHEMA "public" FROM "postgres";
GRANT USAGE, CREATE ON SCHEMA "public" TO "postgres";
