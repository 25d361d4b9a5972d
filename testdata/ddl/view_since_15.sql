-- #43
-- setup --
CREATE VIEW invoker WITH (security_invoker = true) AS SELECT 1 AS a;
CREATE VIEW both_options WITH (security_invoker = off, security_barrier) AS SELECT 1 AS a;
-- skip 12-14 because security_invoker came with 15 --
-- want --
CREATE VIEW "public"."both_options" WITH ("security_invoker"='off', "security_barrier"='true') AS
 SELECT 1 AS "a";
CREATE VIEW "public"."invoker" WITH ("security_invoker"='true') AS
 SELECT 1 AS "a";
