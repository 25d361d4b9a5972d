-- Changed privileges of what every database has.
-- setup --
GRANT SELECT ON pg_catalog.pg_authid TO alice WITH GRANT OPTION;
REVOKE SELECT ON pg_catalog.pg_stat_activity FROM PUBLIC;
GRANT SELECT (rolname), UPDATE (rolname) ON pg_catalog.pg_authid TO bob;
GRANT SELECT (ctid) ON pg_catalog.pg_proc TO "Carol ""C""";
REVOKE EXECUTE ON FUNCTION pg_catalog.pg_sleep(double precision) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pg_catalog.pg_ls_dir(text) TO alice;
REVOKE EXECUTE ON FUNCTION pg_catalog.count("any") FROM PUBLIC;
REVOKE USAGE ON TYPE pg_catalog.int4 FROM PUBLIC;
GRANT CREATE ON SCHEMA pg_catalog TO alice;
REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC;
GRANT USAGE ON LANGUAGE sql TO bob;
-- want --
REVOKE ALL ON FUNCTION pg_catalog."count"("any") FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pg_catalog."pg_ls_dir"("text") TO "alice";
REVOKE ALL ON FUNCTION pg_catalog."pg_sleep"(double precision) FROM PUBLIC;
REVOKE ALL ON LANGUAGE "plpgsql" FROM PUBLIC;
GRANT USAGE ON LANGUAGE "sql" TO "bob";
GRANT CREATE ON SCHEMA pg_catalog TO "alice";
GRANT SELECT ON TABLE pg_catalog."pg_authid" TO "alice" WITH GRANT OPTION;
GRANT SELECT ("rolname"), UPDATE ("rolname") ON TABLE pg_catalog."pg_authid" TO "bob";
GRANT SELECT ("ctid") ON TABLE pg_catalog."pg_proc" TO "Carol ""C""";
REVOKE ALL ON TABLE pg_catalog."pg_stat_activity" FROM PUBLIC;
REVOKE ALL ON TYPE pg_catalog."int4" FROM PUBLIC;
