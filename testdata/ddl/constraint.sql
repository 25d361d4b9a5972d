-- Primary keys, unique and exclusion constraints.
-- setup --
CREATE TABLE k (
  a integer, b integer, c text, r int4range,
  PRIMARY KEY (a, b),
  CONSTRAINT "odd ""u""" UNIQUE (c) INCLUDE (a, b) WITH (fillfactor = 60),
  CONSTRAINT later UNIQUE (b, c) DEFERRABLE,
  CONSTRAINT much_later UNIQUE (c, b) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT apart EXCLUDE USING gist (r WITH &&) WITH (fillfactor = 80) WHERE (a > 0),
  EXCLUDE USING btree (lower(c) WITH =) DEFERRABLE
);
ALTER TABLE k CLUSTER ON later;
ALTER TABLE k REPLICA IDENTITY USING INDEX k_pkey;
COMMENT ON CONSTRAINT later ON k IS 'a constraint';
COMMENT ON INDEX later IS 'its index';
CREATE TABLE p (a integer, b integer, PRIMARY KEY (a), UNIQUE (a, b)) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (10);
CREATE TABLE p2 (gone text, b integer, a integer NOT NULL, CONSTRAINT own_name PRIMARY KEY (a));
ALTER TABLE p2 DROP gone;
ALTER TABLE p ATTACH PARTITION p2 FOR VALUES FROM (10) TO (20);
