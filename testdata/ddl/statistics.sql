-- #62
-- Extended statistics.
-- setup --
CREATE SCHEMA other;
CREATE TABLE s (a integer, b integer, c text);
CREATE STATISTICS every ON a, b FROM s;
CREATE STATISTICS other."Some" (dependencies, mcv) ON b, c, a FROM s;
CREATE STATISTICS nd (ndistinct) ON a, c FROM s;
COMMENT ON STATISTICS nd IS 'ndistinct';
CREATE MATERIALIZED VIEW m AS SELECT * FROM s;
CREATE STATISTICS of_view ON a, b FROM m;
-- want 12-15 --
CREATE SCHEMA "other";
CREATE TABLE "public"."s" (
    "a" integer,
    "b" integer,
    "c" "text"
);
CREATE MATERIALIZED VIEW "public"."m" AS
 SELECT "s"."a",
    "s"."b",
    "s"."c"
   FROM "public"."s"
  WITH NO DATA;
CREATE STATISTICS "other"."Some" (dependencies, mcv) ON "a", "b", "c" FROM "public"."s";
CREATE STATISTICS "public"."every" ON "a", "b" FROM "public"."s";
CREATE STATISTICS "public"."nd" (ndistinct) ON "a", "c" FROM "public"."s";
COMMENT ON STATISTICS "public"."nd" IS 'ndistinct';
CREATE STATISTICS "public"."of_view" ON "a", "b" FROM "public"."m";
REFRESH MATERIALIZED VIEW "public"."m";
-- want 16-18 --
CREATE SCHEMA "other";
CREATE TABLE "public"."s" (
    "a" integer,
    "b" integer,
    "c" "text"
);
CREATE MATERIALIZED VIEW "public"."m" AS
 SELECT "a",
    "b",
    "c"
   FROM "public"."s"
  WITH NO DATA;
CREATE STATISTICS "other"."Some" (dependencies, mcv) ON "a", "b", "c" FROM "public"."s";
CREATE STATISTICS "public"."every" ON "a", "b" FROM "public"."s";
CREATE STATISTICS "public"."nd" (ndistinct) ON "a", "c" FROM "public"."s";
COMMENT ON STATISTICS "public"."nd" IS 'ndistinct';
CREATE STATISTICS "public"."of_view" ON "a", "b" FROM "public"."m";
REFRESH MATERIALIZED VIEW "public"."m";
