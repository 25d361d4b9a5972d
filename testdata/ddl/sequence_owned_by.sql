-- Serial columns, and sequences that belong to a column in other ways.
-- setup --
CREATE TABLE s (a serial, b bigserial PRIMARY KEY, c smallserial, d integer);
ALTER SEQUENCE s_a_seq RENAME TO renamed;
ALTER TABLE s ALTER c DROP DEFAULT;
CREATE SEQUENCE other;
ALTER SEQUENCE other OWNED BY s.d;
CREATE TABLE uses (a integer DEFAULT nextval('renamed'), b integer DEFAULT nextval('other'::text));
CREATE TABLE heir () INHERITS (s);
