-- #8
-- Multiranges: of a chosen name in another schema, their constructors, and an
-- owner and privileges of their own, which they have until 16.
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
DO $$ BEGIN
  IF current_setting('server_version_num')::int < 170000 THEN
    ALTER TYPE "S s"."My many" OWNER TO bob;
    REVOKE USAGE ON TYPE amultirange FROM PUBLIC;
    GRANT USAGE ON TYPE amultirange TO "träger" WITH GRANT OPTION;
  END IF;
END $$;
-- upgrade 14-16 to 17-18 because a multirange type has the owner and privileges of its range type there --
-- oracle 14-16 because pg_dump loses owner and privileges of a multirange type --
-- want 14-16 --
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
ALTER TYPE "S s"."My many" OWNER TO "bob";
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
REVOKE ALL ON TYPE "public"."amultirange" FROM PUBLIC;
GRANT USAGE ON TYPE "public"."amultirange" TO "träger" WITH GRANT OPTION;
REVOKE ALL ON FUNCTION "public"."My many"() FROM PUBLIC;
-- want 17-18 --
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
