-- #57
-- Default privileges of large objects.
-- setup --
ALTER DEFAULT PRIVILEGES GRANT SELECT ON LARGE OBJECTS TO alice;
-- skip 12-17 because servers before 18 do not have them --
-- want --
ALTER DEFAULT PRIVILEGES FOR ROLE "postgres" GRANT SELECT ON LARGE OBJECTS TO "alice";
