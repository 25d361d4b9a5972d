-- #17
-- Names of NOT NULL and virtual columns of foreign tables.
-- setup --
CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER w FOREIGN DATA WRAPPER w;
CREATE FOREIGN TABLE named (a integer CONSTRAINT "A's" NOT NULL, b integer NOT NULL NO INHERIT,
    c integer GENERATED ALWAYS AS (a + 1), d integer, CHECK (a > 0) NOT ENFORCED) SERVER w;
ALTER FOREIGN TABLE named ADD CONSTRAINT "not yet" NOT NULL d NOT VALID;
COMMENT ON CONSTRAINT "A's" ON named IS 'named';
COMMENT ON CONSTRAINT "not yet" ON named IS 'not valid';
CREATE TABLE parent (a integer CONSTRAINT mine NOT NULL, b integer);
ALTER TABLE parent ADD CONSTRAINT waits NOT NULL b NOT VALID;
CREATE FOREIGN TABLE child () INHERITS (parent) SERVER w;
ALTER FOREIGN TABLE child VALIDATE CONSTRAINT waits;
-- skip 12-17 because names of NOT NULL, NOT ENFORCED and virtual columns came with 18 --
-- want --
CREATE FOREIGN DATA WRAPPER "w";
CREATE SERVER "w" FOREIGN DATA WRAPPER "w";
CREATE TABLE "public"."parent" (
    "a" integer CONSTRAINT "mine" NOT NULL,
    "b" integer
);
CREATE FOREIGN TABLE "public"."child" ()
INHERITS ("public"."parent")
SERVER "w";
CREATE FOREIGN TABLE "public"."named" (
    "a" integer CONSTRAINT "A's" NOT NULL,
    "b" integer NOT NULL NO INHERIT,
    "c" integer GENERATED ALWAYS AS (("a" + 1)),
    "d" integer
)
SERVER "w";
COMMENT ON CONSTRAINT "A's" ON "public"."named" IS 'named';
ALTER FOREIGN TABLE "public"."named" ADD CONSTRAINT "named_a_check" CHECK (("a" > 0)) NOT ENFORCED;
ALTER FOREIGN TABLE "public"."named" ADD CONSTRAINT "not yet" NOT NULL "d" NOT VALID;
COMMENT ON CONSTRAINT "not yet" ON "public"."named" IS 'not valid';
ALTER TABLE "public"."parent" ADD CONSTRAINT "waits" NOT NULL "b" NOT VALID;
ALTER FOREIGN TABLE "public"."child" VALIDATE CONSTRAINT "waits";
