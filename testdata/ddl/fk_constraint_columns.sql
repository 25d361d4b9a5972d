-- ON DELETE SET NULL for some of the columns.
-- setup --
CREATE TABLE t (a integer, b integer, PRIMARY KEY (a, b));
CREATE TABLE f (a integer, b integer, FOREIGN KEY (a, b) REFERENCES t ON DELETE SET NULL (b));
CREATE TABLE g (a integer, b integer DEFAULT 3, FOREIGN KEY (a, b) REFERENCES t ON DELETE SET DEFAULT (b));
-- skip 12-14 because it is all or none --
