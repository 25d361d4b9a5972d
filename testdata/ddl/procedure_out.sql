-- Procedures with output arguments, which are part of the signature.
-- skip 12-13 because there were none --
-- setup --
CREATE PROCEDURE p(IN a int, OUT b int, b2 text DEFAULT 'x', INOUT c int DEFAULT 3) LANGUAGE plpgsql AS 'begin b := 1; end';
CREATE PROCEDURE only_out(OUT int) LANGUAGE plpgsql AS 'begin $1 := 1; end';
COMMENT ON PROCEDURE only_out(OUT int) IS 'out';
ALTER PROCEDURE p OWNER TO alice;
GRANT EXECUTE ON PROCEDURE p TO bob;
