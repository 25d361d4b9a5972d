-- #62
-- Extended statistics of expressions.
-- setup --
CREATE TABLE s (a integer, b integer);
CREATE STATISTICS one ON (a + b) FROM s;
CREATE STATISTICS two (mcv) ON a, (a % 10), (b % 10) FROM s;
-- skip 12-13 because there are none --
-- want --
CREATE TABLE "public"."s" (
    "a" integer,
    "b" integer
);
CREATE STATISTICS "public"."one" ON ("a" + "b") FROM "public"."s";
CREATE STATISTICS "public"."two" (mcv) ON "a", ("a" % 10), ("b" % 10) FROM "public"."s";
