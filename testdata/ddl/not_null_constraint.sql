-- Named NOT NULL constraints. pg_dump 18 forgets to quote the name of one
-- whose column is inherited, and its copy then has another name.
-- skip 12-17 because NOT NULL has no name --
-- setup --
CREATE TABLE n (a integer NOT NULL, b integer CONSTRAINT "B n" NOT NULL, c integer NOT NULL NO INHERIT, d integer CONSTRAINT dn NOT NULL NO INHERIT, e integer PRIMARY KEY);
ALTER TABLE n RENAME COLUMN a TO a2;
COMMENT ON CONSTRAINT "B n" ON n IS 'named';
CREATE TABLE heir () INHERITS (n);
ALTER TABLE heir ADD CONSTRAINT "Heir c" NOT NULL c;
CREATE TABLE later (a integer, b integer);
CREATE TABLE later_child () INHERITS (later);
CREATE TABLE later_proved () INHERITS (later);
CREATE TABLE later_local (a integer CONSTRAINT own_name NOT NULL) INHERITS (later);
ALTER TABLE later ADD CONSTRAINT unproved NOT NULL a NOT VALID;
ALTER TABLE later_proved VALIDATE CONSTRAINT unproved;
COMMENT ON CONSTRAINT unproved ON later IS 'afterwards';
CREATE TABLE "first" (x integer CONSTRAINT second_a_not_null NOT NULL);
CREATE TABLE "second" (a integer NOT NULL);
CREATE TABLE p (a integer NOT NULL, b integer CONSTRAINT p_b NOT NULL) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (10);
CREATE TABLE p2 (b integer CONSTRAINT own_b NOT NULL, a integer NOT NULL);
ALTER TABLE p ATTACH PARTITION p2 FOR VALUES FROM (10) TO (20);
