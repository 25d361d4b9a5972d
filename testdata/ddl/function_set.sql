-- #53
-- Settings of functions: lists of identifiers are taken apart.
-- setup --
SET check_function_bodies = off;
CREATE FUNCTION settings() RETURNS int LANGUAGE sql
  SET search_path = a, "B b", '', "$user", "q""uote", 'si''ngle', "com,ma"
  SET work_mem = '4MB' SET "my.guc" TO 'a,b' SET my.other = 'it''s "x"' SET DateStyle = 'ISO, DMY'
  SET TIME ZONE 'UTC' SET statement_timeout = 5 SET enable_seqscan = off SET log_min_messages FROM CURRENT
  AS 'select 1';
CREATE FUNCTION from_current() RETURNS int LANGUAGE sql SET search_path FROM CURRENT AS 'select 1';
CREATE FUNCTION lists() RETURNS int LANGUAGE sql SET temp_tablespaces TO 'x', 'Y "z'
  SET local_preload_libraries TO 'a123456789b123456789c123456789d123456789e123456789f123456789g123456789', 'x/y.so'
  AS 'select 1';
CREATE FUNCTION empty_path() RETURNS int LANGUAGE sql SET search_path TO '' AS 'select 1';
CREATE FUNCTION pg_temp_path() RETURNS int LANGUAGE sql SET search_path TO pg_catalog, pg_temp AS 'select 1';
-- want --
CREATE FUNCTION "public"."empty_path"()
    RETURNS integer
    LANGUAGE "sql"
    SET "search_path" TO ''
    AS 'select 1';
CREATE FUNCTION "public"."from_current"()
    RETURNS integer
    LANGUAGE "sql"
    SET "search_path" TO '$user', 'public'
    AS 'select 1';
CREATE FUNCTION "public"."lists"()
    RETURNS integer
    LANGUAGE "sql"
    SET "temp_tablespaces" TO 'x', 'Y "z'
    SET "local_preload_libraries" TO 'a123456789b123456789c123456789d123456789e123456789f123456789g123456789', 'x/y.so'
    AS 'select 1';
CREATE FUNCTION "public"."pg_temp_path"()
    RETURNS integer
    LANGUAGE "sql"
    SET "search_path" TO 'pg_catalog', 'pg_temp'
    AS 'select 1';
CREATE FUNCTION "public"."settings"()
    RETURNS integer
    LANGUAGE "sql"
    SET "search_path" TO 'a', 'B b', '', '$user', 'q"uote', 'si''ngle', 'com,ma'
    SET "work_mem" TO '4MB'
    SET "my.guc" TO 'a,b'
    SET "my.other" TO 'it''s "x"'
    SET "DateStyle" TO 'ISO, DMY'
    SET "TimeZone" TO 'UTC'
    SET "statement_timeout" TO '5'
    SET "enable_seqscan" TO 'off'
    SET "log_min_messages" TO 'warning'
    AS 'select 1';
