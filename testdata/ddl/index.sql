-- Indexes.
-- setup --
CREATE TABLE i (a integer, b text, c text COLLATE "C", d integer[]);
CREATE INDEX ON i (a);
CREATE UNIQUE INDEX "Odd ""i""" ON i (b, a);
CREATE INDEX ordered ON i (a DESC NULLS LAST, b ASC NULLS FIRST, c COLLATE "POSIX");
CREATE INDEX included ON i (a) INCLUDE (b, c) WITH (fillfactor = 70);
CREATE INDEX partial ON i (b) WHERE a > 5 AND b IS NOT NULL;
CREATE INDEX expressions ON i (lower(b), (a + 1), a);
ALTER INDEX expressions ALTER COLUMN 1 SET STATISTICS 500;
ALTER INDEX expressions ALTER COLUMN 2 SET STATISTICS 0;
CREATE INDEX opclass ON i (b text_pattern_ops, c varchar_pattern_ops);
CREATE INDEX arrays ON i USING gin (d) WITH (fastupdate = off, gin_pending_list_limit = 100);
CREATE INDEX hashed ON i USING hash (b);
CREATE INDEX ranged ON i USING brin (a) WITH (pages_per_range = 16);
CREATE INDEX clustered ON i (c);
ALTER TABLE i CLUSTER ON clustered;
ALTER TABLE i ALTER a SET NOT NULL;
CREATE UNIQUE INDEX identifying ON i (a);
ALTER TABLE i REPLICA IDENTITY USING INDEX identifying;
COMMENT ON INDEX partial IS 'partial';
CREATE MATERIALIZED VIEW m AS SELECT a, b FROM i;
CREATE UNIQUE INDEX ON m (a);
