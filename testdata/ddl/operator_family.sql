-- #48
-- Operator families: empty ones, one name in two schemas and for two methods,
-- and loose members.
-- setup --
CREATE SCHEMA "F f";
CREATE FUNCTION "F f".lt(integer, text) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1::text < $2';
CREATE FUNCTION "F f"."Cmp"(integer, text) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS 'SELECT 0';
CREATE OPERATOR "F f".< (LEFTARG = integer, RIGHTARG = text, FUNCTION = "F f".lt);
CREATE OPERATOR FAMILY empty USING hash;
CREATE OPERATOR FAMILY empty USING btree;
CREATE OPERATOR FAMILY "F f".empty USING btree;
CREATE OPERATOR FAMILY "F f"."Loose f" USING btree;
ALTER OPERATOR FAMILY "F f"."Loose f" USING btree ADD OPERATOR 1 "F f".< (integer, text),
  OPERATOR 3 = (integer, integer), FUNCTION 1 (integer, text) "F f"."Cmp"(integer, text),
  FUNCTION 1 (integer, integer) btint4cmp(integer, integer);
CREATE OPERATOR FAMILY near USING gist;
ALTER OPERATOR FAMILY near USING gist ADD OPERATOR 15 <-> (point, point) FOR ORDER BY pg_catalog.float_ops,
  OPERATOR 14 <-> (box, box) FOR ORDER BY "F f"."Loose f";
COMMENT ON OPERATOR FAMILY empty USING btree IS 'it''s empty';
COMMENT ON OPERATOR FAMILY "F f"."Loose f" USING btree IS 'loose';
ALTER OPERATOR FAMILY "F f"."Loose f" USING btree OWNER TO "Carol ""C""";
ALTER OPERATOR FAMILY empty USING hash OWNER TO alice;
-- want --
CREATE SCHEMA "F f";
CREATE FUNCTION "F f"."Cmp"(integer, "text")
    RETURNS integer
    LANGUAGE "sql" IMMUTABLE STRICT
    AS 'SELECT 0';
CREATE FUNCTION "F f"."lt"(integer, "text")
    RETURNS boolean
    LANGUAGE "sql" IMMUTABLE STRICT
    AS 'SELECT $1::text < $2';
CREATE OPERATOR "F f".< (
    FUNCTION = "F f"."lt",
    LEFTARG = integer,
    RIGHTARG = "text"
);
CREATE OPERATOR FAMILY "F f"."Loose f" USING "btree";
ALTER OPERATOR FAMILY "F f"."Loose f" USING "btree" ADD
    OPERATOR 1 "F f".<(integer, "text"),
    OPERATOR 3 "pg_catalog".=(integer, integer),
    FUNCTION 1 (integer, "text") "F f"."Cmp"(integer, "text"),
    FUNCTION 1 (integer, integer) "pg_catalog"."btint4cmp"(integer, integer);
ALTER OPERATOR FAMILY "F f"."Loose f" USING "btree" OWNER TO "Carol ""C""";
COMMENT ON OPERATOR FAMILY "F f"."Loose f" USING "btree" IS 'loose';
CREATE OPERATOR FAMILY "F f"."empty" USING "btree";
CREATE OPERATOR FAMILY "public"."empty" USING "btree";
COMMENT ON OPERATOR FAMILY "public"."empty" USING "btree" IS 'it''s empty';
CREATE OPERATOR FAMILY "public"."empty" USING "hash";
ALTER OPERATOR FAMILY "public"."empty" USING "hash" OWNER TO "alice";
CREATE OPERATOR FAMILY "public"."near" USING "gist";
ALTER OPERATOR FAMILY "public"."near" USING "gist" ADD
    OPERATOR 14 "pg_catalog".<->("box", "box") FOR ORDER BY "F f"."Loose f",
    OPERATOR 15 "pg_catalog".<->("point", "point") FOR ORDER BY "pg_catalog"."float_ops";
