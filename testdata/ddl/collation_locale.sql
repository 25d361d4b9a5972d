-- #63
-- Old names of ICU locales, which servers since 16 rewrite, and the empty one.
-- setup --
CREATE COLLATION old_name (PROVIDER = icu, LOCALE = 'de@collation=phonebook');
CREATE COLLATION strength (PROVIDER = icu, LOCALE = '@colStrength=secondary', DETERMINISTIC = false);
CREATE COLLATION root (PROVIDER = icu, LOCALE = '');
-- oracle 12-15 because it finds no locale in a collation whose locale is empty --
-- want 12-15 --
CREATE COLLATION "public"."old_name" (
    PROVIDER = icu,
    LOCALE = 'de@collation=phonebook'
);
CREATE COLLATION "public"."root" (
    PROVIDER = icu,
    LOCALE = ''
);
CREATE COLLATION "public"."strength" (
    PROVIDER = icu,
    DETERMINISTIC = false,
    LOCALE = '@colStrength=secondary'
);
-- want 16-18 --
CREATE COLLATION "public"."old_name" (
    PROVIDER = icu,
    LOCALE = 'de-u-co-phonebk'
);
CREATE COLLATION "public"."root" (
    PROVIDER = icu,
    LOCALE = 'und'
);
CREATE COLLATION "public"."strength" (
    PROVIDER = icu,
    DETERMINISTIC = false,
    LOCALE = 'und-u-ks-level2'
);
