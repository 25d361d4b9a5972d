-- #48, #64
-- Operator classes: empty, the default, with another type stored, with
-- functions for two types and ordering operators, in a family of their own
-- name elsewhere: number 48 of the list of odd objects. Then what uses one.
-- setup --
CREATE SCHEMA "O o";
CREATE TYPE "O o"."Color" AS (name text);
CREATE FUNCTION "O o".lt("O o"."Color", "O o"."Color") RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1.name < $2.name';
CREATE FUNCTION "O o".eq("O o"."Color", "O o"."Color") RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1.name = $2.name';
CREATE FUNCTION "O o"."Cmp"("O o"."Color", "O o"."Color") RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS 'SELECT bttextcmp($1.name, $2.name)';
CREATE FUNCTION "O o".eqt("O o"."Color", text) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1.name = $2';
CREATE FUNCTION "O o".cmpt("O o"."Color", text) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS 'SELECT bttextcmp($1.name, $2)';
CREATE OPERATOR "O o".< (LEFTARG = "O o"."Color", RIGHTARG = "O o"."Color", FUNCTION = "O o".lt);
CREATE OPERATOR "O o".= (LEFTARG = "O o"."Color", RIGHTARG = "O o"."Color", FUNCTION = "O o".eq, COMMUTATOR = OPERATOR("O o".=));
CREATE OPERATOR "O o".= (LEFTARG = "O o"."Color", RIGHTARG = text, FUNCTION = "O o".eqt);
CREATE OPERATOR CLASS "O o"."Colors" DEFAULT FOR TYPE "O o"."Color" USING btree AS
  OPERATOR 1 "O o".<, OPERATOR 3 "O o".=, FUNCTION 1 "O o"."Cmp"("O o"."Color", "O o"."Color"),
  OPERATOR 3 "O o".= ("O o"."Color", text), FUNCTION 1 ("O o"."Color", text) "O o".cmpt("O o"."Color", text);
CREATE OPERATOR FAMILY elsewhere USING btree;
CREATE OPERATOR CLASS "O o".elsewhere FOR TYPE integer USING btree FAMILY public.elsewhere AS
  OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(integer, integer);
CREATE OPERATOR CLASS empty FOR TYPE integer USING btree AS STORAGE integer;
CREATE OPERATOR CLASS boxed FOR TYPE polygon USING gist AS STORAGE box;
CREATE OPERATOR CLASS points FOR TYPE point USING gist AS STORAGE box,
  OPERATOR 6 ~= (point, point), OPERATOR 15 <-> (point, point) FOR ORDER BY float_ops,
  FUNCTION 1 gist_point_consistent(internal, point, smallint, oid, internal),
  FUNCTION 2 gist_box_union(internal, internal), FUNCTION 3 gist_point_compress(internal),
  FUNCTION 5 gist_box_penalty(internal, internal, internal), FUNCTION 6 gist_box_picksplit(internal, internal),
  FUNCTION 7 gist_box_same(box, box, internal), FUNCTION 8 gist_point_distance(internal, point, smallint, oid, internal);
CREATE OPERATOR CLASS hashed FOR TYPE integer USING hash AS OPERATOR 1 =, FUNCTION 1 hashint4(integer),
  FUNCTION 2 hashint4extended(integer, bigint);
CREATE OPERATOR CLASS texts FOR TYPE text[] USING gin AS STORAGE text,
  OPERATOR 1 && (anyarray, anyarray), FUNCTION 1 bttextcmp(text, text), FUNCTION 2 ginarrayextract(anyarray, internal, internal),
  FUNCTION 3 ginqueryarrayextract(anyarray, internal, smallint, internal, internal, internal, internal),
  FUNCTION 4 ginarrayconsistent(internal, smallint, anyarray, integer, internal, internal, internal, internal);
COMMENT ON OPERATOR CLASS "O o"."Colors" USING btree IS 'it''s coloured';
COMMENT ON OPERATOR FAMILY "O o"."Colors" USING btree IS 'made with the class';
ALTER OPERATOR CLASS "O o"."Colors" USING btree OWNER TO "Carol ""C""";
ALTER OPERATOR CLASS empty USING btree OWNER TO alice;
CREATE TABLE t (a integer, c "O o"."Color", p point, UNIQUE (c), EXCLUDE USING gist (p points WITH ~=));
CREATE INDEX ON t (a "O o".elsewhere);
CREATE TYPE r AS RANGE (SUBTYPE = integer, SUBTYPE_OPCLASS = "O o".elsewhere);
CREATE TABLE part (a integer, c "O o"."Color") PARTITION BY RANGE (a "O o".elsewhere, c);
CREATE TABLE hashed (a integer) PARTITION BY HASH (a hashed);
CREATE VIEW v AS SELECT DISTINCT c FROM t ORDER BY c;
-- want 12-13 --
CREATE SCHEMA "O o";
CREATE TYPE "O o"."Color" AS (
    "name" "text");
CREATE FUNCTION "O o"."Cmp"("O o"."Color", "O o"."Color")
    RETURNS integer
    LANGUAGE "sql" IMMUTABLE STRICT
    AS 'SELECT bttextcmp($1.name, $2.name)';
CREATE FUNCTION "O o"."cmpt"("O o"."Color", "text")
    RETURNS integer
    LANGUAGE "sql" IMMUTABLE STRICT
    AS 'SELECT bttextcmp($1.name, $2)';
CREATE FUNCTION "O o"."eq"("O o"."Color", "O o"."Color")
    RETURNS boolean
    LANGUAGE "sql" IMMUTABLE STRICT
    AS 'SELECT $1.name = $2.name';
CREATE FUNCTION "O o"."eqt"("O o"."Color", "text")
    RETURNS boolean
    LANGUAGE "sql" IMMUTABLE STRICT
    AS 'SELECT $1.name = $2';
CREATE FUNCTION "O o"."lt"("O o"."Color", "O o"."Color")
    RETURNS boolean
    LANGUAGE "sql" IMMUTABLE STRICT
    AS 'SELECT $1.name < $2.name';
CREATE OPERATOR "O o".< (
    FUNCTION = "O o"."lt",
    LEFTARG = "O o"."Color",
    RIGHTARG = "O o"."Color"
);
CREATE OPERATOR "O o".= (
    FUNCTION = "O o"."eq",
    LEFTARG = "O o"."Color",
    RIGHTARG = "O o"."Color",
    COMMUTATOR = OPERATOR("O o".=)
);
CREATE OPERATOR "O o".= (
    FUNCTION = "O o"."eqt",
    LEFTARG = "O o"."Color",
    RIGHTARG = "text"
);
CREATE OPERATOR FAMILY "O o"."Colors" USING "btree";
COMMENT ON OPERATOR FAMILY "O o"."Colors" USING "btree" IS 'made with the class';
CREATE OPERATOR FAMILY "public"."boxed" USING "gist";
CREATE OPERATOR FAMILY "public"."elsewhere" USING "btree";
CREATE OPERATOR FAMILY "public"."empty" USING "btree";
CREATE OPERATOR FAMILY "public"."hashed" USING "hash";
CREATE OPERATOR FAMILY "public"."points" USING "gist";
CREATE OPERATOR FAMILY "public"."texts" USING "gin";
CREATE OPERATOR CLASS "O o"."Colors"
    DEFAULT
    FOR TYPE "O o"."Color" USING "btree" FAMILY "O o"."Colors" AS
    OPERATOR 1 "O o".<("O o"."Color", "O o"."Color"),
    OPERATOR 3 "O o".=("O o"."Color", "O o"."Color"),
    OPERATOR 3 "O o".=("O o"."Color", "text"),
    FUNCTION 1 ("O o"."Color", "O o"."Color") "O o"."Cmp"("O o"."Color", "O o"."Color"),
    FUNCTION 1 ("O o"."Color", "text") "O o"."cmpt"("O o"."Color", "text");
ALTER OPERATOR CLASS "O o"."Colors" USING "btree" OWNER TO "Carol ""C""";
COMMENT ON OPERATOR CLASS "O o"."Colors" USING "btree" IS 'it''s coloured';
CREATE OPERATOR CLASS "O o"."elsewhere"
    FOR TYPE integer USING "btree" FAMILY "public"."elsewhere" AS
    OPERATOR 1 "pg_catalog".<(integer, integer),
    OPERATOR 2 "pg_catalog".<=(integer, integer),
    OPERATOR 3 "pg_catalog".=(integer, integer),
    OPERATOR 4 "pg_catalog".>=(integer, integer),
    OPERATOR 5 "pg_catalog".>(integer, integer),
    FUNCTION 1 (integer, integer) "pg_catalog"."btint4cmp"(integer, integer);
CREATE TYPE "public"."r" AS RANGE (
    SUBTYPE = integer,
    SUBTYPE_OPCLASS = "O o"."elsewhere"
);
CREATE OPERATOR CLASS "public"."boxed"
    FOR TYPE "polygon" USING "gist" FAMILY "public"."boxed" AS
    STORAGE "box";
CREATE OPERATOR CLASS "public"."empty"
    FOR TYPE integer USING "btree" FAMILY "public"."empty" AS
    STORAGE integer;
ALTER OPERATOR CLASS "public"."empty" USING "btree" OWNER TO "alice";
CREATE OPERATOR CLASS "public"."hashed"
    FOR TYPE integer USING "hash" FAMILY "public"."hashed" AS
    OPERATOR 1 "pg_catalog".=(integer, integer),
    FUNCTION 1 (integer, integer) "pg_catalog"."hashint4"(integer),
    FUNCTION 2 (integer, integer) "pg_catalog"."hashint4extended"(integer, bigint);
CREATE OPERATOR CLASS "public"."points"
    FOR TYPE "point" USING "gist" FAMILY "public"."points" AS
    STORAGE "box",
    OPERATOR 6 "pg_catalog".~=("point", "point"),
    OPERATOR 15 "pg_catalog".<->("point", "point") FOR ORDER BY "pg_catalog"."float_ops",
    FUNCTION 1 ("point", "point") "pg_catalog"."gist_point_consistent"("internal", "point", smallint, "oid", "internal"),
    FUNCTION 2 ("point", "point") "pg_catalog"."gist_box_union"("internal", "internal"),
    FUNCTION 3 ("point", "point") "pg_catalog"."gist_point_compress"("internal"),
    FUNCTION 5 ("point", "point") "pg_catalog"."gist_box_penalty"("internal", "internal", "internal"),
    FUNCTION 6 ("point", "point") "pg_catalog"."gist_box_picksplit"("internal", "internal"),
    FUNCTION 7 ("point", "point") "pg_catalog"."gist_box_same"("box", "box", "internal"),
    FUNCTION 8 ("point", "point") "pg_catalog"."gist_point_distance"("internal", "point", smallint, "oid", "internal");
CREATE OPERATOR CLASS "public"."texts"
    FOR TYPE "text"[] USING "gin" FAMILY "public"."texts" AS
    STORAGE "text",
    OPERATOR 1 "pg_catalog".&&("anyarray", "anyarray"),
    FUNCTION 1 ("text"[], "text"[]) "pg_catalog"."bttextcmp"("text", "text"),
    FUNCTION 2 ("text"[], "text"[]) "pg_catalog"."ginarrayextract"("anyarray", "internal", "internal"),
    FUNCTION 3 ("text"[], "text"[]) "pg_catalog"."ginqueryarrayextract"("anyarray", "internal", smallint, "internal", "internal", "internal", "internal"),
    FUNCTION 4 ("text"[], "text"[]) "pg_catalog"."ginarrayconsistent"("internal", smallint, "anyarray", integer, "internal", "internal", "internal", "internal");
CREATE TABLE "public"."hashed" (
    "a" integer
)
PARTITION BY HASH ("a" "public"."hashed");
CREATE TABLE "public"."part" (
    "a" integer,
    "c" "O o"."Color"
)
PARTITION BY RANGE ("a" "O o"."elsewhere", "c");
CREATE TABLE "public"."t" (
    "a" integer,
    "c" "O o"."Color",
    "p" "point"
);
CREATE VIEW "public"."v" AS
 SELECT DISTINCT "t"."c"
   FROM "public"."t"
  ORDER BY "t"."c";
ALTER TABLE ONLY "public"."t" ADD CONSTRAINT "t_c_key" UNIQUE ("c");
ALTER TABLE ONLY "public"."t" ADD CONSTRAINT "t_p_excl" EXCLUDE USING "gist" ("p" "public"."points" WITH ~=);
CREATE INDEX "t_a_idx" ON "public"."t" USING "btree" ("a" "O o"."elsewhere");
-- want 14-15 --
CREATE SCHEMA "O o";
CREATE TYPE "O o"."Color" AS (
    "name" "text");
CREATE FUNCTION "O o"."Cmp"("O o"."Color", "O o"."Color")
    RETURNS integer
    LANGUAGE "sql" IMMUTABLE STRICT
    AS 'SELECT bttextcmp($1.name, $2.name)';
CREATE FUNCTION "O o"."cmpt"("O o"."Color", "text")
    RETURNS integer
    LANGUAGE "sql" IMMUTABLE STRICT
    AS 'SELECT bttextcmp($1.name, $2)';
CREATE FUNCTION "O o"."eq"("O o"."Color", "O o"."Color")
    RETURNS boolean
    LANGUAGE "sql" IMMUTABLE STRICT
    AS 'SELECT $1.name = $2.name';
CREATE FUNCTION "O o"."eqt"("O o"."Color", "text")
    RETURNS boolean
    LANGUAGE "sql" IMMUTABLE STRICT
    AS 'SELECT $1.name = $2';
CREATE FUNCTION "O o"."lt"("O o"."Color", "O o"."Color")
    RETURNS boolean
    LANGUAGE "sql" IMMUTABLE STRICT
    AS 'SELECT $1.name < $2.name';
CREATE OPERATOR "O o".< (
    FUNCTION = "O o"."lt",
    LEFTARG = "O o"."Color",
    RIGHTARG = "O o"."Color"
);
CREATE OPERATOR "O o".= (
    FUNCTION = "O o"."eq",
    LEFTARG = "O o"."Color",
    RIGHTARG = "O o"."Color",
    COMMUTATOR = OPERATOR("O o".=)
);
CREATE OPERATOR "O o".= (
    FUNCTION = "O o"."eqt",
    LEFTARG = "O o"."Color",
    RIGHTARG = "text"
);
CREATE OPERATOR FAMILY "O o"."Colors" USING "btree";
ALTER OPERATOR FAMILY "O o"."Colors" USING "btree" ADD
    OPERATOR 3 "O o".=("O o"."Color", "text"),
    FUNCTION 1 ("O o"."Color", "text") "O o"."cmpt"("O o"."Color", "text");
COMMENT ON OPERATOR FAMILY "O o"."Colors" USING "btree" IS 'made with the class';
CREATE OPERATOR FAMILY "public"."boxed" USING "gist";
CREATE OPERATOR FAMILY "public"."elsewhere" USING "btree";
CREATE OPERATOR FAMILY "public"."empty" USING "btree";
CREATE OPERATOR FAMILY "public"."hashed" USING "hash";
ALTER OPERATOR FAMILY "public"."hashed" USING "hash" ADD
    FUNCTION 2 (integer, integer) "pg_catalog"."hashint4extended"(integer, bigint);
CREATE OPERATOR FAMILY "public"."points" USING "gist";
ALTER OPERATOR FAMILY "public"."points" USING "gist" ADD
    OPERATOR 6 "pg_catalog".~=("point", "point"),
    OPERATOR 15 "pg_catalog".<->("point", "point") FOR ORDER BY "pg_catalog"."float_ops",
    FUNCTION 3 ("point", "point") "pg_catalog"."gist_point_compress"("internal"),
    FUNCTION 8 ("point", "point") "pg_catalog"."gist_point_distance"("internal", "point", smallint, "oid", "internal");
CREATE OPERATOR FAMILY "public"."texts" USING "gin";
ALTER OPERATOR FAMILY "public"."texts" USING "gin" ADD
    OPERATOR 1 "pg_catalog".&&("anyarray", "anyarray"),
    FUNCTION 1 ("text"[], "text"[]) "pg_catalog"."bttextcmp"("text", "text"),
    FUNCTION 4 ("text"[], "text"[]) "pg_catalog"."ginarrayconsistent"("internal", smallint, "anyarray", integer, "internal", "internal", "internal", "internal");
CREATE OPERATOR CLASS "O o"."Colors"
    DEFAULT
    FOR TYPE "O o"."Color" USING "btree" FAMILY "O o"."Colors" AS
    OPERATOR 1 "O o".<("O o"."Color", "O o"."Color"),
    OPERATOR 3 "O o".=("O o"."Color", "O o"."Color"),
    FUNCTION 1 ("O o"."Color", "O o"."Color") "O o"."Cmp"("O o"."Color", "O o"."Color");
ALTER OPERATOR CLASS "O o"."Colors" USING "btree" OWNER TO "Carol ""C""";
COMMENT ON OPERATOR CLASS "O o"."Colors" USING "btree" IS 'it''s coloured';
CREATE OPERATOR CLASS "O o"."elsewhere"
    FOR TYPE integer USING "btree" FAMILY "public"."elsewhere" AS
    OPERATOR 1 "pg_catalog".<(integer, integer),
    OPERATOR 2 "pg_catalog".<=(integer, integer),
    OPERATOR 3 "pg_catalog".=(integer, integer),
    OPERATOR 4 "pg_catalog".>=(integer, integer),
    OPERATOR 5 "pg_catalog".>(integer, integer),
    FUNCTION 1 (integer, integer) "pg_catalog"."btint4cmp"(integer, integer);
CREATE TYPE "public"."r" AS RANGE (
    SUBTYPE = integer,
    MULTIRANGE_TYPE_NAME = "public"."r_multirange",
    SUBTYPE_OPCLASS = "O o"."elsewhere"
);
CREATE OPERATOR CLASS "public"."boxed"
    FOR TYPE "polygon" USING "gist" FAMILY "public"."boxed" AS
    STORAGE "box";
CREATE OPERATOR CLASS "public"."empty"
    FOR TYPE integer USING "btree" FAMILY "public"."empty" AS
    STORAGE integer;
ALTER OPERATOR CLASS "public"."empty" USING "btree" OWNER TO "alice";
CREATE OPERATOR CLASS "public"."hashed"
    FOR TYPE integer USING "hash" FAMILY "public"."hashed" AS
    OPERATOR 1 "pg_catalog".=(integer, integer),
    FUNCTION 1 (integer, integer) "pg_catalog"."hashint4"(integer);
CREATE OPERATOR CLASS "public"."points"
    FOR TYPE "point" USING "gist" FAMILY "public"."points" AS
    STORAGE "box",
    FUNCTION 1 ("point", "point") "pg_catalog"."gist_point_consistent"("internal", "point", smallint, "oid", "internal"),
    FUNCTION 2 ("point", "point") "pg_catalog"."gist_box_union"("internal", "internal"),
    FUNCTION 5 ("point", "point") "pg_catalog"."gist_box_penalty"("internal", "internal", "internal"),
    FUNCTION 6 ("point", "point") "pg_catalog"."gist_box_picksplit"("internal", "internal"),
    FUNCTION 7 ("point", "point") "pg_catalog"."gist_box_same"("box", "box", "internal");
CREATE OPERATOR CLASS "public"."texts"
    FOR TYPE "text"[] USING "gin" FAMILY "public"."texts" AS
    STORAGE "text",
    FUNCTION 2 ("text"[], "text"[]) "pg_catalog"."ginarrayextract"("anyarray", "internal", "internal"),
    FUNCTION 3 ("text"[], "text"[]) "pg_catalog"."ginqueryarrayextract"("anyarray", "internal", smallint, "internal", "internal", "internal", "internal");
CREATE TABLE "public"."hashed" (
    "a" integer
)
PARTITION BY HASH ("a" "public"."hashed");
CREATE TABLE "public"."part" (
    "a" integer,
    "c" "O o"."Color"
)
PARTITION BY RANGE ("a" "O o"."elsewhere", "c");
CREATE TABLE "public"."t" (
    "a" integer,
    "c" "O o"."Color",
    "p" "point"
);
CREATE VIEW "public"."v" AS
 SELECT DISTINCT "t"."c"
   FROM "public"."t"
  ORDER BY "t"."c";
ALTER TABLE ONLY "public"."t" ADD CONSTRAINT "t_c_key" UNIQUE ("c");
ALTER TABLE ONLY "public"."t" ADD CONSTRAINT "t_p_excl" EXCLUDE USING "gist" ("p" "public"."points" WITH ~=);
CREATE INDEX "t_a_idx" ON "public"."t" USING "btree" ("a" "O o"."elsewhere");
-- want 16-18 --
CREATE SCHEMA "O o";
CREATE TYPE "O o"."Color" AS (
    "name" "text");
CREATE FUNCTION "O o"."Cmp"("O o"."Color", "O o"."Color")
    RETURNS integer
    LANGUAGE "sql" IMMUTABLE STRICT
    AS 'SELECT bttextcmp($1.name, $2.name)';
CREATE FUNCTION "O o"."cmpt"("O o"."Color", "text")
    RETURNS integer
    LANGUAGE "sql" IMMUTABLE STRICT
    AS 'SELECT bttextcmp($1.name, $2)';
CREATE FUNCTION "O o"."eq"("O o"."Color", "O o"."Color")
    RETURNS boolean
    LANGUAGE "sql" IMMUTABLE STRICT
    AS 'SELECT $1.name = $2.name';
CREATE FUNCTION "O o"."eqt"("O o"."Color", "text")
    RETURNS boolean
    LANGUAGE "sql" IMMUTABLE STRICT
    AS 'SELECT $1.name = $2';
CREATE FUNCTION "O o"."lt"("O o"."Color", "O o"."Color")
    RETURNS boolean
    LANGUAGE "sql" IMMUTABLE STRICT
    AS 'SELECT $1.name < $2.name';
CREATE OPERATOR "O o".< (
    FUNCTION = "O o"."lt",
    LEFTARG = "O o"."Color",
    RIGHTARG = "O o"."Color"
);
CREATE OPERATOR "O o".= (
    FUNCTION = "O o"."eq",
    LEFTARG = "O o"."Color",
    RIGHTARG = "O o"."Color",
    COMMUTATOR = OPERATOR("O o".=)
);
CREATE OPERATOR "O o".= (
    FUNCTION = "O o"."eqt",
    LEFTARG = "O o"."Color",
    RIGHTARG = "text"
);
CREATE OPERATOR FAMILY "O o"."Colors" USING "btree";
ALTER OPERATOR FAMILY "O o"."Colors" USING "btree" ADD
    OPERATOR 3 "O o".=("O o"."Color", "text"),
    FUNCTION 1 ("O o"."Color", "text") "O o"."cmpt"("O o"."Color", "text");
COMMENT ON OPERATOR FAMILY "O o"."Colors" USING "btree" IS 'made with the class';
CREATE OPERATOR FAMILY "public"."boxed" USING "gist";
CREATE OPERATOR FAMILY "public"."elsewhere" USING "btree";
CREATE OPERATOR FAMILY "public"."empty" USING "btree";
CREATE OPERATOR FAMILY "public"."hashed" USING "hash";
ALTER OPERATOR FAMILY "public"."hashed" USING "hash" ADD
    FUNCTION 2 (integer, integer) "pg_catalog"."hashint4extended"(integer, bigint);
CREATE OPERATOR FAMILY "public"."points" USING "gist";
ALTER OPERATOR FAMILY "public"."points" USING "gist" ADD
    OPERATOR 6 "pg_catalog".~=("point", "point"),
    OPERATOR 15 "pg_catalog".<->("point", "point") FOR ORDER BY "pg_catalog"."float_ops",
    FUNCTION 3 ("point", "point") "pg_catalog"."gist_point_compress"("internal"),
    FUNCTION 8 ("point", "point") "pg_catalog"."gist_point_distance"("internal", "point", smallint, "oid", "internal");
CREATE OPERATOR FAMILY "public"."texts" USING "gin";
ALTER OPERATOR FAMILY "public"."texts" USING "gin" ADD
    OPERATOR 1 "pg_catalog".&&("anyarray", "anyarray"),
    FUNCTION 1 ("text"[], "text"[]) "pg_catalog"."bttextcmp"("text", "text"),
    FUNCTION 4 ("text"[], "text"[]) "pg_catalog"."ginarrayconsistent"("internal", smallint, "anyarray", integer, "internal", "internal", "internal", "internal");
CREATE OPERATOR CLASS "O o"."Colors"
    DEFAULT
    FOR TYPE "O o"."Color" USING "btree" FAMILY "O o"."Colors" AS
    OPERATOR 1 "O o".<("O o"."Color", "O o"."Color"),
    OPERATOR 3 "O o".=("O o"."Color", "O o"."Color"),
    FUNCTION 1 ("O o"."Color", "O o"."Color") "O o"."Cmp"("O o"."Color", "O o"."Color");
ALTER OPERATOR CLASS "O o"."Colors" USING "btree" OWNER TO "Carol ""C""";
COMMENT ON OPERATOR CLASS "O o"."Colors" USING "btree" IS 'it''s coloured';
CREATE OPERATOR CLASS "O o"."elsewhere"
    FOR TYPE integer USING "btree" FAMILY "public"."elsewhere" AS
    OPERATOR 1 "pg_catalog".<(integer, integer),
    OPERATOR 2 "pg_catalog".<=(integer, integer),
    OPERATOR 3 "pg_catalog".=(integer, integer),
    OPERATOR 4 "pg_catalog".>=(integer, integer),
    OPERATOR 5 "pg_catalog".>(integer, integer),
    FUNCTION 1 (integer, integer) "pg_catalog"."btint4cmp"(integer, integer);
CREATE TYPE "public"."r" AS RANGE (
    SUBTYPE = integer,
    MULTIRANGE_TYPE_NAME = "public"."r_multirange",
    SUBTYPE_OPCLASS = "O o"."elsewhere"
);
CREATE OPERATOR CLASS "public"."boxed"
    FOR TYPE "polygon" USING "gist" FAMILY "public"."boxed" AS
    STORAGE "box";
CREATE OPERATOR CLASS "public"."empty"
    FOR TYPE integer USING "btree" FAMILY "public"."empty" AS
    STORAGE integer;
ALTER OPERATOR CLASS "public"."empty" USING "btree" OWNER TO "alice";
CREATE OPERATOR CLASS "public"."hashed"
    FOR TYPE integer USING "hash" FAMILY "public"."hashed" AS
    OPERATOR 1 "pg_catalog".=(integer, integer),
    FUNCTION 1 (integer, integer) "pg_catalog"."hashint4"(integer);
CREATE OPERATOR CLASS "public"."points"
    FOR TYPE "point" USING "gist" FAMILY "public"."points" AS
    STORAGE "box",
    FUNCTION 1 ("point", "point") "pg_catalog"."gist_point_consistent"("internal", "point", smallint, "oid", "internal"),
    FUNCTION 2 ("point", "point") "pg_catalog"."gist_box_union"("internal", "internal"),
    FUNCTION 5 ("point", "point") "pg_catalog"."gist_box_penalty"("internal", "internal", "internal"),
    FUNCTION 6 ("point", "point") "pg_catalog"."gist_box_picksplit"("internal", "internal"),
    FUNCTION 7 ("point", "point") "pg_catalog"."gist_box_same"("box", "box", "internal");
CREATE OPERATOR CLASS "public"."texts"
    FOR TYPE "text"[] USING "gin" FAMILY "public"."texts" AS
    STORAGE "text",
    FUNCTION 2 ("text"[], "text"[]) "pg_catalog"."ginarrayextract"("anyarray", "internal", "internal"),
    FUNCTION 3 ("text"[], "text"[]) "pg_catalog"."ginqueryarrayextract"("anyarray", "internal", smallint, "internal", "internal", "internal", "internal");
CREATE TABLE "public"."hashed" (
    "a" integer
)
PARTITION BY HASH ("a" "public"."hashed");
CREATE TABLE "public"."part" (
    "a" integer,
    "c" "O o"."Color"
)
PARTITION BY RANGE ("a" "O o"."elsewhere", "c");
CREATE TABLE "public"."t" (
    "a" integer,
    "c" "O o"."Color",
    "p" "point"
);
CREATE VIEW "public"."v" AS
 SELECT DISTINCT "c"
   FROM "public"."t"
  ORDER BY "c";
ALTER TABLE ONLY "public"."t" ADD CONSTRAINT "t_c_key" UNIQUE ("c");
ALTER TABLE ONLY "public"."t" ADD CONSTRAINT "t_p_excl" EXCLUDE USING "gist" ("p" "public"."points" WITH ~=);
CREATE INDEX "t_a_idx" ON "public"."t" USING "btree" ("a" "O o"."elsewhere");
