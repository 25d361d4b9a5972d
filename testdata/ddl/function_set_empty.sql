-- #53
-- A list of identifiers without any, as set_config makes it: SET has no word
-- for it, and the empty name means the same.
-- oracle because pg_dump writes SET search_path TO and nothing --
-- setup --
SELECT set_config('search_path', '', false);
CREATE FUNCTION public.no_path() RETURNS int LANGUAGE sql SET search_path FROM CURRENT AS 'select 1';
-- want --
CREATE FUNCTION "public"."no_path"()
    RETURNS integer
    LANGUAGE "sql"
    SET "search_path" TO ''
    AS 'select 1';
