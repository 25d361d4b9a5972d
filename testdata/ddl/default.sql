-- Defaults: inside CREATE TABLE, on their own where the column is inherited,
-- of a view, or in a loop with the table, and the explicit absence of one.
-- setup --
CREATE TABLE d (a integer DEFAULT 1, b text DEFAULT 'x''y', c timestamptz DEFAULT now(), d integer);
CREATE TABLE d_same () INHERITS (d);
CREATE TABLE d_other (d integer DEFAULT 4) INHERITS (d);
ALTER TABLE d_other ALTER a SET DEFAULT 2, ALTER b DROP DEFAULT;
CREATE TABLE d_null (a integer DEFAULT NULL) INHERITS (d);
CREATE TABLE left_one (a integer DEFAULT 1);
CREATE TABLE right_one (a integer DEFAULT 2);
CREATE TABLE both_sides (a integer DEFAULT 3) INHERITS (left_one, right_one);
CREATE VIEW v AS SELECT a, b FROM d;
ALTER VIEW v ALTER a SET DEFAULT 7;
CREATE FUNCTION next_free(d) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE TABLE self (a integer);
CREATE FUNCTION of_self(self) RETURNS integer LANGUAGE sql AS 'SELECT 1';
ALTER TABLE self ADD b integer DEFAULT of_self(NULL);
