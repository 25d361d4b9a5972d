-- #66
-- The schema public, changed: owner, privileges, comment.
-- setup --
ALTER SCHEMA public OWNER TO alice;
GRANT CREATE ON SCHEMA public TO bob WITH GRANT OPTION;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
COMMENT ON SCHEMA public IS NULL;
-- want --
COMMENT ON SCHEMA "public" IS NULL;
ALTER SCHEMA "public" OWNER TO "alice";
REVOKE ALL ON SCHEMA "public" FROM PUBLIC;
REVOKE ALL ON SCHEMA "public" FROM "alice";
GRANT USAGE, CREATE ON SCHEMA "public" TO "alice";
GRANT CREATE ON SCHEMA "public" TO "bob" WITH GRANT OPTION;
