-- #13
-- A column that was added to a parent after its child got columns of its own.
-- Only a catalog update could keep it behind those and still inherited.
-- setup --
CREATE TABLE a (x integer);
CREATE TABLE child (own integer DEFAULT 1) INHERITS (a);
CREATE TABLE grandchild (own_too integer) INHERITS (child);
ALTER TABLE a ADD late integer DEFAULT 9;
INSERT INTO grandchild VALUES (1, 2, 3, 4);
-- oracle because pg_dump prints the defaults in the order of the columns --
-- want --
CREATE TABLE "public"."a" (
    "x" integer,
    "late" integer DEFAULT 9
);
CREATE TABLE "public"."child" (
    "own" integer DEFAULT 1
)
INHERITS ("public"."a");
CREATE TABLE "public"."grandchild" (
    "own_too" integer
)
INHERITS ("public"."child");
ALTER TABLE ONLY "public"."child" ALTER COLUMN "late" SET DEFAULT 9;
ALTER TABLE ONLY "public"."grandchild" ALTER COLUMN "late" SET DEFAULT 9;
ALTER TABLE ONLY "public"."grandchild" ALTER COLUMN "own" SET DEFAULT 1;
