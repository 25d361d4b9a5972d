-- #60, #64
-- Large objects: OIDs are kept, also low ones; owners, privileges, comments.
-- setup --
SELECT lo_create(2121);
SELECT lo_create(99999);
COMMENT ON LARGE OBJECT 2121 IS 'a large object';
ALTER LARGE OBJECT 99999 OWNER TO alice;
GRANT SELECT, UPDATE ON LARGE OBJECT 99999 TO bob WITH GRANT OPTION;
-- want --
SELECT pg_catalog.lo_create(2121);
COMMENT ON LARGE OBJECT 2121 IS 'a large object';
SELECT pg_catalog.lo_create(99999);
ALTER LARGE OBJECT 99999 OWNER TO "alice";
GRANT SELECT, UPDATE ON LARGE OBJECT 99999 TO "bob" WITH GRANT OPTION;
