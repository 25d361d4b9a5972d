-- #59
-- setup --
CREATE SCHEMA s;
CREATE TYPE s.mood AS ENUM ('fine', 'not');
CREATE TABLE s.t (a integer PRIMARY KEY, "B b" text, c bigint, d integer);
CREATE TABLE p (a integer, b integer, c text) PARTITION BY LIST (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
CREATE PUBLICATION columns FOR TABLE s.t (d, a, "B b");
CREATE PUBLICATION filter FOR TABLE s.t WHERE (a > 5 AND "B b" <> 'it''s' OR c = 7) WITH (publish = 'insert');
CREATE PUBLICATION "both" FOR TABLE p (c, a) WHERE (b IS NULL), s.t (a) WHERE (a = 1) WITH (publish = 'insert', publish_via_partition_root);
-- skip 12-14 because row filters and column lists came with 15 --
-- want --
CREATE SCHEMA "s";
CREATE TYPE "s"."mood" AS ENUM (
    'fine',
    'not');
CREATE TABLE "public"."p" (
    "a" integer,
    "b" integer,
    "c" "text"
)
PARTITION BY LIST ("a");
CREATE TABLE "public"."p1" (
    "a" integer,
    "b" integer,
    "c" "text"
);
CREATE TABLE "s"."t" (
    "a" integer NOT NULL,
    "B b" "text",
    "c" bigint,
    "d" integer
);
ALTER TABLE ONLY "public"."p" ATTACH PARTITION "public"."p1" FOR VALUES IN (1);
ALTER TABLE ONLY "s"."t" ADD CONSTRAINT "t_pkey" PRIMARY KEY ("a");
CREATE PUBLICATION "both" WITH (publish = 'insert', publish_via_partition_root = true);
CREATE PUBLICATION "columns" WITH (publish = 'insert, update, delete, truncate');
CREATE PUBLICATION "filter" WITH (publish = 'insert');
ALTER PUBLICATION "both" ADD TABLE ONLY "public"."p" ("a", "c") WHERE (("b" IS NULL));
ALTER PUBLICATION "both" ADD TABLE ONLY "s"."t" ("a") WHERE (("a" = 1));
ALTER PUBLICATION "columns" ADD TABLE ONLY "s"."t" ("a", "B b", "d");
ALTER PUBLICATION "filter" ADD TABLE ONLY "s"."t" WHERE (((("a" > 5) AND ("B b" <> 'it''s'::"text")) OR ("c" = 7)));
