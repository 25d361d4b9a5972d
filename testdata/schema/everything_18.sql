-- What servers from 18 on have besides.
SET search_path = core, public;
CREATE TABLE virtual (a integer, b integer GENERATED ALWAYS AS (a * 2) VIRTUAL);
CREATE TABLE not_nulls (a integer CONSTRAINT "a given ""name""" NOT NULL, b integer NOT NULL NO INHERIT, c integer);
ALTER TABLE not_nulls ADD CONSTRAINT c_later NOT NULL c NOT VALID;
COMMENT ON CONSTRAINT "a given ""name""" ON not_nulls IS 'named NOT NULL';
CREATE TABLE not_nulls_child () INHERITS (not_nulls);
CREATE TABLE not_enforced (a integer CHECK (a > 0) NOT ENFORCED, b integer REFERENCES plain NOT ENFORCED);
CREATE TABLE temporal (id integer, during daterange, PRIMARY KEY (id, during WITHOUT OVERLAPS));
CREATE TABLE temporal_ref (id integer, during daterange,
  FOREIGN KEY (id, PERIOD during) REFERENCES temporal (id, PERIOD during));
ALTER DEFAULT PRIVILEGES GRANT SELECT ON LARGE OBJECTS TO everything_reader;
