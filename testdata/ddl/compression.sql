-- #36
-- Compression of single columns.
-- setup --
CREATE TABLE z (a text COMPRESSION pglz, b text);
-- skip 12-13 because columns have no compression method --
-- want --
CREATE TABLE "public"."z" (
    "a" "text",
    "b" "text"
);
ALTER TABLE ONLY "public"."z"
    ALTER COLUMN "a" SET COMPRESSION pglz;
