-- #52
-- Text search configurations: several dictionaries for a token, a parser of
-- the user's, names in other schemas, none at all, and what uses one.
-- setup --
CREATE SCHEMA "C c";
CREATE TEXT SEARCH PARSER "C c"."My parser" (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype);
CREATE TEXT SEARCH DICTIONARY "C c"."My dict" (TEMPLATE = simple, ACCEPT = false);
CREATE TEXT SEARCH CONFIGURATION empty (PARSER = "default");
CREATE TEXT SEARCH CONFIGURATION "C c"."Own c" (PARSER = "C c"."My parser");
ALTER TEXT SEARCH CONFIGURATION "C c"."Own c" ADD MAPPING FOR word, asciiword WITH "C c"."My dict", german_stem, simple;
ALTER TEXT SEARCH CONFIGURATION "C c"."Own c" ADD MAPPING FOR "float", "int" WITH simple;
ALTER TEXT SEARCH CONFIGURATION "C c"."Own c" ADD MAPPING FOR url_path WITH "C c"."My dict";
CREATE TEXT SEARCH CONFIGURATION copied (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION copied DROP MAPPING FOR email, url;
COMMENT ON TEXT SEARCH CONFIGURATION "C c"."Own c" IS 'it''s own';
ALTER TEXT SEARCH CONFIGURATION "C c"."Own c" OWNER TO "Carol ""C""";
ALTER TEXT SEARCH CONFIGURATION copied OWNER TO alice;
CREATE TABLE t (a text, v tsvector DEFAULT to_tsvector('copied', 'x'));
CREATE INDEX ON t USING gin (to_tsvector('"C c"."Own c"'::regconfig, a));
-- want --
CREATE SCHEMA "C c";
CREATE TEXT SEARCH PARSER "C c"."My parser" (
    START = "pg_catalog"."prsd_start",
    GETTOKEN = "pg_catalog"."prsd_nexttoken",
    END = "pg_catalog"."prsd_end",
    LEXTYPES = "pg_catalog"."prsd_lextype"
);
CREATE TEXT SEARCH DICTIONARY "C c"."My dict" (
    TEMPLATE = "pg_catalog"."simple",
    accept = 'false'
);
CREATE TEXT SEARCH CONFIGURATION "C c"."Own c" (
    PARSER = "C c"."My parser"
);
ALTER TEXT SEARCH CONFIGURATION "C c"."Own c"
    ADD MAPPING FOR "asciiword" WITH "C c"."My dict", "pg_catalog"."german_stem", "pg_catalog"."simple";
ALTER TEXT SEARCH CONFIGURATION "C c"."Own c"
    ADD MAPPING FOR "word" WITH "C c"."My dict", "pg_catalog"."german_stem", "pg_catalog"."simple";
ALTER TEXT SEARCH CONFIGURATION "C c"."Own c"
    ADD MAPPING FOR "url_path" WITH "C c"."My dict";
ALTER TEXT SEARCH CONFIGURATION "C c"."Own c"
    ADD MAPPING FOR "float" WITH "pg_catalog"."simple";
ALTER TEXT SEARCH CONFIGURATION "C c"."Own c"
    ADD MAPPING FOR "int" WITH "pg_catalog"."simple";
ALTER TEXT SEARCH CONFIGURATION "C c"."Own c" OWNER TO "Carol ""C""";
COMMENT ON TEXT SEARCH CONFIGURATION "C c"."Own c" IS 'it''s own';
CREATE TEXT SEARCH CONFIGURATION "public"."copied" (
    PARSER = "pg_catalog"."default"
);
ALTER TEXT SEARCH CONFIGURATION "public"."copied"
    ADD MAPPING FOR "asciiword" WITH "pg_catalog"."english_stem";
ALTER TEXT SEARCH CONFIGURATION "public"."copied"
    ADD MAPPING FOR "word" WITH "pg_catalog"."english_stem";
ALTER TEXT SEARCH CONFIGURATION "public"."copied"
    ADD MAPPING FOR "numword" WITH "pg_catalog"."simple";
ALTER TEXT SEARCH CONFIGURATION "public"."copied"
    ADD MAPPING FOR "host" WITH "pg_catalog"."simple";
ALTER TEXT SEARCH CONFIGURATION "public"."copied"
    ADD MAPPING FOR "sfloat" WITH "pg_catalog"."simple";
ALTER TEXT SEARCH CONFIGURATION "public"."copied"
    ADD MAPPING FOR "version" WITH "pg_catalog"."simple";
ALTER TEXT SEARCH CONFIGURATION "public"."copied"
    ADD MAPPING FOR "hword_numpart" WITH "pg_catalog"."simple";
ALTER TEXT SEARCH CONFIGURATION "public"."copied"
    ADD MAPPING FOR "hword_part" WITH "pg_catalog"."english_stem";
ALTER TEXT SEARCH CONFIGURATION "public"."copied"
    ADD MAPPING FOR "hword_asciipart" WITH "pg_catalog"."english_stem";
ALTER TEXT SEARCH CONFIGURATION "public"."copied"
    ADD MAPPING FOR "numhword" WITH "pg_catalog"."simple";
ALTER TEXT SEARCH CONFIGURATION "public"."copied"
    ADD MAPPING FOR "asciihword" WITH "pg_catalog"."english_stem";
ALTER TEXT SEARCH CONFIGURATION "public"."copied"
    ADD MAPPING FOR "hword" WITH "pg_catalog"."english_stem";
ALTER TEXT SEARCH CONFIGURATION "public"."copied"
    ADD MAPPING FOR "url_path" WITH "pg_catalog"."simple";
ALTER TEXT SEARCH CONFIGURATION "public"."copied"
    ADD MAPPING FOR "file" WITH "pg_catalog"."simple";
ALTER TEXT SEARCH CONFIGURATION "public"."copied"
    ADD MAPPING FOR "float" WITH "pg_catalog"."simple";
ALTER TEXT SEARCH CONFIGURATION "public"."copied"
    ADD MAPPING FOR "int" WITH "pg_catalog"."simple";
ALTER TEXT SEARCH CONFIGURATION "public"."copied"
    ADD MAPPING FOR "uint" WITH "pg_catalog"."simple";
ALTER TEXT SEARCH CONFIGURATION "public"."copied" OWNER TO "alice";
CREATE TEXT SEARCH CONFIGURATION "public"."empty" (
    PARSER = "pg_catalog"."default"
);
CREATE TABLE "public"."t" (
    "a" "text",
    "v" "tsvector" DEFAULT "to_tsvector"('"public"."copied"'::"regconfig", 'x'::"text")
);
CREATE INDEX "t_to_tsvector_idx" ON "public"."t" USING "gin" ("to_tsvector"('"C c"."Own c"'::"regconfig", "a"));
