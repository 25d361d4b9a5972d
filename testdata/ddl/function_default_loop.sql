-- Defaults of arguments that call each other.
-- setup --
CREATE FUNCTION f(i int) RETURNS int LANGUAGE sql AS 'select 1';
CREATE FUNCTION g(i int DEFAULT f(1)) RETURNS int LANGUAGE sql AS 'select 1';
CREATE OR REPLACE FUNCTION f(i int DEFAULT g(2)) RETURNS int LANGUAGE sql AS 'select 1';
CREATE FUNCTION h(i int) RETURNS int LANGUAGE plpgsql AS 'begin return 1; end';
CREATE OR REPLACE FUNCTION h(i int DEFAULT h(3)) RETURNS int LANGUAGE plpgsql AS 'begin return 1; end';
-- want --
CREATE FUNCTION "public"."f"("i" integer)
    RETURNS integer
    LANGUAGE "sql"
    AS 'select 1';
CREATE FUNCTION "public"."g"("i" integer DEFAULT "public"."f"(1))
    RETURNS integer
    LANGUAGE "sql"
    AS 'select 1';
CREATE FUNCTION "public"."h"("i" integer)
    RETURNS integer
    LANGUAGE "plpgsql"
    AS 'begin return 1; end';
CREATE OR REPLACE FUNCTION "public"."h"("i" integer DEFAULT "public"."h"(3))
    RETURNS integer
    LANGUAGE "plpgsql"
    AS 'begin return 1; end';
CREATE OR REPLACE FUNCTION "public"."f"("i" integer DEFAULT "public"."g"(2))
    RETURNS integer
    LANGUAGE "sql"
    AS 'select 1';
