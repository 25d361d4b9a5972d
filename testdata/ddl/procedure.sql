-- #55
-- Procedures.
-- setup --
CREATE PROCEDURE p(x int, INOUT y text DEFAULT 'q') LANGUAGE plpgsql AS 'begin commit; end';
CREATE PROCEDURE secure() LANGUAGE sql SECURITY DEFINER SET search_path TO '' AS 'select 1';
CREATE PROCEDURE many(VARIADIC "A a" int[]) LANGUAGE plpgsql AS 'begin end';
COMMENT ON PROCEDURE p IS 'a procedure';
ALTER PROCEDURE p OWNER TO alice;
REVOKE EXECUTE ON PROCEDURE p FROM PUBLIC;
GRANT EXECUTE ON PROCEDURE p TO bob;
GRANT EXECUTE ON PROCEDURE many TO "Carol ""C""" WITH GRANT OPTION;
-- want 12-13 --
CREATE PROCEDURE "public"."many"(VARIADIC "A a" integer[])
    LANGUAGE "plpgsql"
    AS 'begin end';
CREATE PROCEDURE "public"."p"("x" integer, INOUT "y" "text" DEFAULT 'q'::"text")
    LANGUAGE "plpgsql"
    AS 'begin commit; end';
ALTER PROCEDURE "public"."p"("x" integer, INOUT "y" "text") OWNER TO "alice";
COMMENT ON PROCEDURE "public"."p"("x" integer, INOUT "y" "text") IS 'a procedure';
CREATE PROCEDURE "public"."secure"()
    LANGUAGE "sql" SECURITY DEFINER
    SET "search_path" TO ''
    AS 'select 1';
GRANT EXECUTE ON PROCEDURE "public"."many"(VARIADIC "A a" integer[]) TO "Carol ""C""" WITH GRANT OPTION;
REVOKE ALL ON PROCEDURE "public"."p"("x" integer, INOUT "y" "text") FROM PUBLIC;
GRANT EXECUTE ON PROCEDURE "public"."p"("x" integer, INOUT "y" "text") TO "bob";
-- want 14-18 --
CREATE PROCEDURE "public"."many"(VARIADIC "A a" integer[])
    LANGUAGE "plpgsql"
    AS 'begin end';
CREATE PROCEDURE "public"."p"(IN "x" integer, INOUT "y" "text" DEFAULT 'q'::"text")
    LANGUAGE "plpgsql"
    AS 'begin commit; end';
ALTER PROCEDURE "public"."p"(IN "x" integer, INOUT "y" "text") OWNER TO "alice";
COMMENT ON PROCEDURE "public"."p"(IN "x" integer, INOUT "y" "text") IS 'a procedure';
CREATE PROCEDURE "public"."secure"()
    LANGUAGE "sql" SECURITY DEFINER
    SET "search_path" TO ''
    AS 'select 1';
GRANT EXECUTE ON PROCEDURE "public"."many"(VARIADIC "A a" integer[]) TO "Carol ""C""" WITH GRANT OPTION;
REVOKE ALL ON PROCEDURE "public"."p"(IN "x" integer, INOUT "y" "text") FROM PUBLIC;
GRANT EXECUTE ON PROCEDURE "public"."p"(IN "x" integer, INOUT "y" "text") TO "bob";
