-- #33
-- An inherited generation expression that was changed in the child alone.
-- pg_dump loses it: it prints no column that is only inherited.
-- setup --
CREATE TABLE g (a integer, b integer GENERATED ALWAYS AS (a * 2) STORED);
CREATE TABLE g_changed () INHERITS (g);
ALTER TABLE g_changed ALTER b SET EXPRESSION AS (a * 5);
-- skip 12-16 because there is no SET EXPRESSION --
-- want --
CREATE TABLE "public"."g" (
    "a" integer,
    "b" integer GENERATED ALWAYS AS (("a" * 2)) STORED
);
CREATE TABLE "public"."g_changed" ()
INHERITS ("public"."g");
ALTER TABLE ONLY "public"."g_changed" ALTER COLUMN "b" SET EXPRESSION AS (("a" * 5));
