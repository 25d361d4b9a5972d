-- #33
-- A child that generates a column otherwise than its parent.
-- setup --
CREATE TABLE g (a integer, b integer GENERATED ALWAYS AS (a * 2) STORED);
CREATE TABLE g_other (b integer GENERATED ALWAYS AS (a * 3) STORED) INHERITS (g);
CREATE TABLE part (a integer, b integer GENERATED ALWAYS AS (a + 1) STORED) PARTITION BY RANGE (a);
CREATE TABLE part1 PARTITION OF part (b GENERATED ALWAYS AS (a + 2) STORED) FOR VALUES FROM (1) TO (9);
-- skip 12-15 because the server refuses it in CREATE TABLE --
-- want --
CREATE TABLE "public"."g" (
    "a" integer,
    "b" integer GENERATED ALWAYS AS (("a" * 2)) STORED
);
CREATE TABLE "public"."g_other" (
    "b" integer GENERATED ALWAYS AS (("a" * 3)) STORED
)
INHERITS ("public"."g");
CREATE TABLE "public"."part" (
    "a" integer,
    "b" integer GENERATED ALWAYS AS (("a" + 1)) STORED
)
PARTITION BY RANGE ("a");
CREATE TABLE "public"."part1" (
    "a" integer,
    "b" integer GENERATED ALWAYS AS (("a" + 2)) STORED
);
ALTER TABLE ONLY "public"."part" ATTACH PARTITION "public"."part1" FOR VALUES FROM (1) TO (9);
