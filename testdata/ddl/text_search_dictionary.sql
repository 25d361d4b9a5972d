-- #52
-- Text search dictionaries, with options that hold quotes and backslashes; one
-- that names another, which must be there before, with or without its schema.
-- setup --
CREATE SCHEMA "D d";
CREATE TEXT SEARCH DICTIONARY bare (TEMPLATE = simple);
CREATE TEXT SEARCH DICTIONARY "D d"."Stop d" (TEMPLATE = pg_catalog.simple, STOPWORDS = english, ACCEPT = false);
CREATE TEXT SEARCH DICTIONARY stemmer (TEMPLATE = snowball, LANGUAGE = 'german', STOPWORDS = 'german');
CREATE TEXT SEARCH DICTIONARY spell (TEMPLATE = ispell, DICTFILE = ispell_sample, AFFFILE = ispell_sample);
CREATE TEXT SEARCH DICTIONARY "zz's\d" (TEMPLATE = simple, STOPWORDS = 'english');
CREATE TEXT SEARCH DICTIONARY aa (TEMPLATE = thesaurus, DICTFILE = thesaurus_sample, DICTIONARY = E'public."zz\'s\\d"');
CREATE TEXT SEARCH DICTIONARY "D d"."Not here" (TEMPLATE = simple);
SET search_path = "D d";
CREATE TEXT SEARCH DICTIONARY public.ab (TEMPLATE = thesaurus, DICTFILE = thesaurus_sample, DICTIONARY = '"Not here"');
SET search_path = public;
CREATE TEXT SEARCH DICTIONARY ac (TEMPLATE = thesaurus, DICTFILE = thesaurus_sample, DICTIONARY = BARE);
CREATE TEXT SEARCH DICTIONARY ad (TEMPLATE = thesaurus, DICTFILE = thesaurus_sample, DICTIONARY = english_stem);
CREATE FUNCTION any_option(internal) RETURNS internal LANGUAGE internal STRICT AS 'dsynonym_init';
CREATE TEXT SEARCH TEMPLATE own (INIT = any_option, LEXIZE = dsynonym_lexize);
CREATE TEXT SEARCH DICTIONARY owns (TEMPLATE = own, SYNONYMS = synonym_sample, CASESENSITIVE = true);
ALTER TEXT SEARCH DICTIONARY stemmer (STOPWORDS);
COMMENT ON TEXT SEARCH DICTIONARY "D d"."Stop d" IS 'it''s stopped';
ALTER TEXT SEARCH DICTIONARY "D d"."Stop d" OWNER TO "Carol ""C""";
ALTER TEXT SEARCH DICTIONARY stemmer OWNER TO alice;
-- want --
CREATE SCHEMA "D d";
CREATE FUNCTION "public"."any_option"("internal")
    RETURNS "internal"
    LANGUAGE "internal" STRICT
    AS 'dsynonym_init';
CREATE TEXT SEARCH TEMPLATE "public"."own" (
    INIT = "public"."any_option",
    LEXIZE = "pg_catalog"."dsynonym_lexize"
);
CREATE TEXT SEARCH DICTIONARY "D d"."Not here" (
    TEMPLATE = "pg_catalog"."simple"
);
CREATE TEXT SEARCH DICTIONARY "D d"."Stop d" (
    TEMPLATE = "pg_catalog"."simple",
    stopwords = 'english', accept = 'false'
);
ALTER TEXT SEARCH DICTIONARY "D d"."Stop d" OWNER TO "Carol ""C""";
COMMENT ON TEXT SEARCH DICTIONARY "D d"."Stop d" IS 'it''s stopped';
CREATE TEXT SEARCH DICTIONARY "public"."bare" (
    TEMPLATE = "pg_catalog"."simple"
);
CREATE TEXT SEARCH DICTIONARY "public"."owns" (
    TEMPLATE = "public"."own",
    synonyms = 'synonym_sample', casesensitive = 'true'
);
CREATE TEXT SEARCH DICTIONARY "public"."spell" (
    TEMPLATE = "pg_catalog"."ispell",
    dictfile = 'ispell_sample', afffile = 'ispell_sample'
);
CREATE TEXT SEARCH DICTIONARY "public"."stemmer" (
    TEMPLATE = "pg_catalog"."snowball",
    language = 'german'
);
ALTER TEXT SEARCH DICTIONARY "public"."stemmer" OWNER TO "alice";
CREATE TEXT SEARCH DICTIONARY "public"."zz's\d" (
    TEMPLATE = "pg_catalog"."simple",
    stopwords = 'english'
);
CREATE TEXT SEARCH DICTIONARY "public"."aa" (
    TEMPLATE = "pg_catalog"."thesaurus",
    dictfile = 'thesaurus_sample', dictionary = E'public."zz''s\\d"'
);
DO LANGUAGE plpgsql $promark$BEGIN
 PERFORM pg_catalog.set_config('search_path', '"D d"', true);
 CREATE TEXT SEARCH DICTIONARY "public"."ab" (
    TEMPLATE = "pg_catalog"."thesaurus",
    dictfile = 'thesaurus_sample', dictionary = '"Not here"'
);
 PERFORM pg_catalog.set_config('search_path', '', true);
END$promark$;
DO LANGUAGE plpgsql $promark$BEGIN
 PERFORM pg_catalog.set_config('search_path', '"public"', true);
 CREATE TEXT SEARCH DICTIONARY "public"."ac" (
    TEMPLATE = "pg_catalog"."thesaurus",
    dictfile = 'thesaurus_sample', dictionary = 'bare'
);
 PERFORM pg_catalog.set_config('search_path', '', true);
END$promark$;
CREATE TEXT SEARCH DICTIONARY "public"."ad" (
    TEMPLATE = "pg_catalog"."thesaurus",
    dictfile = 'thesaurus_sample', dictionary = 'english_stem'
);
