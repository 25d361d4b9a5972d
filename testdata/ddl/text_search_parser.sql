-- #52
-- Text search parsers: number 52 of the list of odd objects.
-- setup --
CREATE SCHEMA "P p";
CREATE TEXT SEARCH PARSER plain (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype);
CREATE TEXT SEARCH PARSER "P p"."with Headline" (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end,
  LEXTYPES = prsd_lextype, HEADLINE = prsd_headline);
CREATE FUNCTION my_end(internal) RETURNS void LANGUAGE internal STRICT AS 'prsd_end';
CREATE TEXT SEARCH PARSER "P p".own (START = prsd_start, GETTOKEN = prsd_nexttoken, END = my_end, LEXTYPES = prsd_lextype);
COMMENT ON TEXT SEARCH PARSER "P p"."with Headline" IS 'it''s one';
-- want --
CREATE SCHEMA "P p";
CREATE FUNCTION "public"."my_end"("internal")
    RETURNS "void"
    LANGUAGE "internal" STRICT
    AS 'prsd_end';
CREATE TEXT SEARCH PARSER "P p"."own" (
    START = "pg_catalog"."prsd_start",
    GETTOKEN = "pg_catalog"."prsd_nexttoken",
    END = "public"."my_end",
    LEXTYPES = "pg_catalog"."prsd_lextype"
);
CREATE TEXT SEARCH PARSER "P p"."with Headline" (
    START = "pg_catalog"."prsd_start",
    GETTOKEN = "pg_catalog"."prsd_nexttoken",
    END = "pg_catalog"."prsd_end",
    HEADLINE = "pg_catalog"."prsd_headline",
    LEXTYPES = "pg_catalog"."prsd_lextype"
);
COMMENT ON TEXT SEARCH PARSER "P p"."with Headline" IS 'it''s one';
CREATE TEXT SEARCH PARSER "public"."plain" (
    START = "pg_catalog"."prsd_start",
    GETTOKEN = "pg_catalog"."prsd_nexttoken",
    END = "pg_catalog"."prsd_end",
    LEXTYPES = "pg_catalog"."prsd_lextype"
);
