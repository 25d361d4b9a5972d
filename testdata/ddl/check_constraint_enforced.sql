-- NOT ENFORCED.
-- skip 12-17 because every constraint is enforced --
-- setup --
CREATE TABLE c (a integer, CONSTRAINT lax CHECK (a > 0) NOT ENFORCED, CONSTRAINT firm CHECK (a > 1));
CREATE TABLE heir () INHERITS (c);
CREATE TABLE target (a integer PRIMARY KEY);
CREATE TABLE f (a integer REFERENCES target NOT ENFORCED);
