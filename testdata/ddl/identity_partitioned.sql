-- An identity column of a partitioned table, which its partitions share.
-- skip 12-16 because partitioned tables have none --
-- setup --
CREATE TABLE p (a integer, b bigint GENERATED ALWAYS AS IDENTITY) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (10);
CREATE TABLE p2 (b bigint NOT NULL, a integer);
ALTER TABLE p ATTACH PARTITION p2 FOR VALUES FROM (10) TO (20);
