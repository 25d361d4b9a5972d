-- #30
-- Unlogged sequences, and identities that are logged otherwise than their table.
-- setup --
CREATE UNLOGGED SEQUENCE quick;
CREATE UNLOGGED TABLE u (a integer GENERATED ALWAYS AS IDENTITY, b serial);
CREATE TABLE l (a integer GENERATED ALWAYS AS IDENTITY);
ALTER SEQUENCE u_a_seq SET LOGGED;
ALTER SEQUENCE l_a_seq SET UNLOGGED;
-- skip 12-14 because sequences are always logged --
-- want --
CREATE TABLE "public"."l" (
    "a" integer NOT NULL
);
ALTER TABLE "public"."l" ALTER COLUMN "a" ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME "public"."l_a_seq"
    START WITH 1
    INCREMENT BY 1
    MINVALUE 1
    MAXVALUE 2147483647
    CACHE 1
);
ALTER SEQUENCE "public"."l_a_seq" SET UNLOGGED;
CREATE UNLOGGED SEQUENCE "public"."quick"
    AS bigint
    START WITH 1
    INCREMENT BY 1
    MINVALUE 1
    MAXVALUE 9223372036854775807
    CACHE 1;
CREATE UNLOGGED SEQUENCE "public"."u_b_seq"
    AS integer
    START WITH 1
    INCREMENT BY 1
    MINVALUE 1
    MAXVALUE 2147483647
    CACHE 1;
CREATE UNLOGGED TABLE "public"."u" (
    "a" integer NOT NULL,
    "b" integer DEFAULT "nextval"('"public"."u_b_seq"'::"regclass") NOT NULL
);
ALTER TABLE "public"."u" ALTER COLUMN "a" ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME "public"."u_a_seq"
    START WITH 1
    INCREMENT BY 1
    MINVALUE 1
    MAXVALUE 2147483647
    CACHE 1
);
ALTER SEQUENCE "public"."u_a_seq" SET LOGGED;
ALTER SEQUENCE "public"."u_b_seq" OWNED BY "public"."u"."b";
SELECT pg_catalog.setval('"public"."l_a_seq"', 1, false);
SELECT pg_catalog.setval('"public"."quick"', 1, false);
SELECT pg_catalog.setval('"public"."u_a_seq"', 1, false);
SELECT pg_catalog.setval('"public"."u_b_seq"', 1, false);
