-- #36
-- Properties of columns: types with modifiers, collations, statistics
-- targets, storage, options.
-- setup --
CREATE TABLE c (
  a character(3) NOT NULL,
  b character varying(10) COLLATE "C" DEFAULT 'x' NOT NULL,
  c numeric(10,2)[],
  d bpchar,
  e interval day to second(3),
  f "char" DEFAULT '\',
  g timestamp(0) with time zone DEFAULT CURRENT_TIMESTAMP,
  h text COLLATE "POSIX",
  i bit varying(5),
  j bytea,
  k name
);
ALTER TABLE c ALTER a SET STATISTICS 0;
ALTER TABLE c ALTER b SET STATISTICS 10000;
ALTER TABLE c ALTER b SET STORAGE EXTERNAL;
ALTER TABLE c ALTER h SET STORAGE MAIN;
ALTER TABLE c ALTER c SET STORAGE PLAIN;
ALTER TABLE c ALTER b SET (n_distinct = -0.5, n_distinct_inherited = 7);
CREATE TABLE child () INHERITS (c);
ALTER TABLE child ALTER h SET STATISTICS 5;
CREATE MATERIALIZED VIEW m AS SELECT a, b FROM c;
ALTER MATERIALIZED VIEW m ALTER b SET STATISTICS 3;
ALTER MATERIALIZED VIEW m ALTER b SET STORAGE MAIN;
-- want 12-15 --
CREATE TABLE "public"."c" (
    "a" character(3) NOT NULL,
    "b" character varying(10) COLLATE "pg_catalog"."C" DEFAULT 'x'::character varying NOT NULL,
    "c" numeric(10,2)[],
    "d" "bpchar",
    "e" interval day to second(3),
    "f" "char" DEFAULT '\'::"char",
    "g" timestamp(0) with time zone DEFAULT CURRENT_TIMESTAMP,
    "h" "text" COLLATE "pg_catalog"."POSIX",
    "i" bit varying(5),
    "j" "bytea",
    "k" "name"
);
ALTER TABLE ONLY "public"."c"
    ALTER COLUMN "a" SET STATISTICS 0,
    ALTER COLUMN "b" SET STATISTICS 10000,
    ALTER COLUMN "b" SET STORAGE EXTERNAL,
    ALTER COLUMN "b" SET ("n_distinct"='-0.5', "n_distinct_inherited"='7'),
    ALTER COLUMN "c" SET STORAGE PLAIN,
    ALTER COLUMN "h" SET STORAGE MAIN;
CREATE TABLE "public"."child" ()
INHERITS ("public"."c");
ALTER TABLE ONLY "public"."child"
    ALTER COLUMN "b" SET STORAGE EXTERNAL,
    ALTER COLUMN "c" SET STORAGE PLAIN,
    ALTER COLUMN "h" SET STATISTICS 5,
    ALTER COLUMN "h" SET STORAGE MAIN;
CREATE MATERIALIZED VIEW "public"."m" AS
 SELECT "c"."a",
    "c"."b"
   FROM "public"."c"
  WITH NO DATA;
ALTER TABLE ONLY "public"."m"
    ALTER COLUMN "b" SET STATISTICS 3,
    ALTER COLUMN "b" SET STORAGE MAIN;
ALTER TABLE ONLY "public"."child" ALTER COLUMN "b" SET DEFAULT 'x'::character varying;
ALTER TABLE ONLY "public"."child" ALTER COLUMN "f" SET DEFAULT '\'::"char";
ALTER TABLE ONLY "public"."child" ALTER COLUMN "g" SET DEFAULT CURRENT_TIMESTAMP;
REFRESH MATERIALIZED VIEW "public"."m";
-- want 16-18 --
CREATE TABLE "public"."c" (
    "a" character(3) NOT NULL,
    "b" character varying(10) COLLATE "pg_catalog"."C" DEFAULT 'x'::character varying NOT NULL,
    "c" numeric(10,2)[],
    "d" "bpchar",
    "e" interval day to second(3),
    "f" "char" DEFAULT '\'::"char",
    "g" timestamp(0) with time zone DEFAULT CURRENT_TIMESTAMP,
    "h" "text" COLLATE "pg_catalog"."POSIX",
    "i" bit varying(5),
    "j" "bytea",
    "k" "name"
);
ALTER TABLE ONLY "public"."c"
    ALTER COLUMN "a" SET STATISTICS 0,
    ALTER COLUMN "b" SET STATISTICS 10000,
    ALTER COLUMN "b" SET STORAGE EXTERNAL,
    ALTER COLUMN "b" SET ("n_distinct"='-0.5', "n_distinct_inherited"='7'),
    ALTER COLUMN "c" SET STORAGE PLAIN,
    ALTER COLUMN "h" SET STORAGE MAIN;
CREATE TABLE "public"."child" ()
INHERITS ("public"."c");
ALTER TABLE ONLY "public"."child"
    ALTER COLUMN "b" SET STORAGE EXTERNAL,
    ALTER COLUMN "c" SET STORAGE PLAIN,
    ALTER COLUMN "h" SET STATISTICS 5,
    ALTER COLUMN "h" SET STORAGE MAIN;
CREATE MATERIALIZED VIEW "public"."m" AS
 SELECT "a",
    "b"
   FROM "public"."c"
  WITH NO DATA;
ALTER TABLE ONLY "public"."m"
    ALTER COLUMN "b" SET STATISTICS 3,
    ALTER COLUMN "b" SET STORAGE MAIN;
ALTER TABLE ONLY "public"."child" ALTER COLUMN "b" SET DEFAULT 'x'::character varying;
ALTER TABLE ONLY "public"."child" ALTER COLUMN "f" SET DEFAULT '\'::"char";
ALTER TABLE ONLY "public"."child" ALTER COLUMN "g" SET DEFAULT CURRENT_TIMESTAMP;
REFRESH MATERIALIZED VIEW "public"."m";
