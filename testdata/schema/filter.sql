-- Something of everything in three schemas and in none, for tests of filters.

CREATE EXTENSION hstore SCHEMA public;
CREATE EXTENSION citext SCHEMA public;
CREATE SCHEMA app;
CREATE SCHEMA other;
CREATE SCHEMA "Mixed Case";
COMMENT ON SCHEMA app IS 'the application';
ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO PUBLIC;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

CREATE TYPE app.mood AS ENUM ('sad', 'glad');
CREATE TYPE app.pair AS (a integer, b text);
CREATE DOMAIN app.positive AS integer CHECK (VALUE > 0);
CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE FUNCTION app.twice(x integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 2 * x';
CREATE AGGREGATE app.total(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0');
CREATE OPERATOR app.@@@ (FUNCTION = app.twice, RIGHTARG = integer);
CREATE SEQUENCE app.loose;
SELECT setval('app.loose', 7);

CREATE TABLE app.item (
    id serial PRIMARY KEY,
    price app.positive NOT NULL DEFAULT app.twice(1),
    mood app.mood DEFAULT 'glad',
    extra public.hstore,
    name text UNIQUE
);
INSERT INTO app.item (price, name) SELECT i, 'item ' || i FROM generate_series(1, 10) i;
CREATE INDEX item_price ON app.item (price) WHERE price > 2;
CREATE TRIGGER touched BEFORE UPDATE ON app.item FOR EACH ROW EXECUTE FUNCTION app.touch();
CREATE RULE quiet AS ON DELETE TO app.item DO INSTEAD NOTHING;
ALTER TABLE app.item ENABLE ROW LEVEL SECURITY;
CREATE POLICY mine ON app.item USING (price > 0);
CREATE STATISTICS app.both ON price, mood FROM app.item;
COMMENT ON TABLE app.item IS 'things to sell';
COMMENT ON COLUMN app.item.price IS 'in cents';
GRANT SELECT ON app.item TO PUBLIC;

CREATE VIEW app.cheap AS SELECT id, price FROM app.item WHERE price < 3;
CREATE MATERIALIZED VIEW app.dear AS SELECT id, price FROM app.item WHERE price > 3;
CREATE INDEX dear_id ON app.dear (id);

CREATE TABLE app.part (at date NOT NULL, value integer) PARTITION BY RANGE (at);
CREATE TABLE app.part_1 PARTITION OF app.part FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE app.part_2 PARTITION OF app.part DEFAULT;
CREATE INDEX part_at ON app.part (at);
INSERT INTO app.part VALUES ('2020-05-05', 1), ('2022-05-05', 2);

CREATE TABLE app.parent (a integer CHECK (a > 0), b text DEFAULT 'x');
CREATE TABLE app.kid (c integer) INHERITS (app.parent);
INSERT INTO app.kid VALUES (1, 'one', 2);
CREATE UNLOGGED TABLE app.scratch AS SELECT 1 AS n;

CREATE TABLE other.line (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    item integer REFERENCES app.item
);
INSERT INTO other.line (item) VALUES (1), (2);
CREATE VIEW other.over AS SELECT l.id, i.price FROM other.line l JOIN app.item i ON i.id = l.item;
CREATE TABLE other.plain (z integer);
CREATE TABLE public.plain (a integer PRIMARY KEY, b text);
INSERT INTO public.plain VALUES (1, 'one');
CREATE TABLE "Mixed Case"."Table" ("Id" integer, "dot.ted" text);
INSERT INTO "Mixed Case"."Table" VALUES (1, 'x');

CREATE FUNCTION public.note() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER watch ON ddl_command_end EXECUTE FUNCTION public.note();
ALTER EVENT TRIGGER watch DISABLE;
SELECT lo_from_bytea(4711, 'large');
COMMENT ON LARGE OBJECT 4711 IS 'an object';
