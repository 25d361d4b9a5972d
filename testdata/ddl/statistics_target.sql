-- #62
-- Targets of extended statistics.
-- setup --
CREATE TABLE s (a integer, b integer);
CREATE STATISTICS zero ON a, b FROM s;
ALTER STATISTICS zero SET STATISTICS 0;
CREATE STATISTICS several (mcv) ON a, b FROM s;
ALTER STATISTICS several SET STATISTICS 33;
-- skip 12 because they have none --
-- want --
CREATE TABLE "public"."s" (
    "a" integer,
    "b" integer
);
CREATE STATISTICS "public"."several" (mcv) ON "a", "b" FROM "public"."s";
ALTER STATISTICS "public"."several" SET STATISTICS 33;
CREATE STATISTICS "public"."zero" ON "a", "b" FROM "public"."s";
ALTER STATISTICS "public"."zero" SET STATISTICS 0;
