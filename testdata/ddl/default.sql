-- #14, #35, #43
-- Defaults: inside CREATE TABLE, on their own where the column is inherited,
-- of a view, or in a loop with the table, and the explicit absence of one.
-- setup --
CREATE TABLE d (a integer DEFAULT 1, b text DEFAULT 'x''y', c timestamptz DEFAULT now(), d integer);
CREATE TABLE d_same () INHERITS (d);
CREATE TABLE d_other (d integer DEFAULT 4) INHERITS (d);
ALTER TABLE d_other ALTER a SET DEFAULT 2, ALTER b DROP DEFAULT;
CREATE TABLE d_null (a integer DEFAULT NULL) INHERITS (d);
CREATE TABLE left_one (a integer DEFAULT 1);
CREATE TABLE right_one (a integer DEFAULT 2);
CREATE TABLE both_sides (a integer DEFAULT 3) INHERITS (left_one, right_one);
CREATE VIEW v AS SELECT a, b FROM d;
ALTER VIEW v ALTER a SET DEFAULT 7;
CREATE FUNCTION next_free(d) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE TABLE self (a integer);
CREATE FUNCTION of_self(self) RETURNS integer LANGUAGE sql AS 'SELECT 1';
ALTER TABLE self ADD b integer DEFAULT of_self(NULL);
-- want 12-15 --
CREATE TABLE "public"."d" (
    "a" integer DEFAULT 1,
    "b" "text" DEFAULT 'x''y'::"text",
    "c" timestamp with time zone DEFAULT "now"(),
    "d" integer
);
CREATE FUNCTION "public"."next_free"("public"."d")
    RETURNS integer
    LANGUAGE "sql"
    AS 'SELECT 1';
CREATE TABLE "public"."d_null" (
    "a" integer DEFAULT NULL
)
INHERITS ("public"."d");
CREATE TABLE "public"."d_other" (
    "d" integer DEFAULT 4
)
INHERITS ("public"."d");
ALTER TABLE ONLY "public"."d_other"
    ALTER COLUMN "b" SET DEFAULT NULL;
CREATE TABLE "public"."d_same" ()
INHERITS ("public"."d");
CREATE TABLE "public"."left_one" (
    "a" integer DEFAULT 1
);
CREATE TABLE "public"."right_one" (
    "a" integer DEFAULT 2
);
CREATE TABLE "public"."both_sides" (
    "a" integer DEFAULT 3
)
INHERITS ("public"."left_one", "public"."right_one");
CREATE TABLE "public"."self" (
    "a" integer,
    "b" integer
);
CREATE FUNCTION "public"."of_self"("public"."self")
    RETURNS integer
    LANGUAGE "sql"
    AS 'SELECT 1';
CREATE VIEW "public"."v" AS
 SELECT "d"."a",
    "d"."b"
   FROM "public"."d";
ALTER TABLE ONLY "public"."d_null" ALTER COLUMN "b" SET DEFAULT 'x''y'::"text";
ALTER TABLE ONLY "public"."d_null" ALTER COLUMN "c" SET DEFAULT "now"();
ALTER TABLE ONLY "public"."d_other" ALTER COLUMN "a" SET DEFAULT 2;
ALTER TABLE ONLY "public"."d_other" ALTER COLUMN "c" SET DEFAULT "now"();
ALTER TABLE ONLY "public"."d_same" ALTER COLUMN "a" SET DEFAULT 1;
ALTER TABLE ONLY "public"."d_same" ALTER COLUMN "b" SET DEFAULT 'x''y'::"text";
ALTER TABLE ONLY "public"."d_same" ALTER COLUMN "c" SET DEFAULT "now"();
ALTER TABLE ONLY "public"."self" ALTER COLUMN "b" SET DEFAULT "public"."of_self"(NULL::"public"."self");
ALTER TABLE ONLY "public"."v" ALTER COLUMN "a" SET DEFAULT 7;
-- want 16-18 --
CREATE TABLE "public"."d" (
    "a" integer DEFAULT 1,
    "b" "text" DEFAULT 'x''y'::"text",
    "c" timestamp with time zone DEFAULT "now"(),
    "d" integer
);
CREATE FUNCTION "public"."next_free"("public"."d")
    RETURNS integer
    LANGUAGE "sql"
    AS 'SELECT 1';
CREATE TABLE "public"."d_null" (
    "a" integer DEFAULT NULL
)
INHERITS ("public"."d");
CREATE TABLE "public"."d_other" (
    "d" integer DEFAULT 4
)
INHERITS ("public"."d");
ALTER TABLE ONLY "public"."d_other"
    ALTER COLUMN "b" SET DEFAULT NULL;
CREATE TABLE "public"."d_same" ()
INHERITS ("public"."d");
CREATE TABLE "public"."left_one" (
    "a" integer DEFAULT 1
);
CREATE TABLE "public"."right_one" (
    "a" integer DEFAULT 2
);
CREATE TABLE "public"."both_sides" (
    "a" integer DEFAULT 3
)
INHERITS ("public"."left_one", "public"."right_one");
CREATE TABLE "public"."self" (
    "a" integer,
    "b" integer
);
CREATE FUNCTION "public"."of_self"("public"."self")
    RETURNS integer
    LANGUAGE "sql"
    AS 'SELECT 1';
CREATE VIEW "public"."v" AS
 SELECT "a",
    "b"
   FROM "public"."d";
ALTER TABLE ONLY "public"."d_null" ALTER COLUMN "b" SET DEFAULT 'x''y'::"text";
ALTER TABLE ONLY "public"."d_null" ALTER COLUMN "c" SET DEFAULT "now"();
ALTER TABLE ONLY "public"."d_other" ALTER COLUMN "a" SET DEFAULT 2;
ALTER TABLE ONLY "public"."d_other" ALTER COLUMN "c" SET DEFAULT "now"();
ALTER TABLE ONLY "public"."d_same" ALTER COLUMN "a" SET DEFAULT 1;
ALTER TABLE ONLY "public"."d_same" ALTER COLUMN "b" SET DEFAULT 'x''y'::"text";
ALTER TABLE ONLY "public"."d_same" ALTER COLUMN "c" SET DEFAULT "now"();
ALTER TABLE ONLY "public"."self" ALTER COLUMN "b" SET DEFAULT "public"."of_self"(NULL::"public"."self");
ALTER TABLE ONLY "public"."v" ALTER COLUMN "a" SET DEFAULT 7;
