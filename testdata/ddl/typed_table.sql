-- Tables of a composite type.
-- setup --
CREATE TYPE person AS (id integer, name text, born date);
CREATE TABLE persons OF person;
CREATE TABLE persons_default OF person (name DEFAULT 'x', born WITH OPTIONS NOT NULL);
CREATE TABLE persons_check OF person (id NOT NULL, CONSTRAINT positive CHECK (id > 0));
CREATE TABLE persons_key OF person (PRIMARY KEY (id), UNIQUE (name)) WITH (fillfactor = 50);
