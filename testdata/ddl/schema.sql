-- #39, #66
-- Schemas: odd names, owners, comments, privileges and who granted them.
-- setup --
CREATE SCHEMA plain;
CREATE SCHEMA "odd ""name"" ; --";
COMMENT ON SCHEMA "odd ""name"" ; --" IS 'it''s
two lines \ and a backslash';
CREATE SCHEMA of_alice AUTHORIZATION alice;
GRANT USAGE ON SCHEMA of_alice TO PUBLIC;
GRANT USAGE, CREATE ON SCHEMA of_alice TO bob WITH GRANT OPTION;
SET ROLE bob;
GRANT USAGE ON SCHEMA of_alice TO "Carol ""C""";
RESET ROLE;
GRANT CREATE ON SCHEMA of_alice TO "träger";
CREATE SCHEMA nobody;
REVOKE ALL ON SCHEMA nobody FROM postgres;
CREATE SCHEMA late_owner;
GRANT USAGE ON SCHEMA late_owner TO bob;
REVOKE CREATE ON SCHEMA late_owner FROM postgres;
GRANT CREATE ON SCHEMA late_owner TO postgres;
-- want --
CREATE SCHEMA "late_owner";
CREATE SCHEMA "nobody";
CREATE SCHEMA "odd ""name"" ; --";
COMMENT ON SCHEMA "odd ""name"" ; --" IS 'it''s
two lines \ and a backslash';
CREATE SCHEMA "of_alice";
ALTER SCHEMA "of_alice" OWNER TO "alice";
CREATE SCHEMA "plain";
GRANT USAGE ON SCHEMA "late_owner" TO "bob";
REVOKE ALL ON SCHEMA "nobody" FROM "postgres";
GRANT USAGE ON SCHEMA "of_alice" TO PUBLIC;
GRANT USAGE, CREATE ON SCHEMA "of_alice" TO "bob" WITH GRANT OPTION;
SET ROLE "bob";
GRANT USAGE ON SCHEMA "of_alice" TO "Carol ""C""";
RESET ROLE;
GRANT CREATE ON SCHEMA "of_alice" TO "träger";
