-- #12, #33
-- Generated columns and what inheritance does with them.
-- setup --
CREATE TABLE g (a integer, b integer GENERATED ALWAYS AS (a * 2) STORED, c text COLLATE "C" GENERATED ALWAYS AS ('x' || a) STORED NOT NULL);
CREATE TABLE g_same () INHERITS (g);
CREATE TABLE only_generated (a integer GENERATED ALWAYS AS (1) STORED);
CREATE TABLE part (a integer, b integer GENERATED ALWAYS AS (a + 1) STORED) PARTITION BY RANGE (a);
CREATE TABLE part1 PARTITION OF part FOR VALUES FROM (1) TO (9);
-- want --
CREATE TABLE "public"."g" (
    "a" integer,
    "b" integer GENERATED ALWAYS AS (("a" * 2)) STORED,
    "c" "text" COLLATE "pg_catalog"."C" GENERATED ALWAYS AS (('x'::"text" || "a")) STORED NOT NULL
);
CREATE TABLE "public"."g_same" ()
INHERITS ("public"."g");
CREATE TABLE "public"."only_generated" (
    "a" integer GENERATED ALWAYS AS (1) STORED
);
CREATE TABLE "public"."part" (
    "a" integer,
    "b" integer GENERATED ALWAYS AS (("a" + 1)) STORED
)
PARTITION BY RANGE ("a");
CREATE TABLE "public"."part1" (
    "a" integer,
    "b" integer GENERATED ALWAYS AS (("a" + 1)) STORED
);
ALTER TABLE ONLY "public"."part" ATTACH PARTITION "public"."part1" FOR VALUES FROM (1) TO (9);
