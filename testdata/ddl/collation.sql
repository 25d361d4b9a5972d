-- #63
-- Collations of libc and of ICU, with odd locales, and what uses them: number
-- 63 of the list of odd objects, without what newer servers brought.
-- setup --
CREATE SCHEMA "C c";
CREATE COLLATION "C c"."Posix" (LOCALE = 'POSIX');
CREATE COLLATION two (LC_COLLATE = 'C', LC_CTYPE = 'POSIX');
CREATE COLLATION copied FROM "C";
CREATE COLLATION german (PROVIDER = icu, LOCALE = 'de-u-co-phonebk');
CREATE COLLATION loose (PROVIDER = icu, LOCALE = 'und-u-ks-level2', DETERMINISTIC = false);
CREATE COLLATION "it's" (PROVIDER = icu, LOCALE = 'en-US');
COMMENT ON COLLATION german IS 'phone books';
COMMENT ON COLLATION "C c"."Posix" IS 'it''s plain';
ALTER COLLATION german OWNER TO alice;
ALTER COLLATION "C c"."Posix" OWNER TO "Carol ""C""";
CREATE DOMAIN d AS text COLLATE german;
CREATE TYPE r AS RANGE (SUBTYPE = text, COLLATION = two);
CREATE TYPE pair AS (a text COLLATE "it's", b integer);
CREATE TABLE t (a text COLLATE german, b text COLLATE loose, c text DEFAULT ('a' COLLATE two), CHECK (a > 'x' COLLATE copied));
CREATE INDEX ON t (c COLLATE "C c"."Posix");
CREATE TABLE p (a text) PARTITION BY RANGE (a COLLATE "C c"."Posix");
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('a') TO ('m');
CREATE VIEW v AS SELECT c COLLATE "it's" AS c FROM t ORDER BY b COLLATE copied;
CREATE FUNCTION f(text) RETURNS boolean LANGUAGE sql AS 'SELECT $1 < ''a'' COLLATE public.german';
-- want 12-13 --
CREATE SCHEMA "C c";
CREATE COLLATION "C c"."Posix" (
    PROVIDER = libc,
    LOCALE = 'POSIX'
);
ALTER COLLATION "C c"."Posix" OWNER TO "Carol ""C""";
COMMENT ON COLLATION "C c"."Posix" IS 'it''s plain';
CREATE COLLATION "public"."copied" (
    PROVIDER = libc,
    LOCALE = 'C'
);
CREATE COLLATION "public"."german" (
    PROVIDER = icu,
    LOCALE = 'de-u-co-phonebk'
);
ALTER COLLATION "public"."german" OWNER TO "alice";
COMMENT ON COLLATION "public"."german" IS 'phone books';
CREATE COLLATION "public"."it's" (
    PROVIDER = icu,
    LOCALE = 'en-US'
);
CREATE COLLATION "public"."loose" (
    PROVIDER = icu,
    DETERMINISTIC = false,
    LOCALE = 'und-u-ks-level2'
);
CREATE COLLATION "public"."two" (
    PROVIDER = libc,
    LC_COLLATE = 'C',
    LC_CTYPE = 'POSIX'
);
CREATE TYPE "public"."pair" AS (
    "a" "text" COLLATE "public"."it's",
    "b" integer);
CREATE TYPE "public"."r" AS RANGE (
    SUBTYPE = "text",
    COLLATION = "public"."two"
);
CREATE DOMAIN "public"."d" AS "text"
    COLLATE "public"."german";
CREATE FUNCTION "public"."f"("text")
    RETURNS boolean
    LANGUAGE "sql"
    AS 'SELECT $1 < ''a'' COLLATE public.german';
CREATE TABLE "public"."p" (
    "a" "text"
)
PARTITION BY RANGE ("a" COLLATE "C c"."Posix");
CREATE TABLE "public"."p1" (
    "a" "text"
);
CREATE TABLE "public"."t" (
    "a" "text" COLLATE "public"."german",
    "b" "text" COLLATE "public"."loose",
    "c" "text" DEFAULT ('a'::"text" COLLATE "public"."two"),
    CONSTRAINT "t_a_check" CHECK (("a" > ('x'::"text" COLLATE "public"."copied")))
);
CREATE VIEW "public"."v" AS
 SELECT ("t"."c" COLLATE "public"."it's") AS "c"
   FROM "public"."t"
  ORDER BY ("t"."b" COLLATE "public"."copied");
ALTER TABLE ONLY "public"."p" ATTACH PARTITION "public"."p1" FOR VALUES FROM ('a') TO ('m');
CREATE INDEX "t_c_idx" ON "public"."t" USING "btree" ("c" COLLATE "C c"."Posix");
-- want 14-15 --
CREATE SCHEMA "C c";
CREATE COLLATION "C c"."Posix" (
    PROVIDER = libc,
    LOCALE = 'POSIX'
);
ALTER COLLATION "C c"."Posix" OWNER TO "Carol ""C""";
COMMENT ON COLLATION "C c"."Posix" IS 'it''s plain';
CREATE COLLATION "public"."copied" (
    PROVIDER = libc,
    LOCALE = 'C'
);
CREATE COLLATION "public"."german" (
    PROVIDER = icu,
    LOCALE = 'de-u-co-phonebk'
);
ALTER COLLATION "public"."german" OWNER TO "alice";
COMMENT ON COLLATION "public"."german" IS 'phone books';
CREATE COLLATION "public"."it's" (
    PROVIDER = icu,
    LOCALE = 'en-US'
);
CREATE COLLATION "public"."loose" (
    PROVIDER = icu,
    DETERMINISTIC = false,
    LOCALE = 'und-u-ks-level2'
);
CREATE COLLATION "public"."two" (
    PROVIDER = libc,
    LC_COLLATE = 'C',
    LC_CTYPE = 'POSIX'
);
CREATE TYPE "public"."pair" AS (
    "a" "text" COLLATE "public"."it's",
    "b" integer);
CREATE TYPE "public"."r" AS RANGE (
    SUBTYPE = "text",
    MULTIRANGE_TYPE_NAME = "public"."r_multirange",
    COLLATION = "public"."two"
);
CREATE DOMAIN "public"."d" AS "text"
    COLLATE "public"."german";
CREATE FUNCTION "public"."f"("text")
    RETURNS boolean
    LANGUAGE "sql"
    AS 'SELECT $1 < ''a'' COLLATE public.german';
CREATE TABLE "public"."p" (
    "a" "text"
)
PARTITION BY RANGE ("a" COLLATE "C c"."Posix");
CREATE TABLE "public"."p1" (
    "a" "text"
);
CREATE TABLE "public"."t" (
    "a" "text" COLLATE "public"."german",
    "b" "text" COLLATE "public"."loose",
    "c" "text" DEFAULT ('a'::"text" COLLATE "public"."two"),
    CONSTRAINT "t_a_check" CHECK (("a" > ('x'::"text" COLLATE "public"."copied")))
);
CREATE VIEW "public"."v" AS
 SELECT ("t"."c" COLLATE "public"."it's") AS "c"
   FROM "public"."t"
  ORDER BY ("t"."b" COLLATE "public"."copied");
ALTER TABLE ONLY "public"."p" ATTACH PARTITION "public"."p1" FOR VALUES FROM ('a') TO ('m');
CREATE INDEX "t_c_idx" ON "public"."t" USING "btree" ("c" COLLATE "C c"."Posix");
-- want 16-18 --
CREATE SCHEMA "C c";
CREATE COLLATION "C c"."Posix" (
    PROVIDER = libc,
    LOCALE = 'POSIX'
);
ALTER COLLATION "C c"."Posix" OWNER TO "Carol ""C""";
COMMENT ON COLLATION "C c"."Posix" IS 'it''s plain';
CREATE COLLATION "public"."copied" (
    PROVIDER = libc,
    LOCALE = 'C'
);
CREATE COLLATION "public"."german" (
    PROVIDER = icu,
    LOCALE = 'de-u-co-phonebk'
);
ALTER COLLATION "public"."german" OWNER TO "alice";
COMMENT ON COLLATION "public"."german" IS 'phone books';
CREATE COLLATION "public"."it's" (
    PROVIDER = icu,
    LOCALE = 'en-US'
);
CREATE COLLATION "public"."loose" (
    PROVIDER = icu,
    DETERMINISTIC = false,
    LOCALE = 'und-u-ks-level2'
);
CREATE COLLATION "public"."two" (
    PROVIDER = libc,
    LC_COLLATE = 'C',
    LC_CTYPE = 'POSIX'
);
CREATE TYPE "public"."pair" AS (
    "a" "text" COLLATE "public"."it's",
    "b" integer);
CREATE TYPE "public"."r" AS RANGE (
    SUBTYPE = "text",
    MULTIRANGE_TYPE_NAME = "public"."r_multirange",
    COLLATION = "public"."two"
);
CREATE DOMAIN "public"."d" AS "text"
    COLLATE "public"."german";
CREATE FUNCTION "public"."f"("text")
    RETURNS boolean
    LANGUAGE "sql"
    AS 'SELECT $1 < ''a'' COLLATE public.german';
CREATE TABLE "public"."p" (
    "a" "text"
)
PARTITION BY RANGE ("a" COLLATE "C c"."Posix");
CREATE TABLE "public"."p1" (
    "a" "text"
);
CREATE TABLE "public"."t" (
    "a" "text" COLLATE "public"."german",
    "b" "text" COLLATE "public"."loose",
    "c" "text" DEFAULT ('a'::"text" COLLATE "public"."two"),
    CONSTRAINT "t_a_check" CHECK (("a" > ('x'::"text" COLLATE "public"."copied")))
);
CREATE VIEW "public"."v" AS
 SELECT ("c" COLLATE "public"."it's") AS "c"
   FROM "public"."t"
  ORDER BY ("b" COLLATE "public"."copied");
ALTER TABLE ONLY "public"."p" ATTACH PARTITION "public"."p1" FOR VALUES FROM ('a') TO ('m');
CREATE INDEX "t_c_idx" ON "public"."t" USING "btree" ("c" COLLATE "C c"."Posix");
