-- #1, #2, #3
-- setup --
CREATE SCHEMA s;
CREATE TABLE s.t (id int PRIMARY KEY, a text COLLATE "C", d varchar(10));
-- the query needs the primary key, which comes after the data
CREATE VIEW s.by_key AS SELECT id, a, d, a COLLATE "POSIX" AS p, count(*) AS c FROM s.t GROUP BY id;
CREATE VIEW s.by_key_nothing WITH (security_barrier) AS SELECT FROM s.t GROUP BY id HAVING a > 'x';
CREATE VIEW s.above AS SELECT c FROM s.by_key;
-- two views that refer to each other
CREATE VIEW s.v1 AS SELECT 1::int AS a;
CREATE FUNCTION s.f(s.v1) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE VIEW s.v2 AS SELECT s.f(v1) AS a FROM s.v1;
CREATE OR REPLACE VIEW s.v1 AS SELECT a FROM s.v2;
-- a materialized view cannot be a dummy
CREATE MATERIALIZED VIEW s.m AS SELECT id, a, count(*) AS c FROM s.t GROUP BY id;
CREATE MATERIALIZED VIEW s.m2 AS SELECT * FROM s.m;
CREATE UNIQUE INDEX ON s.m (id);
ALTER VIEW s.by_key ALTER COLUMN a SET DEFAULT 'x';
COMMENT ON VIEW s.by_key IS 'with a dummy';
-- want 12-15 --
CREATE SCHEMA "s";
CREATE TABLE "s"."t" (
    "id" integer NOT NULL,
    "a" "text" COLLATE "pg_catalog"."C",
    "d" character varying(10)
);
CREATE VIEW "s"."by_key" AS
 SELECT
    NULL::integer AS "id",
    NULL::"text" COLLATE "pg_catalog"."C" AS "a",
    NULL::character varying(10) AS "d",
    NULL::"text" COLLATE "pg_catalog"."POSIX" AS "p",
    NULL::bigint AS "c";
COMMENT ON VIEW "s"."by_key" IS 'with a dummy';
CREATE VIEW "s"."above" AS
 SELECT "by_key"."c"
   FROM "s"."by_key";
CREATE VIEW "s"."by_key_nothing" AS
 SELECT;
CREATE VIEW "s"."v1" AS
 SELECT
    NULL::integer AS "a";
CREATE FUNCTION "s"."f"("s"."v1")
    RETURNS integer
    LANGUAGE "sql"
    AS 'SELECT 1';
CREATE VIEW "s"."v2" AS
 SELECT "s"."f"("v1".*) AS "a"
   FROM "s"."v1";
ALTER TABLE ONLY "s"."by_key" ALTER COLUMN "a" SET DEFAULT 'x'::"text";
ALTER TABLE ONLY "s"."t" ADD CONSTRAINT "t_pkey" PRIMARY KEY ("id");
CREATE MATERIALIZED VIEW "s"."m" AS
 SELECT "t"."id",
    "t"."a",
    "count"(*) AS "c"
   FROM "s"."t"
  GROUP BY "t"."id"
  WITH NO DATA;
CREATE MATERIALIZED VIEW "s"."m2" AS
 SELECT "m"."id",
    "m"."a",
    "m"."c"
   FROM "s"."m"
  WITH NO DATA;
CREATE UNIQUE INDEX "m_id_idx" ON "s"."m" USING "btree" ("id");
CREATE OR REPLACE VIEW "s"."by_key" AS
 SELECT "t"."id",
    "t"."a",
    "t"."d",
    ("t"."a" COLLATE "POSIX") AS "p",
    "count"(*) AS "c"
   FROM "s"."t"
  GROUP BY "t"."id";
CREATE OR REPLACE VIEW "s"."by_key_nothing" WITH ("security_barrier"='true') AS
 SELECT
   FROM "s"."t"
  GROUP BY "t"."id"
 HAVING ("t"."a" > 'x'::"text");
CREATE OR REPLACE VIEW "s"."v1" AS
 SELECT "v2"."a"
   FROM "s"."v2";
REFRESH MATERIALIZED VIEW "s"."m";
REFRESH MATERIALIZED VIEW "s"."m2";
-- want 16-18 --
CREATE SCHEMA "s";
CREATE TABLE "s"."t" (
    "id" integer NOT NULL,
    "a" "text" COLLATE "pg_catalog"."C",
    "d" character varying(10)
);
CREATE VIEW "s"."by_key" AS
 SELECT
    NULL::integer AS "id",
    NULL::"text" COLLATE "pg_catalog"."C" AS "a",
    NULL::character varying(10) AS "d",
    NULL::"text" COLLATE "pg_catalog"."POSIX" AS "p",
    NULL::bigint AS "c";
COMMENT ON VIEW "s"."by_key" IS 'with a dummy';
CREATE VIEW "s"."above" AS
 SELECT "c"
   FROM "s"."by_key";
CREATE VIEW "s"."by_key_nothing" AS
 SELECT;
CREATE VIEW "s"."v1" AS
 SELECT
    NULL::integer AS "a";
CREATE FUNCTION "s"."f"("s"."v1")
    RETURNS integer
    LANGUAGE "sql"
    AS 'SELECT 1';
CREATE VIEW "s"."v2" AS
 SELECT "s"."f"("v1".*) AS "a"
   FROM "s"."v1";
ALTER TABLE ONLY "s"."by_key" ALTER COLUMN "a" SET DEFAULT 'x'::"text";
ALTER TABLE ONLY "s"."t" ADD CONSTRAINT "t_pkey" PRIMARY KEY ("id");
CREATE MATERIALIZED VIEW "s"."m" AS
 SELECT "id",
    "a",
    "count"(*) AS "c"
   FROM "s"."t"
  GROUP BY "id"
  WITH NO DATA;
CREATE MATERIALIZED VIEW "s"."m2" AS
 SELECT "id",
    "a",
    "c"
   FROM "s"."m"
  WITH NO DATA;
CREATE UNIQUE INDEX "m_id_idx" ON "s"."m" USING "btree" ("id");
CREATE OR REPLACE VIEW "s"."by_key" AS
 SELECT "id",
    "a",
    "d",
    ("a" COLLATE "POSIX") AS "p",
    "count"(*) AS "c"
   FROM "s"."t"
  GROUP BY "id";
CREATE OR REPLACE VIEW "s"."by_key_nothing" WITH ("security_barrier"='true') AS
 SELECT
   FROM "s"."t"
  GROUP BY "id"
 HAVING ("a" > 'x'::"text");
CREATE OR REPLACE VIEW "s"."v1" AS
 SELECT "a"
   FROM "s"."v2";
REFRESH MATERIALIZED VIEW "s"."m";
REFRESH MATERIALIZED VIEW "s"."m2";
