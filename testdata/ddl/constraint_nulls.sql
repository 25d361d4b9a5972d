-- NULLS NOT DISTINCT.
-- skip 12-14 because nulls are always distinct --
-- setup --
CREATE TABLE n (a integer UNIQUE NULLS NOT DISTINCT, b integer, c integer, UNIQUE NULLS NOT DISTINCT (b) INCLUDE (c));
CREATE UNIQUE INDEX i ON n (c) NULLS NOT DISTINCT;
