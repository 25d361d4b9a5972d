-- #33
-- Virtual generated columns.
-- setup --
CREATE TABLE g (a integer, b integer GENERATED ALWAYS AS (a * 2) VIRTUAL, c integer GENERATED ALWAYS AS (a * 3) STORED);
CREATE TABLE g_same () INHERITS (g);
CREATE TABLE g_other (b integer GENERATED ALWAYS AS (a * 4)) INHERITS (g);
-- skip 12-17 because there are none --
-- want --
CREATE TABLE "public"."g" (
    "a" integer,
    "b" integer GENERATED ALWAYS AS (("a" * 2)),
    "c" integer GENERATED ALWAYS AS (("a" * 3)) STORED
);
CREATE TABLE "public"."g_other" (
    "b" integer GENERATED ALWAYS AS (("a" * 4))
)
INHERITS ("public"."g");
CREATE TABLE "public"."g_same" ()
INHERITS ("public"."g");
