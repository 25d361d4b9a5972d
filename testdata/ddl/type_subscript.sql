-- Types with a subscripting function.
-- skip 12-13 because types cannot say how they are subscripted --
-- setup --
CREATE TYPE pair;
CREATE FUNCTION pair_in(cstring) RETURNS pair LANGUAGE internal IMMUTABLE STRICT AS 'point_in';
CREATE FUNCTION pair_out(pair) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'point_out';
CREATE FUNCTION pair_subscript(internal) RETURNS internal LANGUAGE internal IMMUTABLE STRICT AS 'raw_array_subscript_handler';
CREATE TYPE pair (INTERNALLENGTH = 16, INPUT = pair_in, OUTPUT = pair_out, ELEMENT = float8,
  SUBSCRIPT = pair_subscript, ALIGNMENT = double);
