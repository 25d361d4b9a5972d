-- SQL-standard bodies, which are parsed when they are made.
-- skip 12-13 because functions have no parsed bodies --
-- setup --
CREATE TABLE t (id int PRIMARY KEY, x text);
CREATE FUNCTION atomic(a int, b int DEFAULT 2) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT a + b; SELECT atomic.a; END;
CREATE FUNCTION expression(x text) RETURNS text LANGUAGE sql IMMUTABLE RETURN x || 'y';
CREATE FUNCTION nothing() RETURNS void LANGUAGE sql BEGIN ATOMIC END;
CREATE FUNCTION writes(i int) RETURNS SETOF t LANGUAGE sql BEGIN ATOMIC
  INSERT INTO t VALUES (i, 'x'); UPDATE t SET x = 'y' WHERE id = i; DELETE FROM t WHERE id < i RETURNING *; END;
CREATE FUNCTION a_calls() RETURNS text LANGUAGE sql RETURN expression('a') || (SELECT count(*) FROM writes(1));
CREATE PROCEDURE proc(i int) LANGUAGE sql BEGIN ATOMIC INSERT INTO t VALUES (i); END;
-- the primary key comes after the data
CREATE FUNCTION by_key() RETURNS TABLE (id int, x text, c bigint) LANGUAGE sql
  BEGIN ATOMIC SELECT t.id, t.x, count(*) FROM t GROUP BY t.id; END;
CREATE FUNCTION upserts(i int) RETURNS void LANGUAGE sql
  BEGIN ATOMIC INSERT INTO t VALUES (i) ON CONFLICT (id) DO NOTHING; END;
CREATE FUNCTION a_by_key_too() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM by_key(); END;
CREATE VIEW over_by_key AS SELECT * FROM by_key();
COMMENT ON FUNCTION by_key IS 'comes late';
GRANT EXECUTE ON FUNCTION by_key TO alice;
