-- Range types: subtype's operator class and collation, difference function.
-- setup --
CREATE SCHEMA "S s";
CREATE TYPE floats AS RANGE (SUBTYPE = float8, SUBTYPE_DIFF = float8mi);
CREATE TYPE texts AS RANGE (SUBTYPE = text, COLLATION = "C");
CREATE TYPE patterns AS RANGE (SUBTYPE = text, SUBTYPE_OPCLASS = text_pattern_ops);
CREATE TYPE varchars AS RANGE (SUBTYPE = varchar);
CREATE TYPE "S s"."R r" AS RANGE (SUBTYPE = int4);
CREATE DOMAIN small AS int CHECK (VALUE < 10);
CREATE FUNCTION small_diff(small, small) RETURNS float8 LANGUAGE sql IMMUTABLE AS 'SELECT ($1 - $2)::float8';
CREATE TYPE smalls AS RANGE (SUBTYPE = small, SUBTYPE_DIFF = small_diff);
CREATE TABLE t (a floats, b floats[] DEFAULT ARRAY[floats(1, 2)]);
CREATE VIEW v AS SELECT floats(1, 2, '[]') AS f;
COMMENT ON TYPE floats IS 'of float8';
COMMENT ON FUNCTION floats(float8, float8) IS 'comes with the type';
REVOKE EXECUTE ON FUNCTION floats(float8, float8, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION floats(float8, float8, text) TO bob;
ALTER TYPE floats OWNER TO alice;
REVOKE ALL ON TYPE floats FROM PUBLIC;
GRANT USAGE ON TYPE floats TO bob WITH GRANT OPTION;
ALTER FUNCTION texts(text, text) RENAME TO renamed;
REVOKE EXECUTE ON FUNCTION renamed(text, text) FROM PUBLIC;
