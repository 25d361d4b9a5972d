-- #6, #39
-- Enums: no labels, labels put between others, odd names.
-- setup --
CREATE SCHEMA "S s";
CREATE TYPE "S s".nothing AS ENUM ();
CREATE TYPE "S s".numbers AS ENUM ('one', 'th''ree', 'x\y', '');
ALTER TYPE "S s".numbers ADD VALUE 'two' AFTER 'one';
ALTER TYPE "S s".numbers ADD VALUE 'zero' BEFORE 'one';
ALTER TYPE "S s".numbers RENAME VALUE 'x\y' TO E'line\nbreak';
CREATE TYPE "odd ""name" AS ENUM ('ä');
COMMENT ON TYPE "odd ""name" IS 'it''s odd';
COMMENT ON TYPE "odd ""name"[] IS 'an array';
ALTER TYPE "odd ""name" OWNER TO "Carol ""C""";
REVOKE USAGE ON TYPE "odd ""name" FROM PUBLIC;
GRANT USAGE ON TYPE "odd ""name" TO alice WITH GRANT OPTION;
SET ROLE alice;
GRANT USAGE ON TYPE "odd ""name" TO bob, "träger";
RESET ROLE;
CREATE TYPE _numbers AS ENUM ('takes the name of an array');
CREATE TYPE numbers AS ENUM ('a');
REVOKE ALL ON TYPE numbers FROM PUBLIC, postgres;
-- want --
CREATE SCHEMA "S s";
CREATE TYPE "S s"."nothing" AS ENUM ();
CREATE TYPE "S s"."numbers" AS ENUM (
    'zero',
    'one',
    'two',
    'th''ree',
    'line
break',
    '');
CREATE TYPE "public"."_numbers" AS ENUM (
    'takes the name of an array');
CREATE TYPE "public"."numbers" AS ENUM (
    'a');
CREATE TYPE "public"."odd ""name" AS ENUM (
    'ä');
ALTER TYPE "public"."odd ""name" OWNER TO "Carol ""C""";
COMMENT ON TYPE "public"."odd ""name"[] IS 'an array';
COMMENT ON TYPE "public"."odd ""name" IS 'it''s odd';
REVOKE ALL ON TYPE "public"."numbers" FROM PUBLIC;
REVOKE ALL ON TYPE "public"."numbers" FROM "postgres";
REVOKE ALL ON TYPE "public"."odd ""name" FROM PUBLIC;
GRANT USAGE ON TYPE "public"."odd ""name" TO "alice" WITH GRANT OPTION;
SET ROLE "alice";
GRANT USAGE ON TYPE "public"."odd ""name" TO "bob";
RESET ROLE;
SET ROLE "alice";
GRANT USAGE ON TYPE "public"."odd ""name" TO "träger";
RESET ROLE;
