-- #45
-- setup --
CREATE SCHEMA s;
CREATE TABLE s.t (id int PRIMARY KEY, a text);
CREATE MATERIALIZED VIEW s.z AS SELECT id, a FROM s.t;
CREATE VIEW s.over_z AS SELECT * FROM s.z;
CREATE MATERIALIZED VIEW s.y AS SELECT * FROM s.over_z;
CREATE MATERIALIZED VIEW s.a AS SELECT y.id FROM s.y, s.z;
-- populated before what is below it was emptied
CREATE MATERIALIZED VIEW s.m1 AS SELECT 1 AS x;
CREATE VIEW s.over_m1 AS SELECT * FROM s.m1;
CREATE MATERIALIZED VIEW s.m2 AS SELECT * FROM s.over_m1;
CREATE MATERIALIZED VIEW s.m3 AS SELECT * FROM s.m2;
REFRESH MATERIALIZED VIEW s.m1 WITH NO DATA;
-- want 12-15 --
CREATE SCHEMA "s";
CREATE TABLE "s"."t" (
    "id" integer NOT NULL,
    "a" "text"
);
CREATE MATERIALIZED VIEW "s"."m1" AS
 SELECT 1 AS "x"
  WITH NO DATA;
CREATE VIEW "s"."over_m1" AS
 SELECT "m1"."x"
   FROM "s"."m1";
CREATE MATERIALIZED VIEW "s"."m2" AS
 SELECT "over_m1"."x"
   FROM "s"."over_m1"
  WITH NO DATA;
CREATE MATERIALIZED VIEW "s"."m3" AS
 SELECT "m2"."x"
   FROM "s"."m2"
  WITH NO DATA;
CREATE MATERIALIZED VIEW "s"."z" AS
 SELECT "t"."id",
    "t"."a"
   FROM "s"."t"
  WITH NO DATA;
CREATE VIEW "s"."over_z" AS
 SELECT "z"."id",
    "z"."a"
   FROM "s"."z";
CREATE MATERIALIZED VIEW "s"."y" AS
 SELECT "over_z"."id",
    "over_z"."a"
   FROM "s"."over_z"
  WITH NO DATA;
CREATE MATERIALIZED VIEW "s"."a" AS
 SELECT "y"."id"
   FROM "s"."y",
    "s"."z"
  WITH NO DATA;
ALTER TABLE ONLY "s"."t" ADD CONSTRAINT "t_pkey" PRIMARY KEY ("id");
REFRESH MATERIALIZED VIEW "s"."z";
REFRESH MATERIALIZED VIEW "s"."y";
REFRESH MATERIALIZED VIEW "s"."a";
-- want 16-18 --
CREATE SCHEMA "s";
CREATE TABLE "s"."t" (
    "id" integer NOT NULL,
    "a" "text"
);
CREATE MATERIALIZED VIEW "s"."m1" AS
 SELECT 1 AS "x"
  WITH NO DATA;
CREATE VIEW "s"."over_m1" AS
 SELECT "x"
   FROM "s"."m1";
CREATE MATERIALIZED VIEW "s"."m2" AS
 SELECT "x"
   FROM "s"."over_m1"
  WITH NO DATA;
CREATE MATERIALIZED VIEW "s"."m3" AS
 SELECT "x"
   FROM "s"."m2"
  WITH NO DATA;
CREATE MATERIALIZED VIEW "s"."z" AS
 SELECT "id",
    "a"
   FROM "s"."t"
  WITH NO DATA;
CREATE VIEW "s"."over_z" AS
 SELECT "id",
    "a"
   FROM "s"."z";
CREATE MATERIALIZED VIEW "s"."y" AS
 SELECT "id",
    "a"
   FROM "s"."over_z"
  WITH NO DATA;
CREATE MATERIALIZED VIEW "s"."a" AS
 SELECT "y"."id"
   FROM "s"."y",
    "s"."z"
  WITH NO DATA;
ALTER TABLE ONLY "s"."t" ADD CONSTRAINT "t_pkey" PRIMARY KEY ("id");
REFRESH MATERIALIZED VIEW "s"."z";
REFRESH MATERIALIZED VIEW "s"."y";
REFRESH MATERIALIZED VIEW "s"."a";
