-- #52
-- Text search templates.
-- setup --
CREATE SCHEMA "T t";
CREATE TEXT SEARCH TEMPLATE bare (LEXIZE = dsimple_lexize);
CREATE FUNCTION "T t".start(internal) RETURNS internal LANGUAGE internal STRICT AS 'dsimple_init';
CREATE TEXT SEARCH TEMPLATE "T t"."Full t" (INIT = "T t".start, LEXIZE = dsimple_lexize);
COMMENT ON TEXT SEARCH TEMPLATE "T t"."Full t" IS 'it''s full';
-- want --
CREATE SCHEMA "T t";
CREATE FUNCTION "T t"."start"("internal")
    RETURNS "internal"
    LANGUAGE "internal" STRICT
    AS 'dsimple_init';
CREATE TEXT SEARCH TEMPLATE "T t"."Full t" (
    INIT = "T t"."start",
    LEXIZE = "pg_catalog"."dsimple_lexize"
);
COMMENT ON TEXT SEARCH TEMPLATE "T t"."Full t" IS 'it''s full';
CREATE TEXT SEARCH TEMPLATE "public"."bare" (
    LEXIZE = "pg_catalog"."dsimple_lexize"
);
