-- #36, #45
-- setup --
CREATE SCHEMA s;
CREATE TABLE s.t (id int, a text);
CREATE MATERIALIZED VIEW s.plain AS SELECT id, a FROM s.t;
CREATE MATERIALIZED VIEW s."Options" (i, "A b") WITH (fillfactor = 70, autovacuum_enabled = off, toast.autovacuum_enabled = off) AS SELECT id, a FROM s.t;
CREATE MATERIALIZED VIEW s.unpopulated AS SELECT 1 AS x WITH NO DATA;
CREATE MATERIALIZED VIEW s.nothing AS SELECT;
CREATE MATERIALIZED VIEW s.cols AS SELECT id, a, 'x'::text AS c FROM s.t;
ALTER MATERIALIZED VIEW s.cols ALTER COLUMN a SET STATISTICS 0;
ALTER MATERIALIZED VIEW s.cols ALTER COLUMN c SET STORAGE EXTERNAL;
ALTER MATERIALIZED VIEW s.cols ALTER COLUMN id SET (n_distinct = -0.5);
ALTER MATERIALIZED VIEW s.cols RENAME COLUMN c TO "C";
CREATE UNIQUE INDEX cols_id ON s.cols (id);
ALTER MATERIALIZED VIEW s.cols CLUSTER ON cols_id;
COMMENT ON MATERIALIZED VIEW s.plain IS 'materialized';
COMMENT ON COLUMN s.plain.a IS 'of a column';
GRANT SELECT ON s.plain TO PUBLIC;
-- want 12-15 --
CREATE SCHEMA "s";
CREATE TABLE "s"."t" (
    "id" integer,
    "a" "text"
);
CREATE MATERIALIZED VIEW "s"."Options" WITH ("fillfactor"='70', "autovacuum_enabled"='off', toast."autovacuum_enabled"='off') AS
 SELECT "t"."id" AS "i",
    "t"."a" AS "A b"
   FROM "s"."t"
  WITH NO DATA;
CREATE MATERIALIZED VIEW "s"."cols" AS
 SELECT "t"."id",
    "t"."a",
    'x'::"text" AS "C"
   FROM "s"."t"
  WITH NO DATA;
ALTER TABLE ONLY "s"."cols"
    ALTER COLUMN "id" SET ("n_distinct"='-0.5'),
    ALTER COLUMN "a" SET STATISTICS 0,
    ALTER COLUMN "C" SET STORAGE EXTERNAL;
CREATE MATERIALIZED VIEW "s"."nothing" AS
 SELECT
  WITH NO DATA;
CREATE MATERIALIZED VIEW "s"."plain" AS
 SELECT "t"."id",
    "t"."a"
   FROM "s"."t"
  WITH NO DATA;
COMMENT ON MATERIALIZED VIEW "s"."plain" IS 'materialized';
COMMENT ON COLUMN "s"."plain"."a" IS 'of a column';
CREATE MATERIALIZED VIEW "s"."unpopulated" AS
 SELECT 1 AS "x"
  WITH NO DATA;
CREATE UNIQUE INDEX "cols_id" ON "s"."cols" USING "btree" ("id");
ALTER TABLE "s"."cols" CLUSTER ON "cols_id";
GRANT SELECT ON TABLE "s"."plain" TO PUBLIC;
REFRESH MATERIALIZED VIEW "s"."Options";
REFRESH MATERIALIZED VIEW "s"."cols";
REFRESH MATERIALIZED VIEW "s"."nothing";
REFRESH MATERIALIZED VIEW "s"."plain";
-- want 16-18 --
CREATE SCHEMA "s";
CREATE TABLE "s"."t" (
    "id" integer,
    "a" "text"
);
CREATE MATERIALIZED VIEW "s"."Options" WITH ("fillfactor"='70', "autovacuum_enabled"='off', toast."autovacuum_enabled"='off') AS
 SELECT "id" AS "i",
    "a" AS "A b"
   FROM "s"."t"
  WITH NO DATA;
CREATE MATERIALIZED VIEW "s"."cols" AS
 SELECT "id",
    "a",
    'x'::"text" AS "C"
   FROM "s"."t"
  WITH NO DATA;
ALTER TABLE ONLY "s"."cols"
    ALTER COLUMN "id" SET ("n_distinct"='-0.5'),
    ALTER COLUMN "a" SET STATISTICS 0,
    ALTER COLUMN "C" SET STORAGE EXTERNAL;
CREATE MATERIALIZED VIEW "s"."nothing" AS
 SELECT
  WITH NO DATA;
CREATE MATERIALIZED VIEW "s"."plain" AS
 SELECT "id",
    "a"
   FROM "s"."t"
  WITH NO DATA;
COMMENT ON MATERIALIZED VIEW "s"."plain" IS 'materialized';
COMMENT ON COLUMN "s"."plain"."a" IS 'of a column';
CREATE MATERIALIZED VIEW "s"."unpopulated" AS
 SELECT 1 AS "x"
  WITH NO DATA;
CREATE UNIQUE INDEX "cols_id" ON "s"."cols" USING "btree" ("id");
ALTER TABLE "s"."cols" CLUSTER ON "cols_id";
GRANT SELECT ON TABLE "s"."plain" TO PUBLIC;
REFRESH MATERIALIZED VIEW "s"."Options";
REFRESH MATERIALIZED VIEW "s"."cols";
REFRESH MATERIALIZED VIEW "s"."nothing";
REFRESH MATERIALIZED VIEW "s"."plain";
