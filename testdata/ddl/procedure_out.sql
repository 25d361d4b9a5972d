-- #55
-- Procedures with output arguments, which are part of the signature.
-- skip 12-13 because there were none --
-- setup --
CREATE PROCEDURE p(IN a int, OUT b int, b2 text DEFAULT 'x', INOUT c int DEFAULT 3) LANGUAGE plpgsql AS 'begin b := 1; end';
CREATE PROCEDURE only_out(OUT int) LANGUAGE plpgsql AS 'begin $1 := 1; end';
COMMENT ON PROCEDURE only_out(OUT int) IS 'out';
ALTER PROCEDURE p OWNER TO alice;
GRANT EXECUTE ON PROCEDURE p TO bob;
-- want --
CREATE PROCEDURE "public"."only_out"(OUT integer)
    LANGUAGE "plpgsql"
    AS 'begin $1 := 1; end';
COMMENT ON PROCEDURE "public"."only_out"(OUT integer) IS 'out';
CREATE PROCEDURE "public"."p"(IN "a" integer, OUT "b" integer, IN "b2" "text" DEFAULT 'x'::"text", INOUT "c" integer DEFAULT 3)
    LANGUAGE "plpgsql"
    AS 'begin b := 1; end';
ALTER PROCEDURE "public"."p"(IN "a" integer, OUT "b" integer, IN "b2" "text", INOUT "c" integer) OWNER TO "alice";
GRANT EXECUTE ON PROCEDURE "public"."p"(IN "a" integer, OUT "b" integer, IN "b2" "text", INOUT "c" integer) TO "bob";
