-- A child that generates a column otherwise than its parent.
-- skip 12-15 because the server refuses it in CREATE TABLE --
-- setup --
CREATE TABLE g (a integer, b integer GENERATED ALWAYS AS (a * 2) STORED);
CREATE TABLE g_other (b integer GENERATED ALWAYS AS (a * 3) STORED) INHERITS (g);
CREATE TABLE part (a integer, b integer GENERATED ALWAYS AS (a + 1) STORED) PARTITION BY RANGE (a);
CREATE TABLE part1 PARTITION OF part (b GENERATED ALWAYS AS (a + 2) STORED) FOR VALUES FROM (1) TO (9);
