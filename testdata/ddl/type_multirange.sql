-- #8
-- Multiranges: of a chosen name in another schema, their constructors.
-- skip 12-13 because there are no multiranges --
-- setup --
CREATE SCHEMA "S s";
CREATE TYPE many AS RANGE (SUBTYPE = int8, MULTIRANGE_TYPE_NAME = "S s"."My many");
CREATE TYPE arange AS RANGE (SUBTYPE = int8);
COMMENT ON TYPE "S s"."My many" IS 'a multirange';
COMMENT ON FUNCTION "My many"(VARIADIC many[]) IS 'a constructor';
REVOKE EXECUTE ON FUNCTION "My many"() FROM PUBLIC;
CREATE TABLE t (a "S s"."My many" DEFAULT "My many"(many(1, 2)), b "S s"."My many"[]);
CREATE FUNCTION f(amultirange) RETURNS amultirange LANGUAGE sql BEGIN ATOMIC SELECT amultirange(arange(1, 2)) + $1; END;
ALTER TYPE many OWNER TO alice;
-- want --
CREATE SCHEMA "S s";
CREATE TYPE "public"."arange" AS RANGE (
    SUBTYPE = bigint,
    MULTIRANGE_TYPE_NAME = "public"."amultirange"
);
CREATE TYPE "public"."many" AS RANGE (
    SUBTYPE = bigint,
    MULTIRANGE_TYPE_NAME = "S s"."My many"
);
ALTER TYPE "public"."many" OWNER TO "alice";
COMMENT ON TYPE "S s"."My many" IS 'a multirange';
COMMENT ON FUNCTION "public"."My many"(VARIADIC "public"."many"[]) IS 'a constructor';
CREATE FUNCTION "public"."f"("public"."amultirange")
    RETURNS "public"."amultirange"
    LANGUAGE "sql"
    BEGIN ATOMIC
 SELECT ("public"."amultirange"("public"."arange"((1)::bigint, (2)::bigint)) + $1);
END;
CREATE TABLE "public"."t" (
    "a" "S s"."My many" DEFAULT "public"."My many"("public"."many"((1)::bigint, (2)::bigint)),
    "b" "S s"."My many"[]
);
REVOKE ALL ON FUNCTION "public"."My many"() FROM PUBLIC;
