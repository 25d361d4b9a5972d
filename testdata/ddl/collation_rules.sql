-- #63
-- Rules of ICU collations.
-- setup --
CREATE COLLATION ruled (PROVIDER = icu, LOCALE = 'und', RULES = '&V << w <<< W');
CREATE COLLATION quoted (PROVIDER = icu, LOCALE = 'en', DETERMINISTIC = false, RULES = '& a < ''-''');
CREATE TABLE t (a text COLLATE ruled, b text COLLATE quoted);
-- skip 12-15 because there are no rules --
-- want --
CREATE COLLATION "public"."quoted" (
    PROVIDER = icu,
    DETERMINISTIC = false,
    LOCALE = 'en',
    RULES = '& a < ''-'''
);
CREATE COLLATION "public"."ruled" (
    PROVIDER = icu,
    LOCALE = 'und',
    RULES = '&V << w <<< W'
);
CREATE TABLE "public"."t" (
    "a" "text" COLLATE "public"."ruled",
    "b" "text" COLLATE "public"."quoted"
);
