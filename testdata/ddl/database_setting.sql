-- #53, #67
-- Settings of the database, for all and for one role; lists, odd values.
-- setup --
DO $$ BEGIN
EXECUTE format('ALTER DATABASE %I SET search_path = "$user", public, "Odd ""x"", y", '''' ', current_database());
EXECUTE format('ALTER DATABASE %I SET work_mem = ''5MB''', current_database());
EXECUTE format('ALTER DATABASE %I SET application_name = ''it''''s \ $promark$ %% %%I''', current_database());
EXECUTE format('ALTER DATABASE %I SET my.setting = ''a b''', current_database());
EXECUTE format('ALTER DATABASE %I SET timescaledb.restoring = ''on''', current_database());
EXECUTE format('ALTER ROLE "Carol ""C""" IN DATABASE %I SET "DateStyle" = ''German''', current_database());
EXECUTE format('ALTER ROLE alice IN DATABASE %I SET temp_tablespaces = pg_default, ''''', current_database());
END $$;
-- want --
DO LANGUAGE plpgsql $promark$BEGIN EXECUTE 'ALTER ROLE "Carol ""C""" IN DATABASE ' || pg_catalog.quote_ident(pg_catalog.current_database()) || ' SET "DateStyle" TO ''German'''; END$promark$;
DO LANGUAGE plpgsql $promarkx$BEGIN EXECUTE 'ALTER DATABASE ' || pg_catalog.quote_ident(pg_catalog.current_database()) || ' SET "application_name" TO ''it''''s \ $promark$ % %I'''; END$promarkx$;
DO LANGUAGE plpgsql $promark$BEGIN EXECUTE 'ALTER DATABASE ' || pg_catalog.quote_ident(pg_catalog.current_database()) || ' SET "my.setting" TO ''a b'''; END$promark$;
DO LANGUAGE plpgsql $promark$BEGIN EXECUTE 'ALTER DATABASE ' || pg_catalog.quote_ident(pg_catalog.current_database()) || ' SET "search_path" TO ''$user'', ''public'', ''Odd "x", y'', '''''; END$promark$;
DO LANGUAGE plpgsql $promark$BEGIN EXECUTE 'ALTER ROLE "alice" IN DATABASE ' || pg_catalog.quote_ident(pg_catalog.current_database()) || ' SET "temp_tablespaces" TO ''pg_default'', '''''; END$promark$;
DO LANGUAGE plpgsql $promark$BEGIN EXECUTE 'ALTER DATABASE ' || pg_catalog.quote_ident(pg_catalog.current_database()) || ' SET "work_mem" TO ''5MB'''; END$promark$;
