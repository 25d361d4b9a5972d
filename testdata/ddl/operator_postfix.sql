-- Postfix operators.
-- skip 14-18 because there are none any more --
-- setup --
CREATE OPERATOR !!! (FUNCTION = factorial, LEFTARG = bigint);
COMMENT ON OPERATOR !!! (bigint, NONE) IS 'factorial';
