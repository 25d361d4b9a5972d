-- #56
-- Privileges: grant options, other grantors, columns, nothing left, PUBLIC.
-- upgrade 12-16 to 17-18 because there was no MAINTAIN to grant --
-- setup --
CREATE TABLE t (a integer, "B ""b""" integer);
ALTER TABLE t OWNER TO alice;
GRANT ALL ON t TO bob WITH GRANT OPTION;
SET ROLE bob;
GRANT SELECT, INSERT ON t TO "träger" WITH GRANT OPTION;
GRANT SELECT (a), UPDATE ("B ""b""") ON t TO "Carol ""C""";
SET ROLE "träger";
GRANT SELECT ON t TO PUBLIC;
RESET ROLE;
REVOKE DELETE ON t FROM alice;
GRANT SELECT (ctid) ON t TO "Carol ""C""";
CREATE TABLE closed (a integer);
REVOKE ALL ON closed FROM postgres;
CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1';
REVOKE ALL ON FUNCTION f() FROM PUBLIC;
CREATE FUNCTION closed() RETURNS integer LANGUAGE sql AS 'SELECT 1';
REVOKE ALL ON FUNCTION closed() FROM PUBLIC, postgres;
CREATE TYPE e AS ENUM ();
REVOKE ALL ON TYPE e FROM PUBLIC;
GRANT USAGE ON TYPE e TO alice;
CREATE VIEW v AS SELECT 1 AS a;
GRANT SELECT (a) ON v TO bob;
CREATE SEQUENCE s;
GRANT ALL ON SEQUENCE s TO alice;
-- want 12-16 --
CREATE TYPE "public"."e" AS ENUM ();
CREATE FUNCTION "public"."closed"()
    RETURNS integer
    LANGUAGE "sql"
    AS 'SELECT 1';
CREATE FUNCTION "public"."f"()
    RETURNS integer
    LANGUAGE "sql"
    AS 'SELECT 1';
CREATE TABLE "public"."closed" (
    "a" integer
);
CREATE TABLE "public"."t" (
    "a" integer,
    "B ""b""" integer
);
ALTER TABLE "public"."t" OWNER TO "alice";
CREATE SEQUENCE "public"."s"
    AS bigint
    START WITH 1
    INCREMENT BY 1
    MINVALUE 1
    MAXVALUE 9223372036854775807
    CACHE 1;
CREATE VIEW "public"."v" AS
 SELECT 1 AS "a";
SELECT pg_catalog.setval('"public"."s"', 1, false);
REVOKE ALL ON TYPE "public"."e" FROM PUBLIC;
GRANT USAGE ON TYPE "public"."e" TO "alice";
REVOKE ALL ON FUNCTION "public"."closed"() FROM PUBLIC;
REVOKE ALL ON FUNCTION "public"."closed"() FROM "postgres";
REVOKE ALL ON FUNCTION "public"."f"() FROM PUBLIC;
REVOKE ALL ON TABLE "public"."closed" FROM "postgres";
REVOKE ALL ON TABLE "public"."t" FROM "alice";
GRANT INSERT, SELECT, UPDATE, TRUNCATE, REFERENCES, TRIGGER ON TABLE "public"."t" TO "alice";
GRANT INSERT, SELECT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE "public"."t" TO "bob" WITH GRANT OPTION;
SET ROLE "bob";
GRANT INSERT, SELECT ON TABLE "public"."t" TO "träger" WITH GRANT OPTION;
RESET ROLE;
SET ROLE "träger";
GRANT SELECT ON TABLE "public"."t" TO PUBLIC;
RESET ROLE;
GRANT SELECT ("ctid") ON TABLE "public"."t" TO "Carol ""C""";
SET ROLE "bob";
GRANT SELECT ("a") ON TABLE "public"."t" TO "Carol ""C""";
RESET ROLE;
SET ROLE "bob";
GRANT UPDATE ("B ""b""") ON TABLE "public"."t" TO "Carol ""C""";
RESET ROLE;
GRANT SELECT, UPDATE, USAGE ON SEQUENCE "public"."s" TO "alice";
GRANT SELECT ("a") ON TABLE "public"."v" TO "bob";
-- want 17-18 --
CREATE TYPE "public"."e" AS ENUM ();
CREATE FUNCTION "public"."closed"()
    RETURNS integer
    LANGUAGE "sql"
    AS 'SELECT 1';
CREATE FUNCTION "public"."f"()
    RETURNS integer
    LANGUAGE "sql"
    AS 'SELECT 1';
CREATE TABLE "public"."closed" (
    "a" integer
);
CREATE TABLE "public"."t" (
    "a" integer,
    "B ""b""" integer
);
ALTER TABLE "public"."t" OWNER TO "alice";
CREATE SEQUENCE "public"."s"
    AS bigint
    START WITH 1
    INCREMENT BY 1
    MINVALUE 1
    MAXVALUE 9223372036854775807
    CACHE 1;
CREATE VIEW "public"."v" AS
 SELECT 1 AS "a";
SELECT pg_catalog.setval('"public"."s"', 1, false);
REVOKE ALL ON TYPE "public"."e" FROM PUBLIC;
GRANT USAGE ON TYPE "public"."e" TO "alice";
REVOKE ALL ON FUNCTION "public"."closed"() FROM PUBLIC;
REVOKE ALL ON FUNCTION "public"."closed"() FROM "postgres";
REVOKE ALL ON FUNCTION "public"."f"() FROM PUBLIC;
REVOKE ALL ON TABLE "public"."closed" FROM "postgres";
REVOKE ALL ON TABLE "public"."t" FROM "alice";
GRANT INSERT, SELECT, UPDATE, TRUNCATE, REFERENCES, TRIGGER, MAINTAIN ON TABLE "public"."t" TO "alice";
GRANT INSERT, SELECT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER, MAINTAIN ON TABLE "public"."t" TO "bob" WITH GRANT OPTION;
SET ROLE "bob";
GRANT INSERT, SELECT ON TABLE "public"."t" TO "träger" WITH GRANT OPTION;
RESET ROLE;
SET ROLE "träger";
GRANT SELECT ON TABLE "public"."t" TO PUBLIC;
RESET ROLE;
GRANT SELECT ("ctid") ON TABLE "public"."t" TO "Carol ""C""";
SET ROLE "bob";
GRANT SELECT ("a") ON TABLE "public"."t" TO "Carol ""C""";
RESET ROLE;
SET ROLE "bob";
GRANT UPDATE ("B ""b""") ON TABLE "public"."t" TO "Carol ""C""";
RESET ROLE;
GRANT SELECT, UPDATE, USAGE ON SEQUENCE "public"."s" TO "alice";
GRANT SELECT ("a") ON TABLE "public"."v" TO "bob";
