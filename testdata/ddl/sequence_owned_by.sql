-- #32
-- Serial columns, and sequences that belong to a column in other ways.
-- setup --
CREATE TABLE s (a serial, b bigserial PRIMARY KEY, c smallserial, d integer);
ALTER SEQUENCE s_a_seq RENAME TO renamed;
ALTER TABLE s ALTER c DROP DEFAULT;
CREATE SEQUENCE other;
ALTER SEQUENCE other OWNED BY s.d;
CREATE TABLE uses (a integer DEFAULT nextval('renamed'), b integer DEFAULT nextval('other'::text));
CREATE TABLE heir () INHERITS (s);
-- want --
CREATE SEQUENCE "public"."other"
    AS bigint
    START WITH 1
    INCREMENT BY 1
    MINVALUE 1
    MAXVALUE 9223372036854775807
    CACHE 1;
CREATE SEQUENCE "public"."renamed"
    AS integer
    START WITH 1
    INCREMENT BY 1
    MINVALUE 1
    MAXVALUE 2147483647
    CACHE 1;
CREATE TABLE "public"."uses" (
    "a" integer DEFAULT "nextval"('"public"."renamed"'::"regclass"),
    "b" integer DEFAULT "nextval"(('other'::"text")::"regclass")
);
CREATE SEQUENCE "public"."s_b_seq"
    AS bigint
    START WITH 1
    INCREMENT BY 1
    MINVALUE 1
    MAXVALUE 9223372036854775807
    CACHE 1;
CREATE TABLE "public"."s" (
    "a" integer DEFAULT "nextval"('"public"."renamed"'::"regclass") NOT NULL,
    "b" bigint DEFAULT "nextval"('"public"."s_b_seq"'::"regclass") NOT NULL,
    "c" smallint NOT NULL,
    "d" integer
);
CREATE TABLE "public"."heir" ()
INHERITS ("public"."s");
CREATE SEQUENCE "public"."s_c_seq"
    AS smallint
    START WITH 1
    INCREMENT BY 1
    MINVALUE 1
    MAXVALUE 32767
    CACHE 1;
ALTER SEQUENCE "public"."other" OWNED BY "public"."s"."d";
ALTER SEQUENCE "public"."renamed" OWNED BY "public"."s"."a";
ALTER SEQUENCE "public"."s_b_seq" OWNED BY "public"."s"."b";
ALTER SEQUENCE "public"."s_c_seq" OWNED BY "public"."s"."c";
ALTER TABLE ONLY "public"."heir" ALTER COLUMN "a" SET DEFAULT "nextval"('"public"."renamed"'::"regclass");
ALTER TABLE ONLY "public"."heir" ALTER COLUMN "b" SET DEFAULT "nextval"('"public"."s_b_seq"'::"regclass");
SELECT pg_catalog.setval('"public"."other"', 1, false);
SELECT pg_catalog.setval('"public"."renamed"', 1, false);
SELECT pg_catalog.setval('"public"."s_b_seq"', 1, false);
SELECT pg_catalog.setval('"public"."s_c_seq"', 1, false);
ALTER TABLE ONLY "public"."s" ADD CONSTRAINT "s_pkey" PRIMARY KEY ("b");
