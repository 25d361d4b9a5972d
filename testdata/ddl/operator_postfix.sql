-- #49
-- Postfix operators.
-- skip 14-18 because there are none any more --
-- setup --
CREATE OPERATOR !!! (FUNCTION = factorial, LEFTARG = bigint);
COMMENT ON OPERATOR !!! (bigint, NONE) IS 'factorial';
-- want --
CREATE OPERATOR "public".!!! (
    FUNCTION = "pg_catalog"."factorial",
    LEFTARG = bigint
);
COMMENT ON OPERATOR "public".!!! (bigint, NONE) IS 'factorial';
