-- #50
-- The cast of a range to its multirange comes with the type; others are kept.
-- setup --
CREATE TYPE r AS RANGE (SUBTYPE = integer);
CREATE FUNCTION widen(r) RETURNS int4multirange LANGUAGE sql IMMUTABLE AS 'SELECT int4multirange()';
CREATE CAST (r AS int4multirange) WITH FUNCTION widen(r);
-- skip 12-13 because there are no multiranges --
-- want --
CREATE TYPE "public"."r" AS RANGE (
    SUBTYPE = integer,
    MULTIRANGE_TYPE_NAME = "public"."r_multirange"
);
CREATE FUNCTION "public"."widen"("public"."r")
    RETURNS "int4multirange"
    LANGUAGE "sql" IMMUTABLE
    AS 'SELECT int4multirange()';
CREATE CAST ("public"."r" AS "int4multirange") WITH FUNCTION "public"."widen"("public"."r");
