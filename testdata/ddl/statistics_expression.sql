-- Extended statistics of expressions.
-- skip 12-13 because there are none --
-- setup --
CREATE TABLE s (a integer, b integer);
CREATE STATISTICS one ON (a + b) FROM s;
CREATE STATISTICS two (mcv) ON a, (a % 10), (b % 10) FROM s;
