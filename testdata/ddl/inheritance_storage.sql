-- INHERITS gives a child its parent's storage and compression, also where it
-- has the type's own again. pg_dump does not take them back.
-- setup --
CREATE TABLE parent (a text, b text, c numeric);
ALTER TABLE parent ALTER a SET STORAGE EXTERNAL, ALTER b SET STORAGE MAIN, ALTER b SET COMPRESSION pglz, ALTER c SET STORAGE EXTERNAL;
CREATE TABLE child (own integer, c numeric) INHERITS (parent);
ALTER TABLE child ALTER a SET STORAGE EXTENDED, ALTER b SET COMPRESSION default, ALTER c SET STORAGE MAIN;
CREATE TABLE same () INHERITS (parent);
-- skip 12-13 because columns have no compression method --
-- want --
CREATE TABLE "public"."parent" (
    "a" "text",
    "b" "text",
    "c" numeric
);
ALTER TABLE ONLY "public"."parent"
    ALTER COLUMN "a" SET STORAGE EXTERNAL,
    ALTER COLUMN "b" SET STORAGE MAIN,
    ALTER COLUMN "b" SET COMPRESSION pglz,
    ALTER COLUMN "c" SET STORAGE EXTERNAL;
CREATE TABLE "public"."child" (
    "c" numeric,
    "own" integer
)
INHERITS ("public"."parent");
ALTER TABLE ONLY "public"."child"
    ALTER COLUMN "a" SET STORAGE EXTENDED,
    ALTER COLUMN "b" SET COMPRESSION default,
    ALTER COLUMN "b" SET STORAGE MAIN,
    ALTER COLUMN "c" SET STORAGE MAIN;
CREATE TABLE "public"."same" ()
INHERITS ("public"."parent");
ALTER TABLE ONLY "public"."same"
    ALTER COLUMN "a" SET STORAGE EXTERNAL,
    ALTER COLUMN "b" SET STORAGE MAIN,
    ALTER COLUMN "b" SET COMPRESSION pglz,
    ALTER COLUMN "c" SET STORAGE EXTERNAL;
