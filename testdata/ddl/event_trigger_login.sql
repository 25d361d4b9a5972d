-- #61
-- setup --
CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER login ON login EXECUTE FUNCTION f();
-- skip 12-16 because the login event came with 17 --
-- want --
CREATE FUNCTION "public"."f"()
    RETURNS "event_trigger"
    LANGUAGE "plpgsql"
    AS 'BEGIN END';
CREATE EVENT TRIGGER "login" ON "login"
   EXECUTE FUNCTION "public"."f"();
