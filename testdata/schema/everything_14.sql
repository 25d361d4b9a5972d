-- What servers from 14 on have besides everything.sql.
SET search_path = core, public;
CREATE FUNCTION atomic(a integer) RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT a + 1; SELECT a; END;
CREATE FUNCTION returns_expr(a integer) RETURNS integer LANGUAGE sql IMMUTABLE RETURN a * 2;
CREATE FUNCTION by_key_atomic() RETURNS SETOF integer LANGUAGE sql BEGIN ATOMIC
  SELECT id FROM plain GROUP BY id, amount; END;
CREATE FUNCTION upserts() RETURNS void LANGUAGE sql BEGIN ATOMIC
  INSERT INTO plain (id) VALUES (1) ON CONFLICT (id) DO NOTHING; END;
CREATE FUNCTION grouped() RETURNS bigint LANGUAGE sql BEGIN ATOMIC
  SELECT count(*) FROM (SELECT id, "Name ""x""" FROM plain GROUP BY id) s; END;
CREATE VIEW on_grouped AS SELECT grouped() AS g;
CREATE PROCEDURE proc_out(IN a integer, OUT b integer) LANGUAGE plpgsql AS $$ BEGIN b := a; END $$;
CREATE TYPE multi AS RANGE (subtype = integer, multirange_type_name = "Odd ""schema"" ; -- x".many);
CREATE TABLE uses_multi (m "Odd ""schema"" ; -- x".many, r textrange);
CREATE STATISTICS expr_stats ON (id % 10), (amount * 2) FROM plain;
ALTER STATISTICS expr_stats SET STATISTICS 0;
CREATE TABLE compressed (a text COMPRESSION pglz);
