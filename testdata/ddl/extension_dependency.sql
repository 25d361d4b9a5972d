-- #38
-- DEPENDS ON EXTENSION of all kinds that have it (functions and procedures:
-- function_extension).
-- upgrade 12-17 to 18 because NOT NULL constraints had no names of their own --
-- upgrade because other servers have other versions of the extensions --
-- setup --
CREATE EXTENSION citext;
CREATE EXTENSION pgcrypto;
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TABLE t (a int, b int, c text, CONSTRAINT "the key" PRIMARY KEY (a), CONSTRAINT other UNIQUE (b));
CREATE INDEX "an index" ON t (c);
CREATE TRIGGER "a trigger" BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
CREATE MATERIALIZED VIEW "a view" AS SELECT a FROM t;
CREATE INDEX of_view ON "a view" (a);
CREATE TABLE p (a int) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (1);
CREATE INDEX of_all ON p (a);
CREATE TRIGGER of_all AFTER INSERT ON p FOR EACH ROW EXECUTE FUNCTION f();
CREATE PROCEDURE proc(x int) LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION func(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
ALTER INDEX "the key" DEPENDS ON EXTENSION pgcrypto;
ALTER INDEX "an index" DEPENDS ON EXTENSION pgcrypto;
ALTER INDEX "an index" DEPENDS ON EXTENSION citext;
ALTER INDEX of_view DEPENDS ON EXTENSION citext;
ALTER INDEX of_all DEPENDS ON EXTENSION citext;
ALTER INDEX p1_a_idx DEPENDS ON EXTENSION citext;
ALTER TRIGGER "a trigger" ON t DEPENDS ON EXTENSION citext;
ALTER TRIGGER of_all ON p DEPENDS ON EXTENSION citext;
ALTER MATERIALIZED VIEW "a view" DEPENDS ON EXTENSION citext;
ALTER PROCEDURE proc DEPENDS ON EXTENSION citext;
ALTER ROUTINE func DEPENDS ON EXTENSION pgcrypto;
-- want 12-13 --
CREATE EXTENSION "citext" SCHEMA "public" VERSION '1.6';
CREATE EXTENSION "pgcrypto" SCHEMA "public" VERSION '1.3';
CREATE FUNCTION "public"."f"()
    RETURNS "trigger"
    LANGUAGE "plpgsql"
    AS 'BEGIN RETURN NEW; END';
CREATE FUNCTION "public"."func"(integer)
    RETURNS integer
    LANGUAGE "sql"
    AS 'SELECT 1';
ALTER FUNCTION "public"."func"(integer) DEPENDS ON EXTENSION "pgcrypto";
CREATE PROCEDURE "public"."proc"("x" integer)
    LANGUAGE "sql"
    AS 'SELECT 1';
ALTER PROCEDURE "public"."proc"("x" integer) DEPENDS ON EXTENSION "citext";
CREATE TABLE "public"."p" (
    "a" integer
)
PARTITION BY RANGE ("a");
CREATE TABLE "public"."p1" (
    "a" integer
);
CREATE TABLE "public"."t" (
    "a" integer NOT NULL,
    "b" integer,
    "c" "text"
);
CREATE MATERIALIZED VIEW "public"."a view" AS
 SELECT "t"."a"
   FROM "public"."t"
  WITH NO DATA;
ALTER MATERIALIZED VIEW "public"."a view" DEPENDS ON EXTENSION "citext";
ALTER TABLE ONLY "public"."p" ATTACH PARTITION "public"."p1" FOR VALUES FROM (0) TO (1);
ALTER TABLE ONLY "public"."t" ADD CONSTRAINT "other" UNIQUE ("b");
ALTER TABLE ONLY "public"."t" ADD CONSTRAINT "the key" PRIMARY KEY ("a");
CREATE INDEX "an index" ON "public"."t" USING "btree" ("c");
ALTER INDEX "public"."an index" DEPENDS ON EXTENSION "pgcrypto";
ALTER INDEX "public"."an index" DEPENDS ON EXTENSION "citext";
CREATE INDEX "of_all" ON ONLY "public"."p" USING "btree" ("a");
ALTER INDEX "public"."of_all" DEPENDS ON EXTENSION "citext";
CREATE INDEX "of_view" ON "public"."a view" USING "btree" ("a");
ALTER INDEX "public"."of_view" DEPENDS ON EXTENSION "citext";
CREATE INDEX "p1_a_idx" ON "public"."p1" USING "btree" ("a");
ALTER INDEX "public"."p1_a_idx" DEPENDS ON EXTENSION "citext";
ALTER INDEX "public"."the key" DEPENDS ON EXTENSION "pgcrypto";
ALTER INDEX "public"."of_all" ATTACH PARTITION "public"."p1_a_idx";
CREATE TRIGGER "a trigger" BEFORE INSERT ON "public"."t" FOR EACH ROW EXECUTE FUNCTION "public"."f"();
ALTER TRIGGER "a trigger" ON "public"."t" DEPENDS ON EXTENSION "citext";
CREATE TRIGGER "of_all" AFTER INSERT ON "public"."p" FOR EACH ROW EXECUTE FUNCTION "public"."f"();
ALTER TRIGGER "of_all" ON "public"."p" DEPENDS ON EXTENSION "citext";
REFRESH MATERIALIZED VIEW "public"."a view";
-- want 14-15 --
CREATE EXTENSION "citext" SCHEMA "public" VERSION '1.6';
CREATE EXTENSION "pgcrypto" SCHEMA "public" VERSION '1.3';
CREATE FUNCTION "public"."f"()
    RETURNS "trigger"
    LANGUAGE "plpgsql"
    AS 'BEGIN RETURN NEW; END';
CREATE FUNCTION "public"."func"(integer)
    RETURNS integer
    LANGUAGE "sql"
    AS 'SELECT 1';
ALTER FUNCTION "public"."func"(integer) DEPENDS ON EXTENSION "pgcrypto";
CREATE PROCEDURE "public"."proc"(IN "x" integer)
    LANGUAGE "sql"
    AS 'SELECT 1';
ALTER PROCEDURE "public"."proc"(IN "x" integer) DEPENDS ON EXTENSION "citext";
CREATE TABLE "public"."p" (
    "a" integer
)
PARTITION BY RANGE ("a");
CREATE TABLE "public"."p1" (
    "a" integer
);
CREATE TABLE "public"."t" (
    "a" integer NOT NULL,
    "b" integer,
    "c" "text"
);
CREATE MATERIALIZED VIEW "public"."a view" AS
 SELECT "t"."a"
   FROM "public"."t"
  WITH NO DATA;
ALTER MATERIALIZED VIEW "public"."a view" DEPENDS ON EXTENSION "citext";
ALTER TABLE ONLY "public"."p" ATTACH PARTITION "public"."p1" FOR VALUES FROM (0) TO (1);
ALTER TABLE ONLY "public"."t" ADD CONSTRAINT "other" UNIQUE ("b");
ALTER TABLE ONLY "public"."t" ADD CONSTRAINT "the key" PRIMARY KEY ("a");
CREATE INDEX "an index" ON "public"."t" USING "btree" ("c");
ALTER INDEX "public"."an index" DEPENDS ON EXTENSION "pgcrypto";
ALTER INDEX "public"."an index" DEPENDS ON EXTENSION "citext";
CREATE INDEX "of_all" ON ONLY "public"."p" USING "btree" ("a");
ALTER INDEX "public"."of_all" DEPENDS ON EXTENSION "citext";
CREATE INDEX "of_view" ON "public"."a view" USING "btree" ("a");
ALTER INDEX "public"."of_view" DEPENDS ON EXTENSION "citext";
CREATE INDEX "p1_a_idx" ON "public"."p1" USING "btree" ("a");
ALTER INDEX "public"."p1_a_idx" DEPENDS ON EXTENSION "citext";
ALTER INDEX "public"."the key" DEPENDS ON EXTENSION "pgcrypto";
ALTER INDEX "public"."of_all" ATTACH PARTITION "public"."p1_a_idx";
CREATE TRIGGER "a trigger" BEFORE INSERT ON "public"."t" FOR EACH ROW EXECUTE FUNCTION "public"."f"();
ALTER TRIGGER "a trigger" ON "public"."t" DEPENDS ON EXTENSION "citext";
CREATE TRIGGER "of_all" AFTER INSERT ON "public"."p" FOR EACH ROW EXECUTE FUNCTION "public"."f"();
ALTER TRIGGER "of_all" ON "public"."p" DEPENDS ON EXTENSION "citext";
REFRESH MATERIALIZED VIEW "public"."a view";
-- want 16-17 --
CREATE EXTENSION "citext" SCHEMA "public" VERSION '1.6';
CREATE EXTENSION "pgcrypto" SCHEMA "public" VERSION '1.3';
CREATE FUNCTION "public"."f"()
    RETURNS "trigger"
    LANGUAGE "plpgsql"
    AS 'BEGIN RETURN NEW; END';
CREATE FUNCTION "public"."func"(integer)
    RETURNS integer
    LANGUAGE "sql"
    AS 'SELECT 1';
ALTER FUNCTION "public"."func"(integer) DEPENDS ON EXTENSION "pgcrypto";
CREATE PROCEDURE "public"."proc"(IN "x" integer)
    LANGUAGE "sql"
    AS 'SELECT 1';
ALTER PROCEDURE "public"."proc"(IN "x" integer) DEPENDS ON EXTENSION "citext";
CREATE TABLE "public"."p" (
    "a" integer
)
PARTITION BY RANGE ("a");
CREATE TABLE "public"."p1" (
    "a" integer
);
CREATE TABLE "public"."t" (
    "a" integer NOT NULL,
    "b" integer,
    "c" "text"
);
CREATE MATERIALIZED VIEW "public"."a view" AS
 SELECT "a"
   FROM "public"."t"
  WITH NO DATA;
ALTER MATERIALIZED VIEW "public"."a view" DEPENDS ON EXTENSION "citext";
ALTER TABLE ONLY "public"."p" ATTACH PARTITION "public"."p1" FOR VALUES FROM (0) TO (1);
ALTER TABLE ONLY "public"."t" ADD CONSTRAINT "other" UNIQUE ("b");
ALTER TABLE ONLY "public"."t" ADD CONSTRAINT "the key" PRIMARY KEY ("a");
CREATE INDEX "an index" ON "public"."t" USING "btree" ("c");
ALTER INDEX "public"."an index" DEPENDS ON EXTENSION "pgcrypto";
ALTER INDEX "public"."an index" DEPENDS ON EXTENSION "citext";
CREATE INDEX "of_all" ON ONLY "public"."p" USING "btree" ("a");
ALTER INDEX "public"."of_all" DEPENDS ON EXTENSION "citext";
CREATE INDEX "of_view" ON "public"."a view" USING "btree" ("a");
ALTER INDEX "public"."of_view" DEPENDS ON EXTENSION "citext";
CREATE INDEX "p1_a_idx" ON "public"."p1" USING "btree" ("a");
ALTER INDEX "public"."p1_a_idx" DEPENDS ON EXTENSION "citext";
ALTER INDEX "public"."the key" DEPENDS ON EXTENSION "pgcrypto";
ALTER INDEX "public"."of_all" ATTACH PARTITION "public"."p1_a_idx";
CREATE TRIGGER "a trigger" BEFORE INSERT ON "public"."t" FOR EACH ROW EXECUTE FUNCTION "public"."f"();
ALTER TRIGGER "a trigger" ON "public"."t" DEPENDS ON EXTENSION "citext";
CREATE TRIGGER "of_all" AFTER INSERT ON "public"."p" FOR EACH ROW EXECUTE FUNCTION "public"."f"();
ALTER TRIGGER "of_all" ON "public"."p" DEPENDS ON EXTENSION "citext";
REFRESH MATERIALIZED VIEW "public"."a view";
-- want 18 --
CREATE EXTENSION "citext" SCHEMA "public" VERSION '1.8';
CREATE EXTENSION "pgcrypto" SCHEMA "public" VERSION '1.4';
CREATE FUNCTION "public"."f"()
    RETURNS "trigger"
    LANGUAGE "plpgsql"
    AS 'BEGIN RETURN NEW; END';
CREATE FUNCTION "public"."func"(integer)
    RETURNS integer
    LANGUAGE "sql"
    AS 'SELECT 1';
ALTER FUNCTION "public"."func"(integer) DEPENDS ON EXTENSION "pgcrypto";
CREATE PROCEDURE "public"."proc"(IN "x" integer)
    LANGUAGE "sql"
    AS 'SELECT 1';
ALTER PROCEDURE "public"."proc"(IN "x" integer) DEPENDS ON EXTENSION "citext";
CREATE TABLE "public"."p" (
    "a" integer
)
PARTITION BY RANGE ("a");
CREATE TABLE "public"."p1" (
    "a" integer
);
CREATE TABLE "public"."t" (
    "a" integer NOT NULL,
    "b" integer,
    "c" "text"
);
CREATE MATERIALIZED VIEW "public"."a view" AS
 SELECT "a"
   FROM "public"."t"
  WITH NO DATA;
ALTER MATERIALIZED VIEW "public"."a view" DEPENDS ON EXTENSION "citext";
ALTER TABLE ONLY "public"."p" ATTACH PARTITION "public"."p1" FOR VALUES FROM (0) TO (1);
ALTER TABLE ONLY "public"."t" ADD CONSTRAINT "other" UNIQUE ("b");
ALTER TABLE ONLY "public"."t" ADD CONSTRAINT "the key" PRIMARY KEY ("a");
CREATE INDEX "an index" ON "public"."t" USING "btree" ("c");
ALTER INDEX "public"."an index" DEPENDS ON EXTENSION "pgcrypto";
ALTER INDEX "public"."an index" DEPENDS ON EXTENSION "citext";
CREATE INDEX "of_all" ON ONLY "public"."p" USING "btree" ("a");
ALTER INDEX "public"."of_all" DEPENDS ON EXTENSION "citext";
CREATE INDEX "of_view" ON "public"."a view" USING "btree" ("a");
ALTER INDEX "public"."of_view" DEPENDS ON EXTENSION "citext";
CREATE INDEX "p1_a_idx" ON "public"."p1" USING "btree" ("a");
ALTER INDEX "public"."p1_a_idx" DEPENDS ON EXTENSION "citext";
ALTER INDEX "public"."the key" DEPENDS ON EXTENSION "pgcrypto";
ALTER INDEX "public"."of_all" ATTACH PARTITION "public"."p1_a_idx";
CREATE TRIGGER "a trigger" BEFORE INSERT ON "public"."t" FOR EACH ROW EXECUTE FUNCTION "public"."f"();
ALTER TRIGGER "a trigger" ON "public"."t" DEPENDS ON EXTENSION "citext";
CREATE TRIGGER "of_all" AFTER INSERT ON "public"."p" FOR EACH ROW EXECUTE FUNCTION "public"."f"();
ALTER TRIGGER "of_all" ON "public"."p" DEPENDS ON EXTENSION "citext";
REFRESH MATERIALIZED VIEW "public"."a view";
