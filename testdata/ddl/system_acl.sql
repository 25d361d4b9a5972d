-- #56
-- Changed privileges on objects of the server.
-- setup --
GRANT SELECT ON pg_catalog.pg_authid TO alice;
GRANT SELECT (rolpassword) ON pg_catalog.pg_authid TO "Carol ""C""";
GRANT SELECT (prosrc), UPDATE (proname) ON pg_catalog.pg_proc TO bob;
REVOKE SELECT ON pg_catalog.pg_views FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION pg_catalog.pg_sleep(double precision) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pg_catalog.sum(integer) TO alice;
REVOKE USAGE ON TYPE pg_catalog.int4 FROM PUBLIC;
GRANT USAGE ON LANGUAGE sql TO bob WITH GRANT OPTION;
GRANT CREATE ON SCHEMA pg_catalog TO alice;
-- want --
REVOKE ALL ON FUNCTION pg_catalog."pg_sleep"(double precision) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pg_catalog."sum"(integer) TO "alice";
GRANT USAGE ON LANGUAGE "sql" TO "bob" WITH GRANT OPTION;
GRANT CREATE ON SCHEMA pg_catalog TO "alice";
GRANT SELECT ON TABLE pg_catalog."pg_authid" TO "alice";
GRANT SELECT ("rolpassword") ON TABLE pg_catalog."pg_authid" TO "Carol ""C""";
GRANT UPDATE ("proname") ON TABLE pg_catalog."pg_proc" TO "bob";
GRANT SELECT ("prosrc") ON TABLE pg_catalog."pg_proc" TO "bob";
REVOKE ALL ON TABLE pg_catalog."pg_views" FROM PUBLIC;
REVOKE ALL ON TYPE pg_catalog."int4" FROM PUBLIC;
