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
