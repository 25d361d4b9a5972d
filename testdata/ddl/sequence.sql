-- Sequences: types, limits, directions.
-- setup --
CREATE SEQUENCE plain;
CREATE SEQUENCE small AS smallint INCREMENT BY -3 CACHE 7 CYCLE;
CREATE SEQUENCE mid AS integer MINVALUE -5 MAXVALUE 500 START WITH 10;
CREATE SEQUENCE "odd ""name""" INCREMENT BY 100;
CREATE SEQUENCE full_range AS bigint MINVALUE -9223372036854775808 MAXVALUE 9223372036854775807;
COMMENT ON SEQUENCE small IS 'small';
-- want --
CREATE SEQUENCE "public"."full_range"
    AS bigint
    START WITH -9223372036854775808
    INCREMENT BY 1
    MINVALUE -9223372036854775808
    MAXVALUE 9223372036854775807
    CACHE 1;
CREATE SEQUENCE "public"."mid"
    AS integer
    START WITH 10
    INCREMENT BY 1
    MINVALUE -5
    MAXVALUE 500
    CACHE 1;
CREATE SEQUENCE "public"."odd ""name"""
    AS bigint
    START WITH 1
    INCREMENT BY 100
    MINVALUE 1
    MAXVALUE 9223372036854775807
    CACHE 1;
CREATE SEQUENCE "public"."plain"
    AS bigint
    START WITH 1
    INCREMENT BY 1
    MINVALUE 1
    MAXVALUE 9223372036854775807
    CACHE 1;
CREATE SEQUENCE "public"."small"
    AS smallint
    START WITH -1
    INCREMENT BY -3
    MINVALUE -32768
    MAXVALUE -1
    CACHE 7
    CYCLE;
COMMENT ON SEQUENCE "public"."small" IS 'small';
SELECT pg_catalog.setval('"public"."full_range"', -9223372036854775808, false);
SELECT pg_catalog.setval('"public"."mid"', 10, false);
SELECT pg_catalog.setval('"public"."odd ""name"""', 1, false);
SELECT pg_catalog.setval('"public"."plain"', 1, false);
SELECT pg_catalog.setval('"public"."small"', -1, false);
