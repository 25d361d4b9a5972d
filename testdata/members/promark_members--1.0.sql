-- An extension whose tables users add things to, in tests.

CREATE TABLE members.item (id integer PRIMARY KEY, name text NOT NULL DEFAULT 'x' CHECK (name <> ''), note text) WITH (fillfactor = 80);
CREATE INDEX item_name ON members.item (name);
CREATE INDEX item_gone ON members.item (note);
COMMENT ON TABLE members.item IS 'the extension''s';
COMMENT ON COLUMN members.item.id IS 'the extension''s, too';
ALTER TABLE members.item ALTER COLUMN note SET STATISTICS 50;
CREATE FUNCTION members.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER touch BEFORE UPDATE ON members.item FOR EACH ROW EXECUTE FUNCTION members.touch();
CREATE FUNCTION members.twice("A" integer DEFAULT 1, VARIADIC more text[] DEFAULT '{}') RETURNS integer LANGUAGE sql AS 'SELECT 2 * $1';
CREATE TYPE members.pair AS (a integer, b text);
CREATE VIEW members.items AS SELECT id, name FROM members.item;
GRANT SELECT ON members.item TO PUBLIC;
CREATE TABLE members.part (k integer) PARTITION BY LIST (k);
CREATE FUNCTION members.same(integer, members.pair) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE FUNCTION members.whole(members.pair) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1.a';
CREATE OPERATOR members.=== (FUNCTION = members.same, LEFTARG = integer, RIGHTARG = members.pair);
CREATE OPERATOR members.!! (FUNCTION = members.whole, RIGHTARG = members.pair);
CREATE CAST (members.pair AS integer) WITH FUNCTION members.whole(members.pair);
CREATE TEXT SEARCH DICTIONARY members."Words" (TEMPLATE = simple);
CREATE TEXT SEARCH CONFIGURATION members.texts (COPY = simple);
CREATE OPERATOR FAMILY members.f USING btree;
COMMENT ON OPERATOR members.=== (integer, members.pair) IS 'the extension''s';
INSERT INTO members.item VALUES (1, 'made by the extension');
SELECT pg_catalog.pg_extension_config_dump('members.item', 'WHERE id > 1');
