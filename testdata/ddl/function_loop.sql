-- #3
-- Bodies and defaults that call each other, as CREATE OR REPLACE makes them.
-- skip 12-13 because functions have no parsed bodies --
-- setup --
CREATE FUNCTION own(i int) RETURNS int LANGUAGE sql AS 'select 1';
CREATE OR REPLACE FUNCTION own(i int) RETURNS int LANGUAGE sql
  BEGIN ATOMIC SELECT CASE WHEN i > 0 THEN own(i - 1) ELSE 0 END; END;
CREATE FUNCTION ping(i int) RETURNS int LANGUAGE sql AS 'select 1';
CREATE FUNCTION pong(i int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT ping(i - 1); END;
CREATE OR REPLACE FUNCTION ping(i int) RETURNS int LANGUAGE sql RETURN CASE WHEN i > 0 THEN pong(i - 1) ELSE 0 END;
COMMENT ON FUNCTION ping IS 'first';
GRANT EXECUTE ON FUNCTION pong TO alice;
CREATE TABLE t (a int);
CREATE FUNCTION reads() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM t; END;
ALTER TABLE t ALTER a SET DEFAULT reads();
CREATE VIEW v AS SELECT 1::bigint AS a;
CREATE FUNCTION looks() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT a FROM v; END;
CREATE OR REPLACE VIEW v AS SELECT looks() AS a;
-- want --
CREATE FUNCTION "public"."looks"()
    RETURNS bigint
    LANGUAGE "sql"
    AS 'this function gets its body later';
CREATE FUNCTION "public"."own"("i" integer)
    RETURNS integer
    LANGUAGE "sql"
    AS 'this function gets its body later';
CREATE OR REPLACE FUNCTION "public"."own"("i" integer)
    RETURNS integer
    LANGUAGE "sql"
    BEGIN ATOMIC
 SELECT
         CASE
             WHEN ("i" > 0) THEN "public"."own"(("i" - 1))
             ELSE 0
         END AS "case";
END;
CREATE FUNCTION "public"."ping"("i" integer)
    RETURNS integer
    LANGUAGE "sql"
    AS 'this function gets its body later';
COMMENT ON FUNCTION "public"."ping"("i" integer) IS 'first';
CREATE FUNCTION "public"."pong"("i" integer)
    RETURNS integer
    LANGUAGE "sql"
    BEGIN ATOMIC
 SELECT "public"."ping"(("i" - 1)) AS "ping";
END;
CREATE TABLE "public"."t" (
    "a" integer
);
CREATE FUNCTION "public"."reads"()
    RETURNS bigint
    LANGUAGE "sql"
    BEGIN ATOMIC
 SELECT "count"(*) AS "count"
    FROM "public"."t";
END;
CREATE VIEW "public"."v" AS
 SELECT "public"."looks"() AS "a";
CREATE OR REPLACE FUNCTION "public"."looks"()
    RETURNS bigint
    LANGUAGE "sql"
    BEGIN ATOMIC
 SELECT "v"."a"
    FROM "public"."v";
END;
CREATE OR REPLACE FUNCTION "public"."ping"("i" integer)
    RETURNS integer
    LANGUAGE "sql"
    RETURN CASE WHEN ("i" > 0) THEN "public"."pong"(("i" - 1)) ELSE 0 END;
ALTER TABLE ONLY "public"."t" ALTER COLUMN "a" SET DEFAULT "public"."reads"();
GRANT EXECUTE ON FUNCTION "public"."pong"("i" integer) TO "alice";
