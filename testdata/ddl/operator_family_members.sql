-- #48
-- What users add to operator families of the server and of an extension:
-- loose members, and classes of theirs. pg_dump loses the former. Number 48
-- of the list of odd objects. Only the transaction tells members of the user's
-- that name nothing of the user's from those of the extension.
-- upgrade because other servers have other versions of the extensions --
-- setup --
CREATE SCHEMA "M m";
CREATE EXTENSION btree_gist VERSION '1.5';
COMMIT;
CREATE FUNCTION "M m".eq(integer, text) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1::text = $2';
CREATE FUNCTION "M m".cmp(integer, text) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS 'SELECT 0';
CREATE OPERATOR "M m".= (LEFTARG = integer, RIGHTARG = text, FUNCTION = "M m".eq);
ALTER OPERATOR FAMILY pg_catalog.integer_ops USING btree ADD OPERATOR 3 "M m".= (integer, text),
  FUNCTION 1 (integer, text) "M m".cmp(integer, text);
ALTER OPERATOR FAMILY pg_catalog.integer_ops USING hash ADD OPERATOR 1 "M m".= (integer, text);
ALTER OPERATOR FAMILY pg_catalog.box_ops USING gist ADD OPERATOR 7 @> (box, point);
ALTER OPERATOR FAMILY gist_int4_ops USING gist ADD OPERATOR 20 "M m".= (integer, text);
ALTER OPERATOR FAMILY gist_text_ops USING gist ADD OPERATOR 21 ~ (text, text);
CREATE TYPE "M m".num AS ENUM ('1');
CREATE FUNCTION "M m".eq("M m".num, "M m".num) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS 'SELECT true';
CREATE FUNCTION "M m".cmp("M m".num, "M m".num) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS 'SELECT 0';
CREATE OPERATOR "M m".= (LEFTARG = "M m".num, RIGHTARG = "M m".num, FUNCTION = "M m".eq);
CREATE OPERATOR CLASS "M m".nums FOR TYPE "M m".num USING btree FAMILY pg_catalog.integer_ops AS
  OPERATOR 3 "M m".=, FUNCTION 1 "M m".cmp("M m".num, "M m".num);
CREATE TABLE t (n "M m".num, i integer);
CREATE INDEX ON t (n "M m".nums);
CREATE INDEX ON t USING gist (i);
-- oracle because it loses members of families that are not the user's --
-- want --
CREATE SCHEMA "M m";
CREATE EXTENSION "btree_gist" SCHEMA "public" VERSION '1.5';
CREATE TYPE "M m"."num" AS ENUM (
    '1');
CREATE FUNCTION "M m"."cmp"("M m"."num", "M m"."num")
    RETURNS integer
    LANGUAGE "sql" IMMUTABLE STRICT
    AS 'SELECT 0';
CREATE FUNCTION "M m"."cmp"(integer, "text")
    RETURNS integer
    LANGUAGE "sql" IMMUTABLE STRICT
    AS 'SELECT 0';
CREATE FUNCTION "M m"."eq"("M m"."num", "M m"."num")
    RETURNS boolean
    LANGUAGE "sql" IMMUTABLE STRICT
    AS 'SELECT true';
CREATE FUNCTION "M m"."eq"(integer, "text")
    RETURNS boolean
    LANGUAGE "sql" IMMUTABLE STRICT
    AS 'SELECT $1::text = $2';
CREATE OPERATOR "M m".= (
    FUNCTION = "M m"."eq",
    LEFTARG = "M m"."num",
    RIGHTARG = "M m"."num"
);
CREATE OPERATOR "M m".= (
    FUNCTION = "M m"."eq",
    LEFTARG = integer,
    RIGHTARG = "text"
);
ALTER OPERATOR FAMILY "pg_catalog"."box_ops" USING "gist" ADD
    OPERATOR 7 "pg_catalog".@>("box", "point");
ALTER OPERATOR FAMILY "pg_catalog"."integer_ops" USING "btree" ADD
    OPERATOR 3 "M m".=(integer, "text"),
    FUNCTION 1 (integer, "text") "M m"."cmp"(integer, "text");
ALTER OPERATOR FAMILY "pg_catalog"."integer_ops" USING "hash" ADD
    OPERATOR 1 "M m".=(integer, "text");
ALTER OPERATOR FAMILY "public"."gist_int4_ops" USING "gist" ADD
    OPERATOR 20 "M m".=(integer, "text");
ALTER OPERATOR FAMILY "public"."gist_text_ops" USING "gist" ADD
    OPERATOR 21 "pg_catalog".~("text", "text");
CREATE OPERATOR CLASS "M m"."nums"
    FOR TYPE "M m"."num" USING "btree" FAMILY "pg_catalog"."integer_ops" AS
    OPERATOR 3 "M m".=("M m"."num", "M m"."num"),
    FUNCTION 1 ("M m"."num", "M m"."num") "M m"."cmp"("M m"."num", "M m"."num");
CREATE TABLE "public"."t" (
    "n" "M m"."num",
    "i" integer
);
CREATE INDEX "t_i_idx" ON "public"."t" USING "gist" ("i");
CREATE INDEX "t_n_idx" ON "public"."t" USING "btree" ("n" "M m"."nums");
