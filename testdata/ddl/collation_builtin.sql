-- #63
-- Collations of the server's own provider.
-- setup --
CREATE COLLATION plain (PROVIDER = builtin, LOCALE = 'C');
CREATE COLLATION points (PROVIDER = builtin, LOCALE = 'C.UTF-8');
COMMENT ON COLLATION points IS 'code points';
CREATE TABLE t (a text COLLATE points, b text COLLATE plain);
-- skip 12-16 because there is no such provider --
-- want --
CREATE COLLATION "public"."plain" (
    PROVIDER = builtin,
    LOCALE = 'C'
);
CREATE COLLATION "public"."points" (
    PROVIDER = builtin,
    LOCALE = 'C.UTF-8'
);
COMMENT ON COLLATION "public"."points" IS 'code points';
CREATE TABLE "public"."t" (
    "a" "text" COLLATE "public"."points",
    "b" "text" COLLATE "public"."plain"
);
