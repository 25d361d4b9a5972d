-- Extended statistics.
-- setup --
CREATE SCHEMA other;
CREATE TABLE s (a integer, b integer, c text);
CREATE STATISTICS every ON a, b FROM s;
CREATE STATISTICS other."Some" (dependencies, mcv) ON b, c, a FROM s;
CREATE STATISTICS nd (ndistinct) ON a, c FROM s;
COMMENT ON STATISTICS nd IS 'ndistinct';
CREATE MATERIALIZED VIEW m AS SELECT * FROM s;
CREATE STATISTICS of_view ON a, b FROM m;
