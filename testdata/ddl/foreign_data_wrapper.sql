-- setup --
CREATE SCHEMA "Odd schema";
CREATE EXTENSION file_fdw SCHEMA "Odd schema";
CREATE FOREIGN DATA WRAPPER bare;
CREATE FOREIGN DATA WRAPPER "Odd ""one""" HANDLER "Odd schema".file_fdw_handler VALIDATOR "Odd schema".file_fdw_validator;
CREATE FOREIGN DATA WRAPPER options OPTIONS (z 'last=first', "Mixed Case" 'it''s "\ quoted', a '', "new
line" 'tab	and
new line');
CREATE FOREIGN DATA WRAPPER builtin VALIDATOR postgresql_fdw_validator;
COMMENT ON FOREIGN DATA WRAPPER options IS 'a wrapper''s comment';
GRANT USAGE ON FOREIGN DATA WRAPPER bare TO alice WITH GRANT OPTION;
SET ROLE alice;
GRANT USAGE ON FOREIGN DATA WRAPPER bare TO bob;
RESET ROLE;
REVOKE ALL ON FOREIGN DATA WRAPPER options FROM CURRENT_USER;
GRANT USAGE ON FOREIGN DATA WRAPPER options TO PUBLIC;
GRANT USAGE ON FOREIGN DATA WRAPPER file_fdw TO "Carol ""C""";
-- want --
CREATE SCHEMA "Odd schema";
CREATE EXTENSION "file_fdw" SCHEMA "Odd schema" VERSION '1.0';
CREATE FOREIGN DATA WRAPPER "Odd ""one""" HANDLER "Odd schema"."file_fdw_handler" VALIDATOR "Odd schema"."file_fdw_validator";
CREATE FOREIGN DATA WRAPPER "bare";
CREATE FOREIGN DATA WRAPPER "builtin" VALIDATOR "pg_catalog"."postgresql_fdw_validator";
CREATE FOREIGN DATA WRAPPER "options" OPTIONS ("z" 'last=first', "Mixed Case" 'it''s "\ quoted', "a" '', "new
line" 'tab	and
new line');
COMMENT ON FOREIGN DATA WRAPPER "options" IS 'a wrapper''s comment';
GRANT USAGE ON FOREIGN DATA WRAPPER "bare" TO "alice" WITH GRANT OPTION;
SET ROLE "alice";
GRANT USAGE ON FOREIGN DATA WRAPPER "bare" TO "bob";
RESET ROLE;
GRANT USAGE ON FOREIGN DATA WRAPPER "file_fdw" TO "Carol ""C""";
REVOKE ALL ON FOREIGN DATA WRAPPER "options" FROM "postgres";
GRANT USAGE ON FOREIGN DATA WRAPPER "options" TO PUBLIC;
