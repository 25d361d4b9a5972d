-- #29
-- Access methods, and the tables, materialized views and indexes of one:
-- number 29 of the list of odd objects.
-- setup --
CREATE ACCESS METHOD "Heap 2" TYPE TABLE HANDLER heap_tableam_handler;
CREATE FUNCTION my_gist(internal) RETURNS index_am_handler LANGUAGE internal STRICT AS 'gisthandler';
CREATE ACCESS METHOD gist2 TYPE INDEX HANDLER my_gist;
COMMENT ON ACCESS METHOD gist2 IS 'it''s another';
CREATE TABLE t (a integer, b box) USING "Heap 2";
CREATE MATERIALIZED VIEW m USING "Heap 2" AS SELECT 1 AS a;
CREATE OPERATOR CLASS boxes DEFAULT FOR TYPE box USING gist2 AS OPERATOR 3 && (box, box),
  FUNCTION 1 gist_box_consistent(internal, box, smallint, oid, internal),
  FUNCTION 2 gist_box_union(internal, internal),
  FUNCTION 5 gist_box_penalty(internal, internal, internal),
  FUNCTION 6 gist_box_picksplit(internal, internal),
  FUNCTION 7 gist_box_same(box, box, internal);
CREATE INDEX ON t USING gist2 (b);
CREATE TABLE child () INHERITS (t) USING "Heap 2";
CREATE TABLE plain (a integer) USING heap;
-- want 12-13 --
CREATE FUNCTION "public"."my_gist"("internal")
    RETURNS "index_am_handler"
    LANGUAGE "internal" STRICT
    AS 'gisthandler';
CREATE ACCESS METHOD "Heap 2" TYPE TABLE HANDLER "pg_catalog"."heap_tableam_handler";
CREATE ACCESS METHOD "gist2" TYPE INDEX HANDLER "public"."my_gist";
COMMENT ON ACCESS METHOD "gist2" IS 'it''s another';
CREATE OPERATOR FAMILY "public"."boxes" USING "gist2";
CREATE OPERATOR CLASS "public"."boxes"
    DEFAULT
    FOR TYPE "box" USING "gist2" FAMILY "public"."boxes" AS
    OPERATOR 3 "pg_catalog".&&("box", "box"),
    FUNCTION 1 ("box", "box") "pg_catalog"."gist_box_consistent"("internal", "box", smallint, "oid", "internal"),
    FUNCTION 2 ("box", "box") "pg_catalog"."gist_box_union"("internal", "internal"),
    FUNCTION 5 ("box", "box") "pg_catalog"."gist_box_penalty"("internal", "internal", "internal"),
    FUNCTION 6 ("box", "box") "pg_catalog"."gist_box_picksplit"("internal", "internal"),
    FUNCTION 7 ("box", "box") "pg_catalog"."gist_box_same"("box", "box", "internal");
CREATE TABLE "public"."plain" (
    "a" integer
);
SET default_table_access_method = 'Heap 2';
CREATE TABLE "public"."t" (
    "a" integer,
    "b" "box"
);
SET default_table_access_method = 'heap';
SET default_table_access_method = 'Heap 2';
CREATE TABLE "public"."child" ()
INHERITS ("public"."t");
SET default_table_access_method = 'heap';
SET default_table_access_method = 'Heap 2';
CREATE MATERIALIZED VIEW "public"."m" AS
 SELECT 1 AS "a"
  WITH NO DATA;
SET default_table_access_method = 'heap';
CREATE INDEX "t_b_idx" ON "public"."t" USING "gist2" ("b");
REFRESH MATERIALIZED VIEW "public"."m";
-- want 14-18 --
CREATE FUNCTION "public"."my_gist"("internal")
    RETURNS "index_am_handler"
    LANGUAGE "internal" STRICT
    AS 'gisthandler';
CREATE ACCESS METHOD "Heap 2" TYPE TABLE HANDLER "pg_catalog"."heap_tableam_handler";
CREATE ACCESS METHOD "gist2" TYPE INDEX HANDLER "public"."my_gist";
COMMENT ON ACCESS METHOD "gist2" IS 'it''s another';
CREATE OPERATOR FAMILY "public"."boxes" USING "gist2";
ALTER OPERATOR FAMILY "public"."boxes" USING "gist2" ADD
    OPERATOR 3 "pg_catalog".&&("box", "box");
CREATE OPERATOR CLASS "public"."boxes"
    DEFAULT
    FOR TYPE "box" USING "gist2" FAMILY "public"."boxes" AS
    FUNCTION 1 ("box", "box") "pg_catalog"."gist_box_consistent"("internal", "box", smallint, "oid", "internal"),
    FUNCTION 2 ("box", "box") "pg_catalog"."gist_box_union"("internal", "internal"),
    FUNCTION 5 ("box", "box") "pg_catalog"."gist_box_penalty"("internal", "internal", "internal"),
    FUNCTION 6 ("box", "box") "pg_catalog"."gist_box_picksplit"("internal", "internal"),
    FUNCTION 7 ("box", "box") "pg_catalog"."gist_box_same"("box", "box", "internal");
CREATE TABLE "public"."plain" (
    "a" integer
);
SET default_table_access_method = 'Heap 2';
CREATE TABLE "public"."t" (
    "a" integer,
    "b" "box"
);
SET default_table_access_method = 'heap';
SET default_table_access_method = 'Heap 2';
CREATE TABLE "public"."child" ()
INHERITS ("public"."t");
SET default_table_access_method = 'heap';
SET default_table_access_method = 'Heap 2';
CREATE MATERIALIZED VIEW "public"."m" AS
 SELECT 1 AS "a"
  WITH NO DATA;
SET default_table_access_method = 'heap';
CREATE INDEX "t_b_idx" ON "public"."t" USING "gist2" ("b");
REFRESH MATERIALIZED VIEW "public"."m";
