-- Targets of extended statistics.
-- skip 12 because they have none --
-- setup --
CREATE TABLE s (a integer, b integer);
CREATE STATISTICS zero ON a, b FROM s;
ALTER STATISTICS zero SET STATISTICS 0;
CREATE STATISTICS several (mcv) ON a, b FROM s;
ALTER STATISTICS several SET STATISTICS 33;
