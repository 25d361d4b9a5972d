-- #9, #64
-- Domains: over all sorts of types, defaults, checks inside and apart.
-- setup --
CREATE SCHEMA "S s";
CREATE TYPE pair AS (x int, y int);
CREATE FUNCTION positive(int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 > 0';
CREATE DOMAIN "S s"."D d" AS int DEFAULT 7 CONSTRAINT "C b" CHECK (VALUE < 100) CONSTRAINT "C a" CHECK (positive(VALUE));
COMMENT ON DOMAIN "S s"."D d" IS 'a domain';
COMMENT ON CONSTRAINT "C a" ON DOMAIN "S s"."D d" IS 'inside';
ALTER DOMAIN "S s"."D d" ADD CONSTRAINT unproved CHECK (VALUE <> 13) NOT VALID;
COMMENT ON CONSTRAINT unproved ON DOMAIN "S s"."D d" IS 'apart';
CREATE DOMAIN d_null AS int NULL;
CREATE DOMAIN d_not_null AS int NOT NULL;
CREATE DOMAIN d_default AS varchar(5) COLLATE "C" DEFAULT 'it''s';
CREATE DOMAIN d_array AS "S s"."D d"[];
CREATE DOMAIN d_of_array AS numeric(8,2)[] CHECK (array_length(VALUE, 1) < 3);
CREATE DOMAIN d_pair AS pair CHECK ((VALUE).x > 1) CHECK ((VALUE).y > 1);
CREATE DOMAIN a_domain_of_domain AS d_default;
CREATE DOMAIN d_time AS timestamptz DEFAULT '2020-01-01 00:00:00+02';
CREATE DOMAIN d_now AS timestamp(0) DEFAULT now() CHECK (VALUE > '2000-01-01');
CREATE DOMAIN d_interval AS interval hour to second(1);
CREATE DOMAIN d_bpchar AS bpchar;
CREATE DOMAIN d_char AS char(3) DEFAULT 'x';
ALTER DOMAIN d_null OWNER TO alice;
REVOKE USAGE ON TYPE d_null FROM PUBLIC;
GRANT USAGE ON DOMAIN d_null TO bob WITH GRANT OPTION;
-- want 12-16 --
CREATE SCHEMA "S s";
CREATE TYPE "public"."pair" AS (
    "x" integer,
    "y" integer);
CREATE DOMAIN "public"."d_bpchar" AS "bpchar";
CREATE DOMAIN "public"."d_char" AS character(3)
    DEFAULT 'x'::"bpchar";
CREATE DOMAIN "public"."d_default" AS character varying(5)
    COLLATE "pg_catalog"."C"
    DEFAULT 'it''s'::character varying;
CREATE DOMAIN "public"."a_domain_of_domain" AS "public"."d_default"
    DEFAULT 'it''s'::character varying;
CREATE DOMAIN "public"."d_interval" AS interval hour to second(1);
CREATE DOMAIN "public"."d_not_null" AS integer
    NOT NULL;
CREATE DOMAIN "public"."d_now" AS timestamp(0) without time zone
    DEFAULT "now"()
    CONSTRAINT "d_now_check" CHECK ((VALUE > '2000-01-01 00:00:00'::timestamp without time zone));
CREATE DOMAIN "public"."d_null" AS integer;
ALTER DOMAIN "public"."d_null" OWNER TO "alice";
CREATE DOMAIN "public"."d_of_array" AS numeric(8,2)[]
    CONSTRAINT "d_of_array_check" CHECK (("array_length"(VALUE, 1) < 3));
CREATE DOMAIN "public"."d_pair" AS "public"."pair"
    CONSTRAINT "d_pair_check" CHECK (((VALUE)."x" > 1))
    CONSTRAINT "d_pair_check1" CHECK (((VALUE)."y" > 1));
CREATE DOMAIN "public"."d_time" AS timestamp with time zone
    DEFAULT '2019-12-31 22:00:00+00'::timestamp with time zone;
CREATE FUNCTION "public"."positive"(integer)
    RETURNS boolean
    LANGUAGE "sql" IMMUTABLE
    AS 'SELECT $1 > 0';
CREATE DOMAIN "S s"."D d" AS integer
    DEFAULT 7
    CONSTRAINT "C a" CHECK ("public"."positive"(VALUE))
    CONSTRAINT "C b" CHECK ((VALUE < 100));
COMMENT ON DOMAIN "S s"."D d" IS 'a domain';
COMMENT ON CONSTRAINT "C a" ON DOMAIN "S s"."D d" IS 'inside';
CREATE DOMAIN "public"."d_array" AS "S s"."D d"[];
ALTER DOMAIN "S s"."D d"
    ADD CONSTRAINT "unproved" CHECK ((VALUE <> 13)) NOT VALID;
COMMENT ON CONSTRAINT "unproved" ON DOMAIN "S s"."D d" IS 'apart';
REVOKE ALL ON TYPE "public"."d_null" FROM PUBLIC;
GRANT USAGE ON TYPE "public"."d_null" TO "bob" WITH GRANT OPTION;
-- want 17-18 --
CREATE SCHEMA "S s";
CREATE TYPE "public"."pair" AS (
    "x" integer,
    "y" integer);
CREATE DOMAIN "public"."d_bpchar" AS "bpchar";
CREATE DOMAIN "public"."d_char" AS character(3)
    DEFAULT 'x'::"bpchar";
CREATE DOMAIN "public"."d_default" AS character varying(5)
    COLLATE "pg_catalog"."C"
    DEFAULT 'it''s'::character varying;
CREATE DOMAIN "public"."a_domain_of_domain" AS "public"."d_default"
    DEFAULT 'it''s'::character varying;
CREATE DOMAIN "public"."d_interval" AS interval hour to second(1);
CREATE DOMAIN "public"."d_not_null" AS integer
    CONSTRAINT "d_not_null_not_null" NOT NULL;
CREATE DOMAIN "public"."d_now" AS timestamp(0) without time zone
    DEFAULT "now"()
    CONSTRAINT "d_now_check" CHECK ((VALUE > '2000-01-01 00:00:00'::timestamp without time zone));
CREATE DOMAIN "public"."d_null" AS integer;
ALTER DOMAIN "public"."d_null" OWNER TO "alice";
CREATE DOMAIN "public"."d_of_array" AS numeric(8,2)[]
    CONSTRAINT "d_of_array_check" CHECK (("array_length"(VALUE, 1) < 3));
CREATE DOMAIN "public"."d_pair" AS "public"."pair"
    CONSTRAINT "d_pair_check" CHECK (((VALUE)."x" > 1))
    CONSTRAINT "d_pair_check1" CHECK (((VALUE)."y" > 1));
CREATE DOMAIN "public"."d_time" AS timestamp with time zone
    DEFAULT '2019-12-31 22:00:00+00'::timestamp with time zone;
CREATE FUNCTION "public"."positive"(integer)
    RETURNS boolean
    LANGUAGE "sql" IMMUTABLE
    AS 'SELECT $1 > 0';
CREATE DOMAIN "S s"."D d" AS integer
    DEFAULT 7
    CONSTRAINT "C a" CHECK ("public"."positive"(VALUE))
    CONSTRAINT "C b" CHECK ((VALUE < 100));
COMMENT ON DOMAIN "S s"."D d" IS 'a domain';
COMMENT ON CONSTRAINT "C a" ON DOMAIN "S s"."D d" IS 'inside';
CREATE DOMAIN "public"."d_array" AS "S s"."D d"[];
ALTER DOMAIN "S s"."D d"
    ADD CONSTRAINT "unproved" CHECK ((VALUE <> 13)) NOT VALID;
COMMENT ON CONSTRAINT "unproved" ON DOMAIN "S s"."D d" IS 'apart';
REVOKE ALL ON TYPE "public"."d_null" FROM PUBLIC;
GRANT USAGE ON TYPE "public"."d_null" TO "bob" WITH GRANT OPTION;
